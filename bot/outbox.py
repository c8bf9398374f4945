"""Send: replies leave in order per chat, one in flight, through their channel's adapter (map §4, promises §6)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol, assert_never

import structlog

from adapters.records import DueReply
from adapters.sending import (
    Later,
    Misconfigured,
    Rejected,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
    WindowClosed,
)
from adapters.store_errors import StoreUnavailable
from bot.waiting import Bell, Clock, utc_now
from flows.replies import Message

log = structlog.get_logger()

SLOTS = 32  # replies of one channel under way at once: one that hangs keeps no other from sending
LEASE_S = 60  # longer than any send may take
LONGEST_BACKOFF_S = 60
PROBE_S = 300  # a blocked channel is tried again
UNCLEAR_PAUSE_S = 2
PAUSE_S = 1.0  # the store is not answering


class Channel(Protocol):
    """What sending needs of a channel. `unclear_tries`: how often a send of unknown fate is tried again."""

    unclear_tries: int

    async def send(self, address: str, message: Message, *, attempts: int) -> SendOutcome:
        """Send one reply; never raises."""


class RemovedChannel:
    """Stands for a channel that was taken out of the settings while replies waited."""

    unclear_tries = 0

    async def send(self, address: str, message: Message, *, attempts: int) -> SendOutcome:
        """Nobody can send it any more."""
        return Rejected("no such channel")


GONE = RemovedChannel()


class OutboxStore(Protocol):
    """What sending needs of the store. A write whose lease has passed on changes nothing."""

    async def claim_replies(self, now: datetime, lease_s: float, slots: int) -> tuple[DueReply, ...]: ...
    async def next_reply_at(self, now: datetime) -> datetime | None: ...
    async def reply_sent(self, reply: DueReply, provider_id: str, now: datetime) -> bool: ...
    async def reply_again(self, reply: DueReply, at: datetime, now: datetime) -> bool: ...
    async def reply_unclear(self, reply: DueReply, at: datetime, now: datetime) -> bool: ...
    async def reply_failed(self, reply: DueReply, reason: str, now: datetime) -> bool: ...
    async def reply_dropped(self, reply: DueReply, reason: str, now: datetime) -> bool: ...
    async def chat_unreachable(self, reply: DueReply, now: datetime) -> bool: ...
    async def pause_channel(
        self, agency: str, channel: str, until: datetime, *, blocked: bool, reason: str
    ) -> object: ...


async def send_replies(
    store: OutboxStore,
    channels: Mapping[tuple[str, str], Channel],
    bell: Bell,
    stop: asyncio.Event,
    *,
    on_sent: Callable[[DueReply, SendOutcome], None],
    clock: Clock = utc_now,
) -> None:
    """Send what is due until `stop`, then let the sends under way end. `on_sent` hears each outcome once written."""
    under_way: set[asyncio.Task[None]] = set()
    while not stop.is_set():
        try:
            due = await store.claim_replies(clock(), LEASE_S, SLOTS)
            next_at = None if due else await store.next_reply_at(clock())
        except StoreUnavailable:
            await asyncio.sleep(PAUSE_S)
            continue
        for reply in due:
            channel = channels.get((reply.chat.agency, reply.chat.channel), GONE)
            task = asyncio.create_task(send_one(store, channel, reply, bell, on_sent, clock))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await bell.wait(next_at)  # where one is under way, its end rings
    await asyncio.gather(*under_way)


async def send_one(
    store: OutboxStore,
    channel: Channel,
    reply: DueReply,
    bell: Bell,
    on_sent: Callable[[DueReply, SendOutcome], None],
    clock: Clock,
) -> None:
    """Send one reply and write down what became of it."""
    try:
        outcome = await channel.send(reply.chat.address, reply.message, attempts=reply.unclear + 1)
    except Exception as error:  # noqa: BLE001  # a bug of ours; it may have come after the request
        log.error("send failed", reply=reply.id, error=type(error).__name__)
        outcome = Unknown("bug")
    try:
        await asyncio.shield(write_down(store, channel, reply, outcome, clock()))
    except StoreUnavailable:
        log.info("reply's outcome not stored, its lease will end", reply=reply.id)
    on_sent(reply, outcome)
    log.info("reply", chat=reply.chat.id, reply=reply.id, result=type(outcome).__name__, attempts=reply.attempts)
    bell.ring()


async def write_down(
    store: OutboxStore, channel: Channel, reply: DueReply, outcome: SendOutcome, now: datetime
) -> object:
    """The table of promises §6."""
    match outcome:
        case Sent():
            return await store.reply_sent(reply, outcome.provider_id, now)
        case Later():
            return await put_off(store, reply, outcome, now)
        case Unreachable():
            return await store.chat_unreachable(reply, now)
        case WindowClosed():
            return await store.reply_dropped(reply, "window", now)
        case Rejected():
            log.warning("reply refused by the platform", reply=reply.id, reason=outcome.reason)
            return await store.reply_failed(reply, outcome.reason, now)
        case Misconfigured():
            log.warning("channel blocked", agency=reply.chat.agency, channel=reply.chat.channel, reason=outcome.reason)
            until = now + timedelta(seconds=PROBE_S)
            await store.pause_channel(reply.chat.agency, reply.chat.channel, until, blocked=True, reason=outcome.reason)
            return await store.reply_again(reply, until, now)
        case Unknown() if reply.unclear < channel.unclear_tries:
            return await store.reply_unclear(reply, now + timedelta(seconds=UNCLEAR_PAUSE_S * reply.attempts), now)
        case Unknown():
            return await store.reply_failed(reply, "unclear", now)
        case _:
            assert_never(outcome)


async def put_off(store: OutboxStore, reply: DueReply, outcome: Later, now: datetime) -> object:
    """Not processed: wait as long as the platform asks, else 1, 2, 4 … 60 s. Order is kept: the chat waits."""
    asked = outcome.after_s
    seconds = min(2.0 ** (reply.attempts - 1), LONGEST_BACKOFF_S) if asked is None else asked
    at = now + timedelta(seconds=seconds)
    if outcome.whole_channel:
        await store.pause_channel(reply.chat.agency, reply.chat.channel, at, blocked=False, reason="throttled")
    return await store.reply_again(reply, at, now)
