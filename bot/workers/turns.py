"""Apply: the only place where an event, the store and the machine meet (map §4).

One event at a time per chat, in one transaction; what it says is put into words here and waits in the outbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

import structlog

from adapters.records import Applied, Chat, DueReply, Handing, TurnBroke, TurnDone, Turned, Wake
from adapters.store.errors import StoreUnavailable
from bot.signs.counting import chat_ticks
from bot.workers.waiting import Bell, Clock, utc_now
from flows.conversation import Conversation, State
from flows.events import CodeSeen, Event, Forwarded, MediaReceived, Sign, Started, TextReceived
from flows.flow import Flow
from flows.lead import Lead
from flows.machine import advance
from flows.replies import Message
from flows.turn import Turn
from flows.understanding.code import find_code, find_codes, neighbours, read_payload
from flows.understanding.text import bare, holds
from flows.wording import render

log = structlog.get_logger()

FindSign = Callable[[str], Sign | None]
Step = Callable[[Chat, Conversation | None, Event, FindSign], Applied]
NOBODY: Mapping[str, frozenset[str]] = {}
TEST_WORD = "prueba"  # staff type it to try a sign; it is part of the contract (signs §8), not of a language
PAUSE_S = 1.0  # the store is not answering: the events stay where they are


class TurnStore(Protocol):
    """What applying events needs of the store."""

    async def apply(self, chat: int, step: Step, now: datetime, handing: Handing | None) -> Turned | None:
        """Apply the chat's oldest due event in one transaction; None when there is none."""

    async def wake(self, now: datetime) -> Wake:
        """Turn due timers into events; tell which chats have something to apply, and when the next will."""


