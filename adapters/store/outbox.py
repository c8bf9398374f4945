"""Replies on their way out: in order per chat, one at a time, by whoever holds the lease (promises §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from adapters.alerts import Alert, Facts
from adapters.records import Chat, DueReply, Left, Spent
from adapters.sending import Later, Misconfigured, Rejected, StatusUpdate, Unknown, Unreachable, WindowClosed
from adapters.store.alerts import raise_alert
from adapters.store.codec import dump_message, load_message
from adapters.store.inbox import queue_event
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, locally, to_ms
from adapters.store.waits import EXPIRES_AFTER
from flows.events import Blocked, Unheard
from flows.replies import Message

LONGEST_WAIT = timedelta(minutes=5)  # that a question takes over, whatever a clock that jumped has left behind
BLOCKED_FOR, SLOWED_FOR = timedelta(minutes=5), timedelta(minutes=1)  # at most, after a late failure (promises §6)
LATE_TRIES = 5  # of a reply that the platform takes and then does not deliver


class _Head(NamedTuple):
    """The oldest unsent reply of a chat, due, and the state of its channel."""

    id: int
    chat: int
    agency: str
    channel: str
    address: bytes
    body: bytes
    attempts: int
    unclear: int
    queued_at: int
    state: str
    channel_state: str | None
    heard_at: int


class _Reported(NamedTuple):
    """A reply of which the platform has said something new."""

    id: int
    chat: int
    queued_at: int
    attempts: int
    body: bytes


def queue_reply(ledger: Ledger, chat: int, message: Message, now: datetime) -> None:
    """Behind the chat's other replies; a question takes the place of older ones that did not leave yet."""
    superseded = ledger.rows("supersede_questions", chat) if message.kind == "question" else []
    due_at = min(max([to_ms(now), *(at for (at,) in superseded)]), to_ms(now + LONGEST_WAIT))
    expires_at = to_ms(now + EXPIRES_AFTER[message.kind])
    body = ledger.seal.close(dump_message(message))
    ledger.run("queue_reply", chat, message.kind, to_ms(now), due_at, expires_at, body)


def withhold_reply(ledger: Ledger, chat: int, message: Message, now: datetime) -> None:
    """It is not said, and neither are questions that it would have replaced."""
    if message.kind == "question":
        ledger.rows("supersede_questions", chat)
    ledger.run("withhold_reply", chat, message.kind, to_ms(now), ledger.seal.close(dump_message(message)))
    _note_unheard(ledger, chat, message.kind, now)


def hand_reply_over(
    ledger: Ledger, chat: Chat, message: Message, now: datetime, lease_s: float, heard_at: int
) -> DueReply:
    """Queue it claimed, for a chat in which nothing else waits. `now` is the shared clock's, as in `queue_reply`."""
    lease = uuid4().hex
    until = to_ms(now + timedelta(seconds=lease_s))
    expires_at = to_ms(now + EXPIRES_AFTER[message.kind])
    body = ledger.seal.close(dump_message(message))
    (row,) = ledger.rows("hand_reply_over", chat.id, message.kind, to_ms(now), expires_at, body, lease, until)
    return DueReply(
        id=row[0], chat=chat, message=message, attempts=1, queued_at=now, heard_at=from_ms(heard_at), lease=lease
    )


def claim_replies(ledger: Ledger, now: datetime, lease_s: float, slots: int) -> tuple[DueReply, ...]:
    """Mark them as being sent until the lease ends. One whose lease had ended before counts as unclear."""
    ledger.hold("hold_replies")
    now = ledger.shared(now)
    now_ms, until = to_ms(now), to_ms(now + timedelta(seconds=lease_s))
    for chat, kind in ledger.rows("drop_stale_replies", now_ms):
        _note_unheard(ledger, chat, kind, now)
    heads = [_Head(*row) for row in ledger.rows("due_replies", now_ms, slots)]
    claimed = [_claimed(ledger, head, until) for head in _one_probe_each(ledger, heads, until)]
    return tuple(reply for reply in claimed if reply is not None)


def next_reply_at(ledger: Ledger, now: datetime) -> datetime | None:
    """When `claim_replies` may find one that it does not find now; None if nothing waits."""
    at = ledger.value("next_reply_at", to_ms(ledger.shared(now)))
    return None if at is None else locally(ledger, at, now)


