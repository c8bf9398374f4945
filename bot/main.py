"""Lets the service work until the process is told to stop: opens the store and the socket, and starts the workers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

import structlog

from adapters.engines import open_readonly, open_store
from adapters.records import Turned
from adapters.store import Store
from adapters.store.errors import StoreBroken
from bot.assembly import http_session, waits_of
from bot.checks.doubts import doubted
from bot.checks.gone import gone_agencies
from bot.checks.lost import lost_interval
from bot.http.descriptors import raise_limit, share_out
from bot.http.listening import listening
from bot.logs import Seldom
from bot.metrics import Metrics
from bot.problem import Problem
from bot.service import Service
from bot.settings.model import Settings
from bot.tracing import tracing
from bot.workers.waiting import Bell, Clock, utc_now
from flows.understanding.numbering import load_numbers

log = structlog.get_logger()


def serve(settings: Settings, metrics: Metrics, known: Sequence[Problem] = ()) -> int:
    """Run until SIGTERM or SIGINT. The exit status is that of promises §7: 0, or what broke. `known` is what somebody
    should mend, said once this process may work."""
    try:
        asyncio.run(_until_signalled(settings, metrics, known))
    except ExceptionGroup as group:
        broken = group.subgroup(StoreBroken)
        if broken is None:
            raise
        log.error("store broken", what=str(first_of(broken)))
        return StoreBroken.exit_code
    return 0


def first_of(group: BaseException) -> BaseException:
    """Of all that broke at once."""
    return first_of(group.exceptions[0]) if isinstance(group, BaseExceptionGroup) else group


async def _until_signalled(settings: Settings, metrics: Metrics, known: Sequence[Problem]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run(settings, stop, metrics, known=known)


async def run(
    settings: Settings,
    stop: asyncio.Event,
    metrics: Metrics,
    *,
    on_listening: Callable[[int], None] = lambda port: None,
    known: Sequence[Problem] = (),
    clock: Clock = utc_now,
    on_turn: Callable[[Turned], None] = lambda turned: None,
    frames: str = "'none'",
) -> None:
    """The whole service, until `stop`. `on_listening` hears the port once requests are answered, `on_turn` of each turn
    once it is durable; `frames`: who may show the console inside a page of theirs, as CSP writes it."""

    def note(turned: Turned) -> None:
        metrics.count_turn(turned)
        on_turn(turned)

    load_numbers()  # a message that were the first to need them would wait for the disk, or for a file that fails
    shares, deliveries = share_out(raise_limit()), Bell()
    keys = settings.data.encryption_keys
    async with (
        open_store(
            settings.database_url,
            encryption_keys=keys,
            serving=True,
            on_hang=end_hanging,
            on_work=lambda work: deliveries.ring(),
        ) as store,
        open_readonly(settings.database_url, encryption_keys=keys) as reading,
        tracing(settings.traces_url) as traces,
        http_session(shares.outgoing, traces.outgoing) as http,
    ):
        service = Service(
            settings,
            store,
            reading,
            http,
            stop=stop,
            metrics=metrics,
            deliveries=deliveries,
            clock=clock,
            frames=frames,
            on_turn=note,
        )
        if hastened := await store.recover(clock(), waits_of(settings)):
            log.warning("the clock was put back", hastened=hastened)
        await say_what_is_wrong(settings, store, known, clock())
        async with listening(
            service.reception().application(traces.incoming),
            *settings.address,
            on_slow=partial(metrics.webhooks.add, "", "slow headers"),
            most=shares.incoming,
            on_crowded=partial(note_crowded, metrics, Seldom()),
        ) as port:
            log.info("listening", port=port)
            on_listening(port)
            async with asyncio.TaskGroup() as tasks:
                for name, work in service.workers():
                    tasks.create_task(work, name=name)


async def say_what_is_wrong(settings: Settings, store: Store, known: Sequence[Problem], now: datetime) -> None:
    """Once at the start, what somebody should mend: in the settings, in the store, and between the two."""
    gone = gone_agencies(settings, await store.waiting_leads())
    lost = lost_interval(settings, await store.lost(now))
    for problem in (*known, *doubted(store.doubts), *gone, *lost):
        log.warning("settings", key=problem.key, what=problem.what, remedy=problem.remedy)


def end_hanging() -> None:
    """The store's thread waits for something that does not come. Nothing that was acknowledged is lost by ending here,
    the event in hand is blamed for it (promises §4), and nobody else can end that wait."""
    log.critical("store hangs")
    os._exit(StoreBroken.exit_code)


def note_crowded(metrics: Metrics, seldom: Seldom) -> None:
    metrics.webhooks.add("", "gave way")
    if seldom.may():
        log.warning("too many connections")


@asynccontextmanager
async def running(
    settings: Settings,
    clock: Clock = utc_now,
    on_turn: Callable[[Turned], None] = lambda turned: None,
    frames: str = "'none'",
) -> AsyncIterator[None]:
    """The service beside other things in one process, listening while the block runs: for the demo and the tests."""
    stop, listens = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        service = tasks.create_task(
            run(
                settings,
                stop,
                Metrics(),
                on_listening=lambda port: listens.set(),
                clock=clock,
                on_turn=on_turn,
                frames=frames,
            )
        )
        waiting = tasks.create_task(listens.wait())
        await asyncio.wait({service, waiting}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            waiting.cancel()
            stop.set()
