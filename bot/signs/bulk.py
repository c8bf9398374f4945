"""Many signs from one table: what every row means, and what is wrong with it (signs §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from adapters.language import tr
from adapters.signs import PIECES, SIZES, SignRow
from bot.channels import KINDS
from bot.problem import hint
from bot.settings.by_kind import sign_modes
from bot.signs.cells import (
    COLUMNS,
    MOST_SIGNS,
    NO_EXTRAS,
    TYPES,
    Extras,
    Faults,
    doubt_letters,
    read_amount,
    read_assignment,
    read_campaign,
    read_choice,
    read_code,
    read_date,
    read_extras,
    read_languages,
    read_place,
    read_property,
    read_titles,
)
from bot.signs.csv_file import NotATable, Table, TableRow, column_name
from bot.signs.dates import first_moment, moment_after
from flows.events import SignKind
from flows.understanding.code import show_code
from flows.understanding.text import fold

LINKS = ("perfil", "historia", "anuncio-whatsapp")  # posts, not signs: signs §2 «enlace»

Colour = Literal["green", "yellow", "red"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A row and what would become of it. `why` is Spanish: what is wrong or doubtful, and how to mend it; of a
    green row, that nothing changes.

    `signs` are those that belong to it: the ones that exist already carry their codes, the others get theirs when they
    are created.
    """

    row: int
    colour: Colour
    column: str = ""
    why: str = ""
    signs: tuple[SignRow, ...] = ()
    extras: Extras = NO_EXTRAS


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """What a table is checked against. `listed`: UIDs that the CRM shows, None where nobody can ask it; `unprintable`
    gives the reason why a sign could not be printed, «» when it can; `folder`: where the photographs lie."""

    agency: str
    language: str
    zone: ZoneInfo
    signs: Sequence[SignRow]
    taken: Collection[str]  # codes of other agencies
    listed: Collection[str] | None
    unprintable: Callable[[SignRow], str]
    folder: Path = Path()


def check_table(table: Table, registry: Registry) -> list[Checked]:
    """Every row in its order. Raises NotATable when there are more signs than one file may hold."""
    if len(table.rows) > MOST_SIGNS:
        raise NotATable(
            tr(
                f"el archivo tiene {len(table.rows)} filas, y caben {MOST_SIGNS}: divídelo en dos",
                f"the file has {len(table.rows)} rows, and {MOST_SIGNS} fit: divide it in two",
            )
        )
    if not table.rows:
        raise NotATable(
            tr(
                "el archivo tiene los nombres de las columnas y ninguna fila debajo",
                "the file has the names of the columns and no row below them",
            )
        )
    checked = [*_headers(table), *_Checker(registry).rows(table)]
    if (signs := sum(len(one.signs) for one in checked)) > MOST_SIGNS:
        raise NotATable(
            tr(
                f"entre todas las filas son {signs} letreros, y caben {MOST_SIGNS}: divide el archivo",
                f"the rows together are {signs} signs, and {MOST_SIGNS} fit: divide the file",
            )
        )
    return checked


def ours() -> tuple[str, ...]:
    """Columns that the ZIP's own table has besides: the links."""
    return ("enlace", *sorted(KINDS))


