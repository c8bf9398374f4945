"""Whatever a body holds, however large or odd, nobody is left without an answer."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox.world import BOT_SECRET
from tests.doors import FORM, SECRET_HEADER, TWIML, Door, raw
from tests.test_webhook_calls import TELEGRAM, WHATSAPP

KIB = 1024


async def test_a_body_that_is_too_large_is_not_read(door: Door) -> None:
    """A call that announces, or keeps sending, more than a platform ever would is answered before it has ended."""
    head = f"POST {WHATSAPP} HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: {'A' * 28}\r\n"
    announced = f"{head}Content-Length: 10000000000\r\n\r\n".encode()
    chunk = b"10000\r\n" + b"x" * 64 * KIB + b"\r\n"
    endless = [f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), chunk, chunk]
    for answer in await asyncio.gather(raw(door.world.settings, [announced]), raw(door.world.settings, endless)):
        assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("size", "secret", "status", "stored", "why"),
    [
        (513 * KIB, BOT_SECRET, 200, 0, "Telegram would repeat it for a day"),
        (513 * KIB, "wrong", 403, 0, "a stranger's body is not even looked at"),
        (500 * KIB, BOT_SECRET, 200, 1, "large, and read"),
    ],
)
async def test_a_large_update(door: Door, size: int, secret: str, status: int, stored: int, why: str) -> None:
    """An update that is too large is taken from Telegram and forgotten, and refused from anybody else."""
    assert (await door.telegram(door.update("x" * size), secret=secret)).status == status, why
    assert len(door.stored()) == stored


async def test_a_large_form_is_refused(door: Door) -> None:
    """Twilio never sends more than 64 KiB: such a form is refused even with the right signature."""
    assert (await door.whatsapp(door.form("x" * 64 * KIB))).status == 413
    assert (await door.whatsapp(door.form("x" * 60 * KIB))).status == 200
    assert len(door.stored()) == 1


def deep(levels: int) -> bytes:
    return b'{"update_id": 1, "message": ' + b'{"a":' * levels + b"1" + b"}" * levels + b"}"


ODD_UPDATES: list[tuple[bytes, str]] = [
    (b"", "nothing"),
    (b"\xff\xfe\x00", "no UTF-8"),
    (b"[]", "no object"),
    (b'{"update_id": 1', "cut off"),
    (b'{"update_id": NaN, "message": {"text": Infinity}}', "NaN"),
    (b'{"update_id": 1e999, "message": {}}', "a number beyond all numbers"),
    (b'{"update_id": ' + b"9" * 5000 + b"}", "a number nobody counts to"),
    (deep(65), "nested too deeply"),
    (deep(50_000), "nested far too deeply"),
    (b'{"update_id": 7, "poll": {"id": "1"}}', "a kind nobody asked for"),
    (b'{"update_id": 8, "something_new": {"a": [1, {"b": null}]}}', "a kind of the future"),
    (b'{"update_id": 9, "message": {"chat": "x", "message_id": [], "date": {}}}', "nothing is what it should be"),
    (b'{"update_id": 10, "message": 3}', "a number in place of a message"),
]


@pytest.mark.parametrize(("body", "why"), ODD_UPDATES, ids=[why for _, why in ODD_UPDATES])
async def test_an_odd_update_is_taken(door: Door, body: bytes, why: str) -> None:
    """Whatever Telegram sends with our secret is acknowledged and kept aside; with a wrong one it is refused."""
    assert (await door.telegram(body, secret="wrong")).status == 403
    answer = await door.telegram(body)
    assert (answer.status, answer.body) == (200, b"")
    assert [state for state, _ in door.stored()] == ["ignored"]


ODD_TEXTS = [(b"ho\xffla", "no UTF-8"), (b"ho\\u0000la", "NUL"), (b"hola \\ud800", "half a character")]


@pytest.mark.parametrize(("text", "why"), ODD_TEXTS, ids=[why for _, why in ODD_TEXTS])
async def test_odd_text_is_answered(door: Door, text: bytes, why: str) -> None:
    """A text with what no database takes is cleaned, and its writer gets an answer."""
    body = json.dumps(door.update("TEXT")).encode().replace(b"TEXT", text)
    assert (await door.telegram(body)).status == 200
    assert "asistente" in await door.heard("telegram")


ODD_FIELDS: list[tuple[bytes, str, bool, str]] = [
    (b"&Body=a%FFb", "", True, "%-coded bytes that are no UTF-8"),
    (b"&Body=a\xffb", "", True, "raw bytes that are no UTF-8"),
    (b"&Body=%ED%A0%80", "", True, "a lone surrogate"),
    (b"&Body=a%00b", "", True, "NUL"),
    (b"&Body=hola", "; charset=x-nobody-knows", True, "an unknown charset"),
    (b"&Body=hola", "; charset=utf-16", True, "a charset that is not believed"),
    (b"&Body=hola&Body=adios", "", True, "a text that came twice"),
    (b"&Body=hola&From=whatsapp%3A%2B18095559999", "", False, "two senders"),
    (b"&Body=hola&MessageSid=SM9", "", False, "two ids"),
    (b"&Body=hola" + b"".join(b"&x%d=" % n for n in range(301)), "", True, "more than 300 fields"),
]


@pytest.mark.parametrize(("fields", "charset", "known", "why"), ODD_FIELDS, ids=[why for *_, why in ODD_FIELDS])
async def test_an_odd_form_is_taken(door: Door, fields: bytes, charset: str, known: bool, why: str) -> None:
    """A form that Twilio signed is acknowledged however odd, and its sender, where one is named, gets an answer."""
    form = door.form()
    del form["Body"]
    body = urlencode(form).encode() + fields
    content_type = f"{FORM}{charset}"
    assert (await door.whatsapp(body, content_type=content_type, token="f" * 32)).status == 403
    answer = await door.whatsapp(body, content_type=content_type)
    assert (answer.status, answer.body) == (200, TWIML)
    if known:
        assert await door.heard("whatsapp")
    else:
        assert door.stored() == [("ignored", "malformed")]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x-nobody-knows"])
async def test_compressed_bodies_are_not_unpacked(door: Door, encoding: str) -> None:
    """No platform compresses its calls, so a small body can never become a large one here."""
    headers = {"Content-Encoding": encoding, SECRET_HEADER: BOT_SECRET}
    assert (await door.send(TELEGRAM, b"\x1f\x8b" + b"x" * 50, headers)).status == 200
    assert door.stored() == [("ignored", "malformed")]


@pytest.mark.parametrize("content", [{"sticker": {}}, {"voice": {}}, {"dice": {"value": 3}}, {"text": None}])
async def test_content_that_cannot_be_read_is_answered(door: Door, content: dict[str, Any]) -> None:
    """Whoever sends a sticker, a voice note or something new hears what the assistant understands."""
    await door.telegram(door.update())
    await door.heard("telegram")
    update = door.update()
    del update["message"]["text"]
    update["message"] |= content
    assert (await door.telegram(update)).status == 200
    assert await door.heard("telegram")
