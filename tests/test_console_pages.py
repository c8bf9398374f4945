"""Funnel, signs and settings in the console, as the staff's browser uses them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.sandbox.telegram_phone import TelegramPhone
from bot.sandbox.world import AGENCY
from tests.consoles import CODE, FUNNEL, OTHER_CODE, PASSWORD, Browser, Office, add_user, open_office
from tests.services import within


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


@pytest.fixture
async def ana(office: Office) -> Browser:
    return await office.signed_in("ana")


def bars(page: str) -> dict[str, str]:
    """What stands beside each bar."""
    return dict(re.findall(r"<span>([^<]+)</span><strong>([\d,]+)</strong>", page))


async def test_the_funnel_says_where_people_leave(ana: Browser) -> None:
    """Each step with its number, the worst one in words, what the CRM said, and tables by channel, sign and week."""
    page = (await ana.get("/console/funnel")).text
    found = bars(page)
    assert found["Abrieron un letrero"] == "900"
    numbers = [int(found[step].replace(",", "")) for step in ("Escribieron", "Dieron su nombre", "Enviaron")]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > FUNNEL["chat"]
    assert "Donde más gente se queda: «respondieron el correo»." in page
    assert page.count("<table>") == 3
    assert "K7M-4PF" in page


async def test_the_funnel_is_narrowed(ana: Browser) -> None:
    """One channel, one sign, one language, or the last weeks alone."""
    everything = bars((await ana.get("/console/funnel")).text)
    for query in ("channel=telegram", f"code={CODE}", "weeks=4"):
        page = await ana.get(f"/console/funnel?{query}")
        assert (
            0 < int(bars(page.text)["Escribieron"].replace(",", "")) < int(everything["Escribieron"].replace(",", ""))
        )
    nothing = bars((await ana.get("/console/funnel?language=ht")).text)
    assert nothing["Escribieron"] == "0"


async def test_a_talk_is_counted_as_far_as_it_goes(office: Office, ana: Browser) -> None:
    """Somebody who answers everything is counted once at each step, and never by name."""
    async with office.store() as store:
        before = sum((await store.desk.steps(AGENCY, 0)).values())
    telegram = office.world.telegram
    phone = telegram.phone(4711, "Ana", "")
    phone.start("")
    for number, text in enumerate(("1", "Ana Rosa Peña", "809-555-0111", "ana@gmail.com", "nada", "1"), start=1):
        await within(telegram.until(partial(has_said, phone, number)))
        phone.say(text)
    await within(counted(office, before + 9))
    async with office.store() as store:
        steps = {step.step for step in await store.desk.steps(AGENCY, 0) if step.language == "es" and not step.code}
    assert {"chat", "intent", "name", "phone", "email", "note", "sent", "created"} <= steps


def has_said(phone: TelegramPhone, times: int) -> bool:
    """Whether so many messages of the bot are on the screen."""
    return sum(not bubble.mine for bubble in phone.chat) >= times


async def counted(office: Office, times: int) -> None:

    while True:
        async with office.store() as store:
            if sum((await store.desk.steps(AGENCY, 0)).values()) >= times:
                return
        await asyncio.sleep(0.2)


async def test_a_sign_is_made_printed_and_moved(office: Office, ana: Browser) -> None:
    """From the form to the proved PDF; to another property and back, with its history."""
    await ana.get("/console/signs")
    assert (await ana.post("/console/signs", title=" ", type="venta")).status == 422
    assert (await ana.post("/console/signs", title="Casa", type="venta", property="¿?")).status == 422
    made = await ana.post("/console/signs", title="Casa en Gazcue", type="venta", property="KNM6135T3B", place="Puerta")
    place = made.headers["Location"].partition("?")[0]
    assert re.fullmatch(r"/console/signs/[0-9A-Z]{6}", place)
    assert "Casa en Gazcue" in (await ana.get("/console/signs")).text
    pdf = await ana.post(f"{place}/print", size="carta")
    assert (pdf.headers["Content-Type"], pdf.body[:5]) == ("application/pdf", b"%PDF-")
    assert (await ana.post(f"{place}/print", size="../../etc")).status == 422
    png = await ana.get(f"{place}/poster.png")
    assert png.body[:4] == b"\x89PNG"
    await ana.post(f"{place}/point", title="Local en Piantini", type="alquiler", property="")
    assert "Local en Piantini" in (await ana.get(place)).text
    assert (await ana.post(f"{place}/undo")).headers["Location"].endswith("done=undone")
    assert 'value="Casa en Gazcue"' in (await ana.get(place)).text
    assert (await ana.post(f"{place}/undo")).headers["Location"].endswith("done=too_late")


async def test_a_sign_has_a_life(office: Office, ana: Browser) -> None:
    """Paused, offered again, retired; a retired one is not printed, and the page says why."""
    place = f"/console/signs/{CODE}"
    await ana.get(place)
    for life, said in (("pause", "paused"), ("resume", "resumed"), ("retire", "retired"), ("pause", "too_late")):
        assert (await ana.post(f"{place}/{life}")).headers["Location"].endswith(f"done={said}")
    refused = await ana.post(f"{place}/print", size="carta")
    assert refused.status == 422
    assert "está retirado" in refused.text


async def test_signs_show_what_they_bring(ana: Browser) -> None:
    """Openings of the last thirty days stand beside each; those of another agency nowhere."""
    page = (await ana.get("/console/signs")).text
    assert "375 abrieron" in page
    assert OTHER_CODE not in page.replace("-", "")


async def test_settings_say_how_it_goes(office: Office, ana: Browser) -> None:
    """A channel that does not send says so; an examination finds what is wrong and what to do."""
    page = (await ana.get("/console/settings")).text
    assert "no envía" in page
    assert "funciona" in page
    found = (await ana.post("/console/settings/examine")).text
    assert "Lo que se encontró" in found
    assert "AlterEstate acepta la clave" in found
    assert "agencies.otra" not in found


async def test_an_owner_looks_after_accounts(office: Office, ana: Browser) -> None:
    """Made with a password that is shown once, given a new one, another phone, and taken away."""
    await ana.get("/console/settings")
    made = await ana.post("/console/settings/users", login="Rosa", role="staff")
    password = re.search(r"<pre><code>([\w-]+)</code></pre>", made.text)
    assert password
    browser = office.browser()
    await browser.get("/console/login")
    first = await browser.post("/console/login", login="rosa", password=password[1])
    assert first.headers["Location"] == "/console/setup"
    assert "ya está en uso" in (await ana.post("/console/settings/users", login="beto", role="staff")).text
    assert (await ana.post("/console/settings/users", login="dos palabras", role="staff")).status == 422
    assert (await ana.post("/console/settings/users", login="jefe", role="king")).status == 422
    new = re.search(r"<pre><code>([\w-]+)</code></pre>", (await ana.post("/console/settings/users/rosa/password")).text)
    assert new
    assert new[1] != password[1]
    assert (await browser.get("/console/setup")).status == 303
    assert (await ana.post("/console/settings/users/rosa/remove")).status == 303
    assert "rosa" not in (await ana.get("/console/settings")).text.partition("Lo último que se hizo")[0]


async def test_nobody_locks_themselves_out(office: Office, ana: Browser) -> None:
    """The last owner cannot take away their own account."""
    await ana.get("/console/settings")
    for what in ("remove", "phone", "password"):
        assert (await ana.post(f"/console/settings/users/ana/{what}")).status == 404


async def test_another_phone_is_set_up_anew(office: Office, ana: Browser) -> None:
    """Whoever lost theirs sets up another at the next sign-in."""
    async with office.store() as store:
        await add_user(store, AGENCY, "rosa", "staff")
    await ana.get("/console/settings")
    await ana.post("/console/settings/users/rosa/phone")
    browser = office.browser()
    await browser.get("/console/login")
    first = await browser.post("/console/login", login="rosa", password=PASSWORD)
    assert first.headers["Location"] == "/console/setup"


async def test_a_chat_of_the_team_hears_of_what_waits(office: Office, ana: Browser) -> None:
    """The owner gets a code for a Telegram chat, sees it linked once it was written there, tries it, and removes it."""
    await ana.get("/console/settings")
    code = re.search(r"/staff (\w{8})<", (await ana.post("/console/settings/staff/code")).text)
    assert code
    telegram = office.world.telegram
    phone = telegram.phone(4712, "Jefa", "")
    phone.start("")
    await within(telegram.until(partial(has_said, phone, 1)))
    phone.say(f"/staff {code[1]}")
    await within(telegram.until(partial(has_said, phone, 2)))
    linked = re.search(r"/settings/staff/(\d+)/unlink", (await ana.get("/console/settings")).text)
    assert linked
    assert (await ana.post("/console/settings/staff/test")).status == 303
    await within(telegram.until(partial(has_said, phone, 3)))
    assert (await ana.post(f"/console/settings/staff/{linked[1]}/unlink")).status == 303
    assert "/unlink" not in (await ana.get("/console/settings")).text
