"""The worker that keeps what people said no longer than they were told (adapters/store/retention.py has the times)."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Protocol

import structlog

from adapters.records import Retained
from adapters.store.errors import StoreBroken, StoreUnavailable
from bot.workers.waiting import stopped_within

log = structlog.get_logger()

FIRST_AFTER_S = 60.0  # a start has better things to do
EVERY_S = 3600.0
MORE_AFTER_S = 1.0  # messages go first


class RetentionStore(Protocol):
    """What this worker needs of the store."""

    async def retain(self, now: datetime) -> Retained:
        """Erase a bounded part of what is due."""


async def keep_short(store: RetentionStore, stop: asyncio.Event, *, first_after_s: float = FIRST_AFTER_S) -> None:
    """Erase what is due, every hour until `stop`. Raises only StoreBroken."""
    wait_s = first_after_s
    while not await stopped_within(stop, wait_s):
        wait_s = await _retain(store)


async def _retain(store: RetentionStore) -> float:
    """Look once; how many seconds until the next look."""
    try:
        retained = await store.retain(datetime.now(UTC))
    except StoreUnavailable:
        log.info("retention waits for the store")
        return FIRST_AFTER_S
    except StoreBroken:
        raise
    except Exception as error:  # noqa: BLE001  # tidying up must not end the service
        log.error("retention failed", error=type(error).__name__)
        return EVERY_S
    _report(retained)
    return MORE_AFTER_S if retained.more else EVERY_S


def _report(retained: Retained) -> None:
    """Once for a clock that jumped, and whenever something was erased."""
    if retained.clock == "jumped":
        log.warning("retention waits: the clock jumped more than 48 h")
    erased = {name: rows for name, rows in asdict(retained).items() if name not in ("clock", "more")}
    if any(erased.values()):
        log.info("retention", **erased)
