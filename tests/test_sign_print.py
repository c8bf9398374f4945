"""A printed sign is exactly as large as it says, and a phone reads it where it hangs (SIGNS §4, §5, §10)."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import deqr
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from adapters.signs import SIZES, SignRow
from bot.cli import main
from bot.signs.colours import contrast_with_white, parse, readable
from bot.signs.drawing import read_svg
from bot.signs.layouts import LAYOUTS, Layout, check_distance
from bot.signs.logo import logo_fault, read_logo
from bot.signs.poster import Brand, poster_languages, poster_pdf
from bot.signs.printing import file_name, poster_of, print_sign, qr_svg, screen_png
from bot.signs.proof import Piece, camera_pixels_per_mm, prove, read_piece
from bot.signs.qr import Level, Unprintable, encode, svg
from bot.signs.sheet import SAFE_MM
from bot.wording import LANGUAGES
from flows.understanding.text import clean_line
from tests.test_settings import BARE

Run = Callable[..., Result]
LINK = "HTTPS://QR.AGENCIA.DO/K7M4PF"
CHAT = "https://wa.me/18095550100?text=Hola%2C%20me%20interesa%20esta%20propiedad%20%28ref.%20K7M-4PF%29"
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


def read_by_both(picture: Image.Image) -> set[str]:
    """What two decoders that share no code make of it."""
    first = {read.text for read in zxingcpp.read_barcodes(picture)}
    second = deqr.QuircDecoder().decode(picture.convert("L"))
    return (
        first | {str(data.data) for read in second for data in read.data_entries}
        if second
        else {*first, "quirc: nothing"}
    )


# --- what a phone sees ---


def blurred(seen: Image.Image) -> Image.Image:
    return seen.filter(ImageFilter.GaussianBlur(1.2))


def tilted(seen: Image.Image) -> Image.Image:
    return seen.rotate(9, Image.Resampling.BICUBIC, expand=True, fillcolor=200)


def from_the_side(seen: Image.Image) -> Image.Image:
    """The left edge is nearer than the right one."""
    width, height = seen.size
    inset = 0.08 * height
    corners = (0, 0, 0, height, width, height + inset, width, -inset)
    return seen.transform(seen.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=200)


def at_dusk(seen: Image.Image) -> Image.Image:
    """A third of the light, and a sensor's noise on it."""
    dark = ImageEnhance.Brightness(ImageEnhance.Contrast(seen).enhance(0.5)).enhance(0.35)
    noise = Image.effect_noise(seen.size, 12)
    return Image.blend(dark, noise, 0.12)


def squeezed(seen: Image.Image) -> Image.Image:
    """What an app's picture becomes on its way."""
    file = BytesIO()
    seen.save(file, "JPEG", quality=25)
    return Image.open(BytesIO(file.getvalue()))


DAMAGE = {
    "as it is": lambda seen: seen,
    "out of focus": blurred,
    "tilted": tilted,
    "from the side": from_the_side,
    "at dusk": at_dusk,
    "as a bad JPEG": squeezed,
}


@every_layout
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_phone_reads_it_where_it_hangs(layout: Layout, damage: str) -> None:
    """Both decoders read the very link at the layout's largest distance, in spite of hand, light and compression."""
    seen = Piece(pdf_of(layout)).seen(camera_pixels_per_mm(layout.reach_m))
    assert read_by_both(DAMAGE[damage](seen)) == {LINK}


@every_layout
@pytest.mark.parametrize("level", ["m", "q", "h"])
def test_every_level_comes_back_from_every_layout(layout: Layout, level: Level, tmp_path: Path) -> None:
    """The QR alone, at whatever level, gives both decoders the link again."""
    symbol = encode(LINK, side_mm=layout.side_mm, level=level)
    drawn = tmp_path / "qr.svg"
    drawn.write_text(svg(symbol), encoding="utf-8")
    assert read_by_both(read_piece(drawn).seen(300 / symbol.box_mm)) == {LINK}


# --- what a printer gets ---


def boxes_of(pdf: bytes) -> dict[str, list[float]]:
    """In millimetres from the page's lower left corner."""
    found = re.findall(rb"/(Trim|Bleed|Media)Box \[ ([\d. ]+) \]", pdf)
    return {name.decode(): [float(number) * POINT_MM for number in numbers.split()] for name, numbers in found}


