"""Where WhatsApp's buttons and lists are noted between two starts; nobody waits for a store that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from adapters.store.errors import StoreBroken, StoreUnavailable

LONGEST_S = 1.0  # less than the person may wait for buttons

T = TypeVar("T")


class ContentStore(Protocol):
    """What it needs of the store."""

    async def find_content(self, account: str, name: str) -> str | None: ...
    async def keep_content(self, account: str, name: str, sid: str) -> None: ...
    async def drop_content(self, account: str, name: str) -> None: ...


class StoredShelf:
    """A shelf (adapters/twilio_content.py) in the store."""

    def __init__(self, store: ContentStore) -> None:
        self._store = store

    async def find(self, account: str, name: str) -> str | None:
        """None also where the store does not say: Twilio knows it as well."""
        return await _at_once(self._store.find_content(account, name))

    async def keep(self, account: str, name: str, sid: str | None) -> None:
        """Lost where the store does not take it: it is found again at Twilio."""
        if sid is None:
            await _at_once(self._store.drop_content(account, name))
        else:
            await _at_once(self._store.keep_content(account, name, sid))


async def _at_once(job: Awaitable[T]) -> T | None:
    try:
        async with asyncio.timeout(LONGEST_S):
            return await job
    except (StoreUnavailable, StoreBroken, TimeoutError):
        return None
