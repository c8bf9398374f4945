"""`leadbot sign stats`: how far people went, from opening a sign's link to sending their data."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from adapters.language import tr
from adapters.signs import SignRow, Tick
from bot.cli.opening import config_option, json_option, listed_agency, looking, read_settings
from bot.cli.sign_look import dump
from bot.cli.sign_opening import agency_option, find_sign, read_code
from bot.signs.csv_file import harmless
from bot.signs.results import QUIET, Funnel, Results, day_number, day_of, results
from flows.understanding.code import show_code

if TYPE_CHECKING:
    from adapters.store import Store

STEPS = (
    tr("Abrió", "Opened"),
    tr("Tocó", "Tapped"),
    tr("Chateó", "Wrote"),
    tr("Aceptó", "Agreed"),
    tr("Envió", "Sent"),
)
DEVICES = {"phone": tr("celular", "phone"), "desktop": tr("computadora", "computer"), "": ""}


@click.command(
    "stats",
    help=tr(
        "Cuánto llega cada letrero, de abrirlo a enviar."
        "\n\nAperturas, toques, chats y envíos por letrero, campaña y semana.",
        "How much comes of each sign, from opening it to sending."
        "\n\nOpenings, taps, chats and leads by sign, campaign and week.",
    ),
)
@config_option
@agency_option
@json_option
@click.option(
    "--since",
    metavar=tr("DÍA", "DAY"),
    type=click.DateTime(["%Y-%m-%d"]),
    help=tr("Desde qué día; si no, desde siempre.", "Since which day; else since ever."),
)
@click.option(
    "--csv",
    "csv_file",
    type=click.File("w", encoding="utf-8-sig", lazy=True),
    help=tr("Escribe cada cuenta.", "Write every count."),
)
@click.option(
    "--svg",
    "svg_file",
    type=click.File("w", encoding="utf-8", lazy=True),
    help=tr("Dibuja el embudo.", "Draw the funnel."),
)
@click.argument("written", metavar=tr("[CÓDIGO]", "[CODE]"), required=False)
def stats(
    config: Path,
    agency: str | None,
    as_json: bool,
    since: datetime | None,
    csv_file: TextIO | None,
    svg_file: TextIO | None,
    written: str | None,
) -> None:
    settings, now = read_settings(config), datetime.now(UTC)
    agency = listed_agency(settings, agency)
    code, first = read_code(written) if written else None, since.date() if since else date(1970, 1, 1)
    looked_from = day_number(min(first, (now - QUIET - timedelta(days=1)).date()))

    async def work(store: Store) -> tuple[tuple[SignRow, ...], Mapping[Tick, int]]:
        signs = (await find_sign(store, code, agency),) if code else await store.signs(agency)
        return signs, await store.ticks(agency=agency, code=code, since=looked_from)

    signs, ticks = looking(settings, work)
    found = results(signs, ticks, since=first, now=now)
    if csv_file:
        write_csv(csv_file, signs, {tick: times for tick, times in ticks.items() if tick.day >= day_number(first)})
    if svg_file:
        from bot.signs.chart import funnel_svg  # its template is loaded when it is wanted

        configured = settings.agencies.get(signs[0].agency) if signs else None
        colour = configured.signs.color if configured else ""
        said = (
            tr(f"Desde {first.isoformat()}", f"Since {first.isoformat()}")
            if since
            else tr("Desde siempre", "Since ever")
        )
        svg_file.write(
            funnel_svg(
                found.signs,
                subtitle=tr(f"{said}. Son aperturas, no personas.", f"{said}. These are openings, not people."),
                colour=colour,
            )
        )
    click.echo(dump(as_object(found)) if as_json else "\n".join(as_lines(found)))


def as_object(found: Results) -> dict[str, Any]:
    """For a program."""
    return {
        "signs": [{"code": row.name, "title": row.title, "events": row.times} for row in found.signs],
        "campaigns": [{"campaign": row.name, "events": row.times} for row in found.campaigns],
        "weeks": [{"week": row.name, "events": row.times} for row in found.weeks],
        "unseen": found.unseen,
        "unanswered": found.unanswered,
        "unknown_codes": found.wrong,
    }


def as_lines(found: Results) -> Iterator[str]:
    """For a person: three tables, and what somebody should look at."""
    if not found.signs:
        yield tr(
            "No hay letreros todavía: crea uno con «leadbot sign new».",
            "There are no signs yet: create one with «leadbot sign new».",
        )
        return
    yield from table(
        tr("LETRERO", "SIGN"), [(f"{show_code(row.name)}  {row.title}".rstrip(), row) for row in found.signs]
    )
    if any(row.name for row in found.campaigns):
        yield from (
            "",
            *table(
                tr("CAMPAÑA", "CAMPAIGN"),
                [(row.name or tr("(sin campaña)", "(no campaign)"), row) for row in found.campaigns],
            ),
        )
    if found.weeks:
        yield from ("", *table(tr("SEMANA DEL", "WEEK OF"), [(row.name, row) for row in found.weeks]))
    yield from warnings(found)


def table(title: str, rows: list[tuple[str, Funnel]]) -> Iterator[str]:
    width = max(len(title), *(len(name) for name, _ in rows))
    yield "  ".join([title.ljust(width), *(step.upper().rjust(7) for step in STEPS)])
    for name, row in rows:
        times = row.times
        steps = (times["abrió"], row.tapped, times["inició chat"], times["aceptó"], times["envió"])
        yield "  ".join([name.ljust(width), *(str(number).rjust(7) for number in steps)])


def warnings(found: Results) -> Iterator[str]:
    days = QUIET.days
    if found.unseen:
        codes = ", ".join(map(show_code, found.unseen))
        yield from (
            "",
            tr(
                f"Sin una apertura en {days} días: {codes}. ¿Se cayó, lo taparon o lo cambiaron?",
                f"Not opened once in {days} days: {codes}. Did it fall, was it covered or replaced?",
            ),
        )
    if found.unanswered:
        codes = ", ".join(map(show_code, found.unanswered))
        yield from (
            "",
            tr(
                f"Lo abren y nadie llega al chat: {codes}. Prueba sus botones.",
                f"Opened, and nobody gets to the chat: {codes}. Try its buttons.",
            ),
        )
    if found.wrong:
        yield from (
            "",
            tr(
                f"Códigos que no existen: {found.wrong} aperturas en {days} días. ¿Se lee bien lo impreso?",
                f"Codes that do not exist: {found.wrong} openings in {days} days. Is the print easy to read?",
            ),
        )


def write_csv(file: TextIO, signs: tuple[SignRow, ...], ticks: Mapping[Tick, int]) -> None:
    """One line a count; nothing in it can be taken for a formula."""
    rows = {sign.code: sign for sign in signs}
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(("dia", "codigo", "titulo", "campana", "evento", "aparato", "veces"))
    for tick, times in sorted(ticks.items(), key=lambda counted: (counted[0].day, counted[0].code, counted[0].event)):
        sign = rows.get(tick.code)
        title, campaign = (sign.title, sign.campaign) if sign else ("", "")
        day = day_of(tick.day).isoformat()
        writer.writerow(map(harmless, (day, tick.code, title, campaign, tick.event, DEVICES[tick.device], str(times))))


COMMANDS = {"stats": stats}
