"""The routes of signs: `/{code}`, and `/{code}/w` and `/{code}/t` behind its buttons (signs §3, §9).

Whatever is asked for, the answer helps: a code nobody issued gets the agency's general page, never a 404.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from adapters.signs import TAPPED, Property, SignEvent, SignRow
from adapters.store.errors import StoreError
from bot.channels import KINDS
from bot.settings.model import Settings
from bot.signs.counting import Tally, Visitors, device_of, is_preview, tick
from bot.signs.links import Doors, doors_of, entry_of
from bot.workers.waiting import Clock, utc_now
from flows.understanding.code import latin, read_typed

LOOK_TIMEOUT_S = 2.0  # somebody stands in the street; the general page is better than waiting
PHOTO_KEPT_S = 3600
TYPED_KEPT = 20  # characters of a path that is no code
NO_DOORS = Doors()
NO_CODE = re.compile(r"[^0-9A-Za-z-]")
FIRST_WORDS = re.compile(r"[^\W_][\w\s-]*")
MARKS = r"(?:[\W_]|%[0-9A-Fa-f]{2})*"  # what sticks to a link in a sentence, as it comes in a path
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


class SignStore(Protocol):
    """What a page needs of the store."""

    async def find_sign(self, code: str) -> SignRow | None: ...
    async def bot_name(self, agency: str) -> str: ...
    async def property(self, agency: str, uid: str) -> Property | None: ...
    async def property_photo(self, agency: str, uid: str) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What stands behind a path. `counts_as` is the code under which it is counted, None for what is not."""

    agency: str
    code: str = ""
    sign: SignRow | None = None
    sought: bool = True
    doors: Doors = NO_DOORS
    described: Property | None = None
    photo: bytes = b""

    @property
    def counts_as(self) -> str | None:
        if self.sign:
            return None if self.sign.kind == "t" else self.sign.code
        return "" if self.code and self.sought else None


