"""Where alerts go besides a chat: a real SMTP server, and a web server of the agency's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.http.listening import listening
from bot.sandbox.world import AGENCY, HOST
from bot.settings.model import Mail, Settings


@dataclass
class PostOffice:
    """What the server took, newest last. `answers`: what it says to the next messages instead of taking them."""

    port: int = 0
    password: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=good, handled=False)


@asynccontextmanager
async def post_office(password: str = "") -> AsyncIterator[PostOffice]:
    """An SMTP server; with `password` nobody sends without signing in."""
    office = PostOffice(password=password)

    def make() -> SMTP:
        must = bool(password)
        return SMTP(office, auth_required=must, auth_require_tls=False, authenticator=office.authenticate)

    server = await asyncio.get_running_loop().create_server(make, HOST, 0)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()


@dataclass
class Hook:
    """What was posted: body and signature. `statuses`: what it answers first."""

    url: str = ""
    posted: list[tuple[bytes, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.posted.append((await request.read(), request.headers["X-Leadbot-Signature"]))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)


@asynccontextmanager
async def own_system() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.add_routes([web.post("/avisos", hook.take)])
    async with listening(app, HOST, 0) as port:
        hook.url = f"http://{HOST}:{port}/avisos"
        yield hook


def telling(settings: Settings, **chosen: Any) -> Settings:
    """The same service whose agency is told as `chosen` says."""
    agency = settings.agencies[AGENCY]
    told = agency.model_copy(update={"alerts": agency.alerts.model_copy(update=chosen)})
    return settings.model_copy(update={"agencies": {AGENCY: told}})


def by_mail(settings: Settings, office: PostOffice, **chosen: Any) -> Settings:
    mail = Mail(host="127.0.0.1", port=office.port, security="none", sender="leadbot@casacaribe.example.do")
    return telling(settings, email=("ana@casacaribe.example.do",), **chosen).model_copy(update={"mail": mail})


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # servers of other people
            await asyncio.sleep(0.05)
