"""`leadbot leads`: what became of every lead, and what a person can do about one that waits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click

from adapters.language import tr
from adapters.records import LeadRow, LeadState
from bot.cli.group import Group
from bot.cli.lead_states import STATES, WORDS, StateWord
from bot.cli.lead_words import follow_up_line, refusal, sheet, table
from bot.cli.opening import (
    FOUND_PROBLEMS,
    ask_or_end,
    changing,
    config_option,
    json_option,
    listed_agency,
    looking,
    read_settings,
    yes_option,
)
from bot.cli.said_words import late_table, late_words
from bot.cli.sign_opening import who

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

LINKS_GOOD_FOR = timedelta(hours=1)
reference_argument = click.argument("reference", metavar=tr("REFERENCIA", "REFERENCE"))


@click.group(
    "leads",
    cls=Group,
    help=tr(
        "Los leads: qué fue de cada uno, y qué hacer con los que esperan.",
        "The leads: what became of each, and what to do with those that wait.",
    ),
)
def command() -> None:
    """One of the commands below follows."""


@command.command(
    "list",
    help=tr(
        "Los últimos leads, y los de antes con algo escrito después, con lo que hay que hacer.",
        "The last leads, and earlier ones with something written since, with what is to be done.",
    ),
)
@config_option
@json_option
@click.option(
    "--agency", metavar=tr("NOMBRE", "NAME"), help=tr("Solo los de esta agencia.", "Only those of this agency.")
)
@click.option(
    "--state",
    type=StateWord(),
    help=tr(
        f"Solo los que están así, como lo dice la tabla: {', '.join(WORDS)}.",
        f"Only those in this state, as the table calls it: {', '.join(WORDS)}.",
    ),
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help=tr("Cuántos de los últimos.", "How many of the last ones."),
)
def show_list(config: Path, as_json: bool, agency: str | None, state: LeadState | None, limit: int) -> None:
    settings = read_settings(config)
    agency = listed_agency(settings, agency)

    async def work(store: Store) -> tuple[tuple[LeadRow, ...], dict[str, int]]:
        return await store.leads(agency=agency, state=state, limit=limit), await store.blocked_crms()

    rows, refusing = looking(settings, work)
    if as_json:
        click.echo(dump([as_object(row, refusing) for row in rows]))
        return
    for name, status in refusing.items():
        if agency in (None, name):
            click.echo(f"{refusal(name, status)}\n")
    if not rows:
        click.echo(tr("No hay leads así.", "There are no such leads."))
        return
    for line in table([(row, zone_of(settings, row.agency)) for row in rows], refusing):
        click.echo(line)


@command.command(
    "show",
    help=tr(
        "Todo sobre un lead: sus datos, cada intento y lo que escribió después.",
        "All about one lead: its data, each try, and what the person wrote since.",
    ),
)
@config_option
@json_option
@reference_argument
def show(config: Path, as_json: bool, reference: str) -> None:
    settings = read_settings(config)

    async def work(store: Store) -> tuple[LeadRow | None, dict[str, int], tuple[str, ...]]:
        found, refusing = await find(store, reference)
        return found, refusing, await store.sign_media(found.lead.id, until) if found else ()

    until = datetime.now(UTC) + LINKS_GOOD_FOR
    found, refusing, signed = looking(settings, work)
    row, links = found or unknown(reference), [settings.media_url(link) for link in signed]
    if as_json:
        click.echo(dump({**as_object(row, refusing), "media_links": links}))
        return
    for line in sheet(row, zone_of(settings, row.agency), refusing, links, until):
        click.echo(line)


@command.command(
    "late",
    help=tr(
        "Quién escribió mientras el servicio no estaba, demasiado tarde para contestarle: alguien puede llamar.",
        "Who wrote while the service was away, too late for an answer: somebody can call.",
    ),
)
@config_option
@json_option
def late(config: Path, as_json: bool) -> None:
    settings = read_settings(config)
    rows = looking(settings, lambda store: store.late_events())
    if as_json:
        click.echo(dump([{**asdict(replace(row, event=None)), "event": late_words(row)} for row in rows]))
        return
    if not rows:
        click.echo(tr("Nada llegó tarde.", "Nothing came late."))
        return
    for line in late_table([(row, zone_of(settings, row.agency)) for row in rows]):
        click.echo(line)


@command.command(
    "resend",
    help=tr(
        "Lo envía otra vez al CRM, con el plazo entero por delante.",
        "Send it to the CRM again, with the whole time ahead of it.",
    ),
)
@config_option
@reference_argument
def resend(config: Path, reference: str) -> None:
    settings = read_settings(config)
    found, refusing = looking(settings, lambda store: find(store, reference))
    row = found or unknown(reference)
    if not changing(settings, lambda store: store.resend(reference, datetime.now(UTC))):
        refuse(row, tr("no se reenvía", "is not sent again"))
    click.echo(tr(f"{row.lead.reference} vuelve a la cola.", f"{row.lead.reference} is in the queue again."))
    if row.agency in refusing:
        click.echo(refusal(row.agency, refusing[row.agency]))


@command.command(
    "discard",
    help=tr(
        "Lo deja sin enviar, para siempre.",
        "Leave it unsent, for ever.",
    ),
)
@config_option
@yes_option
@reference_argument
def discard(config: Path, yes: bool, reference: str) -> None:
    settings = read_settings(config)
    row = looking(settings, lambda store: store.lead(reference)) or unknown(reference)
    if not yes:
        ask_or_end(
            tr(
                f"{row.lead.reference}, {row.lead.full_name}: ¿no enviarlo nunca?",
                f"{row.lead.reference}, {row.lead.full_name}: never send it?",
            )
        )
    if not changing(settings, lambda store: store.discard(reference, datetime.now(UTC))):
        refuse(row, tr("no se descarta", "is not discarded"))
    click.echo(tr(f"{row.lead.reference} no se enviará.", f"{row.lead.reference} will not be sent."))


@command.command(
    "done",
    help=tr(
        "Marca como hecho lo que la persona escribió después de enviar.",
        "Mark as done what the person wrote after sending.",
    ),
)
@config_option
@json_option
@reference_argument
def done(config: Path, as_json: bool, reference: str) -> None:
    settings = read_settings(config)
    row = looking(settings, lambda store: store.lead(reference)) or unknown(reference)
    finished = changing(settings, lambda store: store.finish_follow_ups(reference, who(), datetime.now(UTC)))
    if as_json:
        click.echo(dump([asdict(said) for said in finished]))
        return
    if not finished:
        click.echo(tr(f"{row.lead.reference} no tenía nada pendiente.", f"{row.lead.reference} had nothing to do."))
        return
    click.echo(tr(f"{row.lead.reference}, hecho:", f"{row.lead.reference}, done:"))
    for said in finished:  # in full, since something may have come after somebody looked
        click.echo(follow_up_line(said, zone_of(settings, row.agency)))


async def find(store: Store, reference: str) -> tuple[LeadRow | None, dict[str, int]]:
    """The lead, and which CRMs refuse everything."""
    return await store.lead(reference), await store.blocked_crms()


def as_object(row: LeadRow, refusing: Mapping[str, int]) -> dict[str, Any]:
    """For a program. `crm_refuses` is the status with which the agency's CRM refuses everything, null while it does
    not."""
    return {**asdict(row), "crm_refuses": refusing.get(row.agency)}


def unknown(reference: str) -> NoReturn:
    """There is no such lead."""
    click.echo(
        tr(
            f"No hay ningún lead {reference}: mira las referencias con «leadbot leads list».",
            f"There is no lead {reference}: see the references with «leadbot leads list».",
        ),
        err=True,
    )
    raise SystemExit(FOUND_PROBLEMS)


def refuse(row: LeadRow, what: str) -> NoReturn:
    """Its state does not allow it."""
    state, advice = STATES[row.state]
    click.echo(
        tr(
            f"{row.lead.reference} {what}: está «{state}». {advice[0].upper()}{advice[1:]}.",
            f"{row.lead.reference} {what}: it is «{state}». {advice[0].upper()}{advice[1:]}.",
        ),
        err=True,
    )
    raise SystemExit(FOUND_PROBLEMS)


def zone_of(settings: Settings, agency: str) -> tzinfo:
    """The agency's clock; UTC for one that is no longer in the settings."""
    configured = settings.agencies.get(agency)
    return ZoneInfo(configured.timezone) if configured else UTC


def dump(value: object) -> str:
    """JSON with times in ISO 8601."""
    return json.dumps(value, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: Any) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value.isoformat())
