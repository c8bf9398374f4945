"""A confirmed lead gets into the CRM, never twice at once, or staff see why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.engines import open_store
from adapters.records import Applied, Chat, LeadRow, Settlement
from adapters.store import Store
from flows.conversation import Conversation
from flows.events import Event, LeadSettled
from flows.lead import Email
from flows.outcomes import Created, FieldRefused, Held
from tests.stores import (
    AGENCY,
    NO_LIMITS,
    NOW,
    FindSign,
    after,
    applied,
    claim,
    confirm,
    delivered,
    lead,
    sql,
)

BIANCA = {"phone": "+18095550177", "email": "bianca@example.do"}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def row(store: Store, reference: str = "R-00001") -> LeadRow:
    found = await store.lead(reference)
    assert found is not None
    return found


async def heard(store: Store, chat: int, seconds: float = 0) -> list[Event]:
    """Every event that waits in the chat."""
    events: list[Event] = []

    def listen(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        events.append(event)
        return applied(conversation=conversation or Conversation())

    while await store.apply(chat, listen, after(seconds)):
        pass
    return events


async def test_a_confirmed_lead_is_due_at_once_and_its_attempt_on_record_first(store: Store) -> None:
    """Before the request leaves, the store knows that it may."""
    await confirm(store, lead())
    delivery = await claim(store)
    assert delivery is not None
    assert (delivery.lead, delivery.attempt, delivery.attempts) == (lead(), 1, 0)
    sending = await row(store)
    assert (sending.state, [attempt.ended_at for attempt in sending.attempts]) == ("sending", [None])


async def test_the_answer_reaches_lead_attempt_and_chat_in_one_commit(store: Store) -> None:
    """Staff see the CRM's answer, and the person hears it."""
    chat = await confirm(store, lead())
    delivery = await claim(store)
    assert delivery is not None
    assert await store.settle(delivery, delivered(), after(2))
    done = await row(store)
    assert (done.state, done.crm_reference, done.next_at) == ("delivered_new", "77", None)
    assert [(attempt.status, attempt.ended_at) for attempt in done.attempts] == [(201, after(2))]
    (event,) = await heard(store, chat, 2)
    assert isinstance(event, LeadSettled)
    assert (event.lead, event.told, event.after_unclear) == (lead().id, Created(), False)


async def test_a_held_lead_waits_for_staff(store: Store) -> None:
    """A lead over the volume cap is stored and not sent until somebody releases it."""
    await confirm(store, lead(held="volume"))
    assert await claim(store) is None
    assert ((await row(store)).state, (await row(store)).reason) == ("parked", "volume")
    assert await store.resend("r-00001", NOW)
    assert await claim(store) is not None


async def test_two_workers_never_claim_the_same_lead(database_url: str) -> None:
    """Not even from two processes."""
    async with open_store(database_url) as one, open_store(database_url) as other:
        await confirm(one, lead())
        claims = await asyncio.gather(*(claim(store) for store in (one, other, one, other)))
        assert len([delivery for delivery in claims if delivery]) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"email": "carla@example.do"}, "the same phone"),
        ({"phone": "+18095550199", "email": "ANA@example.do"}, "the same e-mail, in other letters"),
    ],
)
async def test_a_contact_is_never_in_two_requests_at_once(store: Store, changes: dict[str, str], why: str) -> None:
    """The CRM must have answered for a contact before it is asked again."""
    await confirm(store, lead(1))
    await confirm(store, lead(2, **changes), chat="another chat")
    await confirm(store, lead(3, **BIANCA), chat="a third chat")
    first, third = await claim(store), await claim(store)
    assert first is not None
    assert third is not None
    assert (first.lead.reference, third.lead.reference) == ("R-00001", "R-00003"), why
    assert await claim(store) is None
    assert await store.settle(first, delivered(), NOW)
    second = await claim(store)
    assert second is not None
    assert second.lead.reference == "R-00002"


