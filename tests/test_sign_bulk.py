"""Many signs from a table: every row is understood or named with its remedy, and nothing is made twice (signs §7)."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import Result
from PIL import Image

from bot.signs.cells import COLUMNS, REQUIRED
from bot.signs.csv_file import NotATable, Table, harmless, read_table, written_table
from bot.signs.dates import NoDay, read_day
from bot.signs.meanings import meant
from bot.signs.proof import Piece, prove
from tests.commands import Run

HEADER = "titulo,tipo,pieza,tamano,ubicacion"
NACO = "Casa en Naco,venta,rotulo,24x36,porton"
LOFT = "Loft,alquiler,volante,a5,mesa"


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., str]:
    def written(*lines: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "letreros.csv"
        path.write_text("\n".join(lines), encoding=encoding)
        return str(path)

    return written


def rows_of(result: Result) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return rows


def read(data: bytes) -> Table:
    return read_table(data, columns=COLUMNS, required=REQUIRED)


# --- files as spreadsheets write them ---

PLAIN = "Título,Tipo,Pieza,Tamaño\nÁtico en Ñaco,venta,rotulo,24x36\n"
WRITTEN = [
    (PLAIN.encode(), "UTF-8"),
    (PLAIN.encode("utf-8-sig"), "UTF-8 with a mark"),
    (PLAIN.encode("cp1252"), "Windows"),
    (PLAIN.encode("utf-16"), "«Unicode text»"),
    (PLAIN.replace(",", ";").encode("cp1252"), "semicolons"),
    (PLAIN.replace(",", "\t").encode(), "tabs"),
    (b"sep=;\r\n" + PLAIN.replace(",", ";").encode(), "Excel's line about its separator"),
    (PLAIN.replace("\n", "\r\n").encode(), "Windows line ends"),
    (PLAIN.upper().replace("24X36", "24x36").replace("TÍTULO", " Título * ").encode(), "capitals, stars and spaces"),
]


@pytest.mark.parametrize(("data", "why"), WRITTEN, ids=[why for _, why in WRITTEN])
def test_every_spreadsheet_is_read(data: bytes, why: str) -> None:
    """Whatever program wrote the table, the cells come out the same."""
    (row,) = read(data).rows
    assert row.number == (3 if data.startswith(b"sep") else 2) - data.startswith(b"sep"), why
    assert {name: cell.casefold() for name, cell in row.cells.items()} == {
        "titulo": "ático en ñaco",
        "tipo": "venta",
        "pieza": "rotulo",
        "tamano": "24x36",
    }


def test_rows_keep_the_number_that_people_see() -> None:
    """Line breaks inside a cell and empty lines do not shift the row that an error names."""
    data = f'{HEADER}\n"Casa\nen Naco",venta,rotulo,a4,\n\n,,,,\n{LOFT}\n'.encode()
    assert [row.number for row in read(data).rows] == [2, 5]


REFUSED = [
    (b"", "vac\u00edo"),
    (b"\n \n", "vac\u00edo"),
    (b"PK\x03\x04rest", "archivo de Excel"),
    (b"\x00\x01\x02", "no es un archivo de texto"),
    (b"nombre,precio\nCasa,3\n", "falta la columna titulo, tipo, pieza, tamano"),
    (b"titulo,titulo,tipo,pieza,tamano\n", "dos veces"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_no_table_is_refused(data: bytes, said: str) -> None:
    """The reason says which file it is and how to save it again."""
    with pytest.raises(NotATable, match=said):
        read(data)


DAYS = [
    ("2026-11-23", date(2026, 11, 23), False),
    ("2026-11-23 00:00:00", date(2026, 11, 23), False),
    ("23/11/2026", date(2026, 11, 23), False),
    ("11/23/2026", date(2026, 11, 23), False),
    ("03/04/2026", date(2026, 4, 3), True),
    ("23-11-26", date(2026, 11, 23), False),
    ("23-nov-2026", date(2026, 11, 23), False),
    ("23 de noviembre de 2026", date(2026, 11, 23), False),
    ("5.1.2027", date(2027, 1, 5), True),
    ("46349", date(2026, 11, 23), False),
    ("46349.0", date(2026, 11, 23), False),
]


@pytest.mark.parametrize(("written", "day", "unsure"), DAYS)
def test_days_are_read_as_spreadsheets_mangle_them(written: str, day: date, *, unsure: bool) -> None:
    """Day first, as people here write; what could be another day is said to be unsure."""
    assert read_day(written) == (day, unsure)


@pytest.mark.parametrize("written", ["", "hoy", "31/02/2026", "2026", "99999", "1/1/1926", "12:30", "１２"])
def test_what_is_no_day_is_refused(written: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(NoDay):
        read_day(written)


def test_nothing_in_our_tables_runs() -> None:
    """A title that a spreadsheet would run as a formula is shown as text, and comes back as it was."""
    running = [
        '=HYPERLINK("http://x")',
        "+1 809",
        "-5",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "﹢1",
        "−1",
        "\u200b=1",
    ]
    plain = [
        "Casa",
        "'Casa",
        "3 hab. = 2 baños",
        "Apto. A-3",
        "ana@example.com",
        "«Casa»",
        "¡Oferta!",
        "n.º 3",
        "Ático",
    ]
    titles = [*running, *plain]
    data = written_table(REQUIRED, [(title, "venta", "rotulo", "a4") for title in titles])
    assert all(line.startswith('"') and line.endswith('"') for line in data.decode("utf-8-sig").splitlines())
    cells = [row[0] for row in csv.reader(StringIO(data.decode("utf-8-sig")))][1:]
    assert cells == [f"'{title}" for title in running] + plain
    assert harmless("\0=1") == "'\0=1"
    assert harmless("\t=1") == "'\t=1"
    assert harmless("\r1") == "'\r1"
    assert harmless(" =1") == "' =1"
    assert [row.cells["titulo"] for row in read(data).rows] == titles


# --- what a row means ---

ROWS = [
    ("Casa,venta,rotulo,24x36,,", "green", "", ""),
    ("Casa,VENTA,Rótulo,24 x 36,,", "green", "", ""),
    (",venta,rotulo,a4,,", "red", "titulo", "falta"),
    ("Casa,vemta,rotulo,a4,,", "red", "tipo", "¿querías decir «venta»?"),
    ("Casa,venta,letrero,a4,,", "red", "pieza", "¿querías decir «rotulo»?"),
    ("Casa,venta,flyers,a4,,", "red", "pieza", "¿querías decir «volante»?"),
    ("Casa,venta,xyz,a4,,", "red", "pieza", "puede ser rotulo, volante"),
    ("Casa,venta,vitrina,Letter,,", "red", "tamano", "¿querías decir «carta»?"),
    ("Casa,venta,rotulo,a4,idioma,español", "red", "idioma", "¿querías decir «es»?"),
    ("Casa,venta,rotulo,a4,idioma,English", "red", "idioma", "¿querías decir «en»?"),
    ("Penthouse 🏖,venta,rotulo,a4,,", "red", "titulo", "«🏖», que la tipografía de los letreros no tiene"),
    ("שכונת,venta,rotulo,a4,,", "red", "titulo", "«שכונת»"),
    ("Pe\ufffda,venta,rotulo,a4,,", "red", "titulo", "dice «Pe\ufffda»"),
    ("Casa,venta,rotulo,a4,ubicacion,portón 🏠", "yellow", "ubicacion", "«🏠»"),
    ("Torre™️ Ω ★,venta,rotulo,a4,ubicacion,portón ☀️", "green", "", ""),
    ("PeÃ±a,venta,rotulo,a4,,", "yellow", "titulo", "¿querías decir «Peña»?"),
    ("Ã\x81tico en PeÃ±a,venta,rotulo,a4,,", "yellow", "titulo", "¿querías decir «Ático en Peña»?"),
    ("Pe?a,venta,rotulo,a4,,", "yellow", "titulo", "¿se perdió una letra"),
    ("¿Peña? São João 5º Â,venta,rotulo,a4,,", "green", "", ""),
    ("Casa,venta,rotulo,A6,,", "red", "tamano", "puede ser tarjeta, volante, a5"),
    ("Casa,venta,rotulo,,,", "red", "tamano", "falta"),
    ("Casa,venta,rotulo,a4,property_uid,JSORJ9S5AY", "yellow", "property_uid", "no verificado"),
    ("Casa,venta,rotulo,a4,property_uid,x y", "red", "property_uid", "de 6 a 20 letras"),
    ("Casa,venta,rotulo,a4,idioma,es+en", "green", "", ""),
    ("Casa,venta,rotulo,a4,idioma,xx", "red", "idioma", "hay es, en"),
    ("Casa,venta,rotulo,a4,idioma,es en fr", "red", "idioma", "caben 2"),
    ("Casa,venta,rotulo,a4,campana,Otoño 2026", "yellow", "campana", "queda como «otono-2026»"),
    ("Casa,venta,rotulo,a4,agente_correo,juan", "red", "agente_correo", "no es un correo"),
    ("Casa,venta,rotulo,a4,modo,sms", "red", "modo", "puede ser elegir"),
    ("Casa,venta,rotulo,a4,desde,03/04/2027", "yellow", "desde", "se entiende como 2027-04-03"),
    ("Casa,venta,rotulo,a4,hasta,mañana", "red", "hasta", "no es una fecha"),
    ("Casa,venta,rotulo,a4,codigo,K7M-4PF", "green", "", ""),
    ("Casa,venta,rotulo,a4,codigo,K7M-4PD", "red", "codigo", "no es un código"),
    ("Casa,venta,rotulo,a4,cantidad,3", "green", "", ""),
    ("Casa,venta,rotulo,a4,cantidad,mil", "red", "cantidad", "de 1 a 500"),
    ("=1+1,venta,rotulo,a4,,", "green", "", ""),
]


@pytest.mark.parametrize(("line", "colour", "column", "why"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_what_is_wrong_with_it(
    run_sign: Run, table: Callable[..., str], line: str, colour: str, column: str, why: str
) -> None:
    """Green, yellow with its reason, or red with column, fault and remedy."""
    *cells, name, value = line.split(",")
    path = table(",".join(["titulo", "tipo", "pieza", "tamano", name or "modo"]), ",".join([*cells, value]))
    (row,) = rows_of(run_sign("import", path, "--json"))
    assert (row["row"], row["colour"], row["column"] or "") == (2, colour, column)
    assert why in (row["why"] or "")


SUGGESTED = {
    "venta": ["vender", "Vendo", "se vende", "en venta", "for sale", "sell", "comprar", "vendr", "vemta", "à vendre"],
    "alquiler": ["alquilar", "renta", "Rentar", "en renta", "rent", "For Rent", "arriendo", "rentta", "alqiler", "lwe"],
    "ambos": ["venta y alquiler", "se vende o se renta", "sale/rent", "both", "Ambas"],
    "general": ["información", "ninguno"],
    "": ["casa", "500", "-"],
}


@pytest.mark.parametrize(("choice", "written"), [(key, word) for key, words in SUGGESTED.items() for word in words])
def test_a_type_in_other_words_names_the_one_that_was_meant(choice: str, written: str) -> None:
    """By what it means before by how it is spelt: «renta» is one letter from «venta», and the opposite."""
    assert meant("tipo", written, ("venta", "alquiler", "ambos", "general")) == choice


GUESSED = [
    ("cp1252", "Ático en Peña"),
    ("mac-roman", "çtico en Pe–a"),
    ("cp850", "µtico en Pe¤a"),
    ("latin-1", "Ático en Peña"),
]


@pytest.mark.parametrize(("encoding", "read"), GUESSED)
def test_a_row_that_was_read_by_a_guess_shows_what_was_read(
    run_sign: Run, table: Callable[..., str], encoding: str, read: str
) -> None:
    """Bytes do not say which letters they are: whoever wrote the table looks at those that could be others."""
    path = table("titulo;tipo;pieza;tamano", "Ático en Peña;venta;rotulo;a4", "Casa;venta;rotulo;a4", encoding=encoding)
    first, second = rows_of(run_sign("import", path, "--json"))
    assert (first["colour"], first["column"]) == ("yellow", "titulo")
    assert f"se leyó «{read}»" in first["why"]
    assert "CSV UTF-8" in first["why"]
    assert second["colour"] == "green"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_row_whose_letters_are_certain_is_green(run_sign: Run, table: Callable[..., str], encoding: str) -> None:
    """A file that says how it is to be read raises no doubt."""
    path = table("titulo;tipo;pieza;tamano", "Ático en Peña;venta;rotulo;a4", encoding=encoding)
    assert [row["colour"] for row in rows_of(run_sign("import", path, "--json"))] == ["green"]


def test_a_column_lost_in_the_guess_says_how_to_save_the_file(run_sign: Run, table: Callable[..., str]) -> None:
    """«Tamaño» in the letters of an old Macintosh is no column that we know."""
    refused = run_sign("import", table("titulo;tipo;pieza;tamaño", "Casa;venta;rotulo;a4", encoding="mac-roman"))
    assert refused.exit_code == 1
    assert "falta la columna tamano" in refused.stderr
    assert "CSV UTF-8" in refused.stderr


def test_two_faults_of_a_row_are_each_said_with_their_column(run_sign: Run, table: Callable[..., str]) -> None:
    """Nobody looks for a wrong type in the column of the piece."""
    (row,) = rows_of(run_sign("import", table(HEADER, "Casa,vender,letrero,a4,"), "--json"))
    assert row["column"] == "pieza"
    assert row["why"] == "dice «letrero»: ¿querías decir «rotulo»?; tipo: dice «vender»: ¿querías decir «venta»?"


def test_a_header_that_is_none_is_named(run_sign: Run, table: Callable[..., str]) -> None:
    """A misspelt column is said once, with the one that was meant."""
    first, _ = rows_of(run_sign("import", table(f"{HEADER},campania", f"{NACO},x"), "--json"))
    assert (first["row"], first["colour"], first["column"]) == (1, "yellow", "campania")
    assert "«campana»" in first["why"]


def test_preview_creates_nothing(run_sign: Run, table: Callable[..., str]) -> None:
    """Looking is free, and says what would be created and how."""
    said = run_sign("import", table(HEADER, NACO, LOFT)).stdout
    assert "2 bien. Se crearían 2 letreros" in said
    assert run_sign("list", "--json").stdout.strip() == "[]"


def test_one_bad_row_stops_all(run_sign: Run, table: Callable[..., str]) -> None:
    """All or nothing, unless only the good ones were asked for."""
    path = table(HEADER, NACO, "Casa,vender,rotulo,a4,", LOFT)
    refused = run_sign("import", path, "--create")
    assert (refused.exit_code, "No se creó nada: 1 fila está mal" in refused.stderr) == (1, True)
    assert json.loads(run_sign("list", "--json").stdout) == []
    answer = json.loads(run_sign("import", path, "--create", "--only-good", "--json").stdout)
    assert answer["created"] == 2
    assert [row["colour"] for row in answer["rows"]] == ["green", "red", "green"]
    assert [bool(row["code"]) for row in answer["rows"]] == [True, False, True]


def test_the_same_file_twice_creates_nothing_new(run_sign: Run, table: Callable[..., str]) -> None:
    """Code, or property and piece and placement, tell that a sign is there; the codes stay the same."""
    lines = ("codigo,cantidad," + HEADER, f",,{NACO}", f"K7M4PF,,{LOFT}", ",3,Villa,venta,rotulo,a4,muro")
    path = table(*lines)
    first = json.loads(run_sign("import", path, "--create", "--json").stdout)
    again = json.loads(run_sign("import", path, "--create", "--json").stdout)
    assert (first["created"], again["created"]) == (5, 0)
    assert [row["code"] for row in first["rows"]][:2] == [row["code"] for row in again["rows"]][:2]
    assert sorted(first["rows"][2]["codes"]) == sorted(again["rows"][2]["codes"])
    assert {(row["colour"], row["why"].partition(" (")[0]) for row in again["rows"]} == {("green", "sin cambios")}
    assert len(json.loads(run_sign("list", "--json").stdout)) == 5


def test_a_row_that_says_something_else_of_a_sign_is_named(run_sign: Run, table: Callable[..., str]) -> None:
    """A file does not change what hangs; what it says otherwise is shown by its columns. An empty cell says nothing."""
    header = f"codigo,titulo_en,campana,{HEADER}"
    assert run_sign("import", table(header, f"K7M4PF,House,verano,{NACO}"), "--create").exit_code == 0
    (row,) = rows_of(run_sign("import", table(header, f"K7M4PF,Villa,otono,{NACO}"), "--json"))
    assert (row["colour"], row["column"]) == ("yellow", "campana")
    assert "otra cosa en campana, titulo_en" in row["why"]
    (row,) = rows_of(run_sign("import", table(header, f"K7M4PF,,,{NACO}"), "--json"))
    assert (row["colour"], row["why"]) == ("green", "sin cambios (K7M-4PF)")


def test_a_row_brings_what_its_paper_says(run_sign: Run, table: Callable[..., str], tmp_path: Path) -> None:
    """Price, agent, photograph and a title in English: each is checked in its column, and stands on the sign."""
    Image.new("RGB", (900, 600), "teal").save(tmp_path / "casa.jpg")
    header = f"idioma,titulo_en,precio,agente_nombre,foto,{HEADER}"
    path = table(header, f'"es,en",House in Naco,"US$ 90,000",Ana,casa.jpg,{NACO}')
    answer = json.loads(run_sign("import", path, "--create", "--out", str(tmp_path / "x.zip"), "--json").stdout)
    assert [row["colour"] for row in answer["rows"]] == ["green"]
    with zipfile.ZipFile(tmp_path / "x.zip") as bundle:
        name = next(name for name in bundle.namelist() if name.endswith("naco.pdf"))
        pdf = bundle.read(name)
    assert all(words in text_of(pdf) for words in ("House in Naco", "US$ 90,000", "Pregunta por Ana"))
    assert b"/Subtype /Image" in pdf
    bad = table(header, f"es,Casa 海,US$ 海,海,no.jpg,{NACO}")
    (row,) = rows_of(run_sign("import", bad, "--json"))
    assert (row["colour"], row["column"]) == ("red", "titulo_en")
    assert all(f"{column}: " in row["why"] for column in ("precio", "agente_nombre", "foto"))


def test_a_zip_is_not_replaced_unless_told_to(run_sign: Run, table: Callable[..., str], tmp_path: Path) -> None:
    """The ZIP of last month may be the only one: nothing is created, and --force is named."""
    out = tmp_path / "x.zip"
    out.write_bytes(b"last month")
    refused = run_sign("import", table(HEADER, NACO), "--create", "--out", str(out))
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    assert out.read_bytes() == b"last month"
    forced = run_sign("import", table(HEADER, NACO), "--create", "--out", str(out), "--force", "--json")
    assert json.loads(forced.stdout)["created"] == 1
    assert out.read_bytes() != b"last month"


def test_the_list_for_hanging_speaks_in_words(run_sign: Run, table: Callable[..., str], tmp_path: Path) -> None:
    """Whoever hangs them reads what to take along, not our names for it."""
    out = tmp_path / "x.zip"
    lines = table("titulo,tipo,pieza,tamano,ubicacion", "Casa,venta,vitrina,a4,puerta-de-atras")
    assert run_sign("import", lines, "--create", "--out", str(out)).exit_code == 0
    with zipfile.ZipFile(out) as bundle:
        text = " ".join(text_of(bundle.read("instalacion.pdf")).split())
    assert "Cartel de vitrina A4 de 21 × 29.7 cm, se lee hasta 1 m" in text
    assert "puerta de atras" in text
    assert "90–140 cm del suelo" in text


def test_a_repeated_row_is_one_sign(run_sign: Run, table: Callable[..., str]) -> None:
    """Two rows for one place make one sign, and the second says how two would be asked for."""
    answer = json.loads(run_sign("import", table(HEADER, NACO, NACO), "--create", "--json").stdout)
    assert answer["created"] == 1
    assert "repite la fila 2" in answer["rows"][1]["why"]


def test_a_code_stands_in_one_row(run_sign: Run, table: Callable[..., str]) -> None:
    """The same code twice in a file is a mistake of whoever wrote it."""
    rows = rows_of(run_sign("import", table(f"codigo,{HEADER}", f"K7M4PF,{NACO}", f"k7m-4pf,{LOFT}"), "--json"))
    assert [row["colour"] for row in rows] == ["green", "red"]


def test_five_hundred_signs_are_the_most(run_sign: Run, table: Callable[..., str]) -> None:
    """Too many rows, or too many signs in them, are refused with what to do."""
    many = run_sign("import", table(HEADER, *[f"Casa {n},venta,rotulo,a4," for n in range(501)]))
    assert (many.exit_code, "501 filas, y caben 500" in many.stderr) == (1, True)
    amount = run_sign("import", table(f"cantidad,{HEADER}", f"300,{NACO}", f"300,{LOFT}"))
    assert (amount.exit_code, "son 600 letreros" in amount.stderr) == (1, True)


# --- the ZIP ---


def test_one_zip_holds_all_that_is_needed(run_sign: Run, table: Callable[..., str], tmp_path: Path) -> None:
    """A proved PDF each, a contact sheet, the links, and a list for whoever hangs them."""
    out = tmp_path / "out" / "letreros.zip"
    answer = json.loads(run_sign("import", table(HEADER, NACO, LOFT), "--create", "--out", str(out), "--json").stdout)
    naco, loft = (row["code"] for row in answer["rows"])
    with zipfile.ZipFile(out) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    assert {*files} == {
        f"{naco}_rotulo_24x36_casa-en-naco.pdf",
        f"{loft}_volante_a5_loft.pdf",
        "letreros.csv",
        "muestras.pdf",
        "instalacion.pdf",
    }
    assert prove(Piece(files[f"{naco}_rotulo_24x36_casa-en-naco.pdf"]), f"https://QR.CASANOVA.DO/{naco}", 4.5).ok
    assert "porton" in text_of(files["instalacion.pdf"])
    assert "24x36" in text_of(files["muestras.pdf"])
    (tmp_path / "back.csv").write_bytes(files["letreros.csv"])
    again = json.loads(run_sign("import", str(tmp_path / "back.csv"), "--create", "--json").stdout)
    assert again["created"] == 0
    assert [row["code"] for row in again["rows"]] == [naco, loft]
    assert {row["colour"] for row in again["rows"]} == {"green"}


def test_a_letter_missing_in_the_place_is_a_box_on_the_list(
    run_sign: Run, table: Callable[..., str], tmp_path: Path
) -> None:
    """The list for whoever hangs them shows that something stood there."""
    out = tmp_path / "x.zip"
    lines = ("titulo,tipo,pieza,tamano,ubicacion", "Casa,venta,tarjeta,tarjeta,portón 🏠 azul")
    assert run_sign("import", table(*lines), "--create", "--out", str(out)).exit_code == 0
    with zipfile.ZipFile(out) as bundle:
        assert "portón □ azul" in text_of(bundle.read("instalacion.pdf"))


def text_of(pdf: bytes) -> str:
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    return text


def test_the_zip_can_be_made_again(run_sign: Run, table: Callable[..., str], tmp_path: Path) -> None:
    """Whoever lost the ZIP runs the same command, and gets the same files for the same codes."""
    path, first, again = table(HEADER, NACO), tmp_path / "a.zip", tmp_path / "b.zip"
    for out in (first, again):
        assert run_sign("import", path, "--create", "--out", str(out)).exit_code == 0
    assert first.read_bytes() == again.read_bytes()


def test_what_cannot_be_printed_creates_nothing(run_sign: Run, table: Callable[..., str], tmp_path: Path) -> None:
    """A file that cannot be written is said, and the same command mends it."""
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    bad = run_sign("import", table(HEADER, NACO), "--create", "--out", str(tmp_path / "file" / "x.zip"))
    assert (bad.exit_code, "Repite el comando con otra ruta" in bad.stderr) == (1, True)
    usage = run_sign("import", table(HEADER, NACO), "--out", str(tmp_path / "x.zip"))
    assert usage.exit_code == 2


def test_the_example_is_good(run_sign: Run) -> None:
    """The table in the docs goes through as it stands."""
    example = Path(__file__).parent.parent / "docs" / "letreros.csv"
    assert {row["colour"] for row in rows_of(run_sign("import", str(example), "--json"))} == {"green"}
