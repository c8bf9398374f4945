"""Applying events, one of a chat at a time, each with all its effects in one transaction (map §4, promises §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from adapters.codec import dump_conversation, dump_lead, dump_message, load_conversation, load_event
from adapters.records import Applied, Chat, Recovered, TurnBroke, TurnDone, Turned, Wake
from adapters.sqlite import signs
from adapters.sqlite.erasing import erase_words
from adapters.sqlite.inbox import queue_event
from adapters.sqlite.ledger import FAULTS, Ledger, from_ms, to_ms
from adapters.sqlite.outbox import doubt_replies
from flows.conversation import Conversation
from flows.events import Event, Forgotten, Sign, TimerDue, TurnFailed
from flows.lead import Lead
from flows.replies import Message
from flows.sending import MONTH

Step = Callable[[Chat, Conversation | None, Event, Callable[[str], Sign | None]], Applied]

RETRY_AFTER_S = (1, 10)  # after the first and the second failure; the third parks
DEATHS_TO_PARK = 2
LONGEST_WAIT = timedelta(minutes=5)  # that a question takes over, whatever a clock that jumped has left behind
EXPIRES_AFTER = {
    "question": timedelta(minutes=10),
    "notice": timedelta(minutes=10),
    "receipt": timedelta(hours=23),
}  # promises §6


class _Next(NamedTuple):
    """The oldest waiting event of a chat, with what a step needs to know."""

    row: int
    kind: str
    body: bytes
    due_at: int
    failures: int
    deaths: int
    agency: str
    channel: str
    address: bytes
    holds: str
    conversation: bytes | None


def apply(ledger: Ledger, chat: int, step: Step, now: datetime) -> Turned | None:
    """Apply the chat's oldest event; None if nothing is due. Later events wait behind one that is to be retried."""
    found = ledger.row("next_event", chat)
    if found is None:
        return None
    waiting = _Next(*found)
    if waiting.due_at > to_ms(now):
        return None
    try:
        with ledger.savepoint():  # what a broken turn wrote is undone, that it broke is kept
            done = _turn(ledger, chat, waiting, step, now)
    except FAULTS:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, the chat must stay usable
        return _broke(ledger, chat, waiting, error, now)
    return done


def wake(ledger: Ledger, now: datetime) -> Wake:
    """Turn due timers into events, and tell which chats have one to apply."""
    now_ms = to_ms(now)
    for _, chat, name, about in sorted(ledger.rows("take_due_timers", now_ms)):
        queue_event(ledger, chat, TimerDue(name=name, about=about), now_ms)
    heads = ledger.rows("waiting_chats")
    later = [due_at for _, due_at in heads if due_at > now_ms]
    if (timer := ledger.value("next_timer")) is not None:
        later.append(timer)
    chats = tuple(chat for chat, due_at in heads if due_at <= now_ms)
    return Wake(chats=chats, next_at=from_ms(min(later)) if later else None)


def recover(ledger: Ledger, now: datetime) -> Recovered:
    """Park what killed the process twice, and doubt every reply that was being sent."""
    doubt_replies(ledger, now)
    if ledger.lock is None or ledger.lock.left_in_hand is None:
        return Recovered()
    row, deaths = ledger.lock.left_in_hand
    found = ledger.row("blame", row, deaths)
    if found is None or deaths < DEATHS_TO_PARK:
        return Recovered()
    _park(ledger, row, *found, reason="killed the process", now=to_ms(now))
    return Recovered(parked=1)


def _turn(ledger: Ledger, chat: int, waiting: _Next, step: Step, now: datetime) -> TurnDone:
    def find_sign(code: str) -> Sign | None:
        sign = signs.find(ledger, code)
        return sign.seen_at(now) if sign and sign.agency == waiting.agency else None  # another's means nothing here

    with _in_hand(ledger, waiting):
        event = load_event(waiting.kind, ledger.seal.open(waiting.body))
        before = waiting.conversation and load_conversation(ledger.seal.open(waiting.conversation))
        address = ledger.seal.open(waiting.address).decode()
        who = Chat(id=chat, agency=waiting.agency, channel=waiting.channel, address=address)
        event = replace(event, forgotten=_forgotten(ledger, chat, before or None, now))
        applied = step(who, before or None, event, find_sign)
    ledger.run("finish_event", waiting.row)
    _save(ledger, who, applied, now)
    _note_consent(ledger, waiting, chat, before or None, applied.conversation)
    return TurnDone(
        event_kind=waiting.kind,
        state=applied.conversation.state,
        replies=1 if applied.message else 0,
        lead=applied.lead.id if applied.lead else None,
        timers=len(applied.timers),
        more=ledger.value("has_due_event", chat, to_ms(now)) is not None,
    )