class Turns:
    """Applies the events of all chats, those of one chat in order."""

    def __init__(
        self,
        store: TurnStore,
        flows: Mapping[tuple[str, str], Flow],
        *,
        replies: Bell,
        deliveries: Bell,
        handing: Handing,
        send: Callable[[DueReply], None],
        stop: asyncio.Event,
        on_turn: Callable[[Turned], None],
        staff: Mapping[str, frozenset[str]] = NOBODY,
        preview: Callable[[Chat, Lead], str] = lambda chat, lead: "",
        clock: Clock = utc_now,
    ) -> None:
        """`flows` by agency and channel. `replies` and `deliveries` are rung when a turn left work for them; a reply
        that is handed over, on the terms of `handing`, goes to `send`. `on_turn` counts. `staff` by agency: addresses
        of chats that may try a sign; `preview` writes out what such a test would have sent. After `stop` no turn
        begins: what is stored by then is for the next process; `ended` is set when the last one is over."""
        self._store = store
        self._flows = flows
        self._replies = replies
        self._deliveries = deliveries
        self._handing = handing
        self._send = send
        self._stop = stop
        self._on_turn = on_turn
        self._staff = staff
        self._preview = preview
        self._unassigned: dict[str, date] = {}
        self._clock = clock
        self._busy: set[int] = set()
        self._again: set[int] = set()
        self.timers = Bell()
        self.ended = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, chats: Iterable[int]) -> None:
        """These chats have something to apply; returns at once."""
        for chat in () if self._stop.is_set() else chats:
            if chat in self._busy:
                self._again.add(chat)
                continue
            self._busy.add(chat)
            task = asyncio.create_task(self._run(chat), name=f"chat {chat}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def keep(self) -> None:
        """Start what falls due by itself, timers and tries after a failure, until `stop`; then wait for what runs."""
        while not self._stop.is_set():
            try:
                wake = await self._store.wake(self._clock())
            except StoreUnavailable:
                await asyncio.sleep(PAUSE_S)
                continue
            if wake.hastened:
                log.warning("the clock was put back", hastened=wake.hastened)
            self.start(wake.chats)
            await self.timers.wait(wake.next_at)
        await asyncio.gather(*self._tasks)
        self.ended.set()

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
        came_from: list[State] = []
        turned = await self._store.apply(chat, self._step(now, came_from), now, self._handing)
        if turned is None:
            return False
        self._on_turn(turned)
        match turned:
            case TurnDone():
                self._tell_workers(turned)
                log.info("turn", chat=chat, kind=turned.event_kind, state=turned.state, replies=turned.replies)
                if turned.state is State.HUMAN and came_from[-1] is not State.HUMAN:
                    log.warning("a chat asks for a person", chat=chat)
                return turned.more
            case TurnBroke():
                error = type(turned.error).__name__  # its text may hold what the person wrote
                log.error("turn failed", chat=chat, kind=turned.event_kind, parked=turned.parked, error=error)
                self.timers.ring()
                return False

    def _tell_workers(self, turned: TurnDone) -> None:
        if turned.handed:
            self._send(turned.handed)
        elif turned.replies:
            self._replies.ring()
        if turned.lead:
            self._deliveries.ring()
        if turned.timers:
            self.timers.ring()

    def _message(self, chat: Chat, flow: Flow, turn: Turn) -> Message | None:
        """The reply in words; a test's has what would have been sent below it."""
        if turn.reply is None:
            return None
        message = render(flow.catalogue(turn.conversation), turn.reply, flow.facts)
        if turn.rehearsed is None:
            return message
        return replace(message, text=f"{message.text}\n\n{self._preview(chat, turn.rehearsed)}")

    def _warn_unassigned(self, agency: str, code: str, now: datetime) -> None:
        """Somebody stands before a sign that nobody has given a property: say so once a day."""
        if self._unassigned.get(code) != now.date():
            self._unassigned[code] = now.date()
            log.warning("a sign without a property was scanned", agency=agency, code=code)

    def _step(self, now: datetime, came_from: list[State]) -> Step:
        """The pure part of a turn, run inside the transaction; `came_from` gets the state that the event met."""

        def step(chat: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
            flow = self._flows[chat.agency, chat.channel]
            before = conversation or Conversation(version=flow.version)
            came_from.append(before.state)
            is_staff = bare_address(chat.address) in self._staff.get(chat.agency, ())
            event = looked_up(event, find_sign, is_staff=is_staff)
            seen = event.seen if isinstance(event, Started | TextReceived | MediaReceived | Forwarded) else None
            if seen and seen.sign and seen.sign.state == "unassigned":
                self._warn_unassigned(chat.agency, seen.sign.code, now)
            turn = advance(flow, before, event, now)
            return Applied(
                conversation=turn.conversation,
                message=self._message(chat, flow, turn),
                lead=turn.lead,
                timers=turn.timers,
                follow_up=turn.follow_up,
                forget=turn.forget,
                erase=turn.erase,
                silenced=turn.silenced,
                ticks=tuple(chat_ticks(before, seen, turn, chat.agency, now=now, zone=flow.timezone)),
                checked=seen.sign.code if event.test and seen and seen.sign else "",
            )

        return step


def looked_up(event: Event, find_sign: FindSign, *, is_staff: bool = False) -> Event:
    """The event with what the registry says of the code in it, since the machine looks nothing up (map §5).

    Only staff test: to anybody else a test's code is a sign like any other."""
    match event:
        case Started():
            seen = code_in_payload(event.payload, find_sign)
            return replace(event, seen=seen, test=is_staff and seen is not None and seen.link == "t")
        case TextReceived():
            seen = code_in_text(event.text, find_sign)
            return replace(event, seen=seen, test=is_staff and asks_for_test(event.text, seen))
        case Forwarded():
            return replace(event, seen=code_in_text(event.text, find_sign))
        case MediaReceived():
            return replace(event, seen=code_in_text(event.caption, find_sign))
        case _:
            return event


def code_in_payload(text: str, find_sign: FindSign) -> CodeSeen | None:
    """A link's code; one that nobody issued is still the person's way in."""
    payload = read_payload(text)
    if payload is None:
        return None
    sign = find_sign(payload.code)
    link = "t" if sign and sign.kind == "t" else payload.kind
    return CodeSeen(code=payload.code, sign=sign, link=link)


def code_in_text(text: str, find_sign: FindSign) -> CodeSeen | None:
    """A code typed or pre-filled (signs §1): without «ref» beside it, it counts only when the registry knows it."""
    found = find_code(text)
    if found is None:
        return None
    sign = None if found.damaged else find_sign(found.code)
    near = [near for code in neighbours(found.code) if found.damaged and (near := find_sign(code))]
    active = [sign for sign in near if sign.state == "active"]
    maybe = active[0] if len(active) == 1 else None
    if not (sign or maybe or found.named):
        return None
    others = tuple(other.code for other in find_codes(text) if other.code != found.code)
    return CodeSeen(code=found.code, sign=sign, maybe=maybe, link=sign.kind if sign else "s", others=others)


def asks_for_test(text: str, seen: CodeSeen | None) -> bool:
    """«PRUEBA» alone or beside a code, or the code of a test."""
    words = bare(text)
    return words == TEST_WORD or (seen is not None and (seen.link == "t" or holds(words, TEST_WORD)))


def bare_address(address: str) -> str:
    """A chat's address as a list of staff has it: digits alone."""
    return "".join(filter(str.isdigit, address.rpartition(":")[2]))
