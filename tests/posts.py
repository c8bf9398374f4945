"""Where alerts go besides a chat: a real SMTP server, and a web server of the agency's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.http.listening import listening
from bot.sandbox.world import HOST


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
