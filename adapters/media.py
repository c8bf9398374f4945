"""A file that somebody sent, read from its platform while staff look at it. Nothing of it is ever stored.

What goes on is only what its first bytes prove to be a picture, a sound, a film or a PDF: never a page or a script,
whatever the sender called it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from adapters.records import Arrival
from flows.events import MediaReceived
from flows.lead import Attachment

SIZE_LIMIT = 20 * 1024 * 1024  # bytes; Telegram's own limit of a download, WhatsApp's files are smaller
OPEN_TIMEOUT_S = 10.0  # until the platform answers, and again until the first bytes
CHUNK = 64 * 1024
ENOUGH = 16  # bytes in which every signature lies
REDIRECTS = (301, 302, 303, 307, 308)
NOT_THERE = (400, 404, 410)

JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
MP3, OGG, AMR, AAC = "audio/mpeg", "audio/ogg", "audio/amr", "audio/aac"
MP4, PDF = "video/mp4", "application/pdf"
SIGNATURES: tuple[tuple[int, bytes, tuple[str, ...]], ...] = (  # where, what stands there, what it then may be
    (0, b"\xff\xd8\xff", (JPEG,)),
    (0, b"\x89PNG\r\n\x1a\n", (PNG,)),
    (0, b"GIF8", (GIF,)),
    (8, b"WEBP", (WEBP,)),
    (0, b"OggS", (OGG, "video/ogg")),
    (0, b"ID3", (MP3,)),
    (0, b"\xff\xfb", (MP3,)),
    (0, b"\xff\xf1", (AAC,)),
    (0, b"#!AMR", (AMR,)),
    (4, b"ftyp", (MP4, "audio/mp4", "audio/x-m4a", "audio/aac", "video/quicktime", "video/3gpp", "audio/3gpp")),
    (0, b"%PDF-", (PDF,)),
)
KEPT_TYPES = frozenset(kind for _, _, kinds in SIGNATURES for kind in kinds)


class MediaGone(Exception):
    """The platform does not have it any more."""


class MediaUnavailable(Exception):
    """It could not be had now, or is not what may be shown. The text is a short reason without any address."""


@dataclass(frozen=True, slots=True)
class Media:
    """A file on its way. `chunks` raises MediaUnavailable when it is cut or grows too large."""

    content_type: str
    chunks: AsyncIterator[bytes]


def attached(ref: str, content_type: str) -> Attachment | None:
    """What staff may open later; None for a kind of file that is not shown."""
    kind = content_type.partition(";")[0].strip().lower()
    return Attachment(ref=ref, content_type=kind) if kind in KEPT_TYPES else None


def without_media(arrival: Arrival) -> Arrival:
    """As an agency stores it that keeps no media: without what leads to a file."""
    event = arrival.event
    return replace(arrival, event=replace(event, attachment=None)) if isinstance(event, MediaReceived) else arrival


@asynccontextmanager
async def opened(
    session: aiohttp.ClientSession,
    url: str,
    attachment: Attachment,
    *,
    headers: Mapping[str, str],
    may_follow: Callable[[str], bool],
) -> AsyncIterator[Media]:
    """The file at `url`, which the caller made of its own settings. One redirect is followed, without the headers, to
    where `may_follow` agrees. Raises MediaGone, MediaUnavailable."""
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            answer = await _asked(session, url, headers, may_follow)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(type(error).__name__) from None
    async with answer:
        first = await _first_bytes(answer)
        yield Media(type_of(first, attachment), _rest(answer, first))


async def _asked(
    session: aiohttp.ClientSession, url: str, headers: Mapping[str, str], may_follow: Callable[[str], bool]
) -> aiohttp.ClientResponse:
    answer = await session.get(url, headers=headers, allow_redirects=False)
    if answer.status not in REDIRECTS:
        return answer
    answer.release()
    target = answer.headers.get("Location", "")
    if not may_follow(target):
        raise MediaUnavailable("redirected elsewhere")
    return await session.get(target, allow_redirects=False)


async def _first_bytes(answer: aiohttp.ClientResponse) -> bytes:
    """Enough of a file to tell what it is."""
    if answer.status in NOT_THERE:
        raise MediaGone
    if answer.status != 200:
        raise MediaUnavailable(f"http {answer.status}")
    if (answer.content_length or 0) > SIZE_LIMIT:
        raise MediaUnavailable("too large")
    first = b""
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            while len(first) < ENOUGH and (chunk := await answer.content.read(CHUNK)):
                first += chunk
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(type(error).__name__) from None
    return first


def type_of(first: bytes, attachment: Attachment) -> str:
    """What a file is by its first bytes, and by what the platform said where both agree. Raises MediaUnavailable."""
    for at, mark, kinds in SIGNATURES:
        if first[at : at + len(mark)] == mark:
            return attachment.content_type if attachment.content_type in kinds else kinds[0]
    raise MediaUnavailable("neither picture nor sound")


async def _rest(answer: aiohttp.ClientResponse, first: bytes) -> AsyncIterator[bytes]:
    yield first
    size = len(first)
    try:
        async for chunk in answer.content.iter_chunked(CHUNK):
            size += len(chunk)
            if size > SIZE_LIMIT:
                raise MediaUnavailable("too large")
            yield chunk
    except (aiohttp.ClientError, TimeoutError) as error:
        raise MediaUnavailable(type(error).__name__) from None


def nowhere(target: str) -> bool:
    """For a platform that does not redirect."""
    return False
