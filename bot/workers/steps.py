"""The pure part of a turn: what the store runs inside its transaction (map §4). It changes and tells nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.records import Applied, Chat
from bot.console.counting import steps_of
from bot.flow_files.agencies import ChannelKey
from bot.signs.counting import chat_ticks
from bot.staff.causes import goes_on_alone, is_left_to_staff, of_turn
from flows.conversation import Conversation
from flows.events import CodeSeen, Event, Forwarded, MediaReceived, Sign, Started, TextReceived
from flows.flow import Flow
from flows.lead import Lead
from flows.machine import advance
from flows.replies import Message
from flows.turn import Turn
from flows.understanding.code import find_code, find_codes, neighbours, read_payload
from flows.understanding.text import bare, holds
from flows.wording import render

FindSign = Callable[[str], Sign | None]
TEST_WORD = "prueba"  # staff type it to try a sign; it is part of the contract (signs §8), not of a language


@dataclass(frozen=True, slots=True)
class Steps:
    """`flows` by agency and channel. `staff` by agency: addresses of chats that may try a sign; `preview` writes out
    what such a test would have sent. `telling` has the flows of agencies whose staff are `reached` right now."""

    flows: Mapping[ChannelKey, Flow]
    staff: Mapping[str, frozenset[str]]
    preview: Callable[[Chat, Lead], str]
    telling: Mapping[ChannelKey, Flow] = field(default_factory=dict)
    reached: Callable[[str], bool] = lambda agency: False

    def step(
        self, now: datetime, chat: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign
    ) -> Applied:
        """What one event changes and says; the same from the same, however often it is tried."""
        flow = (self.telling if self.reached(chat.agency) else self.flows)[chat.agency, chat.channel]
        before = conversation or Conversation(version=flow.version)
        is_staff = bare_address(chat.address) in self.staff.get(chat.agency, ())
        event = looked_up(event, find_sign, is_staff=is_staff)
        seen = event.seen if isinstance(event, Started | TextReceived | MediaReceived | Forwarded) else None
        sign = seen.sign if seen else None
        turn = advance(flow, before, event, now)
        return Applied(
            turn=turn,
            message=self._message(chat, flow, turn),
            ticks=tuple(chat_ticks(before, seen, turn, chat.agency, now=now, zone=flow.timezone)),
            steps=steps_of(before, turn, chat, now=now, zone=flow.timezone),
            checked=sign.code if event.test and sign else "",
            unassigned=sign.code if sign and sign.state == "unassigned" else "",
            calls_staff=is_left_to_staff(before, turn.conversation),
            alerts=tuple(of_turn(chat, before, turn)),
            calmed=goes_on_alone(before, turn.conversation),
        )

    def _message(self, chat: Chat, flow: Flow, turn: Turn) -> Message | None:
        """The reply in words; a test's has what would have been sent below it."""
        if turn.reply is None:
            return None
        message = render(flow.catalogue(turn.conversation), turn.reply, flow.facts)
        if turn.rehearsed is None:
            return message
        text = f"{message.text}\n\n{self.preview(chat, turn.rehearsed)}"
        return replace(message, text=text, given=(*message.given, (len(message.text), len(text))))


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
