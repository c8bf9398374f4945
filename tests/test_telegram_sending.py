"""What we say on Telegram arrives as it should look, and every way it can fail is told apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters import telegram
from adapters.records import Arrival, Press
from adapters.sending import Later, Misconfigured, Rejected, SendOutcome, Sent, Unknown, Unreachable
from adapters.telegram import Pace, TelegramChannel, split
from bot.sandbox.telegram import Fault, SandboxTelegram
from bot.sandbox.telegram_phone import Button, TelegramPhone
from flows.replies import Choice, Message

TOKEN = "700100200:AAExampleExampleExampleExampleExampl"


@dataclass
class World:
    """One bot, its channel, and a person who has started it."""

    sandbox: SandboxTelegram
    base_url: str
    channel: TelegramChannel
    phone: TelegramPhone

    async def send(self, message: Message, *, attempts: int = 1, to: str = "42") -> SendOutcome:
        return await self.channel.send(to, message, attempts=attempts)


def make_channel(session: aiohttp.ClientSession, base: str, *, token: str = TOKEN) -> TelegramChannel:
    return TelegramChannel(
        agency="casanova",
        name="telegram",
        token=token,
        secrets=("s",),
        api_base_url=base,
        session=session,
        mode="webhook",
        webhook_url="https://bot.example.com/webhooks/casanova/telegram",
    )


@pytest.fixture
async def world() -> AsyncIterator[World]:
    sandbox = SandboxTelegram(token=TOKEN)
    async with TestServer(sandbox.app) as server, aiohttp.ClientSession() as session:
        phone = sandbox.phone(42, "Ana")
        phone.start()
        base_url = str(server.make_url("")).rstrip("/")
        yield World(sandbox, base_url, make_channel(session, base_url), phone)


HELLO = Message(text="Hola")
ASK = Message(text="¿Qué buscas?", step=4, choices=(Choice("buy", "Comprar"), Choice("rent", "Alquilar o rentar")))
HINT = "Responde con el número."
ALONE = "O escribe «No tengo correo»."


async def test_options_are_buttons_one_to_a_row(world: World) -> None:
    """A question's options appear as buttons under each other, and a tap says which question it answers."""
    outcome = await world.send(ASK)
    bubble = await world.phone.hear()
    assert outcome == Sent(str(bubble.id))
    assert bubble.text == "¿Qué buscas?"
    assert [[button.label for button in row] for row in bubble.buttons] == [["Comprar"], ["Alquilar o rentar"]]
    assert [row[0].data for row in bubble.buttons] == ["4:buy", "4:rent"]


NUMBERED = [
    ((Choice("a", "x" * 24),), True, "just short enough"),
    ((Choice("a", "x" * 25),), False, "a label too long for a phone"),
    (tuple(Choice(str(n), str(n)) for n in range(10)), True, "ten options"),
    (tuple(Choice(str(n), str(n)) for n in range(11)), False, "more options than buttons"),
    ((Choice("y" * 70, "Sí"),), False, "an id that no button can hold"),
]


@pytest.mark.parametrize(("choices", "as_buttons", "why"), NUMBERED, ids=[why for *_, why in NUMBERED])
async def test_what_is_no_button_is_a_numbered_line(
    world: World, choices: tuple[Choice, ...], as_buttons: bool, why: str
) -> None:
    """Options that do not fit buttons can be answered by number."""
    await world.send(Message(text="¿Cuál?", step=1, choices=choices, hint=HINT))
    bubble = await world.phone.hear()
    assert bool(bubble.buttons) is as_buttons
    assert bubble.text.endswith(HINT) is not as_buttons


async def test_the_number_is_shared_by_a_keyboard_that_goes_away(world: World) -> None:
    """The person shares their number with one tap, and the next message takes the keyboard away."""
    await world.send(Message(text="¿A qué número?", share_phone="Compartir mi número"))
    shown = world.phone.keyboard
    assert shown is not None
    assert shown.rows == ((Button(label="Compartir mi número", asks_contact=True),),)
    skip = (Choice("none", "No tengo correo"),)
    await world.send(Message(text="¿Cuál es tu correo?", clear_keyboard=True, choices=skip, hint=ALONE))
    await world.phone.hear()
    assert world.phone.keyboard is None
    assert (await world.phone.hear()).text == f"¿Cuál es tu correo?\n{ALONE}"


