"""The Telegram in the box refuses what the real one refuses, so that what works with it works with the real one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram_phone import TelegramPhone

TOKEN = "700100200:AAExampleExampleExampleExampleExampl"
Client = TestClient[aiohttp.web.Request, aiohttp.web.Application]


@pytest.fixture
def sandbox() -> SandboxTelegram:
    return SandboxTelegram(token=TOKEN)


@pytest.fixture
async def api(sandbox: SandboxTelegram) -> AsyncIterator[Client]:
    async with TestClient(TestServer(sandbox.app)) as client:
        sandbox.phone(42).start()
        yield client


async def call(api: Client, method: str, **params: object) -> tuple[int, dict[str, object]]:
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
    async with api.post(f"/bot{TOKEN}/{method}", data=form) as answer:
        return answer.status, await answer.json()


def inline(**button: object) -> Mapping[str, object]:
    return {"inline_keyboard": [[{"text": "Sí", **button}]]}


REFUSED = [
    ("sendMessage", {"chat_id": 42, "text": "x" * 4097}, 400, "message is too long"),
    ("sendMessage", {"chat_id": 42, "text": "  "}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": 7, "text": "hola"}, 400, "chat not found"),
    ("sendMessage", {"chat_id": "ana", "text": "hola"}, 400, "chat_id is invalid"),
    ("sendMessage", {"chat_id": 42, "text": "?", "reply_markup": inline(callback_data="x" * 65)}, 400, "BUTTON_DATA"),
    ("sendMessage", {"chat_id": 42, "text": "?", "reply_markup": inline(callback_data="ñ" * 33)}, 400, "BUTTON_DATA"),
    ("sendMessage", {"chat_id": 42, "text": "?", "reply_markup": inline()}, 400, "unallowed"),
    ("sendMessage", {"chat_id": 42, "text": "?", "reply_markup": "{"}, 400, "can't parse"),
    ("sendMessage", {"chat_id": 42, "text": "?", "reply_markup": "7"}, 400, "object expected"),
    ("sendMessage", {"chat_id": 42, "text": "?", "reply_markup": {"keyboard": [[{}]]}}, 400, "keyboard button"),
    ("editMessageReplyMarkup", {"chat_id": 42, "message_id": 1}, 400, "message to edit not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, "query is too old"),
    ("setWebhook", {"url": "https://a.example", "secret_token": "ñ"}, 400, "unallowed characters"),
    ("setWebhook", {"url": "ftp://a.example"}, 400, "HTTPS URL"),
    ("setMyCommands", {"commands": [{"command": "Atrás", "description": "x"}]}, 400, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]}, 400, "BOT_COMMAND"),
    ("setMyCommands", {"commands": [{"command": "ayuda", "description": ""}]}, 400, "DESCRIPTION_INVALID"),
    ("setMyDescription", {"description": "x" * 513}, 400, "too long"),
    ("setMyShortDescription", {"short_description": "x" * 121}, 400, "too long"),
    ("getFile", {"file_id": "F-nobody"}, 400, "wrong file_id"),
    ("sendPigeon", {}, 404, "Not Found"),
]


@pytest.mark.parametrize(("method", "params", "status", "words"), REFUSED, ids=lambda value: str(value)[:50])
async def test_it_refuses_as_telegram_does(
    api: Client, method: str, params: dict[str, object], status: int, words: str
) -> None:
    """A request that the real Telegram would turn down fails here, with its status and words."""
    answered, body = await call(api, method, **params)
    assert (answered, body["error_code"], body["ok"]) == (status, status, False)
    assert words in str(body["description"])


async def test_it_knows_its_token(api: Client) -> None:
    """Another bot's token opens nothing."""
    async with api.get("/bot1:wrong/getMe") as answer:
        assert answer.status == 401
        assert (await answer.json())["description"] == "Unauthorized"
    assert (await call(api, "getMe"))[0] == 200


