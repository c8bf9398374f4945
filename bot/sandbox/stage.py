"""Who holds the demo's two phones, and what they can do with them.

Everything a person does goes through the sandbox's phones, so it reaches the adapters as the platforms' own webhooks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field

from adapters.records import TurnDone, Turned
from bot.sandbox.crm import Mode, SandboxCrm
from bot.sandbox.heard import Listener
from bot.sandbox.sign_door import Door, SignDoor
from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram_phone import Media, TelegramPhone
from bot.sandbox.twilio import SandboxTwilio
from bot.sandbox.twilio_phone import Phone as WhatsAppPhone
from bot.wording import load_vocabulary
from flows.events import Sign

Attachment = Literal["voice", "photo", "location", "own_card", "other_card"]
Platform = Literal["whatsapp", "telegram"]

TEXT_LIMIT = 4096  # Telegram's; WhatsApp's is no smaller
FIRST_PEOPLE = (("Ana", ""), ("Luis", "Díaz"))  # one on each phone; whoever comes later continues the list
MORE_PEOPLE = (("Marie", "Jean"), ("Rosa", "Peña"), ("Carlos", ""), ("Yudelka", "Mora"), ("John", "Smith"))
FIRST_NUMBER = 18095550134
OTHER_CARD = "+18295550177"
FIRST_USER = 5550001111
WHATSAPP_FILES = {"voice": "audio/ogg", "photo": "image/jpeg", "own_card": "text/vcard", "other_card": "text/vcard"}
TELEGRAM_FILES: dict[Literal["voice", "photo"], Media] = {"voice": "voice", "photo": "photo"}


class _Action(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Say(_Action):
    do: Literal["say"]
    phone: Platform
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)


class Attach(_Action):
    do: Literal["attach"]
    phone: Platform
    what: Attachment


class Enter(_Action):
    """A button of the sign's page: it opens its app with the code ready, and nothing is sent yet."""

    do: Literal["enter"]
    door: Door
    language: str = Field(pattern=r"^[a-z]{2}$")


class Start(_Action):
    """Telegram's START, with what a sign put there, in the language of the page."""

    do: Literal["start"]
    language: Literal["es", "en"] = "es"


class Tap(_Action):
    do: Literal["tap"]
    phone: Platform
    message: str
    button: int = Field(ge=0, le=50)


class Share(_Action):
    """Telegram's «share my number», already confirmed."""

    do: Literal["share"]


class Edit(_Action):
    do: Literal["edit"]
    message: int
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)


class Block(_Action):
    do: Literal["block"]
    blocked: bool


class Switch(_Action):
    """How the CRM answers from now on."""

    do: Literal["switch"]
    mode: Mode


class Reset(_Action):
    """Somebody else, who never wrote before, takes the phone."""

    do: Literal["reset"]
    phone: Platform


