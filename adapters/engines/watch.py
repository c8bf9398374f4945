"""A watch on a thread that works: whoever waits for something that never comes is found out by the clock on the wall.

Computing without end is found out by the processor's own clock, also where it lets no other thread run.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

LOOK_EVERY_S = 1.0
HANGS_AFTER = 10  # looks at the same piece of work (promises §4); no piece of it takes a tenth of a second
ENDS_AFTER = 15  # looks; a health check that asks every few seconds has heard of it by then
HANG_S = 10.0  # of computing in one turn; promises §4 calls it a death


@contextmanager
def computing() -> Iterator[None]:
    """While inside, computing for 10 s ends the process. By one thread at a time."""
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class Watch:
    """Counts looks and not time: a machine that slept, or a process that was stopped, has not hung."""

    def __init__(self, on_hang: Callable[[], None]) -> None:
        """`on_hang` is called once, from a thread of its own."""
        self._on_hang = on_hang
        self._begun = 0
        self._at_work = 0  # the number of the piece of work, 0 for none
        self._seen = 0
        self._looks = 0
        self._closed = Event()
        Thread(target=self._keep_looking, name="watch", daemon=True).start()

    def begins(self) -> None:
        """The next piece of work begins; called by the thread that is watched, as is `rests`."""
        self._begun += 1
        self._at_work = self._begun

    def rests(self) -> None:
        """Nothing is to be done."""
        self._at_work = 0

    def hangs(self) -> bool:
        """Whether the same piece of work has gone on for too long."""
        return self._looks >= HANGS_AFTER

    def look(self) -> None:
        """See what is being done, once."""
        now = self._at_work
        self._looks = self._looks + 1 if now and now == self._seen else 0
        self._seen = now
        if self._looks == ENDS_AFTER:
            self._on_hang()

    def close(self) -> None:
        """Stop looking."""
        self._closed.set()

    def _keep_looking(self) -> None:
        while not self._closed.wait(LOOK_EVERY_S):
            self.look()
