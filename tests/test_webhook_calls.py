"""A webhook call counts once, in turn, and is acknowledged when it is stored."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.sandbox.world import AGENCY, AUTH_TOKEN, BOT_SECRET, NUMBER
from tests.doors import ANA, PHONE, SECRET_HEADER, TAKEN, Answer, Door, held, rows

CHANNELS = ("telegram", "whatsapp")


TELEGRAM, WHATSAPP = f"/webhooks/{AGENCY}/telegram", f"/webhooks/{AGENCY}/whatsapp"


both = pytest.mark.parametrize("channel", CHANNELS)


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


@both
async def test_messages_at_once_are_answered_in_turn(door: Door, channel: str) -> None:
    """Ten messages of one chat that arrive together are applied one after the other, each once."""
    await asyncio.gather(*(door.post(channel, door.event(channel, "repetir")) for _ in range(10)))
    await door.post(channel, door.event(channel, "comprar"))
    while "¿Cómo te llamas?" not in await door.heard(channel):
        pass
    assert door.stored() == [("done", "")] * 11


@both
async def test_a_flood_is_told_once(door: Door, channel: str) -> None:
    """Somebody who sends far more than one can read is asked once to wait, and every call is still acknowledged."""
    for event in [door.event(channel, "repetir") for _ in range(70)]:  # a minute may end in the middle of them
        assert (await door.post(channel, event)).status == 200
    while "Recibí muchos mensajes" not in await door.heard(channel):
        pass
    assert sum("Recibí muchos mensajes" in text for text in door.said(channel)) == 1
    assert ("ignored", "flood") in door.stored()


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
