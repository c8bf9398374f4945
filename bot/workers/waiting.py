"""How workers wait: for work, for the end, or for a time, whichever comes first; and what they have begun meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from adapters.store.errors import StoreBroken, StoreUnavailable
from bot.logs import Seldom

log = structlog.get_logger()

Clock = Callable[[], datetime]  # aware, UTC
PAUSE_S = 1.0  # the store is not answering
ROUNDS = 5  # of the event loop, from an answer's arrival until it is written down
LONGEST_S = 1.0  # another process, for example a command beside `serve`, may have written: look that often

T = TypeVar("T")


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


async def keep_looking(look: Callable[[], Awaitable[datetime | None]], bell: Bell, stop: asyncio.Event) -> None:
    """Until `stop`: `look` starts whatever is due and says when to look again, at the latest; earlier when `bell`
    rings. While the store does not answer, what is there stays where it is."""
    unavailable = Seldom()
    while not stop.is_set():
        try:
            again_at = await look()
        except StoreUnavailable:
            if unavailable.may():
                log.warning("store unavailable")
            await stopped_within(stop, PAUSE_S)
        else:
            await bell.wait(again_at)


class Tasks:
    """What somebody has begun and does not wait for."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()

    def start(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Returns at once."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def ended(self) -> None:
        """Wait until all of them are over. Raises StoreBroken if one of them did."""
        for result in await asyncio.gather(*self._running, return_exceptions=True):
            if isinstance(result, StoreBroken):
                raise result


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
