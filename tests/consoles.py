"""The console of a running service, with people of two agencies in it, and browsers that signed in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie
from itertools import count as counter
from pathlib import Path
from typing import Any

import aiohttp
from argon2 import PasswordHasher
from pyotp import TOTP

import adapters.twilio_transport  # noqa: F401  # at its first import it mutes a warning, until the end of a test: now
from adapters.console import Role
from adapters.engines import open_store
from adapters.records import Applied, Arrival, DueDelivery, Handing, LeadState, Settlement, Step, TurnDone
from adapters.signs import SignRow, Tick
from adapters.store import Store
from bot.main import running
from bot.sandbox.world import AGENCY, HOST, World, open_world
from bot.settings.model import Settings
from bot.signs.codes import mint_code
from flows.conversation import Asked, Conversation, Draft, State
from flows.events import TextReceived
from flows.lead import Consent, Email, Intent, Lead, Phone
from flows.replies import Choice, Message
from flows.turn import Turn

OTHER = "otra"
PASSWORD = "una frase que nadie adivina"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # argon2 reads the costs from the text it made
NOW = datetime.now(UTC).replace(microsecond=0)
CODE, OTHER_CODE = "K7M4PF", "K7M4PH"
MOMENTS = counter(1)
NO_ROOM = Handing(lease_s=60, has_room=lambda agency, channel: False)
SECRETS = {"ana": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "beto": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    text: str
    headers: Any
    body: bytes


@dataclass
class Browser:
    """What a browser does: keeps its cookies, sends its Origin, and fills the token of the last page into its forms."""

    url: str
    http: aiohttp.ClientSession
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, headers=headers)

    async def post(self, path: str, *, origin: str | None = None, csrf: str | None = None, **form: str) -> Answer:
        fields = {"csrf": self.token if csrf is None else csrf, **form}
        return await self._ask("POST", path, data=fields, headers={"Origin": self.url if origin is None else origin})

    async def _ask(self, method: str, path: str, **how: Any) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **how.pop("headers")}
        headers = {name: value for name, value in headers.items() if value}
        asked = self.http.request(method, f"{self.url}{path}", headers=headers, allow_redirects=False, **how)
        async with asked as answer:
            for name, cookie in answer.cookies.items():
                if cookie["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = cookie.value
            body = await answer.read()
            text = body.decode(errors="replace")
            if found := re.search(r'name="csrf" value="(\w+)"', text):
                self.token = found[1]
            return Answer(status=answer.status, text=text, headers=answer.headers, body=body)

    async def sign_in(self, login: str) -> Answer:
        """Password and second factor."""
        await self.get("/console/login")
        first = await self.post("/console/login", login=login, password=PASSWORD)
        if first.status != 303:
            return first
        await self.get("/console/second")
        await self.post("/console/second", code=TOTP(SECRETS[login]).now())
        return await self.get("/console/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A running console. `leads` by agency and how they are; of each agency a chat, and an event that is parked."""

    world: World
    settings: Settings
    http: aiohttp.ClientSession
    leads: dict[tuple[str, str], str]
    chats: dict[str, int]
    events: dict[str, int]
    kept: dict[str, Browser] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.settings.address[1]}"

    def browser(self) -> Browser:
        return Browser(self.url, self.http)

    async def signed_in(self, login: str) -> Browser:
        browser = self.browser()
        answer = await browser.sign_in(login)
        assert answer.status == 200, answer.text
        return browser

    async def keep(self, login: str) -> Browser:
        """Signed in once for all who ask."""
        if login not in self.kept:
            self.kept[login] = await self.signed_in(login)
        return self.kept[login]

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        async with open_store(self.settings.database_url) as store:
            yield store


@asynccontextmanager
async def open_office(folder: Path, *, database_url: str = "", **world: Any) -> AsyncIterator[Office]:
    """Two agencies, an owner in each, and something of every kind to be done in both."""
    async with open_world(folder, database_url=database_url, **world) as outside:
        settings = with_other_agency(outside.settings)
        leads, chats, events = {}, {}, {}
        async with open_store(settings.database_url) as store:
            for agency, login in ((AGENCY, "ana"), (OTHER, "beto")):
                await add_user(store, agency, login, "owner")
                found, chats[agency] = await fill(store, agency)
                leads.update({(agency, how): lead for how, lead in found.items()})
                events[agency] = (await store.desk.tasks(agency)).parked[0].number
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http, running(settings):
            yield Office(world=outside, settings=settings, http=http, leads=leads, chats=chats, events=events)


