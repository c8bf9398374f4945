"""The way in that every request of the console takes: host, body, origin, token, session, role (security §3).

A page is a row of its file's DOORS; what is no row does not exist, and what asks for no role is open to nobody.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from hmac import compare_digest
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import structlog
from aiohttp import web

from adapters.console import ROLES, Role, Session, User
from adapters.store.errors import StoreError
from bot.console.visit import Handler, Shared, Visit, csrf_of
from bot.workers.waiting import Clock

log = structlog.get_logger()

COOKIE = "leadbot"  # its name without https; with it, browsers insist on the rest by the prefix
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LARGEST_FORM = 64 * 1024
MOST_FIELDS = 100
BODY_S = 10.0
TOKEN_BYTES = 32
Whom = Literal["anybody", "half"] | tuple[Role, ...]  # «half»: the password was right, the second factor is due
EVERYBODY: tuple[Role, ...] = ROLES
PEOPLE: tuple[Role, ...] = ("owner", "staff")
OWNER: tuple[Role, ...] = ("owner",)


@dataclass(frozen=True, slots=True)
class Door:
    """One route. `whom` it lets in; `path` stands below `/console`."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    whom: Whom


class Doorkeeper:
    """Lets requests in or turns them away."""

    def __init__(self, shared: Shared, *, clock: Clock, frames: str = "'none'") -> None:
        self._shared = shared
        self._clock = clock
        self._frames = frames
        public = urlsplit(shared.settings.public_url)
        self._secure = public.scheme == "https"
        self._origin = f"{public.scheme}://{public.netloc}" if self._secure else ""
        self.cookie = f"__Host-{COOKIE}" if self._secure else COOKIE

    def application(self, doors: Iterable[Door]) -> web.Application:
        """Everything below `/console`."""
        app = web.Application(client_max_size=LARGEST_FORM)
        app.router.add_get("/static/{digest}/{name}", static)
        for door in doors:
            app.router.add_route(door.method, door.path, partial(self.enter, door))
        app.router.add_route("*", "/{elsewhere:.*}", partial(self.enter, Door("GET", "", nowhere, "anybody")))
        return app

    async def enter(self, door: Door, request: web.Request) -> web.StreamResponse:
        """One request; whatever comes of it, the answer is protected."""
        nonce = secrets.token_urlsafe(16)
        visit = Visit(
            request=request, shared=self._shared, now=self._clock(), language=wanted_language(request), nonce=nonce
        )
        try:
            response = await self._admit(door, visit)
        except web.HTTPException as answer:
            response = onward(answer) if answer.status < 400 else said(visit, answer.status)
        except (StoreError, TimeoutError):
            response = said(visit, 503)
        except Exception as error:  # whoever waits for a page gets one, and the log where it broke
            log.error("console failed", path=door.path, exc_info=error)
            response = said(visit, 500)
        from bot.console.rendering import protect

        if not response.prepared:
            protect(response, nonce, frames=self._frames, secure=self._secure)
        return response

    async def _admit(self, door: Door, visit: Visit) -> web.StreamResponse:
        request = visit.request
        if not self._secure and host_of(request) not in LOOPBACK:
            raise web.HTTPMisdirectedRequest  # a password in clear over a network
        token = request.cookies.get(self.cookie, "")
        form = await self._form(request, token) if request.method == "POST" else {}
        live = request.headers.get("X-Live") == "1"
        session = await self._shared.store.people.session(token, visit.now, active=not live) if token else None
        if refusal := self._turned_away(door, session, live=live):
            return refusal
        known = session.user if session else None
        somebody = known if session and (session.stage == "full" or door.whom == "half") else None
        visit = Visit(
            request=request,
            shared=self._shared,
            now=visit.now,
            language=(known.language if known else "") or visit.language,
            nonce=visit.nonce,
            token=token or secrets.token_urlsafe(TOKEN_BYTES),
            somebody=somebody,
            is_in=session is not None and session.stage == "full" and somebody is not None,
            form=form,
            live=live,
        )
        response = await door.handler(visit)
        if not token and request.method == "GET":
            self.give(response, visit.token)
        return response

    def _turned_away(self, door: Door, session: Session | None, *, live: bool) -> web.Response | None:
        """Where to go instead, None for whoever may come in. Raises HTTPForbidden for the wrong role."""
        if door.whom == "anybody":
            return None
        if session is None or session.user.agency not in self._shared.settings.agencies:
            return gone("/console/login", live=live)
        if (session.stage == "password") != (door.whom == "half"):
            return gone("/console/second" if session.stage == "password" else "/console/", live=live)
        if isinstance(door.whom, tuple) and session.user.role not in door.whom:
            raise web.HTTPForbidden
        return None

    async def _form(self, request: web.Request, token: str) -> dict[str, str]:
        """What was sent, if it came from a page of ours. Raises HTTPForbidden."""
        from bot.http.web import read_body

        expected = self._origin or f"http://{request.host}"
        if request.headers.get("Origin") != expected or request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPForbidden
        async with asyncio.timeout(BODY_S):
            body = await read_body(request, LARGEST_FORM)
        if body is None:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, LARGEST_FORM + 1)
        try:
            fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            raise web.HTTPBadRequest from None
        form = dict(fields)
        if not token or not compare_digest(form.pop("csrf", "").encode(), csrf_of(token).encode()):
            raise web.HTTPForbidden
        return form

    def give(self, response: web.StreamResponse, token: str) -> None:
        """The browser's cookie; only this host gets it back, only from pages of this site, and no script reads it."""
        response.set_cookie(self.cookie, token, path="/", secure=self._secure, httponly=True, samesite="Strict")

    async def sign_in(self, visit: Visit, user: User, stage: Literal["password", "full"], to: str) -> web.Response:
        """On to the next page under a new session."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await self._shared.store.people.begin_session(token, user.id, stage, visit.now, instead_of=visit.token)
        response = web.Response(status=303, headers={"Location": to})
        self.give(response, token)
        return response

    def sign_out(self, to: str) -> web.Response:
        response = web.Response(status=303, headers={"Location": to, "Clear-Site-Data": '"cache", "storage"'})
        response.del_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")
        return response


def onward(answer: web.HTTPException) -> web.Response:
    """A redirection that was raised, as an answer."""
    return web.Response(status=answer.status, headers={"Location": answer.headers["Location"]})


def gone(to: str, *, live: bool) -> web.Response:
    """A page that keeps itself up to date is told so that the whole of it goes there."""
    return web.Response(headers={"HX-Redirect": to}) if live else web.Response(status=303, headers={"Location": to})


def host_of(request: web.Request) -> str:
    """Without its port."""
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return ""


def wanted_language(request: web.Request) -> str:
    """Spanish, unless the browser wants English more."""
    from bot.http.privacy import choose_language

    return "en" if choose_language(request.headers.get("Accept-Language", "")) == "en" else "es"


def said(visit: Visit, status: int) -> web.Response:
    """A refusal as a page, in plain words."""
    words = visit.words["refused"]
    return visit.page("refused", status, text=words.get(str(status), words["else"]))


async def nowhere(visit: Visit) -> web.StreamResponse:
    raise web.HTTPNotFound


async def static(request: web.Request) -> web.Response:
    """Style and script: the same for everybody, under a name that changes with them."""
    from bot.console.rendering import STATIC, digest, static_file

    name = request.match_info["name"]
    if name not in STATIC or request.match_info["digest"] != digest(name):
        raise web.HTTPNotFound
    return web.Response(
        body=static_file(name),
        content_type=STATIC[name],
        charset="utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"},
    )
