"""The demo's page: two phones and a CRM panel, its state pushed as server-sent events, what the person does as POSTs.

Reads and writes only on this machine: whoever asks under another name than loopback, or from another page, is refused.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import TypeAdapter, ValidationError

from bot.sandbox.shown import describe
from bot.sandbox.stage import Action, Stage, act

FILES = Path(__file__).parent / "phones"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEARTBEAT_S = 15.0  # a browser that went away shows only when something is written to it
BODY_LIMIT = 32 * 1024  # bytes; a text of 4,096 characters fits in any script
SIGN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "frame-src 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ACTION: TypeAdapter[Action] = TypeAdapter(Action)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleDoor:
    """Where the service has its console, and what gives the name and value of a cookie that opens it in a language."""

    port: int
    sign_in: Callable[[str], Awaitable[tuple[str, str]]]


def make_page(stage: Stage, console: ConsoleDoor | None = None) -> web.Application:
    """The page at «/», of a stage whose sandbox systems run; with a tab for the agency where there is a console."""
    page = _Page(stage, console)
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_only_from_here])
    app.add_routes(
        [
            web.get("/", page.index),
            web.get("/sign", page.sign),
            web.get("/agency", page.agency),
            web.get("/events", page.events),
            web.post("/do", page.do),
            web.static("/phones", FILES),
        ]
    )
    app.on_response_prepare.append(_add_headers)
    app.on_shutdown.append(page.let_go)
    app.cleanup_ctx.append(page.watch)
    return app


class _Page:
    def __init__(self, stage: Stage, console: ConsoleDoor | None) -> None:
        self._stage = stage
        self._console = console
        self._closing = False

    async def index(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(FILES / "index.html")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The whole state at once and again after every change, until the browser or the demo goes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionError):
            while not self._closing:
                version = self._stage.version
                await response.write(f"data: {json.dumps(describe(self._stage))}\n\n".encode())
                await self._until_changed(version, response)
        return response

    async def do(self, request: web.Request) -> web.Response:
        """Carry out one action; 204, 409 when the screen no longer offers it, 422 when it makes no sense."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType  # a form of a foreign page cannot send JSON
        try:
            action = ACTION.validate_json(await request.read())
        except ValidationError:
            raise web.HTTPUnprocessableEntity from None
        try:
            await act(self._stage, action)
        except (LookupError, ValueError, aiohttp.ClientError, TimeoutError):
            raise web.HTTPConflict from None
        return web.Response(status=204)

    async def sign(self, request: web.Request) -> web.Response:
        """What scanning the sign opens, for the browser of a phone: the service's own page, in a frame of ours."""
        try:
            html = await self._stage.door.page(request.query.get("lang", "es"))
        except (aiohttp.ClientError, TimeoutError):
            raise web.HTTPServiceUnavailable from None
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": SIGN_POLICY})

    async def agency(self, request: web.Request) -> web.Response:
        """On to the console, signed in: a browser sends a host's cookies to each of its ports."""
        if self._console is None:
            raise web.HTTPNotFound
        name, value = await self._console.sign_in("en" if request.query.get("lang") == "en" else "es")
        here = _host(f"http://{request.host}")
        response = web.Response(status=303, headers={"Location": f"http://{here}:{self._console.port}/console/"})
        response.set_cookie(name, value, path="/", httponly=True, samesite="Strict")
        return response

    async def watch(self, app: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._stage.watch_crm())
        yield
        watching.cancel()
        await asyncio.wait({watching})

    async def let_go(self, app: web.Application) -> None:
        """End the open streams, or the server would wait for them."""
        self._closing = True
        self._stage.touch()

    async def _until_changed(self, version: int, response: web.StreamResponse) -> None:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await self._stage.wait_for_change(version)
                    return
            except TimeoutError:
                await response.write(b": still here\n\n")


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse names that merely point at this machine, and requests that another site's page makes."""
    here = f"http://{request.host}"
    if _host(here) not in LOOPBACK or request.headers.get("Origin", here) != here:
        raise web.HTTPForbidden(text="Esta página solo se sirve en esta máquina.")
    return await handler(request)


def _host(url: str) -> str | None:
    """The host in a URL without its port; None where there is none that could be read."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
