"""One request in the console, once the door has let it in: who asks, in which language, with which form."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from aiohttp import web

from adapters.console import User
from adapters.store import Store
from bot.doctor.finding import Finding
from bot.settings.model import Agency, Settings

if TYPE_CHECKING:
    from bot.console.passwords import Passwords
    from bot.console.throttle import Throttle

HOME = "/console/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What every page may use. `reading` is a store of its own for looking, so that no list holds up a message;
    `printing` lets one poster be drawn at a time."""

    settings: Settings
    store: Store
    reading: Store
    passwords: Passwords
    throttle: Throttle
    printing: asyncio.Semaphore
    findings: Callable[[], Awaitable[list[Finding]]]
    ring: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`token` is what the cookie holds. `is_in`: after the second factor; those that ask for it know the user.
    `live`: the page keeps itself up to date, nobody did anything."""

    request: web.Request
    shared: Shared
    now: datetime
    language: str
    nonce: str
    token: str = ""
    somebody: User | None = None
    is_in: bool = False
    form: Mapping[str, str] = field(default_factory=dict)
    live: bool = False

    @property
    def user(self) -> User:
        """Whoever signed in; only behind a door that asks for it."""
        assert self.somebody
        return self.somebody

    @property
    def words(self) -> dict[str, Any]:
        from bot.console.rendering import words_of

        return words_of(self.language)

    @property
    def csrf(self) -> str:
        return csrf_of(self.token)

    @property
    def agency(self) -> Agency:
        return self.shared.settings.agencies[self.user.agency]

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.agency.timezone)

    @property
    def may_see(self) -> bool:
        """Whether people's data may be shown to this user at all, on request."""
        return self.user.role != "technician"

    def when(self, at: datetime) -> str:
        from bot.console.rendering import day_said

        return day_said(at, self.zone, self.now, self.words)

    def span(self, length: timedelta) -> str:
        from bot.console.rendering import span_said

        return span_said(length, self.words)

    def page(self, template: str, status: int = 200, **context: Any) -> web.Response:
        """A page of ours."""
        from bot.console.rendering import html

        done = self.request.query.get("done", "")
        frame = {
            "user": self.somebody if self.is_in else None,
            "agency": self.agency.name if self.is_in else "",
            "csrf": self.csrf,
            "here": self.request.path_qs,
            "path": self.request.path,
            "done": self.words["done"].get(done, ""),
            "may_see": self.is_in and self.may_see,
            "when": self.when,
            "span": self.span,
            "now": self.now,
        }
        text = html(template, self.language, self.nonce, {**frame, **context})
        return web.Response(text=text, status=status, content_type="text/html")

    def back(self, done: str = "", *, to: str = "") -> web.Response:
        """On to a page of ours after something was done; the one that asked, unless another is named."""
        asked = self.form.get("back", "")
        path = to or (asked if asked.startswith(HOME) and asked.isascii() and asked.isprintable() else HOME)
        base, _, query = path.partition("?")
        kept = [pair for pair in query.split("&") if pair and not pair.startswith("done=")]
        said = [urlencode({"done": done})] if done else []
        address = "?".join(filter(None, (base, "&".join([*kept, *said]))))
        return web.Response(status=303, headers={"Location": address})

    async def note(self, deed: str, about: str = "", *, why: str = "") -> None:
        """For the record of who did what."""
        user = self.user
        await self.shared.store.people.note(user.agency, user.login, deed, about, why=why, now=self.now)


def csrf_of(token: str) -> str:
    """What every form must hold: follows from the cookie, and nobody else can make it."""
    return hmac.digest(token.encode(), b"form", hashlib.sha256).hex()


Handler = Callable[[Visit], Awaitable[web.StreamResponse]]
