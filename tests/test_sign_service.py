"""Signs in the running service: what the page, the chat and the CRM make of one code."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession

from adapters.engines import open_readonly, open_store
from adapters.signs import Aim
from bot.main import running
from bot.sandbox.twilio_phone import Phone
from bot.sandbox.world import SIGN, hang_sign, open_world
from tests.test_sign_page import IPHONE

VILLA = Aim(title="Villa en Las Terrenas", type="venta", property_uid="VLT2H7Q9ZX")
ANSWERS = ("acepto", "Ana Peña", "este mismo", "ana@example.com", "saltar", "sí, enviar")


async def talk(phone: Phone, first: str, *answers: str) -> list[str]:
    heard = []
    for text in (first, *answers):
        await phone.say(text)
        heard.append((await phone.hear()).text)
    return heard


async def test_from_the_scan_to_the_crm(tmp_path: Path) -> None:
    """Opened, tapped, chatted, agreed, sent: each counted once for the sign, and the lead says which sign it was."""
    async with open_world(tmp_path) as world:
        await hang_sign(world.settings)
        async with running(world.settings), ClientSession(headers={"User-Agent": IPHONE}) as http:
            url = f"{world.settings.public_url}/{SIGN.code}"
            async with http.get(url) as page:
                assert SIGN.title in await page.text()
            async with http.get(f"{url}/w", allow_redirects=False) as tap:
                assert tap.headers["Location"].startswith("https://wa.me/18095550100")
            phone = world.twilio.phone("+18095550134", "Ana")
            await talk(phone, "Hola, me interesa esta propiedad (ref. K7M-4PF)", *ANSWERS)
            assert [lead.body["utm_content"] for lead in world.crm.received] == ["K7M4PF"]
        async with open_readonly(world.settings.database_url) as store:
            ticks = await store.ticks()
    counted = {tick.event: times for tick, times in ticks.items()}
    assert counted == {"abrió": 1, "tocó WhatsApp": 1, "inició chat": 1, "aceptó": 1, "envió": 1}


async def test_staff_see_what_would_be_sent(tmp_path: Path) -> None:
    """«PRUEBA» from a number of the staff: the fields of the CRM at the end, and not one request to it."""
    async with open_world(tmp_path, agency={"signs": {"staff": ["+1 809-555-0134"]}}) as world:
        await hang_sign(world.settings)
        async with running(world.settings):
            phone = world.twilio.phone("+18095550134", "Ana")
            heard = await talk(phone, "PRUEBA K7M-4PF", *ANSWERS)
            assert heard[-1].startswith("PRUEBA")
            assert f"property_uid: {SIGN.property_uid}" in heard[-1]
            assert "utm_content: K7M4PF" in heard[-1]
            assert world.crm.received == ()
        async with open_readonly(world.settings.database_url) as store:
            assert await store.ticks() == {}
            assert [change.deed for change in await store.sign_history("K7M4PF")] == ["new", "check"]


async def test_a_sign_that_changes_keeps_what_people_saw(tmp_path: Path) -> None:
    """Who scanned before the change asks for what they saw; who scans after it, for what hangs there now, at once."""
    async with open_world(tmp_path) as world:
        await hang_sign(world.settings)
        async with running(world.settings), ClientSession(headers={"User-Agent": IPHONE}) as http:
            early, late = world.twilio.phone("+18095550134", "Ana"), world.telegram.phone(42, "Luis")
            await talk(early, "ref K7M-4PF", "acepto")
            async with open_store(world.settings.database_url) as beside:
                assert await beside.point_sign(SIGN.code, VILLA, who="ana", now=datetime.now(UTC))
            late.start("s-K7M4PF")
            assert VILLA.title in (await late.hear()).text
            async with http.get(f"{world.settings.public_url}/{SIGN.code}") as page:
                assert VILLA.title in await page.text()
            summary = (await talk(early, *ANSWERS[1:-1]))[-1]
            assert SIGN.title in summary
            await talk(early, ANSWERS[-1])
            (lead,) = world.crm.received
            assert lead.body["property_uid"] == SIGN.property_uid