def _forgotten(ledger: Ledger, chat: int, conversation: Conversation | None, now: datetime) -> tuple[Forgotten, ...]:
    """Leads of the chat that were erased from its memory. Their rows stay, with a keyed hash of the number."""
    leads = ledger.rows("leads_since", chat, to_ms(now - MONTH))
    remembered = conversation.sent if conversation else ()
    numbers = {sent.phone.e164 for sent in remembered}
    if conversation and conversation.draft.phone:
        numbers.add(conversation.draft.phone.e164)
    known = {ledger.hash("phone", e164): e164 for e164 in numbers} if leads else {}
    ids = {sent.lead for sent in remembered}
    return tuple(
        Forgotten(at=from_ms(confirmed_at), phone=known.get(phone_hash, phone_hash.hex()))
        for lead, confirmed_at, phone_hash in leads
        if lead not in ids
    )


def _in_hand(ledger: Ledger, waiting: _Next) -> AbstractContextManager[None]:
    return ledger.lock.in_hand(waiting.row, waiting.deaths) if ledger.lock else nullcontext()


def _save(ledger: Ledger, chat: Chat, applied: Applied, now: datetime) -> None:
    now_ms = to_ms(now)
    if applied.erase:
        erase_words(ledger, chat.id)
    ledger.run("save_conversation", chat.id, ledger.seal.close(dump_conversation(applied.conversation)), now_ms)
    if applied.forget:
        ledger.run("forget_events", chat.id)
        ledger.run("forget_replies", chat.id)
    if applied.silenced:
        ledger.run("drop_replies", chat.id, "blocked")
    if applied.message:
        queue_reply(ledger, chat.id, applied.message, now)
    if applied.lead:
        _save_lead(ledger, chat, applied.lead, now_ms)
    for timer in applied.timers:
        ledger.run("set_timer", chat.id, timer.name, timer.about, to_ms(timer.due_at))
    if applied.follow_up:
        lead, words = applied.follow_up
        ledger.run("add_follow_up", lead, now_ms, ledger.seal.close(words.encode()))
    signs.count(ledger, Counter(applied.ticks))
    if applied.checked:
        signs.check(ledger, applied.checked, who="", now=now)


def _note_consent(ledger: Ledger, waiting: _Next, chat: int, before: Conversation | None, after: Conversation) -> None:
    """How long this chat's words are kept depends on it; the proof is kept apart, for longer (promises §9)."""
    holds = "agreed" if after.consent else "unagreed"
    if holds != waiting.holds:
        ledger.run("note_holding", chat, holds)
    consent = after.consent
    if consent and (before is None or consent != before.consent):
        ledger.run("keep_proof", chat, consent.text_version, consent.language, to_ms(consent.at))


def queue_reply(ledger: Ledger, chat: int, message: Message, now: datetime) -> None:
    """Behind the chat's other replies; a question takes the place of older ones that did not leave yet."""
    superseded = ledger.rows("supersede_questions", chat) if message.kind == "question" else []
    due_at = min(max([to_ms(now), *(at for (at,) in superseded)]), to_ms(now + LONGEST_WAIT))
    expires_at = to_ms(now + EXPIRES_AFTER[message.kind])
    body = ledger.seal.close(dump_message(message))
    ledger.run("queue_reply", chat, message.kind, to_ms(now), due_at, expires_at, body)


def _save_lead(ledger: Ledger, chat: Chat, lead: Lead, now: int) -> None:
    """New, or known with a field mended: then its schedule begins anew, its attempts stay."""
    ledger.run(
        "save_lead",
        lead.id,
        chat.agency,
        chat.id,
        lead.reference,
        "parked" if lead.held else "queued",
        lead.held,
        ledger.hash("phone", lead.phone.e164),
        ledger.hash("email", lead.email.address.casefold()),
        to_ms(lead.confirmed_at),
        None if lead.held else now,
        ledger.seal.close(dump_lead(lead)),
    )


def _broke(ledger: Ledger, chat: int, waiting: _Next, error: Exception, now: datetime) -> TurnBroke:
    if waiting.failures >= len(RETRY_AFTER_S):
        _park(ledger, waiting.row, chat, waiting.kind, reason=type(error).__name__, now=to_ms(now))
        return TurnBroke(event_kind=waiting.kind, error=error, parked=True)
    again_at = now + timedelta(seconds=RETRY_AFTER_S[waiting.failures])
    ledger.run("retry_event", waiting.row, to_ms(again_at))
    return TurnBroke(event_kind=waiting.kind, error=error, parked=False, again_at=again_at)


def _park(ledger: Ledger, row: int, chat: int, kind: str, *, reason: str, now: int) -> None:
    ledger.run("park_event", row, reason)
    if kind != TurnFailed().kind:  # one apology must not beget another
        queue_event(ledger, chat, TurnFailed(), now)
