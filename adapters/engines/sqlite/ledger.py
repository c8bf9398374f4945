"""The ledger on one SQLite connection, used by one thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from adapters.engines.sqlite.lock import ServeLock
from adapters.engines.sqlite.place import Place
from adapters.engines.sqlite.room import Disk
from adapters.engines.statements import statements
from adapters.records import Takes
from adapters.store.ledger import InHand, Row
from adapters.store.sealing import Seal, keyed_hash

# The first may pass, the others do not.
PASSING = (apsw.BusyError, apsw.LockedError, apsw.FullError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.NoMemError)
LASTING = (apsw.IOError, apsw.CorruptError, apsw.NotADBError)
FAULTS = PASSING + LASTING
BUSY_TIMEOUT_MS = 5000
COPY = re.compile(r"\.v\d+(\.new)?")  # what stands behind the database's name in that of a copy (`file.py`)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqliteLedger:
    """See `adapters.store.ledger.Ledger`. `lock`, `place` and `disk` are None in a process that does
    not serve."""

    connection: apsw.Connection
    seal: Seal
    hash_key: bytes = b""
    lock: ServeLock | None = None
    place: Place | None = None
    disk: Disk | None = None
    faults: tuple[type[Exception], ...] = FAULTS

    @property
    def takes(self) -> Takes:
        return self.disk.takes if self.disk else "all"

    def run(self, name: str, *values: Any) -> int:
        self.connection.execute(statements()[name], values)
        return self.connection.changes()

    def row(self, name: str, *values: Any) -> Row | None:
        found: Row | None = self.connection.execute(statements()[name], values).fetchone()
        return found

    def rows(self, name: str, *values: Any) -> list[Row]:
        found: list[Row] = self.connection.execute(statements()[name], values).fetchall()
        return found

    def value(self, name: str, *values: Any) -> Any:
        found = self.row(name, *values)
        return found[0] if found else None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Not `with connection`: on a full disk SQLite undoes the whole transaction by itself, and apsw then raises «no
        such savepoint» instead of the reason."""
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

    def hold(self, name: str, *values: Any) -> None:
        """The file has one writer at a time."""

    def shared(self, now: datetime) -> datetime:
        return now

    def tell(self, work: str) -> None:
        """Who serves the file looks every second."""

    def retire_copies(self, before: datetime) -> int:
        path = Path(self.connection.filename)
        retired = 0
        for copy in path.parent.iterdir():
            if COPY.fullmatch(copy.name.removeprefix(path.name)) and copy.stat().st_mtime <= before.timestamp():
                copy.unlink()
                retired += 1
        return retired

    def hash(self, *parts: str) -> bytes:
        return keyed_hash(self.hash_key, *parts)

    @contextmanager
    def in_hand(self, key: bytes, deaths: int) -> Iterator[None]:
        with self.lock.in_hand(key, deaths) if self.lock else nullcontext():
            yield
        if deaths:
            self.run("survive", key)

    def left_in_hand(self) -> InHand | None:
        return self.lock.left_in_hand if self.lock else None
