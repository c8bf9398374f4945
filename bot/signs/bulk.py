"""Many signs from one table: what every row means, and what is wrong with it (signs §7)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

from adapters.signs import PIECES, SIZES, SignRow
from bot.channels import KINDS
from bot.problem import hint
from bot.settings.by_kind import sign_modes
from bot.signs.csv_file import AS_CSV, NotATable, Table, TableRow, column_name
from bot.signs.dates import NoDay, first_moment, moment_after, read_day
from bot.signs.meanings import meant
from bot.signs.typesetting import lacking, name_lacking
from bot.signs.values import EMAIL, LONGEST, MOST_LANGUAGES, PROPERTY, SLUG
from bot.wording import LANGUAGES
from flows.events import SignKind, SignType
from flows.understanding.code import read_typed, show_code
from flows.understanding.text import clean_line, fold

COLUMNS = (
    *("titulo", "tipo", "property_uid", "pieza", "tamano", "idioma", "campana", "ubicacion", "agente_correo"),
    *("turno_uid", "modo", "desde", "hasta", "codigo", "cantidad"),
)
REQUIRED = ("titulo", "tipo", "pieza", "tamano")
TYPES: tuple[SignType, ...] = get_args(SignType)
LINKS = ("perfil", "historia", "anuncio-whatsapp")  # posts, not signs: signs §2 «enlace»
MOST_SIGNS = 500

Colour = Literal["green", "yellow", "red"]
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A row and what would become of it. `why` is Spanish: what is wrong or doubtful, and how to mend it.

    `signs` are those that belong to it: the ones that exist already carry their codes, the others get theirs when they
    are created.
    """

    row: int
    colour: Colour
    column: str = ""
    why: str = ""
    signs: tuple[SignRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """What a table is checked against. `listed`: UIDs that the CRM shows, None where nobody can ask it; `unprintable`
    gives the reason why a sign could not be printed, «» when it can."""

    agency: str
    language: str
    zone: ZoneInfo
    signs: Sequence[SignRow]
    taken: Collection[str]  # codes of other agencies
    listed: Collection[str] | None
    unprintable: Callable[[SignRow], str]


@dataclass(slots=True)
class _Faults:
    """What one row gathers while it is read, each with its column."""

    wrong: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)


def check_table(table: Table, registry: Registry) -> list[Checked]:
    """Every row in its order. Raises NotATable when there are more signs than one file may hold."""
    if len(table.rows) > MOST_SIGNS:
        raise NotATable(f"el archivo tiene {len(table.rows)} filas, y caben {MOST_SIGNS}: divídelo en dos")
    if not table.rows:
        raise NotATable("el archivo tiene los nombres de las columnas y ninguna fila debajo")
    checked = [*_headers(table), *_Checker(registry).rows(table)]
    if (signs := sum(len(one.signs) for one in checked)) > MOST_SIGNS:
        raise NotATable(f"entre todas las filas son {signs} letreros, y caben {MOST_SIGNS}: divide el archivo")
    return checked


def ours() -> tuple[str, ...]:
    """Columns that the ZIP's own table has besides: the links."""
    return ("enlace", *sorted(KINDS))


def _headers(table: Table) -> Iterator[Checked]:
    for header in table.unknown:
        if column_name(header) in ours():
            continue
        meant = hint(fold(header), COLUMNS)
        instead = f": {meant}" if meant else f"; las que hay: {', '.join(COLUMNS)}"
        yield Checked(row=1, colour="yellow", column=header, why=f"esta columna no se usa{instead}")


