"""The worker that hands confirmed leads to each agency's CRM and writes down what came of it (map §4.4)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import SystemRandom
from typing import Protocol, TypeVar

import structlog

from adapters.alerts import Alert
from adapters.alterestate import Labels, request_body
from adapters.records import DueDelivery, Settlement
from adapters.store.errors import StoreUnavailable
from bot.workers.settle import Schedule, alert, decide
from bot.workers.waiting import PAUSE_S, Bell, Clock, keep_looking, utc_now
from flows.outcomes import Outcome, Refused, Unclear

MAX_RUNNING = 64  # submissions of all agencies together; memory stays flat whatever their own limits say
FINISH_S = 25.0  # what running submissions get when the process stops; promises §7
WRITE_DOWN_S = 2.0  # what an answer in hand gets after that

T = TypeVar("T")
log = structlog.get_logger()


class Crm(Protocol):
    """One agency's account in the CRM."""

    async def submit(self, body: Mapping[str, object]) -> Outcome: ...


class Deliveries(Protocol):
    """What this worker needs of the store."""

    async def claim_delivery(
        self, now: datetime, lease_s: float, limits: Mapping[str, tuple[float, int]], ambiguous_first_s: float | None
    ) -> DueDelivery | None: ...

    async def settle(self, delivery: DueDelivery, settlement: Settlement, now: datetime) -> bool: ...

    async def next_delivery_at(self, now: datetime) -> datetime | None: ...

    async def other_lead_got_through(self, agency: str, since: datetime, *, lead: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An agency's CRM, the pace it wants (0: no limit), and the labels of its leads by channel name."""

    crm: Crm
    labels: Mapping[str, Labels]
    max_per_second: float = 5
    max_in_flight: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """`lease_s` has to be longer than the CRM's own deadline: a lease that ends makes its lead «unclear»."""

    schedule: Schedule
    lease_s: float = 120


async def deliver_leads(
    store: Deliveries,
    accounts: Mapping[str, Account],
    settings: DeliverySettings,
    *,
    work: Bell,
    stop: asyncio.Event,
    on_settled: Callable[[DueDelivery, Settlement], None] = lambda delivery, settlement: None,
    alert_of: Callable[[DueDelivery, Settlement], Alert | None] = lambda delivery, settlement: None,
    clock: Clock = utc_now,
    jitter: Callable[[], float] = lambda: SystemRandom().uniform(-1, 1),
) -> None:
    """Deliver until `stop`; whoever stores a lead rings `work`. `accounts` by agency.

    `on_settled` hears of every answer once it is stored; one with `told` has left its chat an event. `alert_of`: what
    staff have to know of one. Submissions under way when `stop` comes may finish, at most 25 s. Raises what the store
    raises when it is broken.
    """
    courier = _Courier(store, accounts, settings, on_settled, alert_of, clock, jitter)
    running: set[asyncio.Task[None]] = set()
    async with asyncio.TaskGroup() as group:

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            work.ring()  # its place is free, and it may be due again at once

        def start(delivery: DueDelivery) -> None:
            task = group.create_task(courier.deliver(delivery), name="delivery")
            running.add(task)
            task.add_done_callback(ended)

        async def claim() -> datetime | None:
            while len(running) < MAX_RUNNING and not stop.is_set() and (delivery := await courier.claim()):
                start(delivery)
            return await store.next_delivery_at(clock())

        await keep_looking(claim, work, stop)
        await _finish(running)


async def _finish(running: set[asyncio.Task[None]]) -> None:
    """Let them end; one that does not keeps its lease, and its lead becomes «unclear» when that ends."""
    if running:
        _, late = await asyncio.wait(running, timeout=FINISH_S)
        for task in late:
            task.cancel()


@dataclass(frozen=True, slots=True)
class _Courier:
    """Takes one lead all the way."""

    store: Deliveries
    accounts: Mapping[str, Account]
    settings: DeliverySettings
    on_settled: Callable[[DueDelivery, Settlement], None]
    alert_of: Callable[[DueDelivery, Settlement], Alert | None]
    clock: Callable[[], datetime]
    jitter: Callable[[], float]

    async def claim(self) -> DueDelivery | None:
        limits = {name: (account.max_per_second, account.max_in_flight) for name, account in self.accounts.items()}
        schedule = self.settings.schedule
        first_s = None if schedule.careful else schedule.ambiguous_retry_s[0]
        return await self.store.claim_delivery(self.clock(), self.settings.lease_s, limits, first_s)

    async def deliver(self, delivery: DueDelivery) -> None:
        started = time.monotonic()
        body, outcome = await self._submit(delivery)
        settlement = await _not_cut_off(self._write_down(delivery, body, outcome))
        self.on_settled(delivery, settlement)
        log.info(
            "delivery",
            agency=delivery.chat.agency,
            lead=delivery.lead.id,
            attempt=delivery.attempt,
            outcome=outcome.kind,
            state=settlement.state,
            ms=round(1000 * (time.monotonic() - started)),
        )
        if phrase := alert(delivery, outcome, settlement):
            log.warning(phrase, agency=delivery.chat.agency, lead=delivery.lead.id, reason=settlement.reason)

    async def _submit(self, delivery: DueDelivery) -> tuple[Mapping[str, object], Outcome]:
        account = self.accounts[delivery.chat.agency]
        labels = account.labels.get(delivery.chat.channel, Labels())
        body: Mapping[str, object] = {}
        try:
            body = request_body(delivery.lead, labels, without=delivery.without)
            return body, await account.crm.submit(body)
        except Exception as error:  # noqa: BLE001  # a bug of ours; it may have come after the request
            log.error("delivery failed", lead=delivery.lead.id, error=type(error).__name__)
            return body, Unclear(reason="bug")

    async def _write_down(self, delivery: DueDelivery, body: Mapping[str, object], outcome: Outcome) -> Settlement:
        """Until it is stored: an answer exists only here (promises §5, «Answered, and our commit fails»)."""
        while True:
            try:
                return await self._settle(delivery, body, outcome)
            except StoreUnavailable:
                log.warning("delivery not written down yet", lead=delivery.lead.id)
                await asyncio.sleep(PAUSE_S)

    async def _settle(self, delivery: DueDelivery, body: Mapping[str, object], outcome: Outcome) -> Settlement:
        others = (
            isinstance(outcome, Refused)
            and delivery.refused_since is not None
            and await self.store.other_lead_got_through(
                delivery.chat.agency, delivery.refused_since, lead=delivery.lead.id
            )
        )
        settlement = decide(
            delivery,
            outcome,
            body=body,
            schedule=self.settings.schedule,
            now=self.clock(),
            jitter=self.jitter(),
            others_got_through=others,
        )
        settlement = replace(settlement, alert=self.alert_of(delivery, settlement))
        if not await self.store.settle(delivery, settlement, self.clock()):
            log.warning("delivery answered after its lease", lead=delivery.lead.id)
        return settlement


async def _not_cut_off(writing: Coroutine[None, None, T]) -> T:
    """Cancelling still lets it end, for a moment."""
    task = asyncio.ensure_future(writing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=WRITE_DOWN_S)
        task.cancel()
        raise
