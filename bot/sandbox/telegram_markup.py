"""The keyboards that a message can carry, read as Telegram reads them, and how Telegram says no."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram_phone import Button, Keyboard, Rows

BUTTON_DATA_LIMIT = 64  # bytes
ACTIONS = {"callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay", "callback_game"}


class Refused(Exception):
    """An answer other than «ok»; `description` in Telegram's words."""

    def __init__(self, status: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    @property
    def json(self) -> dict[str, object]:
        """The body of the answer."""
        body: dict[str, object] = {"ok": False, "error_code": self.status, "description": self.description}
        return body if self.retry_after is None else {**body, "parameters": {"retry_after": self.retry_after}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What `reply_markup` asks for; at most one of the three."""

    buttons: Rows = ()
    keyboard: Keyboard | None = None
    removes_keyboard: bool = False


def read_markup(value: object) -> Markup:
    """The markup in a call's parameter, as JSON text or already read; raises Refused."""
    try:
        asked: Any = json.loads(value) if isinstance(value, str) and value else value
    except ValueError:
        raise Refused(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    match asked:
        case None | "" | {"inline_keyboard": []}:
            return Markup()
        case {"inline_keyboard": [*rows]}:
            return Markup(buttons=tuple(tuple(_inline_button(button) for button in _row(row)) for row in rows))
        case {"keyboard": [*rows]}:
            keys = tuple(tuple(_key(button) for button in _row(row)) for row in rows)
            return Markup(keyboard=Keyboard(rows=keys, one_time=bool(asked.get("one_time_keyboard"))))
        case {"remove_keyboard": True}:
            return Markup(removes_keyboard=True)
        case _:
            raise Refused(400, "Bad Request: object expected as reply markup")


def _row(row: object) -> list[Any]:
    if not isinstance(row, list):
        raise Refused(400, "Bad Request: can't parse inline keyboard button: InlineKeyboard row must be an Array")
    return row


def _inline_button(button: Any) -> Button:
    match button:
        case {"text": str(label)} if label and len(ACTIONS & button.keys()) == 1:
            data = str(button.get("callback_data", "-"))
            if not 1 <= len(data.encode()) <= BUTTON_DATA_LIMIT:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            return Button(label=label, data=data if "callback_data" in button else "")
        case _:
            raise Refused(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")


def _key(button: Any) -> Button:
    match button:
        case str(label) | {"text": str(label)} if label:
            return Button(label=label, asks_contact=isinstance(button, dict) and bool(button.get("request_contact")))
        case _:
            raise Refused(400, "Bad Request: can't parse keyboard button")