@every_layout
@pytest.mark.parametrize(("bleed", "marks", "edge"), [(None, False, None), (13, False, 13), (3, True, 10)])
def test_the_trim_is_exact(layout: Layout, bleed: float | None, edge: float | None, *, marks: bool) -> None:
    """The printer cuts at the size of SIGNS §4, with as much bleed around it as was asked for."""
    boxes = boxes_of(poster_pdf(poster_of(SIGN, LINK, BRAND), layout, bleed_mm=bleed, crop_marks=marks))
    around = layout.bleed_mm if bleed is None else bleed
    start = around if edge is None else edge
    trim = [start, start, start + layout.width_mm, start + layout.height_mm]
    assert boxes["Trim"] == pytest.approx(trim, abs=0.01)
    assert boxes["Bleed"] == pytest.approx([*(low - around for low in trim[:2]), *(high + around for high in trim[2:])])
    assert boxes["Media"] == pytest.approx([0, 0, layout.width_mm + 2 * start, layout.height_mm + 2 * start], abs=0.01)


def test_sizes_are_those_of_the_shops() -> None:
    """Centimetres of the table in SIGNS §4, and a QR as large as it says there."""
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


def page_of(pdf: bytes) -> str:
    """What is drawn, as the PDF's own operators."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    texts = [base64.a85decode(b"<~" + data.strip(), adobe=True) for data in streams if data.strip().endswith(b"~>")]
    drawn: list[str] = [found for found in (inflated(data).decode("latin-1") for data in texts) if " re" in found]
    return max(drawn, key=lambda found: found.count(" re"))


def inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


@every_layout
def test_the_code_is_black_ink_alone(layout: Layout) -> None:
    """No other ink that may come to lie beside it, and no picture: the squares are paths in 100 % of black."""
    pdf = pdf_of(layout)
    before, squares = re.split(r"\nn (?=(?:[\d.-]+ ){4}re (?:[\d.-]+ ){4}re )", page_of(pdf), maxsplit=1)
    assert re.findall(r"^.*\b(?:g|rg|k)$", before, re.MULTILINE)[-1] == "0 g"
    assert (
        squares.partition("f*")[0].count(" re") == sum(1 for _ in encode(LINK, side_mm=1).runs()) or layout.side_mm < 40
    )
    assert b"/Image" not in pdf.replace(b"/ImageB", b"").replace(b"/ImageC", b"").replace(b"/ImageI", b"")


@every_layout
def test_fonts_travel_with_the_file(layout: Layout) -> None:
    """A print shop without our fonts prints the same letters."""
    pdf = pdf_of(layout)
    fonts = re.findall(rb"/BaseFont /([\w+-]+)", pdf)
    assert fonts
    assert all(re.match(rb"[A-Z]{6}\+Inter", font) for font in fonts)
    assert pdf.count(b"/FontFile2 ") == len(fonts)


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


@every_layout
def test_white_stands_around_the_code(layout: Layout) -> None:
    """Four squares of quiet zone lie inside the artwork, whatever the texts."""
    pdf = pdf_of(layout, sign=replace(SIGN, title=VILLA, languages=("es", "de")), brand=LONG)
    seen = Piece(pdf).seen(scale := 2400 / layout.height_mm / 2)
    (read,) = zxingcpp.read_barcodes(seen)
    square = layout.side_mm / 25 * scale
    left, top = read.position.top_left.x - 3.5 * square, read.position.top_left.y - 3.5 * square
    side = 32 * square
    box = seen.crop((round(left), round(top), round(left + side), round(top + side)))
    ImageDraw.Draw(box).rectangle((2.5 * square, 2.5 * square, 29.5 * square, 29.5 * square), fill=255)
    assert box.getextrema() == (255, 255)


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


def test_every_language_can_be_printed() -> None:
    """The words of signs exist in all eight languages."""
    assert tuple(poster_languages()) == LANGUAGES
    for language in LANGUAGES:
        read = print_sign(SIGN, LINK, BRAND, LAYOUTS["a5"], languages=[language])
        assert read.proof.ok


@pytest.mark.parametrize("colour", ["#FFFFFF", "#FFD400", "#0B5D5B", "#000000", "#E4002B"])
def test_colours_are_darkened_until_they_can_be_read(colour: str) -> None:
    """White letters on the agency's colour, and its letters on white, have a contrast of 7:1."""
    assert contrast_with_white(readable(colour)) >= 7


# --- refusals ---