async def test_a_lead_to_be_tried_again_waits_for_its_time(store: Store) -> None:
    """What did not leave this machine stays queued, with the schedule's memory."""
    await confirm(store, lead())
    delivery = await claim(store)
    assert delivery is not None
    again = Settlement(state="queued", next_at=after(10), steps=("related",), without=("related", "round_robin"))
    await store.settle(delivery, again, NOW)
    assert await claim(store, after(9)) is None
    assert await store.next_delivery_at(after(9)) == after(10)
    second = await claim(store, after(10))
    assert second is not None
    assert (second.attempt, second.attempts, second.unclear, second.first_at) == (2, 1, 0, NOW)
    assert (second.steps, second.without) == (("related",), ("related", "round_robin"))


async def test_a_lead_whose_worker_died_is_unclear(store: Store) -> None:
    """A request that was under way may have been processed: it waits its time, and its late answer is kept."""
    chat = await confirm(store, lead())
    first = await claim(store)
    assert first is not None
    assert await store.next_delivery_at(after(1)) == after(120)
    assert await claim(store, after(121)) is None
    lost = await row(store)
    assert (lost.state, lost.reason, lost.next_at) == ("unclear", "worker died mid-send", after(211))
    assert not await store.settle(first, delivered(), after(130))
    late = await row(store)
    assert (late.state, late.attempts[0].status) == ("unclear", 201)
    second = await claim(store, after(211))
    assert second is not None
    assert (second.attempts, second.unclear) == (1, 1)
    await store.settle(second, delivered(), after(212))
    (event,) = await heard(store, chat, 212)
    assert isinstance(event, LeadSettled)
    assert event.after_unclear


async def test_an_answer_that_comes_after_the_next_try_began_changes_nothing(store: Store) -> None:
    """The lead is another worker's by then, and only that one says how it ended; the late answer is kept beside it."""
    await confirm(store, lead())
    first = await claim(store, NOW)
    assert first
    assert await claim(store, after(121)) is None  # the lease has ended: doubted, and due 90 s later
    second = await claim(store, after(212))
    assert second
    assert not await store.settle(first, delivered(), after(213))
    now = await row(store)
    assert (now.state, [attempt.status for attempt in now.attempts]) == ("sending", [201, None])
    assert await store.settle(second, delivered(), after(214))


async def test_in_careful_mode_a_lead_whose_worker_died_waits_for_staff(store: Store) -> None:
    """Where a double contact is worse than a late one, a person decides."""
    chat = await confirm(store, lead())
    await claim(store)
    assert await store.claim_delivery(after(121), 120, NO_LIMITS, None) is None
    assert (await row(store)).state == "parked"
    (event,) = await heard(store, chat, 121)
    assert isinstance(event, LeadSettled)
    assert event.told == Held()


async def test_no_more_requests_at_once_or_a_second_than_the_agency_allows(store: Store) -> None:
    """A backlog drains at the pace of the settings."""
    for number in range(4):
        await confirm(store, lead(number, phone=f"+1809555020{number}", email=f"{number}@x.do"), chat=f"chat {number}")
    in_flight = {AGENCY: (0.0, 2)}
    claims = [await store.claim_delivery(NOW, 120, in_flight, 90) for _ in range(3)]
    assert [delivery is not None for delivery in claims] == [True, True, False]
    paced = {AGENCY: (2.0, 0)}
    assert await store.claim_delivery(NOW, 120, paced, 90) is not None
    assert await store.claim_delivery(after(0.4), 120, paced, 90) is None
    assert await store.next_delivery_at(after(0.4)) == after(0.5)
    assert await store.claim_delivery(after(0.5), 120, paced, 90) is not None