def _headers(table: Table) -> Iterator[Checked]:
    for header in table.unknown:
        if column_name(header) in ours():
            continue
        meant = hint(fold(header), COLUMNS)
        instead = (
            f": {meant}" if meant else tr(f"; las que hay: {', '.join(COLUMNS)}", f"; there are: {', '.join(COLUMNS)}")
        )
        yield Checked(
            row=1,
            colour="yellow",
            column=header,
            why=tr(f"esta columna no se usa{instead}", f"this column is not used{instead}"),
        )


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
            faults = Faults()
            doubt_letters(row.cells, faults, guessed=table.guessed)
            sign = self._sign(row.cells, faults)
            amount = read_amount(row.cells, faults)
            extras = read_extras(row.cells, self._registry.folder, faults)
            signs = () if faults.wrong else self._signs(row, sign, amount, faults)
            yield replace(_checked(row.number, signs, faults), extras=extras)

    def _sign(self, cells: Mapping[str, str], faults: Faults) -> SignRow:
        registry, piece = self._registry, read_choice(cells, "pieza", PIECES, faults)
        since, until = (read_date(cells, column, faults) for column in ("desde", "hasta"))
        if since and until and until < since:
            faults.wrong.append(
                ("hasta", tr(f"{until.isoformat()} es antes que «desde»", f"{until.isoformat()} is before «desde»"))
            )
        kind: SignKind = "l" if piece in LINKS else "s"
        mode = read_choice(cells, "modo", sign_modes(), faults)
        agent, rule = read_assignment(cells, faults)
        languages = read_languages(cells, registry.language, faults)
        title, titles = read_titles(cells, languages, faults)
        return SignRow(
            code=read_code(cells, faults),
            agency=registry.agency,
            kind=kind,
            title=title,
            titles=titles,
            type=read_choice(cells, "tipo", TYPES, faults) or "general",
            property_uid=read_property(cells, registry.listed, faults),
            piece=piece or "",
            size=read_choice(cells, "tamano", SIZES, faults) or "",
            place=read_place(cells, faults),
            campaign=read_campaign(cells, faults),
            related=agent,
            rule=rule,
            languages=languages,
            mode=mode or "",
            from_at=first_moment(since, registry.zone),
            until_at=moment_after(until, registry.zone),
        )

    def _signs(self, row: TableRow, sign: SignRow, amount: int, faults: Faults) -> tuple[SignRow, ...]:
        if sign.code:
            return self._with_code(row, sign, faults)
        place = _place_of(sign)
        if (before := self._places.setdefault(place, row.number)) != row.number:
            why = tr(
                f"repite la fila {before} y no crea otro letrero: pon otra ubicacion, o usa cantidad en aquella",
                f"repeats row {before} and creates no other sign: give another ubicacion, or use cantidad in that one",
            )
            faults.doubtful.append(("ubicacion", why))
            return ()
        there = [replace(one, size=one.size or sign.size) for one in self._by_place.get(place, [])[:amount]]
        if there:
            _compare(row, sign, there, faults)
        if len(there) < amount and (reason := self._registry.unprintable(sign)):
            faults.wrong.append(("tamano", reason))
        return (*there, *[sign] * (amount - len(there)))

    def _with_code(self, row: TableRow, sign: SignRow, faults: Faults) -> tuple[SignRow, ...]:
        before = self._codes.setdefault(sign.code, row.number)
        if before != row.number:
            faults.wrong.append(
                (
                    "codigo",
                    tr(
                        f"ya está en la fila {before}: cada letrero tiene el suyo",
                        f"is in row {before} already: each sign has its own",
                    ),
                )
            )
        elif sign.code in self._registry.taken:
            faults.wrong.append(
                (
                    "codigo",
                    tr(
                        f"{show_code(sign.code)} es de otra agencia: déjalo vacío y se crea uno",
                        f"{show_code(sign.code)} is another agency's: leave it empty and one is made",
                    ),
                )
            )
        elif there := self._by_code.get(sign.code):
            kept = replace(there, size=there.size or sign.size)
            _compare(row, sign, [kept], faults)
            return (kept,)
        elif reason := self._registry.unprintable(sign):
            faults.wrong.append(("tamano", reason))
        return (sign,)


def _compare(row: TableRow, sign: SignRow, there: Sequence[SignRow], faults: Faults) -> None:
    """A row that says again what is there changes nothing; one that says something else does not change it either, and
    whoever wrote it should know. An empty cell says nothing."""
    codes = ", ".join(show_code(one.code) for one in there)
    said = {column: name for column, name in SAME.items() if column in row.cells}
    said |= {column: "titles" for column in row.cells if column.startswith("titulo_")}
    other = [column for column, name in said.items() if any(getattr(one, name) != getattr(sign, name) for one in there)]
    if other:
        kept = tr(
            f"ya existe ({codes}) y queda como está, aunque la fila dice otra cosa en {', '.join(other)}",
            f"exists already ({codes}) and stays as it is, although the row says otherwise in {', '.join(other)}",
        )
        faults.doubtful.append(
            (
                other[0],
                tr(
                    f"{kept}: para otra propiedad, «leadbot sign point»",
                    f"{kept}: for another property, «leadbot sign point»",
                ),
            )
        )
    else:
        faults.settled = tr(f"sin cambios ({codes})", f"unchanged ({codes})")


SAME = {
    "titulo": "title",
    "tipo": "type",
    "property_uid": "property_uid",
    "pieza": "piece",
    "tamano": "size",
    "idioma": "languages",
    "campana": "campaign",
    "ubicacion": "place",
    "agente_correo": "related",
    "turno_uid": "rule",
    "modo": "mode",
    "desde": "from_at",
    "hasta": "until_at",
}


def _place_of(sign: SignRow) -> tuple[str, str, str]:
    """What makes a sign the same one when a file comes again: property (or title), piece and placement."""
    return sign.property_uid or fold(sign.title), sign.piece, fold(sign.place)


def _checked(number: int, signs: tuple[SignRow, ...], faults: Faults) -> Checked:
    colour: Colour = "red" if faults.wrong else "yellow" if faults.doubtful else "green"
    said = faults.wrong or faults.doubtful
    column = said[0][0] if said else ""
    why = "; ".join(why if where == column else f"{where}: {why}" for where, why in said) or faults.settled
    return Checked(row=number, colour=colour, column=column, why=why, signs=() if faults.wrong else signs)


def drawn(checked: Sequence[Checked], mint: Callable[[], str]) -> list[Checked]:
    """The same with a code for every sign that is still without one."""
    return [
        replace(one, signs=tuple(sign if sign.code else replace(sign, code=mint()) for sign in one.signs))
        for one in checked
    ]


def colours(checked: Sequence[Checked]) -> Counter[Colour]:
    """How many rows have each."""
    return Counter(one.colour for one in checked)
