"""The objects of one running service, made from its settings and connected; and what of them works until the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from adapters.alerts import Alert
from adapters.records import DueDelivery, DueReply, Room, Settlement, TurnDone, Turned
from adapters.store import Store
from bot.assembly import daily_limits, delivery_settings, make_accounts, preview_lead, staff_of
from bot.channels import Running, Worker, wirings
from bot.console.counting import StepTally, end_of
from bot.doctor.at_start import examine_once
from bot.doctor.finding import Finding
from bot.flow_files.agencies import make_flows
from bot.health import Health
from bot.http.media import MediaPages
from bot.http.web import Reception
from bot.metrics import Metrics
from bot.preloading import load_the_rest
from bot.settings.model import Settings
from bot.signs.counting import Tally
from bot.signs.properties import keep_properties, readers
from bot.signs.visits import SignPages
from bot.staff.alerts import Alerts
from bot.staff.causes import of_settlement
from bot.wording import load_catalogues
from bot.workers.delivery import deliver_leads
from bot.workers.disk import watch_room
from bot.workers.outbox import Outbox
from bot.workers.retention import keep_short
from bot.workers.sealing import keep_sealed
from bot.workers.spending import Spending
from bot.workers.steps import Steps
from bot.workers.turns import Turns
from bot.workers.typing import Typing
from bot.workers.waiting import Bell, Clock, ring_at


class Service:
    """What `bot.main` runs. Nothing in it works before `workers` are started."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        reading: Store,
        http: aiohttp.ClientSession,
        *,
        stop: asyncio.Event,
        metrics: Metrics,
        deliveries: Bell,
        clock: Clock,
        on_turn: Callable[[Turned], None],
        frames: str = "'none'",
    ) -> None:
        """`reading` is the same store for whoever only looks; `frames` is who may show the console inside a page of
        theirs. `deliveries` is rung when there may be a lead to deliver; also by the store, where others write to
        it. `on_turn` hears of each turn once it is durable."""
        self._settings, self._store, self._reading, self._http = settings, store, reading, http
        self._on_turn, self._frames = on_turn, frames
        self._stop, self._metrics, self._clock = stop, metrics, clock
        self._replies, self._deliveries, self._visits = Bell(), deliveries, Tally()
        self._funnel = StepTally()
        self._catalogues = load_catalogues()
        self._wirings = wirings(settings, http, store)
        self._channels = {(one.agency, one.name): one.make() for one in self._wirings}
        self._accounts = make_accounts(settings, http)
        self.health = Health(stop, store.hangs)
        self._spending = Spending(daily_limits(settings), clock, metrics.note_spending)
        self._typing = Typing(self._channels, stop)
        self._outbox = Outbox(
            store, self._channels, self._replies, budget=self._spending, on_sent=self._note_sent, clock=clock
        )
        self._alerts = Alerts(store, settings, self._channels, http, on_sent=metrics.count_notice, clock=clock)
        flows = make_flows(settings, self._catalogues)
        self._turns = Turns(
            store,
            Steps(
                flows=flows,
                telling={key: replace(flow, tells_staff=True) for key, flow in flows.items()},
                reached=self._alerts.reaches,
                staff=staff_of(settings),
                preview=partial(preview_lead, self._accounts),
            ),
            self._outbox,
            replies=self._replies,
            deliveries=deliveries,
            stop=stop,
            on_turn=self._note_turn,
            on_later=self._typing.expect,
            clock=clock,
        )

    def reception(self) -> Reception:
        """The HTTP side."""
        return Reception(
            self._store,
            self._channels,
            receive=self._turns.receive,
            start=self._turns.start,
            metrics=self._metrics,
            health=self.health,
            privacy=self._privacy,
            console=self._console(),
            pages=(
                *MediaPages(self._store, self._channels, clock=self._clock).routes(),
                *SignPages(self._settings, self._store, self._visits, clock=self._clock).routes(),
            ),
            public_url=self._settings.public_url,
        )

    def _console(self) -> web.Application:
        """The staff's page; there is one also while nobody can sign in, and it says how to change that."""
        from bot.console.site import make_console  # what only looks at a service need not load it
        from bot.doctor.examine import examine

        return make_console(
            self._settings,
            self._store,
            self._reading,
            findings=partial(examine, self._settings, self._http),
            ring=self._deliveries.ring,
            clock=self._clock,
            frames=self._frames,
        )

    def workers(self) -> Iterator[Worker]:
        """Each with its name; all but those that get something ready once work until `stop`."""
        store, stop = self._store, self._stop
        yield "health", self.health.until_broken()
        yield "turns", self._turns.keep()
        yield "bells", ring_at(stop, self._turns.timers, self._replies, self._deliveries)
        yield "outbox", self._outbox.keep(stop, self._turns.ended)
        yield "spending", self._spending.keep(store, stop)
        yield "delivery", self._deliver()
        yield "alerts", self._alerts.keep(stop)
        yield "retention", keep_short(store, stop)
        yield "sealing", keep_sealed(store, stop)
        yield "disk", watch_room(store.room, self._note_room, stop)
        yield "counts", self._visits.keep(store, stop)
        yield "funnel", self._funnel.keep(store.desk, stop)
        for agency, reader in readers(self._settings, self._http).items():
            yield "properties", keep_properties(agency, reader, store, stop, clock=self._clock)
        running = Running(
            store=store, receive=self._turns.receive, start=self._turns.start, stop=stop, clock=self._clock
        )
        for wiring in self._wirings:
            yield from wiring.kind.work(self._channels[wiring.agency, wiring.name], wiring, running)
        yield "prepare", self._get_ready()
        yield "doctor", examine_once(self._settings, self._http, stop, self._note_findings)

    async def _deliver(self) -> None:
        await deliver_leads(
            self._store,
            self._accounts,
            delivery_settings(self._settings),
            work=self._deliveries,
            stop=self._stop,
            on_settled=self._note_settled,
            alert_of=self._alert_of,
            clock=self._clock,
        )

    def _note_sent(self, reply: DueReply, outcome: object) -> None:
        self._metrics.count_reply(reply, outcome)
        self._typing.answered(reply)

    def _note_turn(self, turned: Turned) -> None:
        self._on_turn(turned)
        if isinstance(turned, TurnDone):
            self._funnel.add(*turned.applied.steps)

    def _note_settled(self, delivery: DueDelivery, settlement: Settlement) -> None:
        """Count an attempt, and let the chat hear of it at once."""
        chat, lead, now = delivery.chat, delivery.lead, self._clock()
        self._metrics.deliveries.add(chat.agency, settlement.outcome)
        zone = ZoneInfo(self._settings.agencies[chat.agency].timezone)
        if end := end_of(chat, lead, settlement, now=now, zone=zone):
            self._funnel.add(end)
        if settlement.told:
            self._turns.start((chat.id,))

    def _alert_of(self, delivery: DueDelivery, settlement: Settlement) -> Alert | None:
        chosen = self._settings.agencies[delivery.chat.agency].alerts
        return of_settlement(delivery, settlement, tells_new=chosen.new_leads)

    def _note_room(self, room: Room) -> None:
        self.health.room = room
        self._alerts.note_room(room)
        self._metrics.note_disk(room)

    def _note_findings(self, findings: Sequence[Finding]) -> None:
        self.health.findings = findings

    async def _get_ready(self) -> None:
        """Load the platforms' libraries once the socket listens, and whatever else a message may need of the disk."""
        for channel in self._channels.values():
            await channel.prepare()
        await asyncio.to_thread(load_the_rest)
        self.health.started = True

    def _privacy(self, agency: str, wanted: str) -> str | None:
        """The agency's notice; None for an agency we do not have."""
        from bot.http.privacy import privacy_page  # templates are loaded when somebody looks

        return privacy_page(self._settings, agency, wanted) if agency in self._settings.agencies else None
