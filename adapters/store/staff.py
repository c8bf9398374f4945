"""What people who work with the leads see and do: `leadbot leads …`, and the depth of the queues."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from adapters.records import Attempt, Counts, FollowUp, LateEvent, LeadRow, LeadState, ReplyRow, ReplyState
from adapters.store.codec import load_event, load_lead, load_message
from adapters.store.inbox import LATE
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, maybe_from_ms, to_ms
from flows.lead import Consent, Email, Intent, Lead, Phone
from flows.replies import numbered_text

REPLIES = 20  # that are shown with a lead
UNREADABLE_REASON = "unreadable"  # another release wrote it, or its key is gone


class _Stored(NamedTuple):
    id: str
    body: bytes
    agency: str
    channel: str
    state: LeadState
    reason: str
    crm_reference: str
    due_at: int | None
    reference: str
    confirmed_at: int


def leads(ledger: Ledger, agency: str | None, state: LeadState | None, limit: int) -> tuple[LeadRow, ...]:
    """The newest first, at most `limit`, and behind them the older ones with something open that was written after."""
    newest = ledger.rows("leads", agency, state, limit)
    older = [row for row in ledger.rows("leads_written_after", agency, state) if row not in newest]
    return tuple(_lead_row(ledger, _Stored(*row)) for row in (*newest, *older))


def find_lead(ledger: Ledger, which: str) -> LeadRow | None:
    """By its reference, written in any case, or its id; the newest where two share a reference."""
    found = ledger.row("find_lead", which.lower(), which.upper())
    if found is None:
        return None
    newest = [_reply(ledger, *row) for row in ledger.rows("replies_beside", found[0], REPLIES)]
    return replace(_lead_row(ledger, _Stored(*found)), replies=tuple(reversed(newest)))


def late_events(ledger: Ledger) -> tuple[LateEvent, ...]:
    """What nobody was answered to, the oldest first."""
    return tuple(_late(ledger, *row) for row in ledger.rows("late_events", LATE))


def resend(ledger: Ledger, which: str, now: datetime) -> bool:
    """Queue it again with a new schedule. False unless it is parked, rejected, unclear or queued.

    That an earlier attempt may have reached the CRM is not forgotten.
    """
    queued = _changed(ledger, "resend_lead", which, to_ms(ledger.shared(now)))
    if queued:
        ledger.tell("deliveries")
    return queued


def discard(ledger: Ledger, which: str, now: datetime) -> bool:
    """Never send it (again). False unless it is parked, rejected, unclear or queued."""
    return _changed(ledger, "discard_lead", which, to_ms(now))


def finish_follow_ups(ledger: Ledger, which: str, who: str, now: datetime) -> tuple[FollowUp, ...]:
    """Mark what was written after sending as done; only what was open until now."""
    found = find_lead(ledger, which)
    if found is None:
        return ()
    ledger.run("finish_follow_ups", found.lead.id, to_ms(now), who)
    return tuple(replace(said, done_at=now, done_by=who) for said in found.follow_ups if said.done_at is None)


def counts(ledger: Ledger) -> Counts:
    return Counts(
        inbox=dict(ledger.rows("count_inbox")),
        replies=ledger.value("count_replies"),
        leads=dict(ledger.rows("count_leads")),
    )


def agencies(ledger: Ledger) -> tuple[str, ...]:
    """Those that have leads or signs here."""
    return tuple(agency for (agency,) in ledger.rows("agencies"))


def waiting(ledger: Ledger) -> dict[str, int]:
    """How many leads of each agency are not in its CRM yet; an agency without any is not there."""
    return dict(ledger.rows("waiting_leads"))


def blocked_crms(ledger: Ledger) -> dict[str, int]:
    """The agencies whose CRM refuses all, each with the status of its last refusal, 0 where it is not known."""
    return {agency: status or 0 for agency, status in ledger.rows("blocked_crms")}


def _changed(ledger: Ledger, statement: str, which: str, *values: int) -> bool:
    found = ledger.row("find_lead", which.lower(), which.upper())
    return found is not None and ledger.run(statement, found[0], *values) > 0


def _lead_row(ledger: Ledger, stored: _Stored) -> LeadRow:
    lead, stored = stored_lead(ledger, *stored)
    return LeadRow(
        lead=lead,
        agency=stored.agency,
        channel=stored.channel,
        state=stored.state,
        reason=stored.reason,
        crm_reference=stored.crm_reference,
        next_at=maybe_from_ms(stored.due_at),
        attempts=tuple(_attempt(ledger, *row) for row in ledger.rows("attempts", stored.id)),
        follow_ups=tuple(_follow_up(ledger, *row) for row in ledger.rows("follow_ups", stored.id)),
    )


def stored_lead(ledger: Ledger, *columns: Any) -> tuple[Lead, _Stored]:
    """The lead of a statement's first ten columns, nameless where it cannot be read; and what these are."""
    stored = _Stored(*columns)
    lead = _lead(ledger, stored)
    known = stored if lead or stored.reason else stored._replace(reason=UNREADABLE_REASON)
    return lead or _nameless(stored), known


def _lead(ledger: Ledger, stored: _Stored) -> Lead | None:
    try:
        return load_lead(ledger.seal.open(stored.body))
    except UNREADABLE:
        return None


def _nameless(stored: _Stored) -> Lead:
    """What is known of one that cannot be read: that it is there."""
    at = from_ms(stored.confirmed_at)
    return Lead(
        id=stored.id,
        reference=stored.reference,
        full_name="",
        phone=Phone(e164=""),
        email=Email(address=""),
        intent=Intent.UNDECIDED,
        language="",
        consent=Consent(text_version="", at=at, language=""),
        confirmed_at=at,
    )


def _words(ledger: Ledger, sealed: bytes) -> str:
    try:
        return ledger.seal.open(sealed).decode()
    except UNREADABLE:
        return ""


def _reply(
    ledger: Ledger, body: bytes, queued_at: int, state: ReplyState, reason: str, status: str, code: str
) -> ReplyRow:
    try:
        text = numbered_text(load_message(ledger.seal.open(body)))
    except UNREADABLE:
        text = ""
    return ReplyRow(text=text, queued_at=from_ms(queued_at), state=state, reason=reason, status=status, error_code=code)


def _late(
    ledger: Ledger, agency: str, channel: str, address: bytes, received_at: int, kind: str, body: bytes
) -> LateEvent:
    try:
        event = load_event(kind, ledger.seal.open(body))
    except (*UNREADABLE, KeyError):
        event = None
    return LateEvent(
        agency=agency,
        channel=channel,
        address=_words(ledger, address),
        received_at=from_ms(received_at),
        event=event,
    )


def _follow_up(ledger: Ledger, body: bytes, said_at: int, done_at: int | None, done_by: str) -> FollowUp:
    return FollowUp(
        words=_words(ledger, body), said_at=from_ms(said_at), done_at=maybe_from_ms(done_at), done_by=done_by
    )


def _attempt(
    ledger: Ledger, number: int, started_at: int, ended_at: int | None, outcome: str, status: int | None, detail: bytes
) -> Attempt:
    return Attempt(
        number=number,
        started_at=from_ms(started_at),
        ended_at=maybe_from_ms(ended_at),
        outcome=outcome,
        status=status,
        detail=_words(ledger, detail),
    )
