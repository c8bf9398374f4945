"""A person's Telegram app: what they can do with the bot, and what their screen shows of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Media = Literal["voice", "audio", "video_note", "photo", "video", "document", "animation", "sticker"]
BubbleKind = Literal["text", "contact", "location", "media"]
UpdateKind = Literal["message", "edited_message", "callback_query", "my_chat_member"]


def file_named(name: str) -> dict[str, object]:
    """What every file carries: an id to fetch it by, and one to know it again."""
    return {"file_id": f"F-{name}", "file_unique_id": f"f-{name}"}


# The least that each kind of file carries (facts/telegram §1).
MEDIA: Mapping[Media, object] = {
    "voice": {**file_named("voice"), "duration": 7, "mime_type": "audio/ogg"},
    "audio": {**file_named("audio"), "duration": 60},
    "video_note": {**file_named("video_note"), "length": 240, "duration": 5},
    "photo": [
        {**file_named("photo-small"), "width": 90, "height": 60},
        {**file_named("photo-large"), "width": 480, "height": 320},
    ],
    "video": {**file_named("video"), "width": 640, "height": 360, "duration": 9},
    "document": {**file_named("document"), "file_name": "plano.pdf", "mime_type": "application/pdf"},
    "animation": {**file_named("animation"), "width": 320, "height": 240, "duration": 3},
    "sticker": {
        **file_named("sticker"),
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`data` comes back when it is tapped under a message; one of the reply keyboard sends its label, or the number."""

    label: str
    data: str = ""
    asks_contact: bool = False


Rows = tuple[tuple[Button, ...], ...]


@dataclass(slots=True, kw_only=True)
class Bubble:
    """One message on the screen. `mine`: the person wrote it."""

    id: int
    mine: bool
    text: str
    kind: BubbleKind = "text"
    buttons: Rows = ()
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """The reply keyboard. `one_time`: folds away once used, without being gone for the bot."""

    rows: Rows
    one_time: bool = False


class Wire(Protocol):
    """What the app needs of Telegram."""

    @property
    def bot(self) -> Mapping[str, object]:
        """The bot's own user object."""

    def next_message_id(self) -> int:
        """A number no message of this bot has yet."""

    def now(self) -> int:
        """Unix seconds."""

    def deliver(self, kind: UpdateKind, body: Mapping[str, object], *, queue: str) -> None:
        """Hand an update to the bot, in order within its queue."""

    def open_press(self, phone: TelegramPhone) -> str:
        """The id of a new button press, unanswered so far."""

    def changed(self, phone: TelegramPhone) -> None:
        """The screen shows something else now."""


