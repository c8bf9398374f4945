"""Staff open a file of a lead: `/media/…`, a signed link that ends, streamed from the platform and never kept here."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import structlog
from aiohttp import web

from adapters.language import LANGUAGE, tr
from adapters.media import Media, MediaGone, MediaUnavailable
from adapters.records import FoundMedia
from adapters.store.errors import StoreError
from adapters.store.media import LinkExpired
from flows.lead import Attachment

if TYPE_CHECKING:
    from jinja2 import Template

log = structlog.get_logger()

LONGEST_S = 120.0  # of 20 MB on a slow line; a reader who stops does not hold a connection for ever
STORE_TIMEOUT_S = 6.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
UNKNOWN = (
    tr("Este enlace no abre nada", "This link opens nothing"),
    tr(
        "Cópialo entero, o pide otro con «leadbot leads show».", "Copy all of it, or get one from «leadbot leads show»."
    ),
)
EXPIRED = (
    tr("Este enlace ya venció", "This link is over"),
    tr("Pide otro con «leadbot leads show»: dura una hora.", "Get one from «leadbot leads show»: it lasts an hour."),
)
GONE = (
    tr("El archivo ya no está", "The file is gone"),
    tr("La plataforma por la que llegó ya no lo tiene.", "The platform that brought it has it no more."),
)
AWAY = (
    tr("El archivo no se puede abrir ahora", "The file cannot be opened now"),
    tr(
        "La plataforma por la que llegó no lo entrega. Prueba en unos minutos.",
        "The platform that brought it does not hand it out. Try again in some minutes.",
    ),
)


class MediaStore(Protocol):
    """What this needs of the store."""

    async def find_media(self, link: str, now: datetime) -> FoundMedia | None: ...


@runtime_checkable
class MediaChannel(Protocol):
    """A channel whose platform gives out what people sent."""

    def open_media(self, attachment: Attachment) -> AbstractAsyncContextManager[Media]: ...


class MediaPages:
    """`channels` by agency and name; one that is no longer in the settings opens nothing."""

    def __init__(
        self, store: MediaStore, channels: Mapping[tuple[str, str], object], *, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._channels, self._clock = store, channels, clock

    def routes(self) -> Sequence[web.RouteDef]:
        return [web.get("/media/{link}", self.open, allow_head=False)]

    async def open(self, request: web.Request) -> web.StreamResponse:
        """The file, or a page that says why not: 404 for what was never good, 410 for what is over, 503 for a while."""
        try:
            async with asyncio.timeout(STORE_TIMEOUT_S):
                found = await self._store.find_media(request.match_info["link"], self._clock())
        except LinkExpired:
            return page(410, EXPIRED)
        except (StoreError, TimeoutError):
            return page(503, AWAY)
        channel = self._channels.get((found.agency, found.channel)) if found else None
        if found is None or not isinstance(channel, MediaChannel):
            return page(404, UNKNOWN)
        try:
            async with channel.open_media(found.attachment) as media:
                return await stream(request, found, media)
        except MediaGone:
            return page(410, GONE)
        except MediaUnavailable as error:
            log.info("media not opened", agency=found.agency, lead=found.reference, reason=str(error))
            return page(503, AWAY)


async def stream(request: web.Request, found: FoundMedia, media: Media) -> web.StreamResponse:
    """Pass it on as it comes. What fails after the first bytes cuts the connection: half a file must not look whole."""
    ending = mimetypes.guess_extension(media.content_type) or ""
    named = f'inline; filename="{found.reference}-{found.number}{ending}"'
    response = web.StreamResponse(headers={**HEADERS, "Content-Type": media.content_type, "Content-Disposition": named})
    log.info("media opened", agency=found.agency, lead=found.reference)
    await response.prepare(request)
    try:
        async with asyncio.timeout(LONGEST_S):
            async for chunk in media.chunks:
                await response.write(chunk)
    except (MediaUnavailable, TimeoutError, ConnectionError):
        if request.transport is not None:
            request.transport.abort()
    return response


def page(status: int, words: tuple[str, str]) -> web.Response:
    """A title and what to do."""
    title, step = words
    html = _template().render(language=LANGUAGE, title=title, step=step)
    return web.Response(status=status, text=html, content_type="text/html", headers=HEADERS)


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # loaded when somebody looks

    environment = Environment(loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("media.html.j2")
