"""A WhatsApp number at Twilio as a channel: its settings, what makes and runs it, its links, what `check` and `doctor`
look at.

How Twilio is spoken to: `adapters/whatsapp.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from pydantic import Field

from adapters.language import tr
from bot.problem import Problem
from bot.question import Answers, Question, left_out
from bot.settings.examples import is_unchanged
from bot.settings.section import ChannelSettings, Templates
from bot.settings.values import AccountSid, ContentSid, KeySid, Language, Number, RequiredSecret, Secret, Web
from bot.signs.words import prepared_text
from flows.replies import TemplateName

if TYPE_CHECKING:
    from adapters.twilio_account import TwilioAccount
    from adapters.whatsapp import WhatsAppChannel
    from bot.channels import Entry, Running, Wiring, Worker
    from bot.doctor.finding import Finding

AUTH_TOKEN = re.compile(r"[0-9a-f]{32}")  # as every one looked so far; Twilio does not promise it


class WhatsAppSettings(ChannelSettings):
    """One number of a Twilio account. `templates`: ids of approved ones, by what they say and language. An empty
    `api_base_url` means Twilio's own hosts."""

    kind: Literal["whatsapp"]
    account_sid: AccountSid
    auth_token: RequiredSecret
    previous_auth_token: Secret = ""
    api_key_sid: KeySid = ""
    api_key_secret: Secret = ""
    number: Number
    templates: dict[TemplateName, dict[Language, ContentSid]] = Field(default_factory=dict)
    api_base_url: Web = ""

    @property
    def approved(self) -> Templates:
        return {(name, language): sid for name, sids in self.templates.items() for language, sid in sids.items()}


QUESTIONS = (
    Question(
        name="whatsapp_number",
        asks=tr("Número de WhatsApp, con +; vacío: sin WhatsApp", "Number on WhatsApp, with +; empty: no WhatsApp"),
        kind=Number,
        default=left_out,
    ),
    Question(
        name="twilio_sid",
        asks=tr("Account SID de Twilio", "Account SID at Twilio"),
        kind=AccountSid,
        after="whatsapp_number",
    ),
    Question(
        name="twilio_token",
        asks=tr("Auth Token de Twilio", "Auth Token at Twilio"),
        kind=RequiredSecret,
        secret=True,
        after="whatsapp_number",
    ),
)


def table_of(answers: Answers) -> dict[str, str]:
    return {
        "account_sid": answers["twilio_sid"],
        "auth_token": answers["twilio_token"],
        "number": answers["whatsapp_number"],
    }


def contradictions(key: str, table: dict[str, Any]) -> Iterator[Problem]:
    """An API key is two values."""
    if bool(table.get("api_key_sid")) != bool(table.get("api_key_secret")):
        missing = "api_key_secret" if table.get("api_key_sid") else "api_key_sid"
        yield Problem(
            f"{key}.{missing}",
            tr("falta", "is missing"),
            tr(
                "api_key_sid y api_key_secret van juntas, o ninguna",
                "api_key_sid and api_key_secret go together, or neither",
            ),
        )


def faults(key: str, account: WhatsAppSettings) -> Iterator[Problem]:
    """A number that nobody can have."""
    from phonenumbers import is_possible_number, parse

    if not is_possible_number(parse(account.number)):
        remedy = tr(
            "cópialo de Twilio entero, con + y código de país: «+18095550100»",
            "copy all of it from Twilio, with + and the country's code: «+18095550100»",
        )
        yield Problem(f"{key}.number", tr("no puede ser un teléfono", "cannot be a phone number"), remedy)


