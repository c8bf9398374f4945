"""Takes docs/demo.png, the README's picture: runs the demo and plays one chat to its end and one half-way.

    python -m docs.take_picture

Needs Chromium and the development packages.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bot.demo import running_demo

PICTURE = Path(__file__).with_name("demo.png")
SIZE = (1720, 940)
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
ANSWERS = (
    "Ana Rosa Peña de la Cruz",
    "ana.pena@gmail.com",
    "busco pa mudarme en enero, 150 mil dólares con préstamo",
)


async def take_picture() -> None:
    """Write the picture beside this file."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Falta Chromium: apt-get install chromium")
    async with running_demo(port=0) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = await browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce", locale="es-DO"
        )
        await page.goto(demo.url)
        await play_whatsapp(page)
        await play_telegram(page)
        await page.mouse.move(0, 0)
        await page.screenshot(path=PICTURE)
        await browser.close()


async def scan(page: Page, phone: str, door: str) -> None:
    """Open the sign's page with the camera of a phone, and one of its chats."""
    await page.locator(f"#{phone} .scan").click()
    await page.frame_locator(f"#{phone} iframe").get_by_role("link", name=door).click()


async def play_whatsapp(page: Page) -> None:
    """From the sign to the lead."""
    await scan(page, "whatsapp", "WhatsApp")
    await page.locator("#whatsapp .go").click()
    await expect(page.locator("#whatsapp .theirs")).to_have_count(1)
    for told, answer in enumerate(ANSWERS, start=2):
        await page.locator("#whatsapp textarea").fill(answer)
        await page.locator("#whatsapp textarea").press("Enter")
        await expect(page.locator("#whatsapp .theirs")).to_have_count(told)
    await page.locator("#whatsapp").get_by_role("button", name="Sí, enviar").click()
    await expect(page.locator(".lead .answer b")).to_have_text("201")


async def play_telegram(page: Page) -> None:
    """From the sign to the question about the phone number."""
    await scan(page, "telegram", "Telegram")
    await page.locator("#telegram .start").click()
    await expect(page.locator("#telegram .theirs")).to_have_count(1)
    await page.locator("#telegram .choice", has_text="Sí").last.click()
    await expect(page.locator("#telegram .key")).to_be_visible()
    await expect(page.locator("#telegram .pressed")).to_have_count(0)


if __name__ == "__main__":
    asyncio.run(take_picture())