Action = Annotated[
    Say | Attach | Enter | Start | Tap | Share | Edit | Block | Switch | Reset,
    Field(discriminator="do"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a screen knows of a message beyond the message: when it came up, and what was attached."""

    at: datetime
    attached: Attachment | None = None


@dataclass(slots=True, kw_only=True)
class Screen:
    """The messages one phone has shown so far, by their platform's id. `asked_at`: since when an answer is awaited.
    `ready`: what a sign has put there, to be sent with one tap."""

    seen: dict[str, Seen] = field(default_factory=dict)
    asked_at: datetime | None = None
    attaching: Attachment | None = None
    ready: str = ""

    def look(self, messages: Iterable[tuple[str, bool]]) -> None:
        """Notice the messages that are new; each with whether the person wrote it."""
        for message, mine in messages:
            if message not in self.seen:
                now = datetime.now(UTC)
                self.seen[message] = Seen(at=now, attached=self.attaching)
                self.asked_at = now if mine else None


class Stage:
    """The present state of the demo, one for all browsers. `version` grows with every change that can be seen."""

    def __init__(
        self,
        *,
        crm: SandboxCrm,
        telegram: SandboxTelegram,
        twilio: SandboxTwilio,
        agency: str,
        sign: Sign,
        service_url: str,
    ) -> None:
        self.crm, self.agency, self.sign = crm, agency, sign
        self.telegram, self.twilio = telegram, twilio
        self.door = SignDoor(service_url, sign.code)
        self.listener = Listener(telegram, twilio, load_vocabulary())
        self.version = 0
        self._people = count()
        self._changed = asyncio.Event()
        self.hand_whatsapp()
        self.hand_telegram()
        twilio.on_change = self._look_at_whatsapp
        telegram.on_change = self._look_at_telegram

    def hand_whatsapp(self) -> None:
        """Give the WhatsApp phone to the next person."""
        number, first, last = self._next_person()
        self.whatsapp_phone: WhatsAppPhone = self.twilio.phone(number, f"{first} {last}".rstrip())
        self.whatsapp_screen = Screen()
        self.touch()

    def hand_telegram(self) -> None:
        """Give the Telegram phone to the next person."""
        self.telegram_number, first, last = self._next_person()
        self.telegram_phone: TelegramPhone = self.telegram.phone(FIRST_USER + len(self.telegram.phones), first, last)
        self.telegram_screen = Screen()
        self.touch()

    def hear(self, turned: Turned) -> None:
        """The service has applied an event."""
        if isinstance(turned, TurnDone):
            self.listener.note(turned)
            self.touch()

    def touch(self) -> None:
        """Something can be seen now that could not before."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for_change(self, seen: int) -> int:
        """The present version, as soon as it differs from the one last `seen`."""
        while self.version == seen:
            await self._changed.wait()
        return self.version

    async def watch_crm(self) -> None:
        """Notice what the CRM receives and answers, until cancelled."""
        seen = self.crm.version
        while True:
            seen = await self.crm.wait_for_change(seen)
            self.touch()

    def _next_person(self) -> tuple[str, str, str]:
        """A number and a name; names come round again, numbers never do."""
        turn = next(self._people)
        later = turn - len(FIRST_PEOPLE)
        first, last = FIRST_PEOPLE[turn] if later < 0 else MORE_PEOPLE[later % len(MORE_PEOPLE)]
        return f"+{FIRST_NUMBER + turn}", first, last

    def _look_at_whatsapp(self, phone: WhatsAppPhone) -> None:
        if phone is self.whatsapp_phone:
            self.whatsapp_screen.look((bubble.sid, bubble.mine) for bubble in phone.chat)
            self.touch()

    def _look_at_telegram(self, phone: TelegramPhone) -> None:
        if phone is self.telegram_phone:
            self.telegram_screen.look((str(bubble.id), bubble.mine) for bubble in phone.chat)
            self.touch()


async def act(stage: Stage, action: Action) -> None:
    """Do what the person did. LookupError: the page shows a message or button that is no longer there; ValueError:
    the platform would not let them."""
    phone = stage.telegram_phone
    match action:
        case Say(phone="whatsapp", text=text):
            stage.whatsapp_screen.ready = ""
            await stage.whatsapp_phone.say(text)
        case Say(text=text):
            phone.say(text)
        case Attach(phone="whatsapp", what=what):
            await _attach_on_whatsapp(stage, what)
        case Attach(what=what):
            _attach_on_telegram(stage, what)
        case Tap(phone="whatsapp"):
            await _tap_on_whatsapp(stage, action)
        case Tap():
            stage.telegram_screen.asked_at = datetime.now(UTC)
            phone.tap(int(action.message), action.button)
        case Enter():
            await _enter(stage, action)
        case Start():
            if not phone.chat:
                phone.language = action.language
            payload, stage.telegram_screen.ready = stage.telegram_screen.ready, ""
            phone.start(payload)
        case Share():
            phone.share_contact(stage.telegram_number)
        case Edit():
            phone.edit(action.message, action.text)
        case Block():
            (phone.block if action.blocked else phone.unblock)()
        case Switch():
            stage.crm.mode = action.mode
        case Reset(phone="whatsapp"):
            stage.hand_whatsapp()
        case Reset():
            stage.hand_telegram()
        case _:
            assert_never(action)


async def _enter(stage: Stage, enter: Enter) -> None:
    ready = await stage.door.lead_to(enter.door, enter.language)
    screen = stage.whatsapp_screen if enter.door == "w" else stage.telegram_screen
    screen.ready = ready
    stage.touch()


async def _attach_on_whatsapp(stage: Stage, what: Attachment) -> None:
    phone, screen = stage.whatsapp_phone, stage.whatsapp_screen
    screen.attaching = what
    try:
        await (phone.send_location() if what == "location" else phone.send_media(WHATSAPP_FILES[what]))
    finally:
        screen.attaching = None


def _attach_on_telegram(stage: Stage, what: Attachment) -> None:
    phone, screen = stage.telegram_phone, stage.telegram_screen
    screen.attaching = what
    try:
        match what:
            case "location":
                phone.send_location()
            case "own_card":
                phone.share_contact(stage.telegram_number)
            case "other_card":
                phone.share_contact(OTHER_CARD, own=False)
            case "voice" | "photo":
                phone.send_media(TELEGRAM_FILES[what])
    finally:
        screen.attaching = None


async def _tap_on_whatsapp(stage: Stage, tap: Tap) -> None:
    bubble = next((each for each in stage.whatsapp_phone.chat if each.sid == tap.message), None)
    if bubble is None:
        raise LookupError(tap.message)
    await stage.whatsapp_phone.press(bubble, tap.button)
