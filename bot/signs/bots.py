"""What Telegram calls an agency's bot: links need the name, the settings have only the token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Protocol

import structlog

from adapters.store.errors import StoreUnavailable
from adapters.telegram import TelegramChannel, Trouble
from bot.assembly import http_session
from bot.channels import KINDS, Wiring
from bot.settings.model import Settings
from bot.workers.waiting import stopped_within

log = structlog.get_logger()

AGAIN_S = (5.0, 60.0, 600.0)  # the last repeats until it is known
REFRESH_S = 24 * 3600.0  # a bot can be renamed


class BotStore(Protocol):
    """What this needs of the store."""

    async def name_bot(self, agency: str, username: str) -> object: ...


async def ask_name(settings: Settings, agency: str, *, timeout_s: float) -> str:
    """Ask the platform now; «» when it does not say within this time, or when no channel has to be asked about."""
    for name, configured in settings.agencies[agency].channels.items():
        if ask := KINDS[configured.kind].ask_name:
            async with http_session() as http:
                wiring = Wiring(settings=settings, agency=agency, name=name, http=http)
                return await _in_time(ask(configured, wiring), timeout_s)
    return ""


async def _in_time(asking: Awaitable[str], timeout_s: float) -> str:
    try:
        async with asyncio.timeout(timeout_s):
            return await asking
    except TimeoutError:
        return ""


async def keep_bot_name(channel: TelegramChannel, store: BotStore, stop: asyncio.Event) -> None:
    """Ask at the start and once a day, until `stop`; without an answer, again after a while."""
    await channel.prepare()
    failures = 0
    wait_s = 0.0
    while not await stopped_within(stop, wait_s):
        asked = await channel.username()
        try:
            if isinstance(asked, str) and asked:
                await store.name_bot(channel.agency, asked)
                failures, wait_s = 0, REFRESH_S
                continue
        except StoreUnavailable:
            log.info("bot name waits for the store", agency=channel.agency)
        failures += isinstance(asked, Trouble) or not asked
        wait_s = AGAIN_S[min(failures, len(AGAIN_S)) - 1]
