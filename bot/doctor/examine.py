"""The whole examination: every agency's channels and CRM, and the public address, all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator

import aiohttp

from adapters.language import tr
from bot.assembly import make_crm
from bot.channels import Wiring
from bot.doctor.crm import look_at_crm
from bot.doctor.finding import Finding
from bot.doctor.reach import look_from_outside
from bot.settings.model import Settings
from bot.staff.alerts import mailer_of

LONGEST_S = 30.0  # for one service, whose own deadlines are shorter
Look = tuple[str, Awaitable[list[Finding]]]  # a key of the settings, and what is found out about it


async def examine(
    settings: Settings, http: aiohttp.ClientSession, *, crm: bool = True, at_length: bool = False
) -> list[Finding]:
    """In the order of the settings. `crm`: whether to ask the CRMs too, by a request that looks like a lead without its
    fields; `at_length`: also what takes some seconds. Raises nothing: a service that does not answer is a finding."""
    looks = [_in_time(about, look) for about, look in _looks(settings, http, crm=crm, at_length=at_length)]
    found = await asyncio.gather(*looks)
    return [finding for findings in found for finding in findings]


def _looks(settings: Settings, http: aiohttp.ClientSession, *, crm: bool, at_length: bool) -> Iterator[Look]:
    yield "public_url", look_from_outside(settings.public_url, http)
    if mailer := mailer_of(settings):
        from bot.doctor.staff import look_at_mail  # the mail libraries, only where mail is sent

        yield "mail", look_at_mail(mailer)
    for name, agency in settings.agencies.items():
        if crm:
            about = f"agencies.{name}.alterestate"
            yield about, look_at_crm(about, make_crm(agency, settings.delivery.timeout_seconds, http))
        for channel in agency.channels:
            wiring = Wiring(settings=settings, agency=name, name=channel, http=http)
            yield wiring.key, wiring.kind.examine(wiring.configured, wiring)
            if at_length:
                yield wiring.key, wiring.kind.inspect(wiring.configured, wiring)


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
