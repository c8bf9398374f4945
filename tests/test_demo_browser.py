"""The demo in a real browser: what a stranger does with clicks and typing ends as a lead in the CRM panel."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from bot.demo import Demo, running_demo
from tests.browsers import CHROMIUM, DESKTOP, FLAGS, HANDHELD

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")


@dataclass
class Visit:
    """A browser window on the demo. `trouble` collects what a page must never do: errors and foreign requests."""

    page: Page
    demo: Demo
    trouble: list[str] = field(default_factory=list)

    async def write(self, phone: str, text: str) -> None:
        """Type and press Enter, then wait for the answer."""
        answers = await self.page.locator(f"#{phone} .theirs").count()
        field_ = self.page.locator(f"#{phone} textarea")
        await field_.fill(text)
        await field_.press("Enter")
        await expect(self.page.locator(f"#{phone} .theirs")).to_have_count(answers + 1)

    async def tap(self, label: str, phone: str = "telegram") -> None:
        """Tap the newest button of that label, then wait for the answer."""
        answers = await self.page.locator(f"#{phone} .theirs").count()
        await self.page.locator(f"#{phone} .message").get_by_role("button", name=label, exact=True).last.click()
        await expect(self.page.locator(f"#{phone} .theirs")).to_have_count(answers + 1)

    async def last_answer(self, phone: str) -> str:
        return await self.page.locator(f"#{phone} .theirs").last.inner_text()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    async with running_demo(port=0) as demo:
        page = await browser.new_page(viewport=DESKTOP, reduced_motion="reduce", locale="es-DO")
        page.set_default_timeout(10_000)
        visit = Visit(page, demo)
        page.on("console", lambda said: visit.trouble.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: visit.trouble.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((demo.url, "data:")) else visit.trouble.append(asked.url),
        )
        await page.goto(demo.url)
        await expect(page.locator("#whatsapp .scan")).to_be_visible()
        yield visit
        await page.close()
        assert visit.trouble == []


async def scan(visit: Visit, *, phone: str, door: str) -> None:
    """Point the camera of a phone at the sign, and tap a button of the page that it opens."""
    await visit.page.locator(f"#{phone} .scan").click()
    await visit.page.frame_locator(f"#{phone} iframe").get_by_role("link", name=door).click()
    await expect(visit.page.locator(".browser:visible")).to_have_count(0)


async def scan_on_whatsapp(visit: Visit) -> None:
    await scan(visit, phone="whatsapp", door="WhatsApp")
    await expect(visit.page.locator("#whatsapp textarea")).to_have_value(
        "Hola, me interesa esta propiedad (ref. K7M-4PF)"
    )
    await visit.page.locator("#whatsapp").get_by_role("button", name="Enviar").click()
    await expect(visit.page.locator("#whatsapp .theirs")).to_have_count(1)


async def test_whatsapp_from_the_sign_to_the_crm(visit: Visit) -> None:
    """A stranger scans the sign, answers seven short messages, and the CRM panel shows the lead with every field."""
    await scan_on_whatsapp(visit)
    note = "busco pa mudarme en enero, 150 mil dólares con préstamo"
    for text in ("1", "Ana Rosa Peña de la Cruz", "este mismo", "Ana.Pena@Gmail.com ", note, "1"):
        await visit.write("whatsapp", text)

    card = visit.page.locator(".lead")
    await expect(card).to_have_count(1)
    await expect(card.locator("h3")).to_have_text("Ana Rosa Peña de la Cruz")
    await expect(card.locator("header p")).to_contain_text("WhatsApp · canal 104")
    await expect(card.locator(".answer")).to_have_text("201contacto nuevo")
    for fact, value in {
        "phone": "+1 809-555-0134",
        "email": "ana.pena@gmail.com",
        "looking": "comprar",
        "budget": "USD 150,000",
        "property": "Apartamento 3 hab. en Naco · KNM6135T3B",
    }.items():
        await expect(card.locator(f".of-{fact} dd")).to_have_text(value)
    await expect(card.locator(".of-notes dd")).to_contain_text(note)
    await card.get_by_text("Ver el JSON enviado").click()
    await expect(card.locator("pre")).to_contain_text('"utm_content": "K7M4PF"')
    assert visit.demo.crm.received[-1].body["phone"] == "+18095550134"


async def test_whatsapp_by_taps_alone(visit: Visit) -> None:
    """In the hand a whole intake takes taps, but for the name, lists included, and what was chosen stays visible."""
    page, phone = visit.page, visit.page.locator("#whatsapp")
    await page.set_viewport_size(HANDHELD)
    await visit.write("whatsapp", "Hola")
    await visit.tap("Alquilar o rentar", "whatsapp")
    await expect(phone.locator(".mine").last).to_contain_text("Casa Caribe")  # the message that is answered
    await expect(phone.locator(".choice[aria-pressed]")).to_have_text("Alquilar o rentar")
    await visit.write("whatsapp", "Ana Rosa Peña")
    await visit.tap("No tengo correo", "whatsapp")
    await visit.tap("Nada más", "whatsapp")
    await visit.tap("Cambiar algo", "whatsapp")

    await phone.get_by_role("button", name="Ver opciones").click()
    sheet = page.get_by_role("dialog", name="Ver opciones")
    await expect(sheet.get_by_role("button", name="Enviar")).to_be_disabled()
    for row in await sheet.locator(".list-row").all():
        box = await row.bounding_box()
        assert box
        assert box["height"] >= 44
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await phone.get_by_role("button", name="Ver opciones").click()
    await sheet.get_by_text("Qué busco").click()
    await sheet.get_by_role("button", name="Enviar").click()
    await expect(phone.locator(".mine .text").last).to_have_text("Qué busco")
    await expect(phone.locator(".theirs")).to_have_count(7)
    await visit.tap("Comprar", "whatsapp")
    await visit.tap("Sí, enviar", "whatsapp")

    await page.locator(".views").get_by_role("button", name="CRM").click()
    await expect(page.locator(".lead h3")).to_have_text("Ana Rosa Peña")
    await expect(page.locator(".lead .of-looking dd")).to_have_text("comprar")


async def test_telegram_with_buttons_and_the_own_number(visit: Visit) -> None:
    """On Telegram the same takes taps: START by the sign, buttons, the share-my-number keyboard with its question."""
    page = visit.page
    await scan(visit, phone="telegram", door="Telegram")
    await page.get_by_role("button", name="INICIAR").click()
    await expect(page.locator("#telegram .theirs")).to_have_count(1)
    await visit.tap("Sí")
    await page.get_by_role("button", name="Compartir mi número").click()
    await expect(page.get_by_role("alertdialog")).to_contain_text("+1 809-555-0135")
    await page.get_by_role("button", name="Compartir", exact=True).click()
    await expect(page.locator("#telegram .theirs").last.get_by_role("button", name="No tengo correo")).to_be_visible()
    await expect(page.locator("#telegram .keys")).to_be_hidden()
    await visit.write("telegram", "luis@mail.com")
    await visit.tap("Nada más")
    await visit.tap("Sí, enviar")

    card = page.locator(".lead")
    await expect(card.locator("h3")).to_have_text("Luis Díaz")
    await expect(card.locator(".of-phone dd")).to_have_text("+1 809-555-0135")
    await expect(card.locator(".of-email dd")).to_have_text("luis@mail.com")
    await expect(card.locator("header p")).to_contain_text("Telegram · canal 105")


async def test_the_switch_changes_what_the_person_hears(visit: Visit) -> None:
    """With the CRM switched to «ya registrado» the person is told that they were registered before."""
    await visit.page.get_by_role("button", name="Lo que recibió AlterEstate").click()
    await visit.page.locator(".mode", has_text="ya registrado").click()
    await scan_on_whatsapp(visit)
    for text in ("1", "Ana Peña", "este mismo", "ana@gmail.com", "saltar", "1"):
        await visit.write("whatsapp", text)
    await expect(visit.page.locator(".lead .answer")).to_have_text("200ya existía")
    assert "ya estabas en los registros de Casa Caribe" in await visit.last_answer("whatsapp")


async def test_reload_loses_nothing_and_text_stays_text(visit: Visit) -> None:
    """The chat is as it was after a reload, and what somebody types is never taken for part of the page."""
    hostile = '<img src=x onerror="document.title=1"> https://example.com/a'
    await visit.write("whatsapp", hostile)
    await visit.page.reload()
    await expect(visit.page.locator("#whatsapp .mine .text")).to_have_text(hostile)
    assert await visit.page.locator("#whatsapp .log img, #whatsapp .log a[href*=example]").count() == 0


async def test_starting_over_gives_the_phone_to_somebody_else(visit: Visit) -> None:
    """«Empezar de nuevo» empties the chat and shows the sign again, under another number."""
    await visit.write("whatsapp", "hola")
    await visit.page.locator("#whatsapp .under").get_by_role("button", name="Empezar de nuevo").click()
    await expect(visit.page.locator("#whatsapp .scan")).to_be_visible()
    await expect(visit.page.locator("#whatsapp .owner")).not_to_contain_text("+1 809-555-0134")


async def test_english_reaches_the_bot_too(visit: Visit) -> None:
    """Who switches the page to English gets an assistant that speaks English."""
    await visit.page.get_by_role("button", name="English").click()
    await visit.page.get_by_role("button", name="START", exact=True).click()
    await expect(visit.page.locator("#telegram .theirs")).to_contain_text("I'm the automated assistant")


async def test_an_english_browser_reads_english(browser: Browser, visit: Visit) -> None:
    """The page speaks the language that the browser asks for, and so does what the sign prepares."""
    page = await browser.new_page(viewport=DESKTOP, locale="en-US")
    await page.goto(visit.demo.url)
    await expect(page.locator(".steps li").first).to_have_text("Scan the sign")
    await page.locator("#whatsapp .scan").click()
    await page.frame_locator("#whatsapp iframe").get_by_role("link", name="Continue on WhatsApp").click()
    await expect(page.locator("#whatsapp textarea")).to_have_value("Hi, I'm interested in this property (ref. K7M-4PF)")
    await page.close()


async def test_a_sign_scanned_with_one_phone_opens_the_other_app(visit: Visit) -> None:
    """In the hand the app that was chosen on the sign's page comes to the front."""
    await visit.page.set_viewport_size(HANDHELD)
    await scan(visit, phone="whatsapp", door="Telegram")
    await expect(visit.page.locator(".place:visible")).to_have_id("telegram")
    await visit.page.get_by_role("button", name="INICIAR").click()
    await expect(visit.page.locator("#telegram .theirs")).to_contain_text("Apartamento 3 hab. en Naco")


