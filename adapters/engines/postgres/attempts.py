"""Which events are being applied: each try is on record before it begins, so that what kills is found out.

It is recorded in a commit of its own, on a connection of its own, and without waiting for the disk: our death does not
take back what the server knows (promises §4). A try that the process survives is taken off the record again: with
its transaction, or here where that did not end well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg

from adapters.engines.postgres.server import Connection
from adapters.engines.postgres.spelling import spelled_statements
from adapters.engines.watch import computing
from adapters.store.errors import StoreUnavailable


class Attempts:
    """Of one process, shared by its threads. One event is applied at a time: what dies is then no other's fault."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None
        self._turn = threading.Lock()
        self._begun = threading.local()
        self._survived: list[bytes] = []

    @contextmanager
    def noted(self, key: bytes) -> Iterator[None]:
        """While inside, dying or computing for 10 s is on this event's account."""
        with self._turn:
            self._settle()
            self._execute("note_try", key)
            try:
                with computing():
                    yield
            except BaseException:
                self._forgive(key)
                raise
        self._begun.key = key

    def ended(self, *, well: bool) -> None:
        """The transaction of this thread has ended; `well`: so that its event is applied for good."""
        key = getattr(self._begun, "key", None)
        if key is None:
            return
        self._begun.key = None
        if not well:
            with self._turn:
                self._forgive(key)

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    def _forgive(self, key: bytes) -> None:
        self._survived.append(key)
        with suppress(psycopg.Error, StoreUnavailable):  # then before the next one is noted
            self._settle()

    def _settle(self) -> None:
        while self._survived:
            self._execute("survive_try", self._survived[-1])
            self._survived.pop()

    def _execute(self, name: str, key: bytes) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = self._connect()
        psycopg.RawCursor(self._connection).execute(spelled_statements()[name], (key,), prepare=True)