@dataclass(slots=True, kw_only=True, eq=False)
class TelegramPhone:
    """One person's chat with the bot. Every method does what a finger does; nothing here waits for the bot."""

    wire: Wire = field(repr=False)
    user_id: int
    first_name: str
    last_name: str = ""
    language: str = "es"
    chat: list[Bubble] = field(default_factory=list)
    keyboard: Keyboard | None = None
    waiting: set[str] = field(default_factory=set)  # presses whose progress bar still turns
    toast: str = ""  # what the last answered press showed
    typing_until: float = 0.0  # Unix seconds
    started: bool = False
    blocked: bool = False
    _incoming: asyncio.Queue[Bubble] = field(default_factory=asyncio.Queue, repr=False)

    # what the person does

    def start(self, payload: str = "") -> int:
        """Press START, by way of a link with `payload` if there is one. Unblocks the bot first, as the app does."""
        if self.blocked:
            self.unblock()
        self.started = True
        return self.say(f"/start {payload}".rstrip())

    def say(self, text: str) -> int:
        """Write a text; its message id."""
        fields: dict[str, object] = {"text": text}
        if text.startswith("/"):
            fields["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return self._write(Bubble(id=self.wire.next_message_id(), mine=True, text=text), fields)

    def tap(self, message_id: int, button: int | str) -> str:
        """Tap a button under a message, by its place (from 0) or its label; the id of the press."""
        bubble = self.bubble(message_id)
        buttons = [each for row in bubble.buttons for each in row]
        by_label = {each.label: each for each in buttons}
        data = (buttons[button] if isinstance(button, int) else by_label[button]).data
        return self.press(data, message_id=message_id)

    def press(self, data: str, *, message_id: int) -> str:
        """Send any callback data, as a made-up client could."""
        press = self.wire.open_press(self)
        message = {"message_id": message_id, "from": self.wire.bot, "chat": self._chat, "date": self.wire.now()}
        message |= self._shown(message_id)
        body = {"id": press, "from": self.user, "message": message, "chat_instance": "1", "data": data}
        self.waiting.add(press)
        self.wire.deliver("callback_query", body, queue=f"press {self.user_id}")
        self.wire.changed(self)
        return press

    def _shown(self, message_id: int) -> dict[str, object]:
        """The message of a button as the app still shows it; nothing of one that it does not have."""
        bubble = next((bubble for bubble in self.chat if bubble.id == message_id), None)
        if bubble is None or not bubble.buttons:
            return {} if bubble is None else {"text": bubble.text}
        rows = [[{"text": button.label, "callback_data": button.data} for button in row] for row in bubble.buttons]
        return {"text": bubble.text, "reply_markup": {"inline_keyboard": rows}}

    def share_contact(self, phone: str, *, own: bool | None = True) -> int:
        """Share a contact card: the own one (the button's), somebody else's, or one without account (None)."""
        card: dict[str, object] = {"phone_number": phone, "first_name": self.first_name if own else "Luis"}
        if own is not None:
            card["user_id"] = self.user_id if own else self.user_id + 1
        if self.keyboard is not None and self.keyboard.one_time:
            self.keyboard = None
        bubble = Bubble(id=self.wire.next_message_id(), mine=True, text=phone, kind="contact")
        return self._write(bubble, {"contact": card})

    def send_location(self) -> int:
        """Send the place one is at."""
        bubble = Bubble(id=self.wire.next_message_id(), mine=True, text="", kind="location")
        return self._write(bubble, {"location": {"latitude": 18.4729, "longitude": -69.9389}})

    def send_media(self, kind: Media, *, caption: str = "", album: str = "") -> int:
        """Send a file; several with one `album` belong together."""
        fields: dict[str, object] = {kind: MEDIA[kind]}
        if caption:
            fields["caption"] = caption
        if album:
            fields["media_group_id"] = album
        return self._write(Bubble(id=self.wire.next_message_id(), mine=True, text=caption, kind="media"), fields)

    def edit(self, message_id: int, text: str) -> None:
        """Change a text that was sent before."""
        bubble = self.bubble(message_id)
        bubble.text, bubble.edited = text, True
        message = self._message(message_id, {"text": text, "edit_date": self.wire.now()})
        self.wire.deliver("edited_message", message, queue=f"chat {self.user_id}")
        self.wire.changed(self)

    def block(self) -> None:
        """Stop the bot."""
        self.blocked = True
        self._change_membership("member", {"status": "kicked", "until_date": 0})

    def unblock(self) -> None:
        """Let the bot write again."""
        self.blocked = False
        self._change_membership("kicked", {"status": "member"})

    # what the screen shows

    @property
    def user(self) -> dict[str, object]:
        """The person as Telegram describes them; an empty last name is left out."""
        about = {"id": self.user_id, "is_bot": False, "first_name": self.first_name, "language_code": self.language}
        return {**about, "last_name": self.last_name} if self.last_name else about

    def bubble(self, message_id: int) -> Bubble:
        """A message by its id; KeyError if the screen has none such."""
        for bubble in self.chat:
            if bubble.id == message_id:
                return bubble
        raise KeyError(message_id)

    async def hear(self) -> Bubble:
        """The next message from the bot that was not heard yet; waits for it without end."""
        return await self._incoming.get()

    def show(self, bubble: Bubble) -> None:
        """A message from the bot arrives."""
        self.chat.append(bubble)
        self._incoming.put_nowait(bubble)
        self.typing_until = 0.0
        self.wire.changed(self)

    def _write(self, bubble: Bubble, fields: Mapping[str, object]) -> int:
        if self.blocked:
            raise ValueError("who blocked the bot has to unblock it before writing")
        self.started = True
        self.chat.append(bubble)
        self.wire.deliver("message", self._message(bubble.id, fields), queue=f"chat {self.user_id}")
        self.wire.changed(self)
        return bubble.id

    def _message(self, message_id: int, fields: Mapping[str, object]) -> dict[str, object]:
        about = {"message_id": message_id, "from": self.user, "chat": self._chat, "date": self.wire.now()}
        return {**about, **fields}

    @property
    def _chat(self) -> dict[str, object]:
        return {"id": self.user_id, "type": "private", "first_name": self.first_name}

    def _change_membership(self, before: str, after: Mapping[str, object]) -> None:
        body = {
            "chat": self._chat,
            "from": self.user,
            "date": self.wire.now(),
            "old_chat_member": {"user": self.wire.bot, "status": before},
            "new_chat_member": {"user": self.wire.bot, **after},
        }
        if before == "kicked":
            body["old_chat_member"] = {"user": self.wire.bot, "status": before, "until_date": 0}
        self.wire.deliver("my_chat_member", body, queue=f"member {self.user_id}")
        self.wire.changed(self)
