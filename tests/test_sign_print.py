"""What `leadbot sign print` makes: sizes, trim, colours, files and their names."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from adapters.signs import SIZES, SignRow
from bot.signs.colours import contrast_with_white, parse, readable
from bot.signs.drawing import read_svg
from bot.signs.layouts import LAYOUTS, Layout
from bot.signs.poster import Brand, poster_pdf
from bot.signs.printing import file_name, poster_of
from bot.signs.proof import Piece
from bot.signs.sheet import SAFE_MM
from tests.commands import Run

LINK = "https://QR.AGENCIA.DO/K7M4PF"


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#a40" d="M1 1h7v7z"/></svg>'


SIGN = SignRow(code="K7M4PF", agency="casacaribe", title="Apartamento en Naco · 3 habitaciones", type="venta")


BRAND = Brand(
    name="Casa Caribe",
    logo=read_svg(LOGO),
    colour=readable("#0B5D5B"),
    accent=parse("#F2A65A"),
    phone="809-555-0100",
    privacy_url="https://agencia.do/privacidad",
    apps=("WhatsApp", "Telegram"),
)


LONG = replace(
    BRAND, name="Inmobiliaria Hermanos Rodríguez de la Altagracia y Asociados de Santo Domingo", logo=None, accent=None
)


VILLA = "Villa con piscina y vista al mar en el Residencial Las Palmas, segunda etapa · 4 habitaciones · 2 parqueos · x"


POINT_MM = 25.4 / 72


every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


def pdf_of(layout: Layout, *, sign: SignRow = SIGN, brand: Brand = BRAND, link: str = LINK) -> bytes:
    return poster_pdf(poster_of(sign, link, brand), layout)


def boxes_of(pdf: bytes) -> dict[str, list[float]]:
    """In millimetres from the page's lower left corner."""
    found = re.findall(rb"/(Trim|Bleed|Media)Box \[ ([\d. ]+) \]", pdf)
    return {name.decode(): [float(number) * POINT_MM for number in numbers.split()] for name, numbers in found}


@every_layout
@pytest.mark.parametrize(("bleed", "marks", "edge"), [(None, False, None), (13, False, 13), (3, True, 10)])
def test_the_trim_is_exact(layout: Layout, bleed: float | None, edge: float | None, *, marks: bool) -> None:
    """The printer cuts at the size of signs §4, with as much bleed around it as was asked for."""
    boxes = boxes_of(poster_pdf(poster_of(SIGN, LINK, BRAND), layout, bleed_mm=bleed, crop_marks=marks))
    around = layout.bleed_mm if bleed is None else bleed
    start = around if edge is None else edge
    trim = [start, start, start + layout.width_mm, start + layout.height_mm]
    assert boxes["Trim"] == pytest.approx(trim, abs=0.01)
    assert boxes["Bleed"] == pytest.approx([*(low - around for low in trim[:2]), *(high + around for high in trim[2:])])
    assert boxes["Media"] == pytest.approx([0, 0, layout.width_mm + 2 * start, layout.height_mm + 2 * start], abs=0.01)


def test_sizes_are_those_of_the_shops() -> None:
    """Centimetres of the table in signs §4, and a QR as large as it says there."""
    said = {
        "a5": [14.8, 21, 4, 0.4],
        "a4": [21, 29.7, 10, 1],
        "18x24": [45.72, 60.96, 30, 3],
        "24x36": [60.96, 91.44, 45, 4.5],
        "rider": [60.96, 15.24, 10, 1],
    }
    for name, sizes in said.items():
        one = LAYOUTS[name]
        assert [one.width_mm / 10, one.height_mm / 10, one.side_mm / 10, one.reach_m] == pytest.approx(sizes), name
    assert list(LAYOUTS) == list(SIZES)
    assert all(one.reach_m <= one.side_mm / 100 + 1e-9 for one in LAYOUTS.values())


