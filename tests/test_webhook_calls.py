"""What the webhooks do with every call that is not simply a message: the table of FAILURES §3, through real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.main import running
from bot.sandbox.world import AGENCY, AUTH_TOKEN, BOT_SECRET, NUMBER, open_world
from bot.settings import Settings
from tests.doors import (
    ANA,
    FORM,
    PHONE,
    SECRET_HEADER,
    SIGNATURE_HEADER,
    TAKEN,
    TWIML,
    Answer,
    Door,
    held,
    open_door,
    raw,
    rows,
    sign,
)

CHANNELS = ("telegram", "whatsapp")
TELEGRAM, WHATSAPP = f"/webhooks/{AGENCY}/telegram", f"/webhooks/{AGENCY}/whatsapp"
both = pytest.mark.parametrize("channel", CHANNELS)


@pytest.fixture
async def door(tmp_path: Path, database_url: str) -> AsyncIterator[Door]:
    async with open_door(tmp_path, database_url=database_url) as opened:
        yield opened


# --- once ---


@both
async def test_an_event_counts_once(door: Door, channel: str) -> None:
    """However often a platform repeats a message, one after the other or all at once, the person is answered once."""
    event = door.event(channel)
    answers = [await door.post(channel, event), await door.post(channel, event)]
    answers += await asyncio.gather(*(door.post(channel, event) for _ in range(10)))
    assert {(answer.status, answer.body) for answer in answers} == {TAKEN[channel]}
    assert "asistente" in await door.heard(channel)
    await door.post(channel, door.event(channel, "comprar"))
    assert "¿Cómo te llamas?" in await door.heard(channel)
    assert len(door.said(channel)) == 2
    assert door.stored() == [("done", "")] * 2


@both
async def test_a_replay_changes_nothing(door: Door, channel: str) -> None:
    """An old genuine call, sent again after the talk has moved on, is acknowledged, counted, and has no effect."""
    events = [door.event(channel, text) for text in ("hola", "comprar", "Ana Peña", "829-555-0134")]
    for event in events:
        await door.post(channel, event)
        await door.heard(channel)
    for event in events:
        answer = await door.post(channel, event)
        assert (answer.status, answer.body) == TAKEN[channel]
    assert len(door.said(channel)) == len(door.stored()) == 4
    assert await door.webhooks_counted(channel, "duplicate") == 4


def cut_anew(form: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Other forms that the signature of this one fits, because names and values are signed as one text."""
    signed = "".join(name + value for name, value in sorted(form.items()))
    yield "an id that swallows what follows it", moved(form, "MessageSid", "NumMedia")
    yield "an id that swallows all that follows it but our number", moved(form, "MessageSid", *fields_between(form))
    yield "an id out of the text", planted(form, signed)


def moved(form: dict[str, str], into: str, *names: str) -> list[tuple[str, str]]:
    """The form with these fields inside the value of another."""
    swallowed = form[into] + "".join(name + form[name] for name in names)
    return [*((name, value) for name, value in form.items() if name not in (into, *names)), (into, swallowed)]


def fields_between(form: dict[str, str]) -> list[str]:
    return [name for name in sorted(form) if "MessageSid" < name < "To"]


def planted(form: dict[str, str], signed: str) -> list[tuple[str, str]]:
    """A person had written «hola», a sender and an id: a form made of these, and one odd field with all the rest."""
    before, _, after = signed.partition("hola")
    sender, rest = after[: after.index("MessageSid")], after[after.index("MessageSid") :]
    sid, odd = rest[: len("MessageSid") + 34], rest[len("MessageSid") + 34 : rest.rindex("To" + form["To"])]
    last = {name: value for name, value in form.items() if name > "To"}
    first = {name: value for name, value in form.items() if name < "Body"}
    assert before == "".join(name + value for name, value in sorted(first.items())) + "Body"
    made = {**first, "Body": "hola", "From": sender[4:], "MessageSid": sid[10:], odd[:1]: odd[1:], "To": form["To"]}
    return [*made.items(), *last.items()]


async def test_a_captured_call_cannot_be_cut_anew(door: Door) -> None:
    """Whoever has a signed call of Twilio's can repeat it, but gets no second message out of it by moving bytes between
    its fields."""
    planted_text = f"holaFromwhatsapp:{PHONE}MessageSidSM{7:032x}N"
    form = door.form(planted_text)
    await door.whatsapp(form)
    signature = sign(urlencode(form).encode(), token=AUTH_TOKEN, url=f"{door.url}{WHATSAPP}")
    for why, fields in cut_anew(form):
        body = urlencode(fields).encode()
        answer = await door.send(WHATSAPP, body, {"Content-Type": FORM, SIGNATURE_HEADER: signature})
        assert answer.status in (200, 403), why
        assert door.stored().count(("done", "")) + door.stored().count(("received", "")) == 0, why


