"""Apply: the only place where an event, the store and the machine meet (map §4).

One event at a time per chat, in one transaction. One that arrives while nothing else of its chat waits is applied in
the transaction that stores it. What it says is sent by whoever applied it, or waits in the outbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from adapters.records import Arrival, DueReply, Handing, Received, TurnBroke, TurnDone, Turned, Wake
from adapters.store.errors import StoreUnavailable
from adapters.store.turns import Step
from bot.logs import Seldom
from bot.workers.steps import Steps
from bot.workers.waiting import LONGEST_S, Bell, Clock, Tasks, heard_first, keep_looking, utc_now
from flows.conversation import State

log = structlog.get_logger()

LOOKS_EVERY = timedelta(seconds=LONGEST_S)  # for timers, whether the bell rings or not


class TurnStore(Protocol):
    """What applying events needs of the store."""

    async def receive(self, agency: str, channel: str, arrivals: Sequence[Arrival], now: datetime) -> Received:
        """Store what is new of these."""

    async def take(
        self, agency: str, channel: str, arrival: Arrival, step: Step, now: datetime, handing: Handing
    ) -> Received:
        """The same with one event, and apply it in the same transaction where nothing else of its chat waits."""

    async def apply(self, chat: int, step: Step, now: datetime, handing: Handing | None) -> Turned | None:
        """Apply the chat's oldest due event in one transaction; None when there is none."""

    async def wake(self, now: datetime) -> Wake:
        """Turn due timers into events; tell which chats have something to apply, and when the next will."""


class Sending(Protocol):
    """What applying events needs of the outbox."""

    handing: Handing

    def send(self, reply: DueReply) -> None: ...
    def is_sending(self, agency: str, channel: str, address: str) -> bool: ...


class Turns:
    """Applies the events of all chats, those of one chat in order."""

    def __init__(
        self,
        store: TurnStore,
        steps: Steps,
        outbox: Sending,
        *,
        replies: Bell,
        deliveries: Bell,
        stop: asyncio.Event,
        on_turn: Callable[[Turned], None],
        on_later: Callable[[str, str, Arrival], None] = lambda agency, channel, arrival: None,
        clock: Clock = utc_now,
    ) -> None:
        """`replies` and `deliveries` are rung when a turn left work for them. `on_turn` counts; `on_later` hears what
        will be answered, and not at once. After `stop` no turn begins: what is stored by then is for the next process;
        `ended` is set when the last one is over."""
        self._store = store
        self._steps = steps
        self._outbox = outbox
        self._replies = replies
        self._deliveries = deliveries
        self._stop = stop
        self._on_turn, self._on_later = on_turn, on_later
        self._unassigned: dict[str, date] = {}
        self._clock = clock
        self._busy: set[int] = set()
        self._again: set[int] = set()
        self.timers = Bell()
        self.ended = asyncio.Event()
        self._tasks = Tasks()
        self._over_budget = Seldom()

    async def receive(self, agency: str, channel: str, arrivals: Sequence[Arrival]) -> Received:
        """Store what arrived, and begin to apply it. Durable when it returns; cancelling it changes nothing."""
        if any(self._outbox.is_sending(agency, channel, arrival.chat) for arrival in arrivals):
            await heard_first()
        return await asyncio.shield(self._tasks.start(self._receive(agency, channel, arrivals)))

    def start(self, chats: Iterable[int]) -> None:
        """These chats have something to apply; returns at once."""
        for chat in () if self._stop.is_set() else chats:
            if chat in self._busy:
                self._again.add(chat)
                continue
            self._busy.add(chat)
            self._tasks.start(self._run(chat))

    async def keep(self) -> None:
        """Start what falls due by itself, timers and tries after a failure, until `stop`; then wait for what runs."""
        await keep_looking(self._wake, self.timers, self._stop)
        await self._tasks.ended()
        self.ended.set()

    async def _wake(self) -> datetime | None:
        wake = await self._store.wake(self._clock())
        if wake.hastened:
            log.warning("the clock was put back", hastened=wake.hastened)
        self.start(wake.chats)
        return wake.next_at

    async def _receive(self, agency: str, channel: str, arrivals: Sequence[Arrival]) -> Received:
        now = self._clock()
        if len(arrivals) != 1 or self._stop.is_set():
            received = await self._store.receive(agency, channel, arrivals, now)
        else:
            step = partial(self._steps.step, now)
            received = await self._store.take(agency, channel, arrivals[0], step, now, self._outbox.handing)
        if received.turned:
            self._note(received.turned, now)
            if isinstance(received.turned, TurnDone) and is_answered_later(received.turned):
                self._on_later(agency, channel, arrivals[0])
        self.start(received.chats)
        return received

    async def _run(self, chat: int) -> None:
        """Apply one chat's events until none is due."""
        try:
            while (await self._turn(chat) or chat in self._again) and not self._stop.is_set():
                self._again.discard(chat)
        except StoreUnavailable:
            log.info("turn waits for the store", chat=chat)
        finally:
            self._busy.discard(chat)
            self._again.discard(chat)

    async def _turn(self, chat: int) -> bool:
        """Apply one event; whether another one is due."""
        now = self._clock()
        turned = await self._store.apply(chat, partial(self._steps.step, now), now, self._outbox.handing)
        if turned:
            self._note(turned, now)
        return isinstance(turned, TurnDone) and turned.more

    def _note(self, turned: Turned, now: datetime) -> None:
        """Tell whoever has to know of it, once it is durable."""
        self._on_turn(turned)
        match turned:
            case TurnDone():
                self._tell_workers(turned, now)
                self._log(turned, now)
            case TurnBroke():
                error = type(turned.error).__name__  # its text may hold what the person wrote
                log.error("turn failed", chat=turned.chat, kind=turned.event_kind, parked=turned.parked, error=error)
                self.timers.ring()

    def _tell_workers(self, turned: TurnDone, now: datetime) -> None:
        if turned.handed:
            self._outbox.send(turned.handed)
        elif turned.applied.message:
            self._replies.ring()
        if turned.applied.turn.lead:
            self._deliveries.ring()
        if any(timer.due_at < now + LOOKS_EVERY for timer in turned.applied.turn.timers):
            self.timers.ring()

    def _log(self, turned: TurnDone, now: datetime) -> None:
        applied, chat = turned.applied, turned.chat
        state, replies = applied.turn.conversation.state, 1 if applied.message else 0
        log.info("turn", chat=chat, kind=turned.event_kind, state=state, replies=replies)
        if turned.withheld and self._over_budget.may():
            log.warning("a chat has used up its budget", chat=chat)
        if applied.calls_staff:
            log.warning("a chat asks for a person", chat=chat)
        if applied.unassigned and self._unassigned.get(applied.unassigned) != now.date():  # once a day
            self._unassigned[applied.unassigned] = now.date()
            log.warning("a sign without a property was scanned", chat=chat, code=applied.unassigned)


def is_answered_later(turned: TurnDone) -> bool:
    """Whether the CRM has to answer before the person can be."""
    return turned.applied.message is None and turned.applied.turn.conversation.state is State.SENDING
