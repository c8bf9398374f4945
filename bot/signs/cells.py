"""What each cell of a table of signs means, and what is wrong or doubtful about it (signs §7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar, get_args

from adapters.language import tr
from adapters.signs import Titles
from bot.signs.csv_file import AS_CSV
from bot.signs.dates import NoDay, read_day
from bot.signs.meanings import meant
from bot.signs.photo import read_photo
from bot.signs.qr import Unprintable
from bot.signs.typesetting import lacking, name_lacking
from bot.signs.values import EMAIL, LONGEST, MOST_LANGUAGES, PROPERTY, SLUG
from bot.wording import LANGUAGES
from flows.events import SignType
from flows.understanding.code import read_typed
from flows.understanding.text import clean_line, fold

COLUMNS = (
    *("titulo", "tipo", "property_uid", "pieza", "tamano", "idioma", "campana", "ubicacion", "agente_correo"),
    *("turno_uid", "modo", "desde", "hasta", "codigo", "cantidad", "precio", "agente_nombre", "foto"),
    *(f"titulo_{language}" for language in LANGUAGES),
)
REQUIRED = ("titulo", "tipo", "pieza", "tamano")
TYPES: tuple[SignType, ...] = get_args(SignType)
MOST_SIGNS = 500
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a row wants on paper besides its sign; the registry does not keep it. `photo`: a file, «» for none."""

    price: str = ""
    agent: str = ""
    photo: str = ""


NO_EXTRAS = Extras()


@dataclass(slots=True)
class Faults:
    """What one row gathers while it is read, each with its column."""

    wrong: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    settled: str = ""  # what is said of a row that is good


def doubt_letters(cells: Mapping[str, str], faults: Faults, *, guessed: bool) -> None:
    """Letters that may not be those that were typed, because a program on the way read them wrong."""
    if guessed and (read := {column: cell for column, cell in cells.items() if not cell.isascii()}):
        shown = ", ".join(f"«{clean_line(cell, 40)}»" for cell in read.values())
        faults.doubtful.append(
            (
                next(iter(read)),
                tr(
                    f"se leyó {shown}: si no es así, guarda el archivo otra vez ({AS_CSV})",
                    f"{shown} was read: if it is not so, save the file again ({AS_CSV})",
                ),
            )
        )
    for column in ("titulo", "ubicacion"):
        cell = cells.get(column, "")
        if (mended := _mended(cell)) != cell:
            said = tr(
                f"¿querías decir «{clean_line(mended, 40)}»? Guarda el archivo otra vez ({AS_CSV})",
                f"did you mean «{clean_line(mended, 40)}»? Save the file again ({AS_CSV})",
            )
            faults.doubtful.append(
                (column, tr(f"dice «{clean_line(cell, 40)}»: {said}", f"says «{clean_line(cell, 40)}»: {said}"))
            )
        elif re.search(r"[^\W\d_]\?[^\W\d_]", cell):
            faults.doubtful.append(
                (
                    column,
                    tr(
                        f"dice «{clean_line(cell, 40)}»: ¿se perdió una letra donde está el «?»?",
                        f"says «{clean_line(cell, 40)}»: was a letter lost where the «?» is?",
                    ),
                )
            )


def _mended(cell: str) -> str:
    """«PeÃ±a», which is UTF-8 taken for the letters of Windows, as «Peña»; anything else as it is."""
    for taken_for in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return cell.encode(taken_for).decode("utf-8")
    return cell


def read_titles(cells: Mapping[str, str], languages: Sequence[str], faults: Faults) -> tuple[str, Titles]:
    """The one in the sign's first language, and the others."""
    named = {language: clean_line(cells.get(f"titulo_{language}", ""), LONGEST) for language in LANGUAGES}
    for language, title in named.items():
        if lost := lacking(title):
            faults.wrong.append(
                (
                    f"titulo_{language}",
                    tr(
                        f"dice «{title}» y lleva {name_lacking(lost)}: escríbelo sin eso",
                        f"says «{title}» and has {name_lacking(lost)}: write it without that",
                    ),
                )
            )
    title, own = _title(cells, faults), named.pop(languages[0], "")
    if own and own != title:
        faults.wrong.append(
            (
                f"titulo_{languages[0]}",
                tr(
                    "no es lo mismo que titulo, que ya está en ese idioma: deja uno",
                    "is not the same as titulo, which is in that language already: leave one",
                ),
            )
        )
    return title, tuple((language, line) for language, line in named.items() if line)


