"""The whole examination: every agency's channels and CRM, the public address and this machine, all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator

import aiohttp

from adapters.language import tr
from bot.assembly import make_crm
from bot.channels import Wiring
from bot.doctor.crm import look_at_crm
from bot.doctor.finding import Finding
from bot.doctor.ground import look_at_disk
from bot.doctor.reach import look_from_outside
from bot.settings.model import Settings

LONGEST_S = 30.0  # for one service, whose own deadlines are shorter
Look = tuple[str, Awaitable[list[Finding]]]  # a key of the settings, and what is found out about it


async def examine(settings: Settings, http: aiohttp.ClientSession, *, crm: bool = True) -> list[Finding]:
    """In the order of the settings. `crm`: whether to ask the CRMs too, by a request that looks like a lead without its
    fields. Raises nothing: a service that does not answer is a finding."""
    looks = [_in_time(about, look) for about, look in _looks(settings, http, crm=crm)]
    found = await asyncio.gather(*looks)
    return [*look_at_disk(settings.database_path), *(finding for findings in found for finding in findings)]


def _looks(settings: Settings, http: aiohttp.ClientSession, *, crm: bool) -> Iterator[Look]:
    yield "public_url", look_from_outside(settings.public_url, http)
    for name, agency in settings.agencies.items():
        if crm:
            about = f"agencies.{name}.alterestate"
            yield about, look_at_crm(about, make_crm(agency, settings.delivery.timeout_seconds, http))
        for channel in agency.channels:
            wiring = Wiring(settings=settings, agency=name, name=channel, http=http)
            yield wiring.key, wiring.kind.examine(wiring.configured, wiring)


async def _in_time(about: str, look: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        async with asyncio.timeout(LONGEST_S):
            return await look
    except TimeoutError:
        return [
            Finding(
                about=about,
                grade="notice",
                what=tr("no contestó a tiempo", "it did not answer in time"),
                step=tr("repite más tarde", "try again later"),
            )
        ]
