"""What people do on Telegram reaches us once and in order, by webhook or by polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from adapters.engines.sqlite import open_store
from adapters.records import Arrival, Press, Received
from adapters.telegram import UPDATE_KINDS, Batch, Profile, TelegramChannel, Trouble
from adapters.webhook import RawRequest
from bot.sandbox.telegram import Fault, SandboxTelegram
from bot.workers.polling import connect, pause_s, poll
from flows.events import Blocked, OptionTapped, Started, TextReceived
from flows.replies import Message

TOKEN = "700100200:AAExampleExampleExampleExampleExampl"
PROFILES = {"en": Profile(commands=(("ayuda", "What I can do"),), description="I note it.", about="Homes.")}


@dataclass
class Receiver:
    """A web server that takes updates as ours does, and answers as it is told."""

    channel: TelegramChannel | None = None
    arrivals: list[Arrival] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        assert self.channel is not None
        if not self.channel.admits(request.headers):
            return web.Response(status=403)
        if self.answers:
            return self.answers.pop(0)
        raw = RawRequest(target=request.raw_path, headers=request.headers, body=await request.read())
        self.arrivals += self.channel.parse(raw)
        return web.Response(body=self.channel.acknowledgement.body)


@dataclass
class World:
    sandbox: SandboxTelegram
    receiver: Receiver
    make: Callable[..., TelegramChannel]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    sandbox, receiver = SandboxTelegram(token=TOKEN, waits_s=(0.0, 0.0, 0.0)), Receiver()
    app = web.Application()
    app.add_routes([web.post("/hook", receiver.take)])
    async with TestServer(sandbox.app) as telegram, TestServer(app) as ours, aiohttp.ClientSession() as session:

        def make(
            *,
            mode: Literal["webhook", "polling"] = "webhook",
            secrets: tuple[str, ...] = ("s3cret",),
            token: str = TOKEN,
        ) -> TelegramChannel:
            receiver.channel = TelegramChannel(
                agency="casanova",
                name="telegram",
                token=token,
                secrets=secrets,
                api_base_url=str(telegram.make_url("")).rstrip("/"),
                session=session,
                mode=mode,
                webhook_url=str(ours.make_url("/hook")),
            )
            return receiver.channel

        yield World(sandbox, receiver, make)


def called(sandbox: SandboxTelegram, method: str) -> int:
    return sum(call.method.lower() == method.lower() for call in sandbox.calls)


SECRETS = [
    ({"X-Telegram-Bot-Api-Secret-Token": "new"}, True, "the current one"),
    ({"X-Telegram-Bot-Api-Secret-Token": "old"}, True, "the previous one, while it is being changed"),
    ({"X-Telegram-Bot-Api-Secret-Token": "New"}, False, "another one"),
    ({"X-Telegram-Bot-Api-Secret-Token": ""}, False, "empty"),
    ({"X-Telegram-Bot-Api-Secret-Token": "ñ\udcff"}, False, "bytes that no secret has"),
    ({}, False, "none"),
]


@pytest.mark.parametrize(("headers", "admitted", "why"), SECRETS, ids=[why for *_, why in SECRETS])
async def test_only_telegram_is_let_in(world: World, headers: dict[str, str], admitted: bool, why: str) -> None:
    """A request counts as Telegram's only when it brings a secret of ours."""
    assert world.make(secrets=("new", "old")).admits(headers) is admitted


async def test_nobody_is_let_in_without_a_secret_or_while_polling(world: World) -> None:
    """Without a secret there is nothing to tell Telegram by; while polling, webhooks are nobody's."""
    assert not world.make(secrets=()).admits({"X-Telegram-Bot-Api-Secret-Token": ""})
    assert not world.make(mode="polling").admits({"X-Telegram-Bot-Api-Secret-Token": "s3cret"})


async def test_the_webhook_is_set_once(world: World) -> None:
    """Starting makes Telegram call us for what we handle, and starting again changes nothing."""
    channel = world.make()
    assert await channel.connect() is None
    assert world.sandbox.allowed == UPDATE_KINDS
    assert await channel.connect() is None
    assert called(world.sandbox, "setWebhook") == 1


