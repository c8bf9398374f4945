"""`leadbot sign stats`: how far people went, from opening a sign's link to sending their data."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.language import tr
from adapters.reasons import reason
from adapters.signs import SignRow, Tick
from bot.cli.opening import config_option, json_option, listed_agency, looking, read_settings
from bot.cli.sign_look import dump
from bot.cli.sign_opening import agency_option, find_sign, read_code, refuse, refuse_to_replace
from bot.cli.tables import aligned
from bot.cli.values import Day
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
MOST_SILENT = 12
A_FILE = click.Path(path_type=Path, dir_okay=False)
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
    type=Day(),
    help=tr("Desde qué día; si no, desde siempre.", "Since which day; else since the beginning."),
)
@click.option("--csv", "csv_file", type=A_FILE, help=tr("Escribe cada cuenta.", "Write every count."))
@click.option("--svg", "svg_file", type=A_FILE, help=tr("Dibuja el embudo.", "Draw the funnel."))
@click.option(
    "--force", is_flag=True, help=tr("Reemplaza los archivos que ya estén.", "Replace files that are there already.")
)
@click.argument("written", metavar=tr("[CÓDIGO]", "[CODE]"), required=False)
def stats(
    config: Path,
    agency: str | None,
    as_json: bool,
    since: datetime | None,
    csv_file: Path | None,
    svg_file: Path | None,
    force: bool,
    written: str | None,
) -> None:
    refuse_to_replace(csv_file, svg_file, force=force)
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
        counted = {tick: times for tick, times in ticks.items() if tick.day >= day_number(first)}
        write(csv_file, table_of(signs, counted), encoding="utf-8-sig")
    if svg_file:
        from bot.signs.chart import funnel_svg  # its template is loaded when it is wanted

        configured = settings.agencies.get(signs[0].agency) if signs else None
        colour = configured.signs.color if configured else ""
        said = (
            tr(f"Desde {first.isoformat()}", f"Since {first.isoformat()}")
            if since
            else tr("Desde siempre", "Since the beginning")
        )
        subtitle = tr(f"{said}. Son aperturas, no personas.", f"{said}. These are openings, not people.")
        write(svg_file, funnel_svg(found.signs, subtitle=subtitle, colour=colour))
    click.echo(dump(as_object(found)) if as_json else "\n".join(as_lines(found)))


def write(file: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Ends the command where it cannot be written."""
    try:
        file.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        said = reason(error)
        refuse(
            tr(
                f"No se puede escribir {file}: {said}. Elige otra ruta.",
                f"{file} cannot be written: {said}. Choose another path.",
            )
        )


def as_object(found: Results) -> dict[str, Any]:
    """For a program."""
    return {
        "signs": [{"code": row.name, "title": row.title, "events": row.times} for row in found.signs],
        "campaigns": [{"campaign": row.name, "events": row.times} for row in found.campaigns],
        "weeks": [{"week": row.name, "events": row.times} for row in found.weeks],
        "rates": {row.name: row.rate for row in found.signs if row.rate is not None},
        "best": [row.name for row in found.best],
        "silent": [row.name for row in found.signs if row.is_silent],
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
    heard = [row for row in found.signs if not row.is_silent]
    if not heard:
        yield tr(
            "Todavía nadie abrió ninguno. Escanea uno: la primera apertura es la tuya.",
            "Nobody has opened one yet. Scan one: the first opening is yours.",
        )
        yield from warnings(found)
        return
    yield from table(tr("LETRERO", "SIGN"), [(f"{show_code(row.name)}  {row.title}".rstrip(), row) for row in heard])
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
    yield from summary(found)
    yield from warnings(found)


def summary(found: Results) -> Iterator[str]:
    """Which signs bring leads, and which nobody has opened."""
    if found.best:
        best = ", ".join(f"{show_code(row.name)} ({row.times['envió']}{share(row)})" for row in found.best)
        yield from ("", tr(f"Los que más traen: {best}.", f"Those that bring most: {best}."))
    if silent := [show_code(row.name) for row in found.signs if row.is_silent]:
        rest = len(silent) - MOST_SILENT
        more = tr(f" y {rest} más", f" and {rest} more") if rest > 0 else ""
        codes = ", ".join(silent[:MOST_SILENT])
        yield from ("", tr(f"Sin nada en este tiempo: {codes}{more}.", f"Nothing in this time: {codes}{more}."))


def share(row: Funnel) -> str:
    if row.rate is None:
        return ""
    return tr(f", {row.rate:.0f} % de sus aperturas", f", {row.rate:.0f}% of its openings")


def table(title: str, rows: list[tuple[str, Funnel]]) -> Iterator[str]:
    records = [(title, *(step.upper().rjust(7) for step in (*STEPS, tr("Envía", "Rate"))))]
    for name, row in rows:
        times = row.times
        steps = (times["abrió"], row.tapped, times["inició chat"], times["aceptó"], times["envió"])
        rate = "–" if row.rate is None else f"{row.rate:.0f} %"
        records.append((name, *(str(number).rjust(7) for number in steps), rate.rjust(7)))
    return aligned(records)


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


def table_of(signs: tuple[SignRow, ...], ticks: Mapping[Tick, int]) -> str:
    """One line a count, as CSV; nothing in it can be taken for a formula."""
    rows, file = {sign.code: sign for sign in signs}, StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(("dia", "codigo", "titulo", "campana", "evento", "aparato", "veces"))
    for tick, times in sorted(ticks.items(), key=lambda counted: (counted[0].day, counted[0].code, counted[0].event)):
        sign = rows.get(tick.code)
        title, campaign = (sign.title, sign.campaign) if sign else ("", "")
        day = day_of(tick.day).isoformat()
        writer.writerow(map(harmless, (day, tick.code, title, campaign, tick.event, DEVICES[tick.device], str(times))))
    return file.getvalue()


COMMANDS = {"stats": stats}