def read_extras(cells: Mapping[str, str], folder: Path, faults: Faults) -> Extras:
    said = {column: clean_line(cells.get(column, ""), LONGEST) for column in ("precio", "agente_nombre")}
    for column, text in said.items():
        if lost := lacking(text):
            faults.wrong.append(
                (
                    column,
                    tr(
                        f"dice «{text}» y lleva {name_lacking(lost)}: escríbelo sin eso",
                        f"says «{text}» and has {name_lacking(lost)}: write it without that",
                    ),
                )
            )
    photo = str(folder / cells["foto"]) if cells.get("foto") else ""
    try:
        if photo:
            read_photo(photo)
    except Unprintable as reason:
        faults.wrong.append(("foto", str(reason)))
    return Extras(price=said["precio"], agent=said["agente_nombre"], photo=photo)


def _title(cells: Mapping[str, str], faults: Faults) -> str:
    title = clean_line(cells.get("titulo", ""), LONGEST)
    if not title:
        faults.wrong.append(
            (
                "titulo",
                tr(
                    "falta: escribe lo que lee la gente, como «Apartamento en Naco · 3 hab»",
                    "is missing: write what people read, like «Apartamento en Naco · 3 hab»",
                ),
            )
        )
    elif lost := lacking(title):
        faults.wrong.append(
            (
                "titulo",
                tr(
                    f"dice «{title}» y lleva {name_lacking(lost)}: escríbelo sin eso",
                    f"says «{title}» and has {name_lacking(lost)}: write it without that",
                ),
            )
        )
    return title


def read_place(cells: Mapping[str, str], faults: Faults) -> str:
    place = clean_line(cells.get("ubicacion", ""), LONGEST)
    if lost := lacking(place):
        faults.doubtful.append(
            (
                "ubicacion",
                tr(
                    f"lleva {name_lacking(lost)}: en la lista para colgarlos sale un cuadro",
                    f"has {name_lacking(lost)}: in the list for hanging them there will be a box",
                ),
            )
        )
    return place


def read_choice(cells: Mapping[str, str], column: str, allowed: Sequence[Choice], faults: Faults) -> Choice | None:
    written = cells.get(column, "")
    word = re.sub(r"\s*(?:in|pulgadas|\")$|(?<=\d)\s+|\s+(?=\d)", "", fold(written)).replace(" ", "-").replace("×", "x")
    found = next((choice for choice in allowed if choice == word), None)
    if not written and column in REQUIRED:
        faults.wrong.append((column, tr(f"falta: {', '.join(allowed)}", f"is missing: {', '.join(allowed)}")))
    elif written and found is None:
        near = meant(column, written, allowed)
        hint = (
            tr(f"¿querías decir «{near}»?", f"did you mean «{near}»?")
            if near
            else tr(f"puede ser {', '.join(allowed)}", f"it can be {', '.join(allowed)}")
        )
        faults.wrong.append(
            (column, tr(f"dice «{clean_line(written, 40)}»: {hint}", f"says «{clean_line(written, 40)}»: {hint}"))
        )
    return found


def read_property(cells: Mapping[str, str], listed: Collection[str] | None, faults: Faults) -> str:
    uid = clean_line(cells.get("property_uid", ""), LONGEST)
    if not uid:
        return ""
    if not PROPERTY.fullmatch(uid):
        faults.wrong.append(
            (
                "property_uid",
                tr(
                    f"dice «{uid}»: son de 6 a 20 letras y números, como JSORJ9S5AY",
                    f"says «{uid}»: it has 6 to 20 letters and digits, like JSORJ9S5AY",
                ),
            )
        )
    elif listed is None:
        faults.doubtful.append(
            (
                "property_uid",
                tr("no verificado: el CRM no se pudo consultar", "not verified: the CRM could not be asked"),
            )
        )
    elif uid not in listed:
        remedy = tr(
            "revisa el UID, o déjalo vacío y ponlo después con «leadbot sign point»",
            "check the UID, or leave it empty and give it later with «leadbot sign point»",
        )
        faults.wrong.append(
            (
                "property_uid",
                tr(
                    f"el CRM no muestra la propiedad {uid}: {remedy}",
                    f"the CRM does not show the property {uid}: {remedy}",
                ),
            )
        )
    return uid