def advice(key: str, account: WhatsAppSettings) -> Iterator[Problem]:
    """A token that looks like none; nobody promised that they always will, so it stops nothing."""
    if not (AUTH_TOKEN.fullmatch(account.auth_token) or is_unchanged(account.auth_token)):
        remedy = tr(
            "suele tener 32 cifras o letras de a a f; cópialo entero de la consola de Twilio",
            "it usually has 32 digits or letters from a to f; copy all of it from Twilio's console",
        )
        yield Problem(
            f"{key}.auth_token",
            tr("no tiene la forma de un Auth Token de Twilio", "does not have the form of an Auth Token of Twilio"),
            remedy,
        )


def make(account: WhatsAppSettings, wiring: Wiring) -> WhatsAppChannel:
    """The adapter; the ids of its buttons and lists are kept in the store where there is one."""
    from adapters.whatsapp import NO_SHELF, WhatsAppChannel
    from bot.workers.contents import StoredShelf

    url = wiring.webhook_url
    return WhatsAppChannel(
        agency=wiring.agency,
        name=wiring.name,
        account_sid=account.account_sid,
        auth_tokens=tuple(filter(None, (account.auth_token, account.previous_auth_token))),
        number=account.number,
        webhook_url=url,
        status_url=f"{url}/status",
        session=wiring.http,
        api_key_sid=account.api_key_sid,
        api_key_secret=account.api_key_secret,
        api_base_url=account.api_base_url,
        shelf=StoredShelf(wiring.store) if wiring.store else NO_SHELF,
        keeps_media=wiring.keeps_media,
        templates=account.approved,
    )


def work(adapter: WhatsAppChannel, wiring: Wiring, running: Running) -> Iterator[Worker]:
    """What Twilio holds and never brought is asked for."""
    from bot.workers.gaps import fill_gaps

    yield "gaps", fill_gaps(adapter, running.store, running.receive, running.stop, running.clock)


async def examine(account: WhatsAppSettings, wiring: Wiring) -> list[Finding]:
    """What Twilio says of the account and its number; asked with the account's own token, because an API key may not
    see it."""
    from bot.doctor.whatsapp import look_at_key, look_at_number

    found = await look_at_number(wiring.key, at_twilio(account, wiring), account.number, wiring.webhook_url)
    if not account.api_key_sid:
        return found
    key = account.api_key_sid, account.api_key_secret
    return [*found, *await look_at_key(wiring.key, at_twilio(account, wiring, key))]


async def inspect(account: WhatsAppSettings, wiring: Wiring) -> list[Finding]:
    """Whether its buttons, lists and templates stand at Twilio."""
    from adapters.twilio_library import TwilioLibrary
    from bot.doctor.contents import look_at_contents, look_at_templates
    from bot.flow_files.agencies import flow_of

    library = TwilioLibrary(at_twilio(account, wiring), api_base_url=account.api_base_url)
    contents = await look_at_contents(wiring.key, library, flow_of(wiring.settings, wiring.agency, account.kind))
    return [*contents, *await look_at_templates(wiring.key, library, account.approved)]


def at_twilio(account: WhatsAppSettings, wiring: Wiring, key: tuple[str, str] | None = None) -> TwilioAccount:
    from adapters.twilio_account import TwilioAccount

    login = key or (account.account_sid, account.auth_token)
    return TwilioAccount(wiring.http, account_sid=account.account_sid, login=login, api_base_url=account.api_base_url)


def to_paste(account: WhatsAppSettings, webhook_url: str) -> str:
    """The two addresses of the number."""
    from bot.doctor.whatsapp import to_paste

    return to_paste(account.number, webhook_url)


def address(account: WhatsAppSettings, learned: str) -> str:
    """Digits alone."""
    return account.number.removeprefix("+")


def shown(digits: str) -> str:
    from flows.understanding.phone import show_phone

    return show_phone(f"+{digits}")


def link(digits: str, entry: Entry) -> str:
    """«https://wa.me/18095550100?text=…»."""
    return f"https://wa.me/{digits}?text={quote(prepared_text(entry), safe='')}"


def chat_of(phone: str) -> str:
    """As Twilio writes a number, and so the id of its chat."""
    return f"whatsapp:{phone}"
