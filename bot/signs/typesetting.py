"""Breaks words into lines that fit, in the two fonts of the posters. Sizes and widths are in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby
from typing import Any, Literal

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr, TTFont

from adapters.language import tr
from bot.signs.colours import Rgb

Font = Literal["Inter-Medium", "Inter-ExtraBold"]
Colour = float | Rgb  # a gray, 0 is black, or the agency's colour

WHITE, INK, SOFT, FINE = 1.0, 0.0, 0.25, 0.32  # grays; FINE still has 7:1 on white
TEXT: Font = "Inter-Medium"
BOLD: Font = "Inter-ExtraBold"
CAP = 0.727  # of the size: how high a capital is in Inter
DESCENT = 0.21  # how far «g» hangs below the line
SMALLEST_MM = 1.8  # five points, the least that is still read in the hand
TIGHTER = 0.96
MOST_NAMED = 5  # runs of letters that a sentence names
BOX = "□"  # for a letter that neither font has
UPRIGHT = {"kern": True, "liga": False, "clig": False, "calt": False}  # pairs move; each letter stays itself
UNSEEN = dict.fromkeys(range(0xFE00, 0xFE10))  # «as an emoji»: the fonts would leave a gap for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """`size` counts in the poster's scale; `lines` is how many there may be; `floor_mm` the least size."""

    font: Font = TEXT
    size: float = 1.0
    colour: Colour = 0.0
    lines: int = 1
    floor_mm: float = SMALLEST_MM
    leading: float = 1.18


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Text that was broken. `height` is from the top of the first capital to below the last line's «g»."""

    lines: tuple[str, ...]
    style: Style
    size: float

    @property
    def step(self) -> float:
        """From one baseline to the next."""
        return self.size * self.style.leading

    @property
    def height(self) -> float:
        return self.size * (CAP + DESCENT) + self.step * (len(self.lines) - 1)


def load_fonts() -> None:
    """Make both fonts known to the PDF library, once a process."""
    for font in (TEXT, BOLD):
        _load(font)


@cache
def _load(font: Font) -> None:
    pdfmetrics.registerFont(TTFont(font, str(_file(font))))


def _file(font: Font) -> Traversable:
    return files("bot.signs").joinpath("fonts", f"{font}.ttf")


def lacking(text: str) -> tuple[str, ...]:
    """What of `text` the fonts cannot draw, letters that stand together in one; () when all of it can be printed."""
    runs = groupby(text.translate(UNSEEN), lambda letter: not letter.isspace() and letter not in _letters())
    return tuple(dict.fromkeys("".join(run) for is_lost, run in runs if is_lost))


def name_lacking(lost: Sequence[str]) -> str:
    """««🏖», «שכונת», que …»: for a sentence that says where they stand."""
    shown = ", ".join(f"«{letters}»" for letters in lost[:MOST_NAMED])
    return tr(
        f"{shown}{' y más' if len(lost) > MOST_NAMED else ''}, que la tipografía de los letreros no tiene",
        f"{shown}{' and more' if len(lost) > MOST_NAMED else ''}, which the typeface of the signs does not have",
    )


def with_boxes(text: str) -> str:
    """`text` with a box for each letter that the fonts cannot draw."""
    for lost in lacking(text):
        text = text.replace(lost, BOX * len(lost))
    return text


@cache
def _letters() -> frozenset[str]:
    """Those that both fonts have."""
    load_fonts()
    medium, bold = (pdfmetrics.getFont(font).face.charToGlyph for font in (TEXT, BOLD))
    return frozenset(map(chr, medium.keys() & bold.keys()))


def width_of(text: str, font: Font, size: float) -> float:
    """How wide this one line is."""
    return _width_at_one(text, font) * size


def widest(lines: Lines) -> float:
    """The longest of them."""
    return max(width_of(line, lines.style.font, lines.size) for line in lines.lines)


@lru_cache(maxsize=4096)
def _width_at_one(text: str, font: Font) -> float:
    return float(sum(place.x_advance for place in _places(text, font))) / 1000


def kerned(text: str, font: Font) -> Any:
    """The same text, which the PDF library sets with the space that the font wants between its letters."""
    return ShapedStr(text, list(_places(text, font)))


@lru_cache(maxsize=4096)
def _places(text: str, font: Font) -> tuple[ShapeData, ...]:
    """How far each letter goes, in thousandths of the size. Texts come composed, so each is one glyph."""
    face, shaper = pdfmetrics.getFont(font).face, _shaper(font)
    widths = [float(face.getCharWidth(ord(letter))) for letter in text]
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(shaper, buffer, UPRIGHT)
    advances = [1000 * one.x_advance / shaper.face.upem for one in buffer.glyph_positions or ()]
    if len(advances) != len(text):  # a mark that stands on no letter of its own
        advances = widths
    return tuple(
        ShapeData(place, advance, 0, 0, 0, width)
        for place, (advance, width) in enumerate(zip(advances, widths, strict=True))
    )


@cache
def _shaper(font: Font) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(_file(font).read_bytes()))


def set_lines(text: str, style: Style, *, scale: float, width: float) -> Lines:
    """The text in as many lines as the style allows; smaller when it needs more, cut with «…» when nothing helps."""
    text = text.translate(UNSEEN)
    size = max(style.floor_mm, style.size * scale)
    while True:
        lines = _balanced(text, style.font, width / size)
        if len(lines) <= style.lines and all(width_of(line, style.font, size) <= width for line in lines):
            return Lines(lines=lines, style=style, size=size)
        if size * TIGHTER < style.floor_mm:
            cut = tuple(_cut(line, style.font, width / size) for line in lines[: style.lines])
            more = len(lines) > style.lines
            ending = _cut(f"{cut[-1]}…", style.font, width / size) if more else cut[-1]
            return Lines(lines=(*cut[:-1], ending), style=style, size=size)
        size *= TIGHTER


@lru_cache(maxsize=4096)
def _balanced(text: str, font: Font, width: float) -> tuple[str, ...]:
    """Greedy lines, then as narrow as that number of lines allows, so that none is left with one word."""
    lines = _greedy(text, font, width)
    narrow, wide = width / max(1, len(lines)), width
    for _ in range(8 if 1 < len(lines) <= 4 else 0):
        middle = (narrow + wide) / 2
        if len(_greedy(text, font, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return _greedy(text, font, wide)


def _greedy(text: str, font: Font, width: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width_at_one(longer, font) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _cut(line: str, font: Font, width: float) -> str:
    while len(line) > 1 and _width_at_one(line, font) > width:
        line = line.rstrip("…")[:-1].rstrip() + "…"
    return line
