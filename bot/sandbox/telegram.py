"""Telegram in a box: the Bot API that the adapter calls, and the phones at the other end.

What people do becomes updates (`telegram_queue`), what the bot sends ends up in a phone's chat. Refuses what the real
one refuses, in its words (facts/telegram §3 to §6).
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from aiohttp import web

from bot.sandbox.files import PDF, PHOTO, PLAIN, VOICE
from bot.sandbox.telegram_markup import Refused, read_markup
from bot.sandbox.telegram_phone import Bubble, TelegramPhone, UpdateKind
from bot.sandbox.telegram_queue import WAITS_S, UpdateQueue, Webhook

TEXT_LIMIT = 4096
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
LONGEST_POLL_S = 50.0
DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes
FILES = {
    "F-photo-small": PHOTO,
    "F-photo-large": PHOTO,
    "F-voice": VOICE,
    "F-document": PDF,
    "F-audio": PLAIN,
    "F-video": PLAIN,
    "F-video_note": PLAIN,
}

Params = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the next call of a method gets instead of its answer. `processed`: it was carried out all the same.

    «answer»: `status` with Telegram's error JSON, or with `body`. «hang»: nothing, until the sandbox stops. «reset»:
    the connection is cut.
    """

    method: str
    how: Literal["answer", "hang", "reset"] = "answer"
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    body: str | None = None
    processed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call the bot made, and the status it got; None for none."""

    method: str
    params: Params
    status: int | None


class SandboxTelegram:
    """One bot. Serve `app`; the settings' `api_base_url` is then «http://HOST:PORT».

    `faults` are used up, each by the next call of its method. `on_change` is called with a phone whenever its screen
    changed. `waits_s`: seconds before each try of an update that the webhook does not take, the first one included.
    """

    def __init__(
        self,
        *,
        token: str,
        username: str = "CasaNovaBot",
        on_change: Callable[[TelegramPhone], None] | None = None,
        now: Callable[[], float] = time.time,
        waits_s: Sequence[float] = WAITS_S,
    ) -> None:
        self.token = token
        self.username = username
        self.phones: dict[int, TelegramPhone] = {}
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.updates = UpdateQueue(moved=self._move, now=now, waits_s=waits_s)
        self.allowed: tuple[str, ...] = ()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.described: dict[tuple[str, str], str] = {}  # by what and language
        self.on_change = on_change
        self._now = now
        self._last_id = {"message": 5000, "press": 23_837_000_000}
        self._presses: dict[str, TelegramPhone] = {}
        self._pollers = 0
        self._moved = asyncio.Event()
        self._closing = asyncio.Event()
        self._methods: dict[str, Callable[[Params], object]] = {
            "getme": lambda _: self.bot,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
            "sendmessage": self._send_message,
            "editmessagereplymarkup": self._edit_markup,
            "editmessagetext": self._edit_text,
            "answercallbackquery": self._answer_press,
            "sendchataction": self._show_typing,
            "getfile": self._get_file,
            "setmycommands": self._set_commands,
            "setmydescription": partial(self._describe, "description", 512),
            "getmydescription": partial(self._description, "description"),
            "setmyshortdescription": partial(self._describe, "short_description", 120),
            "getmyshortdescription": partial(self._description, "short_description"),
            "getmycommands": lambda params: self.commands.get(_text(params, "language_code"), []),
        }
        self.app = web.Application()
        self.files = dict(FILES)
        self.app.add_routes(
            [
                web.get("/file/bot{token}/{path:.+}", self._file),
                web.route("*", "/bot{token}/{method}", self._handle),
            ]
        )
        self.app.cleanup_ctx.append(self.updates.run)
        self.app.on_shutdown.append(self._let_go)

    def phone(self, user_id: int, first_name: str = "Ana", last_name: str = "", language: str = "es") -> TelegramPhone:
        """The phone of one person; made when it is asked for first."""
        if user_id not in self.phones:
            self.phones[user_id] = TelegramPhone(
                wire=self, user_id=user_id, first_name=first_name, last_name=last_name, language=language
            )
        return self.phones[user_id]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait, without end, until something is so: a screen, a call, an answer."""
        while not holds():
            await self._moved.wait()

    async def settled(self) -> None:
        """Wait until the bot has taken everything that happened."""
        await self.until(lambda: not self.updates.pending)

    # what a phone needs

    @property
    def bot(self) -> Mapping[str, object]:
        number = int(self.token.partition(":")[0])
        return {"id": number, "is_bot": True, "first_name": self.username, "username": self.username}

    def now(self) -> int:
        return int(self._now())

    def next_message_id(self) -> int:
        return self._next("message")

    def open_press(self, phone: TelegramPhone) -> str:
        press = str(self._next("press"))
        self._presses[press] = phone
        return press

    def deliver(self, kind: UpdateKind, body: Mapping[str, object], *, queue: str) -> None:
        if not self.allowed or kind in self.allowed:
            self.updates.add(kind, body, queue=queue)

    def changed(self, phone: TelegramPhone) -> None:
        self._move()
        if self.on_change is not None:
            self.on_change(phone)

    # the Bot API

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        fault = self._next_fault(method)
        if request.match_info["token"] != self.token:
            return self._answer(method, params, Refused(401, "Unauthorized"))
        if fault is None:
            return self._answer(method, params, await self._carry_out(method.lower(), params))
        if fault.processed:
            await self._carry_out(method.lower(), params)
        return await self._fail(request, fault, params)

    async def _carry_out(self, method: str, params: Params) -> object:
        """The method's result, or the refusal as a value."""
        try:
            if method == "getupdates":
                return await self._get_updates(params)
            if method not in self._methods:
                raise Refused(404, "Not Found")
            return self._methods[method](params)
        except Refused as refused:
            return refused

    def _answer(self, method: str, params: Params, result: object) -> web.Response:
        status = result.status if isinstance(result, Refused) else 200
        self.calls.append(Call(method=method, params=params, status=status))
        self._move()
        if isinstance(result, Refused):
            return web.json_response(result.json, status=result.status)
        return web.json_response({"ok": True, "result": result})

    async def _fail(self, request: web.Request, fault: Fault, params: Params) -> web.StreamResponse:
        answers = fault.how == "answer"
        self.calls.append(Call(method=fault.method, params=params, status=fault.status if answers else None))
        self._move()
        if fault.how == "hang":
            await self._closing.wait()
        if not answers and request.transport is not None:
            request.transport.abort()
        if fault.body is not None:
            return web.Response(status=fault.status, text=fault.body, content_type="text/html")
        refused = Refused(fault.status, fault.description, retry_after=fault.retry_after)
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return web.json_response(refused.json, status=fault.status, headers=headers)

    def _next_fault(self, method: str) -> Fault | None:
        fault = next((fault for fault in self.faults if fault.method.lower() == method.lower()), None)
        if fault is not None:
            self.faults.remove(fault)
        return fault

    async def _get_updates(self, params: Params) -> object:
        if self.updates.webhook is not None:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        self._pollers = poller = self._pollers + 1
        self._move()
        self.updates.forget_before(_integer(params, "offset", 0))
        try:
            async with asyncio.timeout(min(_integer(params, "timeout", 0), LONGEST_POLL_S)):
                await self.until(
                    lambda: bool(self.updates.pending) or poller != self._pollers or self._closing.is_set()
                )
        except TimeoutError:
            return []
        if poller != self._pollers:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return [update.json for update in self.updates.pending[: _integer(params, "limit", 100)]]

    def _set_webhook(self, params: Params) -> object:
        secret, url = _text(params, "secret_token"), _text(params, "url")
        if secret and not SECRET.fullmatch(secret):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        if url and not url.startswith(("https://", "http://")):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self._drop_if_asked(params)
        if "allowed_updates" in params:  # left out: as before
            self.allowed = tuple(str(kind) for kind in _list(params, "allowed_updates"))
        connections = _integer(params, "max_connections", 40)
        self.updates.send_to(Webhook(url=url, secret=secret, max_connections=connections) if url else None)
        return True

    def _delete_webhook(self, params: Params) -> object:
        self._drop_if_asked(params)
        self.updates.send_to(None)
        return True

    def _drop_if_asked(self, params: Params) -> None:
        if _text(params, "drop_pending_updates").lower() == "true":
            self.updates.pending.clear()

    def _webhook_info(self, params: Params) -> object:
        webhook, failure = self.updates.webhook, self.updates.last_failure
        info: dict[str, object] = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if webhook:
            info["max_connections"] = webhook.max_connections
        if self.allowed:
            info["allowed_updates"] = list(self.allowed)
        if failure:
            info["last_error_date"], info["last_error_message"] = failure
        return info

    def _send_message(self, params: Params) -> object:
        phone, text = self._reachable(params), _text(params, "text").strip()
        if not text:
            raise Refused(400, "Bad Request: message text is empty")
        if len(text) > TEXT_LIMIT:
            raise Refused(400, "Bad Request: message is too long")
        markup = read_markup(params.get("reply_markup"))
        if markup.keyboard is not None or markup.removes_keyboard:
            phone.keyboard = markup.keyboard
        bubble = Bubble(id=self.next_message_id(), mine=False, text=text, buttons=markup.buttons)
        phone.show(bubble)
        return self._described(phone, bubble)

    def _edit_markup(self, params: Params) -> object:
        phone, bubble = self._to_edit(params)
        return self._edited(phone, bubble, bubble.text, params)

    def _edit_text(self, params: Params) -> object:
        phone, bubble = self._to_edit(params)
        text = _text(params, "text").strip()
        if not text:
            raise Refused(400, "Bad Request: message text is empty")
        if len(text) > TEXT_LIMIT:
            raise Refused(400, "Bad Request: message is too long")
        return self._edited(phone, bubble, text, params)

    def _to_edit(self, params: Params) -> tuple[TelegramPhone, Bubble]:
        phone, number = self._reachable(params), _integer(params, "message_id", 0)
        bubble = next((bubble for bubble in phone.chat if bubble.id == number and not bubble.mine), None)
        if bubble is None:
            raise Refused(400, "Bad Request: message to edit not found")
        return phone, bubble

    def _edited(self, phone: TelegramPhone, bubble: Bubble, text: str, params: Params) -> object:
        """What is not given anew is gone: an edit without buttons takes them away."""
        buttons = read_markup(params.get("reply_markup")).buttons
        if (text, buttons) == (bubble.text, bubble.buttons):
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        bubble.text, bubble.buttons = text, buttons
        self.changed(phone)
        return self._described(phone, bubble)

    def _answer_press(self, params: Params) -> object:
        press = _text(params, "callback_query_id")
        phone = self._presses.pop(press, None)
        if phone is None:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        phone.waiting.discard(press)
        phone.toast = _text(params, "text")
        self.changed(phone)
        return True

    def _show_typing(self, params: Params) -> object:
        phone = self._reachable(params)
        phone.typing_until = self._now() + 5
        self.changed(phone)
        return True

    def _get_file(self, params: Params) -> object:
        name = _text(params, "file_id")
        if name not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[name]) > DOWNLOAD_LIMIT:
            raise Refused(400, "Bad Request: file is too big")
        about = {"file_id": name, "file_unique_id": name.lower(), "file_size": len(self.files[name])}
        return {**about, "file_path": f"files/{name}"}

    async def _file(self, request: web.Request) -> web.Response:
        """What `getFile` found, of no particular type, as Telegram sends it."""
        found = self.files.get(request.match_info["path"].removeprefix("files/"))
        if request.match_info["token"] != self.token or found is None:
            return web.json_response(Refused(404, "Not Found").json, status=404)
        return web.Response(body=found, content_type="application/octet-stream")

    def _set_commands(self, params: Params) -> object:
        commands = [entry for entry in _list(params, "commands") if isinstance(entry, dict)]
        if len(commands) > MOST_COMMANDS or not all(COMMAND.fullmatch(str(entry.get("command"))) for entry in commands):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not all(1 <= len(str(entry.get("description", ""))) <= 256 for entry in commands):
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_text(params, "language_code")] = commands
        return True

    def _describe(self, what: str, limit: int, params: Params) -> object:
        text = _text(params, what)
        if len(text) > limit:
            raise Refused(400, f"Bad Request: bot {what} is too long")
        self.described[what, _text(params, "language_code")] = text
        return True

    def _description(self, what: str, params: Params) -> object:
        return {what: self.described.get((what, _text(params, "language_code")), "")}

    def _reachable(self, params: Params) -> TelegramPhone:
        phone = self.phones.get(_integer(params, "chat_id", 0))
        if phone is None or not phone.started:
            raise Refused(400, "Bad Request: chat not found")
        if phone.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return phone

    def _described(self, phone: TelegramPhone, bubble: Bubble) -> object:
        chat = {"id": phone.user_id, "type": "private", "first_name": phone.first_name}
        return {"message_id": bubble.id, "from": self.bot, "chat": chat, "date": self.now(), "text": bubble.text}

    # its own life

    def _next(self, what: Literal["message", "press"]) -> int:
        self._last_id[what] += 1
        return self._last_id[what]

    def _move(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def _let_go(self, app: web.Application) -> None:
        self._closing.set()
        self._move()


async def _params(request: web.Request) -> Params:
    if request.content_type == "application/json":
        return {**request.query, **await request.json()}
    return {**request.query, **await request.post()}


def _text(params: Params, name: str) -> str:
    value = params.get(name, "")
    return value if isinstance(value, str) else str(value)


def _integer(params: Params, name: str, default: int) -> int:
    text = _text(params, name) or str(default)
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise Refused(400, f"Bad Request: {name} is invalid")
    return int(text)


def _list(params: Params, name: str) -> list[object]:
    value = params.get(name, [])
    read = json.loads(value) if isinstance(value, str) else value
    return read if isinstance(read, list) else []
