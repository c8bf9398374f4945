"""Send: replies leave in order per chat, one in flight, through their channel's adapter (map §4, promises §6)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, assert_never

import structlog

from adapters.records import DueReply, Handing, Left
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
from adapters.store.errors import StoreUnavailable
from bot.flow_files.agencies import ChannelKey
from bot.workers.waiting import PAUSE_S, Bell, Clock, Tasks, keep_looking, utc_now
from flows.replies import Message

log = structlog.get_logger()

SLOTS = 32  # replies of one channel under way at once: one that hangs keeps no other from sending
LEASE_S = 60  # longer than any send may take
LONGEST_BACKOFF_S = 60
PROBE_S = 300  # a blocked channel is tried again
UNCLEAR_PAUSE_S = 2
WRITTEN_TRIES = 20  # a second apart: not beyond the lease, nor beyond what a process that stops is given


class Channel(Protocol):
    """What sending needs of a channel. `unclear_tries`: how often a send of unknown fate is tried again."""

    unclear_tries: int

    async def send(self, address: str, message: Message, *, attempts: int, silent_for: timedelta) -> SendOutcome:
        """Send one reply, to a person who has not written for so long; never raises."""


class RemovedChannel:
    """Stands for a channel that was taken out of the settings while replies waited."""

    unclear_tries = 0

    async def send(self, address: str, message: Message, *, attempts: int, silent_for: timedelta) -> SendOutcome:
        """Nobody can send it any more."""
        return Rejected("no such channel")


GONE = RemovedChannel()


class Budget(Protocol):
    """How much may be sent on each channel, and what was."""

    def may_send(self, reply: DueReply) -> bool: ...
    def add(self, reply: DueReply, messages: int) -> None: ...


@dataclass(frozen=True, slots=True)
class OverBudget:
    """Enough was sent on this channel today: the platform was not asked."""


Outcome = SendOutcome | OverBudget


class OutboxStore(Protocol):
    """What sending needs of the store. A write whose lease has passed on changes nothing."""

    async def claim_replies(self, now: datetime, lease_s: float, slots: int) -> tuple[DueReply, ...]: ...
    async def next_reply_at(self, now: datetime) -> datetime | None: ...
    async def reply_sent(self, reply: DueReply, provider_id: str, now: datetime) -> Left | None: ...
    async def reply_again(self, reply: DueReply, at: datetime, now: datetime) -> bool: ...
    async def reply_unclear(self, reply: DueReply, at: datetime, now: datetime) -> bool: ...
    async def reply_failed(self, reply: DueReply, reason: str, now: datetime) -> bool: ...
    async def reply_dropped(self, reply: DueReply, reason: str, now: datetime) -> bool: ...
    async def chat_unreachable(self, reply: DueReply, now: datetime) -> bool: ...
    async def pause_channel(
        self, agency: str, channel: str, until: datetime, now: datetime, *, blocked: bool, reason: str
    ) -> object: ...


class Outbox:
    """Sends what is claimed: replies handed over by the turn that made them, and those that had to wait."""

    def __init__(
        self,
        store: OutboxStore,
        channels: Mapping[ChannelKey, Channel],
        work: Bell,
        *,
        budget: Budget,
        on_sent: Callable[[DueReply, Outcome], None],
        clock: Clock = utc_now,
    ) -> None:
        """`work` is rung when a reply was queued. `on_sent` hears each outcome once it is written down."""
        self._store = store
        self._channels = channels
        self._work = work
        self._budget = budget
        self._on_sent = on_sent
        self._clock = clock
        self._under_way: Counter[ChannelKey] = Counter()
        self._people: set[tuple[str, str, str]] = set()  # agency, channel, address
        self._tasks = Tasks()
        self.handing = Handing(lease_s=LEASE_S, has_room=self._has_room)

    def _has_room(self, agency: str, channel: str) -> bool:
        """Whether the channel can take one more at once."""
        return self._under_way[agency, channel] < SLOTS

    def is_sending(self, agency: str, channel: str, address: str) -> bool:
        """Whether what the platform says to a reply to that person is still awaited, or being written down."""
        return (agency, channel, address) in self._people

    def send(self, reply: DueReply) -> None:
        """Begin to send a claimed reply; returns at once."""
        self._tasks.start(self._send(reply))

    async def keep(self, stop: asyncio.Event, ended: asyncio.Event) -> None:
        """Send what waited and is due until `stop`, then let the sends under way end; after `ended` no more come."""
        await keep_looking(self._claim, self._work, stop)
        await ended.wait()
        await self._tasks.ended()

    async def _claim(self) -> datetime | None:
        due = await self._store.claim_replies(self._clock(), LEASE_S, SLOTS)
        for reply in due:
            self.send(reply)
        # Where others wait for one that is under way, its end rings.
        return None if due else await self._store.next_reply_at(self._clock())

    async def _send(self, reply: DueReply) -> None:
        key, person = channel_of(reply), (*channel_of(reply), reply.chat.address)
        channel = self._channels.get(key, GONE)
        was_full = not self._has_room(*key)
        self._under_way[key] += 1
        self._people.add(person)
        outcome = await send_one(channel, reply, self._clock()) if self._budget.may_send(reply) else OverBudget()
        if isinstance(outcome, Sent):
            self._budget.add(reply, outcome.messages)
        self._under_way[key] -= 1
        written = await self._written(channel, reply, outcome)
        self._people.discard(person)
        self._on_sent(reply, outcome)
        if not is_plain(reply, outcome):
            result = type(outcome).__name__
            log.info("reply", chat=reply.chat.id, reply=reply.id, result=result, attempts=reply.attempts)
        if was_full or not isinstance(written, Left) or written.more:
            self._work.ring()

    async def _written(self, channel: Channel, reply: DueReply, outcome: Outcome) -> object:
        """What the platform said exists only here, so a store that is away for a moment is waited for; None if it stays
        away: then the lease ends, and the reply may have arrived."""
        for _ in range(WRITTEN_TRIES):
            try:
                return await write_down(self._store, channel, reply, outcome, self._clock())
            except StoreUnavailable:
                await asyncio.sleep(PAUSE_S)
        log.info("reply's outcome not stored, its lease will end", reply=reply.id)
        return None


def is_plain(reply: DueReply, outcome: Outcome) -> bool:
    """Whether it left at the first try, as nearly all do: then the line of its turn says enough."""
    return isinstance(outcome, Sent) and reply.attempts == 1


def channel_of(reply: DueReply) -> ChannelKey:
    return reply.chat.agency, reply.chat.channel


async def send_one(channel: Channel, reply: DueReply, now: datetime) -> SendOutcome:
    """What the platform says to it."""
    attempts, silent_for = reply.unclear + 1, now - reply.heard_at
    try:
        return await channel.send(reply.chat.address, reply.message, attempts=attempts, silent_for=silent_for)
    except Exception as error:  # noqa: BLE001  # a bug of ours; it may have come after the request
        log.error("send failed", reply=reply.id, error=type(error).__name__)
        return Unknown("bug")


async def write_down(store: OutboxStore, channel: Channel, reply: DueReply, outcome: Outcome, now: datetime) -> object:
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
        case OverBudget():
            return await store.reply_dropped(reply, "budget", now)
        case Rejected():
            log.warning("reply refused by the platform", reply=reply.id, reason=outcome.reason)
            return await store.reply_failed(reply, outcome.reason, now)
        case Misconfigured():
            log.warning("channel blocked", agency=reply.chat.agency, channel=reply.chat.channel, reason=outcome.reason)
            until = now + timedelta(seconds=PROBE_S)
            await store.pause_channel(*channel_of(reply), until, now, blocked=True, reason=outcome.reason)
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
        await store.pause_channel(*channel_of(reply), at, now, blocked=False, reason="throttled")
    return await store.reply_again(reply, at, now)
