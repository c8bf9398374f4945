"""An AlterEstate to show and to break: it answers as documented, and on demand as it should not.

Bodies follow facts/alterestate §4. Contacts are known by the last ten digits of a phone, or by e-mail.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from aiohttp import web

from bot.sandbox.properties import property_routes

Mode = Literal["auto", "created", "registered", "invalid", "down", "slow"]
MODES: tuple[Mode, ...] = get_args(Mode)
SLOW_S = 12.0  # longer than the 8 s after which the person hears that the lead is saved
DRIP_S = 0.2
REMEMBERED = 500  # posts shown; what the CRM knows is not forgotten with them
DRIPPED = b'{"status": 201, "data": {"uid": "'


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One POST as this CRM saw it. `status` and `said` are None while it has not answered; `stored`: a new contact."""

    number: int
    at: datetime
    authorized: bool
    body: Mapping[str, Any]
    fault: str = ""
    status: int | None = None
    said: str | None = None
    stored: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: Mapping[str, Any]
    said: str
    stored: bool = False


class SandboxCrm:
    """Mount `app` on a local port; `base_url` of the settings is then «http://HOST:PORT/api/v1».

    `mode` is how it answers until changed. `faults` are used up one a POST, before the mode is asked: a status code
    («500», «429» …), or one of «hang» (no answer), «reset», «lost» (taken, no answer), «lost-reset», «badjson»,
    «empty», «html» (all three taken), «redirect», «drip».
    """

    def __init__(self, *, api_key: str = "sandbox-key", read_token: str = "", slow_s: float = SLOW_S) -> None:
        self.faults: deque[str] = deque()
        self.unknown_agents: set[str] = set()
        self.contacts: set[str] = set()
        self.stored: list[Mapping[str, Any]] = []
        self.version = 0
        self._api_key, self._slow_s = api_key, slow_s
        self._mode: Mode = "auto"
        self._received: deque[Received] = deque(maxlen=REMEMBERED)
        self._posts = 0
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self.app = web.Application()
        self.app.add_routes(
            [
                web.post("/api/v1/leads/", self._take),
                web.post("/api/v1/leads", _add_slash),
                *property_routes(read_token),
            ]
        )
        self.app.on_shutdown.append(self._let_go)

    @property
    def mode(self) -> Mode:
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._mode = mode
        self._touch()

    @property
    def received(self) -> tuple[Received, ...]:
        """The last posts, oldest first."""
        return tuple(self._received)

    def know(self, *, phone: str = "", email: str = "") -> None:
        """As if an agent had entered this contact by hand."""
        self.contacts |= _keys(phone, email)
        self._touch()

    def clear(self) -> None:
        """Forget every contact and every post, and answer normally again."""
        self.contacts.clear()
        self.stored.clear()
        self.faults.clear()
        self._received.clear()
        self.mode = "auto"

    async def wait_for_change(self, seen: int) -> int:
        """The present `version`, as soon as it differs from the one last `seen`."""
        while self.version == seen:
            await self._changed.wait()
        return self.version

    def _touch(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def _let_go(self, _app: web.Application) -> None:
        self._closing.set()

    async def _wait(self, seconds: float) -> None:
        """As long as that, or until this CRM goes away."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await _read_object(request)
        fault = self.faults.popleft() if self.faults else ""
        self._posts += 1
        received = Received(
            number=self._posts,
            at=datetime.now(UTC),
            authorized=request.headers.get("Authorization") == f"Token {self._api_key}",
            body=body or {},
            fault=fault,
        )
        self._received.append(received)
        self._touch()
        if fault in ("hang", "reset", "redirect", "drip") or fault.isdigit():
            self._answered(received, int(fault) if fault.isdigit() else None, fault)
            return await self._break(request, fault)
        return await self._answer(request, received, body)

    async def _answer(
        self, request: web.Request, received: Received, body: Mapping[str, Any] | None
    ) -> web.StreamResponse:
        if self.mode == "down":
            self._answered(received, 503, "fuera de servicio")
            return _page(503)
        if self.mode == "slow":
            await self._wait(self._slow_s)
        answer = self._judge(received, body)
        self._answered(received, answer.status, answer.said, stored=answer.stored)
        match received.fault:
            case "lost":
                await self._wait(3600)
            case "lost-reset":
                return _cut(request)
            case "badjson":
                return web.Response(status=answer.status, text='{"status": 201, "da', content_type="application/json")
            case "empty":
                return web.Response(status=answer.status)
            case "html":
                return _page(answer.status)
        return web.json_response(answer.body, status=answer.status)

    def _judge(self, received: Received, body: Mapping[str, Any] | None) -> _Answer:
        """The documented answer to this post, storing the contact if it is new."""
        if not received.authorized:
            return _Answer(401, {"detail": "Invalid token."}, "clave no válida")
        if body is None:
            return _error("Invalid JSON")
        if missing := next((f for f in ("full_name", "phone", "email") if not str(body.get(f) or "").strip()), None):
            return _error(f"Missing required field: {missing}")
        if self.mode == "invalid":
            return _Answer(400, {"email": ["Enter a valid email address."]}, "correo no válido")
        if body.get("related") in self.unknown_agents:
            return _Answer(400, {"related": ["Invalid related user"]}, "agente desconocido")
        keys = _keys(str(body["phone"]), str(body["email"]))
        known = self.mode == "registered" or (self.mode != "created" and bool(keys & self.contacts))
        self.contacts |= keys
        return _registered(received.number) if known else self._create(body)

    def _create(self, body: Mapping[str, Any]) -> _Answer:
        self.stored.append(body)
        number = len(self.stored)
        contact = {
            "id": 1238836 + number,
            "company": 0,
            "uid": f"D9dEML{number:04d}",
            "full_name": body["full_name"],
            "email": body["email"],
            "description": f"Creado a través de la API de Leads.<br/><strong>Notas:</strong> {body.get('notes') or ''}",
            "via": body.get("via", 104),
            "phone": body["phone"],
            "distinct_id": None,
            "ctype": 37,
            "related_contacts": [],
        }
        made = {"status": 201, "data": contact, "log_id": 453994 + number, "deal_id": 640681 + number}
        return _Answer(201, made, "contacto nuevo", stored=True)

    def _answered(self, received: Received, status: int | None, said: str, *, stored: bool = False) -> None:
        for place, other in enumerate(self._received):
            if other.number == received.number:
                self._received[place] = replace(received, status=status, said=said, stored=stored)
        self._touch()

    async def _break(self, request: web.Request, fault: str) -> web.StreamResponse:
        match fault:
            case "hang":
                await self._wait(3600)
                return _page(504)
            case "reset":
                return _cut(request)
            case "redirect":
                return web.Response(status=301, headers={"Location": "/api/v1/leads/elsewhere/"})
            case "drip":
                return await self._drip(request)
            case _:
                return _page(int(fault))

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        """A 201 whose body never comes to an end."""
        response = web.StreamResponse(status=201, headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(DRIPPED)
        while not self._closing.is_set():
            await self._wait(DRIP_S)
            try:
                await response.write(b"x")
            except ConnectionError:
                break
        return response


async def _read_object(request: web.Request) -> Mapping[str, Any] | None:
    try:
        body = await request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


async def _add_slash(request: web.Request) -> web.Response:
    return web.Response(status=301, headers={"Location": f"{request.path}/"})


def _keys(phone: str, email: str) -> set[str]:
    digits = re.sub(r"\D", "", phone)[-10:]
    return {key for key in (digits, email.strip().lower()) if key}


def _error(message: str) -> _Answer:
    return _Answer(400, {"status": "error", "message": message}, message)


def _registered(number: int) -> _Answer:
    message = "This contact already exists. No new deal was created."
    return _Answer(200, {"status": 200, "message": message, "log_id": f"LOG{123455 + number}"}, "contacto ya existente")


def _page(status: int) -> web.Response:
    """What a proxy in front of a CRM says."""
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    return web.Response(
        status=status, text=f"<html><h1>{status}</h1></html>", content_type="text/html", headers=headers
    )


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
