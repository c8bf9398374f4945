"""From a sign of the registry to its files: the PDF for the printer, the QR alone, a picture for screens, and the proof
that a phone reads them (signs §4, §5)."""

from __future__ import annotations

import math
import re
import shlex
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from adapters.language import tr
from adapters.signs import SignRow
from bot.channels import KINDS
from bot.settings.model import Settings
from bot.signs.colours import parse, readable
from bot.signs.layouts import Layout, check_distance
from bot.signs.logo import read_logo
from bot.signs.photo import Photo
from bot.signs.poster import (
    NO_WISHES,
    Brand,
    Poster,
    Wishes,
    layout_of,
    poster_languages,
    poster_pdf,
    shown_link,
    symbol_of,
)
from bot.signs.proof import INCH_MM, Piece, Proof, prove
from bot.signs.qr import DENSE, ROUNDING, Symbol, Unprintable, svg
from bot.signs.typesetting import lacking, name_lacking
from bot.signs.values import BETWEEN_FACTS, MOST_LANGUAGES
from flows.understanding.code import show_code
from flows.understanding.text import fold

LEAST_DPI = 60.0  # of a photograph, looked at from where the sign is read
PHOTO_HIGH = 0.4  # of a sheet
SCREEN_PX = 1600  # the long side of a picture that is not made for one screen
NAME_LIMIT = 40
PIECE_OF = {  # what each layout usually is, where the sign does not say
    "tarjeta": "tarjeta",
    "volante": "volante",
    "a5": "volante",
    "a4": "vitrina",
    "carta": "vitrina",
    "a3": "vitrina",
    "tabloide": "vitrina",
    "18x24": "rotulo",
    "24x36": "rotulo",
    "rider": "rider",
    "historia": "historia",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One sign's files. `name` is what they are called, without the ending."""

    code: str
    name: str
    pdf: bytes
    proof: Proof


def brand_of(settings: Settings, agency: str) -> Brand:
    """How the agency looks on paper. Raises Unprintable when its logo cannot be used."""
    configured = settings.agencies[agency]
    kinds = {channel.kind for channel in configured.channels.values()}
    return Brand(
        name=configured.name,
        logo=read_logo(configured.signs.logo),
        colour=readable(configured.signs.color),
        accent=parse(configured.signs.accent) if configured.signs.accent else None,
        phone=configured.human_phone,
        privacy_url=settings.privacy_url(agency),
        apps=tuple(kind.label for name, kind in KINDS.items() if name in kinds),
        style=configured.signs.style,
    )


def print_sign(
    sign: SignRow,
    link: str,
    brand: Brand,
    layout: Layout,
    *,
    languages: Sequence[str] = (),
    wishes: Wishes = NO_WISHES,
    distance_m: float | None = None,
    bleed_mm: float | None = None,
    crop_marks: bool = False,
) -> Printed:
    """The proved PDF. `link` is what the QR holds; without `languages` the sign's own. `distance_m`: how far people
    will be, None for as far as it reaches.

    Raises Unprintable when it would not scan, with the reason and the remedy in Spanish.
    """
    poster = poster_of(sign, link, brand, languages, wishes)
    used = layout_of(poster, layout)
    check_distance(used, distance_m)
    reach = reach_of(symbol_of(link, used), used)
    if distance_m is not None and distance_m > reach:
        raise Unprintable(
            tr(
                f"{used.name} se lee hasta {reach:g} m, porque el enlace es largo y los cuadros de su QR son pequeños: "
                f"para {distance_m:g} m usa un dominio más corto o un letrero más grande",
                f"{used.name} can be read up to {reach:g} m: the link is long, and the squares of its QR are small. "
                f"For {distance_m:g} m use a shorter domain or a larger sign",
            )
        )
    pdf = poster_pdf(poster, layout, bleed_mm=bleed_mm, crop_marks=crop_marks)
    proof = prove(Piece(pdf), link, reach)
    if not proof.ok:
        raise Unprintable(
            tr(
                f"{show_code(sign.code)} en {layout.name} no pasó la prueba: {proof.why}",
                f"{show_code(sign.code)} in {layout.name} failed its test: {proof.why}",
            )
        )
    proof = replace(proof, reads_at_m=min(proof.reads_at_m, reach))
    return Printed(code=sign.code, name=file_name(sign, layout), pdf=pdf, proof=proof)


def reach_of(symbol: Symbol, layout: Layout) -> float:
    """How far the sign is said to be read: as its size allows, and as its squares do; in whole centimetres."""
    return min(layout.reach_m, math.floor(100 * symbol.reach_m * ROUNDING) / 100)


def poster_of(
    sign: SignRow, link: str, brand: Brand, languages: Sequence[str] = (), wishes: Wishes = NO_WISHES
) -> Poster:
    """Raises Unprintable for a sign that leads nowhere any more, in more languages than fit, in one in which nobody
    said what it offers, or with letters that would be missing."""
    spoken = tuple(languages or sign.languages)
    if sign.state == "retired":
        raise Unprintable(
            tr(
                f"{show_code(sign.code)} está retirado: dale otra propiedad con «leadbot sign point»",
                f"{show_code(sign.code)} is retired: give it another property with «leadbot sign point»",
            )
        )
    if len(spoken) > MOST_LANGUAGES:
        raise Unprintable(
            tr(
                f"en un letrero caben {MOST_LANGUAGES} idiomas, y pides {len(spoken)}",
                f"{MOST_LANGUAGES} languages fit on a sign, and you ask for {len(spoken)}",
            )
        )
    if unknown := [language for language in spoken if language not in poster_languages()]:
        raise Unprintable(
            tr(
                f"no hay letreros en «{unknown[0]}»: hay {', '.join(poster_languages())}",
                f"there are no signs in «{unknown[0]}»: there are {', '.join(poster_languages())}",
            )
        )
    titles = tuple(filter(None, map(sign.title_in, spoken)))
    if sign.title and not titles:
        raise Unprintable(
            tr(
                f"{show_code(sign.code)} no tiene título en «{spoken[0]}»: {_titled(sign, spoken[0])}",
                f"{show_code(sign.code)} has no title in «{spoken[0]}»: {_titled(sign, spoken[0])}",
            )
        )
    if lost := list(lost_letters(sign, link, brand, wishes)):
        raise Unprintable("; ".join(lost))
    return Poster(
        link=link,
        code=show_code(sign.code),
        titles=titles,
        type=sign.type,
        languages=spoken,
        brand=brand,
        wishes=wishes,
    )


def _titled(sign: SignRow, language: str) -> str:
    return tr(
        f"pónselo con «{_pointed(sign, {f'--title-{language}': 'TÍTULO'})}»",
        f"give it with «{_pointed(sign, {f'--title-{language}': 'TITLE'})}»",
    )


def lost_letters(sign: SignRow, link: str, brand: Brand, wishes: Wishes = NO_WISHES) -> Iterator[str]:
    """A sentence for each text with letters that the fonts lack: where it stands, which they are, and what to do."""
    for title in (sign.title, *(title for _, title in sign.titles)):
        if lost := lacking(title):
            said = tr(
                f"el título de {show_code(sign.code)}, «{title}», lleva {name_lacking(lost)}",
                f"the title of {show_code(sign.code)}, «{title}», has {name_lacking(lost)}",
            )
            yield tr(
                f"{said}: ponle otro con «{retitled(sign, lacking(all_titles(sign)))}»",
                f"{said}: give it another with «{retitled(sign, lacking(all_titles(sign)))}»",
            )
    for option, text in {"--price": wishes.price, "--agent-name": wishes.agent}.items():
        if lost := lacking(text):
            yield tr(
                f"{option} dice «{text}» y lleva {name_lacking(lost)}: escríbelo sin eso",
                f"{option} says «{text}» and has {name_lacking(lost)}: write it without that",
            )
    settings = {
        "name": brand.name,
        "human_phone": brand.phone,
        "privacy_url": brand.privacy_url,
        "signs.domain": shown_link(link)[0],
    }
    for setting, text in settings.items():
        if lost := lacking(text):
            yield tr(
                f"agencies.{sign.agency}.{setting} dice «{text}» y lleva {name_lacking(lost)}: escríbelo sin eso",
                f"agencies.{sign.agency}.{setting} says «{text}» and has {name_lacking(lost)}: write it without that",
            )


def retitled(sign: SignRow, lost: Sequence[str]) -> str:
    """The command that gives it the same title without these letters, and keeps all else."""

    def cleared(title: str) -> str:
        for letters in lost:
            title = title.replace(letters, " ")
        return " ".join(title.split()) or tr("TÍTULO", "TITLE")

    others = tuple((language, cleared(title)) for language, title in sign.titles)
    return _pointed(replace(sign, title=cleared(sign.title), titles=others), {})


def _pointed(sign: SignRow, more: Mapping[str, str]) -> str:
    """The command that gives the sign what it has, and `more`."""
    options = {"--title": sign.title, **{f"--title-{language}": title for language, title in sign.titles}}
    options |= {**more, "--type": sign.type, "--property": sign.property_uid, "--url": sign.url}
    given = [part for name, value in options.items() if value for part in (name, value)]
    return shlex.join(["leadbot", "sign", "point", show_code(sign.code), *given])


def all_titles(sign: SignRow) -> str:
    return " ".join((sign.title, *(title for _, title in sign.titles)))


def qr_svg(link: str, layout: Layout) -> str:
    """The QR alone, in the size that the layout gives it."""
    return svg(symbol_of(link, layout))


def screen_png(pdf: bytes, layout: Layout) -> bytes:
    """A picture for screens; it knows its printed size."""
    piece = Piece(pdf)
    scale = SCREEN_PX / max(layout.width_mm, layout.height_mm)
    if layout.screen_px:
        scale = layout.screen_px[0] / layout.width_mm
    picture = piece.picture(scale)
    if layout.screen_px:
        picture = picture.resize(layout.screen_px)
    file = BytesIO()
    dpi = scale * INCH_MM
    picture.quantize(128).save(file, "PNG", dpi=(dpi, dpi), optimize=True)
    return file.getvalue()


def hints(link: str, layout: Layout, *, is_static: bool, photo: Photo | None = None) -> list[str]:
    """What somebody should know before paying for print."""
    said = []
    if photo and photo.dpi(layout.width_mm, PHOTO_HIGH * layout.height_mm) < LEAST_DPI:
        said.append(
            tr(
                "La foto tiene pocos píxeles para este tamaño, y de cerca se verá borrosa: usa la original.",
                "The photo has few pixels for this size and will look blurred from near: use the original.",
            )
        )
    if is_static:
        said.append(
            tr(
                "El QR lleva el enlace del chat: es más denso, no cuenta aperturas, y ese número o bot no podrá "
                "cambiar "
                "(la propiedad sí). Con un dominio propio se lee mejor.",
                "The QR holds the link of the chat: it is denser, counts no openings, and that number or bot can "
                "never change "
                "(the property can). With a domain of your own it reads better.",
            )
        )
    elif symbol_of(link, layout).squares > DENSE:
        said.append(
            tr(
                "El dominio es largo y hace el QR más denso: uno más corto se lee desde más lejos.",
                "The domain is long and makes the QR denser: a shorter one can be read from further away.",
            )
        )
    return said


def file_name(sign: SignRow, layout: Layout) -> str:
    """«K7M4PF_rotulo_24x36_apartamento-en-naco», without the ending; a layout that is called as its piece, once."""
    offered = re.findall(r"[a-z0-9]+", fold(BETWEEN_FACTS.split(sign.title)[0]))
    words = textwrap.shorten(" ".join(offered), NAME_LIMIT, placeholder="").replace(" ", "-")
    parts = (sign.code, sign.piece or PIECE_OF[layout.name], layout.name, words)
    return "_".join(dict.fromkeys(filter(None, parts)))
