"""`leadbot parked`: messages that no try got through, and what a person can do about one (promises §4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from adapters.language import tr
from adapters.records import ParkedEvent
from bot.cli.group import Group
from bot.cli.leads import dump, zone_of
from bot.cli.opening import (
    FOUND_PROBLEMS,
    ask_or_end,
    changing,
    config_option,
    json_option,
    looking,
    read_settings,
    yes_option,
)
from bot.cli.tables import aligned, spoken_time
from flows.events import Event, Forwarded, MediaReceived, OptionTapped, Started, TextEdited, TextReceived

if TYPE_CHECKING:
    from bot.settings.model import Settings

TITLES = (
    tr("NÚMERO", "NUMBER"),
    tr("LLEGÓ", "RECEIVED"),
    tr("AGENCIA Y CANAL", "AGENCY, CHANNEL"),
    "CHAT",
    tr("QUÉ ES", "WHAT IT IS"),
    tr("PASO", "STEP"),
    tr("FALLO", "FAULT"),
    tr("DICE", "SAYS"),
)
KINDS = {
    "started": tr("inicio", "start"),
    "text": tr("texto", "text"),
    "edited": tr("corrección", "edit"),
    "tapped": tr("botón", "button"),
    "contact": tr("contacto", "contact"),
    "location": tr("ubicación", "place"),
    "media": tr("archivo o voz", "file or voice"),
    "forwarded": tr("reenviado", "forwarded"),
    "group": tr("grupo", "group"),
    "blocked": tr("bloqueo", "block"),
    "unblocked": tr("desbloqueo", "unblock"),
    "flooded": tr("demasiados mensajes", "too many messages"),
    "failed": tr("disculpa", "apology"),
    "settled": tr("respuesta del CRM", "answer of the CRM"),
    "timer": tr("aviso a su hora", "timer"),
}
ERRORS = {
    "KilledTheProcess": tr("tumbó el servicio dos veces", "killed the service twice")
}  # the others are shown by their class
ERASED, UNREADABLE = (
    tr("(ya se borró)", "(already erased)"),
    tr(
        "(no se puede leer: es de otra versión, o falta su clave de cifrado)",
        "(cannot be read: it is of another version, or its encryption key is missing)",
    ),
)
SHOWN = 80  # characters
ADDRESS = re.compile(r"\S+@\S+")
DIGIT = re.compile(r"\d")
number_argument = click.argument("number", metavar=tr("NÚMERO", "NUMBER"), type=int)


@click.group(
    "parked",
    cls=Group,
    help=tr(
        "Los mensajes que no se pudieron atender: cuáles son, y qué hacer con cada uno.",
        "The messages that could not be handled: which they are, and what to do with each.",
    ),
)
def command() -> None:
    """One of the commands below follows."""


@command.command(
    "list",
    help=tr(
        "Cada uno con su fallo y lo que dice, sin números ni correos.",
        "Each with its fault and what it says, without numbers and addresses.",
    ),
)
@config_option
@json_option
def show_list(config: Path, as_json: bool) -> None:
    settings = read_settings(config)
    rows = looking(settings, lambda store: store.parked_events())
    if as_json:
        click.echo(dump([as_object(row) for row in rows]))
        return
    if not rows:
        click.echo(tr("No hay mensajes sin atender.", "There are no messages that wait."))
        return
    for line in aligned([TITLES, *(cells(settings, row) for row in rows)]):
        click.echo(line)
    click.echo(
        tr(
            "\nSi ya se arregló la causa: «leadbot parked retry NÚMERO». "
            "Si no hace falta: «leadbot parked discard NÚMERO».",
            "\nIf the cause is fixed: «leadbot parked retry NUMBER». "
            "If it is not needed: «leadbot parked discard NUMBER».",
        )
    )


@command.command(
    "retry",
    help=tr(
        "Lo atiende otra vez, como si acabara de llegar.",
        "Handle it again, as if it had just come in.",
    ),
)
@config_option
@number_argument
def retry(config: Path, number: int) -> None:
    settings = read_settings(config)
    row = find(settings, number)
    if not changing(settings, lambda store: store.retry_parked(number, datetime.now(UTC))):
        refuse(
            tr(
                f"El mensaje {number} no se puede atender: lo que decía ya se borró. Queda «leadbot parked discard».",
                f"Message {number} cannot be handled: what it said is erased. «leadbot parked discard» is left.",
            )
        )
    click.echo(
        tr(
            f"El mensaje {row.number} vuelve a la cola de su chat.",
            f"Message {row.number} is in the queue of its chat again.",
        )
    )


@command.command(
    "discard",
    help=tr(
        "Lo deja sin atender, para siempre.",
        "Leave it unhandled, for ever.",
    ),
)
@config_option
@yes_option
@number_argument
def discard(config: Path, yes: bool, number: int) -> None:
    settings = read_settings(config)
    row = find(settings, number)
    if not yes:
        ask_or_end(
            tr(
                f"Mensaje {number}, «{content(row)}»: ¿no atenderlo nunca?",
                f"Message {number}, «{content(row)}»: never handle it?",
            )
        )
    changing(settings, lambda store: store.discard_parked(number))
    click.echo(tr(f"El mensaje {number} no se atenderá.", f"Message {number} will not be handled."))


def find(settings: Settings, number: int) -> ParkedEvent:
    """The event of that number; ends the command when there is none."""
    found = {row.number: row for row in looking(settings, lambda store: store.parked_events())}
    missing = tr(
        f"No hay ningún mensaje {number} sin atender: mira los números con «leadbot parked list».",
        f"No message {number} waits: see the numbers with «leadbot parked list».",
    )
    return found.get(number) or refuse(missing)


def refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    raise SystemExit(FOUND_PROBLEMS)


def as_object(row: ParkedEvent) -> dict[str, Any]:
    """For a program; `content` hides what the table hides."""
    return {
        "number": row.number,
        "agency": row.agency,
        "channel": row.channel,
        "chat": row.chat,
        "kind": row.kind,
        "state": row.state,
        "error": row.error,
        "received_at": row.received_at,
        "content": content(row),
    }


def cells(settings: Settings, row: ParkedEvent) -> tuple[str, ...]:
    """One line of the table."""
    return (
        str(row.number),
        spoken_time(row.received_at, zone_of(settings, row.agency)),
        f"{row.agency}, {row.channel}",
        str(row.chat),
        KINDS.get(row.kind, row.kind),
        str(row.state.value) if row.state else tr("nuevo", "new"),
        ERRORS.get(row.error, row.error),
        content(row),
    )


def content(row: ParkedEvent) -> str:
    """What it says, in one short line: no number and no address can be read in it."""
    if row.event is None:
        return ERASED if row.erased else UNREADABLE
    words = " ".join(DIGIT.sub("#", ADDRESS.sub("…@…", said(row.event))).split())
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"


def said(event: Event) -> str:
    """The person's own words in an event; empty where there are none."""
    match event:
        case TextReceived() | TextEdited() | Forwarded():
            return event.text
        case MediaReceived():
            return event.caption
        case OptionTapped():
            return event.option
        case Started():
            return event.payload
        case _:
            return ""
