"""How a sign looks: who hangs it is seen first, everything stands on one grid, and a photograph keeps off the code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from adapters.signs import PrintStyle, SignRow
from bot.signs.drawing import read_svg
from bot.signs.layouts import LAYOUTS, Layout
from bot.signs.photo import Photo, read_photo
from bot.signs.poster import NO_WISHES, Brand, Wishes, layout_of, poster_pdf
from bot.signs.printing import poster_of, print_sign
from bot.signs.proof import INCH_MM, Piece, camera_pixels_per_mm
from bot.signs.qr import QUIET, Unprintable, encode
from bot.signs.typesetting import BOLD, load_fonts, width_of
from bot.signs.values import PRINT_STYLES
from tests.commands import Run
from tests.test_sign_print import BRAND, LINK, SIGN, every_layout
from tests.test_sign_scan import read_by_both

POINT_MM = INCH_MM / 72
MARK = read_svg('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#f0f" d="M0 0h9v9H0z"/></svg>')
TWO = replace(SIGN, languages=("es", "en"), titles=(("en", "Apartment in Naco · 3 bedrooms"),))
every_style = pytest.mark.parametrize("style", PRINT_STYLES)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Photo:
    """As dark as a night, so that a code in front of it would be lost."""
    file = tmp_path_factory.mktemp("photo") / "casa.jpg"
    Image.new("RGB", (1200, 900), (70, 20, 110)).save(file)
    return read_photo(str(file))


def wishes_of(style: PrintStyle, photo: Photo) -> Wishes:
    return Wishes(style=style, photo=photo if style == "foto" else None)


def pdf_of(layout: Layout, wishes: Wishes = NO_WISHES, *, sign: SignRow = SIGN, brand: Brand = BRAND) -> bytes:
    return poster_pdf(poster_of(sign, LINK, brand, wishes=wishes), layout)


class Page:
    """Where words stand on a sign, in millimetres from its lower left corner, bleed and all."""

    def __init__(self, pdf: bytes) -> None:
        self._text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
        self.text = self._text.get_text_range()

    def boxes(self, words: str) -> list[tuple[float, float, float, float]]:
        """Left, low, right and high of every place where these words stand."""
        search, found = self._text.search(words, match_case=True), []
        while place := search.get_next():
            start, count = place
            chars = [self._text.get_charbox(number) for number in range(start, start + count)]
            left, low, right, high = zip(*chars, strict=True)
            found.append((min(left), min(low), max(right), max(high)))
        return [tuple(side * POINT_MM for side in box) for box in found]

    def high(self, words: str) -> float:
        """How high the letters are where they are largest."""
        return max(high - low for _, low, _, high in self.boxes(words))


@every_layout
@every_style
def test_the_agency_is_seen(layout: Layout, style: PrintStyle, photo: Photo) -> None:
    """Its mark, or its name where it has none, takes a twelfth of the sign's height and more."""
    wishes, least = wishes_of(style, photo), 0.08 * layout.height_mm
    scale = 1000 / layout.height_mm
    seen = Piece(pdf_of(layout, wishes, brand=replace(BRAND, logo=MARK))).picture(scale)
    red, green, blue = seen.split()
    magenta = [band.point(lambda v: 255 if v > 200 else 0) for band in (red, green.point(lambda v: 255 - v), blue)]
    found = Image.merge("RGB", magenta).convert("L").point(lambda v: 255 if v == 255 else 0).getbbox()
    assert found
    assert (found[3] - found[1]) / scale >= least
    page = Page(pdf_of(layout, wishes, brand=replace(BRAND, logo=None)))
    words = [max(page.boxes(word), key=lambda box: box[3] - box[1]) for word in ("Casa", "Caribe")]
    assert max(high for *_, high in words) - min(low for _, low, _, _ in words) >= 0.85 * least


@every_layout
@every_style
def test_what_is_seen_from_afar_is_largest(layout: Layout, style: PrintStyle, photo: Photo) -> None:
    """Headline, title, facts and small print are four sizes that nobody takes for each other."""
    page = Page(pdf_of(layout, wishes_of(style, photo)))
    headline, title, facts = (page.high(words) for words in ("VENTA", "Naco", "habitaciones"))
    small = page.high("Tus datos")
    assert headline > 1.2 * title
    assert title > 1.2 * facts
    assert facts > 1.2 * small or layout.name == "tarjeta"


@every_layout
@every_style
def test_every_style_scans(layout: Layout, style: PrintStyle, photo: Photo) -> None:
    """Both decoders read the link at the distance that is claimed for it, and nothing else is printed around it."""
    poster = poster_of(SIGN, LINK, BRAND, wishes=wishes_of(style, photo))
    used = layout_of(poster, layout)
    piece = Piece(poster_pdf(poster, layout))
    assert read_by_both(piece.seen(camera_pixels_per_mm(used.reach_m))) == {LINK}
    assert print_sign(SIGN, LINK, BRAND, layout, wishes=poster.wishes).proof.reads_at_m == pytest.approx(used.reach_m)


