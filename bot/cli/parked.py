"""`leadbot parked`: messages that no try got through, and what a person can do about one (promises §4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from adapters.records import ParkedEvent
from bot.cli.lead_words import aligned, spoken_time
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
from flows.events import Event, Forwarded, MediaReceived, OptionTapped, Started, TextEdited, TextReceived

if TYPE_CHECKING:
    from bot.settings.model import Settings

TITLES = ("NÚMERO", "LLEGÓ", "AGENCIA Y CANAL", "CHAT", "QUÉ ES", "PASO", "FALLO", "DICE")
KINDS = {
    "started": "inicio",
    "text": "texto",
    "edited": "corrección",
    "tapped": "botón",
    "contact": "contacto",
    "location": "ubicación",
    "media": "archivo o voz",
    "forwarded": "reenviado",
    "group": "grupo",
    "blocked": "bloqueo",
    "unblocked": "desbloqueo",
    "flooded": "demasiados mensajes",
    "failed": "disculpa",
    "settled": "respuesta del CRM",
    "timer": "aviso a su hora",
}
ERRORS = {"KilledTheProcess": "tumbó el servicio dos veces"}  # the others are shown by their class
ERASED, UNREADABLE = "(ya se borró)", "(no se puede leer: es de otra versión, o falta su clave de cifrado)"
SHOWN = 80  # characters
ADDRESS = re.compile(r"\S+@\S+")
DIGIT = re.compile(r"\d")
number_argument = click.argument("number", metavar="NÚMERO", type=int)


@click.group("parked")
def command() -> None:
    """Los mensajes que no se pudieron atender: cuáles son, y qué hacer con cada uno."""


@command.command("list")
@config_option
@json_option
def show_list(config: Path, as_json: bool) -> None:
    """Cada uno con su fallo y lo que dice, sin números ni correos."""
    settings = read_settings(config)
    rows = looking(settings, lambda store: store.parked_events())
    if as_json:
        click.echo(dump([as_object(row) for row in rows]))
        return
    if not rows:
        click.echo("No hay mensajes sin atender.")
        return
    for line in aligned([TITLES, *(cells(settings, row) for row in rows)]):
        click.echo(line)
    click.echo(
        "\nSi ya se arregló la causa: «leadbot parked retry NÚMERO». Si no hace falta: «leadbot parked discard NÚMERO»."
    )


@command.command("retry")
@config_option
@number_argument
def retry(config: Path, number: int) -> None:
    """Lo atiende otra vez, como si acabara de llegar."""
    settings = read_settings(config)
    row = find(settings, number)
    if not changing(settings, lambda store: store.retry_parked(number, datetime.now(UTC))):
        refuse(f"El mensaje {number} no se puede atender: lo que decía ya se borró. Queda «leadbot parked discard».")
    click.echo(f"El mensaje {row.number} vuelve a la cola de su chat.")


@command.command("discard")
@config_option
@yes_option
@number_argument
def discard(config: Path, yes: bool, number: int) -> None:
    """Lo deja sin atender, para siempre."""
    settings = read_settings(config)
    row = find(settings, number)
    if not yes:
        ask_or_end(f"Mensaje {number}, «{content(row)}»: ¿no atenderlo nunca?")
    changing(settings, lambda store: store.discard_parked(number))
    click.echo(f"El mensaje {number} no se atenderá.")


def find(settings: Settings, number: int) -> ParkedEvent:
    """The event of that number; ends the command when there is none."""
    found = {row.number: row for row in looking(settings, lambda store: store.parked_events())}
    missing = f"No hay ningún mensaje {number} sin atender: mira los números con «leadbot parked list»."
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
        str(row.state.value) if row.state else "nuevo",
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
