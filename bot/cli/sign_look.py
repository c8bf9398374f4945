"""`leadbot sign list` and `show`: what there is, and what was done to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.language import tr
from adapters.signs import SignChange, SignRow
from bot.channels import KINDS
from bot.cli.opening import config_option, json_option, listed_agency, looking, read_settings
from bot.cli.sign_opening import UNTITLED, agency_option, code_argument, find_sign, links_in, read_code, zone_of
from bot.cli.tables import aligned, spoken_time
from bot.signs.links import Links, by_label
from flows.events import SignState
from flows.understanding.code import show_code

if TYPE_CHECKING:
    from adapters.store import Store

STATES: dict[SignState, str] = {
    "active": tr("activo", "active"),
    "paused": tr("pausado", "paused"),
    "retired": tr("retirado", "retired"),
    "unassigned": tr("sin asignar", "unassigned"),
}
DEEDS = {
    "new": tr("creado", "created"),
    "point": tr("cambiado a otra propiedad", "given another property"),
    "undo": tr("cambio deshecho", "change undone"),
    "pause": tr("pausado", "paused"),
    "resume": tr("reanudado", "resumed"),
    "retire": tr("retirado", "retired"),
    "check": tr("revisado en su sitio", "looked at where it hangs"),
}


@click.command(
    "list",
    help=tr(
        "Todos los letreros y enlaces.",
        "All signs and links.",
    ),
)
@config_option
@agency_option
@json_option
def show_list(config: Path, agency: str | None, as_json: bool) -> None:
    settings, now = read_settings(config), datetime.now(UTC)
    agency = listed_agency(settings, agency)
    rows = looking(settings, lambda store: store.signs(agency))
    if as_json:
        click.echo(dump([as_object(row, now) for row in rows]))
        return
    if not rows:
        click.echo(
            tr(
                "No hay letreros todavía: crea uno con «leadbot sign new».",
                "There are no signs yet: create one with «leadbot sign new».",
            )
        )
    for line in table(rows, now) if rows else ():
        click.echo(line)


@click.command(
    "show",
    help=tr(
        "Un letrero: adónde lleva, cómo está y qué se le hizo.",
        "One sign: where it leads, how it stands and what was done to it.",
    ),
)
@config_option
@agency_option
@json_option
@code_argument
def show(config: Path, agency: str | None, as_json: bool, written: str) -> None:
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
    for line in (*sheet(sign, links, now, zone), "", tr("Historia:", "History:"), *story(history, zone)):
        click.echo(line)


def as_object(sign: SignRow, now: datetime) -> dict[str, Any]:
    """A row for a program. `state` counts the dates; times are in UTC."""
    return {
        "code": sign.code,
        "display": show_code(sign.code),
        "agency": sign.agency,
        "kind": sign.kind,
        "title": sign.title,
        "titles": dict(sign.titles),
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
    """The signs under one another."""
    titles = (
        tr("CÓDIGO", "CODE"),
        tr("ESTADO", "STATE"),
        tr("OFRECE", "OFFERS"),
        tr("PIEZA", "PIECE"),
        tr("LUGAR", "PLACE"),
        tr("CAMPAÑA", "CAMPAIGN"),
        tr("TÍTULO", "TITLE"),
    )
    return aligned([titles, *(cells(row, now) for row in rows)])


def cells(row: SignRow, now: datetime) -> tuple[str, ...]:
    state = STATES[row.state_at(now)]
    return (show_code(row.code), state, row.type, row.piece or "-", row.place or "-", row.campaign or "-", row.title)


def sheet(sign: SignRow, links: Links, now: datetime, zone: tzinfo) -> Iterator[str]:
    """Everything about one sign, for a person."""
    facts = {
        tr("Código", "Code"): show_code(sign.code),
        tr("Título", "Title"): sign.title,
        **{f"  {language}": title for language, title in sign.titles},
        tr("Estado", "State"): STATES[sign.state_at(now)],
        tr("Ofrece", "Offers"): sign.type,
        tr("Propiedad", "Property"): sign.property_uid,
        tr("Página", "Page"): sign.url,
        tr("Pieza", "Piece"): " ".join(filter(None, (sign.piece, sign.size))),
        tr("Lugar", "Place"): sign.place,
        tr("Campaña", "Campaign"): sign.campaign,
        tr("Agente", "Agent"): sign.related,
        tr("Turno", "Turn"): sign.rule,
        tr("Idiomas", "Languages"): ", ".join(sign.languages),
        tr("Modo", "Mode"): sign.mode,
        tr("Desde", "From"): spoken_time(sign.from_at, zone) if sign.from_at else "",
        tr("Hasta", "Until"): spoken_time(sign.until_at, zone) if sign.until_at else "",
        "QR": links.url,
        **by_label(links),
    }
    yield from (f"{name + ':':11}{value}" for name, value in facts.items() if value)


def story(history: tuple[SignChange, ...], zone: tzinfo) -> Iterator[str]:
    for change in history:
        when = spoken_time(change.done_at, zone) if change.done_at else tr("antes", "before")
        by = f" ({change.who})" if change.who else ""
        yield f"  {when}  {DEEDS[change.deed]}{by}: {change.aim.title or UNTITLED}, {STATES[change.state]}"


def spoken(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


COMMANDS = {"list": show_list, "show": show}