REFUSALS = [
    ("a4", LINK, SIGN, 4.0, "usa 24x36", "people stand farther away than it reaches"),
    ("24x36", LINK, SIGN, 8.0, "ningún letrero se lee a 8 m", "nobody scans from a moving car"),
    ("tarjeta", CHAT, SIGN, None, "enlace es demasiado largo", "squares too small for a camera"),
    ("a4", LINK, replace(SIGN, state="retired"), None, "retirado", "the property is gone"),
    ("a4", LINK, replace(SIGN, languages=("es", "en", "fr")), None, "caben 2 idiomas", "too much to read"),
]


@pytest.mark.parametrize(("size", "link", "sign", "far", "said", "why"), REFUSALS, ids=[row[-1] for row in REFUSALS])
def test_what_would_not_scan_is_refused(
    size: str, link: str, sign: SignRow, far: float | None, said: str, why: str
) -> None:
    """Nobody pays for a sign that no phone reads, and the reason says what to do instead."""

    def printed() -> None:
        check_distance(LAYOUTS[size], far)
        print_sign(sign, link, BRAND, LAYOUTS[size])
        pytest.fail(why)

    with pytest.raises(Unprintable, match=said):
        printed()


def test_a_chat_s_own_link_is_printed_where_it_fits() -> None:
    """An agency without a domain still gets a sign for its window."""
    assert print_sign(SIGN, CHAT, BRAND, LAYOUTS["a4"]).proof.ok


