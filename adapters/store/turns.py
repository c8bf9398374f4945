"""Applying events, one of a chat at a time, each with all its effects in one transaction (map §4, promises §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from adapters.records import Applied, Chat, Handing, TurnBroke, TurnDone, Turned, Wake
from adapters.store import signs
from adapters.store.alerts import end_alert, raise_alert
from adapters.store.budget import DAY, SOON, may_tell_chat
from adapters.store.codec import dump_conversation, dump_lead, load_conversation, load_event
from adapters.store.erasing import erase_words
from adapters.store.inbox import queue_event
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, locally, to_ms
from adapters.store.outbox import doubt_replies, drop_replies, hand_reply_over, queue_reply, withhold_reply
from flows.conversation import Conversation
from flows.events import Event, Flooded, Forgotten, Sign, TimerDue, TurnFailed
from flows.lead import MONTH, Lead

FLOODED = Flooded().kind
Step = Callable[[Chat, Conversation | None, Event, Callable[[str], Sign | None]], Applied]

RETRY_AFTER_S = (1, 10)  # after the first and the second failure; the third parks
DEATHS_TO_PARK = 2


class KilledTheProcess(Exception):
    """Two have died over this event."""


class Next(NamedTuple):
    """The oldest waiting event of a chat, with what a step needs to know."""

    key: bytes
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
    more: bool
    has_leads: bool
    replies_wait: bool
    channel_held: bool
    heard_at: int
    said_soon: int
    said_today: int


class Broke(Exception):
    """The step or the saving of what it gave raised, so nothing of it may stay."""

    def __init__(self, event: Next, error: Exception) -> None:
        super().__init__(event.kind)
        self.event = event
        self.error = error


def apply(ledger: Ledger, chat: int, step: Step, now: datetime, handing: Handing | None) -> Turned | None:
    """Apply the chat's oldest event; None if nothing is due. Later events wait behind one that is to be retried.

    Raises Broke, after which `put_off` says what becomes of the event.
    """
    ledger.hold("hold_chat", chat)
    now = ledger.shared(now)
    event = find_next(ledger, chat, now)
    return apply_next(ledger, chat, event, step, now, handing) if event and event.due_at <= to_ms(now) else None


def find_next(ledger: Ledger, chat: int, now: datetime) -> Next | None:
    """The chat's oldest event, be it due or not. `now` here and in `apply_next` is the shared clock's."""
    found = ledger.row("next_event", chat, to_ms(now), to_ms(now - SOON), to_ms(now - DAY))
    return Next(*found) if found else None


def apply_next(ledger: Ledger, chat: int, event: Next, step: Step, now: datetime, handing: Handing | None) -> Turned:
    """Apply what `find_next` gave, in a chat that is held. Raises Broke."""
    if event.deaths >= DEATHS_TO_PARK:
        return _parked(ledger, chat, event, KilledTheProcess(), now)
    try:
        return _turn(ledger, chat, event, step, now, handing)
    except ledger.faults:
        raise
    except Exception as error:
        raise Broke(event, error) from error


def put_off(ledger: Ledger, chat: int, broke: Broke, now: datetime) -> TurnBroke:
    """An event whose turn broke is tried again, or parked."""
    event, error = broke.event, broke.error
    if event.failures >= len(RETRY_AFTER_S):
        return _parked(ledger, chat, event, error, ledger.shared(now))
    again_at = now + timedelta(seconds=RETRY_AFTER_S[event.failures])
    ledger.run("retry_event", event.key, to_ms(ledger.shared(again_at)))
    return TurnBroke(chat=chat, event_kind=event.kind, error=error, parked=False, again_at=again_at)


def wake(ledger: Ledger, now: datetime) -> Wake:
    """Turn due timers into events, and tell which chats have one to apply."""
    now_ms = to_ms(ledger.shared(now))
    for _, chat, name, about in sorted(ledger.rows("take_due_timers", now_ms)):
        queue_event(ledger, chat, TimerDue(name=name, about=about), now_ms)
    heads = ledger.rows("waiting_chats")
    later = [due_at for _, due_at in heads if due_at > now_ms]
    if (timer := ledger.value("next_timer")) is not None:
        later.append(timer)
    chats = tuple(chat for chat, due_at in heads if due_at <= now_ms)
    return Wake(chats=chats, next_at=locally(ledger, min(later), now) if later else None)


def recover(ledger: Ledger, now: datetime) -> None:
    """Doubt every reply that was being sent, and blame the event over which the process before died."""
    doubt_replies(ledger, now)
    if left := ledger.left_in_hand():
        ledger.run("blame", *left)


def _turn(ledger: Ledger, chat: int, waiting: Next, step: Step, now: datetime, handing: Handing | None) -> TurnDone:
    def find_sign(code: str) -> Sign | None:
        sign = signs.find(ledger, code)
        return sign.seen_at(now) if sign and sign.agency == waiting.agency else None  # another's means nothing here

    with ledger.in_hand(waiting.key, waiting.deaths):
        event = load_event(waiting.kind, ledger.seal.open(waiting.body))
        before = _conversation(ledger, waiting.conversation)
        address = ledger.seal.open(waiting.address).decode()
        who = Chat(id=chat, agency=waiting.agency, channel=waiting.channel, address=address)
        if waiting.has_leads:
            event = replace(event, forgotten=_forgotten(ledger, chat, before, now))
        applied = step(who, before, event, find_sign)
    ledger.run("finish_event", waiting.key)
    _save(ledger, who, applied, now)
    _note_consent(ledger, waiting, chat, before, applied.turn.conversation)
    done = TurnDone(who=who, event=event, before=before, applied=applied, more=bool(waiting.more))
    return _reply(ledger, done, who, waiting, now, handing)


def _conversation(ledger: Ledger, sealed: bytes | None) -> Conversation | None:
    """Where its key is gone the chat begins anew, so that its person is answered."""
    try:
        return load_conversation(ledger.seal.open(sealed)) if sealed else None
    except UNREADABLE:
        return None


def _reply(
    ledger: Ledger, done: TurnDone, chat: Chat, waiting: Next, now: datetime, handing: Handing | None
) -> TurnDone:
    """Queue what is said; where nothing is in its way, it is handed over to whoever applied the event."""
    message = done.applied.message
    if message is None:
        return done
    told_as = "receipt" if waiting.kind == FLOODED else message.kind  # of a flood they hear once an hour at most
    if not may_tell_chat(told_as, waiting.said_soon, waiting.said_today):
        withhold_reply(ledger, chat.id, message, now)
        return replace(done, withheld=True)
    in_the_way = waiting.replies_wait or waiting.channel_held
    if handing and not in_the_way and handing.has_room(chat.agency, chat.channel):
        return replace(done, handed=hand_reply_over(ledger, chat, message, now, handing.lease_s, waiting.heard_at))
    queue_reply(ledger, chat.id, message, now)
    return done


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


def _save(ledger: Ledger, chat: Chat, applied: Applied, now: datetime) -> None:
    turn, now_ms = applied.turn, to_ms(now)
    if turn.erase:
        erase_words(ledger, chat.id)
    ledger.run("save_conversation", chat.id, ledger.seal.close(dump_conversation(turn.conversation)), now_ms)
    if turn.forget:
        ledger.run("forget_events", chat.id)
        ledger.run("forget_replies", chat.id)
    if turn.silenced:
        drop_replies(ledger, chat.id, "blocked", now)
    if turn.lead:
        _save_lead(ledger, chat, turn.lead, now_ms)
    for timer in turn.timers:
        ledger.run("set_timer", chat.id, timer.name, timer.about, to_ms(ledger.shared(timer.due_at)))
    if turn.follow_up:
        lead, words = turn.follow_up
        ledger.run("add_follow_up", lead, now_ms, ledger.seal.close(words.encode()))
    for alert in applied.alerts:
        raise_alert(ledger, chat.agency, alert, now)
    if applied.calmed:
        end_alert(ledger, chat.agency, "person", str(chat.id), now)
    signs.count(ledger, Counter(applied.ticks))
    if applied.calls_staff:
        ledger.run("call_staff", chat.id, now_ms)
    if applied.checked:
        signs.check(ledger, applied.checked, who="", now=now)


def _note_consent(ledger: Ledger, waiting: Next, chat: int, before: Conversation | None, after: Conversation) -> None:
    """How long this chat's words are kept depends on it; the proof is kept apart, for longer (promises §9)."""
    holds = "agreed" if after.consent else "unagreed"
    if holds != waiting.holds:
        ledger.run("note_holding", chat, holds)
    consent = after.consent
    if consent and (before is None or consent != before.consent):
        ledger.run("keep_proof", chat, consent.text_version, consent.language, to_ms(consent.at))


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


def _parked(ledger: Ledger, chat: int, event: Next, error: Exception, now: datetime) -> TurnBroke:
    parked = ledger.run("park_event", event.key, type(error).__name__)
    if event.deaths:
        ledger.run("survive", event.key)
    if parked and event.kind != TurnFailed().kind:  # one apology must not beget another
        queue_event(ledger, chat, TurnFailed(), to_ms(now))
    return TurnBroke(chat=chat, event_kind=event.kind, error=error, parked=True)
