"""What has been sent on each channel today, by all processes together, and whether there is room (promises §6).

Counted here and written once a second, so that no message waits for the disk; a kill loses a second of counts.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

import structlog

from adapters.records import DueReply, Spent
from adapters.store.budget import alert_lines, may_say
from adapters.store.errors import StoreUnavailable
from bot.flow_files.agencies import ChannelKey
from bot.workers.waiting import Clock, stopped_within

log = structlog.get_logger()

WRITE_EVERY_S = 1.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Told = Callable[[Mapping[Spent, int]], None]


class SpendingStore(Protocol):
    """What counting needs of the store."""

    async def spend(self, messages: Mapping[Spent, int], day: int) -> dict[Spent, int]: ...


class Spending:
    """Messages of today. `on_counted` hears all totals of the day whenever they were written."""

    def __init__(self, most: Mapping[ChannelKey, int], clock: Clock, on_counted: Told) -> None:
        """`most` of each channel in a day, 0 for no limit."""
        self._most = most
        self._clock = clock
        self._on_counted = on_counted
        self._new: Counter[Spent] = Counter()  # not written yet
        self._written: Mapping[Spent, int] = {}

    def may_send(self, reply: DueReply) -> bool:
        """Whether the day's budget of its channel has room for one more."""
        channel, today = (reply.chat.agency, reply.chat.channel), self._today()
        sent = sum_of(self._written, channel, today) + sum_of(self._new, channel, today)
        most = self._most.get(channel, 0)
        return not most or may_say(reply.message.kind, sent, most)

    def add(self, reply: DueReply, messages: int) -> None:
        """So many messages went out for it."""
        self._new[Spent(self._today(), reply.chat.agency, reply.chat.channel, reply.message.kind)] += messages

    async def keep(self, store: SpendingStore, stop: asyncio.Event) -> None:
        """Read what was sent before this start, then write every second, until `stop`; and then what is left."""
        stopping = False
        while not stopping:
            await self._write(store)
            stopping = await stopped_within(stop, WRITE_EVERY_S)
        await self._write(store)

    async def _write(self, store: SpendingStore) -> None:
        new, self._new = self._new, Counter()
        try:
            self._written = await store.spend(new, self._today())
        except StoreUnavailable:
            self._new += new
            return
        self._on_counted(self._written)
        self._alert(new)

    def _alert(self, new: Counter[Spent]) -> None:
        """Once a line and day, by the process whose messages crossed it."""
        for day, channel in {(spent.day, (spent.agency, spent.channel)) for spent in new}:
            sent = sum_of(self._written, channel, day)
            for percent in alert_lines(sent - sum_of(new, channel, day), sent, self._most.get(channel, 0)):
                log.warning("a channel's budget", agency=channel[0], channel=channel[1], percent=percent, messages=sent)

    def _today(self) -> int:
        return (self._clock() - EPOCH).days


def sum_of(counts: Mapping[Spent, int], channel: ChannelKey, day: int) -> int:
    """Of a channel in a day, all kinds together."""
    return sum(sent for spent, sent in counts.items() if (spent.agency, spent.channel) == channel and spent.day == day)
