"""The ledger on one PostgreSQL connection, used by one thread."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg
from psycopg import errors
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

from adapters.engines.postgres.attempts import Attempts
from adapters.engines.postgres.server import Connection
from adapters.engines.postgres.spelling import spelled_statements
from adapters.records import Takes
from adapters.store.errors import StoreUnavailable
from adapters.store.ledger import InHand, Row
from adapters.store.sealing import Seal, keyed_hash

# What is wrong with the server or the way there; conflicts between transactions are among them.
FAULTS = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)

CLOCKS_AGREE = timedelta(seconds=1)  # less is the way there and back
SERVER_MS = b"(1000 * extract(epoch FROM clock_timestamp()))::bigint::text"
BEGIN = b"BEGIN; SELECT pg_current_xact_id()::text, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), " + SERVER_MS
BEGIN_LOOKING = b"BEGIN READ ONLY; SELECT '', '', " + SERVER_MS


class Begun(NamedTuple):
    """A transaction as the server knows it: its number, and the timeline on which that number is its own."""

    number: str
    timeline: str


class Unfinished(Exception):
    """COMMIT was answered with a rollback: a job went on after an error of its own."""


class PostgresLedger:
    """See `adapters.store.ledger.Ledger`."""

    faults: tuple[type[Exception], ...] = (*FAULTS, StoreUnavailable)
    takes: Takes = "all"  # the server's disk is its administrator's

    def __init__(
        self,
        connection: Connection,
        *,
        seal: Seal,
        hash_key: bytes = b"",
        attempts: Attempts | None = None,
        begin: bytes = BEGIN,
    ) -> None:
        """`attempts`: None where no event is applied."""
        self.connection = connection
        self.seal = seal
        self._hash_key = hash_key
        self._attempts = attempts
        self._begin = begin
        self._cursor = psycopg.RawCursor(connection)
        self._statements = spelled_statements()
        self._ahead = timedelta()

    def begin(self) -> Begun:
        """One round trip, which also tells the server's time."""
        begun = self._command(self._begin)
        number, timeline, server_ms = (begun.get_value(0, column) or b"" for column in range(3))
        ahead = timedelta(milliseconds=int(server_ms) - time.time() * 1000)
        self._ahead = ahead if abs(ahead) > CLOCKS_AGREE else timedelta()
        return Begun(number.decode(), timeline.decode())

    def commit(self) -> None:
        """Raises Unfinished, and what went wrong; it may have happened all the same where the connection was lost."""
        if self._command(b"COMMIT").command_status != b"COMMIT":
            raise Unfinished

    def roll_back(self) -> None:
        """Whatever state it is in."""
        with suppress(psycopg.Error):
            self._command(b"ROLLBACK")

    def _command(self, command: bytes) -> PGresult:
        """Without values and cursors, which cost four times as much. It blocks, and other threads work on."""
        result = self.connection.pgconn.exec_(command)
        if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            return result
        if not result.error_field(DiagnosticField.SQLSTATE):  # not the server's words: the connection was lost
            self.connection.close()
            raise psycopg.OperationalError("the connection was lost")
        raise errors.error_from_result(result)

    def ended(self, *, well: bool) -> None:
        """The transaction is over; `well`: what it did is durable."""
        if self._attempts:
            self._attempts.ended(well=well)

    def run(self, name: str, *values: Any) -> int:
        return self._cursor.execute(self._statements[name], values, prepare=True, binary=True).rowcount

    def row(self, name: str, *values: Any) -> Row | None:
        return self._cursor.execute(self._statements[name], values, prepare=True, binary=True).fetchone()

    def rows(self, name: str, *values: Any) -> list[Row]:
        return self._cursor.execute(self._statements[name], values, prepare=True, binary=True).fetchall()

    def value(self, name: str, *values: Any) -> Any:
        found = self.row(name, *values)
        return found[0] if found else None

    def hold(self, name: str, *values: Any) -> None:
        self.run(name, *values)

    def shared(self, now: datetime) -> datetime:
        return now + self._ahead

    def tell(self, work: str) -> None:
        self.run("tell", work)

    def retire_copies(self, before: datetime) -> int:
        """Copies of a server are its administrator's."""
        return 0

    def hash(self, *parts: str) -> bytes:
        return keyed_hash(self._hash_key, *parts)

    @contextmanager
    def in_hand(self, key: bytes, deaths: int) -> Iterator[None]:
        assert self._attempts, "a ledger for looking applies nothing"
        with self._attempts.noted(key):
            yield
        self.run("survive", key)

    def left_in_hand(self) -> InHand | None:
        """Any replica may meet it first, so its own row knows."""
        return None
