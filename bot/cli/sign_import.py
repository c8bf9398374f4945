"""`leadbot sign import`: many signs from a table, looked at before anything is created (signs §7)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from adapters.language import tr
from adapters.reasons import reason
from adapters.signs import CodeTaken, SignRow
from bot.cli.opening import changing, config_option, json_option, read_settings
from bot.cli.sign_opening import agency_option, chosen_agency, learn_name, refuse, refuse_to_replace, who
from bot.cli.tables import aligned
from bot.files import read_bytes
from bot.signs.codes import mint_code
from bot.signs.links import Doors, doors_of, links_of
from flows.understanding.code import show_code

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings
    from bot.signs.bulk import Checked, Colour
    from bot.signs.bundle import Job, Made
    from bot.signs.cells import Extras
    from bot.signs.csv_file import Table

ANY_CODE = "K7M4PF"  # all are as long
ASK_CRM_S = 20.0  # somebody waits in a terminal
SAID: dict[Colour, str] = {"green": tr("bien", "good"), "yellow": tr("revisa", "look"), "red": tr("mal", "bad")}
PAINT = {"green": "green", "yellow": "yellow", "red": "red"}


@click.command(
    "import",
    help=tr(
        "Crea muchos desde una tabla (CSV)."
        "\n\nSin --create solo la mira, y dice qué falta en cada fila y cómo se arregla.",
        "Create many from a table (CSV)."
        "\n\nWithout --create it is only looked at: it says what is wrong in each row and how to mend it.",
    ),
)
@config_option
@agency_option
@json_option
@click.argument("file", metavar=tr("ARCHIVO.csv", "FILE.csv"), type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--create",
    is_flag=True,
    help=tr("Créalos; sin esto solo se mira la tabla.", "Create them; without it the table is only looked at."),
)
@click.option(
    "--only-good",
    is_flag=True,
    help=tr(
        "Con --create: crea los buenos y deja fuera las filas malas.",
        "With --create: create the good ones and leave wrong rows out.",
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=tr("El ZIP con los PDF, las muestras y la lista.", "The ZIP with the PDFs, the samples and the list."),
)
@click.option("--force", is_flag=True, help=tr("Reemplaza el ZIP, si ya está.", "Replace the ZIP, if there is one."))
def import_(
    config: Path,
    agency: str | None,
    as_json: bool,
    file: Path,
    create: bool,
    only_good: bool,
    out: Path | None,
    force: bool,
) -> None:
    if (only_good or out) and not create:
        raise click.UsageError(tr("--only-good y --out van con --create", "--only-good and --out go with --create"))
    refuse_to_replace(out, force=force)
    settings = read_settings(config)
    name = chosen_agency(settings, agency)
    table = read(file)

    async def look(store: Store) -> tuple[list[Checked], Doors]:
        doors = doors_of(settings, name, learned=await learn_name(store, settings, name))
        return await check(store, settings, name, table, doors, folder=file.parent), doors

    checked, doors = changing(settings, look, may_create=True)
    bad = sum(one.colour == "red" for one in checked)
    if not create or (bad and not only_good):
        say(checked, created=0, as_json=as_json)
        if create:
            rows = (
                tr("1 fila está mal", "1 row is wrong")
                if bad == 1
                else tr(f"{bad} filas están mal", f"{bad} rows are wrong")
            )
            refuse(
                tr(
                    f"No se creó nada: {rows}. Corrígelas, o crea solo las buenas con --only-good.",
                    f"Nothing was created: {rows}. Correct them, or create only the good ones with --only-good.",
                )
            )
        return
    finished, created = make(settings, name, checked, doors, out, delimiter=table.delimiter)
    say(finished, created=created, as_json=as_json, out=out)


def read(file: Path) -> Table:
    """The table; ends the command with what to do where it is none."""
    from bot.signs.cells import COLUMNS, REQUIRED
    from bot.signs.csv_file import NotATable, read_table

    try:
        return read_table(read_bytes(file), columns=COLUMNS, required=REQUIRED)
    except OSError:
        refuse(
            tr(
                f"No se puede leer {file}: revisa la ruta y sus permisos.",
                f"{file} cannot be read: check the path and its permissions.",
            )
        )
    except NotATable as reason:
        refuse(f"{file.name}: {reason}.")


async def check(
    store: Store, settings: Settings, agency: str, table: Table, doors: Doors, *, folder: Path
) -> list[Checked]:
    """Every row against the registry, the CRM and the printer's rules."""
    from bot.signs.bulk import Registry, check_table
    from bot.signs.csv_file import NotATable
    from bot.signs.layouts import LAYOUTS
    from bot.signs.poster import symbol_of
    from bot.signs.properties import read_listing
    from bot.signs.qr import Unprintable

    def unprintable(sign: SignRow) -> str:
        return too_dense(links_of(doors, replace(sign, code=ANY_CODE)).url, sign.size)

    @cache
    def too_dense(link: str, size: str) -> str:
        if not link:
            return tr(
                "no hay adónde llevar: pon public_url, o [agencies.NOMBRE.signs] domain",
                "there is nowhere to lead to: set public_url, or [agencies.NAME.signs] domain",
            )
        try:
            symbol_of(link, LAYOUTS[size])
        except Unprintable as reason:
            return str(reason)
        return ""

    signs = await store.signs(None)
    named = any(row.cells.get("property_uid") for row in table.rows)
    listed = await read_listing(settings, agency, timeout_s=ASK_CRM_S) if named else None
    configured = settings.agencies[agency]
    registry = Registry(
        agency=agency,
        language=configured.language,
        zone=ZoneInfo(configured.timezone),
        signs=[sign for sign in signs if sign.agency == agency],
        taken={sign.code for sign in signs if sign.agency != agency},
        listed=None if listed is None else {one.uid for one in listed},
        unprintable=unprintable,
        folder=folder,
    )
    try:
        return check_table(table, registry)
    except NotATable as reason:
        refuse(f"{reason}.")


