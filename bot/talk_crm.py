"""The CRM of a talk: it says what it is told to say. What follows of its answers is decided as in the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.alterestate_request import FIELDS, Labels, request_body
from adapters.records import Chat, DueDelivery, Settlement
from bot.workers.ladder import ASKABLE
from bot.workers.settle import Schedule, decide
from flows.events import LeadSettled
from flows.lead import Lead
from flows.outcomes import AlreadyRegistered, Created, Invalid, NotSent, Outcome

NOWHERE = Chat(id=1, agency="", channel="", address="")  # nothing leaves, so nobody asks where from
REFUSED = "refused:"
FIELD_NAMES: Mapping[str, str] = {ours: theirs for theirs, ours in ASKABLE.items()}  # «name» is «full_name» to the CRM


def is_said(said: str) -> bool:
    """Whether a CRM can be told to say this: created, exists, down, or «refused:» and a field of its request."""
    field_name = said.removeprefix(REFUSED)
    known = field_name in FIELDS or field_name in FIELD_NAMES
    return said in ("created", "exists", "down") or (said.startswith(REFUSED) and known)


@dataclass(slots=True)
class TalkCrm:
    """`says` is its answer from now on. Leads that it has not settled wait for their next try, each at its time."""

    labels: Labels
    schedule: Schedule
    says: str = "created"
    _waiting: dict[str, tuple[datetime, DueDelivery]] = field(default_factory=dict)  # by lead

    def take(self, lead: Lead, now: datetime) -> None:
        """A lead was confirmed, or a field of it was mended: then its schedule begins anew."""
        self._waiting[lead.id] = now, DueDelivery(lead=lead, chat=NOWHERE, attempt=1, lease="", first_at=now)

    def forget(self) -> None:
        """The person had everything erased."""
        self._waiting.clear()

    def next_at(self) -> datetime | None:
        """When a lead is tried next; None while none waits."""
        return min((at for at, _ in self._waiting.values()), default=None)

    def deliver(self, now: datetime) -> tuple[Mapping[str, object], LeadSettled | None]:
        """Try the lead that waits longest: the request's body, and what its chat is told, if anything."""
        lead, (_, delivery) = min(self._waiting.items(), key=lambda waits: waits[1][0])
        body = request_body(delivery.lead, self.labels, without=delivery.without)
        settlement = decide(delivery, self._answer(body), body=body, schedule=self.schedule, now=now, jitter=0)
        del self._waiting[lead]
        if settlement.next_at:
            self._waiting[lead] = settlement.next_at, tried(delivery, settlement)
        return body, LeadSettled(lead=lead, told=settlement.told) if settlement.told else None

    def _answer(self, body: Mapping[str, object]) -> Outcome:
        """A field that is not in the request cannot be refused."""
        match self.says:
            case "exists":
                return AlreadyRegistered()
            case "down":
                return NotSent(reason="refused")
            case "created":
                return Created()
            case refused:
                name = refused.removeprefix(REFUSED)
                name = FIELD_NAMES.get(name, name)
                return Invalid(status=400, fields=(name,)) if name in body else Created()


def tried(delivery: DueDelivery, settlement: Settlement) -> DueDelivery:
    """The delivery as the store would hand it out next time."""
    return replace(
        delivery,
        attempt=delivery.attempt + 1,
        attempts=delivery.attempts + settlement.counts,
        without=settlement.without,
        steps=settlement.steps,
    )
