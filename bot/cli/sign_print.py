"""`leadbot sign print` and `leadbot sign proof`: the files for the printer, and whether a phone reads them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.language import tr
from adapters.reasons import reason
from adapters.signs import SIZES, SignRow
from bot.cli.opening import FOUND_PROBLEMS, config_option, json_option, listed_agency, looking, read_settings
from bot.cli.sign_new import read_languages
from bot.cli.sign_opening import UNTITLED, agency_option, find_sign, links_in, read_code, refuse, refuse_to_replace
from bot.cli.values import WebAddress
from bot.signs.values import LONGEST, PRINT_STYLES
from flows.understanding.code import show_code
from flows.understanding.text import clean_line, fold

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.signs.layouts import Layout
    from bot.signs.links import Links
    from bot.signs.poster import Brand, Wishes
    from bot.signs.printing import Printed

ADVICE = tr(
    """
Antes de imprimir 50: escanea uno con un iPhone y con un Android.
A la imprenta: acabado mate, tinta UV o laminado, sin doblez ni tornillo en el código, tal cual y sin escalar.
Al colgarlo: el borde de abajo del QR a 90–140 cm del suelo, y sin reflejo de vidrio.""",
    """
Before you print 50: scan one with an iPhone and with an Android.
For the printer: matt finish, UV ink or lamination, no fold and no screw in the code, as it is and not scaled.
As you hang it: the lower edge of the QR 90–140 cm above the ground, and no glare of glass.""",
)
MOST_BLEED_MM = 30
KINDS = ("pdf", "svg", "png")


@click.command(
    "print",
    help=tr(
        "Crea los archivos para la imprenta."
        "\n\nUn PDF, el QR solo (SVG) y una imagen (PNG), cada uno probado como lo leería un celular.",
        "Make the files for the printer."
        "\n\nA PDF, the QR alone (SVG) and a picture (PNG), each tested as a phone would read it.",
    ),
)
@config_option
@agency_option
@json_option
@click.argument("written", metavar=tr("CÓDIGO…", "CODE…"), nargs=-1, required=True)
@click.option(
    "--layout", "size", type=click.Choice(SIZES), required=True, help=tr("Tamaño y pieza.", "Size and piece.")
)
@click.option(
    "--language",
    metavar="es[,en]",
    default="",
    help=tr("Uno o dos idiomas; si no, los del letrero.", "One or two languages; else those of the sign."),
)
@click.option(
    "--style",
    metavar="clasico|foto|minimo",
    default="",
    help=tr("Si no, el de la agencia.", "Else the agency's."),
)
@click.option(
    "--photo",
    metavar=tr("ARCHIVO", "FILE"),
    default="",
    help=tr("Foto de la propiedad; su QR es más pequeño.", "The property's photograph; its QR is smaller."),
)
@click.option(
    "--price",
    metavar=tr("PRECIO", "PRICE"),
    default="",
    help=tr("Tal como se imprime: «US$ 185,000».", "As it is printed: «US$ 185,000»."),
)
@click.option(
    "--agent-name",
    "agent_name",
    metavar=tr("NOMBRE", "NAME"),
    default="",
    help=tr("Por quién preguntar al llamar.", "Whom to ask for when calling."),
)
@click.option(
    "--distance",
    type=click.FloatRange(0, min_open=True),
    help=tr("¿A cuántos metros va a estar la gente?", "At how many metres will people stand?"),
)
@click.option(
    "--bleed",
    type=click.FloatRange(0, MOST_BLEED_MM),
    help=tr("Sangrado en mm; 13 para tablero rígido.", "Bleed in mm; 13 for a rigid board."),
)
@click.option("--crop-marks", is_flag=True, help=tr("Con marcas de corte.", "With crop marks."))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=tr("Carpeta de los archivos.", "Folder of the files."),
)
@click.option(
    "--force", is_flag=True, help=tr("Reemplaza los archivos que ya estén.", "Replace files that are there already.")
)
def print_(
    config: Path,
    agency: str | None,
    as_json: bool,
    written: tuple[str, ...],
    size: str,
    language: str,
    style: str,
    photo: str,
    price: str,
    agent_name: str,
    distance: float | None,
    bleed: float | None,
    crop_marks: bool,
    out: Path,
    force: bool,
) -> None:
    settings = read_settings(config)
    agency = listed_agency(settings, agency)
    codes = tuple(dict.fromkeys(read_code(one) for one in written))

    async def find(store: Store) -> list[tuple[SignRow, Links]]:
        signs = [await find_sign(store, code, agency) for code in codes]
        return [(sign, await links_in(store, settings, sign)) for sign in signs]

    found = looking(settings, find)
    from bot.signs.layouts import LAYOUTS  # the libraries of print only where something is printed
    from bot.signs.printing import brand_of, file_name, hints, print_sign
    from bot.signs.qr import Unprintable

    layout, spoken = LAYOUTS[size], read_languages(language)
    try:
        wishes = read_wishes(style, photo, price, agent_name)
        brands = {sign.agency: brand_of(settings, sign.agency) for sign, _ in found}
        refuse_unprintable(found, brands, spoken, wishes)
        names = [f"{file_name(sign, layout)}.{kind}" for sign, _ in found for kind in KINDS]
        refuse_to_replace(*(out / name for name in names), force=force)
        made = []
        for number, (sign, links) in enumerate(found, start=1):
            progress(number, len(found))
            brand = brands[sign.agency]
            made.append(
                print_sign(
                    sign,
                    links.url,
                    brand,
                    layout,
                    languages=spoken,
                    wishes=wishes,
                    distance_m=distance,
                    bleed_mm=bleed,
                    crop_marks=crop_marks,
                )
            )
    except Unprintable as reason:
        refuse(tr(f"No se imprime: {reason}.", f"Not printed: {reason}."))
    printed = [
        (sign, one, write_all(one, links.url, layout, out)) for one, (sign, links) in zip(made, found, strict=True)
    ]
    warnings = dict.fromkeys(
        hint for _, links in found for hint in hints(links.url, layout, is_static=links.is_static, photo=wishes.photo)
    )
    for warning in warnings:
        click.echo(tr(f"Aviso: {warning}", f"Note: {warning}"), err=True)
    click.echo(as_object(printed) if as_json else as_lines(printed, layout))


def read_wishes(style: str, photo: str, price: str, agent_name: str) -> Wishes:
    """Raises Unprintable for a photograph that cannot be read; ends the command for a style that is none."""
    from bot.signs.photo import read_photo
    from bot.signs.poster import Wishes

    chosen = next((one for one in PRINT_STYLES if fold(one) == fold(style)), None) if style else ""
    if chosen is None:
        raise click.UsageError(
            tr(
                f"--style dice «{style}»: hay {', '.join(PRINT_STYLES)}",
                f"--style says «{style}»: there is {', '.join(PRINT_STYLES)}",
            )
        )
    if photo and chosen not in ("", "foto"):
        raise click.UsageError(
            tr(
                f"--photo va con el estilo foto, y pides {chosen}: deja uno de los dos",
                f"--photo goes with the style foto, and you ask for {chosen}: leave one of the two",
            )
        )
    if chosen == "foto" and not photo:
        raise click.UsageError(
            tr("el estilo foto necesita una: dala con --photo", "the style foto needs one: give it with --photo")
        )
    said = {"price": clean_line(price, LONGEST), "agent": clean_line(agent_name, LONGEST)}
    return Wishes(style=chosen, photo=read_photo(photo) if photo else None, **said)


def refuse_unprintable(
    found: Sequence[tuple[SignRow, Links]], brands: Mapping[str, Brand], languages: Sequence[str], wishes: Wishes
) -> None:
    """Ends the command with a line for each reason why one of the signs cannot be printed, before any is."""
    from bot.signs.printing import poster_of
    from bot.signs.qr import Unprintable

    reasons: dict[str, None] = {}  # in their order; what is wrong with the agency is said once
    for sign, links in found:
        try:
            if not links.url:
                where = tr(
                    "pon public_url, o [agencies.NOMBRE.signs] domain",
                    "set public_url, or [agencies.NAME.signs] domain",
                )
                raise Unprintable(
                    tr(
                        f"{show_code(sign.code)} no tiene adónde llevar: {where}",
                        f"{show_code(sign.code)} has nowhere to lead to: {where}",
                    )
                )
            poster_of(sign, links.url, brands[sign.agency], languages, wishes)
        except Unprintable as reason:
            reasons[tr(f"No se imprime: {reason}.", f"Not printed: {reason}.")] = None
    if reasons:
        refuse("\n".join(reasons))


def progress(number: int, of: int) -> None:
    """For somebody who waits in front of a terminal."""
    if of > 1 and sys.stderr.isatty():
        click.echo(tr(f"\r{number} de {of}", f"\r{number} of {of}"), err=True, nl=number == of)


def write_all(made: Printed, link: str, layout: Layout, folder: Path) -> dict[str, Path]:
    """The three files of a sign, each whole or not at all; ends the command where they cannot be written."""
    from bot.signs.printing import qr_svg, screen_png

    content = {"pdf": made.pdf, "svg": qr_svg(link, layout).encode(), "png": screen_png(made.pdf, layout)}
    paths = {kind: folder / f"{made.name}.{kind}" for kind in KINDS}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, path in paths.items():
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(content[kind])
            part.replace(path)
    except OSError as error:
        refuse(
            tr(
                f"No se puede escribir en {folder}: {reason(error)}. Elige otra carpeta con --out.",
                f"Nothing can be written in {folder}: {reason(error)}. Choose another folder with --out.",
            )
        )
    return paths


def as_object(printed: Sequence[tuple[SignRow, Printed, dict[str, Path]]]) -> str:
    """For a program."""
    rows = [
        {
            "code": made.code,
            **{kind: str(path) for kind, path in paths.items()},
            "proof": {"ok": made.proof.ok, "reads_at_m": made.proof.reads_at_m},
        }
        for _, made, paths in printed
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_lines(printed: Sequence[tuple[SignRow, Printed, dict[str, Path]]], layout: Layout) -> str:
    """For a person, with what the printer and whoever hangs it should know."""
    lines = []
    for sign, made, paths in printed:
        lines.append(f"{show_code(made.code)}  {sign.title or UNTITLED}")
        lines.append(
            tr(
                f"         {layout.name}, probado: se lee hasta {made.proof.reads_at_m:g} m",
                f"         {layout.name}, tested: it reads at up to {made.proof.reads_at_m:g} m",
            )
        )
        lines += [f"         {path}" for path in paths.values()]
    return "\n".join([*lines, ADVICE])


@click.command(
    "proof",
    help=tr(
        "Lee un PDF, PNG o SVG como lo haría un celular a esa distancia.",
        "Read a PDF, PNG or SVG as a phone would at that distance.",
    ),
)
@config_option
@agency_option
@json_option
@click.argument("file", metavar=tr("ARCHIVO", "FILE"), type=click.Path(path_type=Path))
@click.option(
    "--url",
    "link",
    type=WebAddress(),
    required=True,
    help=tr("Lo que el QR tiene que decir, letra por letra.", "What the QR must say, letter by letter."),
)
@click.option(
    "--distance",
    type=click.FloatRange(0, min_open=True),
    required=True,
    help=tr("A cuántos metros.", "At how many metres."),
)
def proof(config: Path, agency: str | None, as_json: bool, file: Path, link: str, distance: float) -> None:
    from bot.signs.proof import MOST_M, Proof, prove, read_piece
    from bot.signs.qr import Unprintable

    if distance > MOST_M:
        read = Proof(
            ok=False,
            reads_at_m=0,
            why=tr(f"ningún letrero se promete a más de {MOST_M:g} m", f"no sign is promised beyond {MOST_M:g} m"),
        )
    else:
        try:
            read = prove(read_piece(file), link, distance)
        except Unprintable as reason:
            read = Proof(ok=False, reads_at_m=0, why=str(reason))
    if as_json:
        answer: dict[str, Any] = asdict(read)
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif read.ok:
        click.echo(
            tr(
                f"Bien: {file.name} se lee a {distance:g} m, y hasta {read.reads_at_m:g} m.",
                f"Good: {file.name} reads at {distance:g} m, and at up to {read.reads_at_m:g} m.",
            )
        )
    else:
        click.echo(tr(f"Mal: {file.name}: {read.why}.", f"Bad: {file.name}: {read.why}."), err=True)
    raise SystemExit(0 if read.ok else FOUND_PROBLEMS)


COMMANDS = {"print": print_, "proof": proof}
