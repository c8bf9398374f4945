"""Replies on their way out: in order per chat, one at a time, by whoever holds the lease (FAILURES §6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from adapters.codec import load_message
from adapters.records import Chat, DueReply
from adapters.sqlite.inbox import queue_event
from adapters.sqlite.ledger import UNREADABLE, Ledger, from_ms, to_ms
from flows.events import Blocked


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


def claim_replies(ledger: Ledger, now: datetime, lease_s: float, limit: int) -> tuple[DueReply, ...]:
    """Mark them as being sent until the lease ends. One whose lease had ended before counts as unclear."""
    now_ms, until = to_ms(now), to_ms(now + timedelta(seconds=lease_s))
    ledger.run("drop_stale_replies", now_ms)
    heads = [_Head(*row) for row in ledger.rows("due_replies", now_ms, limit)]
    claimed = [_claimed(ledger, head, until) for head in _one_probe_each(ledger, heads, until)]
    return tuple(reply for reply in claimed if reply is not None)


def next_reply_at(ledger: Ledger, now: datetime) -> datetime | None:
    """When `claim_replies` may find one that it does not find now; None if nothing waits."""
    at = ledger.value("next_reply_at", to_ms(now))
    return None if at is None else from_ms(at)


def reply_sent(ledger: Ledger, reply: DueReply, provider_id: str, now: datetime) -> bool:
    if not ledger.run("reply_sent", reply.id, reply.lease, provider_id):
        return False
    if reply.message.summary:
        ledger.run("summary_left", reply.chat.id, reply.message.step)
    ledger.run("channel_works", reply.chat.agency, reply.chat.channel, to_ms(now))
    return True


def reply_again(ledger: Ledger, reply: DueReply, at: datetime) -> bool:
    newer = ledger.value("newer_question", reply.chat.id, reply.id) if reply.message.kind == "question" else None
    if newer is None:
        return ledger.run("reply_again", reply.id, reply.lease, to_ms(at)) > 0
    if not ledger.run("reply_ended", reply.id, reply.lease, "dropped", "superseded"):
        return False
    ledger.run("hold_reply", newer, to_ms(at))
    return True


def chat_unreachable(ledger: Ledger, reply: DueReply, now: datetime) -> bool:
    if not ledger.run("reply_ended", reply.id, reply.lease, "failed", "unreachable"):
        return False
    ledger.run("drop_replies", reply.chat.id, "unreachable")
    queue_event(ledger, reply.chat.id, Blocked(), to_ms(now))
    return True


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
    return DueReply(
        id=head.id,
        chat=Chat(id=head.chat, agency=head.agency, channel=head.channel, address=address),
        message=message,
        attempts=head.attempts + 1,
        unclear=unclear,
        queued_at=from_ms(head.queued_at),
        lease=lease,
    )
