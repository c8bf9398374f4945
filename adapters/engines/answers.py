"""What jobs gave, on its way from the threads of an engine to the event loop: one wake-up for all that is there."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

Answer = tuple["asyncio.Future[Any]", Any, Exception | None]  # who waits, and what for: a result, or an error


class Answers:
    """To be made on the event loop. A loop is woken by a byte through a pipe, which costs more than a small job."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready: deque[Answer] = deque()
        self._called = False

    def give(self, *answers: Answer) -> None:
        """From any thread."""
        self._ready.extend(answers)
        if not self._called:
            self._called = True
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        self._called = False  # before looking: who comes after this calls again
        while self._ready:
            future, result, error = self._ready.popleft()
            if future.done():
                continue  # the caller was cancelled
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