def with_other_agency(settings: Settings) -> Settings:
    raw = settings.model_dump(mode="json")
    ours = raw["agencies"][AGENCY]
    theirs = {**ours, "name": "La Otra", "channels": {"whatsapp": ours["channels"]["whatsapp"]}}
    return Settings.model_validate({**raw, "agencies": {AGENCY: ours, OTHER: theirs}})


async def add_user(store: Store, agency: str, login: str, role: Role) -> None:
    """Somebody whose phone is set up."""
    hashed = CHEAP.hash(PASSWORD)
    assert await store.people.add_user(agency=agency, login=login, role=role, password=hashed, now=NOW)
    user = await store.people.find_user(login)
    assert user
    SECRETS.setdefault(login, SECRETS["ana"])
    await store.people.set_factor(user.id, SECRETS[login], ["aaaa-bbbb-cccc"])


PEOPLE: Sequence[tuple[str, str, str, str, str]] = (  # how it is, name, phone, e-mail, why
    ("parked", "Rosa Elena Marte", "+18295550177", "rosa@example.do", "volume"),
    ("rejected", "Luis Peña", "+18095550188", "luis.pena@example.do", "invalid"),
    ("delivered_existing", "Yudelka Mora", "+18495550122", "yudelka@example.do", ""),
    ("delivered_new", "Carlos Núñez", "+18095550155", "carlos@example.do", ""),
)


async def fill(store: Store, agency: str) -> tuple[dict[str, str], int]:
    """A lead of each kind with its chat, a call, an event that no try got through, an erasure, a closed door."""
    leads: dict[str, str] = {}
    chats = []
    for number, (how, name, phone, email, why) in enumerate(PEOPLE):
        lead = lead_of(agency, number, name, phone, email)
        chats.append(await talk(store, agency, lead))
        leads[how] = lead.id
        await settle(store, agency, how, why)
    carlos, done = f"whatsapp:{PEOPLE[3][2]}", standing_at(State.DONE)
    written = Turn(
        conversation=done, follow_up=(leads["delivered_new"], "Mejor me llaman después de las 6 al 809-555-0155")
    )
    await step(store, agency, carlos, "¿y el parqueo?", Applied(turn=written))
    called = standing_at(State.HUMAN)
    await step(
        store,
        agency,
        carlos,
        "quiero hablar con una persona",
        Applied(turn=Turn(conversation=called), calls_staff=True),
    )
    await break_event(store, agency, chats[0])
    await forget(store, agency)
    await store.pause_channel(agency, "whatsapp", NOW + timedelta(hours=1), NOW, blocked=True, reason="63007")
    sign = SignRow(
        agency=agency, code=CODE if agency == AGENCY else OTHER_CODE, title="Apartamento 3 hab. en Naco", type="venta"
    )
    await store.add_signs([sign], who="demo", now=NOW, mint=mint_code)
    await count(store, agency)
    return leads, chats[3]


FUNNEL = {"chat": 60, "intent": 51, "name": 44, "phone": 41, "email": 30, "note": 27, "sent": 24, "created": 18}
FUNNEL |= {"existing": 5, "took_1": 4, "took_3": 13, "took_5": 5, "took_more": 2}


async def count(store: Store, agency: str) -> None:
    """Twelve weeks of chats, more in each, and the openings of the sign."""
    code = CODE if agency == AGENCY else OTHER_CODE
    today = NOW.toordinal() - date(1970, 1, 1).toordinal()
    steps: Counter[Step] = Counter()
    for week in range(12):
        for channel, share in (("whatsapp", 0.7), ("telegram", 0.3)):
            place: dict[str, Any] = {
                "agency": agency,
                "day": today - 7 * week,
                "channel": channel,
                "code": code if week % 3 else "",
            }
            for name, times in FUNNEL.items():
                steps[Step(**place, language="es", step=name)] += round(times * share * (14 - week) / 14)
    await store.desk.count_steps(steps)
    await store.count_ticks(
        {Tick(agency=agency, code=code, day=today - 7 * week, band=2, event="abrió"): 75 for week in range(12)}
    )


