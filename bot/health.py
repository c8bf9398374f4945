"""Whether this process can do its work: what `/healthz` and `/readyz` say, and what ends it (promises §7)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

from adapters.records import Room
from bot.doctor.finding import Finding


class Health:
    """Made on the event loop that serves."""

    def __init__(self, stop: asyncio.Event, hangs: Callable[[], bool]) -> None:
        """`hangs`: whether the store has been at the same job for too long."""
        self.started = False
        self.findings: Sequence[Finding] = ()  # of the examination after the start
        self.room: Room | None = None  # on the disk, where that is ours to see
        self._hangs = hangs
        self._stop = stop
        self._broken = asyncio.get_running_loop().create_future()

    def is_ready(self) -> bool:
        """Workers run and nobody has asked us to stop."""
        return self.started and not self._stop.is_set() and not self._broken.done()

    def is_full(self) -> bool:
        """The disk has no room for what arrives."""
        return self.room is not None and self.room.takes == "nothing"

    def found(self) -> Iterator[Finding]:
        """What is not as it should be, and stops nothing."""
        if self.room and self.room.low:
            from bot.doctor.ground import room_left  # only where there is something to say

            yield room_left(self.room.free)
        yield from self.findings

    def is_alive(self) -> bool:
        """Also while it stops; a process that is not has to be started anew."""
        return not self._hangs()

    def broke(self, error: BaseException) -> None:
        """The store cannot be written to any more: end the process, and let the next one look at the file."""
        if not self._broken.done():
            self._broken.set_exception(error)

    async def until_broken(self) -> None:
        """Raises what broke; ends quietly when the process is told to stop."""
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({stopping, self._broken}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self._broken.done():
            self._broken.result()
