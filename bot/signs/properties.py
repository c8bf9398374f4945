"""What the CRM calls its properties, kept in the store so that no chat and no page waits for the CRM."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog
from aiohttp import ClientSession

from adapters.alterestate_properties import AlterEstateProperties
from adapters.signs import Property
from adapters.store.errors import StoreUnavailable
from bot.settings.model import Settings
from bot.signs.thumbnails import small_photo
from bot.workers.waiting import Clock, stopped_within, utc_now

log = structlog.get_logger()

FIRST_AFTER_S = 5.0  # a start has better things to do
EVERY_S = 3600.0
MOST_PHOTOS = 200  # with one list
AGAIN_S = 600.0  # the CRM gave no usable answer


class PropertyStore(Protocol):
    """What this needs of the store."""

    async def property(self, agency: str, uid: str) -> Property | None: ...
    async def put_properties(self, agency: str, properties: Sequence[Property], now: datetime) -> object: ...
    async def unmade_photos(self, agency: str, most: int) -> Sequence[tuple[str, str]]: ...
    async def put_photo(self, agency: str, uid: str, source: str, picture: bytes, now: datetime) -> object: ...


def readers(settings: Settings, http: ClientSession) -> dict[str, AlterEstateProperties]:
    """By agency, where a token allows to read."""
    return {
        name: AlterEstateProperties(
            http, base_url=agency.alterestate.base_url, read_token=agency.alterestate.read_token
        )
        for name, agency in settings.agencies.items()
        if agency.alterestate.read_token
    }


async def keep_properties(
    agency: str,
    reader: AlterEstateProperties,
    store: PropertyStore,
    stop: asyncio.Event,
    *,
    first_after_s: float = FIRST_AFTER_S,
    clock: Clock = utc_now,
) -> None:
    """Read the list soon after the start and every hour, until `stop`."""
    wait_s, was_good = first_after_s, True
    while not await stopped_within(stop, wait_s):
        properties = await reader.read_all()
        wait_s = EVERY_S if properties is not None else AGAIN_S
        if properties is None and was_good:
            log.warning("properties cannot be read", agency=agency)
        was_good = properties is not None
        try:
            await store.put_properties(agency, properties or (), clock())
            await make_photos(agency, reader, store, stop, clock)
        except StoreUnavailable:
            wait_s = AGAIN_S


async def make_photos(
    agency: str, reader: AlterEstateProperties, store: PropertyStore, stop: asyncio.Event, clock: Clock
) -> None:
    """The photographs of properties that a sign shows, made small one after the other. What did not come is asked for
    again with the next list."""
    for uid, address in await store.unmade_photos(agency, MOST_PHOTOS):
        if stop.is_set():
            return
        file = await reader.read_photo(address)
        if file is not None:
            await store.put_photo(agency, uid, address, await asyncio.to_thread(small_photo, file), clock())


async def find_property(
    store: PropertyStore, settings: Settings, agency: str, uid: str, *, timeout_s: float, now: datetime
) -> Property | None:
    """As it is known, else as the CRM says within this time; None when neither knows it, or nothing may be read."""
    if known := await store.property(agency, uid):
        return known
    await store.put_properties(agency, await read_listing(settings, agency, timeout_s=timeout_s) or (), now)
    return await store.property(agency, uid)


async def read_listing(settings: Settings, agency: str, *, timeout_s: float) -> tuple[Property, ...] | None:
    """What the CRM lists now; None when nothing may be read, or it does not say within this time."""
    from bot.assembly import http_session  # only a command comes here

    async with http_session() as http:
        reader = readers(settings, http).get(agency)
        try:
            async with asyncio.timeout(timeout_s):
                return await reader.read_all() if reader else None
        except TimeoutError:
            return None
