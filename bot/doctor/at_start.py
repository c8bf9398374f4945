"""The same examination once in the life of `serve`: said in the log, and kept for `/readyz`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import aiohttp
import structlog

from bot.doctor.finding import Finding
from bot.settings.model import Settings
from bot.workers.waiting import stopped_within

log = structlog.get_logger()

AFTER_S = 10.0  # the first messages after a start come first, and a webhook that was just set has had its first call


async def examine_once(
    settings: Settings,
    http: aiohttp.ClientSession,
    stop: asyncio.Event,
    on_found: Callable[[Sequence[Finding]], None],
) -> None:
    """`on_found` gets what is not good. The CRMs are left out: a service that restarts in a loop would knock there
    each time, and the first lead tells as much."""
    if await stopped_within(stop, AFTER_S):
        return
    from bot.doctor.examine import examine  # a start is quicker without it

    found = [one for one in await examine(settings, http, crm=False) if one.grade != "good"]
    for one in found:
        log.warning("doctor", key=one.about, what=one.what, means=one.means, remedy=one.step)
    on_found(found)
