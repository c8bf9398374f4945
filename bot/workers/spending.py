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
        self._day = 0
        self._sent: Counter[ChannelKey] = Counter()  # that day, as far as is known here
        self._new: Counter[Spent] = Counter()  # not written yet

    def may_send(self, reply: DueReply) -> bool:
        """Whether the day's budget of its channel has room for one more."""
        self._turn_page()
        channel = (reply.chat.agency, reply.chat.channel)
        most = self._most.get(channel, 0)
        return not most or may_say(reply.message.kind, self._sent[channel], most)

    def add(self, reply: DueReply, messages: int) -> None:
        """So many messages went out for it."""
        self._turn_page()
        agency, channel = reply.chat.agency, reply.chat.channel
        self._sent[agency, channel] += messages
        self._new[Spent(self._day, agency, channel, reply.message.kind)] += messages

    async def keep(self, store: SpendingStore, stop: asyncio.Event) -> None:
        """Read what was sent before this start, then write every second, until `stop`; and then what is left."""
        stopping = False
        while not stopping:
            await self._write(store)
            stopping = await stopped_within(stop, WRITE_EVERY_S)
        await self._write(store)

    async def _write(self, store: SpendingStore) -> None:
        self._turn_page()
        new, self._new = self._new, Counter()
        try:
            written = await store.spend(new, self._day)
        except StoreUnavailable:
            self._new += new
            return
        self._on_counted(written)
        self._sent = by_channel(written, self._day)
        self._alert(by_channel(new, self._day))
        self._sent += by_channel(self._new, self._day)  # what left meanwhile

    def _alert(self, new: Mapping[ChannelKey, int]) -> None:
        """Once a line and day, by the process whose messages crossed it."""
        for key, messages in new.items():
            sent = self._sent[key]
            for percent in alert_lines(sent - messages, sent, self._most.get(key, 0)):
                agency, channel = key
                log.warning("a channel's budget", agency=agency, channel=channel, percent=percent, messages=sent)

    def _turn_page(self) -> None:
        """At midnight all begin anew."""
        today = (self._clock() - EPOCH).days
        if today != self._day:
            self._day = today
            self._sent.clear()


def by_channel(counts: Mapping[Spent, int], day: int) -> Counter[ChannelKey]:
    """All kinds of a day together."""
    sent: Counter[ChannelKey] = Counter()
    for spent, messages in counts.items():
        if spent.day == day:
            sent[spent.agency, spent.channel] += messages
    return sent
