"""`leadbot doctor`: asks Telegram, Twilio, AlterEstate and the public address whether people's messages get here and
their leads into the CRM."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from bot.cli.opening import FOUND_PROBLEMS, config_option, has_store, json_option, read_settings

if TYPE_CHECKING:
    from bot.doctor.finding import Finding
    from bot.settings.model import Settings

SAID = {
    "good": (tr("Bien ", "Good "), "green"),
    "notice": (tr("Aviso", "Note "), "yellow"),
    "bad": (tr("Mal  ", "Bad  "), "red"),
}
INDENT = " " * 9  # below what was found


@click.command(
    "doctor",
    help=tr(
        "Pregunta a Telegram, Twilio y AlterEstate si todo funciona, y dice qué hacer."
        "\n\nNo crea ningún lead: a AlterEstate le manda uno sin datos, que debe rechazar.",
        "Ask Telegram, Twilio and AlterEstate whether everything works, and say what to do."
        "\n\nNo lead is created: AlterEstate gets one without data, which it must refuse.",
    ),
)
@click.option(
    "--fix",
    is_flag=True,
    help=tr(
        "Arregla lo que se puede desde aquí: webhooks, menús y los botones de WhatsApp.",
        "Mend what can be mended from here: webhooks, menus and WhatsApp's buttons.",
    ),
)
@config_option
@json_option
def command(config: Path, as_json: bool, fix: bool) -> None:
    from bot.doctor.ground import look_at_disk

    settings = read_settings(config)
    if not as_json:
        click.echo(tr("Preguntando a los servicios…", "Asking the services…"), err=True)
    asked, mended = asyncio.run(examined(settings, fix=fix))
    found = [*without_asking(settings), *look_at_disk(settings.database_path), *asked]
    if as_json:
        click.echo(json.dumps([as_row(one) for one in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(report(settings, found, mended)))
    raise SystemExit(FOUND_PROBLEMS if any(one.grade == "bad" for one in found) else 0)


async def examined(settings: Settings, *, fix: bool) -> tuple[list[Finding], list[Finding]]:
    """How it stands with the services, and what stood otherwise until this command mended it."""
    from bot.assembly import http_session
    from bot.doctor.examine import examine

    async with http_session() as http:
        found = await examine(settings, http, at_length=True)
        fixable = [one for one in found if one.fix] if fix else []
        for one in fixable:
            if one.fix:
                await one.fix()
        now = await examine(settings, http, at_length=True) if fixable else found
    still = {(one.about, one.what) for one in now}
    mended = [one for one in fixable if (one.about, one.what) not in still]
    return now, mended


def without_asking(settings: Settings) -> list[Finding]:
    """What `leadbot check` calls wrong, and what it knows of the store; what else it advises, it says itself."""
    from bot.checks.faults import find_faults
    from bot.checks.untold import untold
    from bot.cli.check import look_into_store
    from bot.doctor.finding import as_findings

    unusable, known = look_into_store(settings)
    if not has_store(settings):
        known = [*untold(settings, set())]
    return [*as_findings([*find_faults(settings), *unusable], "bad"), *as_findings(known, "notice")]


def report(settings: Settings, found: Iterable[Finding], mended: Iterable[Finding]) -> Iterator[str]:
    """For a person: thing by thing, what to do below each fault, and at the end what Twilio has to be told by hand."""
    grades = {"good": 0, "notice": 0, "bad": 0}
    about = ""
    for one in found:
        if one.about != about:
            about = one.about
            yield f"\n{click.style(about, bold=True)}"
        yield from lines(one)
        grades[one.grade] += 1
    yield ""
    for one in mended:
        yield tr(f"Arreglado  {one.about}: {one.what}", f"Fixed  {one.about}: {one.what}")
    yield from to_paste(settings)
    yield verdict(**grades)


def lines(one: Finding) -> Iterator[str]:
    word, colour = SAID[one.grade]
    yield f"  {click.style(word, fg=colour)}  {one.what}"
    if one.means:
        yield f"{INDENT}{one.means[0].upper()}{one.means[1:]}."
    if one.step:
        yield f"{INDENT}→ {one.step}"


def to_paste(settings: Settings) -> Iterator[str]:
    """What each channel's platform has to be told by hand."""
    from bot.channels import KINDS

    for name, agency in settings.agencies.items():
        for channel, configured in agency.channels.items():
            if said := KINDS[configured.kind].to_paste(configured, settings.webhook_url(name, channel)):
                yield f"{said}\n"


def verdict(*, good: int, notice: int, bad: int) -> str:
    """The last line, which is read first."""
    if bad:
        many = (
            tr("1 cosa impide", "1 thing keeps messages or leads")
            if bad == 1
            else tr(f"{bad} cosas impiden", f"{bad} things keep messages or leads")
        )
        return click.style(tr(f"{many} que todo llegue.", f"{many} from arriving."), fg="red")
    if notice:
        return tr(
            f"Todo llega, con {notice} {'aviso' if notice == 1 else 'avisos'}.",
            f"Everything arrives, with {notice} {'note' if notice == 1 else 'notes'}.",
        )
    return click.style(tr(f"Todo llega: {good} comprobaciones.", f"Everything arrives: {good} checks."), fg="green")


def as_row(one: Finding) -> dict[str, str]:
    """For a program."""
    return {"key": one.about, "grade": one.grade, "what": one.what, "means": one.means, "step": one.step}
