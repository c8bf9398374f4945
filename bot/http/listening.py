"""The HTTP server: how long a stranger may take to say what it wants, and how long a connection may do nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

HEADERS_S = 10.0  # for the headers of one request (promises §3)
MOST_CONNECTIONS = 4000  # open at once; each is a descriptor and some 20 KB
ACCEPTED_AT_ONCE = 100  # and so many more for a moment, before any of them is closed
IDLE_S = 75.0  # between two requests of a connection (promises §3)
LINGER_S = 1.0  # a body nobody wants is taken so long, or the sender would miss our answer to it
HANDLERS_END_S = 2.0  # what requests under way get when the process stops; promises §7


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    *,
    headers_s: float = HEADERS_S,
    idle_s: float = IDLE_S,
    on_slow: Callable[[], None] = lambda: None,
    most: int = MOST_CONNECTIONS,
    on_crowded: Callable[[], None] = lambda: None,
) -> AsyncIterator[int]:
    """Answer requests while the block runs; gives the port, drawn by the system when it was 0.

    `on_slow` hears of each connection that was cut because its headers took longer than `headers_s`, `on_crowded` of
    each that had to give way because more than `most` were open.
    """
    app.middlewares.insert(0, _mark_request)
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=idle_s,
        lingering_time=LINGER_S,
        shutdown_timeout=HANDLERS_END_S,
        auto_decompress=False,  # no platform compresses, and a small body must not become a big one
    )
    await runner.setup()
    try:
        make_handler = runner.server
        assert make_handler is not None
        crowd = Crowd(most, on_crowded)
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(make_handler(), crowd, headers_s, on_slow),
            host,
            port,
            backlog=min(ACCEPTED_AT_ONCE, max(1, most // 4)),
        )
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        await runner.cleanup()


class Crowd:
    """The open connections, so that they stay fewer than the process has descriptors for.

    When there are too many, the one that has been idle longest is closed, else the one whose request takes longest: a
    good request is answered in milliseconds, so that is nearly always somebody who sends a body byte by byte.
    """

    def __init__(self, most: int, on_crowded: Callable[[], None]) -> None:
        self._most = most
        self._on_crowded = on_crowded
        self._idle: dict[Connection, None] = {}  # in the order in which they became so, as the others
        self._answering: dict[Connection, None] = {}

    def waits(self, connection: Connection) -> None:
        """It is new, or its request is answered."""
        self._answering.pop(connection, None)
        self._idle[connection] = None
        if len(self._idle) + len(self._answering) > self._most:
            self._on_crowded()
            next(iter(self._idle if len(self._idle) > 1 else self._answering or self._idle)).cut()

    def answers(self, connection: Connection) -> None:
        """Its request has begun."""
        if self._idle.pop(connection, connection) is None:
            self._answering[connection] = None

    def leaves(self, connection: Connection) -> None:
        """It is closed."""
        self._idle.pop(connection, None)
        self._answering.pop(connection, None)


class Connection(asyncio.Protocol):
    """One connection, between the socket and aiohttp, which has no deadline for headers of its own."""

    def __init__(
        self, handler: web.RequestHandler, crowd: Crowd, headers_s: float, on_slow: Callable[[], None]
    ) -> None:
        self._handler = handler
        self._crowd = crowd
        self._transport: asyncio.BaseTransport | None = None
        self._headers_s = headers_s
        self._on_slow = on_slow
        self._answering = False
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._handler.connection_made(transport)
        self._expect_headers(transport)
        self._crowd.waits(self)

    def data_received(self, data: bytes) -> None:
        if not self._answering and self._deadline is None and self._handler.transport is not None:
            self._expect_headers(self._handler.transport)
        self._handler.data_received(data)

    def eof_received(self) -> None:
        self._handler.eof_received()

    def pause_writing(self) -> None:
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        self._handler.resume_writing()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._expect_nothing()
        self._crowd.leaves(self)
        self._handler.connection_lost(exc)

    def request_begins(self) -> None:
        """Its headers are complete."""
        self._answering = True
        self._expect_nothing()
        self._crowd.answers(self)

    def request_ends(self) -> None:
        """What comes now belongs to the next one."""
        self._answering = False
        if self._transport is not None and not self._transport.is_closing():
            self._crowd.waits(self)

    def cut(self) -> None:
        """End it at once, without a word."""
        self._crowd.leaves(self)
        if isinstance(self._transport, asyncio.Transport):
            self._transport.abort()

    def _expect_headers(self, transport: asyncio.BaseTransport) -> None:
        self._deadline = asyncio.get_running_loop().call_later(self._headers_s, self._cut, transport)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self, transport: asyncio.BaseTransport) -> None:
        if not transport.is_closing():
            self._on_slow()
            transport.close()


@web.middleware
async def _mark_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    connection = None if request.transport is None else request.transport.get_protocol()
    if not isinstance(connection, Connection):
        return await handler(request)
    connection.request_begins()
    try:
        return await handler(request)
    finally:
        connection.request_ends()