@every_layout
def test_a_photograph_keeps_off_the_code(layout: Layout, photo: Photo) -> None:
    """It takes its own part of the sheet; the code stands on paper with its four white squares around it."""
    pdf = pdf_of(layout, Wishes(photo=photo))
    assert pdf.count(b"/Subtype /Image") == 1
    scale = 1600 / layout.height_mm
    seen = Piece(pdf).picture(scale)
    dark = seen.convert("L").point(lambda v: 255 if v < 40 else 0)
    side = layout.beside_photo().side_mm
    symbol = encode(LINK, side_mm=side, level="m")
    from zxingcpp import read_barcodes

    (read,) = read_barcodes(seen)
    corner, edge = read.position.top_left, (QUIET - 0.5) * symbol.square_mm * scale
    box = (corner.x - edge, corner.y - edge, corner.x + side * scale + edge, corner.y + side * scale + edge)
    around = dark.crop(tuple(map(round, box)))  # type: ignore[arg-type]  # four of them
    inner = round(edge - 0.5 * symbol.square_mm * scale)
    around.paste(0, (inner, inner, around.width - inner, around.height - inner))
    assert around.getbbox() is None
    corners = [seen.crop(tuple(map(round, (x, y, x + 2, y + 2)))) for x in box[::2] for y in box[1::2]]  # type: ignore[arg-type]  # four of them
    assert all(min(low for low, _ in part.getextrema()) > 250 for part in corners)  # type: ignore[misc]  # in colour


def test_a_photograph_has_its_price() -> None:
    """It takes room from the code of a large sign, and the sign says that it is read from less far."""
    for name in ("24x36", "18x24", "a3", "a4"):
        layout = LAYOUTS[name]
        assert layout.beside_photo().reach_m < layout.reach_m
    assert LAYOUTS["a5"].beside_photo() == LAYOUTS["a5"]


def test_letters_stand_in_pairs() -> None:
    """«AV» and «To» stand as close as the font's designer wanted, in what is measured and in what is printed."""
    load_fonts()
    assert width_of("AV", BOLD, 1) < width_of("A", BOLD, 1) + width_of("V", BOLD, 1) - 0.03
    assert width_of("To", BOLD, 1) < width_of("T", BOLD, 1) + width_of("o", BOLD, 1) - 0.03
    page = Page(pdf_of(LAYOUTS["a4"], sign=replace(SIGN, title="AVATAR")))
    ((left, _, right, _),) = page.boxes("AVATAR")
    size = page.high("AVATAR") / 0.745  # capitals of Inter, round ones and all
    assert right - left == pytest.approx(width_of("AVATAR", BOLD, size), rel=0.03)


@every_layout
def test_price_and_agent_stand_on_it_when_asked_for(layout: Layout) -> None:
    """Neither is there by itself: a price ages, and an agent leaves."""
    asked = Page(pdf_of(layout, Wishes(price="US$ 185,000", agent="Ana Peña"))).text
    assert "US$ 185,000" in asked
    assert "Pregunta por Ana Peña" in " ".join(asked.split())
    alone = Page(pdf_of(layout, Wishes(agent="Ana Peña"), brand=replace(BRAND, phone=""))).text
    assert "Pregunta por Ana Peña" in " ".join(alone.split())
    assert "US$" not in Page(pdf_of(layout)).text


def test_a_sign_speaks_the_language_that_was_asked_for() -> None:
    """A sign in English has no Spanish on it, and one in both says the property's name in both."""
    english = Page(poster_pdf(poster_of(TWO, LINK, BRAND, ["en"]), LAYOUTS["a4"])).text
    assert "Apartment in Naco" in english
    for spanish in ("Apartamento", "habitaciones", "VENTA", "Escanea", "Código", "datos", "Llama", "Por", " o "):
        assert spanish not in english, spanish
    both = Page(poster_pdf(poster_of(TWO, LINK, BRAND), LAYOUTS["a4"])).text
    assert all(words in both for words in ("Apartamento en Naco", "3 habitaciones", "Apartment in Naco", "FOR SALE"))


def test_a_language_without_its_title_is_refused(run_sign: Run, tmp_path: Path) -> None:
    """Nobody prints a sign in English with a title in Spanish: the command that gives it one is named."""
    words = ("--title", "Casa en Naco", "--type", "venta", "--code", "K7M4PF")
    assert run_sign("new", *words).exit_code == 0
    printing = ("print", "K7M-4PF", "--layout", "a5", "--language", "en", "--out", str(tmp_path / "out"))
    refused = run_sign(*printing)
    assert refused.exit_code == 1
    assert "sign point K7M-4PF --title 'Casa en Naco' --title-en 'TÍTULO' --type venta" in refused.stderr
    assert run_sign("point", "K7M4PF", *words[:4], "--title-en", "House in Naco").exit_code == 0
    assert json.loads(run_sign("show", "K7M4PF", "--json").stdout)["titles"] == {"en": "House in Naco"}
    assert run_sign(*printing).exit_code == 0
    assert run_sign("undo", "K7M4PF").exit_code == 0
    assert json.loads(run_sign("show", "K7M4PF", "--json").stdout)["titles"] == {}


