"""A few threads, each with a connection of its own; each job is one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar
from uuid import uuid4

from adapters.engines.answers import Answers
from adapters.engines.postgres.session import Session
from adapters.engines.watch import Watch
from adapters.records import Doubt
from adapters.store.errors import StoreBroken
from adapters.store.ledger import Job

T = TypeVar("T")
_Waiting = tuple[Job[Any], "asyncio.Future[Any]"]


class Workers:
    """Run jobs until `close`. Once the server said that its data are damaged, every job fails with StoreBroken."""

    def __init__(self, sessions: list[Session], *, doubts: Sequence[Doubt], on_hang: Callable[[], None]) -> None:
        """To be called on the event loop that will wait for the results. `on_hang`: see `watch.py`."""
        self.owner = uuid4().hex
        self.doubts = doubts
        self._loop = asyncio.get_running_loop()
        self._answers = Answers()
        self._jobs: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._broken: StoreBroken | None = None
        self._watches = [Watch(on_hang) for _ in sessions]
        self._threads = [
            Thread(target=self._work, args=pair, name="store", daemon=True)
            for pair in zip(sessions, self._watches, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def hangs(self) -> bool:
        return any(watch.hangs() for watch in self._watches)

    def room(self) -> None:
        """The server's disk is its administrator's."""

    async def do(self, job: Job[T]) -> T:
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((job, future))
        return await future

    async def close(self) -> None:
        """Finish what was submitted, then stop."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread, watch in zip(self._threads, self._watches, strict=True):
            await asyncio.to_thread(thread.join)
            watch.close()

    def _work(self, session: Session, watch: Watch) -> None:
        while (waiting := self._jobs.get()) is not None:
            job, future = waiting
            result, error = self._answer(session, job, watch)
            watch.rests()
            self._answers.give((future, result, error))
        session.close()

    def _answer(self, session: Session, job: Job[Any], watch: Watch) -> tuple[Any, Exception | None]:
        if self._broken:
            return None, self._broken
        try:
            return session.run(job, watch), None
        except StoreBroken as error:
            self._broken = error
            return None, error
        except Exception as error:  # noqa: BLE001  # the job's own, for the one who asked for it
            return None, error
