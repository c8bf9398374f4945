"""Alerts in the store: raised once, put on their ways, sent at least once, and over when their cause is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.alerts import Alert, Cause, Facts, Plan
from adapters.engines import open_store
from adapters.records import Arrival, DueNotice, Settlement
from adapters.store import Store
from flows.conversation import Conversation
from flows.events import TextReceived
from tests.stores import AGENCY, ANA, CHANNEL, NOW, after, applied, chat_of, claim, confirm, lead, sql, text

LEASE_S = 60
BY_MAIL = {AGENCY: Plan(ways=("email",))}
BOTH = {AGENCY: Plan(ways=("email", "webhook"))}
PERSON = Alert(cause="person", about="7", facts=Facts(name="Ana Peña"))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as store:
        yield store


async def claimed(store: Store, seconds: float = 0) -> DueNotice | None:
    return await store.claim_notice(after(seconds), LEASE_S)


async def told(store: Store, plans: dict[str, Plan] = BY_MAIL, seconds: float = 0) -> list[Cause]:
    """What goes out at this moment, all ways together, and is sent."""
    await store.distribute_alerts(plans, after(seconds))
    causes: list[Cause] = []
    while notice := await claimed(store, seconds):
        causes += [alert.cause for alert in notice.alerts]
        await store.notice_sent(notice, after(seconds))
    return causes


async def test_an_alert_goes_on_each_way_once(store: Store) -> None:
    """Raised twice it is one; each place hears it in a message of its own, with what it says."""
    for _ in range(2):
        await store.raise_alert(AGENCY, PERSON, NOW)
    await store.distribute_alerts(BOTH, NOW)
    notices = [await claimed(store), await claimed(store)]
    assert {(notice.way, notice.alerts[0].facts.name) for notice in notices if notice} == {
        ("email", "Ana Peña"),
        ("webhook", "Ana Peña"),
    }
    assert await claimed(store) is None


async def test_without_anywhere_to_go_it_waits_for_nobody(store: Store) -> None:
    """A way that is set up later does not hear of what was long ago."""
    await store.raise_alert(AGENCY, PERSON, NOW)
    assert await told(store, {AGENCY: Plan()}) == []
    assert await told(store, BY_MAIL) == []


async def test_after_its_end_the_same_is_news_again(store: Store) -> None:
    """Somebody who asks for a person again, after having gone on alone."""
    await store.raise_alert(AGENCY, PERSON, NOW)
    assert await told(store) == ["person"]
    await store.raise_alert(AGENCY, PERSON, after(60))
    assert await told(store, seconds=60) == []
    await store.end_alert(AGENCY, "person", "7", after(90))
    await store.raise_alert(AGENCY, PERSON, after(120))
    assert await told(store, seconds=120) == ["person"]


async def test_what_is_over_before_it_was_told_is_not_told(store: Store) -> None:
    """A lead that waited and got through while it was night wakes nobody in the morning."""
    night = {AGENCY: Plan(ways=("email",), held_until=after(3600))}
    await store.raise_alert(AGENCY, PERSON, NOW)
    assert await told(store, night) == []
    await store.end_alert(AGENCY, "person", "7", after(60))
    assert await told(store, seconds=3601) == []


async def test_what_is_urgent_does_not_wait_for_the_morning(store: Store) -> None:
    """Quiet hours hold back everything but a door that is shut."""
    night = {AGENCY: Plan(ways=("email",), held_until=after(3600))}
    await store.raise_alert(AGENCY, PERSON, NOW)
    await store.pause_channel(AGENCY, CHANNEL, after(300), NOW, blocked=True, reason="token")
    assert await told(store, night) == ["channel"]
    assert await told(store, night, seconds=3601) == ["person"]


async def test_many_at_once_become_one_message(store: Store) -> None:
    """Five messages in ten minutes are enough; what comes then is gathered, and a shut door still gets through."""
    for number in range(5):
        await store.raise_alert(AGENCY, Alert(cause="existing", about=f"{number}"), after(number))
        assert await told(store, seconds=number) == ["existing"]
    for number in range(5, 8):
        await store.raise_alert(AGENCY, Alert(cause="existing", about=f"{number}"), after(number))
        assert await told(store, seconds=number) == []
    await store.distribute_alerts(BY_MAIL, after(601))
    notice = await claimed(store, 601)
    assert notice
    assert len(notice.alerts) == 3


async def test_one_message_at_a_time_goes_to_a_place(store: Store) -> None:
    """Nothing overtakes, and what a dead process was sending is sent again when its lease has ended."""
    await store.raise_alert(AGENCY, PERSON, NOW)
    await store.distribute_alerts(BY_MAIL, NOW)
    assert await claimed(store)
    await store.raise_alert(AGENCY, Alert(cause="test"), after(1))
    await store.distribute_alerts(BY_MAIL, after(1))
    assert await claimed(store, 1) is None
    again = await claimed(store, LEASE_S + 1)
    assert again
    assert [alert.cause for alert in again.alerts] == ["person", "test"]
    assert again.attempts == 2


async def test_what_could_not_be_sent_comes_again_and_not_for_ever(store: Store) -> None:
    """At its time, for a day; meanwhile nobody is promised that staff have been told."""
    await store.raise_alert(AGENCY, PERSON, NOW)
    assert await store.distribute_alerts(BY_MAIL, NOW) == {AGENCY}
    notice = await claimed(store)
    assert notice
    await store.notice_again(notice, after(30))
    assert await store.distribute_alerts(BY_MAIL, after(1)) == frozenset()
    assert await claimed(store, 29) is None
    assert await claimed(store, 31)
    assert await claimed(store, 25 * 3600) is None
    assert await store.distribute_alerts(BY_MAIL, after(25 * 3600)) == {AGENCY}


async def test_nobody_is_told_by_night_or_without_a_way(store: Store) -> None:
    """«Ya le avisé al equipo» would not be true then."""
    assert await store.distribute_alerts({AGENCY: Plan()}, NOW) == frozenset()
    night = {AGENCY: Plan(ways=("email",), held_until=after(3600))}
    assert await store.distribute_alerts(night, NOW) == frozenset()


async def test_leads_that_wait_are_one_alert_until_none_does(store: Store) -> None:
    """However many: a CRM that is down for a night is one message."""
    for number in (1, 2):
        await confirm(store, lead(number, phone=f"+1809555000{number}", email=f"{number}@example.do"), chat=f"{number}")
    assert await told(store, seconds=14 * 60) == []
    await store.distribute_alerts(BY_MAIL, after(16 * 60))
    notice = await claimed(store, 16 * 60)
    assert notice
    assert [(alert.cause, alert.facts.count) for alert in notice.alerts] == [("waiting", 2)]
    await store.notice_sent(notice, after(16 * 60))
    assert await told(store, seconds=17 * 60) == []
    for number in (1, 2):
        assert await store.discard(f"R-0000{number}", after(18 * 60))
    await store.distribute_alerts(BY_MAIL, after(18 * 60))
    assert await store._do(sql("SELECT count(*) FROM alert WHERE ended_at IS NULL")) == [(0,)]


async def test_a_refused_lead_that_nobody_was_told_of_waits_too(store: Store) -> None:
    """Its person was asked to mend a field and did not; one of which staff have an alert already is not told twice."""
    for number in (1, 2):
        await confirm(store, lead(number, phone=f"+1809555000{number}", email=f"{number}@example.do"), chat=f"{number}")
        due = await claim(store)
        assert due
        told = Alert(cause="held", about=due.lead.id) if number == 2 else None
        await store.settle(due, Settlement(state="rejected", status=400, reason="phone", alert=told), NOW)
    assert await told_of(store, 16 * 60) == {"held": 0, "waiting": 1}


async def told_of(store: Store, seconds: float) -> dict[Cause, int]:
    """By cause, of how many."""
    await store.distribute_alerts(BY_MAIL, after(seconds))
    notice = await claimed(store, seconds)
    return {alert.cause: alert.facts.count for alert in notice.alerts} if notice else {}


async def test_a_crm_that_refuses_is_told_until_it_takes_something(store: Store) -> None:
    """In the commit that shuts the door; open again, the next time is news."""
    await confirm(store, lead())
    due = await claim(store)
    assert due
    refused = Settlement(state="queued", status=401, destination="blocked", until=after(300), next_at=after(300))
    await store.settle(due, refused, NOW)
    assert await told(store) == ["crm"]
    again = await claim(store, after(301))
    assert again
    assert again.probe
    await store.settle(again, Settlement(state="delivered_new", status=201, destination="up"), after(301))
    await store.distribute_alerts(BY_MAIL, after(302))
    assert await store._do(sql("SELECT cause FROM alert WHERE ended_at IS NULL")) == []


async def test_a_turn_tells_staff_in_its_own_commit(store: Store) -> None:
    """What a turn raises is there with it, and what makes it void ends it."""
    chat = await chat_of(store, text("1"))
    asks = Alert(cause="person", about=str(chat), chat=chat)

    quiet = applied(conversation=Conversation(version="1"))
    await store.apply(chat, lambda *arguments: replace(quiet, alerts=(asks,)), NOW)
    assert await told(store) == ["person"]
    await store.receive(AGENCY, CHANNEL, [text("2")], NOW)
    await store.apply(chat, lambda *arguments: replace(quiet, calmed=True), NOW)
    assert await store._do(sql("SELECT cause FROM alert WHERE ended_at IS NULL")) == []


def staff(key: str, code: str, chat: str = ANA) -> Arrival:
    return Arrival(key=key, chat=chat, event=TextReceived(text=f"/staff {code}"), staff_code=code)


async def linked(store: Store, code: str = "K7M4PFQ2") -> int:
    await store.add_staff_code(AGENCY, code, after(1800), NOW)
    await store.receive(AGENCY, CHANNEL, [staff("links", code)], NOW)
    (chat,) = await store.staff_chats(AGENCY)
    return chat.id


async def test_a_chat_of_staff_is_nobody_who_looks_for_a_house(store: Store) -> None:
    """From the code on, nothing that is said there is applied; the chat hears alerts, the first of which says so."""
    chat = await linked(store)
    assert (await store.receive(AGENCY, CHANNEL, [text("2", "quiero comprar")], NOW)).chats == ()
    await store.distribute_alerts({AGENCY: Plan()}, NOW)
    notice = await claimed(store)
    assert notice
    assert notice.chat
    assert (notice.way, notice.chat.id, notice.chat.address, notice.alerts[0].cause) == (str(chat), chat, ANA, "test")
    states = await store._do(sql("SELECT state, reason FROM inbox"))
    assert states == [("ignored", "staff")] * 2


async def test_a_code_is_good_once_and_for_a_while(store: Store) -> None:
    """Nobody else gets in with it, nor with one of another agency or a wrong one."""
    await linked(store)
    assert (await store.receive(AGENCY, CHANNEL, [staff("2", "K7M4PFQ2", chat="other")], NOW)).chats
    await store.add_staff_code("another", "T4K7NDXX", after(1800), NOW)
    await store.add_staff_code(AGENCY, "LATELATE", after(10), NOW)
    for number, code in enumerate(("T4K7NDXX", "LATELATE", "NEVERWAS")):
        await store.receive(AGENCY, CHANNEL, [staff(f"late {number}", code, chat="other")], after(11))
    assert len(await store.staff_chats(AGENCY)) == 1


async def test_a_chat_leaves(store: Store) -> None:
    """By itself, or by the command: then it is a chat like any other, and nothing more is sent to it."""
    chat = await linked(store)
    await store.receive(AGENCY, CHANNEL, [staff("leaves", "SALIR")], NOW)
    assert await store.staff_chats() == ()
    assert await told(store, {AGENCY: Plan()}) == []
    assert (await store.receive(AGENCY, CHANNEL, [text("3")], NOW)).chats == (chat,)
    assert not await store.unlink_staff_chat(chat)


async def test_staff_stay_while_seekers_are_forgotten(store: Store) -> None:
    """No retention takes the address of a chat of staff away, however silent it is."""
    await linked(store)
    for days in (1, 2, 40, 41, 600):
        await store.retain(NOW + timedelta(days=days))
        await store.retain(NOW + timedelta(days=days, hours=25))
    assert [chat.address for chat in await store.staff_chats()] == [ANA]


async def test_an_erased_person_is_in_no_alert(store: Store) -> None:
    """Also where it still waits to be sent."""
    chat = await chat_of(store, text("1"))
    await store.raise_alert(AGENCY, Alert(cause="person", about=str(chat), chat=chat, facts=Facts(name="Ana")), NOW)
    await store.erase(ANA)
    await store.distribute_alerts(BY_MAIL, NOW)
    notice = await claimed(store)
    assert notice
    assert notice.alerts[0].facts == Facts()


async def test_a_clock_that_is_put_back_keeps_no_alert_for_years(store: Store) -> None:
    """Neither one that waits for the morning, nor one whose worker died, nor those that come after many were sent."""
    then = NOW + timedelta(days=400)
    await store.recover(then)
    for number in range(6):
        await store.raise_alert(AGENCY, Alert(cause="existing", about=f"{number}"), then)
        await store.distribute_alerts(BOTH, then)
        notices = [await store.claim_notice(then, LEASE_S), await store.claim_notice(then, LEASE_S)]
        for notice in notices[: 2 if number < 5 else 0]:
            assert notice
            await store.notice_sent(notice, then)
    await store.recover(NOW)
    await store.raise_alert(AGENCY, PERSON, NOW)
    assert await told(store, BOTH) == ["person", "person"]
    assert await told(store, BOTH, seconds=24 * 3600) == ["existing", "existing"]
