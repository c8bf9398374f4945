"""`leadbot leads`: what became of every lead, and what a person can do about one that waits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_args
from zoneinfo import ZoneInfo

import click

from adapters.records import LeadRow, LeadState
from bot.cli.lead_words import STATES, follow_up_line, refusal, sheet, table
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
from bot.cli.sign_opening import who

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

LINKS_GOOD_FOR = timedelta(hours=1)
reference_argument = click.argument("reference", metavar="REFERENCIA")


@click.group("leads")
def command() -> None:
    """Los leads: qué fue de cada uno, y qué hacer con los que esperan."""


@command.command("list")
@config_option
@json_option
@click.option("--agency", metavar="NOMBRE", help="Solo los de esta agencia.")
@click.option("--state", type=click.Choice(get_args(LeadState)), help="Solo los que están así.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Cuántos de los últimos.")
def show_list(config: Path, as_json: bool, agency: str | None, state: LeadState | None, limit: int) -> None:
    """Los últimos leads, y los de antes con algo escrito después, con lo que hay que hacer."""
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
        click.echo("No hay leads así.")
        return
    for line in table([(row, zone_of(settings, row.agency)) for row in rows], refusing):
        click.echo(line)


@command.command("show")
@config_option
@json_option
@reference_argument
def show(config: Path, as_json: bool, reference: str) -> None:
    """Todo sobre un lead: sus datos, cada intento y lo que escribió después."""
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


@command.command("resend")
@config_option
@reference_argument
def resend(config: Path, reference: str) -> None:
    """Lo envía otra vez al CRM, con el plazo entero por delante."""
    settings = read_settings(config)
    found, refusing = looking(settings, lambda store: find(store, reference))
    row = found or unknown(reference)
    if not changing(settings, lambda store: store.resend(reference, datetime.now(UTC))):
        refuse(row, "no se reenvía")
    click.echo(f"{row.lead.reference} vuelve a la cola.")
    if row.agency in refusing:
        click.echo(refusal(row.agency, refusing[row.agency]))


@command.command("discard")
@config_option
@yes_option
@reference_argument
def discard(config: Path, yes: bool, reference: str) -> None:
    """Lo deja sin enviar, para siempre."""
    settings = read_settings(config)
    row = looking(settings, lambda store: store.lead(reference)) or unknown(reference)
    if not yes:
        ask_or_end(f"{row.lead.reference}, {row.lead.full_name}: ¿no enviarlo nunca?")
    if not changing(settings, lambda store: store.discard(reference, datetime.now(UTC))):
        refuse(row, "no se descarta")
    click.echo(f"{row.lead.reference} no se enviará.")


@command.command("done")
@config_option
@json_option
@reference_argument
def done(config: Path, as_json: bool, reference: str) -> None:
    """Marca como hecho lo que la persona escribió después de enviar."""
    settings = read_settings(config)
    row = looking(settings, lambda store: store.lead(reference)) or unknown(reference)
    finished = changing(settings, lambda store: store.finish_follow_ups(reference, who(), datetime.now(UTC)))
    if as_json:
        click.echo(dump([asdict(said) for said in finished]))
        return
    if not finished:
        click.echo(f"{row.lead.reference} no tenía nada pendiente.")
        return
    click.echo(f"{row.lead.reference}, hecho:")
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
    click.echo(f"No hay ningún lead {reference}: mira las referencias con «leadbot leads list».", err=True)
    raise SystemExit(FOUND_PROBLEMS)


def refuse(row: LeadRow, what: str) -> NoReturn:
    """Its state does not allow it."""
    state, advice = STATES[row.state]
    click.echo(f"{row.lead.reference} {what}: está «{state}». {advice.capitalize()}.", err=True)
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