async def test_what_was_understood_stands_beside_each_message(visit: Visit) -> None:
    """Each message shows what was taken from it, in plain words, and the webhook for who wants to look; what answers
    nothing says so; once the lead is there, the panel turns to the CRM by itself."""
    page = visit.page
    await visit.write("whatsapp", "Hola")
    await visit.write("whatsapp", "qwerty")
    await expect(page.locator("#heard .entry").first.locator(".result")).to_have_text("no responde")
    await visit.write("whatsapp", "Soy Ana Peña y busco alquilar en Naco por 900 dólares, ana@mail.com")
    entry = page.locator("#heard .entry").first
    for fact in ("NombreAna Peña", "Correoana@mail.com", "Buscaalquilar", "PresupuestoUSD 900"):
        await expect(entry.locator(".chip", has_text=fact)).to_be_visible()
    await entry.get_by_text("Ver el webhook").click()
    await expect(entry.locator("pre")).to_contain_text("POST /webhooks/casacaribe/whatsapp")
    await expect(entry.locator("pre")).to_contain_text('"ProfileName": "Ana"')

    await visit.tap("Nada más", "whatsapp")
    await expect(page.locator("#heard .entry").first.locator(".deed")).to_have_text("Tocó Nada más")
    await visit.tap("Sí, enviar", "whatsapp")
    await expect(page.locator("#crm .lead")).to_be_visible()
    await expect(page.locator("#heard")).to_be_hidden()
    await page.get_by_role("button", name="Qué entendió").click()
    last = page.locator("#heard .entry .deed")
    await expect(last.nth(1)).to_have_text("Tocó Sí, enviar")
    await expect(last.nth(0)).to_have_text("Contestó el CRM, y se lo dice")


