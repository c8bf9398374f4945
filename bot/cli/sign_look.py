"""`leadbot sign list` and `show`: what there is, and what was done to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.signs import SignChange, SignRow
from bot.channels import KINDS
from bot.cli.lead_words import spoken_time
from bot.cli.opening import config_option, json_option, listed_agency, looking, read_settings
from bot.cli.sign_opening import agency_option, code_argument, find_sign, links_in, read_code, zone_of
from bot.signs.links import Links, by_label
from flows.events import SignState
from flows.understanding.code import show_code

if TYPE_CHECKING:
    from adapters.store import Store

STATES: dict[SignState, str] = {
    "active": "activo",
    "paused": "pausado",
    "retired": "retirado",
    "unassigned": "sin asignar",
}
DEEDS = {
    "new": "creado",
    "point": "cambiado a otra propiedad",
    "undo": "cambio deshecho",
    "pause": "pausado",
    "resume": "reanudado",
    "retire": "retirado",
    "check": "revisado en su sitio",
}


@click.command("list")
@config_option
@agency_option
@json_option
def show_list(config: Path, agency: str | None, as_json: bool) -> None:
    """Todos los letreros y enlaces."""
    settings, now = read_settings(config), datetime.now(UTC)
    agency = listed_agency(settings, agency)
    rows = looking(settings, lambda store: store.signs(agency))
    if as_json:
        click.echo(dump([as_object(row, now) for row in rows]))
        return
    if not rows:
        click.echo("No hay letreros todavía: crea uno con «leadbot sign new».")
    for line in table(rows, now) if rows else ():
        click.echo(line)


@click.command("show")
@config_option
@agency_option
@json_option
@code_argument
def show(config: Path, agency: str | None, as_json: bool, written: str) -> None:
    """Un letrero: adónde lleva, cómo está y qué se le hizo."""
    settings, code, now = read_settings(config), read_code(written), datetime.now(UTC)
    agency = listed_agency(settings, agency)

    async def work(store: Store) -> tuple[SignRow, tuple[SignChange, ...], Links]:
        sign = await find_sign(store, code, agency)
        return sign, await store.sign_history(code), await links_in(store, settings, sign)

    sign, history, links = looking(settings, work)
    if as_json:
        doors = {"url": links.url or None, **{kind: links.chats.get(kind) for kind in KINDS}}
        changes = [change_object(change) for change in history]
        click.echo(dump({**as_object(sign, now), **doors, "history": changes}))
        return
    zone = zone_of(settings, sign.agency)
    for line in (*sheet(sign, links, now, zone), "", "Historia:", *story(history, zone)):
        click.echo(line)


def as_object(sign: SignRow, now: datetime) -> dict[str, Any]:
    """A row for a program. `state` counts the dates; times are in UTC."""
    return {
        "code": sign.code,
        "display": show_code(sign.code),
        "agency": sign.agency,
        "kind": sign.kind,
        "title": sign.title,
        "type": sign.type,
        "state": sign.state_at(now),
        "property": sign.property_uid,
        "property_url": sign.url,
        "piece": sign.piece,
        "size": sign.size,
        "place": sign.place,
        "campaign": sign.campaign,
        "agent": sign.related,
        "rule": sign.rule,
        "languages": sign.languages,
        "mode": sign.mode,
        "from": spoken(sign.from_at),
        "until": spoken(sign.until_at),
        "created_at": spoken(sign.created_at),
    }


def change_object(change: SignChange) -> dict[str, Any]:
    return {
        "at": spoken(change.done_at),
        "who": change.who,
        "did": change.deed,
        "title": change.aim.title,
        "type": change.aim.type,
        "property": change.aim.property_uid,
        "state": change.state,
    }


def table(rows: tuple[SignRow, ...], now: datetime) -> Iterator[str]:
    """One line a sign, in columns as wide as what stands in them."""
    titles = ("CÓDIGO", "ESTADO", "OFRECE", "PIEZA", "LUGAR", "CAMPAÑA", "TÍTULO")
    lines = [titles, *(cells(row, now) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def cells(row: SignRow, now: datetime) -> tuple[str, ...]:
    state = STATES[row.state_at(now)]
    return (show_code(row.code), state, row.type, row.piece or "-", row.place or "-", row.campaign or "-", row.title)


def sheet(sign: SignRow, links: Links, now: datetime, zone: tzinfo) -> Iterator[str]:
    """Everything about one sign, for a person."""
    facts = {
        "Código": show_code(sign.code),
        "Título": sign.title,
        "Estado": STATES[sign.state_at(now)],
        "Ofrece": sign.type,
        "Propiedad": sign.property_uid,
        "Página": sign.url,
        "Pieza": " ".join(filter(None, (sign.piece, sign.size))),
        "Lugar": sign.place,
        "Campaña": sign.campaign,
        "Agente": sign.related,
        "Turno": sign.rule,
        "Idiomas": ", ".join(sign.languages),
        "Modo": sign.mode,
        "Desde": spoken_time(sign.from_at, zone) if sign.from_at else "",
        "Hasta": spoken_time(sign.until_at, zone) if sign.until_at else "",
        "QR": links.url,
        **by_label(links),
    }
    yield from (f"{name + ':':11}{value}" for name, value in facts.items() if value)


def story(history: tuple[SignChange, ...], zone: tzinfo) -> Iterator[str]:
    for change in history:
        when = spoken_time(change.done_at, zone) if change.done_at else "antes"
        by = f" ({change.who})" if change.who else ""
        yield f"  {when}  {DEEDS[change.deed]}{by}: {change.aim.title or 'sin asignar'}, {STATES[change.state]}"


def spoken(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


COMMANDS = {"list": show_list, "show": show}
