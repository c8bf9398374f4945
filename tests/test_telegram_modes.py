"""A bot changes between polling and a webhook while people write, and every message counts once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.main import running
from bot.sandbox.telegram_phone import TelegramPhone
from bot.sandbox.world import AGENCY, BOT_SECRET, World, open_world
from bot.settings.model import Settings
from tests.doors import rows

WITHIN_S = 15


def in_mode(world: World, mode: str) -> Settings:
    tree = world.settings.model_dump(mode="json")
    secret = BOT_SECRET if mode == "webhook" else ""
    tree["agencies"][AGENCY]["channels"]["telegram"] |= {"mode": mode, "secret_token": secret}
    return Settings.model_validate(tree)


async def hear(phone: TelegramPhone) -> str:
    async with asyncio.timeout(WITHIN_S):
        return (await phone.hear()).text


async def test_changing_the_way_of_delivery_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Polling, webhook and polling again: what was written between two starts is answered, and nothing twice, though
    Telegram brings again by webhook what a poll had not confirmed yet."""
    async with open_world(tmp_path, telegram_mode="polling") as world:
        phone, updates = world.telegram.phone(42, "Ana", "Peña"), world.telegram.updates
        phone.start()
        (first,) = updates.pending
        async with running(in_mode(world, "polling")):
            assert "¿Qué buscas?" in await hear(phone)
        updates.pending = [first]  # the process died before its next poll, which would have confirmed it
        phone.say("comprar")
        async with running(in_mode(world, "webhook")):
            assert "¿Te registro como Ana Peña?" in await hear(phone)
            await world.telegram.settled()
        phone.say("sí")
        async with running(in_mode(world, "polling")):
            assert "¿A qué número" in await hear(phone)
        assert updates.webhook is None
        assert [bubble.mine for bubble in phone.chat] == [True, False, True, False, True, False]
        assert rows(world.settings, "SELECT state, count(*) FROM inbox GROUP BY state") == [("done", 3)]