def read_campaign(cells: Mapping[str, str], faults: Faults) -> str:
    written = clean_line(cells.get("campana", ""), LONGEST)
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(written)))
    if written and not SLUG.fullmatch(written):
        said = (
            f"queda como «{slug}»"
            if slug
            else tr("no tiene letras ni números, y queda vacía", "has neither letters nor digits, and stays empty")
        )
        faults.doubtful.append(("campana", said))
    return slug


def read_assignment(cells: Mapping[str, str], faults: Faults) -> tuple[str, str]:
    agent, rule = (clean_line(cells.get(column, ""), LONGEST) for column in ("agente_correo", "turno_uid"))
    if agent and rule:
        faults.wrong.append(
            (
                "turno_uid",
                tr("pon agente_correo o turno_uid, uno de los dos", "give agente_correo or turno_uid, one of the two"),
            )
        )
    if agent and not EMAIL.fullmatch(agent):
        faults.wrong.append(
            (
                "agente_correo",
                tr(f"dice «{agent}», que no es un correo", f"says «{agent}», which is not an e-mail address"),
            )
        )
    return agent, rule


def read_languages(cells: Mapping[str, str], usual: str, faults: Faults) -> tuple[str, ...]:
    spoken = tuple(dict.fromkeys(re.findall(r"[a-z]+", fold(cells.get("idioma", ""))))) or (usual,)
    if unknown := [language for language in spoken if language not in LANGUAGES]:
        near = meant("idioma", unknown[0], LANGUAGES)
        hint = (
            tr(f"¿querías decir «{near}»?", f"did you mean «{near}»?")
            if near
            else tr(f"hay {', '.join(LANGUAGES)}", f"there are {', '.join(LANGUAGES)}")
        )
        faults.wrong.append(("idioma", tr(f"dice «{unknown[0]}»: {hint}", f"says «{unknown[0]}»: {hint}")))
    elif len(spoken) > MOST_LANGUAGES:
        faults.wrong.append(
            ("idioma", tr(f"en un letrero caben {MOST_LANGUAGES} idiomas", f"{MOST_LANGUAGES} languages fit on a sign"))
        )
    return spoken


def read_date(cells: Mapping[str, str], column: str, faults: Faults) -> date | None:
    if not (written := cells.get(column, "")):
        return None
    try:
        day, unsure = read_day(written)
    except NoDay:
        faults.wrong.append(
            (
                column,
                tr(
                    f"dice «{clean_line(written, 40)}», que no es una fecha: escribe 2026-11-23",
                    f"says «{clean_line(written, 40)}», which is not a date: write 2026-11-23",
                ),
            )
        )
        return None
    if unsure:
        faults.doubtful.append(
            (
                column,
                tr(
                    f"«{clean_line(written, 40)}» se entiende como {day.isoformat()}",
                    f"«{clean_line(written, 40)}» is read as {day.isoformat()}",
                ),
            )
        )
    return day


def read_code(cells: Mapping[str, str], faults: Faults) -> str:
    if not (written := cells.get("codigo", "")):
        return ""
    code = read_typed(written)
    if not code:
        why = tr(
            f"dice «{clean_line(written, 40)}», que no es un código: míralo en el impreso, o déjalo vacío",
            f"says «{clean_line(written, 40)}», which is not a code: look at the print, or leave it empty",
        )
        faults.wrong.append(("codigo", why))
    return code or ""


def read_amount(cells: Mapping[str, str], faults: Faults) -> int:
    written = cells.get("cantidad", "1").strip()
    found = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?", written)
    amount = int(found[1]) if found else 0
    if not 1 <= amount <= MOST_SIGNS:
        faults.wrong.append(
            (
                "cantidad",
                tr(
                    f"dice «{clean_line(written, 40)}»: es un número de 1 a {MOST_SIGNS}",
                    f"says «{clean_line(written, 40)}»: it is a number from 1 to {MOST_SIGNS}",
                ),
            )
        )
    elif amount > 1 and cells.get("codigo"):
        faults.wrong.append(
            (
                "cantidad",
                tr(
                    "con un código puesto es un solo letrero: deja cantidad vacía",
                    "with a code given it is one sign only: leave cantidad empty",
                ),
            )
        )
    return max(1, amount)
