"""A confirmed lead reaches the CRM, or staff see why not: the worker, a real store and a CRM on a local port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer, unused_port
from structlog.testing import capture_logs

from adapters.alterestate import AlterEstate, Labels
from adapters.engines import open_store
from adapters.records import Applied, Arrival, Chat, DueDelivery, LeadRow, Settlement, TurnDone
from adapters.store import Store
from adapters.store.codec import load_lead
from adapters.store.errors import StoreUnavailable
from bot.sandbox.crm import SandboxCrm
from bot.workers.delivery import Account, Crm, DeliverySettings, deliver_leads
from bot.workers.settle import Schedule
from bot.workers.waiting import Bell
from flows.conversation import Conversation
from flows.events import Event, LeadSettled, Sign, TextReceived
from flows.lead import Email, Lead, Phone
from flows.outcomes import AlreadyRegistered, Created, FieldRefused, Held, Outcome
from tests.stores import applied

LEAD = load_lead((Path(__file__).parent / "payloads" / "alterestate" / "lead.json").read_bytes())
LABELS = Labels(via="104", related="agent@example.do", round_robin="RR0001")
SCHEDULE = Schedule()


def somebody(number: int) -> Lead:
    """The number-th person; each has their own phone and e-mail."""
    return replace(
        LEAD,
        id=str(UUID(int=number)),
        reference=f"R-{number:05d}",
        phone=Phone(e164=f"+1809555{number:04d}"),
        email=Email(address=f"person{number}@example.com"),
    )


class Clock:
    """Real time, and as much more as a test skips."""

    def __init__(self) -> None:
        self.skipped = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skipped


class Watched:
    """The store, telling when it was asked for work, with commits of results that fail as often as `failing` says."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.failing = 0
        self.asked = asyncio.Event()
        self.next_delivery_at = store.next_delivery_at
        self.other_lead_got_through = store.other_lead_got_through

    async def claim_delivery(
        self, now: datetime, lease_s: float, limits: Mapping[str, tuple[float, int]], ambiguous_first_s: float | None
    ) -> DueDelivery | None:
        claimed = await self.store.claim_delivery(now, lease_s, limits, ambiguous_first_s)
        self.asked.set()
        return claimed

    async def settle(self, delivery: DueDelivery, settlement: Settlement, now: datetime) -> bool:
        if self.failing:
            self.failing -= 1
            raise StoreUnavailable("lleno")
        return await self.store.settle(delivery, settlement, now)


@dataclass
class Office:
    """One agency with its store, its CRM and the worker between them."""

    store: Store
    crm: SandboxCrm
    account: Account
    schedule: Schedule = SCHEDULE
    clock: Clock = field(default_factory=Clock)
    work: Bell = field(default_factory=Bell)
    settled: asyncio.Queue[Settlement] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self.watched = Watched(self.store)

    async def confirm(self, lead: Lead) -> int:
        """As a turn does after «Sí, enviar». Gives the chat."""

        def step(
            chat: Chat, conversation: Conversation | None, event: Event, find_sign: Callable[[str], Sign | None]
        ) -> Applied:
            return applied(conversation=Conversation(), lead=lead)

        said = Arrival(key=f"{lead.id}{self.clock()}", chat=lead.phone.e164, event=TextReceived(text="sí"))
        received = await self.store.receive("casanova", "whatsapp", [said], self.clock())
        assert isinstance(await self.store.apply(received.chats[0], step, self.clock()), TurnDone)
        self.work.ring()
        return received.chats[0]

    async def heard(self, chat: int) -> list[LeadSettled]:
        """What the chat has been told since the last time."""
        told: list[LeadSettled] = []

        def step(
            chat: Chat, conversation: Conversation | None, event: Event, find_sign: Callable[[str], Sign | None]
        ) -> Applied:
            assert isinstance(event, LeadSettled)
            told.append(event)
            return applied(conversation=Conversation())

        while await self.store.apply(chat, step, self.clock()):
            pass
        return told

    def skip(self, **time: float) -> None:
        self.clock.skipped += timedelta(**time)
        self.work.ring()

    async def settlements(self, number: int) -> list[Settlement]:
        async with asyncio.timeout(60):
            return [await self.settled.get() for _ in range(number)]

    async def row(self, lead: Lead) -> LeadRow:
        row = await self.store.lead(lead.id)
        assert row is not None
        return row

    @asynccontextmanager
    async def working(self, stop: asyncio.Event | None = None) -> AsyncIterator[asyncio.Task[None]]:
        """The worker, until the block ends."""
        stop = stop or asyncio.Event()
        task = asyncio.create_task(
            deliver_leads(
                self.watched,
                {"casanova": self.account},
                DeliverySettings(schedule=self.schedule),
                work=self.work,
                stop=stop,
                on_settled=lambda delivery, settlement: self.settled.put_nowait(settlement),
                clock=self.clock,
                jitter=lambda: 0,
            )
        )
        try:
            yield task
        finally:
            stop.set()
            self.work.ring()
            await asyncio.wait([task])
        if not task.cancelled():
            await task


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    crm = SandboxCrm(api_key="k-1", slow_s=0.2)
    async with (
        open_store(database_url) as store,
        ClientSession() as http,
        TestServer(crm.app) as server,
    ):
        client = AlterEstate(http, base_url=str(server.make_url("/api/v1")), api_key="k-1", timeout_s=5)
        yield Office(store, crm, Account(crm=client, labels={"whatsapp": LABELS}, max_per_second=0, max_in_flight=4))


