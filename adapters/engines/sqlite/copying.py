"""A SQLite file as one end of a copy (adapters/engines/copying.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import apsw

from adapters.engines.copying import BATCH
from adapters.engines.sqlite.file import as_store_error, newest_version, open_to_read
from adapters.engines.sqlite.lock import serve_lock
from adapters.engines.statements import migrations
from adapters.engines.tables import Table
from adapters.store.ledger import Row


class SqliteTables:
    """See `Source` and `Target` of adapters/engines/copying.py."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        """`path`: of the file, for messages."""
        self._connection = connection
        self._path = path

    def count(self, table: Table) -> int:
        with as_store_error(self._path):
            (rows,) = self._connection.execute(f"SELECT count(*) FROM {table.name}")  # noqa: S608
        return int(rows[0])

    def batches(self, table: Table) -> Iterator[Sequence[Row]]:
        with as_store_error(self._path):
            rows = self._connection.execute(f"SELECT {table.listed} FROM {table.name}")  # noqa: S608
            while batch := list(islice(rows, BATCH)):
                yield batch

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        values = ", ".join("?" * len(table.columns))
        with as_store_error(self._path):
            self._connection.executemany(f"INSERT INTO {table.name} ({table.listed}) VALUES ({values})", rows)  # noqa: S608


@contextmanager
def source_of(path: Path) -> Iterator[SqliteTables]:
    """All that is in a file while nobody else writes to it. Raises StoreInUse beside a running serve."""
    with open_to_read(path, apsw.SQLITE_OPEN_READWRITE) as connection, serve_lock(path):
        with as_store_error(path):
            connection.execute("BEGIN IMMEDIATE")
        yield SqliteTables(connection, path)


@contextmanager
def target_in(part: Path) -> Iterator[SqliteTables]:
    """The tables in an empty file, to be filled; the whole is good or not there (adapters/engines/sqlite/parts.py)."""
    with closing(apsw.Connection(str(part))) as connection:
        with as_store_error(part):
            connection.pragma("journal_mode", "off")
            connection.pragma("synchronous", 0)
            connection.execute("BEGIN")
            for migration in migrations():
                connection.execute(migration.read_text("utf-8"))
            connection.pragma("user_version", newest_version())
        yield SqliteTables(connection, part)
        with as_store_error(part):
            connection.execute("COMMIT")
