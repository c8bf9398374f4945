"""Tables as people's spreadsheets write and read them (signs §7)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from adapters.language import tr
from flows.understanding.text import fold

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "−")  # and their other forms: full-width, small
UNSEEN = ("Cc", "Cf")
DELIMITERS = (",", ";", "\t")
MOST_BYTES = 4_000_000
AS_CSV = tr(
    "en Excel: Archivo, Guardar como, «CSV UTF-8 (delimitado por comas)»",
    "in Excel: File, Save as, «CSV UTF-8 (Comma delimited)»",
)


class NotATable(Exception):
    """This is no table that we read. The message is Spanish and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """`number` as the spreadsheet shows it, the header is 1. Only cells of known columns, without the empty ones."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`unknown`: headers that name no column of ours, as they stand there. `guessed`: the bytes were no UTF-8, so every
    letter with an accent is what Windows would show, and may have been another."""

    rows: tuple[TableRow, ...]
    unknown: tuple[str, ...]
    delimiter: str
    guessed: bool


def read_table(data: bytes, *, columns: Sequence[str], required: Sequence[str]) -> Table:
    """Commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252. Raises NotATable."""
    text, guessed = decoded(data)
    delimiter, text = _delimiter(text)
    try:
        records = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise NotATable(
            tr(
                f"el archivo no es una tabla: guárdalo otra vez como CSV ({AS_CSV})",
                f"the file is not a table: save it again as CSV ({AS_CSV})",
            )
        ) from None
    if not any(any(cell.strip() for cell in record) for record in records):
        raise NotATable(
            tr(
                "el archivo está vacío: la primera fila lleva los nombres de las columnas",
                "the file is empty: the first row holds the names of the columns",
            )
        )
    place = next(number for number, record in enumerate(records) if any(cell.strip() for cell in record))
    header, names = records[place], [column_name(cell) for cell in records[place]]
    if missing := [column for column in required if column not in names]:
        again = (
            tr(
                f"; si está y no se reconoce, guarda el archivo otra vez ({AS_CSV})",
                f"; if it is there and is not known, save the file again ({AS_CSV})",
            )
            if guessed
            else ""
        )
        first = tr("la primera fila lleva los nombres de las columnas", "the first row holds the names of the columns")
        raise NotATable(
            tr(
                f"falta la columna {', '.join(missing)}: {first}{again}",
                f"the column {', '.join(missing)} is missing: {first}{again}",
            )
        )
    if twice := [name for name in columns if names.count(name) > 1]:
        raise NotATable(
            tr(f"la columna {twice[0]} está dos veces: deja una", f"the column {twice[0]} is there twice: leave one")
        )
    rows = [
        TableRow(number=number, cells=cells)
        for number, record in enumerate(records[place + 1 :], start=place + 2)
        if (
            cells := {
                name: cell for name, cell in zip(names, map(_plain, record), strict=False) if name in columns and cell
            }
        )
    ]
    unknown = tuple(cell.strip() for cell, name in zip(header, names, strict=True) if name and name not in columns)
    return Table(rows=tuple(rows), unknown=unknown, delimiter=delimiter, guessed=guessed)


def decoded(data: bytes) -> tuple[str, bool]:
    """The text of the file, and whether how to read it was a guess. Raises NotATable for what is no text."""
    if len(data) > MOST_BYTES:
        raise NotATable(
            tr(
                "el archivo es demasiado grande para una tabla de letreros: deja hasta 500 filas",
                "the file is too large for a table of signs: leave up to 500 rows",
            )
        )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotATable(
            tr(
                f"es un archivo de Excel, y hace falta un CSV; {AS_CSV}",
                f"it is a file of Excel, and a CSV is needed; {AS_CSV}",
            )
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), False
    if b"\0" in data:
        raise NotATable(
            tr(
                f"no es un archivo de texto: guárdalo como CSV ({AS_CSV})",
                f"it is not a text file: save it as CSV ({AS_CSV})",
            )
        )
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), True


def _delimiter(text: str) -> tuple[str, str]:
    """What stands between the cells of the first line, and the text without Excel's own line about it."""
    first, _, rest = text.lstrip("\r\n").partition("\n")
    if found := re.fullmatch(r"sep=(.)\s*", first):
        return found[1], rest
    return max(DELIMITERS, key=first.count), text


def column_name(cell: str) -> str:
    """«Tamaño *» → «tamano»."""
    return re.sub(r"[^a-z0-9]+", "_", fold(cell)).strip("_")


def _plain(cell: str) -> str:
    """Without what `harmless` put before it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _may_run(cell[1:]) else cell


def harmless(cell: str) -> str:
    """A spreadsheet shows it and does not run it."""
    return f"'{cell}" if _may_run(cell) else cell


def _may_run(cell: str) -> bool:
    """Whether its first sign begins a formula; some programs pass over spaces and what nobody sees."""
    if cell.startswith(FORMULA):
        return True
    seen = next((sign for sign in cell if not sign.isspace() and unicodedata.category(sign) not in UNSEEN), "")
    return unicodedata.normalize("NFKC", seen).startswith(FORMULA)


def written_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> bytes:
    """A file that every spreadsheet opens with its accents, and in which nothing runs."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([harmless(cell) for cell in row] for row in (header, *rows))
    return file.getvalue().encode("utf-8-sig")