def reply_sent(ledger: Ledger, reply: DueReply, provider_id: str, now: datetime, *, held: bool) -> Left | None:
    """`held`: the channel was slowed or blocked since the reply was claimed, or before."""
    found = ledger.rows("reply_sent", reply.id, reply.lease, provider_id)
    if not found:
        return None
    _note_shown(ledger, reply.chat.id, reply.message)
    if held or reply.channel_held:
        ledger.run("channel_works", reply.chat.agency, reply.chat.channel, to_ms(now))
    return Left(more=bool(found[0][0]))


def reply_again(ledger: Ledger, reply: DueReply, at: datetime) -> bool:
    ledger.hold("hold_chat", reply.chat.id)
    at = ledger.shared(at)
    newer = ledger.value("newer_question", reply.chat.id, reply.id) if reply.message.kind == "question" else None
    if newer is None:
        return ledger.run("reply_again", reply.id, reply.lease, to_ms(at)) > 0
    if not ledger.run("reply_ended", reply.id, reply.lease, "dropped", "superseded"):
        return False
    ledger.run("hold_reply", newer, to_ms(at))
    return True


def hold_channel(
    ledger: Ledger, agency: str, channel: str, state: str, until: datetime, reason: str, now: datetime
) -> None:
    """Nothing goes out there until then. `now` is the shared clock's, as is `until`."""
    ledger.run("hold_destination", agency, channel, state, to_ms(until), reason)
    if state == "blocked":
        alert = Alert(cause="channel", about=channel, facts=Facts(channel=channel, reason=reason))
        raise_alert(ledger, agency, alert, now)


def doubt_replies(ledger: Ledger, now: datetime) -> None:
    """At start: whatever was being sent may have reached the person, and whoever answers it has seen it."""
    for chat, sealed in ledger.rows("doubt_replies", to_ms(ledger.shared(now))):
        with suppress(*UNREADABLE):
            _note_shown(ledger, chat, load_message(ledger.seal.open(sealed)))


def _note_shown(ledger: Ledger, chat: int, message: Message) -> None:
    if message.summary:
        ledger.run("summary_left", chat, message.step)


def reply_ended(ledger: Ledger, reply: DueReply, state: str, reason: str, now: datetime) -> bool:
    """Without having been sent."""
    if not ledger.run("reply_ended", reply.id, reply.lease, state, reason):
        return False
    _note_unheard(ledger, reply.chat.id, reply.message.kind, ledger.shared(now))
    return True


def _note_unheard(ledger: Ledger, chat: int, kind: str, now: datetime) -> None:
    """What became of a lead is said when the person writes again."""
    if kind == "receipt":
        queue_event(ledger, chat, Unheard(), to_ms(now))


def chat_unreachable(ledger: Ledger, reply: DueReply, now: datetime) -> bool:
    ledger.hold("hold_chat", reply.chat.id)
    if not reply_ended(ledger, reply, "failed", "unreachable", now):
        return False
    _silence(ledger, reply.chat.id, now)
    return True


def record_status(ledger: Ledger, agency: str, channel: str, update: StatusUpdate, now: datetime) -> int | None:
    """Keep what the platform says later of a reply it took; where it failed, do what a direct answer would have done
    (promises §6). The chat that turns out to be unreachable, or None.
    """
    code = "" if update.error_code is None else str(update.error_code)
    found = ledger.row("provider_status", agency, channel, update.provider_id, update.status, code)
    if found is None or update.status not in ("failed", "undelivered"):
        return None
    reply = _Reported(*found)
    ledger.hold("hold_chat", reply.chat)
    message = _take_back(ledger, reply)
    match update.failure:
        case Unreachable():
            _lose(ledger, reply, message, "failed", "unreachable", now)
            if ledger.value("heard_since", reply.chat, reply.queued_at) is None:
                _silence(ledger, reply.chat, now)
                return reply.chat
        case WindowClosed():
            _lose(ledger, reply, message, "dropped", "window", now)
        case Rejected(as_text=True) if message and message.choices and not message.plain:
            _say_again(ledger, reply, replace(message, plain=True), now)
        case None:
            _lose(ledger, reply, message, "failed", "not delivered", now)
        case Rejected(reason=reason):
            _lose(ledger, reply, message, "failed", reason, now)
        case Misconfigured(reason=reason):
            until = now + BLOCKED_FOR
            hold_channel(ledger, agency, channel, "blocked", until, reason, now)
            _say_again(ledger, reply, message, until)
        case Later() | Unknown():
            until = now + min(timedelta(seconds=2.0 ** (reply.attempts - 1)), SLOWED_FOR)
            if isinstance(update.failure, Later):
                ledger.run("hold_destination", agency, channel, "slowed", to_ms(until), "throttled")
            _say_again(ledger, reply, message, until)
    return None


