"""How long anything waits at most, for a clock that may be put back by hours or years, or jump ahead (promises §7).

A wait is a moment in a row. When the clock goes back, that moment is as far away as the clock went; no wait is longer
than its longest here, so what lies further ahead is moved. A jump ahead ends waits early, which does no harm, except to
the time after which a lead is given up: that counts no more between two tries than they can lie apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from adapters.store.ledger import Ledger, to_ms

HOUR_S, DAY_S = 3600.0, 86_400.0
EVENT_S = 10.0  # between two tries of a turn
REPLY_S = 300.0  # between two tries of a reply, and two probes of a channel
REPLY_LEASE_S = 60.0
POLL_LEASE_S = 60.0
NOTICE_LEASE_S = 60.0
EXPIRES_AFTER = {
    "question": timedelta(minutes=10),
    "notice": timedelta(minutes=10),
    "receipt": timedelta(hours=23),
}  # promises §6


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What the settings make longer or shorter, in seconds: `delivery_s` lies between two tries of a lead, `crm_s` is a
    pause of the CRM, `lease_s` that of a request; `timers` by their names."""

    delivery_s: float = 2 * HOUR_S
    crm_s: float = HOUR_S
    lease_s: float = 120.0
    timers: Mapping[str, float] = field(
        default_factory=lambda: {"fragments": 1.5, "receipt": 8.0, "nudge": DAY_S, "outcome": DAY_S}
    )


USUAL = Waits()


def hasten(ledger: Ledger, waits: Waits, now: datetime) -> int:
    """Move what lies too far ahead; how many rows did. `now` is the shared clock's."""

    def at(seconds: float) -> int:
        return to_ms(now + timedelta(seconds=seconds))

    longest: Iterable[tuple[str, float]] = (
        ("hasten_events", EVENT_S),
        ("hasten_replies", REPLY_S),
        ("hasten_reply_leases", REPLY_LEASE_S),
        ("hasten_leads", waits.delivery_s),
        ("hasten_lead_leases", waits.lease_s),
        ("hasten_channels", REPLY_S),
        ("hasten_crms", waits.crm_s),
        ("hasten_pace", 0),
        ("hasten_polls", POLL_LEASE_S),
        ("hasten_notices", DAY_S),
        ("hasten_notice_leases", NOTICE_LEASE_S),
    )
    moved = sum(ledger.run(statement, at(seconds)) for statement, seconds in longest)
    moved += sum(ledger.run("hasten_timers", at(seconds), name) for name, seconds in waits.timers.items())
    for kind, kept in EXPIRES_AFTER.items():
        moved += ledger.run("hasten_expiries", at(kept.total_seconds()), kind)
    return moved


def tried_for(ledger: Ledger, lead: str, first_at: int, now: datetime, waits: Waits) -> timedelta:
    """How long a lead has been tried, as far as this service was there to see it."""
    moments = [*(began for (began,) in ledger.rows("tries", lead, first_at)), to_ms(now)]
    longest_ms = int(waits.delivery_s * 1000)
    return timedelta(milliseconds=sum(min(max(later - earlier, 0), longest_ms) for earlier, later in pairwise(moments)))