async def test_nothing_typed_is_lost_while_the_server_restarts(browser: Browser) -> None:
    """What is sent while nobody answers waits on the screen with a clock and goes out once the demo is back; what is
    only typed stays in its field, over a reload too."""
    async with running_demo(port=0) as first:
        page = await browser.new_page(viewport=DESKTOP, locale="es-DO")
        await page.goto(first.url)
        await expect(page.locator("#whatsapp .scan")).to_be_visible()
    field_ = page.locator("#whatsapp textarea")
    await field_.fill("Hola, soy Ana Peña")
    await field_.press("Enter")
    await expect(page.locator("#whatsapp .mine")).to_contain_text("se enviará cuando vuelva la conexión")
    await field_.fill("y busco en Naco")
    async with running_demo(port=int(first.url.rsplit(":", 1)[1].strip("/"))):
        await expect(page.locator("#whatsapp .theirs")).to_have_count(1, timeout=20_000)
        await expect(page.locator("#whatsapp .mine")).to_have_count(1)
        await expect(page.locator(".notice")).to_be_hidden()
        await page.reload()
        await expect(field_).to_have_value("y busco en Naco")
        await page.close()


async def test_at_night_the_outcome_comes_too(browser: Browser) -> None:
    """Whoever tries «caído» in the evening sees the end of it: no quiet hours hold it back in the demo."""
    night = datetime.now(ZoneInfo("America/Santo_Domingo")).replace(hour=22, minute=30)
    ahead = night - datetime.now(UTC)
    async with running_demo(port=0, clock=lambda: datetime.now(UTC) + ahead) as demo:
        page = await browser.new_page(viewport=DESKTOP, locale="es-DO")
        visit = Visit(page, demo)
        await page.goto(demo.url)
        await page.get_by_role("button", name="Lo que recibió AlterEstate").click()
        await page.locator(".mode", has_text="caído").click()
        await visit.write("whatsapp", "Hola, soy Ana Peña, quiero comprar, ana@mail.com")
        await visit.tap("Nada más", "whatsapp")
        await page.locator("#whatsapp .message").get_by_role("button", name="Sí, enviar").last.click()
        await expect(page.locator(".lead .answer")).to_contain_text("503")
        await expect(page.locator("#whatsapp .theirs")).to_have_count(3, timeout=20_000)
        await page.locator(".mode", has_text="normal").click()
        await expect(page.locator("#whatsapp .theirs")).to_have_count(4, timeout=20_000)
        await page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_can_be_read_in_the_dark(browser: Browser, visit: Visit, scheme: Literal["light", "dark"]) -> None:
    """The page follows the system, and its own switch changes it for good: dark letters on light or the other way."""
    page = await browser.new_page(viewport=DESKTOP, color_scheme=scheme)
    await page.goto(visit.demo.url)
    before = await brightness(page)
    await page.locator(".theme").click()
    await page.reload()
    after = await brightness(page)
    assert (before[0] > before[1], after[0] > after[1]) == ((True, False) if scheme == "light" else (False, True))
    await page.close()