async def test_a_blocked_bot_is_told_so(api: Client, sandbox: SandboxTelegram) -> None:
    """Nobody is written to after blocking, until they write again."""
    sandbox.phone(42).block()
    assert (await call(api, "sendMessage", chat_id=42, text="hola"))[0] == 403
    with pytest.raises(ValueError):
        sandbox.phone(42).say("hola")
    sandbox.phone(42).start()
    assert (await call(api, "sendMessage", chat_id=42, text="hola"))[0] == 200


async def test_buttons_can_be_taken_from_a_message(api: Client, sandbox: SandboxTelegram) -> None:
    """A message's buttons can be edited away once, and a second time changes nothing."""
    await call(api, "sendMessage", chat_id=42, text="?", reply_markup=inline(callback_data="1:yes"))
    bubble = await sandbox.phone(42).hear()
    assert (await call(api, "editMessageReplyMarkup", chat_id=42, message_id=bubble.id))[0] == 200
    assert not bubble.buttons
    assert (await call(api, "editMessageReplyMarkup", chat_id=42, message_id=bubble.id))[0] == 400


async def test_updates_wait_until_they_are_confirmed(api: Client, sandbox: SandboxTelegram) -> None:
    """What is polled stays until a higher offset says that it was stored."""
    sandbox.phone(42).say("hola")
    first = (await call(api, "getUpdates", offset=0))[1]["result"]
    again = (await call(api, "getUpdates", offset=0))[1]["result"]
    assert first == again
    assert isinstance(first, list)
    after = first[-1]["update_id"] + 1
    assert (await call(api, "getUpdates", offset=after))[1]["result"] == []
    assert not sandbox.updates.pending


async def test_polling_and_a_webhook_exclude_each_other(api: Client) -> None:
    """With a webhook set, asking for updates is a conflict."""
    await call(api, "setWebhook", url="https://a.example")
    assert (await call(api, "getUpdates"))[0] == 409
    await call(api, "deleteWebhook")
    assert (await call(api, "getUpdates"))[0] == 200


async def test_the_kinds_of_updates_can_be_chosen(api: Client, sandbox: SandboxTelegram) -> None:
    """Only the kinds that were asked for are kept, and leaving them out changes nothing."""
    sandbox.updates.pending.clear()
    await call(api, "getUpdates")
    await call(api, "setWebhook", url="", allowed_updates=["callback_query"])
    await call(api, "setWebhook", url="")
    sandbox.phone(42).say("hola")
    assert not sandbox.updates.pending


async def test_a_second_poller_ends_the_first(api: Client, sandbox: SandboxTelegram) -> None:
    """Two programs cannot poll one bot at once."""
    sandbox.updates.pending.clear()
    first = asyncio.create_task(call(api, "getUpdates", timeout=50))
    await sandbox.until(lambda: sandbox._pollers == 1)
    await call(api, "getUpdates")
    assert (await first)[0] == 409


async def test_a_screen_tells_what_changed() -> None:
    """A page that shows a phone hears of every change: messages both ways, keyboards, progress bars, typing."""
    seen: list[str] = []

    def on_change(phone: TelegramPhone) -> None:
        seen.append(f"{len(phone.chat)} {len(phone.waiting)} {phone.typing_until > 0}")

    sandbox = SandboxTelegram(token=TOKEN, on_change=on_change)
    async with TestClient(TestServer(sandbox.app)) as api:
        phone = sandbox.phone(42)
        phone.start()
        await call(api, "sendChatAction", chat_id=42, action="typing")
        await call(api, "sendMessage", chat_id=42, text="?", reply_markup=inline(callback_data="1:yes"))
        press = phone.tap((await phone.hear()).id, 0)
        await call(api, "answerCallbackQuery", callback_query_id=press, text="Listo")
    assert seen == ["1 0 False", "1 0 True", "2 0 False", "2 1 False", "2 0 False"]
    assert phone.toast == "Listo"
