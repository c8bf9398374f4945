"""Traces for whoever asks for them with `traces_url`: a span for each call that comes in and each that goes out.

opentelemetry is imported only then. A span says which route or host, and how it ended; never a path to outside, which
holds Telegram's token, nor anything of a body, an address or a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

log = structlog.get_logger()
TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Traces:
    """What watches calls: of our server, and of the session of calls to outside. None of either where nobody asked."""

    incoming: tuple[Middleware, ...] = ()
    outgoing: tuple[aiohttp.TraceConfig, ...] = ()


@asynccontextmanager
async def tracing(url: str) -> AsyncIterator[Traces]:
    """Spans go to `url` (OTLP over HTTP) while the block runs, and what is left of them at its end; nothing is traced
    without one. A collector that is away costs nobody anything but its spans."""
    provider = make_provider(url) if url else None
    if provider is None:
        yield Traces()
        return
    tracer = provider.get_tracer("leadbot")
    try:
        yield Traces((of_server(tracer),), (of_session(tracer),))
    finally:
        await asyncio.to_thread(provider.shutdown)


def make_provider(url: str) -> Any:
    """Gathers spans and posts them from a thread of its own, by no proxy of the environment. None where the extra is
    not installed, of which `check` says what to do: people are answered all the same."""
    try:
        import requests
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as missing:
        log.warning("no traces", missing=missing.name)
        return None
    session = requests.Session()
    session.trust_env = False
    provider = TracerProvider(resource=Resource({SERVICE_NAME: "leadbot"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(url, timeout=TIMEOUT_S, session=session)))
    return provider


def of_server(tracer: Any) -> Middleware:
    """A span for each request, by its route."""
    from opentelemetry.trace import SpanKind

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "nowhere"
        name = f"{request.method} {route}"
        with tracer.start_as_current_span(  # an exception's words may be a person's
            name, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            span.set_attribute("http.route", route)
            for part in ("agency", "channel"):
                span.set_attribute(f"leadbot.{part}", request.match_info.get(part, ""))
            answer = await handler(request)
            span.set_attribute("http.response.status_code", answer.status)
            return answer

    return watch


def of_session(tracer: Any) -> aiohttp.TraceConfig:
    """A span for each call to outside, by its host; a child of the request that led to it, where one did."""
    from opentelemetry.trace import SpanKind, StatusCode

    async def start(_session: Any, call: Any, params: aiohttp.TraceRequestStartParams) -> None:
        call.span = tracer.start_span(f"{params.method} {params.url.host}", kind=SpanKind.CLIENT)

    async def end(_session: Any, call: Any, params: aiohttp.TraceRequestEndParams) -> None:
        call.span.set_attribute("http.response.status_code", params.response.status)
        call.span.end()

    async def fail(_session: Any, call: Any, params: aiohttp.TraceRequestExceptionParams) -> None:
        call.span.set_status(StatusCode.ERROR, type(params.exception).__name__)
        call.span.end()

    config = aiohttp.TraceConfig()
    config.on_request_start.append(start)
    config.on_request_end.append(end)
    config.on_request_exception.append(fail)
    return config
