"""What an answer of the CRM does to its lead: the table of promises §5 as one pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from adapters.records import DueDelivery, LeadState, Settlement
from bot.workers.ladder import ASKED, Ask, AskAgain, next_rung
from flows.outcomes import (
    Accepted,
    AlreadyRegistered,
    Created,
    FieldRefused,
    Held,
    Invalid,
    Later,
    NotSent,
    Outcome,
    Refused,
    Unclear,
)

NORMAL_SPREAD = 0.2  # ± of each wait, so that a thousand leads do not come back at one moment
AMBIGUOUS_SPREAD = 0.2  # upwards only: the CRM must have had the time to finish the first try
REFUSED_ALONE_S = (600, 3600)  # waits of a lead that gets 403 while others get through; then it is parked
CONFLICT, CONFLICT_TRIES = "conflict", 3  # 408 and 409
UNREACHABLE_TRIES = 3  # tries that did not leave, until somebody is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a lead is tried again; the last wait of a row repeats. `careful`: what may have arrived waits for staff."""

    retry_s: tuple[float, ...] = (10, 30, 120, 600, 1800, 3600)
    ambiguous_retry_s: tuple[float, ...] = (90, 300, 900, 1800, 3600)
    give_up_s: float = 72 * 3600
    probe_s: float = 300
    careful: bool = False


def decide(
    delivery: DueDelivery,
    outcome: Outcome,
    *,
    body: Mapping[str, object],
    schedule: Schedule,
    now: datetime,
    jitter: float,
    others_got_through: bool = False,
) -> Settlement:
    """What becomes of the lead. `body` is what was posted; `jitter`, −1 to 1, is chosen by the caller;
    `others_got_through`: since this lead's first 403 another lead of the agency got 2xx or 400."""
    case = _Case(delivery=delivery, outcome=outcome, schedule=schedule, now=now, jitter=jitter)
    match outcome:
        case Created():
            return case.delivered("delivered_new", outcome, status=outcome.status)
        case AlreadyRegistered() if delivery.unclear:
            # Perhaps our own earlier attempt. The store marks the event, so nobody is told «ya estabas».
            return replace(case.delivered("delivered_unsure", outcome), reason="after_unclear")
        case AlreadyRegistered():
            return case.delivered("delivered_existing", outcome)
        case Accepted():
            return case.delivered("delivered_unsure", outcome)
        case Invalid():
            return case.invalid(outcome, body)
        case Refused(status=403) if others_got_through:
            return case.refused_alone(outcome)
        case Refused():
            return case.refused(outcome)
        case Later():
            return case.slowed(outcome)
        case NotSent():
            return case.not_sent(outcome)
        case Unclear():
            return case.unclear(outcome)
        case _:
            assert_never(outcome)


