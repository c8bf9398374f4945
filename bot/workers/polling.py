"""How Telegram's updates get here: the webhook set or removed at start, the long poll where there is no public URL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar, assert_never

import structlog

from adapters.records import Arrival, Received
from adapters.store import Store
from adapters.store.errors import StoreFull, StoreUnavailable
from adapters.telegram import Batch, Profiles, TelegramChannel, Trouble
from bot.http.redaction import redacted
from bot.workers.waiting import heard_first, stopped_within

log = structlog.get_logger()

FROM_THE_FIRST = 0  # what waits, whatever its number; confirms nothing
POLL_WAIT_S = 25  # Telegram holds an empty answer up to 50 s; proxies often end a connection after 30
LEASE_MARGIN_S = 20  # on top of a poll: its own deadline and the commit after it
STANDBY_S = 5.0  # another process polls this bot: look again
EMPTY_PAUSE_S = 0.1  # so that a server which does not hold empty answers cannot keep us spinning
PROBE_S = 300.0  # a blocked channel is tried again (promises §6)
DEFAULT_THROTTLE_S = 5.0  # Telegram refused without saying for how long

T = TypeVar("T")


class PollStore(Protocol):
    """What polling needs of the store."""

    async def poll_lease(self, agency: str, channel: str, owner: str, until: datetime, now: datetime) -> bool:
        """Take or renew the lease of one bot; False while another owner's lasts."""

    async def poll_offset(self, agency: str, channel: str) -> int:
        """The next update to ask for, 0 at first."""

    async def receive(self, agency: str, channel: str, arrivals: Sequence[Arrival], now: datetime) -> Received:
        """Store what is new of these."""

    async def receive_polled(
        self, agency: str, channel: str, arrivals: Sequence[Arrival], offset: int, now: datetime
    ) -> Received:
        """Store a batch and move the offset, in one commit."""

    async def pause_channel(
        self, agency: str, channel: str, until: datetime, now: datetime, *, blocked: bool, reason: str
    ) -> object:
        """Send nothing on this channel before `until`."""


async def listen(
    channel: TelegramChannel,
    profiles: Profiles,
    store: Store,
    on_received: Callable[[Received], None],
    stop: asyncio.Event,
) -> None:
    """Set or remove the webhook, and poll where there is none."""
    await connect(channel, profiles, stop)
    if channel.mode == "polling":
        await poll(channel, store, on_received, stop, owner=store.owner)


async def connect(channel: TelegramChannel, profiles: Profiles, stop: asyncio.Event) -> None:
    """Make Telegram deliver the way the channel's `mode` says, and show who we are. Tries until it works or `stop`."""
    await channel.prepare()
    if await _until_done(channel, "telegram not connected", channel.connect, stop):
        await _until_done(channel, "telegram profile not set", lambda: channel.introduce(profiles), stop)


async def poll(
    channel: TelegramChannel,
    store: PollStore,
    on_received: Callable[[Received], None],
    stop: asyncio.Event,
    *,
    owner: str,
    wait_s: int = POLL_WAIT_S,
) -> None:
    """Poll one bot until `stop`, once `connect` has removed its webhook. A batch is stored before Telegram forgets it.

    `owner` names this process in the lease: one poller per bot (promises §3). Where no other process can be, a fixed
    name lets a restarted one go on at once.
    """
    failures, batch = 0, None
    async with asyncio.TaskGroup() as presses:
        while not stop.is_set():
            try:
                batch = await _next_batch(channel, store, stop, owner=owner, wait_s=wait_s)
                if isinstance(batch, Batch) and not batch.arrivals and batch.next_offset:
                    # All before is confirmed, and after a quiet week numbers may begin lower (facts/telegram §1).
                    await store.receive_polled(channel.agency, channel.name, (), FROM_THE_FIRST, datetime.now(UTC))
                if isinstance(batch, Batch) and batch.arrivals:
                    await heard_first()
                    arrivals, now = redacted(batch.arrivals), datetime.now(UTC)
                    on_received(
                        await store.receive_polled(channel.agency, channel.name, arrivals, batch.next_offset, now)
                    )
                    for arrival in batch.arrivals:
                        presses.create_task(channel.acknowledge(arrival))
            except StoreUnavailable as error:
                if isinstance(error, StoreFull) and isinstance(batch, Batch):
                    await _take_known(channel, store, redacted(batch.arrivals), on_received)
                batch = Trouble(reason="network")  # not confirmed, so Telegram gives it again
            if isinstance(batch, Trouble):
                await stopped_within(stop, pause_s(batch, failures))
            failures = failures + 1 if isinstance(batch, Trouble) else 0
    with suppress(StoreUnavailable):
        await store.poll_lease(channel.agency, channel.name, owner, datetime.now(UTC), datetime.now(UTC))


async def _take_known(
    channel: TelegramChannel,
    store: PollStore,
    arrivals: Sequence[Arrival],
    on_received: Callable[[Received], None],
) -> None:
    """The disk has no room for new chats: the others go on, and are recognised when the batch comes again."""
    for arrival in arrivals:
        with suppress(StoreUnavailable):
            on_received(await store.receive(channel.agency, channel.name, [arrival], datetime.now(UTC)))


async def _next_batch(
    channel: TelegramChannel, store: PollStore, stop: asyncio.Event, *, owner: str, wait_s: int
) -> Batch | Trouble | None:
    """None when there is nothing: no message, no lease, or `stop`."""
    now = datetime.now(UTC)
    until = now + timedelta(seconds=wait_s + LEASE_MARGIN_S)
    if not await store.poll_lease(channel.agency, channel.name, owner, until, now):
        await stopped_within(stop, STANDBY_S)
        return None
    offset = await store.poll_offset(channel.agency, channel.name)
    batch = await _unless_stopped(stop, channel.fetch(offset, wait_s=wait_s))
    if isinstance(batch, Trouble):
        await _report(channel, store, batch)
    elif batch is not None and not batch.arrivals:
        await stopped_within(stop, EMPTY_PAUSE_S)
    return batch


async def _report(channel: TelegramChannel, store: PollStore, trouble: Trouble) -> None:
    if trouble.reason == "token":
        now = datetime.now(UTC)
        until = now + timedelta(seconds=PROBE_S)
        await store.pause_channel(channel.agency, channel.name, until, now, blocked=True, reason="token")
    needs_a_person = trouble.reason in ("token", "conflict", "refused")
    say = log.warning if needs_a_person else log.info
    say("poll failed", agency=channel.agency, channel=channel.name, reason=trouble.reason)


def pause_s(trouble: Trouble, failures: int) -> float:
    """How long to wait after a failed call, in seconds; `failures` counts those just before it (promises §3, §6)."""
    doubled = 2.0 ** min(failures, 6)
    match trouble.reason:
        case "token":
            return PROBE_S
        case "conflict":
            return min(5 * doubled, 60.0)
        case "throttled":
            return DEFAULT_THROTTLE_S if trouble.after_s is None else trouble.after_s
        case "refused" | "network":
            return min(doubled, 30.0)
        case _:
            assert_never(trouble.reason)


async def _until_done(
    channel: TelegramChannel, failure: str, call: Callable[[], Awaitable[Trouble | None]], stop: asyncio.Event
) -> bool:
    failures = 0
    while not stop.is_set():
        trouble = await call()
        if trouble is None:
            return True
        log.warning(failure, agency=channel.agency, channel=channel.name, reason=trouble.reason)
        await stopped_within(stop, min(2.0 ** min(failures, 6), 60.0))
        failures += 1
    return False


async def _unless_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` gives, or None when `stop` comes first; `work` is then cancelled."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