async def forget(store: Store, agency: str) -> None:
    """Somebody who was delivered and then asked to be erased."""
    lead = lead_of(agency, 9, "Ana Borrada", "+18095550199", "ana.b@example.do")
    await talk(store, agency, lead)
    await settle(store, agency, "delivered_new", "")
    await store.erase(lead.id)


def lead_of(agency: str, number: int, name: str, phone: str, email: str) -> Lead:
    mark = 1 if agency == AGENCY else 2
    return Lead(
        id=f"{mark:08}-0000-4000-8000-{number:012}",
        reference=f"R-{mark}000{number}",
        full_name=name,
        phone=Phone(e164=phone, proven=True),
        email=Email(address=email),
        intent=Intent.BUY,
        notes=("Busca para enero",),
        language="es",
        code=CODE if agency == AGENCY else OTHER_CODE,
        origin="letrero",
        consent=Consent(text_version="1", at=NOW, language="es"),
        confirmed_at=NOW - timedelta(minutes=number),
    )


def standing_at(state: Any) -> Conversation:
    agreed = Consent(text_version="1", at=NOW, language="es")
    return Conversation(version="1", pending=Asked(state), draft=Draft(name="Rosa Elena Marte"), consent=agreed)


async def talk(store: Store, agency: str, lead: Lead) -> int:
    """Somebody says hello, and at the end confirms the lead."""
    hello = Message(text="¡Hola! ¿Qué buscas?", choices=(Choice("buy", "Comprar"), Choice("rent", "Alquilar")))
    agreed = Consent(text_version="1", at=NOW, language="es")
    asked = Applied(
        turn=Turn(conversation=Conversation(version="1", pending=Asked(State.INTENT), consent=agreed)), message=hello
    )
    address = f"whatsapp:{lead.phone.e164}"
    chat = await step(store, agency, address, f"Hola, soy {lead.full_name}", asked)
    await step(store, agency, address, f"mi correo es {lead.email.address}", asked)
    held = replace(lead, held="volume") if lead.full_name.startswith("Rosa") else lead
    draft = Draft(name=lead.full_name)
    done = Conversation(version="1", pending=Asked(State.DONE), draft=draft, consent=agreed)
    await step(store, agency, address, "sí, enviar", Applied(turn=Turn(conversation=done, lead=held)))
    return chat


def later() -> datetime:
    """A moment after the last one, so that a talk has an order."""
    return NOW + timedelta(milliseconds=next(MOMENTS))


def text(agency: str, address: str, words: str) -> Arrival:
    return Arrival(key=f"{agency} {address} {words}", chat=address, event=TextReceived(text=words))


async def step(store: Store, agency: str, address: str, words: str, done: Applied) -> int:
    """Somebody writes, and it is applied in the commit that stores it, so that no running service does it instead."""
    arrival = text(agency, address, words)
    taken = await store.take(agency, "whatsapp", arrival, lambda *given: done, later(), NO_ROOM)
    assert isinstance(taken.turned, TurnDone)
    return taken.turned.chat


async def settle(store: Store, agency: str, how: Any, why: str) -> None:
    """What the CRM said of the lead that is due."""
    due = await claim(store, agency)
    if how == "parked":
        assert due is None
        return
    assert due
    state: LeadState = how
    outcomes = {
        "rejected": ("invalid", 400),
        "delivered_existing": ("registered", 200),
        "delivered_new": ("created", 201),
    }
    outcome, status = outcomes[state]
    detail = "phone: no es válido" if state == "rejected" else ""
    settlement = Settlement(state=state, reason=why, outcome=outcome, status=status, detail=detail, crm_reference="77")
    assert await store.settle(due, settlement, later())


async def claim(store: Store, agency: str) -> DueDelivery | None:
    return await store.claim_delivery(later(), 120, {agency: (0.0, 0)}, 90)


async def break_event(store: Store, agency: str, chat: int) -> None:
    """One that raises at each of its three tries."""

    def broken(*given: object) -> Applied:
        raise LookupError

    arrival = text(agency, f"whatsapp:{PEOPLE[0][2]}", "esto no se puede atender")
    await store.receive(agency, "whatsapp", [arrival], later())
    first = later()
    for seconds in (0, 2, 20):
        await store.apply(chat, broken, first + timedelta(seconds=seconds))


def cookie_of(answer: Answer) -> SimpleCookie:
    """As it was set."""
    return SimpleCookie("; ".join(answer.headers.getall("Set-Cookie", [])))
