"""The console in a real browser, on a desk and in the hand, in the light and in the dark."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Page, ViewportSize, async_playwright, expect
from pyotp import TOTP

from bot.sandbox.world import AGENCY
from tests.browsers import CHROMIUM, DESKTOP, FLAGS, HANDHELD
from tests.consoles import CODE, PASSWORD, SECRETS, Office, add_user, lead_of, open_office, talk

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
LOOK = "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
PAGES = (
    *("/", "/leads", "/leads?group=open", "/leads/LEAD", "/leads/LEAD/edit", "/leads/export", "/chats", "/chats/CHAT"),
    *("/funnel", "/signs", "/signs/CODE", "/settings", "/account"),
)
Scheme = Literal["light", "dark"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Chromium]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        await browser.close()


async def window(
    chromium: Chromium, office: Office, size: ViewportSize = DESKTOP, scheme: Scheme = "light", login: str = "ana"
) -> tuple[Page, list[str]]:
    """Somebody's window, signed in, and what a page must never do: errors, and requests to anybody else."""
    context = await chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", locale="es-DO")
    if login:
        cookies = (await office.keep(login)).cookies
        await context.add_cookies(
            [{"name": name, "value": value, "url": office.url} for name, value in cookies.items()]
        )
    return await watched(context, office)


async def watched(context: BrowserContext, office: Office) -> tuple[Page, list[str]]:
    page, trouble = await context.new_page(), list[str]()
    page.set_default_timeout(15_000)
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    own = (office.url, "data:")
    page.on("request", lambda asked: None if asked.url.startswith(own) else trouble.append(asked.url))
    return page, trouble


def address(office: Office, path: str) -> str:
    filled = path.replace("LEAD", office.leads[AGENCY, "rejected"]).replace("CHAT", str(office.chats[AGENCY]))
    return f"{office.url}/console{filled.replace('CODE', CODE)}"


async def faults(page: Page) -> list[str]:
    """What an automatic checker of accessibility takes for serious."""
    await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate(LOOK)
    assert found["passes"]
    return [
        f"{one['id']}: {node['target']}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical", "moderate")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (HANDHELD, "dark"), (HANDHELD, "light"), (DESKTOP, "dark")]
)
async def test_a_page_is_for_everybody(
    chromium: Chromium, office: Office, path: str, size: ViewportSize, scheme: Scheme
) -> None:
    """No page has a serious fault for those who hear it or use a keyboard, sticks out, or talks to anybody else."""
    page, trouble = await window(chromium, office, size, scheme)
    answer = await page.goto(address(office, path))
    assert answer
    assert answer.status == 200
    assert await faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    small = await page.evaluate(
        "[...document.querySelectorAll('button, .button, nav a, summary')].filter(e => e.getClientRects().length)"
        ".map(e => e.getBoundingClientRect()).filter(r => r.height < 40 || r.width < 24).length"
    )
    assert small == 0
    assert trouble == []
    await page.context.close()


async def test_somebody_signs_in(chromium: Chromium, office: Office) -> None:
    """With a keyboard alone: name, password, six digits, and the list of what is to be done."""
    async with office.store() as store:
        await add_user(store, AGENCY, "marta", "staff")
    page, trouble = await window(chromium, office, HANDHELD, login="")
    await page.goto(f"{office.url}/console/")
    assert await faults(page) == []
    await page.keyboard.type("marta")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Código de seguridad")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.type(TOTP(SECRETS["marta"]).now())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Hoy")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    assert trouble == []
    await page.context.close()