def test_a_bot_stays_below_what_telegram_takes() -> None:
    """Of a rush to all chats thirty go out at once and the others as soon as they may; a chat that waits holds none."""
    pace = Pace(30)
    waits = [pace.wait_s(100.0) for _ in range(70)]
    assert (waits[:30], waits[30:60], waits[60:]) == ([0.0] * 30, [1.0] * 30, [2.0] * 10)
    assert pace.wait_s(104.0) == 0.0


async def test_words_are_sent_as_they_are(world: World) -> None:
    """What a person wrote is never read as markup, and no link grows into a preview."""
    await world.send(Message(text="Nota: <b>2*3_4</b> https://example.com"))
    assert (await world.phone.hear()).text == "Nota: <b>2*3_4</b> https://example.com"
    params = world.sandbox.calls[-1].params
    assert "parse_mode" not in params
    assert params["link_preview_options"] == '{"is_disabled": true}'


PARTS = [
    ("x" * 4000, [4000], "as long as may be"),
    ("x" * 4001, [4000, 1], "one more"),
    ("👍" * 2001, [2000, 1], "characters that count twice are not cut in half"),
    ("a" * 3990 + " " + "b" * 100, [3990, 100], "cut between words"),
    ("a" * 3000 + "\n" + "b" * 3000, [3000, 3000], "cut between lines"),
    ("a " + "b" * 5000, [4000, 1002], "no late place to cut"),
]


@pytest.mark.parametrize(("text", "lengths", "why"), PARTS, ids=[why for *_, why in PARTS])
def test_long_text_goes_in_parts(text: str, lengths: list[int], why: str) -> None:
    """Nothing a person is told is ever cut off."""
    parts = split(text)
    assert [len(part) for part in parts] == lengths
    assert "".join(parts).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


async def test_the_buttons_of_a_long_text_hang_on_its_end(world: World) -> None:
    """The buttons stand where the person has read to."""
    outcome = await world.send(Message(text="x" * 5000, choices=ASK.choices))
    first, last = await world.phone.hear(), await world.phone.hear()
    assert not first.buttons
    assert last.buttons
    assert outcome == Sent(str(last.id))


MIGRATED = (
    '{"ok": false, "error_code": 400, "parameters": {"migrate_to_chat_id": -1001234567890}, '
    '"description": "Bad Request: group chat was upgraded to a supergroup chat"}'
)
FAILURES = [
    (Fault(method="sendMessage", status=429, description="Too Many Requests", retry_after=7), Later(7.0)),
    (Fault(method="sendMessage", status=429, description="Too Many Requests"), Later(None)),
    (Fault(method="sendMessage", status=429, body="<html>slow down</html>"), Later(None)),
    (Fault(method="sendMessage", status=403, description="Forbidden: user is deactivated"), Unreachable()),
    (
        Fault(method="sendMessage", status=403, description="Forbidden: bot was kicked from the group chat"),
        Unreachable(),
    ),
    (Fault(method="sendMessage", status=403, description="Forbidden: bot can't initiate conversation"), Unreachable()),
    (Fault(method="sendMessage", status=400, body=MIGRATED), Unreachable()),
    (Fault(method="sendMessage", status=400, description="Bad Request: chat not found"), Unreachable()),
    (Fault(method="sendMessage", status=401, description="Unauthorized"), Misconfigured("token")),
    (Fault(method="sendMessage", status=404, description="Not Found"), Misconfigured("token")),
    (Fault(method="sendMessage", status=500), Unknown("NetworkError")),
    (Fault(method="sendMessage", status=502, body="<html>Bad Gateway</html>"), Unknown("NetworkError")),
    (Fault(method="sendMessage", status=302, body=""), Unknown("NetworkError")),
    (Fault(method="sendMessage", how="reset"), Unknown("NetworkError")),
    (Fault(method="sendMessage", status=200, body="<html>"), Unknown("TelegramError")),
    (Fault(method="sendMessage", status=200, body='{"ok": true, "result": {}}'), Unknown("KeyError")),
    (Fault(method="sendMessage", status=200, body='{"ok": true}'), Unknown("KeyError")),
]