def posts(office: Office) -> list[Mapping[str, Any]]:
    return [received.body for received in office.crm.received]


async def test_new_then_known(office: Office) -> None:
    """The chat that confirmed learns whether the contact was new or already registered."""
    async with office.working():
        chat = await office.confirm(LEAD)
        await office.settlements(1)
        assert [event.told for event in await office.heard(chat)] == [Created(reference="D9dEML0001")]
        again = replace(LEAD, id=str(UUID(int=7)), reference="R-22222")
        await office.confirm(again)
        await office.settlements(1)
        [event] = await office.heard(chat)
    assert isinstance(event.told, AlreadyRegistered)
    assert (event.lead, event.after_unclear) == (again.id, False)
    assert [(await office.row(lead)).state for lead in (LEAD, again)] == ["delivered_new", "delivered_existing"]
    assert posts(office)[0]["related"] == "agent@example.do"


async def test_taken_but_never_answered(office: Office) -> None:
    """A contact that exists after an attempt of unknown fate may be our own: the chat is told so."""
    office.crm.faults.append("lost-reset")
    async with office.working():
        chat = await office.confirm(LEAD)
        [unclear] = await office.settlements(1)
        assert await office.heard(chat) == []
        office.skip(seconds=89)
        again_at = await office.store.next_delivery_at(office.clock())
        assert again_at is not None
        assert again_at > office.clock()
        office.skip(seconds=11)
        await office.settlements(1)
        [event] = await office.heard(chat)
    assert unclear.state == "unclear"
    assert (type(event.told), event.after_unclear) == (AlreadyRegistered, True)
    assert (await office.row(LEAD)).state == "delivered_unsure"
    assert len(office.crm.stored) == 1


async def test_a_crm_that_is_down(office: Office) -> None:
    """While nobody listens the lead waits its growing times, and goes as soon as the CRM is back."""
    async with ClientSession() as http:
        nowhere = AlterEstate(http, base_url=f"http://127.0.0.1:{unused_port()}/api/v1", api_key="k-1")
        working = office.account
        office.account = replace(office.account, crm=nowhere)
        async with office.working():
            await office.confirm(LEAD)
            first = await office.settlements(1)
            office.skip(seconds=10)
            second = await office.settlements(1)
    office.account = working
    async with office.working():
        office.skip(seconds=30)
        third = await office.settlements(1)
    assert [each.state for each in first + second + third] == ["queued", "queued", "delivered_new"]
    assert [attempt.outcome for attempt in (await office.row(LEAD)).attempts] == ["not_sent", "not_sent", "created"]


async def test_a_wrong_key(office: Office) -> None:
    """With a key the CRM refuses, one lead every five minutes tries the door, and no lead is lost or parked."""
    people = [somebody(number) for number in range(1, 5)]
    office.account = replace(office.account, max_in_flight=1)
    office.crm.faults.extend(["401"] * 3)
    async with office.working():
        for person in people:
            await office.confirm(person)
        await office.settlements(1)
        for _ in range(2):
            office.skip(minutes=5)
            assert [settlement.destination for settlement in await office.settlements(1)] == ["blocked"]
        office.skip(minutes=5)
        opened = await office.settlements(4)
    assert [settlement.destination for settlement in opened] == ["up", None, None, None]
    assert len({post["phone"] for post in posts(office)[:4]}) == 4  # each probe is another lead
    assert [(await office.row(person)).state for person in people] == ["delivered_new"] * 4


async def test_one_lead_is_refused(office: Office) -> None:
    """A lead that only the CRM's firewall dislikes is set aside for staff, and the others are not held up by it."""
    odd, other = somebody(1), somebody(2)
    office.account = replace(office.account, max_in_flight=1)
    office.crm.faults.append("403")
    async with office.working():
        chat = await office.confirm(odd)
        await office.settlements(1)
        await office.confirm(other)
        office.crm.faults.extend(["", "403", "403", "403"])
        office.skip(minutes=5)
        assert [settlement.state for settlement in await office.settlements(2)] == ["delivered_new", "queued"]
        office.skip(minutes=11)
        await office.settlements(1)
        office.skip(minutes=61)
        await office.settlements(1)
        assert [event.told for event in await office.heard(chat)] == [Held()]
    assert ((await office.row(odd)).state, (await office.row(odd)).reason) == ("parked", "refused_alone")


