"""What a job works with: the connection, the statements by name, and the seal for personal data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import apsw

from adapters.sealing import Seal, keyed_hash
from adapters.sqlite.lock import ServeLock
from adapters.store_errors import StoreLocked

SQL_FOLDER = Path(__file__).parent.parent / "sql"
NAME_MARK = "-- name: "

# What is wrong with the file or the disk, not with the job that met it: the first may pass, the others do not.
PASSING = (apsw.BusyError, apsw.LockedError, apsw.FullError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.NoMemError)
LASTING = (apsw.IOError, apsw.CorruptError, apsw.NotADBError)
FAULTS = PASSING + LASTING

UNREADABLE = (ValueError, StoreLocked)  # one stored value: written by another release, changed, or its key is gone

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One open database, used by one thread. `lock` is None in a process that does not serve."""

    connection: apsw.Connection
    seal: Seal
    hash_key: bytes
    lock: ServeLock | None = None

    def run(self, name: str, *values: Any) -> int:
        """Run a statement; how many rows it inserted, changed or deleted."""
        self.connection.execute(statements()[name], values)
        return self.connection.changes()

    def row(self, name: str, *values: Any) -> Row | None:
        found: Row | None = self.connection.execute(statements()[name], values).fetchone()
        return found

    def rows(self, name: str, *values: Any) -> list[Row]:
        found: list[Row] = self.connection.execute(statements()[name], values).fetchall()
        return found

    def value(self, name: str, *values: Any) -> Any:
        """The first column of the first row; None without one."""
        found = self.row(name, *values)
        return found[0] if found else None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is undone if it raises.

        Not `with connection`: on a full disk SQLite undoes the whole transaction by itself, and apsw then raises «no
        such savepoint» instead of the reason.
        """
        self.connection.execute("SAVEPOINT work")
        try:
            yield
        except FAULTS:
            raise
        except BaseException:
            self.connection.execute("ROLLBACK TO work")
            self.connection.execute("RELEASE work")
            raise
        self.connection.execute("RELEASE work")

    def hash(self, *parts: str) -> bytes:
        return keyed_hash(self.hash_key, *parts)


@cache
def statements() -> Mapping[str, str]:
    """Every statement of adapters/sql by its name."""
    found: dict[str, str] = {}
    for file in sorted(SQL_FOLDER.glob("*.sql")):
        for part in file.read_text("utf-8").split(NAME_MARK)[1:]:
            name, _, text = part.partition("\n")
            found[name.strip()] = text.strip().removesuffix(";")
    return found


def to_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def maybe_from_ms(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
