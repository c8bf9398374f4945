"""Every door of the console, one after the other: whoever adds one finds it tried here by itself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
import pytest_asyncio

from adapters.console import ROLES
from adapters.records import LeadRow
from bot.console.doors import Door, Doorkeeper
from bot.console.rendering import HEADERS
from bot.console.site import doors_of
from bot.console.visit import Shared
from bot.sandbox.world import AGENCY
from bot.settings.model import Settings
from tests.commands import BARE
from tests.consoles import CODE, OTHER, OTHER_CODE, Answer, Office, add_user, open_office


def doors() -> list[Door]:
    """As the console makes them."""
    import tomllib

    settings = Settings.model_validate(tomllib.loads(BARE))
    shared = Shared(**dict.fromkeys(Shared.__dataclass_fields__, cast(Any, None)) | {"settings": settings})
    return doors_of(Doorkeeper(shared, clock=lambda: datetime.now(UTC)))


DOORS = doors()
CLOSED = [door for door in DOORS if door.whom != "anybody"]
POSTS = [door for door in DOORS if door.method == "POST"]
OF_ONE = [door for door in DOORS if re.search(r"\{(?!channel)", door.path)]
pytestmark = [pytest.mark.timeout(120), pytest.mark.asyncio(loop_scope="module")]


def name_of(door: Door) -> str:
    return f"{door.method} {door.path}"


def address_of(door: Door, office: Office, agency: str) -> str:
    """The door with something of an agency behind it."""
    number = 1 if agency == AGENCY else 2
    values = {
        "lead": office.leads[agency, "parked"],
        "chat": str(office.chats[agency]),
        "event": str(office.events[agency]),
        "code": CODE if agency == AGENCY else OTHER_CODE,
        "channel": "by-whatsapp",
        "life": "pause",
        "reference": f"R-{number}0000",
        "login": f"somebody-of-{number}",
    }
    return "/console" + re.sub(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})+)?\}", lambda found: values[found[1]], door.path)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("office")) as opened:
        async with opened.store() as store:
            for number, agency in enumerate((AGENCY, OTHER), start=1):
                await add_user(store, agency, f"somebody-of-{number}", "staff")
            for role in ROLES:
                await add_user(store, AGENCY, f"one-{role}", role)
        yield opened


async def knock(office: Office, door: Door, browser: Any, agency: str = AGENCY, **form: str) -> Answer:
    address = address_of(door, office, agency)
    answer: Answer = await (browser.get(address) if door.method == "GET" else browser.post(address, **form))
    return answer


@pytest.mark.parametrize("door", CLOSED, ids=name_of)
async def test_nobody_comes_in_without_signing_in(office: Office, door: Door) -> None:
    """Whoever has no session is led to the front door, whatever they ask for."""
    stranger = office.browser()
    await stranger.get("/console/login")
    answer = await knock(office, door, stranger)
    assert (answer.status, answer.headers.get("Location")) == (303, "/console/login")


@pytest.mark.parametrize("door", POSTS, ids=name_of)
@pytest.mark.parametrize("how", [{"origin": "https://evil.example"}, {"origin": ""}, {"csrf": "0" * 64}, {"csrf": ""}])
async def test_a_form_of_another_page_does_nothing(office: Office, door: Door, how: dict[str, str]) -> None:
    """A page of somebody else cannot press a button here, even in the browser of the owner."""
    ana = await office.keep("ana")
    assert (await knock(office, door, ana, **how)).status == 403


@pytest.mark.parametrize("door", OF_ONE, ids=name_of)
async def test_nothing_of_another_agency_can_be_reached(office: Office, door: Door) -> None:
    """Whoever knows an id of another agency sees nothing of it and changes nothing in it."""
    before = await everything(office, OTHER)
    ana = await office.keep("ana")
    answer = await knock(office, door, ana, OTHER)
    assert answer.status == 404
    assert "Rosa" not in answer.text
    assert await everything(office, OTHER) == before


async def everything(office: Office, agency: str) -> tuple[Any, ...]:
    """What an agency has, as far as anything here could change it."""
    async with office.store() as store:
        leads: tuple[LeadRow, ...] = await store.leads(agency=agency)
        desk, people = store.desk, store.people
        tasks = await desk.tasks(agency)
        return leads, tasks, await store.signs(agency), await people.users(agency)


@pytest.mark.parametrize("door", [door for door in OF_ONE if door.method == "GET"], ids=name_of)
async def test_what_is_ones_own_can_be_reached(office: Office, door: Door) -> None:
    """The same doors open to whom they belong, or the test before would prove nothing."""
    assert (await knock(office, door, await office.keep("ana"))).status in (200, 303)


@pytest.mark.parametrize("door", CLOSED, ids=name_of)
@pytest.mark.parametrize("role", ROLES)
async def test_a_role_opens_its_doors_alone(office: Office, door: Door, role: str) -> None:
    """What a role may not do is refused by the door, not only left out of the page."""
    if not isinstance(door.whom, tuple) or door.path == "/logout" or role in door.whom:
        return
    browser = await office.keep(f"one-{role}")
    assert (await knock(office, door, browser)).status == 403


@pytest.mark.parametrize("door", [door for door in DOORS if door.method == "GET"], ids=name_of)
async def test_every_answer_is_protected(office: Office, door: Door) -> None:
    """No page is kept in a cache, framed, or able to load anything from elsewhere."""
    ana = await office.keep("ana")
    for answer in (await knock(office, door, ana), await knock(office, door, office.browser())):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'nonce-")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert nonces <= set(re.findall(r"'nonce-([^']+)'", policy))


async def test_what_does_not_exist_says_so(office: Office) -> None:
    """A wrong address is a page in plain words, protected like the others."""
    answer = await office.browser().get("/console/nowhere")
    assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")
    assert "no está aquí" in answer.text


async def test_a_page_is_never_the_same_twice(office: Office) -> None:
    """A nonce that could be foreseen would protect nothing."""
    browser = office.browser()
    first, second = await browser.get("/console/login"), await browser.get("/console/login")
    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