async def test_a_changed_secret_reaches_telegram(world: World) -> None:
    """While a secret is being changed, and after calls were refused, Telegram is told the secret again."""
    await world.make(secrets=("old",)).connect()
    await world.make(secrets=("new", "old")).connect()
    assert called(world.sandbox, "setWebhook") == 2
    world.make(secrets=("newer",))
    world.sandbox.phone(42).start()
    await world.sandbox.settled()  # refused, tried again, given up
    await world.make(secrets=("newer",)).connect()
    assert called(world.sandbox, "setWebhook") == 3
    world.sandbox.phone(42).say("Hola")
    await world.sandbox.settled()
    assert [arrival.event.kind for arrival in world.receiver.arrivals if arrival.event] == ["text"]


async def test_what_people_do_arrives_by_webhook(world: World) -> None:
    """A start, a text, a tap and a block become events of the person's chat."""
    await world.make().connect()
    phone = world.sandbox.phone(42, "Ana", "Peña", language="pt-br")
    phone.start("s-K7M4PF")
    await world.sandbox.settled()
    phone.say("Hola")
    await world.sandbox.settled()
    press = phone.press("4:accept", message_id=1)
    await world.sandbox.settled()
    phone.block()
    await world.sandbox.settled()
    started, text, tap, block = (arrival.event for arrival in world.receiver.arrivals)
    assert isinstance(started, Started)
    assert (started.payload, started.sender.profile_name, started.sender.language) == ("s-K7M4PF", "Ana Peña", "pt-br")
    assert isinstance(text, TextReceived)
    assert isinstance(tap, OptionTapped)
    assert isinstance(block, Blocked)
    assert {arrival.chat for arrival in world.receiver.arrivals} == {"42"}
    assert world.receiver.arrivals[2].press == Press(id=press)
    assert all(delivered.body == "" for delivered in world.sandbox.updates.delivered)


async def test_an_album_is_one_event(world: World) -> None:
    """Three pictures sent together are one thing the person did."""
    await world.make().connect()
    for _ in range(3):
        world.sandbox.phone(42).send_media("photo", album="A1")
    await world.sandbox.settled()
    assert len(world.receiver.arrivals) == 3
    assert len({arrival.key for arrival in world.receiver.arrivals}) == 1


async def test_a_failed_delivery_comes_again_in_order(world: World) -> None:
    """While we cannot store, Telegram keeps what was written and brings it in the order it was written."""
    await world.make().connect()
    world.receiver.answers = [web.Response(status=503), web.Response(status=500)]
    for text in ("uno", "dos", "tres"):
        world.sandbox.phone(42).say(text)
    await world.sandbox.settled()
    events = [arrival.event for arrival in world.receiver.arrivals]
    assert [event.text for event in events if isinstance(event, TextReceived)] == ["uno", "dos", "tres"]


async def test_polling_takes_the_webhook_away_and_loses_nothing(world: World) -> None:
    """Changing to polling keeps what people wrote meanwhile."""
    await world.make().connect()
    world.receiver.answers = [web.Response(status=503)] * 2
    world.sandbox.updates.send_to(None)
    world.sandbox.phone(42).say("Hola")
    channel = world.make(mode="polling")
    assert await channel.connect() is None
    batch = await channel.fetch(0, wait_s=0)
    assert isinstance(batch, Batch)
    assert [arrival.event.kind for arrival in batch.arrivals if arrival.event] == ["text"]


async def test_connecting_is_tried_until_it_works(world: World) -> None:
    """A Telegram that is down at the start delays nothing but itself, and the technician is told."""
    world.sandbox.faults.append(Fault(method="getWebhookInfo", status=502))
    with capture_logs() as logs:
        await connect(world.make(), PROFILES, asyncio.Event())
    assert [log["reason"] for log in logs if log["log_level"] == "warning"] == ["network"]
    assert called(world.sandbox, "setWebhook") == 1
    assert world.sandbox.commands["en"] == [{"command": "ayuda", "description": "What I can do"}]


