"""What Twilio holds and never brought: it calls a webhook once or twice and no more, so after an outage of ours the
messages have to be asked for (promises §3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from adapters.records import Arrival, Received
from adapters.store.errors import StoreFull, StoreUnavailable
from bot.http.redaction import redacted
from bot.workers.waiting import Clock, stopped_within

log = structlog.get_logger()

EVERY_S = 300.0
OVERLAP = timedelta(minutes=10)  # between two looks: calls that are under way, and clocks that differ
FARTHEST = timedelta(days=7)  # older than that nobody would read it, and the list is long

Receive = Callable[[str, str, Sequence[Arrival]], Awaitable[Received]]


class AskableChannel(Protocol):
    """A channel whose platform keeps what it could not deliver, for whoever asks."""

    agency: str
    name: str

    async def prepare(self) -> None: ...
    async def missed(self, since: datetime) -> Sequence[Arrival] | None: ...


class SeenStore(Protocol):
    """What filling gaps needs of the store."""

    async def last_received(self, agency: str, channel: str) -> datetime | None: ...
    async def asked_until(self, agency: str, channel: str) -> datetime | None: ...
    async def note_asked(self, agency: str, channel: str, until: datetime) -> None: ...


async def fill_gaps(
    channel: AskableChannel, store: SeenStore, receive: Receive, stop: asyncio.Event, clock: Clock
) -> None:
    """At the start and then every five minutes, until `stop`, from the last time that all the platform had was stored.
    What was stored before is known by its key, so looking twice harms nobody."""
    which = channel.agency, channel.name
    while not stop.is_set():
        looked_at = clock()
        try:
            since = min(await begin_at(channel, store, looked_at), looked_at)
            await channel.prepare()
            if await fill_one(channel, max(since - OVERLAP, looked_at - FARTHEST), receive):
                await store.note_asked(*which, looked_at)
        except StoreUnavailable:
            log.info("gap not filled yet", agency=channel.agency, channel=channel.name)
        await stopped_within(stop, EVERY_S)


async def begin_at(channel: AskableChannel, store: SeenStore, now: datetime) -> datetime:
    """Where to begin. Written down the first time: what arrives from now on says nothing of what is turned away."""
    which = channel.agency, channel.name
    if asked := await store.asked_until(*which):
        return asked
    first = await store.last_received(*which) or now
    await store.note_asked(*which, first)
    return first


async def fill_one(channel: AskableChannel, since: datetime, receive: Receive) -> bool:
    """Whether all that the platform has is stored. One at a time, so that each is applied before the next of its chat;
    what the disk has no room for keeps nobody else waiting."""
    arrivals = await channel.missed(since)
    if arrivals is None:
        return False
    new = left_out = 0
    for arrival in redacted(tuple(arrivals)):
        try:
            new += not (await receive(channel.agency, channel.name, (arrival,))).duplicates
        except StoreFull:
            left_out += 1
    if new:
        log.warning("messages that never came were asked for", agency=channel.agency, channel=channel.name, found=new)
    return not left_out
