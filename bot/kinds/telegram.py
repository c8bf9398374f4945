"""A Telegram bot as a channel: its settings, what makes and runs it, its links, what `check` and `doctor` look at.

How Telegram is spoken to: `adapters/telegram.py`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from adapters.language import tr
from bot.problem import Problem
from bot.question import Answers, Question, left_out
from bot.settings.examples import is_unchanged
from bot.settings.section import ChannelSettings
from bot.settings.values import BotToken, RequiredWeb, SecretToken
from flows.understanding.code import read_typed

if TYPE_CHECKING:
    from adapters.telegram import Profiles, TelegramChannel
    from bot.channels import Entry, Running, Wiring, Worker
    from bot.doctor.finding import Finding

BOT_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{35}")  # as every one looked so far; Telegram does not promise it
OWN_SERVERS = "https://api.telegram.org"


class TelegramSettings(ChannelSettings):
    """One bot. `secret_token` is empty only while polling."""

    kind: Literal["telegram"]
    token: BotToken
    secret_token: SecretToken = ""
    previous_secret_token: SecretToken = ""
    mode: Literal["webhook", "polling"] = "webhook"
    api_base_url: RequiredWeb = OWN_SERVERS


QUESTIONS = (
    Question(
        name="telegram_token",
        asks=tr(
            "Token del bot, de @BotFather; vacío: sin Telegram", "Token of the bot, by @BotFather; empty: no Telegram"
        ),
        kind=BotToken,
        default=left_out,
        secret=True,
    ),
)


def table_of(answers: Answers) -> dict[str, str]:
    """Without an address of ours it can only be polled."""
    way = {"secret_token": secrets.token_hex(32)} if answers.get("public_url") else {"mode": "polling"}
    return {"token": answers["telegram_token"], **way}


def contradictions(key: str, table: dict[str, Any]) -> Iterator[Problem]:
    """Who is called by webhook has to know the caller."""
    if table.get("mode") != "polling" and not table.get("secret_token"):
        remedy = tr(
            'crea uno con «openssl rand -hex 32», o escribe mode = "polling"',
            'make one with «openssl rand -hex 32», or write mode = "polling"',
        )
        yield Problem(f"{key}.secret_token", tr("falta", "is missing"), remedy)


def advice(key: str, bot: TelegramSettings) -> Iterator[Problem]:
    """A token that looks like none; nobody promised that they always will, so it stops nothing."""
    if not (BOT_TOKEN.fullmatch(bot.token) or is_unchanged(bot.token)):
        remedy = tr(
            "suele ser un número, «:» y 35 signos; cópialo entero de @BotFather",
            "it usually is a number, «:» and 35 characters; copy all of it from @BotFather",
        )
        yield Problem(
            f"{key}.token",
            tr("no tiene la forma de un token de Telegram", "does not have the form of a token of Telegram"),
            remedy,
        )


def make(bot: TelegramSettings, wiring: Wiring) -> TelegramChannel:
    """The adapter."""
    from adapters.telegram import TelegramChannel

    return TelegramChannel(
        agency=wiring.agency,
        name=wiring.name,
        token=bot.token,
        secrets=tuple(filter(None, (bot.secret_token, bot.previous_secret_token))),
        api_base_url=bot.api_base_url,
        session=wiring.http,
        mode=bot.mode,
        webhook_url=wiring.webhook_url,
        keeps_media=wiring.keeps_media,
    )


def work(adapter: TelegramChannel, wiring: Wiring, running: Running) -> Iterator[Worker]:
    """Its webhook or its long poll; and the name of the agency's first bot, to which its links lead."""
    from bot.signs.bots import keep_bot_name
    from bot.workers.polling import listen

    store, stop = running.store, running.stop
    yield "telegram", listen(adapter, profiles_of(wiring), store, lambda got: running.start(got.chats), stop)
    channels = wiring.settings.agencies[wiring.agency].channels
    if wiring.name == next(name for name, one in channels.items() if isinstance(one, TelegramSettings)):
        yield "bot name", keep_bot_name(adapter, store, stop)


async def examine(bot: TelegramSettings, wiring: Wiring) -> list[Finding]:
    """What Telegram says of the bot."""
    from bot.doctor.telegram import look_at_bot

    adapter = make(bot, wiring)
    called = wiring.settings.public_url if bot.api_base_url == OWN_SERVERS else ""
    profiles = profiles_of(wiring)
    return await look_at_bot(wiring.key, adapter, called, profiles, partial(connect, adapter, profiles))


async def connect(adapter: TelegramChannel, profiles: Profiles) -> None:
    """As `serve` does at its start."""
    await adapter.connect()
    await adapter.introduce(profiles)


def profiles_of(wiring: Wiring) -> Profiles:
    """Menu and descriptions by the language of the app; whoever speaks none of ours reads the agency's."""
    from adapters.telegram import ABOUT_LIMIT, DESCRIPTION_LIMIT, Profile
    from bot.wording import load_catalogues
    from flows.wording import say_text

    agency = wiring.settings.agencies[wiring.agency]
    values = {"agencia": agency.name}
    profiles = {
        language: Profile(
            commands=tuple(catalogue.menu.items()),
            description=say_text(catalogue, "BOT_DESCRIPTION", values)[:DESCRIPTION_LIMIT],
            about=say_text(catalogue, "BOT_ABOUT", values)[:ABOUT_LIMIT],
        )
        for language, catalogue in load_catalogues().items()
    }
    return {"": profiles[agency.language], **profiles}


async def ask_name(bot: TelegramSettings, wiring: Wiring) -> str:
    """The bot's user name; «» when Telegram does not say."""
    asked = await make(bot, wiring).username()
    return asked if isinstance(asked, str) else ""


def address(bot: TelegramSettings, learned: str) -> str:
    """The user name, which only Telegram knows."""
    return learned


def shown(name: str) -> str:
    return f"@{name}"


def link(name: str, entry: Entry) -> str:
    """«https://t.me/…?start=s-K7M4PF-en»."""
    start = payload(entry)
    return f"https://t.me/{name}?start={start}" if start else f"https://t.me/{name}"


def opening(entry: Entry) -> str:
    """What START sends."""
    return f"/start {payload(entry)}".rstrip()


def payload(entry: Entry) -> str:
    """Spanish needs no suffix; without a code it is a plain start."""
    code = read_typed(entry.code)
    suffix = f"-{entry.language}" if entry.language not in ("", "es") else ""
    return f"{entry.kind}-{code}{suffix}" if code else ""