@both
async def test_messages_at_once_are_answered_in_turn(door: Door, channel: str) -> None:
    """Ten messages of one chat that arrive together are applied one after the other, each once."""
    await asyncio.gather(*(door.post(channel, door.event(channel, "repetir")) for _ in range(10)))
    await door.post(channel, door.event(channel, "comprar"))
    while "¿Cómo te llamas?" not in await door.heard(channel):
        pass
    assert door.stored() == [("done", "")] * 11


# --- who calls ---

EVIL = {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "https", "Host": "evil.example.com"}
EVIL_URL = f"https://evil.example.com{WHATSAPP}"


async def test_only_telegram_gets_in(door: Door) -> None:
    """A Telegram call without our secret, or with a wrong one, is refused with an empty 403 and leaves nothing."""
    for secret in (None, "", "wrong", BOT_SECRET[:-1], BOT_SECRET + "x", "ñ"):
        answer = await door.telegram(door.update(), secret=secret)
        assert (answer.status, answer.body) == (403, b"")
    assert door.stored() == []
    assert await door.webhooks_counted("telegram", "refused") == 6


async def test_only_twilio_gets_in(door: Door) -> None:
    """A Twilio call that is not signed with our token, for our URL, account and number is refused."""
    calls = [
        door.whatsapp(door.form(), token="f" * 32),
        door.whatsapp(door.form(), signed_url=EVIL_URL),
        door.whatsapp(door.form(), signed_url=EVIL_URL, headers=EVIL),
        door.whatsapp(door.form(), signed_url=f"{door.url}{WHATSAPP}/status"),
        door.whatsapp(door.form(), path=f"{WHATSAPP}?a=1", signed_url=f"{door.url}{WHATSAPP}"),
        door.whatsapp(door.form(AccountSid="AC" + "1" * 32)),
        door.whatsapp(door.form(To="whatsapp:+18095559999")),
        door.whatsapp(door.form(), path=f"{WHATSAPP}/status"),  # there our number has to be the sender
        door.whatsapp(door.form(), path=f"{WHATSAPP}/status", token="f" * 32),
        door.send(WHATSAPP, urlencode(door.form()).encode(), {}),
        door.send(WHATSAPP, b"Body=%ff%00\xff", {SIGNATURE_HEADER: "ñ", "Content-Type": FORM}),
        door.send(WHATSAPP, b"a=1&" * 400, {SIGNATURE_HEADER: "A" * 27 + "=", "Content-Type": FORM}),
    ]
    for call in calls:
        answer = await call
        assert (answer.status, answer.body) == (403, b"")
    assert door.stored() == []


async def test_a_proxys_host_header_does_not_matter(door: Door) -> None:
    """A genuine Twilio call counts whatever host a proxy says it was sent to."""
    assert (await door.whatsapp(door.form(), headers=EVIL)).status == 200


async def test_secrets_can_be_changed_without_losing_a_call(tmp_path: Path) -> None:
    """While a token or secret is being changed, calls with the old one and with the new one both count, and the log
    says where the old one is still used."""
    async with open_world(tmp_path) as world, aiohttp.ClientSession() as http:
        settings = world.settings.model_dump()
        channels = settings["agencies"][AGENCY]["channels"]
        channels["telegram"] |= {"secret_token": "new-secret", "previous_secret_token": BOT_SECRET}
        channels["whatsapp"] |= {"auth_token": "c" * 32, "previous_auth_token": AUTH_TOKEN}
        async with running(Settings.model_validate(settings)):
            door = Door(world, http)
            with capture_logs() as logs:
                assert (await door.telegram(door.update(), secret="new-secret")).status == 200
                assert (await door.whatsapp(door.form(), token="c" * 32)).status == 200
                assert old_secrets_in(logs) == []
                assert (await door.telegram(door.update(), secret=BOT_SECRET)).status == 200
                assert (await door.whatsapp(door.form(), token=AUTH_TOKEN)).status == 200
                assert old_secrets_in(logs) == [f"{AGENCY}/telegram", f"{AGENCY}/whatsapp"]
            assert (await door.telegram(door.update(), secret="older")).status == 403
            assert (await door.whatsapp(door.form(), token="d" * 32)).status == 403


