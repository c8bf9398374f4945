"""Takes docs/console-*.png, the pictures of the guide: a console with something of everything in it.

    python -m docs.draw_console

Needs Chromium and the development packages.
"""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, ViewportSize, async_playwright

from bot.sandbox.world import AGENCY
from tests.browsers import CHROMIUM, FLAGS, HANDHELD
from tests.consoles import Office, open_office

DESK = ViewportSize(width=1200, height=760)
COLOURS = 128  # of a page with one accent; a quarter of the bytes
PICTURES: tuple[tuple[str, str, ViewportSize, Literal["light", "dark"]], ...] = (
    ("today", "/", DESK, "light"),
    ("lead", "/leads/LEAD", HANDHELD, "light"),
    ("chat", "/chats/CHAT", HANDHELD, "dark"),
    ("funnel", "/funnel", DESK, "dark"),
)


async def take_pictures() -> None:
    """Write them beside this file."""
    if CHROMIUM is None:
        sys.exit("Falta Chromium: apt-get install chromium")
    with TemporaryDirectory() as folder:
        async with open_office(Path(folder)) as office, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            for name, path, size, scheme in PICTURES:
                await take(browser, office, name, path, size, scheme)
            await browser.close()


async def take(
    browser: Browser, office: Office, name: str, path: str, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    context = await browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", locale="es-DO")
    cookies = (await office.keep("ana")).cookies
    await context.add_cookies([{"name": one, "value": value, "url": office.url} for one, value in cookies.items()])
    page = await context.new_page()
    filled = path.replace("LEAD", office.leads[AGENCY, "rejected"]).replace("CHAT", str(office.chats[AGENCY]))
    await page.goto(f"{office.url}/console{filled}")
    taken = Image.open(io.BytesIO(await page.screenshot()))
    taken.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(
        Path(__file__).with_name(f"console-{name}.png"), optimize=True
    )
    await context.close()


if __name__ == "__main__":
    asyncio.run(take_pictures())