@every_layout
@pytest.mark.parametrize("languages", [("es",), ("es", "de")])
def test_nothing_leaves_the_safe_area(layout: Layout, languages: tuple[str, ...]) -> None:
    """However long the texts: within six millimetres of the cut there is nothing but plain colour."""
    pdf = pdf_of(layout, sign=replace(SIGN, title=VILLA, languages=languages), brand=LONG)
    picture = Piece(pdf).picture(scale := max(4.0, 700 / layout.height_mm))
    width, height, safe = *picture.size, int((SAFE_MM - 0.5) * scale)
    strips = [
        (0, 0, width, safe),
        (0, height - safe, width, height),
        (0, 0, safe, height),
        (width - safe, 0, width, height),
    ]
    band = tuple(round(255 * part) for part in LONG.colour)
    colours = {pixel for strip in strips for pixel in pixels_of(picture.crop(strip))}
    between = {colour for colour in colours if min(distance(colour, band), distance(colour, (255, 255, 255))) > 6}
    seam = {colour for colour in between if not on_the_way(colour, band)}
    assert seam == set()


def pixels_of(picture: Image.Image) -> set[tuple[int, ...]]:
    return {colour for _, colour in picture.getcolors(maxcolors=100_000) or () if isinstance(colour, tuple)}


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def on_the_way(colour: tuple[int, ...], band: tuple[int, ...]) -> bool:
    """Where colour and paper meet, a pixel has something of both; letters would be gray."""
    share = (255 - colour[0]) / (255 - band[0])
    return distance(colour, tuple(round(255 - share * (255 - part)) for part in band)) <= 6


def test_the_same_sign_gives_the_same_file() -> None:
    """Printing again changes nothing, so a file can be compared with the one that hangs."""
    assert pdf_of(LAYOUTS["a4"]) == pdf_of(LAYOUTS["a4"])


def test_colour_bleeds_over_the_cut() -> None:
    """The band is printed beyond the trim, so that no white hair shows where the blade is a little off."""
    pdf = poster_pdf(poster_of(SIGN, LINK, BRAND), LAYOUTS["a4"], bleed_mm=13)
    page = Piece(pdf.replace(b"/TrimBox", b"/ArtBox "))  # so that the whole page is seen
    picture = page.picture(2)
    band = tuple(round(255 * part) for part in BRAND.colour)
    assert picture.width == pytest.approx(2 * (210 + 2 * 13), abs=2)
    assert {picture.getpixel((x, 2)) for x in (2, 236, 469)} == {band}


@pytest.mark.parametrize("colour", ["#FFFFFF", "#FFD400", "#0B5D5B", "#000000", "#E4002B"])
def test_colours_are_darkened_until_they_can_be_read(colour: str) -> None:
    """White letters on the agency's colour, and its letters on white, have a contrast of 7:1."""
    assert contrast_with_white(readable(colour)) >= 7


def test_print_gives_three_proved_files(run_sign: Run, tmp_path: Path) -> None:
    """One command makes what goes to the printer, what goes into somebody's own layout, and what goes on a screen."""
    made = json.loads(run_sign("new", "--title", "Casa en Naco · 3 hab", "--type", "venta", "--json").stdout)
    out = tmp_path / "print"
    (row,) = json.loads(run_sign("print", made["display"], "--layout", "a4", "--out", str(out), "--json").stdout)
    assert row["proof"] == {"ok": True, "reads_at_m": 1.0}
    assert row["pdf"] == str(out / f"{made['code']}_vitrina_a4_casa-en-naco.pdf")
    assert sorted(path.suffix for path in out.iterdir()) == [".pdf", ".png", ".svg"]
    for kind in ("pdf", "svg", "png"):
        assert run_sign("proof", row[kind], "--url", made["url"], "--distance", "1").exit_code == 0, kind
        assert run_sign("proof", row[kind], "--url", made["url"], "--distance", "3").exit_code == 1, kind


