"""The store in one SQLite file.

`file` opens, checks and migrates it; `lock` keeps a second `serve` out, and knows what the one before died over;
`writer` runs whatever jobs wait at one moment in one transaction, on one thread; `ledger` is what they work with.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from adapters.engines.sqlite.file import open_ledger, open_reading_ledger
from adapters.engines.sqlite.ledger import SqliteLedger
from adapters.engines.sqlite.writer import Writer
from adapters.store import Store


@asynccontextmanager
async def open_store(
    path: Path,
    *,
    encryption_keys: Sequence[str] = (),
    serving: bool = False,
    may_create: bool = True,
    on_hang: Callable[[], None] = lambda: None,
) -> AsyncIterator[Store]:
    """See `adapters.engines.open_store`. `serving` keeps every other `serve` out while it is open."""
    opening = open_ledger(path, encryption_keys, serving=serving, may_create=may_create)
    async with _writing(opening, on_hang=on_hang) as store:
        yield store


@asynccontextmanager
async def open_readonly(path: Path, *, encryption_keys: Sequence[str] = ()) -> AsyncIterator[Store]:
    """See `adapters.engines.open_readonly`."""
    async with _writing(open_reading_ledger(path, encryption_keys), begin="BEGIN") as store:
        yield store


@asynccontextmanager
async def _writing(
    opening: AbstractContextManager[SqliteLedger],
    begin: str = "BEGIN IMMEDIATE",
    on_hang: Callable[[], None] = lambda: None,
) -> AsyncIterator[Store]:
    ledger = await asyncio.to_thread(opening.__enter__)
    try:
        writer = Writer(ledger, begin=begin, on_hang=on_hang)
        try:
            yield Store(writer)
        finally:
            await writer.close()
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)