async def test_connecting_gives_way_to_stopping(world: World) -> None:
    """A process that is told to stop does not go on trying."""
    stop = asyncio.Event()
    world.sandbox.faults.append(Fault(method="getWebhookInfo", status=401, description="Unauthorized"))
    trying = asyncio.create_task(connect(world.make(), PROFILES, stop))
    await world.sandbox.until(lambda: called(world.sandbox, "getWebhookInfo") > 0)
    stop.set()
    async with asyncio.timeout(1):
        await trying
    assert called(world.sandbox, "setWebhook") == 0


TROUBLES = [
    (Fault(method="getUpdates", status=409, description="Conflict"), Trouble(reason="conflict")),
    (Fault(method="getUpdates", status=401, description="Unauthorized"), Trouble(reason="token")),
    (Fault(method="getUpdates", status=404, description="Not Found"), Trouble(reason="token")),
    (Fault(method="getUpdates", status=429, retry_after=3), Trouble(reason="throttled", after_s=3.0)),
    (Fault(method="getUpdates", status=400, description="Bad Request"), Trouble(reason="refused")),
    (Fault(method="getUpdates", status=500), Trouble(reason="network")),
    (Fault(method="getUpdates", how="reset"), Trouble(reason="network")),
    (Fault(method="getUpdates", status=200, body='{"ok": true, "result": 7}'), Trouble(reason="network")),
    (Fault(method="getUpdates", status=200, body='{"ok": true}'), Trouble(reason="network")),
]


@pytest.mark.parametrize(("fault", "expected"), TROUBLES, ids=lambda value: str(value)[:80])
async def test_a_failed_poll_says_what_to_do(world: World, fault: Fault, expected: Trouble) -> None:
    """Somebody else polling, a revoked token and a bad line are three different troubles."""
    world.sandbox.faults.append(fault)
    assert await world.make(mode="polling").fetch(0, wait_s=0) == expected


PAUSES = [
    (Trouble(reason="conflict"), 0, 5.0),
    (Trouble(reason="conflict"), 9, 60.0),
    (Trouble(reason="token"), 0, 300.0),
    (Trouble(reason="throttled", after_s=3.0), 5, 3.0),
    (Trouble(reason="throttled"), 0, 5.0),
    (Trouble(reason="network"), 0, 1.0),
    (Trouble(reason="network"), 3, 8.0),
    (Trouble(reason="network"), 10_000, 30.0),
]


@pytest.mark.parametrize(("trouble", "failures", "seconds"), PAUSES)
def test_polling_backs_off(trouble: Trouble, failures: int, seconds: float) -> None:
    """Telegram is not hammered while something is wrong, and not forgotten either."""
    assert pause_s(trouble, failures) == seconds


@asynccontextmanager
async def polling(
    channel: TelegramChannel, path: Path, on_received: Callable[[Received], None]
) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    async with open_store(path) as store, asyncio.TaskGroup() as tasks:
        tasks.create_task(poll(channel, store, on_received, stop, owner="test"))
        try:
            yield stop
        finally:
            stop.set()


async def test_a_polled_message_is_stored_before_telegram_forgets_it(world: World, tmp_path: Path) -> None:
    """A crash between reading and storing costs nothing, because Telegram still has it."""
    kept: list[int] = []
    received: list[Received] = []

    def on_received(batch: Received) -> None:
        received.append(batch)
        kept.append(len(world.sandbox.updates.pending))

    async with polling(world.make(mode="polling"), tmp_path / "leadbot.db", on_received):
        world.sandbox.phone(42).start()
        await world.sandbox.settled()
    assert kept == [1]
    assert [len(batch.chats) for batch in received] == [1]