def old_secrets_in(logs: Iterable[Mapping[str, Any]]) -> list[str]:
    return [line["channel"] for line in logs if line["event"] == "previous secret used"]


# --- where ---


@pytest.mark.parametrize("path", [f"{WHATSAPP}/", f"{WHATSAPP}/?a=1"])
async def test_a_slash_at_the_end_is_no_other_address(door: Door, path: str) -> None:
    """An address typed into Twilio's console with a slash at its end works; the signature is of that address."""
    assert (await door.whatsapp(door.form(), path=path)).status == 200
    assert "asistente" in await door.heard("whatsapp")
    status = {**door.form(), "From": f"whatsapp:{NUMBER}", "MessageStatus": "sent"}
    assert (await door.whatsapp(status, path=f"{WHATSAPP}/status/")).status == 204
    assert (await door.whatsapp(door.form(), path=f"{WHATSAPP}/", signed_url=f"{door.url}{WHATSAPP}")).status == 403
    update = json.dumps(door.update()).encode()
    assert (await door.send(f"{TELEGRAM}/", update, {SECRET_HEADER: BOT_SECRET})).status == 200


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("GET", WHATSAPP, [WHATSAPP]),
        ("GET", f"{WHATSAPP}/", [WHATSAPP]),
        ("PUT", TELEGRAM, [TELEGRAM]),
        ("GET", f"{WHATSAPP}/status", [WHATSAPP]),
        ("POST", f"/webhooks/{AGENCY}/watsapp", [WHATSAPP]),
        ("POST", f"/Webhooks/{AGENCY}/WhatsApp", [WHATSAPP]),
        ("POST", f"/webhook/{AGENCY}/whatsapp", [WHATSAPP]),
        ("POST", f"/webhooks/{AGENCY}/whatsapp/extra", [WHATSAPP]),
        ("POST", f"/webhooks//{AGENCY}/telegram", [TELEGRAM]),
        ("POST", "/webhooks/whatsapp", [WHATSAPP]),
        ("POST", "/webhooks", [TELEGRAM, WHATSAPP]),
        ("POST", "/", [TELEGRAM, WHATSAPP]),
        ("POST", "/" + "x" * 5000, [TELEGRAM, WHATSAPP]),
    ],
)
async def test_a_slip_in_the_address_is_found_in_the_log(door: Door, method: str, path: str, right: list[str]) -> None:
    """Whoever set the webhook wrongly reads the right address, once a minute, and nothing of what was sent."""
    with capture_logs() as lines:
        for _ in range(3):
            answer = await door.send(f"{path}?Body=secreto", b"", {SIGNATURE_HEADER: "A" * 28}, method)
            assert answer.status in (404, 405)
    (line,) = [line for line in lines if line["log_level"] == "warning"]
    assert sorted(line["right"]) == [f"{door.url}{one}" for one in right]
    assert "secreto" not in str(line)
    assert door.stored() == []


async def test_a_stranger_who_tries_doors_leaves_no_warning(door: Door) -> None:
    """Whoever is no platform and asks for no webhook needs nobody's attention."""
    with capture_logs() as lines:
        assert (await door.send("/wp-login.php", b"a=1", {"Content-Type": FORM})).status == 405
        assert (await door.send("/K7M4PF", b"a=1", {"Content-Type": FORM})).status == 405
    assert [line for line in lines if line["log_level"] == "warning"] == []


@pytest.mark.parametrize("path", ["/webhooks/nobody/telegram", f"/webhooks/{AGENCY}/nothing"])
async def test_what_is_not_there_is_not_found(door: Door, path: str) -> None:
    """A call for an agency or channel that nobody configured is a plain 404, never a redirect or 410."""
    assert (await door.send(path, b"{}", {SECRET_HEADER: BOT_SECRET})).status == 404


async def test_nobodys_notice_is_not_found(door: Door) -> None:
    """An agency that nobody configured has no privacy notice."""
    assert (await door.send(f"/privacy/{AGENCY}", b"", {}, "GET")).status == 200
    assert (await door.send("/privacy/nobody", b"", {}, "GET")).status == 404


# --- too much ---

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


@both
async def test_a_flood_is_told_once(door: Door, channel: str) -> None:
    """Somebody who sends far more than one can read is asked once to wait, and every call is still acknowledged."""
    for event in [door.event(channel, "repetir") for _ in range(70)]:  # a minute may end in the middle of them
        assert (await door.post(channel, event)).status == 200
    while "Recibí muchos mensajes" not in await door.heard(channel):
        pass
    assert sum("Recibí muchos mensajes" in text for text in door.said(channel)) == 1
    assert ("ignored", "flood") in door.stored()


