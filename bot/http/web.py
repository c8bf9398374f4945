"""Receive: the routes, and how a webhook becomes stored events before it is answered (map §4, promises §3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from adapters.records import Arrival, Counts, Received
from adapters.sending import Misconfigured, Rejected, StatusUpdate
from adapters.store.errors import StoreBroken, StoreUnavailable
from adapters.webhook import Acknowledgement, RawRequest
from bot.doctor.finding import Finding
from bot.http.redaction import redacted
from bot.http.refused import PreviousSecrets, RefusedCalls
from bot.http.stray import StrayCalls
from bot.logs import Seldom
from bot.metrics import CONTENT_TYPE, Metrics
from bot.workers.waiting import Tasks

log = structlog.get_logger()

BODY_TIMEOUT_S = 10.0
STORE_TIMEOUT_S = 6.0  # of the 10 that platforms wait; an event stored after that is recognised when it comes again
RETRY_AFTER_S = 30
LARGEST_BODY = 512 * 1024


class WebhookChannel(Protocol):
    """What receiving needs of a channel."""

    agency: str
    name: str
    body_limit: int
    acknowledgement: Acknowledgement

    def admits(self, headers: Mapping[str, str]) -> bool | None: ...
    def verify(self, request: RawRequest) -> bool: ...
    def used_previous(self, request: RawRequest) -> bool: ...
    def parse(self, request: RawRequest) -> tuple[Arrival, ...]: ...
    async def acknowledge(self, arrival: Arrival) -> None: ...


@runtime_checkable
class StatusChannel(Protocol):
    """A channel whose platform calls back about messages it accepted."""

    def parse_status(self, request: RawRequest) -> StatusUpdate | None: ...


class InboxStore(Protocol):
    """What receiving needs of the store."""

    async def record_status(self, agency: str, channel: str, update: StatusUpdate, now: datetime) -> int | None: ...
    async def ping(self) -> None: ...
    async def counts(self) -> Counts: ...


class Health(Protocol):
    """Whether this process can do its work, and what it found to be wrong around it."""

    def is_ready(self) -> bool: ...
    def is_full(self) -> bool: ...
    def is_alive(self) -> bool: ...
    def found(self) -> Iterable[Finding]: ...
    def broke(self, error: BaseException) -> None: ...


class Reception:
    """The HTTP side of the process: what comes in is stored, and only then answered."""

    def __init__(
        self,
        store: InboxStore,
        channels: Mapping[tuple[str, str], WebhookChannel],
        *,
        receive: Callable[[str, str, Sequence[Arrival]], Awaitable[Received]],
        start: Callable[[Iterable[int]], None],
        metrics: Metrics,
        health: Health,
        privacy: Callable[[str, str], str | None],
        console: web.Application | None = None,
        pages: Sequence[web.RouteDef] = (),
        public_url: str = "",
        body_timeout_s: float = BODY_TIMEOUT_S,
    ) -> None:
        """`channels` by agency and name. `receive` stores what arrived, durably when it returns; `start` hears
        which chats have something to apply besides. `privacy(agency, accept_language)` gives a page, None for no
        such agency. `console` is the staff's page. `pages` answer what none of our own routes does."""
        self._store = store
        self._channels = channels
        # Asked once: to look whether it is such a channel takes longer than to read what it says.
        self._followed = {key: one for key, one in channels.items() if isinstance(one, StatusChannel)}
        self._receive = receive
        self._start = start
        self._metrics = metrics
        self._health = health
        self._privacy = privacy
        self._console = console
        self._pages = pages
        self._body_timeout_s = body_timeout_s
        self._refusals = RefusedCalls()
        self._previous = PreviousSecrets()
        self._not_storing = Seldom()
        self._strays = StrayCalls([f"{public_url}/webhooks/{agency}/{name}" for agency, name in channels])
        self._presses = Tasks()

    def application(self, watched: Sequence[Middleware] = ()) -> web.Application:
        """Every route of map §9, each call `watched` from without."""
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=watched)
        if self._console is not None:
            app.router.add_get("/console", to_console)
            app.add_subapp("/console/", self._console)
        app.add_routes(
            [
                web.post("/webhooks/{agency}/{channel}{slash:/?}", self.webhook),
                web.post("/webhooks/{agency}/{channel}/status{slash:/?}", self.status),
                web.route("*", "/{webhooks:[Ww]ebhooks?}{rest:(/.*)?}", self.astray),
                web.get("/privacy/{agency}", self.privacy),
                web.get("/healthz", self.healthz),
                web.get("/readyz", self.readyz),
                web.get("/metrics", self.metrics),
                *self._pages,
                web.post("/{elsewhere:.*}", self.elsewhere),
            ]
        )
        return app

    async def webhook(self, request: web.Request) -> web.Response:
        """One webhook: authenticate, read, store, answer."""
        channel = self._channel(request)
        raw = await self._authentic(request, channel)
        if isinstance(raw, web.Response):
            return raw
        arrivals = redacted(channel.parse(raw))
        try:
            async with asyncio.timeout(STORE_TIMEOUT_S):
                received = await self._receive(channel.agency, channel.name, arrivals)
        except (StoreUnavailable, StoreBroken, TimeoutError) as error:
            return self._not_stored(channel, error)
        for arrival in arrivals:
            if arrival.press:
                self._acknowledge(channel, arrival)
        self._count(channel, "duplicate" if received.duplicates else "stored")
        return acknowledged(channel.acknowledgement)

    async def status(self, request: web.Request) -> web.Response:
        """A platform's word on a message it accepted before: checked, kept, and only ever moving forward."""
        channel = self._channel(request)
        followed = self._followed.get((channel.agency, channel.name))
        if followed is None:
            raise web.HTTPNotFound
        raw = await self._authentic(request, channel)
        if isinstance(raw, web.Response):
            return raw
        update = followed.parse_status(raw)
        if update and isinstance(update.failure, Misconfigured | Rejected):
            log.warning("reply not delivered", channel=full_name(channel), reason=update.failure.reason)
        try:
            async with asyncio.timeout(STORE_TIMEOUT_S):
                now = datetime.now(UTC)
                gone = await self._store.record_status(channel.agency, channel.name, update, now) if update else None
        except (StoreUnavailable, StoreBroken, TimeoutError) as error:
            return self._not_stored(channel, error)
        if gone is not None:
            self._start([gone])
        self._count(channel, "status")
        return web.Response(status=204)

    async def astray(self, request: web.Request) -> web.Response:
        """Whatever else begins like a webhook: a technician's slip, to be found in the log."""
        self._metrics.webhooks.add("", "astray")
        self._strays.met(request.method, request.path.rstrip("/"))
        return web.Response(status=404 if request.method == "POST" else 405, headers={"Allow": "POST"})

    async def elsewhere(self, request: web.Request) -> web.Response:
        """A platform that was given our domain and no path; strangers who try doors leave no trace."""
        if any(channel.admits(request.headers) is not False for channel in self._channels.values()):
            return await self.astray(request)
        raise web.HTTPMethodNotAllowed("POST", ["GET"])

    def _channel(self, request: web.Request) -> WebhookChannel:
        channel = self._channels.get((request.match_info["agency"], request.match_info["channel"]))
        if channel is None:
            self._strays.met(request.method, request.path.rstrip("/"))
            raise web.HTTPNotFound
        return channel

    async def _authentic(self, request: web.Request, channel: WebhookChannel) -> RawRequest | web.Response:
        """The request with its body, once the platform has proved itself; else the answer that turns it away."""
        admitted = channel.admits(request.headers)
        if admitted is False:
            return self._refused(request, channel)
        try:
            async with asyncio.timeout(self._body_timeout_s):
                body = await read_body(request, channel.body_limit)
        except TimeoutError:
            self._count(channel, "slow")
            return closing(408)
        except (ConnectionError, web.RequestPayloadError):
            self._count(channel, "broken off")
            return closing(400)
        if body is None:
            self._count(channel, "too large")
            return acknowledged(channel.acknowledgement) if admitted else closing(413)
        raw = RawRequest(
            target=request.raw_path,
            headers=request.headers,
            body=body,
            content_type=request.content_type,
            charset=request.charset,
        )
        if not channel.verify(raw):
            return self._refused(request, channel)
        self._refusals.admitted(full_name(channel))
        if channel.used_previous(raw):
            self._previous.used(full_name(channel))
        return raw

    def _refused(self, request: web.Request, channel: WebhookChannel) -> web.Response:
        self._count(channel, "refused")
        self._refusals.refused(full_name(channel), request.remote or "")
        return web.Response(status=403)

    def _not_stored(self, channel: WebhookChannel, error: Exception) -> web.Response:
        """The platform is asked to come again: nothing was stored, so nothing is acknowledged."""
        self._count(channel, "not stored")
        if self._not_storing.may():
            log.warning("events cannot be stored", reason=type(error).__name__)
        if isinstance(error, StoreBroken):
            self._health.broke(error)
        return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_S)})

    def _acknowledge(self, channel: WebhookChannel, arrival: Arrival) -> None:
        """A pressed button shows progress until we answer; the person should not wait for our turn."""
        self._presses.start(channel.acknowledge(arrival))

    async def privacy(self, request: web.Request) -> web.Response:
        """The agency's notice in plain words."""
        wanted = request.query.get("lang", "") or request.headers.get("Accept-Language", "")
        page = self._privacy(request.match_info["agency"], wanted)
        if page is None:
            raise web.HTTPNotFound
        return web.Response(text=page, content_type="text/html", headers=PAGE_HEADERS)

    async def healthz(self, request: web.Request) -> web.Response:
        """The process is alive, also while it stops; a store that hangs comes back only with another process."""
        if not self._health.is_alive():
            return web.Response(status=503, text="the store hangs\n")
        return web.Response(text="ok\n")

    async def readyz(self, request: web.Request) -> web.Response:
        """Events can be stored and the workers run; then line by line what is wrong all the same."""
        if not self._health.is_ready():
            return web.Response(status=503, text="not ready\n")
        if self._health.is_full():
            return web.Response(status=503, text="the disk is full\n")
        try:
            async with asyncio.timeout(STORE_TIMEOUT_S):
                await self._store.ping()
        except (StoreUnavailable, StoreBroken, TimeoutError):
            return web.Response(status=503, text="the store does not answer\n")
        found = "".join(f"{one.about}: {one.what}\n" for one in self._health.found())
        return web.Response(text=f"ready\n{found}")

    async def metrics(self, request: web.Request) -> web.Response:
        """For Prometheus, also while the store does not answer."""
        with suppress(StoreUnavailable, StoreBroken, TimeoutError):
            async with asyncio.timeout(STORE_TIMEOUT_S):
                sizes = queue_sizes(await self._store.counts())
            self._metrics.note_queues(sizes)
        return web.Response(body=self._metrics.exposition(), headers={"Content-Type": CONTENT_TYPE})

    def _count(self, channel: WebhookChannel, result: str) -> None:
        self._metrics.webhooks.add(full_name(channel), result)


def full_name(channel: WebhookChannel) -> str:
    """As metrics and logs call it."""
    return f"{channel.agency}/{channel.name}"


def queue_sizes(counts: Counts) -> dict[str, int]:
    """The depth of each queue by the name it has in the metrics."""
    inbox = {f"inbox {state}": size for state, size in counts.inbox.items()}
    leads = {f"leads {state}": size for state, size in counts.leads.items()}
    return inbox | leads | {"replies": counts.replies}


async def to_console(request: web.Request) -> web.Response:
    """Typed without its slash."""
    raise web.HTTPMovedPermanently("/console/")


PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


async def read_body(request: web.Request, limit: int) -> bytes | None:
    """The body, or None when it is larger than `limit` bytes; it is then not read to its end."""
    if (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def closing(status: int) -> web.Response:
    """An answer after which the connection ends, because nobody knows what would come next on it."""
    response = web.Response(status=status)
    response.force_close()
    return response


def acknowledged(acknowledgement: Acknowledgement) -> web.Response:
    """The channel's fixed 200."""
    headers = {"Content-Type": acknowledgement.content_type} if acknowledgement.content_type else None
    return web.Response(body=acknowledgement.body, headers=headers)
