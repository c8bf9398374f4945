"""Logs and metrics: enough to find what went wrong, and nothing about anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiohttp import web

from bot.http.listening import listening
from bot.logs import CHATTY, Seldom, configure_logging
from bot.metrics import Metrics
from bot.sandbox.world import HOST
from tests.doors import raw_to

CANARY = "canario-ana@example.do"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def log(metrics: Metrics) -> Iterator[io.StringIO]:
    """What is written, with the logging of other tests put back afterwards."""
    handlers, level = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    configure_logging(metrics.count_alert, stream=written)
    yield written
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_json_with_its_fields(log: io.StringIO) -> None:
    """Whoever collects logs gets one object a line, with the time in UTC."""
    structlog.get_logger().info("turn", chat=7, event_kind="text")
    (line,) = lines(log)
    assert (line["event"], line["chat"], line["event_kind"], line["level"]) == ("turn", 7, "text", "info")
    assert line["timestamp"].endswith("Z")


def test_an_exception_shows_where_and_not_what(log: io.StringIO) -> None:
    """The place and class of a failure are logged; its message may quote a person."""
    try:
        raise LookupError(CANARY)
    except LookupError as error:
        structlog.get_logger().error("turn failed", exc_info=error)
        structlog.get_logger().exception("turn failed")
    for line in lines(log):
        assert line["error"] == "LookupError"
        assert line["at"][-1].startswith("test_logs.py:")
    assert CANARY not in log.getvalue()


def test_libraries_say_where_they_spoke_and_no_more(log: io.StringIO) -> None:
    """Clients print URLs with tokens; what stays is the library and the place."""
    for name in CHATTY:
        logging.getLogger(name).info("GET /bot%s/getMe", CANARY)
        logging.getLogger(name).warning("GET /bot%s/getMe", CANARY)
    found = lines(log)
    assert [line["library"] for line in found] == list(CHATTY)
    assert all(line["place"].startswith("test_logs:") for line in found)
    assert CANARY not in log.getvalue()


def test_what_asyncio_repeats_is_said_once(log: io.StringIO) -> None:
    """Without descriptors left asyncio complains every second: one line a minute says it too."""
    for _ in range(3):
        logging.getLogger("asyncio").error("socket.accept() out of system resource")
        logging.getLogger("aiohttp.server").error("Error handling request")
    assert [line["library"] for line in lines(log)].count("asyncio") == 1
    assert len(lines(log)) == 4


def test_what_happens_all_the_time_is_said_once_a_minute() -> None:
    """The first time at once, and again when a minute has gone by."""
    now = 1000.0
    seldom = Seldom(60, lambda: now)
    assert [seldom.may(), seldom.may()] == [True, False]
    now += 61
    assert [seldom.may(), seldom.may()] == [True, False]


NO_HTTP = [
    (b"\x16\x03\x01\x02\x00\x01\x00", "TLS"),
    (b"GET / HTTP/1.1\r\nHost : x\r\n", "a space in a header's name"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000, "a header without end"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n0", "chunks without sizes"),
]


@pytest.mark.parametrize(("sent", "why"), NO_HTTP, ids=[why for _, why in NO_HTTP])
async def test_a_stranger_fills_no_log(sent: bytes, why: str, log: io.StringIO) -> None:
    """Whoever writes to the port what is no HTTP is told so, and leaves no line."""
    async with listening(page_that_reads(), HOST, 0) as port:
        answer = await raw_to(port, [sent + b"\r\n\r\n"])
    assert answer.startswith(b"HTTP/1.0 400 "), why
    assert log.getvalue() == ""


async def test_a_bug_in_a_page_leaves_a_line(log: io.StringIO) -> None:
    """What is ours to mend is written down, without what it choked on."""
    async with listening(page_that_reads(), HOST, 0) as port:
        answer = await raw_to(port, [f"GET /?{CANARY} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()])
    assert answer.startswith(b"HTTP/1.1 500 ")
    (line,) = lines(log)
    assert (line["level"], line["library"], line["error"]) == ("error", "aiohttp.server", "LookupError")
    assert CANARY not in log.getvalue() + answer.decode()


def page_that_reads() -> web.Application:
    """A server that takes a body, and breaks where something is asked of it."""

    async def answer(request: web.Request) -> web.Response:
        if request.query_string:
            raise LookupError(request.query_string)
        return web.Response(body=await request.read())

    app = web.Application()
    app.add_routes([web.route("*", "/", answer)])
    return app


def test_what_needs_a_person_is_counted(log: io.StringIO, metrics: Metrics) -> None:
    """Every warning is an alert under its phrase, without anybody remembering to count it."""
    structlog.get_logger().info("turn")
    structlog.get_logger().warning("channel blocked", channel="casanova/telegram")
    structlog.get_logger().warning("channel blocked", channel="casanova/telegram")
    assert b'leadbot_alerts_total{phrase="channel blocked"} 2.0' in metrics.exposition()
    assert b"turn" not in b"".join(line for line in metrics.exposition().splitlines() if b"alerts" in line)


def test_numbers_are_shown_for_prometheus(metrics: Metrics) -> None:
    """Counters grow, queues show their size now."""
    metrics.webhooks.add("casanova/telegram", "stored")
    metrics.webhooks.add("casanova/telegram", "stored")
    metrics.deliveries.add("casanova", "created", times=3)
    metrics.note_queues({"inbox received": 5, "leads parked": 1})
    metrics.note_queues({"inbox received": 2})
    shown = metrics.exposition().decode()
    assert 'leadbot_webhooks_total{channel="casanova/telegram",result="stored"} 2.0' in shown
    assert 'leadbot_deliveries_total{agency="casanova",outcome="created"} 3.0' in shown
    assert 'leadbot_queue_size{queue="inbox received"} 2.0' in shown
    assert "leads parked" not in shown
    assert "_created" not in shown
    assert "process_resident_memory_bytes" in shown


def test_two_services_count_apart(metrics: Metrics) -> None:
    """Nothing is shared between two sets of numbers in one process."""
    metrics.turns.add("text")
    assert b'leadbot_turns_total{event="text"}' not in Metrics().exposition()
