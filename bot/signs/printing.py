"""From a sign of the registry to its files: the PDF for the printer, the QR alone, a picture for screens, and the proof
that a phone reads them (signs §4, §5)."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from adapters.signs import SignRow
from bot.channels import KINDS
from bot.settings.model import Settings
from bot.signs.colours import parse, readable
from bot.signs.layouts import Layout
from bot.signs.logo import read_logo
from bot.signs.poster import BETWEEN_FACTS, Brand, Poster, poster_languages, poster_pdf, shown_link, symbol_of
from bot.signs.proof import INCH_MM, Piece, Proof, prove
from bot.signs.qr import DENSE, Unprintable, svg
from bot.signs.typesetting import lacking, name_lacking
from bot.signs.values import MOST_LANGUAGES
from flows.understanding.code import show_code
from flows.understanding.text import fold

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
    )


def print_sign(
    sign: SignRow,
    link: str,
    brand: Brand,
    layout: Layout,
    *,
    languages: Sequence[str] = (),
    bleed_mm: float | None = None,
    crop_marks: bool = False,
) -> Printed:
    """The proved PDF. `link` is what the QR holds; without `languages` the sign's own.

    Raises Unprintable when it would not scan, with the reason and the remedy in Spanish.
    """
    poster = poster_of(sign, link, brand, languages)
    pdf = poster_pdf(poster, layout, bleed_mm=bleed_mm, crop_marks=crop_marks)
    proof = prove(Piece(pdf), link, layout.reach_m)
    if not proof.ok:
        raise Unprintable(f"{show_code(sign.code)} en {layout.name} no pasó la prueba: {proof.why}")
    return Printed(code=sign.code, name=file_name(sign, layout), pdf=pdf, proof=proof)


def poster_of(sign: SignRow, link: str, brand: Brand, languages: Sequence[str] = ()) -> Poster:
    """Raises Unprintable for a sign that leads nowhere any more, in more languages than fit, or with letters that would
    be missing."""
    spoken = tuple(languages or sign.languages)
    if sign.state == "retired":
        raise Unprintable(f"{show_code(sign.code)} está retirado: dale otra propiedad con «leadbot sign point»")
    if len(spoken) > MOST_LANGUAGES:
        raise Unprintable(f"en un letrero caben {MOST_LANGUAGES} idiomas, y pides {len(spoken)}")
    if unknown := [language for language in spoken if language not in poster_languages()]:
        raise Unprintable(f"no hay letreros en «{unknown[0]}»: hay {', '.join(poster_languages())}")
    if lost := list(lost_letters(sign, link, brand)):
        raise Unprintable("; ".join(lost))
    return Poster(
        link=link,
        code=show_code(sign.code),
        title=sign.title,
        type=sign.type,
        languages=spoken,
        brand=brand,
    )


def lost_letters(sign: SignRow, link: str, brand: Brand) -> Iterator[str]:
    """A sentence for each text with letters that the fonts lack: where it stands, which they are, and what to do."""
    if lost := lacking(sign.title):
        said = f"el título de {show_code(sign.code)}, «{sign.title}», lleva {name_lacking(lost)}"
        yield f"{said}: ponle otro con «{retitled(sign, lost)}»"
    settings = {
        "name": brand.name,
        "human_phone": brand.phone,
        "privacy_url": brand.privacy_url,
        "signs.domain": shown_link(link)[0],
    }
    for setting, text in settings.items():
        if lost := lacking(text):
            yield f"agencies.{sign.agency}.{setting} dice «{text}» y lleva {name_lacking(lost)}: escríbelo sin eso"


def retitled(sign: SignRow, lost: Sequence[str]) -> str:
    """The command that gives it the same title without these letters, and keeps all else."""
    title = sign.title
    for letters in lost:
        title = title.replace(letters, " ")
    options = {"--title": " ".join(title.split()) or "TÍTULO", "--type": sign.type}
    options |= {"--property": sign.property_uid, "--url": sign.url}
    given = [part for name, value in options.items() if value for part in (name, value)]
    return shlex.join(["leadbot", "sign", "point", show_code(sign.code), *given])


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


def hints(link: str, layout: Layout, *, is_static: bool) -> list[str]:
    """What somebody should know before paying for print."""
    said = []
    if is_static:
        said.append(
            "El QR lleva el enlace del chat: es más denso, no cuenta aperturas, y ese número o bot no podrá cambiar "
            "(la propiedad sí). Con un dominio propio se lee mejor."
        )
    elif symbol_of(link, layout).squares > DENSE:
        said.append("El dominio es largo y hace el QR más denso: uno más corto se lee desde más lejos.")
    return said


def file_name(sign: SignRow, layout: Layout) -> str:
    """«K7M4PF_rotulo_24x36_apartamento-en-naco», without the ending; a layout that is called as its piece, once."""
    offered = re.findall(r"[a-z0-9]+", fold(BETWEEN_FACTS.split(sign.title)[0]))
    words = textwrap.shorten(" ".join(offered), NAME_LIMIT, placeholder="").replace(" ", "-")
    parts = (sign.code, sign.piece or PIECE_OF[layout.name], layout.name, words)
    return "_".join(dict.fromkeys(filter(None, parts)))
