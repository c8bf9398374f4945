"""What the platforms get for a bad request, over real HTTP: the rows of FAILURES §3."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.main import running
from bot.sandbox.world import BOT_SECRET, World, open_world

SECRET = {"X-Telegram-Bot-Api-Secret-Token": BOT_SECRET}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as outside, running(outside.settings):
        await outside.telegram.until(lambda: bool(outside.telegram.updates.webhook))
        yield outside


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def post(http: ClientSession, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    async with asyncio.timeout(10), http.post(url, data=body, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.read()


def telegram(world: World) -> str:
    return world.twilio.webhook_url.replace("whatsapp", "telegram")


TELEGRAM = [
    (b"{}", {}, 403, "no secret"),
    (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "nope"}, 403, "a wrong secret"),
    (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "\xf1"}, 403, "a secret that is not ASCII"),
    (b"x" * 600_000, {}, 403, "a huge body without the secret is not read"),
    (b"x" * 600_000, SECRET, 200, "a huge body with the secret is counted"),
    (b"", SECRET, 200, "nothing"),
    (b"\xff\xfe", SECRET, 200, "not UTF-8"),
    (b"[" * 5000, SECRET, 200, "too deep"),
    (b'{"update_id": NaN}', SECRET, 200, "not a number"),
    (b'{"update_id": 1e999, "message": {}}', SECRET, 200, "an impossible number"),
    (b'{"update_id": 99999999999999999999999, "message": 3}', SECRET, 200, "a huge number and no message"),
    (b'{"update_id": 3, "message": {"text": "\\ud800\\u0000", "chat": {"id": 5}}}', SECRET, 200, "half a character"),
    (b'{"update_id": 4, "something_new": {"x": 1}}', SECRET, 200, "a kind nobody knows"),
]


@pytest.mark.parametrize(("body", "headers", "status", "why"), TELEGRAM, ids=[row[3] for row in TELEGRAM])
async def test_telegram(
    world: World, http: ClientSession, body: bytes, headers: dict[str, str], status: int, why: str
) -> None:
    """Telegram gets 403 without its secret and an empty 200 for anything with it."""
    assert await post(http, telegram(world), body, {**JSON, **headers}) == (status, b""), why


TWILIO = [
    (b"Body=hola", {}, 403, "no signature"),
    (b"Body=hola", {"X-Twilio-Signature": "A" * 27 + "="}, 403, "a wrong signature"),
    (b"Body=%ff%00\xff", {"X-Twilio-Signature": "\xf1"}, 403, "a signature that is not ASCII"),
    (b"a=1&" * 400, {"X-Twilio-Signature": "A" * 27 + "="}, 403, "too many fields"),
    (b"x" * 70_000, {"X-Twilio-Signature": "A" * 27 + "="}, 413, "a huge body is not read on"),
]


@pytest.mark.parametrize(("body", "headers", "status", "why"), TWILIO, ids=[row[3] for row in TWILIO])
async def test_twilio(
    world: World, http: ClientSession, body: bytes, headers: dict[str, str], status: int, why: str
) -> None:
    """Twilio's webhook and its status callback turn away what Twilio did not sign, without a word."""
    for url in (world.twilio.webhook_url, f"{world.twilio.webhook_url}/status"):
        assert await post(http, url, body, {**FORM, **headers}) == (status, b""), why


async def test_a_repeated_message_has_one_effect(world: World) -> None:
    """The same MessageSid, one after the other and at once, is answered 200 each time and counts once."""
    phone = world.twilio.phone("+18095550134", "Ana")
    sid = world.twilio.next_sid("SM")
    again = [world.twilio.deliver_inbound(phone, sid, {"Body": "hola"}) for _ in range(5)]
    assert await asyncio.gather(*again) == [200] * 5
    assert await world.twilio.deliver_inbound(phone, sid, {"Body": "hola"}) == 200
    async with asyncio.timeout(8):
        await phone.hear()
        await phone.say("acepto")
        assert (await phone.hear()).text.startswith("¿Qué buscas?")


async def test_what_is_not_there(world: World, http: ClientSession) -> None:
    """An unknown agency, channel or page is 404, never an error of ours."""
    base = world.settings.public_url
    for path in ("/webhooks/nobody/telegram", "/webhooks/casacaribe/fax", "/webhooks/casacaribe/telegram/status", "/x"):
        status, _ = await post(http, f"{base}{path}", b"{}", {**JSON, **SECRET})
        assert status == 404, path
    async with http.get(f"{base}/privacy/nobody") as answer:
        assert answer.status == 404
