"""Traces for whoever asks for them: where the time of an answer went, and nothing of who it was for."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.checks.faults import find_faults
from bot.main import running
from bot.sandbox.world import BOT_TOKEN, World, open_world
from bot.settings.file import load_settings
from tests.commands import change

NOBODY = "http://127.0.0.1:9/v1/traces"
WORDS = "soy Ana Peña, 809-555-0134"


class Collector:
    """Where traces go."""

    def __init__(self) -> None:
        self.posted: list[bytes] = []

    async def take(self, request: web.Request) -> web.Response:
        self.posted.append(await request.read())
        return web.Response(content_type="application/x-protobuf")

    def spans(self) -> list[Any]:
        asked = [ExportTraceServiceRequest.FromString(body) for body in self.posted]
        return [
            span
            for one in asked
            for resource in one.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@asynccontextmanager
async def collecting() -> AsyncIterator[tuple[Collector, str]]:
    collector, app = Collector(), web.Application()
    app.router.add_post("/v1/traces", collector.take)
    async with TestServer(app) as server:
        yield collector, str(server.make_url("/v1/traces"))


def traced(world: World, url: str) -> AbstractAsyncContextManager[None]:
    return running(world.settings.model_copy(update={"traces_url": url}))


async def test_a_message_and_its_answer_are_one_trace(tmp_path: Path) -> None:
    """The webhook is the parent of the call that answers it; neither holds a token, a word or a number."""
    async with collecting() as (collector, url), open_world(tmp_path) as world:
        service = traced(world, url)
        async with service:
            await world.telegram.until(lambda: world.telegram.updates.webhook is not None)
            person = world.telegram.phone(700100300, "Ana")
            person.say(WORDS)
            await person.hear()
            await world.telegram.settled()
    spans = {span.name: span for span in collector.spans()}
    hook = spans["POST /webhooks/{agency}/{channel}{slash}"]
    sent = [span for span in collector.spans() if span.parent_span_id == hook.span_id]
    assert [span.name for span in sent] == ["POST 127.0.0.1"]
    assert sent[0].trace_id == hook.trace_id
    for secret in (BOT_TOKEN, "Ana", "0134"):
        assert not any(secret.encode() in body for body in collector.posted)


async def test_a_collector_that_is_away_costs_nothing(tmp_path: Path) -> None:
    """People are answered, and the service stops in time."""
    async with asyncio.timeout(20), open_world(tmp_path) as world, traced(world, NOBODY):
        await world.telegram.until(lambda: world.telegram.updates.webhook is not None)


def test_the_package_that_is_missing_is_named(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` says what to install; `serve` works without traces."""
    change(config, "public_url", f'traces_url = "{NOBODY}"\npublic_url')
    settings = load_settings(config, {})
    assert list(find_faults(settings)) == []
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    (problem,) = find_faults(settings)
    assert problem.key == "traces_url"
    assert "leadbot[otel]" in problem.remedy


async def test_without_the_package_people_are_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trace is never a reason not to start."""
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    async with open_world(tmp_path) as world, traced(world, NOBODY):
        await world.telegram.until(lambda: world.telegram.updates.webhook is not None)