# --- odd ---


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


async def test_a_group_hears_one_line(door: Door) -> None:
    """In a group the assistant says that it only talks in private, and asks for nothing."""
    group = -100123
    update = door.update(chat=group)
    update["message"]["chat"] = {"id": group, "type": "supergroup", "title": "Vecinos"}
    assert (await door.telegram(update)).status == 200
    async with asyncio.timeout(5):
        bubble = await door.world.telegram.phone(group).hear()
    assert bubble.text == "Solo atiendo en chats privados: escríbeme directamente."


async def test_an_old_button_is_answered(door: Door) -> None:
    """A button of an earlier step ends its progress bar and changes nothing; the present question is asked again."""
    phone = door.world.telegram.phone(ANA, "Ana")
    phone.say("hola")
    async with asyncio.timeout(8):
        greeting = await phone.hear()
        phone.tap(greeting.id, 0)
        question = await phone.hear()
        phone.tap(greeting.id, 0)
        again = await phone.hear()
        await door.world.telegram.until(lambda: not phone.waiting)
    assert "¿Cómo te llamas?" in question.text
    assert "nombre" in again.text.lower()
    assert again.text != question.text


# --- status callbacks ---


async def test_status_callbacks_only_move_forward(door: Door) -> None:
    """Unknown, repeated and late status callbacks are all acknowledged; what is known of a message never goes back."""
    door.world.twilio.callback_order = ()
    await door.whatsapp(door.form())
    await door.heard("whatsapp")
    sid = door.world.twilio.log[-1].sid
    for status in ("delivered", "delivered", "sent", "read", "queued", "sent", "nonsense", ""):
        assert (await status_call(door, sid, status)).status == 204
    assert (await status_call(door, "SM" + "9" * 32, "read")).status == 204
    assert (await status_call(door, sid, "failed", token="f" * 32)).status == 403
    assert rows(door.world.settings, "SELECT provider_status FROM outbox") == [("read",)]


async def test_a_late_word_that_nothing_arrives(door: Door) -> None:
    """Twilio takes the reply and says later that the person opted out: the chat is marked, once."""
    door.world.twilio.callback_order = ()
    await door.whatsapp(door.form())
    await door.heard("whatsapp")
    sid = door.world.twilio.log[-1].sid
    for _ in range(2):
        assert (await status_call(door, sid, "undelivered", ErrorCode="21610")).status == 204
    assert rows(door.world.settings, "SELECT kind FROM inbox ORDER BY id") == [("text",), ("blocked",)]


async def status_call(door: Door, sid: str, status: str, token: str = AUTH_TOKEN, **fields: str) -> Answer:
    to_us = {"From": f"whatsapp:{NUMBER}", "To": f"whatsapp:{PHONE}"}
    form = door.form(MessageSid=sid, MessageStatus=status, **to_us, **fields)
    return await door.whatsapp(form, path=f"{WHATSAPP}/status", token=token)


async def test_telegram_has_no_status_callback(door: Door) -> None:
    """There is no such route on a channel whose platform does not call back."""
    assert (await door.send(f"{TELEGRAM}/status", b"{}", {SECRET_HEADER: BOT_SECRET})).status == 404


# --- the store does not answer ---


async def test_what_cannot_be_stored_is_not_acknowledged(door: Door) -> None:
    """While another process holds the database, platforms are asked to come again; then everything is answered once."""
    event = {channel: door.event(channel) for channel in CHANNELS}
    calls = [door.post(channel, event[channel]) for channel in CHANNELS]
    looks = [door.send(path, b"", {}, "GET") for path in ("/readyz", "/healthz", "/metrics")]
    with held(door.world.settings), capture_logs() as logged:
        answers = await asyncio.gather(*calls, *looks)
    assert [line["log_level"] for line in logged if line["event"] == "events cannot be stored"] == ["warning"]
    assert [answer.status for answer in answers] == [503, 503, 503, 200, 200]
    assert [(answer.body, answer.headers["Retry-After"]) for answer in answers[:2]] == [(b"", "30")] * 2
    for channel in CHANNELS:
        answer = await door.post(channel, event[channel])
        assert (answer.status, answer.body) == TAKEN[channel]
        assert "asistente" in await door.heard(channel)
    assert door.stored() == [("done", "")] * 2
    assert (await door.send("/readyz", b"", {}, "GET")).status == 200


def test_signatures_are_made_as_twilio_makes_them() -> None:
    """The signatures of these tests are Twilio's own (its published example)."""
    body = b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(body, token="12345", url=url) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
