"""The service's webhooks as the platforms, and strangers, reach them: raw requests of one's own making."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
import apsw
import psycopg

from bot.main import running
from bot.sandbox.world import ACCOUNT_SID, AGENCY, AUTH_TOKEN, BOT_SECRET, HOST, NUMBER, World, open_world
from bot.settings.model import Settings

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SIGNATURE_HEADER = "X-Twilio-Signature"
TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
FORM = "application/x-www-form-urlencoded"
ANA = 4711
PHONE = "+18095550134"
WITHIN_S = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Redirects are not followed."""

    status: int
    body: bytes
    headers: Mapping[str, str]


TAKEN = {"telegram": (200, b""), "whatsapp": (200, TWIML)}


class Door:
    """The webhooks of a running service."""

    def __init__(self, world: World, http: aiohttp.ClientSession) -> None:
        self.world = world
        self.http = http
        self.url = world.settings.public_url
        self._numbers = count(1)

    async def send(
        self, path: str, body: bytes, headers: Mapping[str, str], method: str = "POST", *, answered_s: float = WITHIN_S
    ) -> Answer:
        """Any request; fails when the answer takes too long."""
        async with (
            asyncio.timeout(answered_s),
            self.http.request(method, f"{self.url}{path}", data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return Answer(answer.status, await answer.read(), answer.headers)

    async def telegram(self, body: bytes | Mapping[str, Any], *, secret: str | None = BOT_SECRET) -> Answer:
        """An update, with the secret that proves it is Telegram's; None leaves the header out."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})
        return await self.send(f"/webhooks/{AGENCY}/telegram", raw, headers)

    async def whatsapp(
        self,
        body: bytes | Mapping[str, str],
        *,
        token: str = AUTH_TOKEN,
        path: str = f"/webhooks/{AGENCY}/whatsapp",
        signed_url: str = "",
        content_type: str = FORM,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A form, signed as Twilio signs it: for the public URL, unless another is given."""
        raw = body if isinstance(body, bytes) else urlencode(body).encode()
        signature = sign(raw, token=token, url=signed_url or f"{self.url}{path}")
        return await self.send(
            path, raw, {"Content-Type": content_type, SIGNATURE_HEADER: signature, **(headers or {})}
        )

    def update(self, text: str = "hola", *, chat: int = ANA, **fields: Any) -> dict[str, Any]:
        """A new Telegram message of a person whose app shows what comes back."""
        self.world.telegram.phone(chat).started = True
        number = next(self._numbers)
        person = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "es"}
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "type": "private", "first_name": "Ana"},
            "date": int(datetime.now(UTC).timestamp()),
            "text": text,
        }
        return {"update_id": number, "message": {**message, **fields}}

    def form(self, text: str = "hola", *, sender: str = PHONE, **fields: str) -> dict[str, str]:
        """A new WhatsApp message of a person whose app shows what comes back."""
        self.world.twilio.phone(sender, "Ana").wrote_at = datetime.now(UTC)
        sid = f"SM{next(self._numbers):032x}"
        form = {
            "SmsMessageSid": sid,
            "MessageSid": sid,
            "NumMedia": "0",
            "ProfileName": "Ana",
            "WaId": sender.removeprefix("+"),
            "SmsStatus": "received",
            "Body": text,
            "To": f"whatsapp:{NUMBER}",
            "AccountSid": ACCOUNT_SID,
            "From": f"whatsapp:{sender}",
            "ApiVersion": "2010-04-01",
        }
        return {**form, **fields}

    async def post(self, channel: str, event: Mapping[str, Any]) -> Answer:
        """One of the above to where it belongs."""
        return await (self.telegram(event) if channel == "telegram" else self.whatsapp(event))

    def event(self, channel: str, text: str = "hola") -> dict[str, Any]:
        """A new message on either channel."""
        return self.update(text) if channel == "telegram" else self.form(text)

    async def heard(self, channel: str) -> str:
        """The next thing the person's app shows."""
        async with asyncio.timeout(WITHIN_S):
            if channel == "telegram":
                return (await self.world.telegram.phone(ANA).hear()).text
            return (await self.world.twilio.phone(PHONE).hear()).text

    def said(self, channel: str) -> list[str]:
        """Everything the person's app shows of us."""
        bubbles = self.world.telegram.phone(ANA).chat if channel == "telegram" else self.world.twilio.phone(PHONE).chat
        return [bubble.text for bubble in bubbles if not bubble.mine]

    def stored(self) -> list[tuple[str, str]]:
        """State and reason of every inbox row."""
        return rows(self.world.settings, "SELECT state, reason FROM inbox ORDER BY id")

    async def webhooks_counted(self, channel: str, result: str) -> float:
        """What /metrics says of a channel's calls."""
        answer = await self.send("/metrics", b"", {}, "GET")
        start = f'leadbot_webhooks_total{{channel="{AGENCY}/{channel}",result="{result}"}} '
        return sum(float(line[len(start) :]) for line in answer.body.decode().splitlines() if line.startswith(start))


def sign(body: bytes, *, token: str, url: str) -> str:
    """Twilio's signature of any body at all, also of one that no library would make (facts/twilio-whatsapp §3)."""
    data = "".join(sorted({name + value for name, value in parse_qsl(body.decode("utf-8", "replace"), True)}))
    return base64.b64encode(hmac.new(token.encode(), (url + data).encode(), hashlib.sha1).digest()).decode()


def rows(settings: Settings, query: str) -> list[Any]:
    """Straight from the database, beside whoever writes it."""
    if settings.database_path is None:
        with psycopg.connect(settings.database_url) as server:
            return server.execute(query.encode()).fetchall()
    connection = apsw.Connection(str(settings.database_path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return list(connection.execute(query))
    finally:
        connection.close()


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """While another process holds the database, and nobody else can write."""
    if settings.database_path is None:
        with psycopg.connect(settings.database_url) as server:
            server.execute("LOCK TABLE inbox, meta IN ACCESS EXCLUSIVE MODE")
            yield
            server.rollback()
        return
    with closing(apsw.Connection(str(settings.database_path))) as file:
        file.set_busy_timeout(5000)  # a worker may be writing at this moment
        file.execute("BEGIN IMMEDIATE")
        yield
        file.execute("ROLLBACK")


@asynccontextmanager
async def open_door(folder: Path, **world: Any) -> AsyncIterator[Door]:
    """A running service and its surroundings."""
    async with open_world(folder, **world) as outside, aiohttp.ClientSession() as http, running(outside.settings):
        await outside.telegram.until(lambda: bool(outside.telegram.updates.webhook))
        yield Door(outside, http)


async def raw(settings: Settings, sent: Iterable[bytes], *, within_s: float = WITHIN_S) -> bytes:
    """Write bytes to the service's port; all that comes back until it ends the connection."""
    _, port = settings.address
    return await raw_to(port, sent, within_s=within_s)


async def raw_to(port: int, sent: Iterable[bytes], *, within_s: float = WITHIN_S) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        async with asyncio.timeout(within_s):
            for part in sent:
                writer.write(part)
                await writer.drain()
            return await reader.read()
    except ConnectionError:
        return b""  # cut while we were still writing
    finally:
        writer.close()