def alert(delivery: DueDelivery, outcome: Outcome, settlement: Settlement) -> str | None:
    """The phrase of the warning that somebody has to read today, None if nobody has to."""
    if settlement.state == "parked":
        return "lead parked"
    if settlement.state == "rejected":
        return "lead rejected" if isinstance(settlement.told, Held) else None
    if isinstance(outcome, Refused) and settlement.destination == "blocked":
        return "crm refuses every lead"
    if isinstance(outcome, NotSent) and _tries_not_sent(delivery) + 1 == UNREACHABLE_TRIES:
        return "crm unreachable"
    return "crm refused a field" if settlement.without != delivery.without else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One attempt with all that decides about it."""

    delivery: DueDelivery
    outcome: Outcome
    schedule: Schedule
    now: datetime
    jitter: float

    def delivered(
        self, state: LeadState, told: Created | AlreadyRegistered | Accepted, *, status: int = 200
    ) -> Settlement:
        """`told` still has the detail, which is for staff and not for the chat."""
        detail = "" if isinstance(told, AlreadyRegistered) else told.detail
        heard = told if isinstance(told, AlreadyRegistered) else replace(told, detail="")
        return replace(
            self._opened(), state=state, crm_reference=told.reference, status=status, detail=detail, told=heard
        )

    def invalid(self, outcome: Invalid, body: Mapping[str, object]) -> Settlement:
        """A 400 created nothing, so the ladder goes on at once and takes nothing from the schedule."""
        kept = replace(self._opened(), status=outcome.status, detail=outcome.detail)
        match next_rung(outcome, self.delivery, body):
            case AskAgain(step=step, without=without):
                steps = (*self.delivery.steps, step)
                return replace(kept, next_at=self.now, counts=False, steps=steps, without=without)
            case Ask(field=field):
                steps = (*self.delivery.steps, ASKED)
                return replace(kept, state="rejected", reason=field, steps=steps, told=FieldRefused(field=field))
            case None:
                return replace(kept, state="rejected", reason="invalid", told=Held())

    def refused(self, outcome: Refused) -> Settlement:
        """Our key, our URL, a wall: the door is shut for all, and tried with one lead at a time.

        This lead goes to the end of the queue of probes, so that it cannot be the only one ever to knock.
        """
        since = self.delivery.refused_since or (self.now if outcome.status == 403 else None)
        until = self.now + timedelta(seconds=self.schedule.probe_s)
        kept = replace(self._kept(), status=outcome.status, detail=outcome.detail, refused_since=since, counts=False)
        return replace(kept, reason="refused", next_at=until, destination="blocked", until=until)

    def refused_alone(self, outcome: Refused) -> Settlement:
        tries = self.delivery.refusals
        kept = replace(self._still_shut(), status=outcome.status, detail=outcome.detail, refusals=tries + 1)
        if tries >= len(REFUSED_ALONE_S):
            return replace(kept, state="parked", reason="refused_alone", told=Held())
        return replace(kept, next_at=self.now + timedelta(seconds=REFUSED_ALONE_S[tries]), counts=False)

    def slowed(self, outcome: Later) -> Settlement:
        until = self.now + timedelta(seconds=outcome.after_s)
        return replace(
            self._kept(), reason="slowed", status=429, next_at=until, counts=False, destination="slowed", until=until
        )

    def not_sent(self, outcome: NotSent) -> Settlement:
        wait_s = _nth(self.schedule.retry_s, _tries_not_sent(self.delivery)) * (1 + NORMAL_SPREAD * self.jitter)
        return self._again(replace(self._still_shut(), reason=outcome.reason), wait_s)

    def unclear(self, outcome: Unclear) -> Settlement:
        conflict = outcome.status in (408, 409)
        steps = (*self.delivery.steps, CONFLICT) if conflict else self.delivery.steps
        kept = replace(
            self._still_shut(),
            state="unclear",
            reason=outcome.reason,
            status=outcome.status,
            detail=outcome.detail,
            was_unclear=True,
            steps=steps,
        )
        if self.schedule.careful:
            return replace(kept, state="parked", reason="careful", told=Held())
        if conflict and steps.count(CONFLICT) >= CONFLICT_TRIES:
            return replace(kept, state="parked", reason=CONFLICT, told=Held())
        return self._again(kept, self._ambiguous_wait_s(outcome.retry_after_s))

    def _ambiguous_wait_s(self, retry_after_s: float | None) -> float:
        """What the CRM asked for counts instead of the schedule, but never less than its first wait."""
        tries = min(self.delivery.unclear, self.delivery.attempts)  # when staff restart a lead it stays «unclear»
        planned_s = _nth(self.schedule.ambiguous_retry_s, tries)
        wait_s = planned_s if retry_after_s is None else max(retry_after_s, self.schedule.ambiguous_retry_s[0])
        return wait_s * (1 + AMBIGUOUS_SPREAD * (1 + self.jitter) / 2)

    def _again(self, kept: Settlement, wait_s: float) -> Settlement:
        """At its time, or parked when that is too late. The first try that counts is always followed by a second."""
        at = self.now + timedelta(seconds=wait_s)
        give_up_at = self.delivery.first_at + timedelta(seconds=self.schedule.give_up_s)
        if self.delivery.attempts and at > give_up_at:
            return replace(kept, state="parked", reason="gave_up", told=Held())
        return replace(kept, next_at=at)

    def _kept(self) -> Settlement:
        """The lead waits as it waited before, and what was learnt of it stays."""
        return Settlement(
            state="unclear" if self.delivery.unclear else "queued",
            without=self.delivery.without,
            steps=self.delivery.steps,
            refusals=self.delivery.refusals,
            refused_since=self.delivery.refused_since,
            outcome=self.outcome.kind,
        )

    def _opened(self) -> Settlement:
        """The CRM read this lead: a probe has opened the door. Other leads leave a pause as it is."""
        return replace(self._kept(), destination="up") if self.delivery.probe else self._kept()

    def _still_shut(self) -> Settlement:
        """This attempt says nothing about our key: after a probe the door stays shut until the next one."""
        if not self.delivery.probe:
            return self._kept()
        until = self.now + timedelta(seconds=self.schedule.probe_s)
        return replace(self._kept(), destination="blocked", until=until)


def _tries_not_sent(delivery: DueDelivery) -> int:
    """Each schedule counts its own tries."""
    return max(delivery.attempts - delivery.unclear, 0)


def _nth(waits_s: tuple[float, ...], index: int) -> float:
    return waits_s[min(index, len(waits_s) - 1)]