async def test_polling_goes_on_where_it_stopped(world: World, tmp_path: Path) -> None:
    """After a restart nothing is asked again and nothing is left out."""
    received: list[Received] = []
    path, phone = tmp_path / "leadbot.db", world.sandbox.phone(42)
    async with polling(world.make(mode="polling"), path, received.append):
        phone.say("uno")
        await world.sandbox.settled()
    phone.say("dos")
    async with polling(world.make(mode="polling"), path, received.append):
        await world.sandbox.settled()
    assert [(len(batch.chats), batch.duplicates) for batch in received] == [(1, 0), (1, 0)]
    offsets = [int(str(call.params["offset"])) for call in world.sandbox.calls if call.method.lower() == "getupdates"]
    assert max(offsets) > 0


async def test_a_quiet_week_costs_no_message(world: World, tmp_path: Path) -> None:
    """Telegram then begins its numbers anew, also below those we know; what comes next is fetched all the same."""
    stop, heard = asyncio.Event(), asyncio.Queue[Received]()
    async with open_store(tmp_path / "leadbot.db") as store, asyncio.TaskGroup() as tasks:
        tasks.create_task(poll(world.make(mode="polling"), store, heard.put_nowait, stop, owner="one", wait_s=0))
        world.sandbox.phone(42).say("hola")
        assert (await heard.get()).chats
        async with asyncio.timeout(5):
            while await store.poll_offset("casanova", "telegram"):
                pass  # until an empty answer has confirmed it all
            world.sandbox.updates.begin_anew(7)
            world.sandbox.phone(42).say("¿siguen ahí?")
            assert (await heard.get()).chats
        stop.set()


async def test_a_polled_press_is_answered(world: World, tmp_path: Path) -> None:
    """The progress bar on a button ends when there is no webhook, too."""
    phone = world.sandbox.phone(42)
    async with polling(world.make(mode="polling"), tmp_path / "leadbot.db", lambda received: None):
        phone.press("4:accept", message_id=1)
        await world.sandbox.until(lambda: not phone.waiting)


async def test_one_process_polls_a_bot(world: World, tmp_path: Path) -> None:
    """Two processes on one store never poll the same bot at once."""
    stop = asyncio.Event()
    async with open_store(tmp_path / "leadbot.db") as store, asyncio.TaskGroup() as tasks:
        for owner in ("one", "two"):
            tasks.create_task(poll(world.make(mode="polling"), store, lambda received: None, stop, owner=owner))
        world.sandbox.phone(42).say("Hola")
        await world.sandbox.settled()
        stop.set()
    statuses = {call.status for call in world.sandbox.calls if call.method.lower() == "getupdates"}
    assert statuses <= {200}, "nobody was cut off by another poller"


async def test_a_revoked_token_is_reported(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot whose token no longer works is a warning to the technician, and is looked at again later."""
    monkeypatch.setattr("bot.workers.polling.PROBE_S", 0.01)
    channel = world.make(mode="polling", token="700100200:AAWrongWrongWrongWrongWrongWrongWrongWr")
    with capture_logs() as logs:
        async with polling(channel, tmp_path / "leadbot.db", lambda received: None):
            await world.sandbox.until(lambda: called(world.sandbox, "getUpdates") > 1)
    assert {(log["event"], log["reason"], log["log_level"]) for log in logs} == {("poll failed", "token", "warning")}


async def test_nothing_personal_is_logged(world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the library nor we write a name, a text, a token or an address into the log."""
    caplog.set_level("DEBUG")
    channel = world.make(mode="polling")
    with capture_logs() as logs:
        async with polling(channel, tmp_path / "leadbot.db", lambda received: None):
            world.sandbox.phone(42, "Canario").say("canario@example.com")
            await world.sandbox.settled()
            await channel.send("42", Message(text="Hola, Canario"), attempts=1)
            world.sandbox.faults.append(Fault(method="sendMessage", status=500, body="<html>Canario</html>"))
            await channel.send("42", Message(text="Hola, Canario"), attempts=1)
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]  # the sandbox's own
    written = f"{ours} {logs}".lower()
    assert "canario" not in written
    assert TOKEN.lower() not in written