async def test_a_slowed_crm_gets_nothing_until_then(store: Store) -> None:
    """A 429 holds the whole agency and consumes no attempt."""
    await confirm(store, lead(1))
    await confirm(store, lead(2, **BIANCA), chat="another chat")
    first = await claim(store)
    assert first is not None
    later = Settlement(state="queued", next_at=NOW, counts=False, destination="slowed", until=after(60))
    await store.settle(first, later, NOW)
    assert await claim(store, after(59)) is None
    assert await store.next_delivery_at(after(59)) == after(60)
    again = await claim(store, after(60))
    assert again is not None
    assert (again.attempts, again.probe) == (0, False)


async def test_a_blocked_crm_is_tried_with_one_lead(store: Store) -> None:
    """A wrong key is tried out with one lead at a time; its success opens the door for all."""
    for number in range(3):
        await confirm(store, lead(number, phone=f"+1809555020{number}", email=f"{number}@x.do"), chat=f"chat {number}")
    first = await claim(store)
    assert first is not None
    blocked = Settlement(state="queued", next_at=NOW, counts=False, destination="blocked", until=after(300))
    await store.settle(first, blocked, NOW)
    assert await claim(store, after(299)) is None
    probe = await claim(store, after(300))
    assert probe is not None
    assert probe.probe
    assert await claim(store, after(301)) is None
    await store.settle(probe, replace(delivered(), destination="up"), after(302))
    claims = [await claim(store, after(302)) for _ in range(2)]
    assert [delivery and delivery.probe for delivery in claims] == [False, False]


async def test_a_mended_field_sends_the_same_lead_again(store: Store) -> None:
    """After the CRM refused an e-mail, the corrected lead goes out with its history."""
    chat = await confirm(store, lead(email="ana@exampel"))
    first = await claim(store)
    assert first is not None
    refused = Settlement(state="rejected", reason="email", status=400, told=FieldRefused(field="email"))
    await store.settle(first, refused, NOW)
    assert [event.kind for event in await heard(store, chat)] == ["settled"]
    mended = replace(lead(), email=Email(address="ana@example.do"))
    await confirm(store, mended)
    second = await claim(store)
    assert second is not None
    assert (second.lead, second.attempt, second.attempts) == (mended, 2, 0)
    assert [attempt.status for attempt in (await row(store)).attempts] == [400, None]


async def test_a_delivered_lead_is_not_sent_again(store: Store) -> None:
    """Confirming the same lead once more has no second effect on the CRM."""
    await confirm(store, lead())
    first = await claim(store)
    assert first is not None
    await store.settle(first, delivered(), NOW)
    await confirm(store, replace(lead(), phone=replace(lead().phone, e164="+18095550135")))
    assert await claim(store) is None


async def test_a_403_is_about_the_lead_only_where_another_got_through(store: Store) -> None:
    """One refused lead among accepted ones is its own problem; else the key is."""
    await confirm(store, lead(1))
    await confirm(store, lead(2, **BIANCA), chat="another chat")
    refused, other = await claim(store), await claim(store)
    assert refused is not None
    assert other is not None
    await store.settle(refused, Settlement(state="queued", next_at=after(600), status=403), after(1))
    assert not await store.other_lead_got_through(AGENCY, NOW, lead=lead(1).id)
    await store.settle(other, delivered(), after(2))
    assert await store.other_lead_got_through(AGENCY, NOW, lead=lead(1).id)
    assert not await store.other_lead_got_through(AGENCY, after(3), lead=lead(1).id)
    assert not await store.other_lead_got_through("otra", NOW)


async def test_a_lead_that_cannot_be_read_is_parked_and_holds_nothing(store: Store) -> None:
    """Staff see it; the other leads go on."""
    await confirm(store, lead(1))
    await store._do(sql("UPDATE lead SET body = x'007b'"))
    await confirm(store, lead(2, **BIANCA), chat="another chat")
    delivery = await claim(store)
    assert delivery is not None
    assert delivery.lead.reference == "R-00002"
    assert (await store.counts()).leads == {"parked": 1, "sending": 1}
