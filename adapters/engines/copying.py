"""One store into another, table by table, and the proof that both hold the same.

Rows travel as they are stored: what is sealed stays sealed, and the key of hashes comes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

from adapters.engines.tables import Table, tables
from adapters.language import tr
from adapters.store.errors import StoreBroken
from adapters.store.ledger import Row

BATCH = 2000  # rows
SUM_BYTES = 16

OnProgress = Callable[[str, int, int], None]  # what is being copied, how much of it, of how much


class Source(Protocol):
    """A store at one moment."""

    def count(self, table: Table) -> int: ...

    def batches(self, table: Table) -> Iterator[Sequence[Row]]: ...


class Target(Source, Protocol):
    """A store without rows that nobody else sees yet."""

    def write(self, table: Table, rows: Sequence[Row]) -> None: ...


class Sum(NamedTuple):
    """Of a table: the same for the same rows, in whatever order a database gives them."""

    rows: int
    checksum: str


def copy(source: Source, target: Target, on_progress: OnProgress) -> Mapping[str, Sum]:
    """All rows, and what they sum up to by table. Raises StoreBroken where the target then holds anything else."""
    sums = {}
    for table in tables():
        sums[table.name] = sum_of(_carried(source, target, table, on_progress))
        if sum_of(target.batches(table)) != sums[table.name]:
            raise StoreBroken(
                tr(
                    f"la tabla «{table.name}» no quedó como la original; no se copió nada",
                    f"the table «{table.name}» did not come out like the original; nothing was copied",
                )
            )
    return sums


def count_rows(source: Source) -> dict[str, int]:
    """By table."""
    return {table.name: source.count(table) for table in tables()}


def sum_of(batches: Iterable[Sequence[Row]]) -> Sum:
    """Each row is hashed as Python writes it, and the hashes are added up."""
    rows, total = 0, 0
    for batch in batches:
        rows += len(batch)
        total += sum(int.from_bytes(blake2b(repr(row).encode(), digest_size=SUM_BYTES).digest()) for row in batch)
    return Sum(rows, (total % (1 << 8 * SUM_BYTES)).to_bytes(SUM_BYTES).hex())


def _carried(source: Source, target: Target, table: Table, on_progress: OnProgress) -> Iterator[Sequence[Row]]:
    count, done = source.count(table), 0
    for batch in source.batches(table):
        target.write(table, batch)
        done += len(batch)
        on_progress(table.name, done, count)
        yield batch
