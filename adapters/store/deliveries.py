"""Leads on their way into the CRM: never two requests of one lead or contact at once (promises P6, §5)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from adapters.alerts import Alert, Facts
from adapters.records import Chat, DueDelivery, Settlement
from adapters.store.alerts import raise_alert
from adapters.store.codec import load_lead
from adapters.store.erasing import finish_erasure
from adapters.store.inbox import queue_event
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, locally, maybe_from_ms, to_ms
from adapters.store.sealing import ERASED
from adapters.store.waits import Waits, tried_for
from flows.events import LeadSettled
from flows.lead import Lead
from flows.outcomes import Held

Limits = Mapping[str, tuple[float, int]]  # by agency: requests per second, requests in flight; 0 is no limit

CRM = ""  # its name among an agency's destinations
DIED = "worker died mid-send"


class _Due(NamedTuple):
    """A lead that may go now."""

    lead: str
    body: bytes
    chat: int
    channel: str
    address: bytes
    attempts: int
    unclear: int
    first_at: int | None
    without: str
    steps: str
    refusals: int
    refused_since: int | None


def claim_delivery(
    ledger: Ledger, now: datetime, lease_s: float, limits: Limits, ambiguous_first_s: float | None, waits: Waits
) -> DueDelivery | None:
    """One lead, marked as being sent until the lease ends, with the row of its new attempt.

    `ambiguous_first_s`: how long a lead whose worker died waits for its next try; None parks it («careful» mode).
    """
    ledger.hold("hold_deliveries")
    now = ledger.shared(now)
    _doubt_lost_leases(ledger, now, ambiguous_first_s)
    due = {agency for (agency,) in ledger.rows("agencies_with_due_leads", to_ms(now))}
    for agency, (max_per_second, max_in_flight) in limits.items():
        if agency not in due:
            continue
        # In this order: where an answer is written down between the two, what it says of the door counts already.
        in_flight = ledger.value("count_in_flight", agency)
        state, until, next_at = ledger.row("find_destination", agency, CRM) or ("up", 0, 0)
        if max(until, next_at) > to_ms(now) or (max_in_flight and in_flight >= max_in_flight):
            continue
        if state == "blocked" and in_flight:
            continue  # somebody is trying the door
        found = _find_due(ledger, agency, to_ms(now))
        if found:
            pause_s = 1 / max_per_second if max_per_second else 0
            ledger.run("pace_destination", agency, CRM, to_ms(now + timedelta(seconds=pause_s)))
            return _claimed(ledger, agency, *found, now, lease_s, waits, probe=state == "blocked")
    return None


def settle(ledger: Ledger, delivery: DueDelivery, settlement: Settlement, now: datetime) -> bool:
    """Write down what an attempt did. False if the lease is another's by now: then only the answer is kept."""
    lead, now = delivery.lead.id, ledger.shared(now)
    ledger.hold("hold_chat", delivery.chat.id)
    detail = ledger.seal.close(settlement.detail.encode()) if settlement.detail else ERASED
    ledger.run("end_attempt", lead, delivery.attempt, to_ms(now), settlement.outcome, settlement.status, detail)
    settled = ledger.row(
        "settle_lead",
        lead,
        delivery.lease,
        settlement.state,
        settlement.reason,
        to_ms(ledger.shared(settlement.next_at)) if settlement.next_at else None,
        int(settlement.counts),
        int(settlement.was_unclear),
        " ".join(settlement.without),
        " ".join(settlement.steps),
        settlement.refusals,
        to_ms(settlement.refused_since) if settlement.refused_since else None,
        settlement.crm_reference,
        to_ms(now),
    )
    if settled is None:
        return False
    if settlement.alert:
        raise_alert(ledger, delivery.chat.agency, settlement.alert, now)
    if settlement.destination == "blocked":
        blocked = Alert(cause="crm", facts=Facts(reason=str(settlement.status or "")))
        raise_alert(ledger, delivery.chat.agency, blocked, now)
    if settlement.destination:
        until = to_ms(ledger.shared(settlement.until)) if settlement.until else 0
        ledger.run("hold_destination", delivery.chat.agency, CRM, settlement.destination, until, settlement.reason)
    unclear, erase = settled
    if erase:
        finish_erasure(ledger, lead)
    elif settlement.told:
        told = LeadSettled(lead=lead, told=settlement.told, after_unclear=unclear > 0)
        queue_event(ledger, delivery.chat.id, told, to_ms(now))
    return True


def next_delivery_at(ledger: Ledger, now: datetime) -> datetime | None:
    """When `claim_delivery` may find a lead that it does not find now; None if only a new or settled one can help."""
    at = ledger.value("next_delivery_at", to_ms(ledger.shared(now)))
    return None if at is None else locally(ledger, at, now)


def _doubt_lost_leases(ledger: Ledger, now: datetime, ambiguous_first_s: float | None) -> None:
    """A request may have left, and nobody is waiting for its answer any more."""
    state, again_at = "parked", None
    if ambiguous_first_s is not None:
        state, again_at = "unclear", to_ms(now + timedelta(seconds=ambiguous_first_s))
    for lead, chat, erase in ledger.rows("doubt_lost_leases", to_ms(now), state, again_at, DIED):
        if erase:
            finish_erasure(ledger, lead)
        elif state == "parked":
            _raise_held(ledger, lead, now)
            queue_event(ledger, chat, LeadSettled(lead=lead, told=Held(), after_unclear=True), to_ms(now))


def _find_due(ledger: Ledger, agency: str, now: int) -> tuple[_Due, Lead] | None:
    """The lead that waits longest. One that cannot be read any more is parked, for staff to see."""
    while found := ledger.row("due_lead", agency, now):
        due = _Due(*found)
        try:
            return due, load_lead(ledger.seal.open(due.body))
        except UNREADABLE:
            ledger.run("park_unreadable", due.lead)
            _raise_held(ledger, due.lead, from_ms(now))
    return None


def _raise_held(ledger: Ledger, lead: str, now: datetime) -> None:
    """Staff have to look at a lead that the store itself has parked."""
    agency, reference, reason = ledger.rows("held_lead", lead)[0]
    facts = Facts(reference=reference, reason=reason)
    raise_alert(ledger, agency, Alert(cause="held", about=lead, facts=facts), now)


def _claimed(
    ledger: Ledger, agency: str, due: _Due, lead: Lead, now: datetime, lease_s: float, waits: Waits, *, probe: bool
) -> DueDelivery:
    lease = uuid4().hex
    tried = timedelta() if due.first_at is None else tried_for(ledger, due.lead, due.first_at, now, waits)
    ledger.run("claim_lead", due.lead, lease, to_ms(now + timedelta(seconds=lease_s)), to_ms(now))
    number = ledger.value("begin_attempt", due.lead, lease, to_ms(now))
    return DueDelivery(
        lead=lead,
        chat=Chat(id=due.chat, agency=agency, channel=due.channel, address=_address(ledger, due.address)),
        attempt=number,
        lease=lease,
        attempts=due.attempts,
        unclear=due.unclear,
        first_at=now - tried,
        without=tuple(due.without.split()),
        steps=tuple(due.steps.split()),
        refusals=due.refusals,
        refused_since=maybe_from_ms(due.refused_since),
        probe=probe,
    )


def _address(ledger: Ledger, sealed: bytes) -> str:
    """Empty where its key is gone: a lead reaches the CRM without it."""
    with suppress(*UNREADABLE):
        return ledger.seal.open(sealed).decode()
    return ""
