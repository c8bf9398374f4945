"""The worker that closes with the newest key what was stored before it (promises §8)."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from adapters.language import tr
from adapters.records import Resealing
from adapters.store.errors import StoreUnavailable
from bot.workers.waiting import stopped_within

log = structlog.get_logger()

AGAIN_AFTER_S = 30.0  # the store is not answering
PAUSE_S = 0.02  # messages go first
REMEDY = tr(
    "devuelve la clave que falta al final de data.encryption_keys, hasta que «leadbot check» no avise más",
    "put the missing key back at the end of data.encryption_keys, until «leadbot check» no longer warns of it",
)


class SealedStore(Protocol):
    """What this worker needs of the store."""

    async def reseal(self, so_far: Resealing) -> Resealing: ...


async def keep_sealed(store: SealedStore, stop: asyncio.Event) -> None:
    """Go once through all that is stored, then end: what is written from now on is under the newest key."""
    so_far, wait_s = Resealing(), 0.0
    while not (so_far.done or await stopped_within(stop, wait_s)):
        try:
            so_far, wait_s = await store.reseal(so_far), PAUSE_S
        except StoreUnavailable:
            wait_s = AGAIN_AFTER_S
    if so_far.rows:
        log.info("sealed with the newest key", rows=so_far.rows)
    if so_far.unreadable:
        log.warning("stored under a key that is missing", rows=so_far.unreadable, remedy=REMEDY)