def drawing(inside: str, box: str = "0 0 9 9", before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()


def picture_file(size: tuple[int, int] = (60, 30)) -> bytes:
    file = BytesIO()
    Image.effect_noise(size, 50).save(file, "PNG")
    return file.getvalue()


TRIANGLE = '<path d="M1 1h7v7z"/>'
BAD_LOGOS = [
    ("logo.svg", b"<svg", "no es un archivo SVG"),
    ("logo.svg", b"", "no es un archivo SVG"),
    ("logo.svg", picture_file(), "no es un archivo SVG"),
    ("logo.svg", drawing("<text>Casa</text>"), "contiene «text»"),
    ("logo.svg", drawing("<style>path{fill:red}</style>" + TRIANGLE), "hoja de estilo"),
    ("logo.svg", drawing('<path opacity="50%" d="M1 1h7v7z"/>'), "transparencias"),
    ("logo.svg", drawing(""), "no dibuja nada"),
    ("logo.svg", drawing('<path d="Z"/><polygon points=""/>'), "no dibuja nada"),
    ("logo.svg", drawing('<g transform="scale(0)">' + TRIANGLE + "</g>"), "no dibuja nada"),
    ("logo.svg", drawing(TRIANGLE, box="0 0 0 9"), "no dice su tamaño"),
    ("logo.svg", drawing(TRIANGLE, box="0 0 1e400 9"), "medidas imposibles"),
    ("logo.svg", drawing(TRIANGLE, box="0 0 1e-300 1e300"), "medidas imposibles"),
    ("logo.svg", drawing('<path d="M1 1a1e300 1e300 0 0 1 5 5z"/>'), "medidas imposibles"),
    ("logo.svg", drawing('<g transform="rotate(1e400)">' + TRIANGLE + "</g>"), "medidas imposibles"),
    ("logo.svg", drawing("<g>" * 5000 + TRIANGLE + "</g>" * 5000), "demasiados grupos"),
    ("logo.svg", b" " * 5_000_001, "pesa más de 5 MB"),
    ("logo.png", b"no", "PNG que se pueda leer"),
    ("logo.png", picture_file()[:-200], "PNG que se pueda leer"),
    ("logo.png", picture_file().replace(b"IDAT", b"IDAX"), "PNG que se pueda leer"),
    ("logo.jpg", b"x", "SVG o PNG"),
    ("none.png", None, "no existe"),
    (".", None, "no se puede abrir"),
    ("a\0b.svg", None, "no se puede abrir"),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD_LOGOS, ids=[f"{row[0]}-{row[2]}" for row in BAD_LOGOS])
def test_a_logo_that_cannot_be_printed_is_refused(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    """A logo that would come out differently is named in one line with its remedy, before anything is printed."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    fault = logo_fault(str(tmp_path / name))
    assert fault.startswith(f"el logo {tmp_path / name}")
    assert said in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", drawing(TRIANGLE)),
        ("logo.svg", b"\xef\xbb\xbf" + drawing(TRIANGLE)),
        ("logo.svg", drawing(TRIANGLE, before='<?xml version="1.0" encoding="shift_jis"?>')),
        ("logo.svg", drawing('<style id="a"/><!-- a --><g opacity="1"><g>' + TRIANGLE + "</g></g>")),
        ("logo.svg", drawing('<path fill="rgb(999,0,0)" stroke="red" stroke-width="x" d="M1 1h7v7z"/>')),
        ("logo.svg", drawing('<path d="M-500 -500H900V900H-500z"/>')),
        ("logo.png", picture_file()),
        ("logo.PNG", picture_file((1, 400))),
    ],
)
def test_a_good_logo_harms_no_sign(tmp_path: Path, name: str, content: bytes) -> None:
    """However it was written, it is drawn inside its own frame, and the sign still scans."""
    (tmp_path / name).write_bytes(content)
    assert logo_fault(str(tmp_path / name)) == ""
    brand = replace(BRAND, logo=read_logo(str(tmp_path / name)))
    assert print_sign(SIGN, LINK, brand, LAYOUTS["a5"]).proof.ok
    assert logo_fault("") == ""


# --- proofs ---


def two_codes(folder: Path) -> Path:
    picture = Image.new("L", (900, 450), 255)
    for number, text in enumerate((LINK, LINK + "X")):
        (folder / "one.svg").write_text(svg(encode(text, side_mm=40)), encoding="utf-8")
        picture.paste(read_piece(folder / "one.svg").seen(7.5), (number * 440, 20))
    picture.save(folder / "two.png", dpi=(200, 200))
    return folder / "two.png"


def test_a_file_is_read_as_a_phone_would(tmp_path: Path) -> None:
    """PDF, SVG and PNG of a sign are read at its distance, and no farther than its size allows."""
    layout = LAYOUTS["a5"]
    pdf = pdf_of(layout)
    files = {"a.pdf": pdf, "a.svg": qr_svg(LINK, layout).encode(), "a.png": screen_png(pdf, layout)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        read = prove(read_piece(tmp_path / name), LINK, 0.4)
        assert read.ok, name
        assert read.reads_at_m == pytest.approx(0.4, abs=0.02), name
        assert "hacen falta 10 cm" in prove(read_piece(tmp_path / name), LINK, 1).why


def test_a_wrong_file_is_told_from_a_good_one(tmp_path: Path) -> None:
    """No code, another link, two codes, or no such file at all: each is said in plain words."""
    blank = tmp_path / "blank.png"
    Image.new("L", (300, 300), 255).save(blank)
    assert "ningún QR" in prove(read_piece(blank), LINK).why
    assert f"tenía que decir {LINK}2" in prove(Piece(pdf_of(LAYOUTS["a4"])), f"{LINK}2").why
    assert "2 códigos" in prove(read_piece(two_codes(tmp_path)), LINK).why
    for name, data in {"x.pdf": b"%PDF-", "x.png": b"\x89PNG", "x.svg": b"<svg/>", "x.doc": b""}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Unprintable):
            read_piece(tmp_path / name)
    with pytest.raises(Unprintable, match="revisa la ruta"):
        read_piece(tmp_path / "none.pdf")


# --- the commands ---


@pytest.fixture
def run(tmp_path: Path) -> Run:
    config = tmp_path / "leadbot.toml"
    config.write_text(BARE + '\n[agencies.casanova.signs]\ndomain = "qr.casanova.do"\n', encoding="utf-8")

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["sign", *words, "--config", str(config)], catch_exceptions=False)

    return command


def test_print_gives_three_proved_files(run: Run, tmp_path: Path) -> None:
    """One command makes what goes to the printer, what goes into somebody's own layout, and what goes on a screen."""
    made = json.loads(run("new", "--title", "Casa en Naco · 3 hab", "--type", "venta", "--json").stdout)
    out = tmp_path / "print"
    (row,) = json.loads(run("print", made["display"], "--layout", "a4", "--out", str(out), "--json").stdout)
    assert row["proof"] == {"ok": True, "reads_at_m": 1.0}
    assert row["pdf"] == str(out / f"{made['code']}_vitrina_a4_casa-en-naco.pdf")
    assert sorted(path.suffix for path in out.iterdir()) == [".pdf", ".png", ".svg"]
    for kind in ("pdf", "svg", "png"):
        assert run("proof", row[kind], "--url", made["url"], "--distance", "1").exit_code == 0, kind
        assert run("proof", row[kind], "--url", made["url"], "--distance", "3").exit_code == 1, kind


def test_print_tells_people_what_to_do_next(run: Run, tmp_path: Path) -> None:
    """The printer's advice and the check with two phones come with the files."""
    code = json.loads(run("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    said = run("print", code, "--layout", "tarjeta", "--out", str(tmp_path / "out")).stdout
    assert "se lee hasta 0.25 m" in said
    assert "iPhone" in said
    assert "90–140 cm" in said


def test_print_refuses_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    """A sign that cannot be read at that distance, an unknown code and a wrong word end with 1, 1 and 2."""
    code = json.loads(run("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    out = tmp_path / "out"
    far = run("print", code, "--layout", "a5", "--distance", "2", "--out", str(out))
    assert (far.exit_code, "usa 18x24" in far.stderr) == (1, True)
    assert run("print", "H5V-9QM", "--layout", "a5", "--out", str(out)).exit_code == 1
    assert run("print", code, "--layout", "a6", "--out", str(out)).exit_code == 2
    assert not out.exists()


def test_print_replaces_nothing_unless_told_to(run: Run, tmp_path: Path) -> None:
    """The file that hangs stays what it is: another layout has another name, and the same one needs --force."""
    code = json.loads(run("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    out = tmp_path / "out"
    for layout in ("a5", "tarjeta"):
        assert run("print", code, "--layout", layout, "--out", str(out)).exit_code == 0
    files = {path: path.read_bytes() for path in out.iterdir()}
    assert len(files) == 6
    assert run("point", code, "--title", "Casa", "--type", "alquiler").exit_code == 0
    other = json.loads(run("new", "--title", "Villa", "--type", "venta", "--json").stdout)["code"]
    refused = run("print", other, code, "--layout", "a5", "--out", str(out))
    assert refused.exit_code == 1
    assert str(out / f"{code}_volante_a5_casa.pdf") in refused.stderr
    assert "--force" in refused.stderr
    assert {path: path.read_bytes() for path in out.iterdir()} == files
    (out / f"{code}_volante_a5_casa.pdf").unlink()
    assert f"{code}_volante_a5_casa.svg" in run("print", code, "--layout", "a5", "--out", str(out)).stderr
    assert run("print", code, "--layout", "a5", "--out", str(out), "--force").exit_code == 0
    assert (out / f"{code}_volante_a5_casa.pdf").read_bytes() != files[out / f"{code}_volante_a5_casa.pdf"]


# --- letters ---

LOST = [
    ("Penthouse 🏖 en Bávaro", ("«🏖»",), "--title 'Penthouse en Bávaro' --type venta --property KNM6135T3B"),
    ("שכונת נאקו", ("«שכונת»", "«נאקו»"), "--title 'TÍTULO'"),
    ("Villa 海景 · 3 hab", ("«海景»",), "--title 'Villa · 3 hab'"),
    ("شقة 2 hab", ("«شقة»",), "--title '2 hab'"),
    ("Bandera 🇩🇴 👨‍👩‍👧", ("«🇩🇴»", "«👨👩👧»"), "--title Bandera"),
    ("Pe\ufffda", ("«\ufffd»",), "--title 'Pe a'"),
]


@pytest.mark.parametrize(("title", "named", "remedy"), LOST, ids=[row[0] for row in LOST])
def test_letters_that_would_be_missing_are_named(
    run: Run, tmp_path: Path, title: str, named: tuple[str, ...], remedy: str
) -> None:
    """No file says «probado» with a hole in its title: which letters, of which sign, and the command that mends it."""
    good = json.loads(run("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    words = ("--title", title, "--type", "venta", "--property", "KNM6135T3B", "--code", "K7M4PF")
    assert run("new", *words).exit_code == 0
    refused = run("print", good, "K7M4PF", "--layout", "a5", "--out", str(tmp_path / "out"))
    assert refused.exit_code == 1
    assert all(letters in refused.stderr for letters in named)
    assert f"leadbot sign point K7M-4PF {remedy}" in refused.stderr
    assert not (tmp_path / "out").exists()


def test_a_fault_of_the_agency_is_said_once(run: Run, tmp_path: Path) -> None:
    """Twenty signs with the same wrong name, or of an agency that is gone from the settings, are one thing to mend."""
    config = tmp_path / "leadbot.toml"
    codes = [json.loads(run("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"] for _ in range(2)]
    printing = ("print", *codes, "--layout", "a5", "--out", str(tmp_path / "out"))
    as_it_was = config.read_text(encoding="utf-8")
    config.write_text(as_it_was.replace('"Casa Nova"', '"Casa 🌴 Nova"'), encoding="utf-8")
    (said,) = run(*printing).stderr.splitlines()
    assert "agencies.casanova.name dice «Casa 🌴 Nova» y lleva «🌴»" in said
    config.write_text(as_it_was.replace("casanova", "otra"), encoding="utf-8")
    gone = run(*printing)
    assert (gone.exit_code, "«casanova», que ya no está en los ajustes" in gone.stderr) == (1, True)
    assert not (tmp_path / "out").exists()


def test_a_logo_that_cannot_be_drawn_is_one_line(run: Run, tmp_path: Path) -> None:
    """The command says which file, why, and what to do, and prints nothing."""
    config = tmp_path / "leadbot.toml"
    code = json.loads(run("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    (tmp_path / "logo.svg").write_bytes(drawing('<path d="M1 1a1e300 1e300 0 0 1 5 5z"/>'))
    logo = f'\nlogo = "{tmp_path / "logo.svg"}"\n'
    config.write_text(config.read_text(encoding="utf-8") + logo, encoding="utf-8")
    refused = run("print", code, "--layout", "a5", "--out", str(tmp_path / "out"))
    assert refused.exit_code == 1
    (said,) = refused.stderr.splitlines()
    assert said.startswith(f"No se imprime: el logo {tmp_path / 'logo.svg'}: el SVG lleva medidas imposibles")
    assert not (tmp_path / "out").exists()


def test_every_sign_that_cannot_be_printed_has_its_line(run: Run, tmp_path: Path) -> None:
    """Whoever prints twenty mends them all at once."""
    codes = [
        json.loads(run("new", "--title", title, "--type", "venta", "--json").stdout)["display"]
        for title in ("Casa 🏠", "Villa", "Loft 🏢")
    ]
    said = run("print", *codes, "--layout", "a5", "--out", str(tmp_path / "out")).stderr.splitlines()
    assert [code in " ".join(said) for code in codes] == [True, False, True]
    assert len(said) == 2


@pytest.mark.parametrize(
    ("setting", "brand", "link"),
    [
        ("casacaribe.name", {"name": "Casa 🌴 Caribe"}, LINK),
        ("casacaribe.human_phone", {"phone": "☎ 809-555-0100"}, LINK),
        ("casacaribe.privacy_url", {"privacy_url": "https://例え.example/p"}, LINK),
        ("casacaribe.signs.domain", {}, "HTTPS://例え.EXAMPLE/K7M4PF"),
    ],
)
def test_letters_missing_in_what_the_agency_says_are_named(setting: str, brand: dict[str, str], link: str) -> None:
    """Its name, its phone and its addresses stand on every sign; the setting to be mended is named."""
    with pytest.raises(Unprintable, match=f"agencies.{setting} dice"):
        print_sign(SIGN, link, replace(BRAND, **brand), LAYOUTS["a5"])  # type: ignore[arg-type]  # each row names its own


def test_no_text_leaves_the_sheet_incomplete() -> None:
    """Also one that nobody looked at before: the sheet itself refuses what its fonts cannot draw."""
    poster = replace(poster_of(SIGN, LINK, BRAND), title="Casa 🏠")
    with pytest.raises(Unprintable, match="«🏠»"):
        poster_pdf(poster, LAYOUTS["a5"])


DRAWN = [
    "Ático «Ñandú» · 2½ baños – 100 m² · US$ 1,200/mes",
    "Résidence L’Été · 3 pièces · 250 000 €",
    "Größe 90 m² · Übergabe ab März",
    "Квартира в Пунта-Кане · 2 спальни · 5 000 000 ₽",
    "Kay nan Pòtoprens · 3 chanm · № 5",
    "Çatı katı İstanbul · ğışö ĞIŞÖ · Łódź, Đà Nẵng",
    "Διαμέρισμα στη Νάξο",
    "Torre™️ ☀️ Mar ★★★★ → playa",
    "Cafe\u0301 Nin\u0303o",
]


@pytest.mark.parametrize("title", DRAWN)
def test_what_the_fonts_have_is_printed_whole(title: str) -> None:
    """Every letter of the languages we speak stands in the file, and «shown as an emoji» is no letter."""
    pdf = pdf_of(LAYOUTS["a4"], sign=replace(SIGN, title=clean_line(title, 120)))
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    shown = clean_line(title, 120).replace("\ufe0f", "")
    assert [letter for letter in shown if letter not in f"{text} ·\u00a0"] == []
    assert "\ufe0f" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@every_layout
def test_our_own_words_lack_no_letter(layout: Layout, language: str) -> None:
    """The words of a sign can be drawn in every language and layout."""
    assert pdf_of(layout, sign=replace(SIGN, languages=(language,)))


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
