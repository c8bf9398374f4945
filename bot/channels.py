"""The kinds of channel, one row each: all that the rest of the program knows of WhatsApp or Telegram.

Settings, assembly, `check`, `doctor`, signs and the commands read the rows and ask for no kind by its name; the machine
gets what it needs to know as data (`flows/channel.py`). What a row names lies in `bot/kinds/`, one file a kind, and how
the platform itself is spoken to in `adapters/`. How to add one: docs/third-channel.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from adapters.language import tr
from adapters.telegram_texts import read_text
from bot.kinds import telegram, whatsapp
from bot.question import Answers, Question
from bot.settings.section import ChannelSettings
from bot.signs.words import prepared_text
from flows.channel import Channel
from flows.events import Said, Sender, SignKind, TextReceived

if TYPE_CHECKING:
    import asyncio

    import aiohttp

    from adapters.records import Arrival, Received
    from adapters.store import Store
    from bot.doctor.finding import Finding
    from bot.http.web import WebhookChannel
    from bot.problem import Problem
    from bot.settings.model import Settings
    from bot.workers.outbox import Channel as SendingChannel
    from bot.workers.waiting import Clock

    class Adapter(WebhookChannel, SendingChannel, Protocol):
        """What every channel's adapter can do."""

        async def prepare(self) -> None:
            """Load what it needs, once the socket listens, without holding the loop."""


