"""The order of messages to one person, which Twilio promises nowhere (facts/twilio-whatsapp §6): the next one waits
until the one before has left for WhatsApp, for a moment at most."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TypeVar

NEXT_AFTER_S = 3.0  # by then it has left, or its status was told to another process
REMEMBERED = 1000  # messages, and people
LEFT = ("sent", "delivered", "read", "failed", "undelivered")

T = TypeVar("T")


class InOrder:
    """Which messages have left, as far as this process knows."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[str, float]] = {}  # by address, Twilio's id and how long it is waited for
        self._left: dict[str, asyncio.Event] = {}  # by that id; a status may come before the answer to the send

    async def turn(self, address: str) -> None:
        """Returns when the next message to this person may go."""
        sid, until = self._last.pop(address, ("", 0.0))
        if left := self._left.get(sid):
            with suppress(TimeoutError):
                async with asyncio.timeout_at(until):
                    await left.wait()

    def took(self, address: str, sid: str) -> None:
        """Twilio has a message to this person."""
        _keep(self._last, address, (sid, asyncio.get_running_loop().time() + NEXT_AFTER_S))
        _keep(self._left, sid, self._left.get(sid) or asyncio.Event())

    def reported(self, sid: str, status: str) -> None:
        """What Twilio says of a message."""
        if status in LEFT:
            left = self._left.get(sid) or asyncio.Event()
            left.set()
            _keep(self._left, sid, left)

    def answered(self, address: str) -> None:
        """The person has written, so what was sent before is there."""
        sid, _ = self._last.get(address, ("", 0.0))
        if left := self._left.get(sid):
            left.set()


def _keep(remembered: dict[str, T], key: str, value: T) -> None:
    """As the newest; the oldest goes when they are too many."""
    remembered.pop(key, None)
    remembered[key] = value
    if len(remembered) > REMEMBERED:
        del remembered[next(iter(remembered))]
