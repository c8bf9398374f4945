"""A sign's page in a real browser without script: small screens, large letters, paper (signs §3)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bot.wording import LANGUAGES
from tests.browsers import CHROMIUM, FLAGS
from tests.test_sign_page import Site, site

__all__ = ["site"]  # the fixture
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")
SMALL = ViewportSize(width=320, height=568)
TWICE_AS_LARGE = ViewportSize(width=180, height=390)  # what is left of a phone's screen at 200 %


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    mapped = "--host-resolver-rules=MAP qr.casanova.do 127.0.0.1"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, mapped])
        yield browser
        await browser.close()


async def opened(browser: Browser, url: str, size: ViewportSize) -> tuple[Page, list[str]]:
    context = await browser.new_context(viewport=size, java_script_enabled=False)
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(url)
    return page, [address for address in asked if not address.startswith("data:")]


async def test_every_language_fits_on_small_screens(browser: Browser, site: Site) -> None:
    """Nothing is cut off at 320 pixels nor at 200 %, every link is large enough for a thumb, and one request is all."""
    for language in LANGUAGES:
        for size in (SMALL, TWICE_AS_LARGE):
            page, asked = await opened(browser, site.url_of(f"/K7M4PF?lang={language}"), size)
            links = [box for link in await page.get_by_role("link").all() if (box := await link.bounding_box())]
            assert len(asked) == 1
            assert len(links) == 3 + len(LANGUAGES) + 1
            assert all(box["height"] >= 48 and box["width"] >= 48 for box in links), language
            assert all(box["x"] >= 0 and box["x"] + box["width"] <= size["width"] for box in links), language
            await page.context.close()


async def test_on_paper_the_code_is_what_counts(browser: Browser, site: Site) -> None:
    """A printed page has no buttons that nobody can tap, and the code large enough to be typed."""
    page, _ = await opened(browser, site.url_of("/K7M4PF"), ViewportSize(width=800, height=1000))
    await page.emulate_media(media="print")
    assert not await page.get_by_role("link").filter(visible=True).all()
    code = await page.get_by_text("K7M-4PF", exact=True).bounding_box()
    assert code is not None
    assert code["height"] >= 40