async def test_a_new_person_sets_their_phone_up(chromium: Chromium, office: Office) -> None:
    """The page with the code to scan is for everybody, and its recovery codes too."""
    async with office.store() as store:
        await add_user(store, AGENCY, "nina", "staff")
        nina = await store.people.find_user("nina")
        assert nina
        await store.people.set_factor(nina.id, "")
    page, trouble = await window(chromium, office, HANDHELD, login="")
    await page.goto(f"{office.url}/console/login")
    await page.get_by_label("Usuario").fill("nina")
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.get_by_role("button", name="Entrar").click()
    await expect(page.get_by_alt_text("Código QR para la app de autenticación")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_text("¿No puedes escanear?").click()
    secret = (await page.locator("details code").inner_text()).replace(" ", "")
    await page.get_by_label("Código").fill(TOTP(secret).now())
    await page.get_by_role("button", name="Activar").click()
    await expect(page.locator(".codes li")).to_have_count(8)
    assert await faults(page) == []
    await page.get_by_role("link", name="Ya los guardé").click()
    await expect(page.get_by_role("heading", name="Hoy")).to_be_visible()
    assert trouble == []
    await page.context.close()


async def test_a_refused_lead_is_resolved_within_a_minute(chromium: Chromium, office: Office) -> None:
    """Whoever has never seen the page finds the lead, reads why, corrects it and sees that it is gone."""
    page, trouble = await window(chromium, office, HANDHELD)
    await page.goto(f"{office.url}/console/")
    task = page.locator(".task", has_text="Luis Peña")
    await expect(task).to_contain_text("El CRM no acepta sus datos.")
    await task.get_by_role("link", name="Corregir y enviar").click()
    await page.get_by_label("Teléfono").fill("829 555 0111")
    await page.get_by_role("button", name="Guardar y enviar").click()
    await expect(page.get_by_role("status")).to_have_text("Va otra vez al CRM.")
    await page.goto(f"{office.url}/console/")
    await expect(page.locator(".task", has_text="Luis Peña")).to_have_count(0)
    assert trouble == []
    await page.context.close()


async def test_what_happens_comes_up_by_itself(chromium: Chromium, office: Office) -> None:
    """A new lead appears without reloading, and not while somebody is choosing why another is discarded."""
    page, trouble = await window(chromium, office)
    await page.goto(f"{office.url}/console/")
    await page.locator(".task", has_text="Rosa Elena Marte").get_by_text("Descartar…").click()
    async with office.store() as store:
        await talk(store, AGENCY, lead_of(AGENCY, 20, "Rosa Nueva", "+18095550166", "nueva@example.do"))
    await page.wait_for_timeout(5_000)
    await expect(page.locator(".task", has_text="Rosa Nueva")).to_have_count(0)
    await page.locator(".task", has_text="Rosa Elena Marte").get_by_text("Descartar…").click()
    await expect(page.locator(".task", has_text="Rosa Nueva")).to_have_count(1)
    await page.locator(".task", has_text="Rosa Nueva").get_by_text("Descartar…").click()
    await page.get_by_label("¿Por qué no se envía?").locator("visible=true").select_option("spam")
    await page.get_by_role("button", name="Descartar", exact=True).locator("visible=true").click()
    await expect(page.get_by_role("status")).to_have_text("Descartado: no se enviará.")
    await expect(page.locator(".task", has_text="Rosa Nueva")).to_have_count(0)
    assert trouble == []
    await page.context.close()


async def test_an_ended_session_leads_to_the_front_door(chromium: Chromium, office: Office) -> None:
    """A tab that keeps itself up to date shows no old names once its session is over."""
    async with office.store() as store:
        await add_user(store, AGENCY, "olga", "staff")
    page, _ = await window(chromium, office, login="olga")
    await page.goto(f"{office.url}/console/")
    async with office.store() as store:
        olga = await store.people.find_user("olga")
        assert olga
        await store.people.set_password(olga.id, "$argon2 another")
    await expect(page.get_by_role("heading", name="El escritorio de tu agencia")).to_be_visible()
    await page.context.close()


async def test_it_works_without_script(chromium: Chromium, office: Office) -> None:
    """Where a browser runs no script every page and button still does what it says."""
    context = await chromium.new_context(viewport=DESKTOP, java_script_enabled=False, locale="es-DO")
    cookies = (await office.keep("ana")).cookies
    await context.add_cookies([{"name": name, "value": value, "url": office.url} for name, value in cookies.items()])
    page = await context.new_page()
    await page.goto(f"{office.url}/console/")
    await page.locator(".task", has_text="Yudelka Mora").get_by_role("button", name="Ya lo atendí").click()
    await expect(page.get_by_role("status")).to_have_text("Hecho.")
    await context.close()
