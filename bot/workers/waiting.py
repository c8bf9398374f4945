"""How workers wait: for work, for the end, or for a time, whichever comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # aware, UTC
ROUNDS = 5  # of the event loop, from an answer's arrival until it is written down
LONGEST_S = 1.0  # another process, for example a command beside `serve`, may have written: look that often


def utc_now() -> datetime:
    """The clock of a real service; a test may bring its own to let days go by."""
    return datetime.now(UTC)


async def ring_at(stop: asyncio.Event, *bells: Bell) -> None:
    """Nobody waits on when the process is told to stop."""
    await stop.wait()
    for bell in bells:
        bell.ring()


async def stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until `stop`; whether it was `stop`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
    return stop.is_set()


async def heard_first() -> None:
    """Let what arrived before this be dealt with first: the platform says «sent» before the person can react to it."""
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


class Bell:
    """Wakes one worker. Rung while nobody waits, it wakes the next to wait at once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    async def wait(self, until: datetime | None = None) -> None:
        """Until the bell rings, or `until` (aware, UTC) comes, or a second has gone by."""
        seconds = LONGEST_S if until is None else (until - datetime.now(UTC)).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(seconds, LONGEST_S))):
                await self._rung.wait()
        self._rung.clear()
