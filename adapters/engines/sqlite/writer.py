"""Group commit: everything that waits at one moment shares one transaction, and so one fsync.

One thread owns the connection. A job is a plain function of the ledger; it runs in a savepoint of its own, so one that
raises takes nothing else with it, and its caller hears of a result only after that result is on the disk.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

import apsw

from adapters.engines.answers import Answer, Answers
from adapters.engines.sqlite.doubts import find_doubts
from adapters.engines.sqlite.ledger import BUSY_TIMEOUT_MS, FAULTS, PASSING, SqliteLedger
from adapters.engines.watch import Watch
from adapters.language import tr
from adapters.records import Doubt, Room
from adapters.store.errors import StoreBroken, StoreError, StoreUnavailable
from adapters.store.ledger import Job

MAX_BATCH = 128  # jobs in one transaction, so that nobody waits for many others
TIDY_EVERY_S = 60.0  # and then in a moment when nobody waits

T = TypeVar("T")
_Waiting = tuple[Job[Any], "asyncio.Future[Any]"]


class Writer:
    """Runs jobs until `close`. After an I/O error every job fails with StoreBroken."""

    owner = "serve"  # one process serves a file, so a restarted one may go on at once with what the last one owned
    doubts: Sequence[Doubt] = find_doubts(apsw.sqlite_lib_version())

    def __init__(
        self, ledger: SqliteLedger, *, begin: str = "BEGIN IMMEDIATE", on_hang: Callable[[], None] = lambda: None
    ) -> None:
        """To be called on the event loop that will wait for the results. `on_hang`: see `watch.py`."""
        self.watch = Watch(on_hang)
        self._ledger = ledger
        self._begin = begin
        self._loop = asyncio.get_running_loop()
        self._answers = Answers()
        self._jobs: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._broken: StoreBroken | None = None
        self._tidy_at = time.monotonic() + TIDY_EVERY_S
        self._thread = Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def hangs(self) -> bool:
        return self.watch.hangs()

    def room(self) -> Room | None:
        return self._ledger.disk.room() if self._ledger.disk else None

    async def do(self, job: Job[T]) -> T:
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((job, future))
        return await future

    async def close(self) -> None:
        """Finish what was submitted, then stop."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self.watch.close()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            batch, stopping = self._next_batch()
            if batch:
                if self._ledger.disk:
                    self._ledger.disk.look()
                answers = self._commit(batch)
                self.watch.rests()
                self._answers.give(*answers)
            if time.monotonic() >= self._tidy_at and self._jobs.empty():
                self._tidy()

    def _tidy(self) -> None:
        """Empty the log: what was erased still stands in its old pages. Somebody who reads is not waited for."""
        connection = self._ledger.connection
        self._tidy_at = time.monotonic() + TIDY_EVERY_S
        if connection.readonly("main") or self._broken:
            return
        connection.set_busy_timeout(0)
        try:
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except FAULTS as error:
            self._judge(error)
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)

    def _next_batch(self) -> tuple[list[_Waiting], bool]:
        """Whatever waits, at least one job; True if nothing comes after it."""
        batch: list[_Waiting] = []
        waiting = self._jobs.get()
        while waiting is not None:
            batch.append(waiting)
            if len(batch) == MAX_BATCH:
                return batch, False
            try:
                waiting = self._jobs.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _commit(self, batch: Sequence[_Waiting]) -> list[Answer]:
        if self._broken:
            return [(future, None, self._broken) for _, future in batch]
        connection = self._ledger.connection
        try:
            self.watch.begins()
            connection.execute(self._begin)
            answers = [self._run(job, future) for job, future in batch]
            self.watch.begins()
            connection.execute("COMMIT")
            if self._ledger.place:
                self._ledger.place.check()
        except Exception as error:  # noqa: BLE001  # the thread must live to answer those who wait
            fault = self._judge(error)
            with suppress(apsw.Error):  # SQLite may have rolled back by itself
                connection.execute("ROLLBACK")
            if isinstance(error, apsw.FullError) and self._ledger.disk and self._ledger.disk.release():
                return self._commit(batch)
            return [(future, None, fault) for _, future in batch]
        return answers

    def _run(self, job: Job[Any], future: asyncio.Future[Any]) -> Answer:
        self.watch.begins()
        try:
            with self._ledger.savepoint():
                result = job(self._ledger)
        except FAULTS:
            raise  # SQLite may have rolled back everything: the whole batch fails
        except Exception as error:  # noqa: BLE001  # the job's own, for the one who asked for it
            return future, None, error
        return future, result, None

    def _judge(self, error: Exception) -> StoreError:
        """What a fault means, and whether anything may be tried again. An fsync that failed once proves nothing by
        succeeding later: the pages it should have written may be gone."""
        if isinstance(error, StoreBroken):
            self._broken = error
            return error
        moved = getattr(error, "extendedresult", 0) == apsw.SQLITE_READONLY_DBMOVED
        if isinstance(error, PASSING) and not moved:
            return StoreUnavailable(
                tr(
                    f"la base de datos no admite escrituras ahora: {type(error).__name__}",
                    f"the database takes no writing now: {type(error).__name__}",
                )
            )
        self._broken = StoreBroken(
            tr(
                f"la base de datos falló y no se escribe más: {type(error).__name__}",
                f"the database failed and nothing more is written: {type(error).__name__}",
            )
        )
        return self._broken
