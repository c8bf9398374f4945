"""Makes the objects, connects them, and lets them work until the process is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog

from adapters.alterestate import Labels, request_body
from adapters.engines import open_store
from adapters.records import Chat, DueDelivery, DueReply, Handing, Settlement, TurnBroke, Turned
from adapters.sending import SendOutcome
from adapters.store import Store
from adapters.store.errors import StoreBroken
from adapters.telegram import Menu, TelegramChannel
from bot.agency_flows import ChannelKey, make_flows
from bot.assembly import (
    AnyChannel,
    delivery_settings,
    http_session,
    make_accounts,
    make_channels,
)
from bot.delivery import Account, deliver_leads
from bot.descriptors import raise_limit, share_out
from bot.doubts import doubted
from bot.gone import gone_agencies
from bot.listening import listening
from bot.logs import Seldom
from bot.metrics import Metrics
from bot.outbox import LEASE_S, Outbox
from bot.polling import connect, poll
from bot.preloading import load_the_rest
from bot.retention import keep_short
from bot.settings import Settings
from bot.settings_problems import Problem
from bot.signs.bots import first_bots, keep_bot_name
from bot.signs.counting import Tally
from bot.signs.properties import keep_properties, readers
from bot.signs.visits import SignPages
from bot.turns import Turns, bare_address
from bot.waiting import Bell, Clock, ring_at, utc_now
from bot.web import Reception
from bot.wording import load_catalogues
from flows.lead import Lead
from flows.understanding.numbering import load_numbers
from flows.wording import Catalogue

log = structlog.get_logger()


class Health:
    """Whether the process can do its work, and what ended it when it cannot."""

    def __init__(self, stop: asyncio.Event, hangs: Callable[[], bool]) -> None:
        """`hangs`: whether the store has been at the same job for too long."""
        self.started = False
        self._hangs = hangs
        self._stop = stop
        self._broken = asyncio.get_running_loop().create_future()

    def is_ready(self) -> bool:
        """Workers run and nobody has asked us to stop."""
        return self.started and not self._stop.is_set() and not self._broken.done()

    def is_alive(self) -> bool:
        """Also while it stops; a process that is not has to be started anew."""
        return not self._hangs()

    def broke(self, error: BaseException) -> None:
        """The store cannot be written to any more: end the process, and let the next one look at the file."""
        if not self._broken.done():
            self._broken.set_exception(error)

    async def until_broken(self) -> None:
        """Raises what broke; ends quietly when the process is told to stop."""
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({stopping, self._broken}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self._broken.done():
            self._broken.result()


def serve(settings: Settings, metrics: Metrics, known: Sequence[Problem] = ()) -> int:
    """Run until SIGTERM or SIGINT. The exit status is that of promises §7: 0, or what broke. `known` is what somebody
    should mend, said once this process may work."""
    try:
        asyncio.run(_until_signalled(settings, metrics, known))
    except ExceptionGroup as group:
        if group.subgroup(StoreBroken) is None:
            raise
        log.error("store broken")
        return StoreBroken.exit_code
    return 0


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
) -> None:
    """The whole service, until `stop`. `on_listening` hears the port once requests are answered."""
    catalogues = load_catalogues()
    load_numbers()  # a message that were the first to need them would wait for the disk, or for a file that fails
    keys, shares = settings.data.encryption_keys, share_out(raise_limit())
    replies, deliveries = Bell(), Bell()
    async with (
        open_store(
            settings.database_url,
            encryption_keys=keys,
            serving=True,
            on_hang=end_hanging,
            on_work=lambda work: deliveries.ring(),
        ) as store,
        http_session(shares.outgoing) as http,
    ):
        health = Health(stop, store.hangs)
        channels, accounts = make_channels(settings, http), make_accounts(settings, http)
        outbox = Outbox(store, channels, replies, on_sent=partial(count_reply, metrics), clock=clock)
        turns = Turns(
            store,
            make_flows(settings, catalogues),
            replies=replies,
            deliveries=deliveries,
            handing=Handing(lease_s=LEASE_S, has_room=outbox.has_room),
            send=outbox.send,
            stop=stop,
            on_turn=partial(count_turn, metrics),
            staff=staff_of(settings),
            preview=partial(preview_lead, accounts),
            clock=clock,
        )
        tally = Tally()
        reception = Reception(
            store,
            channels,
            on_received=lambda received: turns.start(received.chats),
            metrics=metrics,
            health=health,
            privacy=lambda agency, wanted: show_privacy(settings, agency, wanted),
            pages=SignPages(settings, store, tally, clock=clock).routes(),
            public_url=settings.public_url,
        )
        await store.recover(clock())
        gone = gone_agencies(settings, await store.waiting_leads())
        for problem in (*known, *doubted(store.doubts), *gone):
            log.warning("settings", key=problem.key, what=problem.what, remedy=problem.remedy)
        async with listening(
            reception.application(),
            *settings.address,
            on_slow=partial(metrics.webhooks.add, "", "slow headers"),
            most=shares.incoming,
            on_crowded=partial(note_crowded, metrics, Seldom()),
        ) as port:
            log.info("listening", port=port)
            on_listening(port)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(health.until_broken(), name="health")
                tasks.create_task(turns.keep(), name="turns")
                tasks.create_task(ring_at(stop, turns.timers, replies, deliveries), name="bells")
                tasks.create_task(outbox.keep(stop, turns.ended), name="outbox")
                tasks.create_task(
                    deliver_leads(
                        store,
                        accounts,
                        delivery_settings(settings),
                        work=deliveries,
                        stop=stop,
                        on_settled=partial(note_settled, metrics, turns),
                        clock=clock,
                    ),
                    name="delivery",
                )
                tasks.create_task(keep_short(store, stop), name="retention")
                tasks.create_task(tally.keep(store, stop), name="counts")
                for agency, reader in readers(settings, http).items():
                    tasks.create_task(keep_properties(agency, reader, store, stop, clock=clock), name="properties")
                tasks.create_task(get_ready(channels, health), name="prepare")
                for bot in first_bots(channels):
                    tasks.create_task(keep_bot_name(bot, store, stop), name="bot name")
                for channel in channels.values():
                    if isinstance(channel, TelegramChannel):
                        menu = menu_of(catalogues, settings.agencies[channel.agency].language)
                        tasks.create_task(listen_to_telegram(channel, menu, store, turns, stop), name="telegram")


def end_hanging() -> None:
    """The store's thread waits for something that does not come. Nothing that was acknowledged is lost by ending here,
    the event in hand is blamed for it (promises §4), and nobody else can end that wait."""
    log.critical("store hangs")
    os._exit(StoreBroken.exit_code)


def staff_of(settings: Settings) -> dict[str, frozenset[str]]:
    """By agency, the chats that may try a sign."""
    return {name: frozenset(map(bare_address, agency.signs.staff)) for name, agency in settings.agencies.items()}


def preview_lead(accounts: Mapping[str, Account], chat: Chat, lead: Lead) -> str:
    """What the CRM would get of this lead, field by field."""
    body = request_body(lead, accounts[chat.agency].labels.get(chat.channel, Labels()))
    return "\n".join(f"{field}: {value}" for field, value in body.items())


def note_crowded(metrics: Metrics, seldom: Seldom) -> None:
    metrics.webhooks.add("", "gave way")
    if seldom.may():
        log.warning("too many connections")


def count_turn(metrics: Metrics, turned: Turned) -> None:
    counter = metrics.turn_failures if isinstance(turned, TurnBroke) else metrics.turns
    counter.add(turned.event_kind)


def count_reply(metrics: Metrics, reply: DueReply, outcome: SendOutcome) -> None:
    metrics.replies.add(f"{reply.chat.agency}/{reply.chat.channel}", type(outcome).__name__)


def note_settled(metrics: Metrics, turns: Turns, delivery: DueDelivery, settlement: Settlement) -> None:
    """Count an attempt, and let the chat hear of it at once."""
    metrics.deliveries.add(delivery.chat.agency, settlement.outcome)
    if settlement.told:
        turns.start((delivery.chat.id,))


def show_privacy(settings: Settings, agency: str, wanted: str) -> str | None:
    """The agency's notice; None for an agency we do not have."""
    from bot.privacy import privacy_page  # templates are loaded when somebody looks

    return privacy_page(settings, agency, wanted) if agency in settings.agencies else None