@pytest.mark.parametrize(("fault", "expected"), FAILURES, ids=lambda value: str(value)[:70])
async def test_every_failure_has_its_meaning(world: World, fault: Fault, expected: SendOutcome) -> None:
    """What happens next to a reply depends on what may have become of it."""
    world.sandbox.faults.append(fault)
    assert await world.send(HELLO) == expected


async def test_a_silent_telegram_holds_nobody_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply that gets no answer in time may have arrived, and the chat goes on."""
    monkeypatch.setattr(telegram, "SEND_TIMEOUT_S", 0.05)
    world.sandbox.faults.append(Fault(method="sendMessage", how="hang", processed=True))
    assert await world.send(HELLO) == Unknown("timeout")
    assert (await world.phone.hear()).text == "Hola"


async def test_a_telegram_that_cannot_be_reached_was_told_nothing() -> None:
    """Where no connection comes about, the whole channel waits, and nothing is lost or doubled."""
    async with TestServer(SandboxTelegram(token=TOKEN).app) as server:
        gone = str(server.make_url("")).rstrip("/")
    async with aiohttp.ClientSession() as session:
        assert await make_channel(session, gone).send("42", HELLO, attempts=1) == Later(whole_channel=True)


async def test_people_who_left_are_not_written_to(world: World) -> None:
    """Who blocked the bot, or never started it, is out of reach until they write."""
    world.phone.block()
    assert await world.send(HELLO) == Unreachable()
    assert await world.send(HELLO, to="99") == Unreachable()


async def test_a_wrong_token_is_the_technicians_business(world: World) -> None:
    """A revoked token stops the channel instead of losing its replies one by one."""
    async with aiohttp.ClientSession() as session:
        wrong = make_channel(session, world.base_url, token="700100200:AAWrongWrongWrongWrongWrongWrongWrongWr")
        assert await wrong.send("42", HELLO, attempts=1) == Misconfigured("token")


async def test_a_refused_message_goes_out_once_more_plain(world: World) -> None:
    """If Telegram dislikes a keyboard, the person still gets the question."""
    message = Message(text="¿Qué buscas?", choices=ASK.choices, hint=HINT)
    world.sandbox.faults.append(Fault(method="sendMessage", status=400, description="Bad Request: BUTTON_DATA_INVALID"))
    assert isinstance(await world.send(message), Sent)
    bubble = await world.phone.hear()
    assert (bubble.text, bubble.buttons) == (f"¿Qué buscas?\n1. Comprar\n2. Alquilar o rentar\n{HINT}", ())


@pytest.mark.parametrize("attempts", [1, 2])
async def test_a_message_that_is_refused_again_is_our_bug(world: World, attempts: int) -> None:
    """A message Telegram never takes ends with staff, not in a loop."""
    world.sandbox.faults += [Fault(method="sendMessage", status=400, description="Bad Request: no")] * 2
    assert await world.send(ASK, attempts=attempts) == Rejected("400")
    assert len(world.sandbox.calls) == (2 if attempts == 1 else 1)


async def test_a_press_is_answered_and_a_late_answer_harms_nobody(world: World) -> None:
    """The progress bar on a pressed button ends at once; where it is too late for that, nothing breaks."""
    await world.send(ASK)
    press = world.phone.tap((await world.phone.hear()).id, "Comprar")
    assert world.phone.waiting == {press}
    await world.channel.acknowledge(Arrival(key="k", chat="42", press=Press(id=press)))
    assert not world.phone.waiting
    await world.channel.acknowledge(Arrival(key="k", chat="42", press=Press(id=press)))
    assert [call.status for call in world.sandbox.calls if call.method == "answerCallbackQuery"] == [200, 400]


async def test_a_message_without_a_press_calls_nobody(world: World) -> None:
    """Only button presses are acknowledged."""
    await world.channel.acknowledge(Arrival(key="k", chat="42"))
    assert not world.sandbox.calls


async def test_the_library_loads_beside_the_loop(world: World) -> None:
    """Getting ready asks nothing of Telegram and does not hold up what else is going on."""
    async with asyncio.timeout(5):
        await world.channel.prepare()
    assert not world.sandbox.calls