def test_a_story_is_about_its_link(photo: Photo) -> None:
    """Nobody scans the telephone in their own hand: the link is as wide as the screen, the code is an extra."""
    layout = LAYOUTS["historia"]
    for wishes in (NO_WISHES, Wishes(photo=photo), Wishes(style="mínimo")):
        page = Page(pdf_of(layout, wishes))
        ((left, _, right, _),) = page.boxes("qr.agencia.do/K7M4PF")
        assert right - left > 0.6 * layout.width_mm
        assert "Escanea y" not in page.text
    assert layout.side_mm < layout.width_mm / 3


def test_a_card_says_its_code_in_one_line() -> None:
    """And its foot is not empty: the agency stands there."""
    layout = LAYOUTS["tarjeta"]
    page = Page(pdf_of(layout))
    ((_, low, _, high),) = page.boxes("K7M-4PF")
    assert high - low < 3
    ((_, foot, _, _),) = page.boxes("Caribe") if len(page.boxes("Caribe")) == 1 else (min(page.boxes("Caribe")[-1:]),)
    assert foot - layout.bleed_mm < 0.25 * layout.height_mm


def test_a_rider_has_one_axis() -> None:
    """Headline, words and code are centred on the same line, and the words begin and end where the code does."""
    layout = LAYOUTS["rider"]
    page = Page(pdf_of(layout))
    middle = layout.bleed_mm + layout.height_mm / 2
    headline = [page.boxes(word)[0] for word in ("EN", "VENTA")]
    assert (headline[0][3] + headline[1][1]) / 2 == pytest.approx(middle, abs=0.02 * layout.height_mm)
    top, foot = page.boxes("Apartamento")[0][3], page.boxes("Solo escanea")[0][1]
    assert top == pytest.approx(middle + layout.side_mm / 2, abs=2)
    assert foot == pytest.approx(middle - layout.side_mm / 2, abs=3)


STYLE_FAULTS: list[tuple[Callable[[str], tuple[str, ...]], int, str]] = [
    (lambda file: ("--style", "foto"), 2, "dala con --photo"),
    (lambda file: ("--style", "minimo", "--photo", file), 2, "--photo va con el estilo foto"),
    (lambda file: ("--style", "barroco"), 2, "hay clásico, foto, mínimo"),
    (lambda file: ("--photo", f"{file}.no"), 1, "revisa la ruta"),
    (lambda file: ("--photo", __file__), 1, "no es un JPG, PNG o WebP"),
    (lambda file: ("--price", "US$ 海"), 1, "--price dice «US$ 海» y lleva «海»"),
    (lambda file: ("--photo", file, "--distance", "1"), 1, "se lee hasta 0.8 m"),
]


@pytest.mark.parametrize(("options", "code", "said"), STYLE_FAULTS, ids=[row[2] for row in STYLE_FAULTS])
def test_what_cannot_be_had_is_said(
    options: Callable[[str], tuple[str, ...]], code: int, said: str, run_sign: Run, tmp_path: Path
) -> None:
    """A style without its photograph, a file that is none, a letter or a distance that cannot be printed."""
    file = tmp_path / "casa.jpg"
    Image.new("RGB", (1600, 1200), "teal").save(file)
    assert run_sign("new", "--title", "Casa", "--type", "venta", "--code", "K7M4PF").exit_code == 0
    words = ("print", "K7M4PF", "--layout", "a4", "--out", str(tmp_path / "out"), *options(str(file)))
    refused = run_sign(*words)
    assert (refused.exit_code, said in refused.stderr) == (code, True)
    assert not (tmp_path / "out").exists()


def test_each_agency_has_its_style(run_sign: Run, tmp_path: Path) -> None:
    """What the settings say is what is printed, and an option of one printing says otherwise."""
    config = tmp_path / "leadbot.toml"
    text = config.read_text(encoding="utf-8")
    assert run_sign("new", "--title", "Casa", "--type", "venta", "--code", "K7M4PF").exit_code == 0
    head, made = "[agencies.casanova.signs]", []
    for number, style in enumerate(("clásico", "mínimo", "foto")):
        config.write_text(text.replace(head, f'{head}\nstyle = "{style}"'), encoding="utf-8")
        for options in ((), ("--style", "clásico")):
            out = tmp_path / f"{number}{len(options)}"
            assert run_sign("print", "K7M4PF", "--layout", "a5", "--out", str(out), *options).exit_code == 0
            made.append(next(out.glob("*.pdf")).read_bytes())
    plain, *others = made
    assert [one == plain for one in others] == [True, False, True, True, True]


def test_a_link_is_never_cut() -> None:
    """A link, a code or a phone in part is of no use: a card too small for a long domain is refused."""
    poster = poster_of(SIGN, "https://LETREROS.INMOBILIARIA-HERMANOS-RODRIGUEZ.COM.DO/K7M4PF", BRAND)
    with pytest.raises(Unprintable, match="no cabe entero"):
        poster_pdf(poster, replace(LAYOUTS["tarjeta"], square_min_mm=0.5))