def make(
    settings: Settings, agency: str, checked: Sequence[Checked], doors: Doors, out: Path | None, *, delimiter: str
) -> tuple[list[Checked], int]:
    """Print first, then create all of them at once, then hand over the ZIP: what fails before has created nothing, and
    what fails after is mended by doing it again."""
    from bot.signs.bulk import drawn

    finished = drawn(checked, mint_code)
    before = {sign.code for one in checked for sign in one.signs if sign.created_at}
    signs = [sign for one in finished for sign in one.signs]
    news = [sign for sign in signs if sign.code not in before]
    hanging = [(sign, one.extras) for one in finished for sign in one.signs if sign.state != "retired"]
    jobs, made = printed(settings, agency, hanging, doors) if out else ([], [])

    async def create(store: Store) -> None:
        await store.add_signs(news, who=who(), now=datetime.now(UTC), mint=mint_code)

    try:
        changing(settings, create, may_create=True)
    except CodeTaken as taken:
        refuse(
            tr(
                f"El código {show_code(taken.code)} ya se usó una vez: deja vacío su «codigo» y se crea otro.",
                f"The code {show_code(taken.code)} was used already: leave its «codigo» empty and another is made.",
            )
        )
    if out:
        hand_over(out, jobs, made, delimiter)
    return finished, len(news)


def printed(
    settings: Settings, agency: str, signs: Sequence[tuple[SignRow, Extras]], doors: Doors
) -> tuple[list[Job], list[Made]]:
    """The PDF of each sign; ends the command when one would not scan, before anything is created."""
    from bot.signs.bundle import Job, make_all
    from bot.signs.printing import brand_of
    from bot.signs.qr import Unprintable

    try:
        brand = brand_of(settings, agency)
        jobs = [Job(sign=sign, links=links_of(doors, sign), brand=brand, extras=extras) for sign, extras in signs]
        return jobs, make_all(jobs, lambda done: progress(done, len(jobs)))
    except Unprintable as reason:
        refuse(tr(f"No se creó nada: {reason}.", f"Nothing was created: {reason}."))


def hand_over(out: Path, jobs: Sequence[Job], made: Sequence[Made], delimiter: str) -> None:
    from bot.signs.bundle import write_bundle

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_bundle(out, jobs, made, delimiter=delimiter)
    except OSError as error:
        why = reason(error)
        refuse(
            tr(
                f"Los letreros están creados, y {out} no se pudo escribir ({why}). Repite el comando con otra ruta.",
                f"The signs are created, and {out} could not be written ({why}). Repeat it with another path.",
            )
        )


def progress(done: int, of: int) -> None:
    """For somebody who waits in front of a terminal."""
    if sys.stderr.isatty():
        click.echo(
            tr(f"\r{done} de {of} letreros impresos y probados", f"\r{done} of {of} signs printed and tested"),
            err=True,
            nl=done == of,
        )


def say(checked: Sequence[Checked], *, created: int, as_json: bool, out: Path | None = None) -> None:
    """What every row means, and how many signs were created."""
    if as_json:
        answer = {"rows": [as_object(one) for one in checked], "created": created}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    records = [(tr("FILA", "ROW"), "", tr("LETRERO", "SIGN"), tr("QUÉ HACER", "WHAT TO DO"))]
    for one in checked:
        state = click.style(SAID[one.colour], fg=PAINT[one.colour])
        what = ": ".join(filter(None, (one.column, one.why)))
        records.append((f"{one.row:4}", state, title_of(one), what))
    for line in aligned(records):
        click.echo(line)
    click.echo("\n" + summary(checked, created, out))


def as_object(one: Checked) -> dict[str, Any]:
    """A row for a program; `codes` holds all where a row made several."""
    codes = [sign.code for sign in one.signs if sign.code]
    return {
        "row": one.row,
        "colour": one.colour,
        "column": one.column or None,
        "why": one.why or None,
        "code": codes[0] if codes else None,
        **({"codes": codes} if len(codes) > 1 else {}),
    }


def title_of(one: Checked) -> str:
    """«K7M-4PF Apartamento en Naco», or how many of them."""
    if not one.signs:
        return ""
    first, *others = one.signs
    code = show_code(first.code) if first.code else tr("nuevo  ", "new    ")
    return f"{code}  {first.title}" if not others else f"{code}  {len(one.signs)} × {first.title}"


def summary(checked: Sequence[Checked], created: int, out: Path | None) -> str:
    """One line at the end: what to do next."""
    from bot.signs.bulk import colours

    of = colours(checked)
    counts = ", ".join(f"{of[colour]} {said}" for colour, said in SAID.items() if of[colour])
    if created or out:
        where = (
            tr(
                f" Todo está en {out}. Escanea uno con un iPhone y un Android antes de imprimir.",
                f" Everything is in {out}. Scan one with an iPhone and an Android before you print.",
            )
            if out
            else ""
        )
        return tr(f"{counts}. Letreros creados: {created}.{where}", f"{counts}. Signs created: {created}.{where}")
    news = sum(not sign.code or sign.created_at is None for one in checked for sign in one.signs)
    return tr(
        f"{counts}. Se crearían {news} letreros; para hacerlo: --create --out letreros.zip",
        f"{counts}. Would create {news}; to do it: --create --out letreros.zip",
    )


COMMANDS = {"import": import_}
