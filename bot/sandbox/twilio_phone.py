"""The phones at the other end of the Twilio in a box: what people see of a chat, and what they can do there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from bot.sandbox.files import BY_TYPE, PLAIN
from bot.sandbox.twilio_content import Button

if TYPE_CHECKING:
    from bot.sandbox.twilio import SandboxTwilio

Tick = Literal["queued", "sent", "delivered", "read", "failed"]
TICKS: tuple[Tick, ...] = ("queued", "sent", "delivered", "read", "failed")  # a message only moves forward


@dataclass(slots=True, kw_only=True)
class Bubble:
    """A message as the phone shows it. `mine`: the person wrote it. `answered`: our webhook's HTTP status, if mine.

    `buttons` are rows of a list where `list_button` opens one. `chosen`: the label that was pressed last. `answers`:
    the sid of the message whose button this was.
    """

    sid: str
    mine: bool
    text: str
    what: Literal["text", "media", "location"] = "text"
    buttons: tuple[Button, ...] = ()
    list_button: str = ""
    chosen: str = ""
    answers: str = ""
    tick: Tick = "queued"
    answered: int | None = None


class Phone:
    """One person's WhatsApp. `reads` False: no blue ticks. `blocked` True: what is sent fails. `user_id`: how WhatsApp
    calls them beside their number, «» before 2026; `hides` True: it shows nothing else."""

    def __init__(self, twilio: SandboxTwilio, number: str, profile_name: str) -> None:
        self.number = number
        self.user_id = "" if number.startswith("+") else number
        self.hides = False
        self.profile_name = profile_name
        self.chat: list[Bubble] = []
        self.reads = True
        self.blocked = False
        self.wrote_at: datetime | None = None
        self._twilio = twilio
        self._incoming: asyncio.Queue[Bubble] = asyncio.Queue()

    @property
    def address(self) -> str:
        """What businesses see of them."""
        return f"whatsapp:{self.user_id if self.hides else self.number}"

    async def say(self, text: str, **fields: str) -> int:
        """Write a text; the HTTP status that our webhook gave, 0 when it could not be reached."""
        return await self._write(
            Bubble(sid=self._twilio.next_sid("SM"), mine=True, text=text),
            {"Body": text, "MessageType": "text", **fields},
        )

    async def tap(self, label: str) -> int:
        """Press the newest button or row of that label; where there is none, type it."""
        for bubble in reversed(self.chat):
            for place, button in enumerate(bubble.buttons):
                if button.label == label:
                    return await self.press(bubble, place)
        return await self.say(label)

    async def press(self, bubble: Bubble, place: int) -> int:
        """Press one button or row of a message. They stay where they are and can be pressed again."""
        button = bubble.buttons[place]
        bubble.chosen = button.label
        replied = {"OriginalRepliedMessageSid": bubble.sid, "OriginalRepliedMessageSender": self._twilio.sender}
        pressed = Bubble(sid=self._twilio.next_sid("MM"), mine=True, text=button.label, answers=bubble.sid)
        fields = {"Body": button.label, "MessageType": "interactive", **button.fields, **replied}
        return await self._write(pressed, fields)

    async def send_location(self, latitude: str = "18.4861", longitude: str = "-69.9312") -> int:
        bubble = Bubble(sid=self._twilio.next_sid("SM"), mine=True, text="", what="location")
        return await self._write(bubble, {"Body": "", "Latitude": latitude, "Longitude": longitude})

    async def send_media(self, content_type: str, caption: str = "") -> int:
        sid = self._twilio.next_sid("MM")
        url = f"https://api.twilio.com/2010-04-01/Accounts/{self._twilio.account_sid}/Messages/{sid}/Media/ME{sid[2:]}"
        media = {"NumMedia": "1", "MediaContentType0": content_type, "MediaUrl0": url}
        self._twilio.media[f"{sid}/ME{sid[2:]}"] = content_type, BY_TYPE.get(content_type, PLAIN)
        return await self._write(Bubble(sid=sid, mine=True, text=caption, what="media"), {"Body": caption, **media})

    async def hear(self) -> Bubble:
        """The next message from the agency that was not heard yet; waits for it without end."""
        return await self._incoming.get()

    def show(self, bubble: Bubble) -> None:
        """A message from the agency arrives."""
        self.chat.append(bubble)
        self._incoming.put_nowait(bubble)
        self._twilio.changed(self)

    async def _write(self, bubble: Bubble, fields: Mapping[str, str]) -> int:
        self.chat.append(bubble)
        self._twilio.changed(self)
        bubble.answered = await self._twilio.deliver_inbound(self, bubble.sid, fields)
        bubble.tick = "read" if 200 <= bubble.answered < 300 else "failed"
        self._twilio.changed(self)
        return bubble.answered
