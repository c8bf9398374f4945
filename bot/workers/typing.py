"""«Escribiendo…» on the person's phone, where an answer is coming and did not come within a second."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from adapters.records import Arrival, DueReply
from bot.flow_files.agencies import ChannelKey
from bot.workers.waiting import Tasks, stopped_within

AFTER_S = 1.0  # what is answered sooner needs no sign of life


@runtime_checkable
class TypingChannel(Protocol):
    """A channel whose platform can show that somebody is writing."""

    async def show_typing(self, arrival: Arrival) -> None:
        """To the person who did this. Never raises: nobody misses it."""


class Typing:
    """Whom we owe an answer that takes a while."""

    def __init__(self, channels: Mapping[ChannelKey, object], stop: asyncio.Event) -> None:
        self._channels = channels
        self._stop = stop
        self._tasks = Tasks()
        self._waiting: dict[tuple[str, str, str], asyncio.Task[None]] = {}  # by agency, channel and address

    def expect(self, agency: str, channel: str, arrival: Arrival) -> None:
        """An answer to this is on its way."""
        platform = self._channels.get((agency, channel))
        if isinstance(platform, TypingChannel):
            self._waiting[agency, channel, arrival.chat] = self._tasks.start(self._show(platform, arrival))

    def answered(self, reply: DueReply) -> None:
        """Something went out to that person."""
        if task := self._waiting.pop((reply.chat.agency, reply.chat.channel, reply.chat.address), None):
            task.cancel()

    async def _show(self, platform: TypingChannel, arrival: Arrival) -> None:
        if not await stopped_within(self._stop, AFTER_S):
            await platform.show_typing(arrival)
