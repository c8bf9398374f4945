"""`leadbot understand`: what is understood of each message, a JSON line in, one out. Nothing is stored."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

import click

from adapters.language import tr
from bot.cli.json_lines import BadLine, read_line, text_of

if TYPE_CHECKING:
    from flows.conversation import Field
    from flows.understanding.several import Facts, Known
    from flows.understanding.words import Words

Asked = Literal["name", "phone", "email", "intent", "notes", "none"]

HOME = "DO"  # whose numbers are meant where the locale names no country
_COUNTRY = re.compile(r"[-_]([A-Za-z]{2})\b")


@click.command(
    "understand",
    help=tr(
        "Lee mensajes (una línea JSON cada uno) y dice qué entendió de cada uno.",
        "Read messages (a JSON line each) and say what is understood of each.",
    ),
)
def command() -> None:
    from bot.wording import load_vocabulary

    words = load_vocabulary()
    for line in sys.stdin.buffer:
        click.echo(json.dumps(answer(line, words)))
        sys.stdout.flush()


def answer(line: bytes, words: Words) -> dict[str, object]:
    """The answer to one line, which may hold anything."""
    message: Mapping[str, object] = {}
    try:
        message = read_line(line)
        return {"id": id_of(message), "slots": understand(message, words)}
    except BadLine as error:
        return {"id": id_of(message), "slots": {}, "error": str(error)}


def id_of(message: Mapping[str, object]) -> object:
    """The id to answer with: a text or a whole number, None for anything else."""
    given = message.get("id")
    return given if isinstance(given, (str, int)) else None


def understand(message: Mapping[str, object], words: Words) -> dict[str, str]:
    """The slots that a message fills."""
    from flows.understanding.message import read
    from flows.understanding.several import read_facts

    text, locale = text_of(message, "text", None), text_of(message, "locale", "es-DO")
    words = words.heard_in((locale.partition("-")[0].lower(),))
    facts = read_facts(read(text), words, asked=asked_of(message), region=region_of(locale), known=known_of(message))
    return slots_of(facts)


def asked_of(message: Mapping[str, object]) -> Field | None:
    """Which question the message answers."""
    match text_of(message, "asked", "none"):
        case "name" | "phone" | "email" | "intent" as field:
            return field
        case "notes":
            return "note"
        case "none":
            return None
        case _:
            raise BadLine(
                tr(
                    f"«asked» es uno de: {', '.join(get_args(Asked))}",
                    f"«asked» is one of: {', '.join(get_args(Asked))}",
                )
            )


def region_of(locale: str) -> str:
    """The country of «es-DO», in capitals."""
    country = _COUNTRY.search(locale)
    return country[1].upper() if country else HOME


def known_of(message: Mapping[str, object]) -> Known:
    """What was given before, by the names of the slots."""
    from flows.lead import Intent
    from flows.understanding.several import Known

    given = message.get("known")
    if given is None:
        return Known()
    if not isinstance(given, dict):
        raise BadLine(tr("«known» no es un objeto JSON", "«known» is not a JSON object"))
    intent = text_of(given, "intent", "")
    if intent not in {"", *Intent}:
        raise BadLine(
            tr(f"«known.intent» es uno de: {', '.join(Intent)}", f"«known.intent» is one of: {', '.join(Intent)}")
        )
    return Known(
        name=text_of(given, "name", ""),
        phone=text_of(given, "phone", ""),
        email=text_of(given, "email", ""),
        intent=Intent(intent) if intent else None,
    )


def slots_of(facts: Facts) -> dict[str, str]:
    """The facts that are sure enough to be written down; what must first be asked about is left out."""
    from flows.lead import Intent
    from flows.understanding import email, phone

    slots = {"name": facts.name or ""}
    if isinstance(facts.phone, phone.Found):
        slots["phone"] = facts.phone.e164
    if isinstance(facts.email, (email.Found, email.Suggested)):
        slots["email"] = facts.email.address
    if isinstance(facts.email, email.Suggested):
        slots["email_suggestion"] = facts.email.suggestion
    if facts.intent in (Intent.BUY, Intent.RENT, Intent.BOTH):
        slots["intent"] = str(facts.intent)
    return {slot: value for slot, value in slots.items() if value}