def spend(ledger: Ledger, messages: Mapping[Spent, int], day: int) -> dict[Spent, int]:
    """In one order, so that two processes never wait for each other."""
    for spent, number in sorted(messages.items()):
        ledger.run("spend", *spent, number)
    return {Spent(*key): sent for *key, sent in ledger.rows("spent", day)}


def _lose(ledger: Ledger, reply: _Reported, message: Message | None, state: str, reason: str, now: datetime) -> None:
    """It was taken and did not arrive."""
    if ledger.run("reply_lost", reply.id, state, reason) and message:
        _note_unheard(ledger, reply.chat, message.kind, ledger.shared(now))


def _say_again(ledger: Ledger, reply: _Reported, message: Message | None, at: datetime) -> None:
    """In its place, unless somebody has said something since, or it was tried often enough."""
    body = ledger.seal.close(dump_message(message)) if message else b""
    values = (reply.id, to_ms(at), body, LATE_TRIES, reply.queued_at)
    if message is None or not ledger.run("say_again", *values):
        _lose(ledger, reply, message, "failed", "not delivered", at)


def _take_back(ledger: Ledger, reply: _Reported) -> Message | None:
    """A summary that did not arrive was not shown. None where its words are gone."""
    try:
        message = load_message(ledger.seal.open(reply.body))
    except UNREADABLE:
        return None
    if message.summary:
        ledger.run("summary_lost", reply.chat, message.step)
    return message


def _silence(ledger: Ledger, chat: int, now: datetime) -> None:
    """Nothing gets through to this person: what waits is dropped, and the conversation knows."""
    drop_replies(ledger, chat, "unreachable", now)
    queue_event(ledger, chat, Blocked(), to_ms(ledger.shared(now)))


def drop_replies(ledger: Ledger, chat: int, reason: str, now: datetime) -> None:
    """All that waits."""
    for (kind,) in ledger.rows("drop_replies", chat, reason):
        _note_unheard(ledger, chat, kind, ledger.shared(now))


def _one_probe_each(ledger: Ledger, heads: list[_Head], until: int) -> Iterator[_Head]:
    """A blocked channel whose time has come gets one reply to try; the next try is when that one's lease ends."""
    probed: set[tuple[str, str]] = set()
    for head in heads:
        channel = (head.agency, head.channel)
        if head.channel_state == "blocked":
            if channel in probed:
                continue
            probed.add(channel)
            ledger.run("probe_destination", *channel, until)
        yield head


def _claimed(ledger: Ledger, head: _Head, until: int) -> DueReply | None:
    """None for one whose words cannot be read any more: it fails, so that the chat's next one gets its turn."""
    lease = uuid4().hex
    died = head.state == "sending"  # its worker did, and it may have got through
    unclear = head.unclear + died
    ledger.run("claim_reply", head.id, lease, until, unclear)
    try:
        address = ledger.seal.open(head.address).decode()
        message = load_message(ledger.seal.open(head.body))
    except UNREADABLE:
        ledger.run("reply_ended", head.id, lease, "failed", "unreadable")
        return None
    if died:
        _note_shown(ledger, head.chat, message)
    return DueReply(
        id=head.id,
        chat=Chat(id=head.chat, agency=head.agency, channel=head.channel, address=address),
        message=message,
        attempts=head.attempts + 1,
        unclear=unclear,
        queued_at=from_ms(head.queued_at),
        heard_at=from_ms(head.heard_at),
        lease=lease,
        channel_held=head.channel_state is not None,
    )
