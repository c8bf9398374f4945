"""What each answer of the CRM does to its lead, and when it is tried again (promises §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.alterestate_request import ALL_OPTIONAL, LONG_NOTES, VIA_AS_TEXT, Labels, request_body
from adapters.records import Chat, DueDelivery, Settlement
from adapters.store.codec import load_lead
from bot.workers.settle import Schedule, alert, decide
from flows.lead import Email
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

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LEAD = load_lead((Path(__file__).parent / "payloads" / "alterestate" / "lead.json").read_bytes())
LABELS = Labels(via="104", related="agent@example.do", round_robin="RR0001", form_name="chatbot-whatsapp")
SCHEDULE = Schedule()
DUE = DueDelivery(
    lead=LEAD,
    chat=Chat(id=1, agency="casanova", channel="whatsapp", address="+18095550134"),
    attempt=1,
    lease="lease",
    first_at=NOW,
)
TIMEOUT = Unclear(reason="timeout")
DOWN = Unclear(reason="status", status=503)
REFUSED = NotSent(reason="refused")
IN_5_MIN = NOW + timedelta(minutes=5)


def due(**changes: Any) -> DueDelivery:
    return replace(DUE, **changes)


def settled(
    delivery: DueDelivery,
    outcome: Outcome,
    *,
    schedule: Schedule = SCHEDULE,
    jitter: float = 0,
    others_got_through: bool = False,
    labels: Labels = LABELS,
) -> Settlement:
    return decide(
        delivery,
        outcome,
        body=request_body(delivery.lead, labels, without=delivery.without),
        schedule=schedule,
        now=NOW,
        jitter=jitter,
        others_got_through=others_got_through,
    )


def seconds(settlement: Settlement) -> float:
    assert settlement.next_at is not None
    return (settlement.next_at - NOW).total_seconds()


# --- Each row of the table ---------------------------------------------------------------------------------------

ROWS: list[tuple[str, DueDelivery, Outcome, Mapping[str, Any]]] = [
    (
        "new",
        DUE,
        Created(reference="D9"),
        {"state": "delivered_new", "crm_reference": "D9", "told": Created(reference="D9")},
    ),
    ("new, unreadable", DUE, Created(detail="<p>"), {"state": "delivered_new", "detail": "<p>", "told": Created()}),
    ("known", DUE, AlreadyRegistered(), {"state": "delivered_existing", "told": AlreadyRegistered()}),
    (
        "known, perhaps by our own earlier try",
        due(attempts=1, unclear=1),
        AlreadyRegistered(),
        {"state": "delivered_unsure", "reason": "after_unclear", "told": AlreadyRegistered()},
    ),
    ("new after an unclear try", due(attempts=1, unclear=1), Created(), {"state": "delivered_new", "told": Created()}),
    ("known after tries that never left", due(attempts=3), AlreadyRegistered(), {"state": "delivered_existing"}),
    (
        "taken, kind unknown",
        DUE,
        Accepted(detail="{}"),
        {"state": "delivered_unsure", "detail": "{}", "told": Accepted()},
    ),
    ("never left", DUE, REFUSED, {"state": "queued", "counts": True, "was_unclear": False, "told": None}),
    ("never left, after unclear", due(attempts=1, unclear=1), REFUSED, {"state": "unclear", "was_unclear": False}),
    ("timeout", DUE, TIMEOUT, {"state": "unclear", "counts": True, "was_unclear": True, "told": None}),
    ("5xx", DUE, DOWN, {"state": "unclear", "status": 503, "was_unclear": True}),
    ("429", DUE, Later(after_s=300), {"state": "queued", "counts": False, "destination": "slowed", "until": IN_5_MIN}),
    (
        "401",
        DUE,
        Refused(status=401),
        {"state": "queued", "counts": False, "destination": "blocked", "until": IN_5_MIN},
    ),
    ("404", DUE, Refused(status=404), {"state": "queued", "destination": "blocked", "refused_since": None}),
    ("first 403", DUE, Refused(status=403), {"state": "queued", "destination": "blocked", "refused_since": NOW}),
]


@pytest.mark.parametrize(("delivery", "outcome", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows(delivery: DueDelivery, outcome: Outcome, expected: Mapping[str, Any]) -> None:
    """Each answer leaves its lead in the state the table names, and the person hears only what is certain."""
    seen = settled(delivery, outcome)
    assert {name: getattr(seen, name) for name in expected} == expected
    assert (seen.next_at is None) == seen.state.startswith("delivered")
    assert seen.outcome == outcome.kind


def test_careful_mode() -> None:
    """In careful mode a lead of unknown fate is never sent twice without staff."""
    careful = replace(SCHEDULE, careful=True)
    seen = settled(DUE, TIMEOUT, schedule=careful)
    assert (seen.state, seen.reason, seen.told, seen.next_at) == ("parked", "careful", Held(), None)
    assert seen.was_unclear
    assert settled(DUE, REFUSED, schedule=careful).state == "queued"


@pytest.mark.parametrize("status", [408, 409])
def test_three_conflicts(status: int) -> None:
    """408 and 409 are tried three times, then staff look; other unclear answers between them do not count."""
    delivery, states = DUE, []
    for outcome in (Unclear(reason="status", status=status), DOWN, *[Unclear(reason="status", status=status)] * 2):
        seen = settled(delivery, outcome)
        states.append(seen.state)
        delivery = replace(delivery, attempts=delivery.attempts + 1, unclear=delivery.unclear + 1, steps=seen.steps)
    assert states == ["unclear", "unclear", "unclear", "parked"]


# --- A shut door -------------------------------------------------------------------------------------------------


def test_the_probe_opens_the_door() -> None:
    """The first lead that the CRM reads again lets the others follow; any other fault keeps the door shut."""
    probe = due(probe=True)
    for outcome in (Created(), AlreadyRegistered(), Accepted(), Invalid(status=400)):
        assert settled(probe, outcome).destination == "up"
    for shut in (Refused(status=401), REFUSED, TIMEOUT):
        assert (settled(probe, shut).destination, settled(probe, shut).until) == ("blocked", IN_5_MIN)
    assert settled(DUE, Created()).destination is None  # a lead under way must not end another's pause


def test_a_refused_lead_that_is_alone() -> None:
    """403 for one lead while others get through: tried after 10 and 60 minutes, then staff look; nobody else waits."""
    delivery, waits = due(refused_since=NOW), []
    for _ in range(2):
        seen = settled(delivery, Refused(status=403), others_got_through=True)
        assert (seen.destination, seen.counts, seen.state) == (None, False, "queued")
        waits.append(seconds(seen))
        delivery = replace(delivery, refusals=seen.refusals)
    seen = settled(delivery, Refused(status=403), others_got_through=True)
    assert waits == [600, 3600]
    assert (seen.state, seen.reason, seen.told) == ("parked", "refused_alone", Held())


def test_a_refused_lead_remembers_its_first_403() -> None:
    """While everybody is refused, a lead loses none of its three tries."""
    seen = settled(due(refused_since=NOW - timedelta(days=3), first_at=NOW - timedelta(days=3)), Refused(status=403))
    assert (seen.state, seen.refusals, seen.refused_since) == ("queued", 0, NOW - timedelta(days=3))


# --- The ladder --------------------------------------------------------------------------------------------------


def climb(*answers: Invalid, labels: Labels = LABELS, delivery: DueDelivery = DUE) -> tuple[list[Any], Settlement]:
    """What each answer leaves out, and what the last one decided."""
    left_out = []
    for answer in answers:
        seen = settled(delivery, answer, labels=labels)
        left_out.append([name for name in seen.without if name not in delivery.without])
        if seen.next_at is not None:
            assert (seconds(seen), seen.counts, seen.state) == (0, False, "queued")
        delivery = replace(delivery, without=seen.without, steps=seen.steps)
    return left_out, seen


def no(*fields: str, status: int = 400) -> Invalid:
    return Invalid(status=status, fields=fields)


@pytest.mark.parametrize(
    ("answers", "labels", "left_out"),
    [
        ([no(), no(), no()], LABELS, [["related"], [ALL_OPTIONAL], []]),
        ([no(), no()], replace(LABELS, related=""), [[ALL_OPTIONAL], []]),
        ([no("related"), no("round_robin"), no()], LABELS, [["related"], ["round_robin"], [ALL_OPTIONAL]]),
        ([no("via"), no("via"), no("via")], LABELS, [[VIA_AS_TEXT], ["via"], [ALL_OPTIONAL]]),
        ([no("via"), no("via")], replace(LABELS, via="WA"), [["via"], [ALL_OPTIONAL]]),
        ([no("budget", "property_uid"), no("currency")], LABELS, [["budget", "property_uid"], [ALL_OPTIONAL]]),
        ([no("custom_fields")], LABELS, [[ALL_OPTIONAL]]),
        ([no("notes"), no("notes"), no("notes")], LABELS, [[LONG_NOTES], [ALL_OPTIONAL], []]),
        ([no(status=413), no(status=413)], LABELS, [[LONG_NOTES], []]),
        ([no("email", "property_uid"), no("email")], LABELS, [["property_uid"], []]),
        ([no("listing_type", status=200), no("listing_type", status=422)], LABELS, [["listing_type"], [ALL_OPTIONAL]]),
    ],
)
def test_ladder(answers: list[Invalid], labels: Labels, left_out: list[list[str]]) -> None:
    """A lead the CRM calls invalid goes again at once with less, each step once, and nothing is dropped unread."""
    assert climb(*answers, labels=labels)[0] == left_out


@pytest.mark.parametrize(("field", "asked"), [("full_name", "name"), ("phone", "phone"), ("email", "email")])
def test_the_person_is_asked_once(field: str, asked: Any) -> None:
    """A field whose form the CRM refuses is asked for again one time; a second refusal is for staff."""
    first, second = climb(no(field))[1], climb(no(field), no(field))[1]
    assert (first.state, first.reason, first.told) == ("rejected", asked, FieldRefused(field=asked))
    assert (second.state, second.reason, second.told) == ("rejected", "invalid", Held())


def test_an_address_nobody_gave_is_not_asked_for() -> None:
    """Somebody without e-mail is not asked to correct the one we made up."""
    without_email = due(lead=replace(LEAD, email=Email(address="sc-x@sin-correo.invalid", given=False)))
    assert settled(without_email, no("email")).told == Held()


@given(
    st.lists(
        st.lists(st.sampled_from(["related", "via", "notes", "budget", "metadata", "phone", "x"])),
        min_size=30,
        max_size=30,
    )
)
def test_the_ladder_ends(complaints: list[list[str]]) -> None:
    """Whatever a CRM goes on complaining about, a lead is posted a bounded number of times."""
    delivery = DUE
    for fields in complaints:
        seen = settled(delivery, no(*fields))
        if seen.next_at is None:
            break
        delivery = replace(delivery, without=seen.without, steps=seen.steps)
    assert seen.state == "rejected"


# --- The schedules -----------------------------------------------------------------------------------------------

JITTER = st.floats(-1, 1)


def test_planned_waits() -> None:
    """Tries that never left come back after 10 s to 1 h, those of unknown fate after 90 s to 1 h."""
    normal = [seconds(settled(due(attempts=n), REFUSED)) for n in range(8)]
    ambiguous = [seconds(settled(due(attempts=n, unclear=n), TIMEOUT, jitter=-1)) for n in range(7)]
    assert normal == [10, 30, 120, 600, 1800, 3600, 3600, 3600]
    assert ambiguous == [90, 300, 900, 1800, 3600, 3600, 3600]


def test_each_schedule_counts_its_own_tries() -> None:
    """Two tries that never left do not make a first timeout wait longer."""
    assert seconds(settled(due(attempts=2), TIMEOUT, jitter=-1)) == 90
    assert seconds(settled(due(attempts=2, unclear=2), REFUSED)) == 10
    assert seconds(settled(due(attempts=0, unclear=4), TIMEOUT, jitter=-1)) == 90  # put back by staff


@given(st.integers(0, 30), JITTER)
def test_normal_spread(attempts: int, jitter: float) -> None:
    """Normal waits vary by a fifth either way."""
    planned = seconds(settled(due(attempts=attempts), REFUSED))
    assert (
        0.8 * planned - 1e-3 <= seconds(settled(due(attempts=attempts), REFUSED, jitter=jitter)) <= 1.2 * planned + 1e-3
    )


@given(st.integers(0, 30), JITTER, st.none() | st.floats(1, 3600))
def test_ambiguous_spread(tries: int, jitter: float, retry_after_s: float | None) -> None:
    """After an unclear try the CRM always gets 90 s, at most a fifth more than planned, and what it asked for."""
    delivery = due(attempts=tries, unclear=tries)
    outcome = replace(DOWN, retry_after_s=retry_after_s)
    planned = seconds(settled(delivery, outcome, jitter=-1))
    assert max(90, planned) - 1e-3 <= seconds(settled(delivery, outcome, jitter=jitter)) <= 1.2 * planned + 1e-3
    assert retry_after_s is None or planned == pytest.approx(max(90, retry_after_s))


@pytest.mark.parametrize("outcome", [REFUSED, TIMEOUT])
def test_three_days(outcome: Outcome) -> None:
    """After 72 hours a lead waits for staff, and the person is told that somebody looks; not before."""
    old = due(attempts=70, unclear=35, first_at=NOW - timedelta(hours=71, minutes=30))
    seen = settled(old, outcome)
    assert (seen.state, seen.reason, seen.told, seen.next_at) == ("parked", "gave_up", Held(), None)
    assert settled(replace(old, first_at=NOW - timedelta(hours=70)), outcome).state in ("queued", "unclear")
    assert settled(replace(old, attempts=0), outcome).next_at is not None  # until now the door was shut


# --- What somebody has to read today -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivery", "outcome", "phrase"),
    [
        (DUE, Created(), None),
        (DUE, TIMEOUT, None),
        (DUE, Later(after_s=60), None),
        (due(attempts=1), REFUSED, None),
        (due(attempts=2), REFUSED, "crm unreachable"),
        (due(attempts=3), REFUSED, None),
        (DUE, Refused(status=401), "crm refuses every lead"),
        (DUE, no("via"), "crm refused a field"),
        (DUE, no("phone"), None),
        (due(without=("related", ALL_OPTIONAL)), no(), "lead rejected"),
        (due(attempts=99, first_at=NOW - timedelta(days=4)), TIMEOUT, "lead parked"),
    ],
)
def test_alerts(delivery: DueDelivery, outcome: Outcome, phrase: str | None) -> None:
    """The technician is warned of what will not mend itself, once, and of nothing else."""
    assert alert(delivery, outcome, settled(delivery, outcome)) == phrase
