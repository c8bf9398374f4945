"""What becomes of a reply when the platform does not take it: the table of promises §6, against the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.main import running
from bot.sandbox import telegram as bot_api
from bot.sandbox import twilio as messages_api
from bot.sandbox.twilio_phone import Phone
from bot.sandbox.world import World, open_world

NAME = "¿Cómo te llamas? Nombre y apellido, por favor."
SOON_S = 8.0  # a hundred times what it takes


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as outside, running(outside.settings):
        await outside.telegram.until(lambda: bool(outside.telegram.updates.webhook))
        yield outside


@asynccontextmanager
async def soon() -> AsyncIterator[None]:
    async with asyncio.timeout(SOON_S):
        yield


async def at_the_name(world: World) -> Phone:
    """A WhatsApp chat one answer before the question for the name."""
    phone = world.twilio.phone("+18095550134", "Ana")
    for text in ("hola",):
        await phone.say(text)
        async with soon():
            await phone.hear()
    return phone


async def test_throttled_replies_come_later_and_in_order(world: World) -> None:
    """429: the reply waits as long as Twilio asks and then arrives."""
    phone = await at_the_name(world)
    world.twilio.faults += [messages_api.Fault(status=429, code=20429, retry_after="1")]
    await phone.say("comprar")
    async with soon():
        assert (await phone.hear()).text == NAME


async def test_a_person_who_opted_out_is_not_written_to_until_they_write(world: World) -> None:
    """21610: the chat is marked; their next message opens it again."""
    phone = await at_the_name(world)
    world.twilio.faults += [messages_api.Fault(status=400, code=21610)]
    await phone.say("comprar")
    async with soon():
        heard = None
        while heard is None:  # what they write before Twilio's word on the opt-out is stored is not answered either
            await phone.say("?")
            with suppress(TimeoutError):
                heard = await asyncio.wait_for(phone.hear(), 1)
        assert NAME in heard.text


@pytest.mark.parametrize("code", [63005, 63021, 63028])
async def test_buttons_that_do_not_arrive_come_as_text(world: World, code: int) -> None:
    """The content is at fault, says a status callback: the same question comes once more, as text, and the next one has
    no buttons either for a while."""
    phone = world.twilio.phone("+18095550134", "Ana")
    world.twilio.late_faults.append(code)
    await phone.say("hola")
    async with soon():
        heard = await phone.hear()
    assert not heard.buttons
    assert heard.text.endswith("Responde con el número.")
    await phone.say("1")
    async with soon():
        assert (await phone.hear()).text == NAME
    await world.twilio.settled()
    sent = [row.fields for row in world.twilio.log if not row.inbound]
    assert ["ContentSid" in fields for fields in sent] == [True, False, False]


async def test_a_limit_that_is_reported_late_only_delays(world: World) -> None:
    """63018 in a status callback: the same message comes a moment later."""
    phone = await at_the_name(world)
    world.twilio.late_faults.append(63018)
    await phone.say("comprar")
    async with soon():
        assert (await phone.hear()).text == NAME


async def test_a_reply_outside_the_window_is_dropped(world: World) -> None:
    """63016: not tried again, and the next reply is not held up."""
    phone = await at_the_name(world)
    world.twilio.faults += [messages_api.Fault(status=400, code=63016)]
    await phone.say("comprar")
    async with soon():
        while world.twilio.faults:  # noqa: ASYNC110  # the sandbox rings no bell when a fault is used up
            await asyncio.sleep(0.01)
        await phone.say("Ana Peña")
        assert (await phone.hear()).text.startswith("Gracias, Ana.")


@pytest.mark.parametrize("processed", [True, False])
async def test_a_reply_of_unknown_fate_arrives_once(world: World, processed: bool) -> None:
    """500: Twilio is asked what it has before the same text goes out again, so the person reads it once."""
    phone = await at_the_name(world)
    world.twilio.faults += [messages_api.Fault(status=500, code=20500, processed=processed)]
    await phone.say("comprar")
    async with soon():
        assert (await phone.hear()).text == NAME
        await phone.say("Ana Peña")
        assert (await phone.hear()).text.startswith("Gracias, Ana.")
    assert [bubble.text for bubble in phone.chat].count(NAME) == 1


async def test_a_wrong_token_blocks_the_channel_and_not_the_other(world: World) -> None:
    """401: the channel waits for a person, once tried and not hammered; the other channel goes on."""
    phone = await at_the_name(world)
    world.twilio.faults += [messages_api.Fault(status=401, code=20003)] * 5
    await phone.say("comprar")
    async with soon():
        other = world.telegram.phone(7, "Luis")
        other.start()
        assert (await other.hear()).text.startswith("Hola, soy el asistente")
    assert len(world.twilio.faults) == 4


async def test_telegram_wants_a_pause(world: World) -> None:
    """429 from Telegram: the chat waits, the reply arrives."""
    world.telegram.faults += [bot_api.Fault(method="sendMessage", status=429, retry_after=1)]
    phone = world.telegram.phone(7, "Luis")
    phone.start()
    async with soon():
        assert (await phone.hear()).text.startswith("Hola, soy el asistente")


async def test_a_flood_wait_stops_no_other_chat(world: World) -> None:
    """429 for one chat, to wait an hour: that one waits, and everybody else is answered."""
    world.telegram.faults += [bot_api.Fault(method="sendMessage", status=429, retry_after=3600)]
    waiting, other = world.telegram.phone(7, "Luis"), world.telegram.phone(8, "Ana")
    waiting.start()
    async with soon():
        await world.telegram.until(lambda: not world.telegram.faults)
        other.start()
        assert (await other.hear()).text.startswith("Hola, soy el asistente")
    assert [bubble.mine for bubble in waiting.chat] == [True]


async def test_telegram_does_not_like_a_message(world: World) -> None:
    """400: it goes out once more, plain, with its options as numbers."""
    world.telegram.faults += [bot_api.Fault(method="sendMessage", status=400, description="can't parse entities")]
    phone = world.telegram.phone(7, "Luis")
    phone.start()
    async with soon():
        heard = await phone.hear()
    assert not heard.buttons
    assert "1. Comprar" in heard.text


async def test_blocked_by_the_person(world: World) -> None:
    """403: nothing more is sent to them until they press START again."""
    phone = world.telegram.phone(7, "Luis")
    world.telegram.faults += [
        bot_api.Fault(method="sendMessage", status=403, description="bot was blocked by the user")
    ]
    phone.start()
    async with soon():
        await world.telegram.until(lambda: not world.telegram.faults)
        phone.start()
        assert (await phone.hear()).text.startswith("Hola, soy el asistente")


async def test_telegram_fails_and_recovers(world: World) -> None:
    """502: tried again, at most twice more."""
    world.telegram.faults += [bot_api.Fault(method="sendMessage", status=502)]
    phone = world.telegram.phone(7, "Luis")
    phone.start()
    async with soon():
        assert (await phone.hear()).text.startswith("Hola, soy el asistente")