async def brightness(page: Page) -> tuple[float, float]:
    """Of the page and of its letters, 0 to 765."""
    colours: list[str] = await page.evaluate(
        "() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]; }"
    )
    ground, letters = (sum(map(float, re.findall(r"[\d.]+", colour)[:3])) for colour in colours)
    return ground, letters


@pytest.mark.parametrize(("width", "panels"), [(1920, 2), (1440, 1), (1200, 1), (1024, 1), (360, 0)])
@pytest.mark.parametrize("language", ["Español", "English"])
async def test_fits_any_window(visit: Visit, width: int, panels: int, language: str) -> None:
    """Where there is room two panels stand side by side, elsewhere one behind its tab; nothing sticks out."""
    await visit.page.set_viewport_size(ViewportSize(width=width, height=900))
    await visit.page.get_by_role("button", name=language).click()
    await expect(visit.page.locator(".panel:visible")).to_have_count(panels)
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= width
    for tab in await visit.page.locator(".tabs button:visible, .views button:visible").all():
        box = await tab.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width


async def test_fits_a_phone(visit: Visit) -> None:
    """In the hand one thing is shown at a time, nothing sticks out, and every target can be hit with a thumb."""
    page = visit.page
    await page.set_viewport_size(HANDHELD)
    for view, shown in (("Telegram", "#telegram"), ("Entendido", "#heard"), ("CRM", "#crm"), ("WhatsApp", "#whatsapp")):
        await page.locator(".views").get_by_role("button", name=view).click()
        await expect(page.locator(".place:visible")).to_have_count(1)
        box = await page.locator(shown).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= HANDHELD["width"]
    for target in ("#whatsapp .clip", "#whatsapp .go", "#whatsapp .more"):
        box = await page.locator(target).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 40


async def test_the_agency_has_its_own_page(visit: Visit) -> None:
    """A third tab shows the console on what was said here, already signed in."""
    page = visit.page
    await visit.write("whatsapp", "Hola")
    await page.locator(".tabs").get_by_role("button", name="La agencia").click()
    console = page.frame_locator("#agency iframe")
    await expect(console.get_by_role("heading", name="Hoy")).to_be_visible()
    await console.get_by_role("link", name="Chats").click()
    await expect(console.locator(".list li")).to_have_count(1)
    await expect(console.locator(".list .live")).to_have_text("ahora")
    visit.trouble = [what for what in visit.trouble if "/console/" not in what]  # the service's own, on another port
