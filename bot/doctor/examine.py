"""The whole examination: every agency's channels and CRM, and the public address, all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Mapping
from functools import partial

import aiohttp

from adapters.telegram import Menu, TelegramChannel
from bot.assembly import make_crm, make_telegram, make_twilio_account
from bot.doctor.crm import look_at_crm
from bot.doctor.finding import Finding
from bot.doctor.reach import look_from_outside
from bot.doctor.telegram import look_at_bot
from bot.doctor.whatsapp import look_at_number
from bot.settings.model import Settings, TelegramSettings, WhatsAppSettings
from bot.workers.polling import menu_of
from flows.wording import Catalogue

TELEGRAM = TelegramSettings.model_fields["api_base_url"].default  # its own servers, with their own rules
LONGEST_S = 30.0  # for one service, whose own deadlines are shorter
Look = tuple[str, Awaitable[list[Finding]]]  # a key of the settings, and what is found out about it


async def examine(
    settings: Settings, catalogues: Mapping[str, Catalogue], http: aiohttp.ClientSession, *, crm: bool = True
) -> list[Finding]:
    """In the order of the settings. `crm`: whether to ask the CRMs too, by a request that looks like a lead without its
    fields. Raises nothing: a service that does not answer is a finding."""
    looks = [_in_time(about, look) for about, look in _looks(settings, catalogues, http, crm=crm)]
    found = await asyncio.gather(*looks)
    return [finding for findings in found for finding in findings]


def _looks(
    settings: Settings, catalogues: Mapping[str, Catalogue], http: aiohttp.ClientSession, *, crm: bool
) -> Iterator[Look]:
    yield "public_url", look_from_outside(settings.public_url, http)
    for name, agency in settings.agencies.items():
        if crm:
            about = f"agencies.{name}.alterestate"
            yield about, look_at_crm(about, make_crm(agency, settings.delivery.timeout_seconds, http))
        for channel, configured in agency.channels.items():
            about = f"agencies.{name}.channels.{channel}"
            match configured:
                case TelegramSettings():
                    bot = make_telegram(settings, name, channel, configured, http)
                    set_up = partial(_set_up, bot, menu_of(catalogues, agency.language))
                    called = settings.public_url if configured.api_base_url == TELEGRAM else ""
                    yield about, look_at_bot(about, bot, called, set_up)
                case WhatsAppSettings():
                    account = make_twilio_account(configured, http)
                    url = settings.webhook_url(name, channel)
                    yield about, look_at_number(about, account, configured.number, url)


async def _in_time(about: str, look: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        async with asyncio.timeout(LONGEST_S):
            return await look
    except TimeoutError:
        return [Finding(about=about, grade="notice", what="no contestó a tiempo", step="repite más tarde")]


async def _set_up(channel: TelegramChannel, menu: Menu) -> None:
    """As `serve` does at its start."""
    await channel.connect()
    await channel.set_menu(menu)