Table = dict[str, Any]  # as TOML gives it, before anybody looked at it
Worker = tuple[str, Coroutine[object, object, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Where one channel stands. `store` is None where nothing is kept: in `doctor` and the commands."""

    settings: Settings
    agency: str
    name: str
    http: aiohttp.ClientSession
    store: Store | None = None

    @property
    def key(self) -> str:
        """Of its table in the settings."""
        return f"agencies.{self.agency}.channels.{self.name}"

    @property
    def webhook_url(self) -> str:
        """What its platform calls."""
        return self.settings.webhook_url(self.agency, self.name)

    @property
    def keeps_media(self) -> bool:
        """Whether staff may open what people send."""
        return self.settings.agencies[self.agency].keep_media

    @property
    def configured(self) -> ChannelSettings:
        return self.settings.agencies[self.agency].channels[self.name]

    @property
    def kind(self) -> Kind:
        return KINDS[self.configured.kind]

    def make(self) -> Adapter:
        """Its adapter."""
        return self.kind.make(self.configured, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What the workers of a channel need of the service. `receive` stores what arrived, `start` hears which chats have
    something to apply."""

    store: Store
    receive: Callable[[str, str, Sequence[Arrival]], Awaitable[Received]]
    start: Callable[[Iterable[int]], None]
    stop: asyncio.Event
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How somebody comes in by a link: with the code of a sign («s») or of a link («l»), or «» for none; `is_general`
    where the sign offers no property of its own."""

    code: str
    kind: SignKind = "s"
    language: str = ""
    is_general: bool = False


def say_nothing(key: str, about: Any) -> Iterator[Problem]:
    yield from ()


def no_work(adapter: Any, wiring: Wiring, running: Running) -> Iterator[Worker]:
    yield from ()


async def ask_nobody(configured: Any, wiring: Wiring) -> list[Finding]:
    return []


def plain_text(text: str, *, message: str, sender: Sender) -> Said:
    return TextReceived(text=text, message=message, sender=sender)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A row. Functions that take `configured` get the channel's settings as `settings` makes them; those that yield
    problems get the key of its table.

    `label`: what people and staff call it. `shows_number`, `shares_number`: as in `Channel`. `identity`: the key that
    no two channels may have in common, and what these would be. `contradictions` looks at the raw table, where anything
    may be missing; `faults` is what `check` ends with 1 for, `advice` what one should know. `make` gives the adapter,
    `work` what runs beside it until the service stops. `examine` asks the platform how things stand, and `inspect` what
    takes longer; `to_paste` is what has to be told it by hand, «» for nothing. `questions` are what `leadbot init`
    asks, first whether there is such a channel at all; `table_of` makes settings of the answers; `service` is what it
    calls the platform.

    `letter` is its path behind a sign's link. `address` is what a link leads to, «» while it is unknown: it stands in
    the settings, or is `learned` by `ask_name` from the platform. `shown` is that address as people type it. `link`
    leads there, and `opening` is what the person's app then sends. `reads` makes an event of what is typed. `chat_of`
    gives the id of the chat of a number (E.164) where numbers are such ids.
    """

    label: str
    settings: type[ChannelSettings]
    shows_number: bool = False
    shares_number: bool = False
    identity: tuple[str, str] = ("", "")
    contradictions: Callable[[str, Table], Iterator[Problem]] = say_nothing
    faults: Callable[[str, Any], Iterator[Problem]] = say_nothing
    advice: Callable[[str, Any], Iterator[Problem]] = say_nothing
    make: Callable[[Any, Wiring], Adapter]
    work: Callable[[Any, Wiring, Running], Iterator[Worker]] = no_work
    examine: Callable[[Any, Wiring], Awaitable[list[Finding]]] = ask_nobody
    inspect: Callable[[Any, Wiring], Awaitable[list[Finding]]] = ask_nobody
    to_paste: Callable[[Any, str], str] = lambda configured, webhook_url: ""
    questions: tuple[Question, ...] = ()
    table_of: Callable[[Answers], dict[str, str]] = dict
    service: str = ""
    letter: str
    address: Callable[[Any, str], str]
    ask_name: Callable[[Any, Wiring], Awaitable[str]] | None = None
    shown: Callable[[str], str] = str
    link: Callable[[str, Entry], str]
    opening: Callable[[Entry], str]
    reads: Callable[..., Said] = plain_text
    chat_of: Callable[[str], str] | None = None

    @property
    def channel(self) -> Channel:
        """What the machine gets of it."""
        return Channel(name=self.label, shows_number=self.shows_number, shares_number=self.shares_number)


KINDS: dict[str, Kind] = {  # by `kind` in the settings; where several are offered, in this order
    "whatsapp": Kind(
        label="WhatsApp",
        settings=whatsapp.WhatsAppSettings,
        shows_number=True,
        identity=("number", tr("el mismo número", "the same number")),
        contradictions=whatsapp.contradictions,
        faults=whatsapp.faults,
        advice=whatsapp.advice,
        make=whatsapp.make,
        work=whatsapp.work,
        examine=whatsapp.examine,
        inspect=whatsapp.inspect,
        questions=whatsapp.QUESTIONS,
        table_of=whatsapp.table_of,
        service="twilio",
        to_paste=whatsapp.to_paste,
        letter="w",
        address=whatsapp.address,
        shown=whatsapp.shown,
        link=whatsapp.link,
        opening=prepared_text,
        chat_of=whatsapp.chat_of,
    ),
    "telegram": Kind(
        label="Telegram",
        settings=telegram.TelegramSettings,
        shares_number=True,
        identity=("token", tr("el mismo bot", "the same bot")),
        contradictions=telegram.contradictions,
        advice=telegram.advice,
        make=telegram.make,
        work=telegram.work,
        examine=telegram.examine,
        questions=telegram.QUESTIONS,
        table_of=telegram.table_of,
        service="telegram",
        letter="t",
        address=telegram.address,
        ask_name=telegram.ask_name,
        shown=telegram.shown,
        link=telegram.link,
        opening=telegram.opening,
        reads=read_text,
    ),
}


def wirings(settings: Settings, http: aiohttp.ClientSession, store: Store | None = None) -> list[Wiring]:
    """Every channel of the settings, in their order."""
    return [
        Wiring(settings=settings, agency=name, name=channel, http=http, store=store)
        for name, agency in settings.agencies.items()
        for channel in agency.channels
    ]
