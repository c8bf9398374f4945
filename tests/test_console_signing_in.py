"""Signing in to the console, as a browser does it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import aiohttp.web
import pytest
from argon2 import PasswordHasher
from pyotp import TOTP

from adapters.engines import open_store
from bot.console.doors import Doorkeeper
from bot.console.factors import as_recovery_code, draw_recovery_codes, step_of
from bot.console.passwords import NO_HASH, Passwords, flaw_of
from bot.console.throttle import MOST_FROM, MOST_NAME, MOST_PAIR, WINDOW_S, Throttle
from bot.console.visit import Shared
from bot.main import running
from bot.sandbox.world import AGENCY, open_world
from bot.settings.model import Settings
from tests.commands import BARE
from tests.consoles import CHEAP, NOW, PASSWORD, SECRETS, Office, add_user, cookie_of, open_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def test_password_and_code_open_the_desk(office: Office) -> None:
    """Whoever knows the password and has the phone sees what is to be done."""
    answer = await office.browser().sign_in("ana")
    assert answer.status == 200
    assert "Por hacer" in answer.text
    assert "Casa Caribe" in answer.text


async def test_the_password_alone_opens_nothing(office: Office) -> None:
    """Between the two factors every page leads back to the second one."""
    browser = office.browser()
    await browser.get("/console/login")
    first = await browser.post("/console/login", login="ana", password=PASSWORD)
    assert (first.status, first.headers["Location"]) == (303, "/console/second")
    for path in ("/console/", "/console/leads", "/console/account"):
        answer = await browser.get(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/console/second")


async def test_a_stranger_learns_nothing_from_the_answer(office: Office) -> None:
    """A wrong name and a wrong password get the same page, letter by letter but for what is drawn anew."""
    pages = []
    for login in ("ana", "nobody"):
        browser = office.browser()
        await browser.get("/console/login")
        answer = await browser.post("/console/login", login=login, password="no es esta")
        assert answer.status == 403
        drawn = r'nonce="[^"]+"|name="csrf" value="\w+"'
        pages.append(re.sub(drawn, "", answer.text).replace(f'value="{login}"', ""))
    assert pages[0] == pages[1]


@dataclass
class Watched(PasswordHasher):
    """argon2 itself, which keeps what it was asked to compare with."""

    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)

    def verify(self, hash: Any, password: Any) -> Any:
        self.seen.append(str(hash))
        return super().verify(hash, password)


async def test_an_unknown_user_costs_the_same_work() -> None:
    """One comparison of the same cost is made whether the user exists or not, so that no clock tells them apart."""
    hasher = Watched()
    passwords = Passwords(hasher)
    known = await passwords.hashed(PASSWORD)
    assert await passwords.match(known, PASSWORD)
    assert not await passwords.match(known, "no es esta")
    assert not await passwords.match(None, PASSWORD)
    costs = [text.split("$")[1:4] for text in hasher.seen]
    assert len(costs) == 3
    assert costs[0] == costs[1] == costs[2]
    assert hasher.seen[2].endswith(NO_HASH)


async def test_guessing_ends_soon(office: Office) -> None:
    """After five wrong passwords not even the right one is looked at for a quarter of an hour."""
    browser = office.browser()
    await browser.get("/console/login")
    answers = [await browser.post("/console/login", login="ana", password=f"guess {n}") for n in range(MOST_PAIR)]
    assert {answer.status for answer in answers} == {403}
    assert (await browser.post("/console/login", login="ana", password=PASSWORD)).status == 429


def test_one_address_is_not_everybody() -> None:
    """A stranger who guesses does not lock the owner out, and names that do not exist count like those that do."""
    seconds = 0.0
    throttle = Throttle(lambda: seconds)
    for _ in range(MOST_PAIR):
        throttle.wrong("ana", "203.0.113.1")
    assert throttle.wait_s("ana", "203.0.113.1") == WINDOW_S
    assert throttle.wait_s("ana", "198.51.100.7") == 0
    for number in range(MOST_FROM):
        throttle.wrong(f"nobody{number}", "203.0.113.9")
    assert throttle.wait_s("ana", "203.0.113.9") == WINDOW_S
    for number in range(MOST_NAME):
        throttle.wrong("beto", f"192.0.2.{number}")
    assert throttle.wait_s("beto", "198.51.100.7") == WINDOW_S
    seconds = WINDOW_S + 1
    assert throttle.wait_s("beto", "198.51.100.7") == 0


async def test_a_code_is_taken_once(office: Office) -> None:
    """The same six digits do not sign in a second time."""
    assert (await office.browser().sign_in("ana")).status == 200
    answer = await office.browser().sign_in("ana")
    assert (answer.status, answer.headers["Location"]) == (303, "/console/second")


async def test_a_lost_phone_is_no_lost_account(office: Office) -> None:
    """A recovery code opens once, however it is typed."""
    for opens in (True, False):
        browser = office.browser()
        await browser.get("/console/login")
        await browser.post("/console/login", login="ana", password=PASSWORD)
        await browser.get("/console/second")
        answer = await browser.post("/console/second", code=" AAAA bbbb-CCCC ")
        assert answer.status == (303 if opens else 403)


async def test_the_first_sign_in_sets_the_phone_up(office: Office) -> None:
    """A new user scans a code, types what the app shows, keeps the recovery codes and is in."""
    async with office.store() as store:
        await store.people.add_user(agency=AGENCY, login="nuevo", role="staff", password=CHEAP.hash(PASSWORD), now=NOW)
    browser = office.browser()
    await browser.get("/console/login")
    first = await browser.post("/console/login", login="nuevo", password=PASSWORD)
    assert first.headers["Location"] == "/console/setup"
    page = await browser.get("/console/setup")
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert found
    assert "data:image/svg+xml" in page.text
    assert (await browser.post("/console/setup", code="000000")).status == 403
    done = await browser.post("/console/setup", code=TOTP(found[1].replace(" ", "")).now())
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", done.text)
    assert len(codes) == 8
    assert (await browser.get("/console/")).status == 200


async def test_signing_in_gives_a_new_cookie(office: Office) -> None:
    """A cookie that somebody planted before the sign-in is worth nothing after it."""
    browser = office.browser()
    cookies = []
    await browser.get("/console/login")
    cookies.append(browser.cookies["leadbot"])
    await browser.post("/console/login", login="ana", password=PASSWORD)
    cookies.append(browser.cookies["leadbot"])
    await browser.get("/console/second")
    await browser.post("/console/second", code=TOTP(SECRETS["ana"]).now())
    cookies.append(browser.cookies["leadbot"])
    assert len(set(cookies)) == 3
    for old in cookies[:2]:
        browser.cookies["leadbot"] = old
        assert (await browser.get("/console/")).status == 303


async def test_signing_out_ends_it(office: Office) -> None:
    """The cookie of somebody who signed out opens nothing, also where it was copied."""
    browser = await office.signed_in("ana")
    copied = dict(browser.cookies)
    assert (await browser.post("/console/logout")).headers["Location"] == "/console/login"
    assert browser.cookies == {}
    browser.cookies = copied
    assert (await browser.get("/console/")).status == 303


async def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(office: Office) -> None:
    """An open tab in an empty office does not stay open for ever: where it ended, the tab is told to sign in."""
    browser = await office.signed_in("ana")
    await browser.post("/console/logout")
    answer = await browser.get("/console/", **{"X-Live": "1"})
    assert (answer.status, answer.headers["HX-Redirect"]) == (200, "/console/login")


async def test_the_cookie_at_home(office: Office) -> None:
    """On one's own machine without https the cookie still is for this host, this site and no script."""
    cookie = cookie_of(await office.browser().get("/console/login"))["leadbot"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Strict", "/", "")
    assert not cookie["secure"]
    assert cookie["expires"] == cookie["max-age"] == ""


async def test_the_cookie_in_public() -> None:
    """Behind https it carries the prefix by which browsers themselves insist on the rest."""
    settings = Settings.model_validate(tomllib.loads(BARE))
    shared = Shared(**dict.fromkeys(Shared.__dataclass_fields__, cast(Any, None)) | {"settings": settings})
    keeper = Doorkeeper(shared, clock=lambda: NOW)
    response = aiohttp.web.Response()
    keeper.give(response, "value")
    assert keeper.cookie == "__Host-leadbot"
    written = response.cookies["__Host-leadbot"]
    assert (written["secure"], written["httponly"], written["samesite"], written["path"]) == (True, True, "Strict", "/")
    assert written["domain"] == ""


async def test_no_password_goes_over_a_network_in_clear(office: Office) -> None:
    """Without https the pages open on this machine alone, under its own names."""
    answer = await office.browser().get("/console/login", Host="192.168.1.20:8080")
    assert answer.status == 421
    assert "https" in answer.text


async def test_where_nobody_can_sign_in_the_page_says_how(tmp_path: Path) -> None:
    """A new installation tells its technician which command makes the first account."""
    async with open_world(tmp_path) as world, running(world.settings), aiohttp.ClientSession() as http:
        answer = await http.get(f"{world.settings.public_url}/console")
        assert "leadbot user add ana --role owner" in await answer.text()


async def test_a_changed_password_is_the_one_that_counts(office: Office) -> None:
    """It takes the old one and a good new one; others that were signed in are not any more."""
    ana = await office.signed_in("ana")
    new = "otra frase muy distinta"
    assert (await ana.post("/console/account/password", password="no es esta", new=new)).status == 403
    assert (await ana.post("/console/account/password", password=PASSWORD, new="corta")).status == 422
    assert (await ana.post("/console/account/password", password=PASSWORD, new=new)).status == 303
    assert (await ana.get("/console/account")).status == 200
    stranger = office.browser()
    await stranger.get("/console/login")
    assert (await stranger.post("/console/login", login="ana", password=PASSWORD)).status == 403
    assert (await stranger.post("/console/login", login="ana", password=new)).status == 303


async def test_a_language_is_chosen_once(office: Office) -> None:
    """Spanish first; English for whom the browser says so, and for whoever chooses it."""
    stranger = office.browser()
    assert 'lang="es"' in (await stranger.get("/console/login", **{"Accept-Language": "fr-FR"})).text
    assert 'lang="en"' in (await stranger.get("/console/login", **{"Accept-Language": "en-GB,es;q=0.8"})).text
    ana = await office.signed_in("ana")
    await ana.post("/console/account/language", language="en")
    assert '<html lang="en">' in (await ana.get("/console/")).text


async def test_who_signed_in_is_on_record(office: Office) -> None:
    """Sign-ins and failed ones of a user are found by whoever asks later."""
    browser = office.browser()
    await browser.get("/console/login")
    await browser.post("/console/login", login="ana", password="no es esta")
    await browser.sign_in("ana")
    async with open_store(office.settings.database_url) as store:
        assert [deed.deed for deed in await store.people.deeds(AGENCY)] == ["login", "login_failed"]


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("once letras", "short"),
        ("una frase que nadie adivina", None),
        ("x" * 129, "long"),
        ("aaaaaaaaaaaaaa", "common"),
        ("password12345", "common"),
        ("Contraseña2026", "common"),
        ("la casa de anabel", "login"),
    ],
)
def test_a_password_is_hard_to_guess(password: str, flaw: str | None) -> None:
    """Length is what counts; what everybody tries first is refused."""
    assert flaw_of(password, "anabel") == flaw


def test_a_clock_may_be_off_by_half_a_minute() -> None:
    """Phones are early or late; older codes are worth nothing."""
    secret, now = SECRETS["ana"], datetime(2026, 11, 23, 10, tzinfo=UTC)
    for seconds, taken in ((0, True), (-30, True), (30, True), (-90, False), (90, False)):
        code = TOTP(secret).at(now + timedelta(seconds=seconds))
        assert (step_of(secret, f"{code[:3]} {code[3:]}", now) is not None) is taken


def test_recovery_codes_are_read_as_people_type_them() -> None:
    """Capitals, spaces and missing hyphens do not matter."""
    for code in draw_recovery_codes():
        assert as_recovery_code(code.upper().replace("-", " ")) == code


async def test_staff_of_nowhere_are_nobody(office: Office) -> None:
    """Whose agency is gone from the settings has nothing to look at."""
    async with office.store() as store:
        await add_user(store, "gone", "carla", "owner")
    browser = office.browser()
    answer = await browser.sign_in("carla")
    assert (answer.status, answer.headers["Location"]) == (303, "/console/login")
