"""The store in a PostgreSQL database, for any number of processes.

`server` is the way there, `schema` looks at the tables and migrates them; `workers` are the threads, `session` one
thread's transactions, `ledger` what a job works with. `attempts` finds out which event kills, `ear` hears of other
processes' work, `doubts` says what the server may lose. What one process promises another (a lease) ends by the clock
of the server; what a job must have for itself it holds (adapters/sql/postgres).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial

from adapters.engines.postgres.attempts import Attempts
from adapters.engines.postgres.doubts import find_doubts
from adapters.engines.postgres.ear import Ear
from adapters.engines.postgres.ledger import BEGIN_LOOKING, PostgresLedger
from adapters.engines.postgres.schema import examine, migrate
from adapters.engines.postgres.server import Server
from adapters.engines.postgres.session import Session
from adapters.engines.postgres.workers import Workers
from adapters.language import tr
from adapters.store import Store
from adapters.store.errors import StoreInUse
from adapters.store.keys import draw_hash_key, find_hash_key
from adapters.store.sealing import Seal

THREADS = 4  # each waits for the server most of the time
UNSYNCED = "synchronous_commit=off"  # of what a process may lose with the server, but not without it


@asynccontextmanager
async def open_store(
    database_url: str,
    *,
    encryption_keys: Sequence[str] = (),
    serving: bool = False,
    may_create: bool = True,
    on_hang: Callable[[], None] = lambda: None,
    on_work: Callable[[str], None] | None = None,
) -> AsyncIterator[Store]:
    """See `adapters.engines.open_store`. `serving` keeps out whoever would copy or replace everything."""
    server = Server(database_url)

    def look(ledger: PostgresLedger) -> bytes:
        if serving and not ledger.value("may_serve"):
            raise _replaced(server)
        migrate(ledger, server.name, may_create=may_create)
        return draw_hash_key(ledger)

    with closing(Attempts(partial(server.connect, UNSYNCED))) as attempts:
        ledger_on = partial(PostgresLedger, seal=Seal(encryption_keys), attempts=attempts)
        async with _working(server, ledger_on, look, on_hang) as store:
            if not (serving or on_work):
                yield store
                return
            async with _listening(server, on_work or _do_nothing):
                yield store


@asynccontextmanager
async def open_readonly(database_url: str, *, encryption_keys: Sequence[str] = ()) -> AsyncIterator[Store]:
    """See `adapters.engines.open_readonly`."""
    server = Server(database_url)

    def look(ledger: PostgresLedger) -> bytes:
        examine(ledger, server.name)
        return find_hash_key(ledger)

    ledger_on = partial(PostgresLedger, seal=Seal(encryption_keys), begin=BEGIN_LOOKING)
    async with _working(server, ledger_on, look) as store:
        yield store


@asynccontextmanager
async def _working(
    server: Server,
    ledger_on: Callable[..., PostgresLedger],
    look: Callable[[PostgresLedger], bytes],
    on_hang: Callable[[], None] = lambda: None,
) -> AsyncIterator[Store]:
    """`look` at the database first: it gives the key of hashes."""
    with closing(Session(server, ledger_on)) as first:
        hash_key = await asyncio.to_thread(first.run, look)
        doubts = await asyncio.to_thread(first.run, find_doubts)
    ledger_on = partial(ledger_on, hash_key=hash_key)
    workers = Workers([Session(server, ledger_on) for _ in range(THREADS)], doubts=doubts, on_hang=on_hang)
    try:
        yield Store(workers)
    finally:
        await workers.close()


@asynccontextmanager
async def _listening(server: Server, on_work: Callable[[str], None]) -> AsyncIterator[None]:
    ear = Ear(server, on_work)
    try:
        if not await ear.may_serve():
            raise _replaced(server)
        yield
    finally:
        await ear.close()


def _do_nothing(work: str) -> None:
    """Whoever waits for it looks every second."""


def _replaced(server: Server) -> StoreInUse:
    return StoreInUse(
        tr(
            f"alguien copia o restaura {server.name}: espera a que termine",
            f"somebody copies or restores {server.name}: wait until it is over",
        )
    )
