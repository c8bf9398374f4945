"""A printed sign scans, whatever happens to it, and is not printed where it would not."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import NormalDist

import deqr
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from adapters.signs import SignRow
from bot.signs.layouts import LAYOUTS, Layout, check_distance
from bot.signs.poster import symbol_of
from bot.signs.printing import print_sign, qr_svg, screen_png
from bot.signs.proof import Piece, camera_pixels_per_mm, prove, read_piece
from bot.signs.qr import Level, Unprintable, encode, svg
from tests.test_sign_print import BRAND, LINK, LONG, SIGN, VILLA, every_layout, pdf_of

LEVELS: tuple[Level, ...] = ("m", "q", "h")
NOISE = [round(NormalDist(128, 12).inv_cdf((byte + 0.5) / 256)) for byte in range(256)]  # the same every time
CHAT = "https://wa.me/18095550100?text=Hola%2C%20me%20interesa%20esta%20propiedad%20%28ref.%20K7M-4PF%29"


def read_by_both(picture: Image.Image) -> set[str]:
    """What two decoders that share no code make of it."""
    first = {read.text for read in zxingcpp.read_barcodes(picture)}
    second = deqr.QuircDecoder().decode(picture.convert("L"))
    return (
        first | {str(data.data) for read in second for data in read.data_entries}
        if second
        else {*first, "quirc: nothing"}
    )


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
    grain = Image.frombytes("L", seen.size, Random(7).randbytes(seen.width * seen.height))
    return Image.blend(dark, grain.point(NOISE), 0.12)


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
    assert squares.partition("f*")[0].count(" re") == sum(1 for _ in symbol_of(LINK, layout).runs())
    assert b"/Image" not in pdf.replace(b"/ImageB", b"").replace(b"/ImageC", b"").replace(b"/ImageI", b"")


@every_layout
def test_white_stands_around_the_code(layout: Layout) -> None:
    """Four squares of quiet zone lie inside the artwork, whatever the texts."""
    pdf = pdf_of(layout, sign=replace(SIGN, title=VILLA, languages=("es", "de")), brand=LONG)
    seen = Piece(pdf).seen(scale := 2400 / layout.height_mm / 2)
    (read,) = zxingcpp.read_barcodes(seen)
    squares = symbol_of(LINK, layout).squares
    square = layout.side_mm / squares * scale
    left, top = read.position.top_left.x - 3.5 * square, read.position.top_left.y - 3.5 * square
    side = (squares + 7) * square
    box = seen.crop((round(left), round(top), round(left + side), round(top + side)))
    ImageDraw.Draw(box).rectangle((2.5 * square, 2.5 * square, inner := (squares + 4.5) * square, inner), fill=255)
    assert box.getextrema() == (255, 255)


def test_a_camera_takes_it_for_a_link() -> None:
    """The scheme is in small letters, which every camera knows, and capitals keep the rest coarse: with a lower level
    than small letters alone would need for as few squares."""
    assert LINK.startswith("https://")
    sides = {level: encode(LINK, side_mm=1, level=level).squares for level in LEVELS}
    assert sides == {"m": 25, "q": 29, "h": 29}
    assert encode(LINK.lower(), side_mm=1, level="m").squares == 29


@pytest.mark.parametrize("hung", ["HTTPS://QR.AGENCIA.DO/K7M4PF", "https://qr.agencia.do/K7M4PF", LINK])
def test_a_sign_that_hangs_already_is_the_same_sign(hung: str) -> None:
    """However its scheme and host were printed, it opens the same page; another code or host does not."""
    pdf = Piece(pdf_of(LAYOUTS["a4"], link=hung))
    assert prove(pdf, LINK, 1).ok
    assert not prove(pdf, LINK.replace("AGENCIA", "OTRA")).ok
    assert not prove(pdf, f"{LINK}2").ok


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
