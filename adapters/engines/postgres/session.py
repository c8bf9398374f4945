"""One thread's transactions: begun, tried again, and ended with a known fate."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import psycopg

from adapters.engines.postgres.ledger import FAULTS, Begun, PostgresLedger
from adapters.engines.postgres.server import CONFLICTS, Connection, Server
from adapters.engines.watch import Watch
from adapters.language import tr
from adapters.store.errors import StoreUnavailable

CONFLICT_TRIES = 8  # two that exclude each other seldom meet twice
CONFLICT_PAUSE_S = 0.02  # times a random number below the tries so far
ASK_AGAIN_S, ASKING_S = 0.2, 4.0  # what became of a commit; a webhook waits 6 s

# A number means another transaction after a failover, and a failover begins a new timeline.
FATE = "SELECT pg_xact_status($1::xid8) WHERE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) = $2"

T = TypeVar("T")


class Session:
    """A connection that is opened when it is needed, and thrown away when it failed."""

    def __init__(self, server: Server, ledger_on: Callable[[Connection], PostgresLedger]) -> None:
        self._server = server
        self._ledger_on = ledger_on
        self._ledger: PostgresLedger | None = None

    def run(self, job: Callable[[PostgresLedger], T], watch: Watch | None = None) -> T:
        """The job's result, durable. It is run again after a conflict, and once after the connection was lost. Waiting
        for a COMMIT is no hanging: it may wait for a standby, for which no other process would wait less long."""
        lost = False
        for tries in range(1, CONFLICT_TRIES + 1):
            try:
                return self._transact(job, watch)
            except CONFLICTS as error:
                if tries == CONFLICT_TRIES:
                    raise self._server.fault(error) from None
                time.sleep(random.uniform(0, tries * CONFLICT_PAUSE_S))  # noqa: S311  # nothing secret
            except FAULTS as error:
                if lost or self._is_open():
                    raise self._server.fault(error) from None
                lost = True
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        if self._ledger:
            self._ledger.connection.close()

    def _is_open(self) -> bool:
        return self._ledger is not None and not self._ledger.connection.closed

    def _transact(self, job: Callable[[PostgresLedger], T], watch: Watch | None) -> T:
        done = False
        if watch:
            watch.begins()
        ledger = self._opened()
        try:
            begun = ledger.begin()
            result = job(ledger)
            if watch:
                watch.rests()
            self._commit(ledger, begun)
            done = True
        finally:
            if not done:
                ledger.roll_back()
            ledger.ended(well=done)
        return result

    def _opened(self) -> PostgresLedger:
        if self._ledger is None or not self._is_open():
            self._ledger = self._ledger_on(self._server.connect())
        return self._ledger

    def _commit(self, ledger: PostgresLedger, begun: Begun) -> None:
        try:
            ledger.commit()
        except FAULTS:
            if not (ledger.connection.closed and self._was_committed(begun)):
                raise

    def _was_committed(self, begun: Begun) -> bool:
        """The answer was lost: ask the server by the transaction's number. Raises StoreUnavailable when it cannot say;
        then the keys of what was written keep a second try from having a second effect."""
        until = time.monotonic() + ASKING_S
        while time.monotonic() < until:
            with suppress(StoreUnavailable, *FAULTS), self._server.connect() as asking:
                fate = psycopg.RawCursor(asking).execute(FATE, begun).fetchone()
                if fate in (("committed",), ("aborted",)):
                    return fate == ("committed",)
            time.sleep(ASK_AGAIN_S)
        raise StoreUnavailable(
            tr(
                f"{self._server.name} se fue en medio de un COMMIT",
                f"{self._server.name} went away in the middle of a COMMIT",
            )
        )