class _Checker:
    """Remembers what the rows before said, because two of them may mean the same sign."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._by_code = {sign.code: sign for sign in registry.signs}
        self._by_place: dict[tuple[str, str, str], list[SignRow]] = {}
        for sign in registry.signs:
            self._by_place.setdefault(_place_of(sign), []).append(sign)
        self._codes: dict[str, int] = {}
        self._places: dict[tuple[str, str, str], int] = {}

    def rows(self, table: Table) -> Iterator[Checked]:
        for row in table.rows:
            faults = _Faults()
            _doubt_letters(row.cells, faults, guessed=table.guessed)
            sign = self._sign(row.cells, faults)
            amount = _amount(row.cells, faults)
            signs = () if faults.wrong else self._signs(row, sign, amount, faults)
            yield _checked(row.number, signs, faults)

    def _sign(self, cells: Mapping[str, str], faults: _Faults) -> SignRow:
        registry, piece = self._registry, _one_of(cells, "pieza", PIECES, faults)
        since, until = (_day(cells, column, faults) for column in ("desde", "hasta"))
        if since and until and until < since:
            faults.wrong.append(("hasta", f"{until.isoformat()} es antes que «desde»"))
        kind: SignKind = "l" if piece in LINKS else "s"
        mode = _one_of(cells, "modo", sign_modes(), faults)
        agent, rule = _assignment(cells, faults)
        return SignRow(
            code=_code(cells, faults),
            agency=registry.agency,
            kind=kind,
            title=_title(cells, faults),
            type=_one_of(cells, "tipo", TYPES, faults) or "general",
            property_uid=_property(cells, registry.listed, faults),
            piece=piece or "",
            size=_one_of(cells, "tamano", SIZES, faults) or "",
            place=_place(cells, faults),
            campaign=_campaign(cells, faults),
            related=agent,
            rule=rule,
            languages=_languages(cells, registry.language, faults),
            mode=mode or "",
            from_at=first_moment(since, registry.zone),
            until_at=moment_after(until, registry.zone),
        )

    def _signs(self, row: TableRow, sign: SignRow, amount: int, faults: _Faults) -> tuple[SignRow, ...]:
        if sign.code:
            return self._with_code(row, sign, faults)
        place = _place_of(sign)
        if (before := self._places.setdefault(place, row.number)) != row.number:
            why = f"repite la fila {before} y no crea otro letrero: pon otra ubicacion, o usa cantidad en aquella"
            faults.doubtful.append(("ubicacion", why))
            return ()
        there = [replace(one, size=one.size or sign.size) for one in self._by_place.get(place, [])[:amount]]
        if there:
            codes = ", ".join(show_code(one.code) for one in there)
            faults.doubtful.append(("codigo", f"ya existe ({codes}) y queda como está"))
        if len(there) < amount and (reason := self._registry.unprintable(sign)):
            faults.wrong.append(("tamano", reason))
        return (*there, *[sign] * (amount - len(there)))

    def _with_code(self, row: TableRow, sign: SignRow, faults: _Faults) -> tuple[SignRow, ...]:
        before = self._codes.setdefault(sign.code, row.number)
        if before != row.number:
            faults.wrong.append(("codigo", f"ya está en la fila {before}: cada letrero tiene el suyo"))
        elif sign.code in self._registry.taken:
            faults.wrong.append(("codigo", f"{show_code(sign.code)} es de otra agencia: déjalo vacío y se crea uno"))
        elif there := self._by_code.get(sign.code):
            faults.doubtful.append(("codigo", "ya existe y queda como está"))
            return (replace(there, size=there.size or sign.size),)
        elif reason := self._registry.unprintable(sign):
            faults.wrong.append(("tamano", reason))
        return (sign,)


def _place_of(sign: SignRow) -> tuple[str, str, str]:
    """What makes a sign the same one when a file comes again: property (or title), piece and placement."""
    return sign.property_uid or fold(sign.title), sign.piece, fold(sign.place)


def _checked(number: int, signs: tuple[SignRow, ...], faults: _Faults) -> Checked:
    colour: Colour = "red" if faults.wrong else "yellow" if faults.doubtful else "green"
    said = faults.wrong or faults.doubtful
    column = said[0][0] if said else ""
    why = "; ".join(why if where == column else f"{where}: {why}" for where, why in said)
    return Checked(row=number, colour=colour, column=column, why=why, signs=() if faults.wrong else signs)


def _doubt_letters(cells: Mapping[str, str], faults: _Faults, *, guessed: bool) -> None:
    """Letters that may not be those that were typed, because a program on the way read them wrong."""
    if guessed and (read := {column: cell for column, cell in cells.items() if not cell.isascii()}):
        shown = ", ".join(f"«{clean_line(cell, 40)}»" for cell in read.values())
        faults.doubtful.append(
            (next(iter(read)), f"se leyó {shown}: si no es así, guarda el archivo otra vez ({AS_CSV})")
        )
    for column in ("titulo", "ubicacion"):
        cell = cells.get(column, "")
        if (mended := _mended(cell)) != cell:
            said = f"¿querías decir «{clean_line(mended, 40)}»? Guarda el archivo otra vez ({AS_CSV})"
            faults.doubtful.append((column, f"dice «{clean_line(cell, 40)}»: {said}"))
        elif re.search(r"[^\W\d_]\?[^\W\d_]", cell):
            faults.doubtful.append((column, f"dice «{clean_line(cell, 40)}»: ¿se perdió una letra donde está el «?»?"))


def _mended(cell: str) -> str:
    """«PeÃ±a», which is UTF-8 taken for the letters of Windows, as «Peña»; anything else as it is."""
    for taken_for in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return cell.encode(taken_for).decode("utf-8")
    return cell


def _title(cells: Mapping[str, str], faults: _Faults) -> str:
    title = clean_line(cells.get("titulo", ""), LONGEST)
    if not title:
        faults.wrong.append(("titulo", "falta: escribe lo que lee la gente, como «Apartamento en Naco · 3 hab»"))
    elif lost := lacking(title):
        faults.wrong.append(("titulo", f"dice «{title}» y lleva {name_lacking(lost)}: escríbelo sin eso"))
    return title


def _place(cells: Mapping[str, str], faults: _Faults) -> str:
    place = clean_line(cells.get("ubicacion", ""), LONGEST)
    if lost := lacking(place):
        faults.doubtful.append(("ubicacion", f"lleva {name_lacking(lost)}: en la lista para colgarlos sale un cuadro"))
    return place


def _one_of(cells: Mapping[str, str], column: str, allowed: Sequence[Choice], faults: _Faults) -> Choice | None:
    written = cells.get(column, "")
    word = re.sub(r"\s*(?:in|pulgadas|\")$|(?<=\d)\s+|\s+(?=\d)", "", fold(written)).replace(" ", "-").replace("×", "x")
    found = next((choice for choice in allowed if choice == word), None)
    if not written and column in REQUIRED:
        faults.wrong.append((column, f"falta: {', '.join(allowed)}"))
    elif written and found is None:
        near = meant(column, written, allowed)
        hint = f"¿querías decir «{near}»?" if near else f"puede ser {', '.join(allowed)}"
        faults.wrong.append((column, f"dice «{clean_line(written, 40)}»: {hint}"))
    return found


def _property(cells: Mapping[str, str], listed: Collection[str] | None, faults: _Faults) -> str:
    uid = clean_line(cells.get("property_uid", ""), LONGEST)
    if not uid:
        return ""
    if not PROPERTY.fullmatch(uid):
        faults.wrong.append(("property_uid", f"dice «{uid}»: son de 6 a 20 letras y números, como JSORJ9S5AY"))
    elif listed is None:
        faults.doubtful.append(("property_uid", "no verificado: el CRM no se pudo consultar"))
    elif uid not in listed:
        remedy = "revisa el UID, o déjalo vacío y ponlo después con «leadbot sign point»"
        faults.wrong.append(("property_uid", f"el CRM no muestra la propiedad {uid}: {remedy}"))
    return uid


def _campaign(cells: Mapping[str, str], faults: _Faults) -> str:
    written = clean_line(cells.get("campana", ""), LONGEST)
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(written)))
    if written and not SLUG.fullmatch(written):
        said = f"queda como «{slug}»" if slug else "no tiene letras ni números, y queda vacía"
        faults.doubtful.append(("campana", said))
    return slug


def _assignment(cells: Mapping[str, str], faults: _Faults) -> tuple[str, str]:
    agent, rule = (clean_line(cells.get(column, ""), LONGEST) for column in ("agente_correo", "turno_uid"))
    if agent and rule:
        faults.wrong.append(("turno_uid", "pon agente_correo o turno_uid, uno de los dos"))
    if agent and not EMAIL.fullmatch(agent):
        faults.wrong.append(("agente_correo", f"dice «{agent}», que no es un correo"))
    return agent, rule


def _languages(cells: Mapping[str, str], usual: str, faults: _Faults) -> tuple[str, ...]:
    spoken = tuple(dict.fromkeys(re.findall(r"[a-z]+", fold(cells.get("idioma", ""))))) or (usual,)
    if unknown := [language for language in spoken if language not in LANGUAGES]:
        near = meant("idioma", unknown[0], LANGUAGES)
        hint = f"¿querías decir «{near}»?" if near else f"hay {', '.join(LANGUAGES)}"
        faults.wrong.append(("idioma", f"dice «{unknown[0]}»: {hint}"))
    elif len(spoken) > MOST_LANGUAGES:
        faults.wrong.append(("idioma", f"en un letrero caben {MOST_LANGUAGES} idiomas"))
    return spoken


def _day(cells: Mapping[str, str], column: str, faults: _Faults) -> date | None:
    if not (written := cells.get(column, "")):
        return None
    try:
        day, unsure = read_day(written)
    except NoDay:
        faults.wrong.append((column, f"dice «{clean_line(written, 40)}», que no es una fecha: escribe 2026-11-23"))
        return None
    if unsure:
        faults.doubtful.append((column, f"«{clean_line(written, 40)}» se entiende como {day.isoformat()}"))
    return day


def _code(cells: Mapping[str, str], faults: _Faults) -> str:
    if not (written := cells.get("codigo", "")):
        return ""
    code = read_typed(written)
    if not code:
        why = f"dice «{clean_line(written, 40)}», que no es un código: míralo en el impreso, o déjalo vacío"
        faults.wrong.append(("codigo", why))
    return code or ""


def _amount(cells: Mapping[str, str], faults: _Faults) -> int:
    written = cells.get("cantidad", "1").strip()
    found = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?", written)
    amount = int(found[1]) if found else 0
    if not 1 <= amount <= MOST_SIGNS:
        faults.wrong.append(("cantidad", f"dice «{clean_line(written, 40)}»: es un número de 1 a {MOST_SIGNS}"))
    elif amount > 1 and cells.get("codigo"):
        faults.wrong.append(("cantidad", "con un código puesto es un solo letrero: deja cantidad vacía"))
    return max(1, amount)


def drawn(checked: Sequence[Checked], mint: Callable[[], str]) -> list[Checked]:
    """The same with a code for every sign that is still without one."""
    return [
        replace(one, signs=tuple(sign if sign.code else replace(sign, code=mint()) for sign in one.signs))
        for one in checked
    ]


def colours(checked: Sequence[Checked]) -> Counter[Colour]:
    """How many rows have each."""
    return Counter(one.colour for one in checked)