async def get_ready(channels: Mapping[ChannelKey, AnyChannel], health: Health) -> None:
    """Load the platforms' libraries once the socket listens, and whatever else a message may need of the disk; from
    then on this process is ready."""
    for channel in channels.values():
        await channel.prepare()
    await asyncio.to_thread(load_the_rest)
    health.started = True


def menu_of(catalogues: Mapping[str, Catalogue], language: str) -> Menu:
    """The commands in the app's menu, by the app's language; «» for every other one."""
    menus = {code: tuple(catalogue.menu.items()) for code, catalogue in catalogues.items()}
    return {"": menus.get(language, menus["es"]), **menus}


async def listen_to_telegram(
    channel: TelegramChannel, menu: Menu, store: Store, turns: Turns, stop: asyncio.Event
) -> None:
    """Set or remove the webhook, and poll where there is none."""
    await connect(channel, menu, stop)
    if channel.mode == "polling":
        await poll(channel, store, lambda received: turns.start(received.chats), stop, owner=store.owner)


@asynccontextmanager
async def running(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[None]:
    """The service beside other things in one process, listening while the block runs: for the demo and the tests."""
    stop, listens = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        service = tasks.create_task(
            run(settings, stop, Metrics(), on_listening=lambda port: listens.set(), clock=clock)
        )
        waiting = tasks.create_task(listens.wait())
        await asyncio.wait({service, waiting}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            waiting.cancel()
            stop.set()