def test_print_tells_people_what_to_do_next(run_sign: Run, tmp_path: Path) -> None:
    """The printer's advice and the check with two phones come with the files."""
    code = json.loads(run_sign("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    said = run_sign("print", code, "--layout", "tarjeta", "--out", str(tmp_path / "out")).stdout
    assert "se lee hasta 0.25 m" in said
    assert "iPhone" in said
    assert "90–140 cm" in said


def test_print_refuses_and_writes_nothing(run_sign: Run, tmp_path: Path) -> None:
    """A sign that cannot be read at that distance, an unknown code and a wrong word end with 1, 1 and 2."""
    code = json.loads(run_sign("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    out = tmp_path / "out"
    far = run_sign("print", code, "--layout", "a5", "--distance", "2", "--out", str(out))
    assert (far.exit_code, "usa 18x24" in far.stderr) == (1, True)
    assert run_sign("print", "H5V-9QM", "--layout", "a5", "--out", str(out)).exit_code == 1
    assert run_sign("print", code, "--layout", "a6", "--out", str(out)).exit_code == 2
    assert not out.exists()


def test_print_replaces_nothing_unless_told_to(run_sign: Run, tmp_path: Path) -> None:
    """The file that hangs stays what it is: another layout has another name, and the same one needs --force."""
    code = json.loads(run_sign("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    out = tmp_path / "out"
    for layout in ("a5", "tarjeta"):
        assert run_sign("print", code, "--layout", layout, "--out", str(out)).exit_code == 0
    files = {path: path.read_bytes() for path in out.iterdir()}
    assert len(files) == 6
    assert run_sign("point", code, "--title", "Casa", "--type", "alquiler").exit_code == 0
    other = json.loads(run_sign("new", "--title", "Villa", "--type", "venta", "--json").stdout)["code"]
    refused = run_sign("print", other, code, "--layout", "a5", "--out", str(out))
    assert refused.exit_code == 1
    assert str(out / f"{code}_volante_a5_casa.pdf") in refused.stderr
    assert "--force" in refused.stderr
    assert {path: path.read_bytes() for path in out.iterdir()} == files
    (out / f"{code}_volante_a5_casa.pdf").unlink()
    assert f"{code}_volante_a5_casa.svg" in run_sign("print", code, "--layout", "a5", "--out", str(out)).stderr
    assert run_sign("print", code, "--layout", "a5", "--out", str(out), "--force").exit_code == 0
    assert (out / f"{code}_volante_a5_casa.pdf").read_bytes() != files[out / f"{code}_volante_a5_casa.pdf"]


def test_a_fault_of_the_agency_is_said_once(run_sign: Run, tmp_path: Path) -> None:
    """Twenty signs with the same wrong name, or of an agency that is gone from the settings, are one thing to mend."""
    config = tmp_path / "leadbot.toml"
    codes = [
        json.loads(run_sign("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"] for _ in range(2)
    ]
    printing = ("print", *codes, "--layout", "a5", "--out", str(tmp_path / "out"))
    as_it_was = config.read_text(encoding="utf-8")
    config.write_text(as_it_was.replace('"Casa Nova"', '"Casa 🌴 Nova"'), encoding="utf-8")
    (said,) = run_sign(*printing).stderr.splitlines()
    assert "agencies.casanova.name dice «Casa 🌴 Nova» y lleva «🌴»" in said
    config.write_text(as_it_was.replace("casanova", "otra"), encoding="utf-8")
    gone = run_sign(*printing)
    assert (gone.exit_code, "«casanova», que ya no está en los ajustes" in gone.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


def test_every_sign_that_cannot_be_printed_has_its_line(run_sign: Run, tmp_path: Path) -> None:
    """Whoever prints twenty mends them all at once."""
    codes = [
        json.loads(run_sign("new", "--title", title, "--type", "venta", "--json").stdout)["display"]
        for title in ("Casa 🏠", "Villa", "Loft 🏢")
    ]
    said = run_sign("print", *codes, "--layout", "a5", "--out", str(tmp_path / "out")).stderr.splitlines()
    assert [code in " ".join(said) for code in codes] == [True, False, True]
    assert len(said) == 2


NAMES = [
    ("Apartamento 3 hab. en Naco", "", "a4", "K7M4PF_vitrina_a4_apartamento-3-hab-en-naco"),
    ("Ático «Ñandú» · 2 baños", "rotulo", "a4", "K7M4PF_rotulo_a4_atico-nandu"),
    (
        "Villa con piscina y vista al mar en el Residencial",
        "",
        "rider",
        "K7M4PF_rider_villa-con-piscina-y-vista-al-mar-en-el",
    ),
    ("Casa", "tarjeta", "a5", "K7M4PF_tarjeta_a5_casa"),
    ("Дом", "", "historia", "K7M4PF_historia"),
    ("../../etc", "", "tarjeta", "K7M4PF_tarjeta_etc"),
]


@pytest.mark.parametrize(("title", "piece", "size", "name"), NAMES)
def test_files_are_named_after_the_sign(title: str, piece: str, size: str, name: str) -> None:
    """Somebody finds the file of a sign in a folder of fifty, on every system."""
    assert file_name(replace(SIGN, title=title, piece=piece), LAYOUTS[size]) == name