async def test_slow_down(office: Office) -> None:
    """429 pauses the whole account for as long as the CRM asks, and costs no attempt."""
    office.crm.faults.append("429")
    office.account = replace(office.account, max_in_flight=1)
    async with office.working():
        await office.confirm(somebody(1))
        [slowed] = await office.settlements(1)
        await office.confirm(somebody(2))
        assert len(office.crm.received) == 1
        office.skip(seconds=2)
        states = [settlement.state for settlement in await office.settlements(2)]
    assert (slowed.destination, slowed.counts) == ("slowed", False)
    assert states == ["delivered_new", "delivered_new"]


async def test_an_unknown_agent(office: Office) -> None:
    """A lead whose agent the CRM does not know goes again at once by the agency's default rule."""
    office.crm.unknown_agents.add("agent@example.do")
    async with office.working():
        await office.confirm(LEAD)
        await office.settlements(2)
    assert [(post.get("related"), post.get("round_robin")) for post in posts(office)] == [
        ("agent@example.do", None),
        (None, "RR0001"),
    ]
    assert (await office.row(LEAD)).state == "delivered_new"


async def test_a_refused_field_is_mended(office: Office) -> None:
    """The person is asked about the field the CRM refused, and the mended lead arrives under the same id."""
    office.crm.mode = "invalid"
    async with office.working():
        chat = await office.confirm(LEAD)
        await office.settlements(1)
        assert [event.told for event in await office.heard(chat)] == [FieldRefused(field="email")]
        assert (await office.row(LEAD)).state == "rejected"
        office.crm.mode = "auto"
        await office.confirm(replace(LEAD, email=Email(address="ana@example.do")))
        await office.settlements(1)
    assert posts(office)[-1]["email"] == "ana@example.do"
    assert (await office.row(LEAD)).state == "delivered_new"


async def test_an_answer_outlives_a_full_disk(office: Office) -> None:
    """An answer that cannot be stored is kept and written down later; the CRM is not asked again."""
    office.watched.failing = 1
    async with office.working():
        await office.confirm(LEAD)
        await office.settlements(1)
    assert (await office.row(LEAD)).state == "delivered_new"
    assert len(office.crm.received) == 1


async def test_stopping_waits_for_answers(office: Office) -> None:
    """A CRM that answers while the process stops leaves no lead of unknown fate."""
    office.crm.mode = "slow"
    stop = asyncio.Event()
    async with office.working(stop):
        seen = office.crm.version
        await office.confirm(LEAD)
        await office.crm.wait_for_change(seen)
        stop.set()
    assert (await office.row(LEAD)).state == "delivered_new"


@pytest.mark.parametrize(("careful", "state"), [(False, "unclear"), (True, "parked")])
async def test_a_worker_that_dies(office: Office, careful: bool, state: str) -> None:
    """A lead whose worker died while sending is never taken for unsent; in careful mode staff decide."""
    office.crm.faults.append("hang")
    async with office.working() as worker:
        seen = office.crm.version
        chat = await office.confirm(LEAD)
        await office.crm.wait_for_change(seen)
        worker.cancel()
    assert (await office.row(LEAD)).state == "sending"
    office.schedule = replace(SCHEDULE, careful=careful)
    office.skip(seconds=121)
    office.crm.faults.append("503")
    async with office.working():
        if careful:
            await until_told(office, chat)
        else:
            await until_state(office, "unclear")
            office.skip(seconds=91)
            await office.settlements(1)
    assert (await office.row(LEAD)).state == state


async def until_state(office: Office, state: str) -> None:
    async with asyncio.timeout(5):
        while (await office.row(LEAD)).state != state:
            office.watched.asked.clear()
            await office.watched.asked.wait()


async def until_told(office: Office, chat: int) -> None:
    await until_state(office, "parked")
    assert [(event.told, event.after_unclear) for event in await office.heard(chat)] == [(Held(), True)]


class Broken:
    """A CRM client with a bug."""

    async def submit(self, body: Mapping[str, object]) -> Outcome:
        raise ZeroDivisionError(f"{body}")


async def test_a_bug_costs_one_attempt(office: Office) -> None:
    """A fault of our own marks the lead as of unknown fate, and the worker goes on."""
    broken: Crm = Broken()
    office.account = replace(office.account, crm=broken)
    with capture_logs() as lines:
        async with office.working():
            await office.confirm(LEAD)
            [settlement] = await office.settlements(1)
    assert (settlement.state, settlement.reason) == ("unclear", "bug")
    assert ("error", "ZeroDivisionError") in [(line["log_level"], line.get("error")) for line in lines]
    assert_private(lines)


async def test_logs_hold_no_personal_data(office: Office) -> None:
    """Whatever the CRM answers, no name, phone, e-mail or note reaches the log."""
    office.crm.faults.extend(["500", "400", "400", "400"])
    with capture_logs() as lines:
        async with office.working():
            await office.confirm(LEAD)
            await office.settlements(1)
            office.skip(seconds=100)
            await office.settlements(3)
    assert {line["event"] for line in lines} == {"delivery", "crm refused a field", "lead rejected"}
    assert_private(lines)


def assert_private(lines: list[Any]) -> None:
    for secret in ("Ana", "8095550134", "ana.pena", "Naco", "k-1"):
        assert secret not in str(lines)
