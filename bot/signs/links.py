"""Where a code leads: the short link that a QR holds, and the two chats behind it (signs §2)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from adapters.signs import SignRow
from bot.settings.model import Settings, TelegramSettings, WhatsAppSettings
from bot.signs.words import page_words
from flows.events import SignKind
from flows.understanding.code import show_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """An agency's ways in. `base` is what stands before «/K7M4PF», its host in capitals because such a QR is coarser;
    `bot` a Telegram user name; `number` the digits of a WhatsApp number. Empty: there is none."""

    base: str = ""
    bot: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Of one sign, in one language. `url` is what its QR holds: without a domain the chat's own link, which is denser,
    counts no scan, and ties the print to this bot or number (`is_static`). Empty where the agency has no such door."""

    url: str
    telegram: str = ""
    whatsapp: str = ""
    is_static: bool = False


def doors_of(settings: Settings, agency: str, *, bot: str) -> Doors:
    """What the settings say; `bot` is what Telegram says of the first bot's name, «» while it is unknown."""
    configured = settings.agencies[agency]
    whatsapp = next((one for one in configured.channels.values() if isinstance(one, WhatsAppSettings)), None)
    return Doors(base=base_of(settings, agency), bot=bot, number=whatsapp.number.removeprefix("+") if whatsapp else "")


def base_of(settings: Settings, agency: str) -> str:
    """«https://QR.AGENCIA.DO», or «» when neither a domain nor `public_url` is set."""
    if domain := settings.agencies[agency].signs.domain:
        return f"https://{domain.upper()}"
    public = urlsplit(settings.public_url)
    return f"{public.scheme}://{public.netloc.upper()}" if public.netloc else ""


def bot_token(settings: Settings, agency: str) -> str:
    """Of the first bot, «» where there is none."""
    bots = (one for one in settings.agencies[agency].channels.values() if isinstance(one, TelegramSettings))
    return next((one.token for one in bots), "")


def links_of(doors: Doors, sign: SignRow, language: str = "") -> Links:
    """In the sign's first language unless another is named."""
    spoken = language or sign.languages[0]
    telegram = telegram_link(doors.bot, sign.code, kind=sign.kind, language=spoken) if doors.bot else ""
    text = whatsapp_text(sign.code, spoken, general=not sign.property_uid and sign.type == "general")
    whatsapp = whatsapp_link(doors.number, text) if doors.number else ""
    if doors.base:
        return Links(url=f"{doors.base}/{sign.code}", telegram=telegram, whatsapp=whatsapp)
    chosen = telegram if sign.mode == "telegram" else whatsapp
    return Links(url=chosen or whatsapp or telegram, telegram=telegram, whatsapp=whatsapp, is_static=True)


def telegram_link(bot: str, code: str, *, kind: SignKind = "s", language: str = "") -> str:
    """«https://t.me/…?start=s-K7M4PF-en»; Spanish needs no suffix, and without a code it is a plain start."""
    suffix = f"-{language}" if language not in ("", "es") else ""
    return f"https://t.me/{bot}?start={kind}-{code}{suffix}" if code else f"https://t.me/{bot}"


def whatsapp_link(number: str, text: str) -> str:
    """`number`: digits alone."""
    return f"https://wa.me/{number}?text={quote(text, safe='')}"


def whatsapp_text(code: str, language: str, *, general: bool = False) -> str:
    """What stands ready to be sent, the code last; below 140 characters in every language."""
    words = page_words(language)
    if not code:
        return words["hello_plain"]
    shown = show_code(code) if len(code) == 6 else code
    return words["hello_general" if general else "hello"].replace("{codigo}", shown)
