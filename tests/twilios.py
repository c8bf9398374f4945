"""A Twilio, the phone of somebody who has written to us, and our own end as small as it can be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.records import Arrival
from adapters.sending import StatusUpdate
from adapters.twilio_content import Shelf
from adapters.webhook import RawRequest
from adapters.whatsapp import NO_SHELF, NO_TEMPLATES, Templates, WhatsAppChannel
from bot.sandbox.twilio import SandboxTwilio
from bot.sandbox.twilio_phone import Phone

SID = "AC" + "0" * 32
TOKEN = "t" * 32
NUMBER = "+18095550100"
ANA = "whatsapp:+18095551234"


class Webhook:
    """The receiving end of our own server, as small as it can be."""

    def __init__(self) -> None:
        self.channel: WhatsAppChannel | None = None  # known once the ports are
        self.arrivals: list[Arrival] = []
        self.statuses: list[StatusUpdate | None] = []
        self.app = web.Application()
        self.app.router.add_post("/webhooks/casanova/whatsapp", self.receive)
        self.app.router.add_post("/webhooks/casanova/whatsapp/status", self.hear_status)

    async def receive(self, request: web.Request) -> web.Response:
        raw, channel = await self.read(request)
        if not channel.verify(raw):
            return web.Response(status=403)
        self.arrivals += channel.parse(raw)
        return web.Response(body=channel.acknowledgement.body, content_type=channel.acknowledgement.content_type)

    async def hear_status(self, request: web.Request) -> web.Response:
        raw, channel = await self.read(request)
        if not channel.verify(raw):
            return web.Response(status=403)
        self.statuses.append(channel.parse_status(raw))
        return web.Response(status=204)

    async def read(self, request: web.Request) -> tuple[RawRequest, WhatsAppChannel]:
        assert self.channel is not None
        body = await request.read()
        return RawRequest(target=request.raw_path, headers=request.headers, body=body), self.channel


def make_channel(
    session: aiohttp.ClientSession,
    *,
    api: str,
    webhook_url: str,
    number: str = NUMBER,
    token: str = TOKEN,
    account: str = SID,
    shelf: Shelf = NO_SHELF,
    api_key: tuple[str, str] = ("", ""),
    templates: Templates = NO_TEMPLATES,
) -> WhatsAppChannel:
    return WhatsAppChannel(
        agency="casanova",
        name="whatsapp",
        account_sid=account,
        auth_tokens=(token,),
        number=number,
        webhook_url=webhook_url,
        status_url=webhook_url + "/status",
        session=session,
        api_base_url=api,
        shelf=shelf,
        templates=templates,
        api_key_sid=api_key[0],
        api_key_secret=api_key[1],
    )


@dataclass
class World:
    """Twilio, the phone of somebody who has written to us, and our own end."""

    twilio: SandboxTwilio
    phone: Phone
    webhook: Webhook
    channel: WhatsAppChannel
    session: aiohttp.ClientSession
    api: str

    def rebuilt(self, **settings: Any) -> WhatsAppChannel:
        """The same channel with a setting of it wrong."""
        return make_channel(self.session, **{"api": self.api, "webhook_url": self.twilio.webhook_url, **settings})

    def shown(self) -> list[str]:
        """What the phone shows of us."""
        return [bubble.text for bubble in self.phone.chat if not bubble.mine]


@asynccontextmanager
async def open_twilio(shelf: Shelf = NO_SHELF) -> AsyncIterator[World]:
    """All three, after a first «Hola»."""
    webhook = Webhook()
    twilio = SandboxTwilio(account_sid=SID, auth_token=TOKEN, number=NUMBER)
    async with TestServer(webhook.app) as ours, TestServer(twilio.app) as theirs, aiohttp.ClientSession() as session:
        twilio.webhook_url = str(ours.make_url("/webhooks/casanova/whatsapp"))
        phone, api = twilio.phone("+18095551234", "Ana Pérez"), str(theirs.make_url("/"))
        webhook.channel = make_channel(session, api=api, webhook_url=twilio.webhook_url, shelf=shelf)
        await webhook.channel.prepare()
        assert await phone.say("Hola") == 200
        yield World(twilio, phone, webhook, webhook.channel, session, api)
