"""The picture of a flow as SVG: questions in the middle from top to bottom, proposals left, what they may need right.

The layout knows this shape of picture and no other. Lengths are pixels; text is measured by its number of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from bot.drawing.picture import Arrow, Band, Box, Picture

WIDTH = 1040
COLUMNS = {"before": 24, "main": 340, "beside": 696}  # left edges
BOX = 200  # width
LINE = 15  # of text
IN_BOX, IN_GAP, UNDER_BOX, ALONE = 31, 20, 17, 60  # characters that fit a line
PIECE = r"\[[^\]]*\]|«[^»]*»|\S+"  # of a label: an option, an answer, a word
ROW_GAP, BAND_GAP = 28, 46
LANE = 14  # from a box to the line that leads on from it
HEAD = 14  # from a box's top to where a line goes in or out
STYLE = """
  text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #3c4654; }
  .title { font-weight: 600; font-size: 12.5px; fill: #14202e; }
  .label { fill: #1a5fb4; }
  .box { fill: #ffffff; stroke: #9aa7b5; }
  .main { fill: #e8f1fb; stroke: #1a5fb4; stroke-width: 1.5; }
  .way { fill: none; stroke: #8592a0; stroke-width: 1.3; }
  .trunk { stroke: #1a5fb4; stroke-width: 2; }
  .maybe { stroke-dasharray: 4 4; }
""".strip("\n")


@dataclass(frozen=True, slots=True)
class Placed:
    """A box where it stands: `x`, `y` of its upper left corner."""

    box: Box
    kind: str
    x: int
    y: int
    stubs: tuple[str, ...]  # what leads back up, told in the box instead of drawn

    @property
    def lines(self) -> list[str]:
        return wrap(self.box.text, IN_BOX)

    @property
    def height(self) -> int:
        return 26 + LINE * (len(self.lines) + len(self.stubs)) + (6 if self.lines or self.stubs else 0)

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def svg(picture: Picture) -> str:
    """The drawing as a document of its own; it ends with a line break."""
    placed, below = _layout(picture)
    note = wrap(picture.note, 150)
    height = max(below.values()) + LINE * len(note) + 20
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        f"<style>\n{STYLE}\n</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#5d6b7a"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" rx="12" fill="#f7f9fb"/>',
        *_ways(picture, placed, below),
        *(line for one in placed.values() for line in _box(one)),
        *_text(note, COLUMNS["before"], max(below.values()) + 8),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _layout(picture: Picture) -> tuple[dict[str, Placed], dict[str, int]]:
    """Every box in its place, and below each band, by its main place, where lines lead on to the next."""
    placed: dict[str, Placed] = {}
    below: dict[str, int] = {}
    top = 24
    rank = {place: number for number, band in enumerate(picture.bands) for place in _places(band)}
    for band in picture.bands:
        bottoms = []
        for kind, places in {"before": band.before, "main": (band.main,), "beside": band.beside}.items():
            y = top
            for place in places:
                stubs = _stubs(place, picture, rank)
                placed[place] = Placed(picture.boxes[place], kind, COLUMNS[kind], y, stubs)
                y += placed[place].height + ROW_GAP
            bottoms.append(y - ROW_GAP)
        onward = [
            arrow.label for arrow in picture.arrows if arrow.start == band.main and rank[arrow.end] > rank[band.main]
        ]
        bottoms += [placed[band.main].bottom + LINE * (len(_under(label, band)) - 1) for label in onward]
        below[band.main] = max(bottoms) + BAND_GAP // 2
        top = max(bottoms) + BAND_GAP
    return placed, below


def _places(band: Band) -> tuple[str, ...]:
    return (*band.before, band.main, *band.beside)


def _stubs(place: str, picture: Picture, rank: Mapping[str, int]) -> tuple[str, ...]:
    """«↑ [Nombre] [Teléfono]», for what leads back to an earlier question."""
    back = [arrow.label for arrow in picture.arrows if arrow.start == place and rank[arrow.end] < rank[place]]
    return tuple(_wrapped(f"↑ {' '.join(back)}", IN_BOX)) if back else ()


def _box(placed: Placed) -> Iterator[str]:
    kind = "main" if placed.kind == "main" else "box"
    yield f'<rect class="{kind}" x="{placed.x}" y="{placed.y}" width="{BOX}" height="{placed.height}" rx="8"/>'
    yield f'<text class="title" x="{placed.x + 10}" y="{placed.y + 18}">{escape(placed.box.title)}</text>'
    yield from _text(placed.lines, placed.x + 10, placed.y + 20)
    yield from _text(placed.stubs, placed.x + 10, placed.y + 20 + LINE * len(placed.lines), "label")


def _text(lines: Iterable[str], x: int, top: int, kind: str = "said") -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield f'<text class="{kind}" x="{x}" y="{top + LINE * number - 2}">{escape(line)}</text>'


def _ways(picture: Picture, placed: Mapping[str, Placed], below: Mapping[str, int]) -> Iterator[str]:
    band_of = {place: band for band in picture.bands for place in _places(band)}
    for band, following in zip(picture.bands, (*picture.bands[1:], None), strict=True):
        for proposal in band.before:
            yield from _maybe(placed[proposal], placed[band.main])
        for arrow in picture.arrows:
            if arrow.start not in _places(band):
                continue
            if band_of[arrow.end] is band:
                yield from _within(arrow, placed, band)
            elif following and band_of[arrow.end] is following:
                yield from _onward(arrow.label, placed[arrow.start], below[band.main], placed[following.main], band)


def _within(arrow: Arrow, placed: Mapping[str, Placed], band: Band) -> Iterator[str]:
    """Between a question and what stands beside it, or from one of those to the next."""
    start, end = placed[arrow.start], placed[arrow.end]
    if start.kind == end.kind:
        x = start.x + BOX // 2
        yield _way(f"M{x} {start.bottom}V{end.y - 2}", "way")
        yield from _text([arrow.label], x + 6, start.bottom - 1, "label")
    elif start.kind == "before":
        yield _way(f"M{start.x + BOX} {start.y + HEAD}H{end.x - 2}", "way")
        yield from _above(arrow.label, start.x + BOX + 6, start.y + HEAD)
    elif end.kind == "before":
        return
    elif start.kind == "main":
        trunk = start.x + BOX + 12
        yield _way(f"M{start.x + BOX} {start.y + HEAD}H{trunk}V{end.y + HEAD}H{end.x - 2}", "way")
        yield from _above(arrow.label, trunk + 16, end.y + HEAD)
    else:
        trunk, out = end.x + BOX + 22, start.bottom - 10
        yield _way(f"M{start.x} {out}H{trunk}V{end.y + 2 * HEAD}H{end.x + BOX + 2}", "way")
        yield from _text(_wrapped(arrow.label, IN_GAP), trunk + 6, out, "label")


def _wrapped(label: str, width: int) -> list[str]:
    """The label in lines, no option torn apart that fits one."""
    pieces = [piece.replace(" ", "\xa0") if len(piece) <= width else piece for piece in re.findall(PIECE, label)]
    return [line.replace("\xa0", " ") for line in wrap(" ".join(pieces), width, break_long_words=False)]


def _under(label: str, band: Band) -> list[str]:
    """The label below a question: narrow where lines run beside it."""
    return _wrapped(label, UNDER_BOX if band.beside else ALONE)


def _above(label: str, x: int, y: int) -> Iterator[str]:
    lines = _wrapped(label, IN_GAP)
    yield from _text(lines, x, y - LINE * len(lines) - 2, "label")


def _onward(label: str, start: Placed, corridor: int, question: Placed, band: Band) -> Iterator[str]:
    """To the next question: straight down, or by a line outside that joins the one in the middle."""
    x = question.x + BOX // 2
    if start.kind == "main":
        yield _way(f"M{x} {start.bottom}V{question.y - 2}", "way trunk")
        yield from _text(_under(label, band), x + 8, start.bottom + 1, "label")
    elif start.kind == "beside":
        lane = start.x + BOX + LANE
        yield _way(f"M{start.x + BOX} {start.middle}H{lane}V{corridor}H{x}", "way", tip=False)
        lines = _wrapped(label, IN_GAP)
        yield from _text(lines, lane + 6, start.middle - LINE * len(lines) // 2, "label")
    else:
        under = start.x + BOX // 2
        yield _way(f"M{under} {start.bottom}V{corridor}H{x}", "way", tip=False)
        yield from _text([label], under + 6, start.bottom + 1, "label")


def _maybe(proposal: Placed, question: Placed) -> Iterator[str]:
    """The dashed way by which a proposal is asked in place of the plain question."""
    x, y = question.x + BOX // 2, question.y - 12
    yield _way(f"M{x} {y}H{proposal.x + BOX // 2}V{proposal.y - 2}", "way maybe")


def _way(path: str, kind: str, *, tip: bool = True) -> str:
    marker = ' marker-end="url(#tip)"' if tip else ""
    return f'<path class="{kind}" d="{path}"{marker}/>'
