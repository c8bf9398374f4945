"""Strangers at the webhooks: slow ones, stubborn ones, and those who send anything at all (promises §3)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.engines import open_store
from adapters.engines.sqlite.file import open_ledger
from adapters.engines.sqlite.writer import Writer
from adapters.engines.watch import HANGS_AFTER
from adapters.records import Arrival, Received
from adapters.store import Store
from adapters.store.ledger import Ledger
from bot.channels import wirings
from bot.health import Health
from bot.http.descriptors import FILES, share_out
from bot.http.listening import ACCEPTED_AT_ONCE, listening
from bot.http.refused import LOG_EVERY_S, MANY, SOURCES, WITHIN_S, PreviousSecrets, RefusedCalls
from bot.http.web import Reception
from bot.metrics import Metrics
from bot.sandbox.world import AGENCY, BOT_SECRET, HOST, open_world
from tests.doors import FORM, SECRET_HEADER, SIGNATURE_HEADER, Door, raw_to

PATH = f"/webhooks/{AGENCY}/telegram"
HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {BOT_SECRET}\r\n".encode()
HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
HELLO = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
OK = b"HTTP/1.1 200 "
SOON_S = 0.2  # the deadlines of these tests

# --- slow ones ---


async def say_hello(request: web.Request) -> web.Response:
    return web.Response(text="hello")


@asynccontextmanager
async def greeter(*, headers_s: float = 10, idle_s: float = 75, on_slow: Callable[[], None]) -> AsyncIterator[int]:
    app = web.Application()
    app.add_routes([web.get("/", say_hello), web.post("/", say_hello)])
    async with listening(app, HOST, 0, headers_s=headers_s, idle_s=idle_s, on_slow=on_slow) as port:
        yield port


SLOW_STARTS = [
    ([], "nothing at all"),
    ([b"GET / HT"], "half a line"),
    ([b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-A: 1\r\n"], "headers without end"),
]


@pytest.mark.parametrize(("sent", "why"), SLOW_STARTS, ids=[why for _, why in SLOW_STARTS])
async def test_headers_have_a_deadline(sent: list[bytes], why: str) -> None:
    """A connection that does not get its headers across in time is closed, and counted."""
    slow: list[int] = []
    async with greeter(headers_s=SOON_S, on_slow=lambda: slow.append(1)) as port:
        assert await raw_to(port, sent, within_s=5) == b"", why
    assert slow == [1]


async def test_every_request_has_its_own_deadline() -> None:
    """Who was answered once gets no more time for the headers of the next request."""
    slow: list[int] = []
    async with greeter(headers_s=SOON_S, on_slow=lambda: slow.append(1)) as port:
        reader, writer = await asyncio.open_connection(HOST, port)
        async with asyncio.timeout(5):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"hello")
            writer.write(b"GET / HTTP")
            assert await reader.read() == b""
        writer.close()
    assert slow == [1]


async def test_an_idle_connection_is_closed() -> None:
    """A connection on which no further request comes is closed after its time, quietly."""
    slow: list[int] = []
    async with greeter(idle_s=SOON_S, on_slow=lambda: slow.append(1)) as port:
        answer = await raw_to(port, [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"], within_s=5)
    assert answer.endswith(b"hello")
    assert slow == []


async def test_idle_connections_give_way() -> None:
    """Whoever opens connections and says nothing keeps nobody out: the oldest of them are closed for those who come."""
    crowded: list[int] = []
    app = web.Application()
    app.add_routes([web.get("/", say_hello)])
    async with AsyncExitStack() as stack:
        listens = listening(app, HOST, 0, most=5, on_crowded=lambda: crowded.append(1))
        port = await stack.enter_async_context(listens)
        idle = [await asyncio.open_connection(HOST, port) for _ in range(5)]
        for _, writer in idle:
            stack.callback(writer.close)
        for _ in range(3):
            assert (await raw_to(port, [HELLO])).startswith(OK)
        assert 1 <= len(crowded) <= 3
        async with asyncio.timeout(8):
            assert [await reader.read() for reader, _ in idle[:1]] == [b""]
        idle[-1][1].write(HELLO)
        assert (await idle[-1][0].read()).startswith(OK)


async def test_requests_under_way_give_way_last() -> None:
    """A request that is being answered is not cut while there is somebody who only waits."""
    asked, answer = asyncio.Event(), asyncio.Event()

    async def think(request: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response()

    app = web.Application()
    app.add_routes([web.get("/", think)])
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(listening(app, HOST, 0, most=2))
        asking = asyncio.create_task(raw_to(port, [HELLO]))
        await asked.wait()
        idle = [await asyncio.open_connection(HOST, port) for _ in range(4)]
        for _, writer in idle:
            stack.callback(writer.close)
        async with asyncio.timeout(8):
            assert [await reader.read() for reader, _ in idle[:2]] == [b"", b""]
        answer.set()
        assert (await asking).startswith(OK)


@pytest.mark.parametrize("descriptors", [128, 256, 1024, 4096, 65_536])
def test_connections_leave_descriptors_for_the_files(descriptors: int) -> None:
    """However few the system grants, strangers and platforms together never take those that the database needs."""
    shares = share_out(descriptors)
    just_coming = min(ACCEPTED_AT_ONCE, max(1, shares.incoming // 4))
    assert shares.incoming + just_coming + shares.outgoing + FILES <= descriptors
    assert min(shares.incoming, shares.outgoing) >= 4


async def test_a_connection_in_use_is_left_alone() -> None:
    """A platform that keeps its connection is not cut off, however many requests it sends on it."""
    slow: list[int] = []
    async with (
        greeter(headers_s=SOON_S, on_slow=lambda: slow.append(1)) as port,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as http,
    ):
        seen = set()
        end = asyncio.get_running_loop().time() + 3 * SOON_S
        while asyncio.get_running_loop().time() < end:
            async with http.post(f"http://{HOST}:{port}/", data=b"x" * 100_000) as answer:
                assert await answer.text() == "hello"
                if answer.connection and answer.connection.transport:
                    seen.add(answer.connection.transport.get_extra_info("sockname"))
    assert slow == []
    assert len(seen) <= 1


def nobody_works(store: Store) -> dict[str, Any]:
    """What comes in is stored, and that is all."""

    def receive(agency: str, channel: str, arrivals: Sequence[Arrival]) -> Awaitable[Received]:
        return store.receive(agency, channel, arrivals, datetime.now(UTC))

    return {"receive": receive, "start": lambda chats: None}


@asynccontextmanager
async def reception(folder: Path, metrics: Metrics, *, body_timeout_s: float = 10) -> AsyncIterator[int]:
    """The webhooks alone, with a real store and real channels, and nobody who works on what comes in."""
    async with (
        open_world(folder) as world,
        open_store(world.settings.database_url, serving=True) as store,
        aiohttp.ClientSession() as http,
    ):
        webhooks = Reception(
            store,
            {(one.agency, one.name): one.make() for one in wirings(world.settings, http)},
            **nobody_works(store),
            metrics=metrics,
            health=Health(asyncio.Event(), store.hangs),
            privacy=lambda agency, wanted: None,
            body_timeout_s=body_timeout_s,
        )
        async with listening(webhooks.application(), HOST, 0) as port:
            yield port


async def test_a_store_that_hangs_is_no_healthy_process(tmp_path: Path) -> None:
    """Whoever watches the process learns that it needs another one; before that, and when it passes, all is well."""
    entered, gate = threading.Event(), threading.Event()

    def wait(ledger: Ledger) -> None:
        entered.set()
        gate.wait(20)

    with open_ledger(tmp_path / "leadbot.db", (), serving=True, may_create=True) as ledger:
        writer = Writer(ledger)
        store, metrics = Store(writer), Metrics()
        health = Health(asyncio.Event(), store.hangs)
        nobody = Reception(
            store, {}, **nobody_works(store), metrics=metrics, health=health, privacy=lambda agency, wanted: None
        )
        async with listening(nobody.application(), HOST, 0) as port:
            waiting = asyncio.ensure_future(writer.do(wait))
            await asyncio.to_thread(entered.wait, 10)
            assert (await raw_to(port, [HEALTHZ])).endswith(b"ok\n")
            for _ in range(HANGS_AFTER + 1):
                writer.watch.look()
            assert (await raw_to(port, [HEALTHZ])).startswith(b"HTTP/1.1 503 ")
            gate.set()
            await waiting
            writer.watch.look()
            assert (await raw_to(port, [HEALTHZ])).endswith(b"ok\n")
        await writer.close()


async def test_a_body_has_a_deadline(tmp_path: Path) -> None:
    """A call whose body does not come is turned away in time, and its connection closed."""
    metrics = Metrics()
    async with reception(tmp_path, metrics, body_timeout_s=SOON_S) as port:
        answer = await raw_to(port, [HEAD + b"Content-Length: 100\r\n\r\n", b'{"upd'], within_s=5)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert f'leadbot_webhooks_total{{channel="{AGENCY}/telegram",result="slow"}} 1.0'.encode() in metrics.exposition()


@pytest.mark.parametrize(
    "body",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n",
    ],
)
async def test_a_broken_body_is_a_bad_request(tmp_path: Path, body: bytes) -> None:
    """A body that does not follow its own rules is answered 400, and the next call is served."""
    async with reception(tmp_path, Metrics()) as port:
        answer = await raw_to(port, [HEAD + body], within_s=5)
        alive = await raw_to(port, [HEALTHZ])
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))  # aiohttp's own answer is an HTTP/1.0 one
    assert alive.endswith(b"ok\n")


async def test_a_caller_who_hangs_up_is_no_error_of_ours(tmp_path: Path) -> None:
    """A connection that ends in the middle of a body leaves nothing behind, and the next call is served."""
    async with reception(tmp_path, Metrics()) as port:
        with capture_logs() as logs:
            _, writer = await asyncio.open_connection(HOST, port)
            writer.write(HEAD + b"Content-Length: 100\r\n\r\nxx")
            await writer.drain()
            writer.close()
            answer = await raw_to(port, [HEALTHZ])
    assert answer.endswith(b"ok\n")
    assert [line for line in logs if line["log_level"] != "info"] == []


# --- stubborn ones ---


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_one_source_fills_no_log() -> None:
    """However often one address is refused, it gets one line a minute; another address gets its own."""
    clock = Clock()
    calls = RefusedCalls(clock)
    with capture_logs() as logs:
        for _ in range(10):
            calls.refused("casanova/telegram", "192.0.2.1")
        calls.refused("casanova/telegram", "192.0.2.2")
        clock.now += LOG_EVERY_S
        calls.refused("casanova/telegram", "192.0.2.1")
    assert [line["source"] for line in logs] == ["192.0.2.1", "192.0.2.2", "192.0.2.1"]


def test_a_thousand_sources_fill_no_memory() -> None:
    """Somebody with more addresses than are remembered is logged as one."""
    clock = Clock()
    calls = RefusedCalls(clock)
    with capture_logs() as logs:
        for number in range(SOURCES + 500):
            calls.refused("casanova/telegram", str(number))
    assert len([line for line in logs if line["log_level"] == "info"]) == SOURCES + 1


def test_many_refused_calls_need_a_person() -> None:
    """Twenty refused calls of a channel within five minutes are one warning, not twenty."""
    clock = Clock()
    calls = RefusedCalls(clock)
    with capture_logs() as logs:
        for _ in range(3 * MANY):
            calls.admitted("casanova/telegram")
            calls.refused("casanova/telegram", "192.0.2.1")
            clock.now += 1
    warnings = [line["event"] for line in logs if line["log_level"] == "warning"]
    assert warnings == ["many calls refused"]


def test_few_refused_calls_need_nobody() -> None:
    """Now and then a refused call beside good ones is the weather of the internet."""
    clock = Clock()
    calls = RefusedCalls(clock)
    with capture_logs() as logs:
        for _ in range(100):
            calls.admitted("casanova/telegram")
            calls.refused("casanova/telegram", "192.0.2.1")
            clock.now += WITHIN_S / (MANY - 2)
    assert [line for line in logs if line["log_level"] == "warning"] == []


def test_a_channel_that_refuses_everything_says_what_is_wrong() -> None:
    """When no call got through for five minutes, the warning names the likely mistake of ours, every five minutes."""
    clock = Clock()
    calls = RefusedCalls(clock)
    with capture_logs() as logs:
        calls.admitted("casanova/whatsapp")
        for _ in range(12):
            calls.refused("casanova/whatsapp", "192.0.2.1")
            clock.now += 60
    warnings = [line["event"] for line in logs if line["log_level"] == "warning"]
    assert warnings == ["every call refused: token rotated or public URL wrong"] * 2


def test_a_secret_that_was_not_changed_everywhere_needs_a_person() -> None:
    """A channel whose platform still uses the previous secret after a day is one warning a day, and before it none."""
    clock = Clock()
    previous = PreviousSecrets(clock)
    with capture_logs() as logs:
        for _ in range(50):
            previous.used("casanova/telegram")
            clock.now += 3600
        previous.used("casanova/whatsapp")
    assert [(line["event"], line["channel"]) for line in logs] == [
        ("previous secret used", "casanova/telegram"),
        ("previous secret still used", "casanova/telegram"),
        ("previous secret still used", "casanova/telegram"),
        ("previous secret used", "casanova/whatsapp"),
    ]


# --- anybody ---


FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
PATHS = [PATH, PATH.replace("telegram", "whatsapp"), PATH.replace("telegram", "whatsapp/status"), "/privacy/casacaribe"]
PIECES = [
    b"&",
    b"=",
    b"%",
    b"%C3",
    b"\xff",
    b"{",
    b"}",
    b'"message":',
    b"[",
    b"1",
    b'{"update_id":1,',
    b"From",
    b"Body",
]
BODIES = st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
HEADERS = st.dictionaries(
    st.sampled_from(["Content-Type", "Content-Encoding", "Accept-Language", "X-Forwarded-Host", "Range", "Cookie"]),
    VALUES,
    max_size=4,
)
PROOFS: st.SearchStrategy[dict[str, str]] = st.one_of(
    st.just({}),
    st.just({SECRET_HEADER: BOT_SECRET}),
    VALUES.map(lambda value: {SIGNATURE_HEADER: value, "Content-Type": FORM}),
)


@FUZZ
@given(
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "HEAD", "OPTIONS"]),
    path=st.one_of(st.sampled_from(PATHS), st.text(max_size=30).map(lambda rest: f"/webhooks/{rest}")),
    query=st.text(max_size=20),
    headers=HEADERS,
    proof=PROOFS,
    body=BODIES,
)
async def test_no_request_breaks_the_service(
    door: Door, method: str, path: str, query: str, headers: dict[str, str], proof: dict[str, str], body: bytes
) -> None:
    """Whatever is asked, the answer comes at once and is neither an error of ours nor a redirect nor «gone»."""
    target = path + (f"?{query}" if query else "")
    answer = await door.send(target, body, {**headers, **proof}, method, answered_s=5)
    assert answer.status in {200, 204, 400, 403, 404, 405, 413}


LINES = st.one_of(st.binary(max_size=60), st.sampled_from([HEAD, HEAD + b"Content-Length: 3\r\n\r\nabc", b"\r\n\r\n"]))


@FUZZ
@given(sent=st.lists(LINES, max_size=6))
async def test_no_bytes_break_the_service(door: Door, sent: list[bytes]) -> None:
    """Whatever is written to the port, nobody hears of an error of ours, and the next call is served."""
    _, port = door.world.settings.address
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(b"".join(sent) + b"\r\n\r\n")
        writer.write_eof()
        async with asyncio.timeout(5):
            answer = await reader.read()
    except ConnectionError:
        answer = b""
    finally:
        writer.close()
    assert b"HTTP/1.1 5" not in answer
    assert (await door.send("/healthz", b"", {}, "GET")).status == 200
