"""A SQLite file as one end of a copy (adapters/engines/copying.py), and its online copy into another file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import apsw

from adapters.engines.copying import BATCH, OnProgress
from adapters.engines.sqlite.file import as_store_error, newest_version, open_to_read, open_untouched
from adapters.engines.sqlite.ledger import SqliteLedger
from adapters.engines.sqlite.lock import serve_lock
from adapters.engines.statements import migrations
from adapters.engines.tables import Table
from adapters.language import tr
from adapters.store.ledger import Row
from adapters.store.sealing import Seal

PAGES = 1024  # of 4 KiB, in one step of an online copy


class SqliteTables:
    """See `Source` and `Target` of adapters/engines/copying.py."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        """`path`: of the file, for messages."""
        self._connection = connection
        self._path = path

    def count(self, table: Table) -> int:
        with as_store_error(self._path):
            (rows,) = self._connection.execute(f"SELECT count(*) FROM {table.name}")  # noqa: S608  # names from our migrations
        return int(rows[0])

    def batches(self, table: Table) -> Iterator[Sequence[Row]]:
        with as_store_error(self._path):
            rows = self._connection.execute(f"SELECT {table.listed} FROM {table.name}")  # noqa: S608  # names from our migrations
            while batch := list(islice(rows, BATCH)):
                yield batch

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        values = ", ".join("?" * len(table.columns))
        with as_store_error(self._path):
            self._connection.executemany(f"INSERT INTO {table.name} ({table.listed}) VALUES ({values})", rows)  # noqa: S608  # names from our migrations


@contextmanager
def source_of(path: Path) -> Iterator[SqliteTables]:
    """All that is in a file while nobody else writes to it. Raises StoreInUse beside a running serve."""
    with open_to_read(path, apsw.SQLITE_OPEN_READWRITE) as connection, serve_lock(path):
        with as_store_error(path):
            connection.execute("BEGIN IMMEDIATE")
        yield SqliteTables(connection, path)


@contextmanager
def untouched(path: Path) -> Iterator[SqliteTables]:
    """All that is in a backup."""
    with closing(open_untouched(path)) as connection:
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


def copy_pages(path: Path, reading: apsw.Connection, part: Path, on_progress: OnProgress) -> None:
    """A file as it is at one moment, in small steps, beside a running serve, which goes on writing. `path`: of what is
    read, for messages."""
    with as_store_error(path), closing(apsw.Connection(str(part))) as copy:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # holds the moment, or each write begins anew
        with copy.backup("main", reading, "main") as backup:
            while not backup.done:
                backup.step(PAGES)
                on_progress(tr("páginas", "pages"), backup.page_count - backup.remaining, backup.page_count)
        copy.pragma("journal_mode", "delete")  # one file, whoever opens it


@contextmanager
def ledger_in(part: Path) -> Iterator[SqliteLedger]:
    """For a word in a file that nobody serves."""
    with as_store_error(part), closing(apsw.Connection(str(part))) as connection:
        yield SqliteLedger(connection=connection, seal=Seal())