class SignPages:
    """Everything under a sign's link."""

    def __init__(self, settings: Settings, store: SignStore, tally: Tally, *, clock: Clock = utc_now) -> None:
        self._settings = settings
        self._store = store
        self._tally = tally
        self._clock = clock
        self._visitors = Visitors()
        self._by_host = hosts(settings)

    def routes(self) -> list[web.RouteDef]:
        """To be added last: they answer whatever nobody else does."""
        return [
            web.get("/", self.open),
            web.get(f"/{{typed:[^/]+}}{{marks:(?:/{MARKS})?}}", self.open),
            web.get("/{typed:[^/]+}/foto", self.photo),
            web.get(f"/{{typed:[^/]+}}/{{door:[{letters()}]}}{{marks:{MARKS}}}", self.enter),
        ]

    async def open(self, request: web.Request) -> web.Response:
        """The page; or at once the chat, where the sign is set so."""
        found, now = await self._find(request), self._clock()
        self._count(request, found, "abrió", now)
        mode = (found.sign.mode or self._settings.agencies[found.agency].signs.mode) if found.sign else "elegir"
        state = found.sign.state_at(now) if found.sign else "unassigned"
        at_once = mode != "elegir" and state in ("active", "unassigned")
        if found.sign and at_once and (target := target_of(found, mode, language_of(request))):
            self._count(request, found, tapped(mode), now)
            return redirect(target)
        return self._page(request, found, now)

    async def photo(self, request: web.Request) -> web.Response:
        """What the page shows beside its words; whoever comes without one is none the worse."""
        found = await self._find(request)
        is_shown = found.sign is not None and found.sign.state_at(self._clock()) == "active"
        if not (found.photo and is_shown):
            return web.Response(status=404, headers=HEADERS)
        kept = {**HEADERS, "Cache-Control": f"private, max-age={PHOTO_KEPT_S}"}
        return web.Response(body=found.photo, content_type="image/webp", headers=kept)

    async def enter(self, request: web.Request) -> web.Response:
        """One of the buttons; the page again where the agency has no such door any more."""
        found, now = await self._find(request), self._clock()
        kind = kind_behind(request.match_info["door"])
        target = target_of(found, kind, language_of(request))
        if not target:
            return self._page(request, found, now)
        self._count(request, found, tapped(kind), now)
        return redirect(target)

    async def _find(self, request: web.Request) -> _Found:
        typed = first_words(request.match_info.get("typed", ""))
        code, address = read_typed(typed), address_of(request)
        agency = self._by_host.get(host_of(request), next(iter(self._settings.agencies)))
        found = _Found(agency=agency, code=code or kept(typed), sought=bool(code) or is_like_a_code(typed))
        try:
            async with asyncio.timeout(LOOK_TIMEOUT_S):
                sign = await self._known(code) if code and self._visitors.may_ask(address) else None
                if sign:
                    described = await self._store.property(sign.agency, sign.property_uid)
                    photo = await self._store.property_photo(sign.agency, sign.property_uid) if described else b""
                    found = replace(found, agency=sign.agency, sign=sign, described=described, photo=photo)
                bot = await self._store.bot_name(found.agency)
        except (StoreError, TimeoutError):
            return replace(found, sought=False, doors=doors_of(self._settings, found.agency, learned=""))
        if code and found.sign is None:
            self._visitors.missed(address)
        return replace(found, doors=doors_of(self._settings, found.agency, learned=bot))

    async def _known(self, code: str) -> SignRow | None:
        """A sign of an agency that is gone from the settings leads nowhere any more."""
        sign = await self._store.find_sign(code)
        return sign if sign and sign.agency in self._settings.agencies else None

    def _page(self, request: web.Request, found: _Found, now: datetime) -> web.Response:
        from bot.signs.page import Visit, sign_page  # templates are loaded when somebody looks

        visit = Visit(
            agency=found.agency,
            language=language_of(request),
            code=found.code,
            sign=found.sign,
            state=found.sign.state_at(now) if found.sign else "unassigned",
            described=found.described,
            has_photo=bool(found.photo),
            sought=found.sought,
        )
        page = sign_page(self._settings, visit, found.doors)
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    def _count(self, request: web.Request, found: _Found, event: SignEvent, now: datetime) -> None:
        """Only people, only once a minute, and nothing of them."""
        agent = request.headers.get("User-Agent", "")
        prefetched = "prefetch" in (request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", ""))
        if found.counts_as is None or request.method == "HEAD" or prefetched or is_preview(agent):
            return
        if not self._visitors.is_repeat(address_of(request), found.counts_as, event):
            zone = ZoneInfo(self._settings.agencies[found.agency].timezone)
            device = device_of(agent)
            self._tally.add(tick(found.agency, found.counts_as, event, now=now, zone=zone, device=device))


def letters() -> str:
    """Of the doors, small and capital, as people type them."""
    return "".join(kind.letter.lower() + kind.letter.upper() for kind in KINDS.values())


def kind_behind(letter: str) -> str:
    return next(name for name, kind in KINDS.items() if kind.letter == letter.lower())


def target_of(found: _Found, kind: str, language: str) -> str:
    """The chat behind a button, «» where there is none. A code that may be one goes along, known or not."""
    if not (address := found.doors.chats.get(kind, "")):
        return ""
    code = found.code if found.sought or read_typed(found.code) else ""
    return KINDS[kind].link(address, entry_of(found.sign, code, language))


def tapped(kind: str) -> SignEvent:
    """As it is counted."""
    return f"{TAPPED}{KINDS[kind].label}"


def hosts(settings: Settings) -> dict[str, str]:
    """Which agency's general page a host shows."""
    named = {agency.signs.domain.lower(): name for name, agency in settings.agencies.items() if agency.signs.domain}
    return {**named, **{host.partition(":")[0]: name for host, name in named.items()}}


def host_of(request: web.Request) -> str:
    """Without its port, in lower case. It may hold anything: what is no name of ours is nobody's."""
    return request.headers.get("Host", "").lower().partition(":")[0].strip().rstrip(".")


def language_of(request: web.Request) -> str:
    """What was chosen on the page, else what the browser wants, else Spanish."""
    from bot.http.privacy import choose_language

    wanted = request.query.get("lang", "")[:8], request.headers.get("Accept-Language", "")
    return next((found for one in wanted if (found := choose_language(one))), "es")


def address_of(request: web.Request) -> str:
    """Whose visit it is. Behind a proxy of ours, what the proxy says; it never leaves this process's memory."""
    remote = request.remote or ""
    try:
        ours = ipaddress.ip_address(remote).is_private
    except ValueError:
        ours = True
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if ours and forwarded else remote


def first_words(typed: str) -> str:
    """What stands before the first mark: «K7M4PF» of «(K7M4PF), …», in capitals and Latin letters."""
    found = FIRST_WORDS.search(latin(typed))
    return found[0] if found else ""


def is_like_a_code(typed: str) -> bool:
    """Whether somebody typed a code, if a wrong one: six letters and digits."""
    return len(NO_CODE.sub("", typed).replace("-", "")) == 6


def kept(typed: str) -> str:
    """What is shown and passed on of something that is no code: letters, digits and hyphens."""
    return NO_CODE.sub("", typed)[:TYPED_KEPT].upper() if is_like_a_code(typed) else ""


def redirect(target: str) -> web.Response:
    """At once, and never from memory: the sign may lead elsewhere tomorrow."""
    return web.Response(status=302, headers={**HEADERS, "Location": target})
