"""«Por ◯ WhatsApp o ◯ Telegram»: the chats of an agency, their names in words behind their marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.signs.contents import Contents
from bot.signs.drawing import Drawing, read_svg
from bot.signs.sheet import Align, Sheet
from bot.signs.stacking import Block, Placed, column, gap
from bot.signs.typesetting import BOLD, CAP, DESCENT, INK, SOFT, Colour, Lines, Style, width_of


def apps(contents: Contents, align: Align = "left", *, size: float = 1.0, ink: Colour | None = None) -> Block:
    """In one line, or a line each where that is too long."""
    if not contents.apps:
        return gap(0)

    def place(scale: float, width: float) -> Placed:
        full = max(Style().floor_mm, size * scale)
        line = _line(contents, full, ink)
        needed = sum(part.width for part in line)
        if needed <= width:
            return _line_placed(line, full, align, width)
        if needed <= 1.2 * width:
            return _line_placed(_line(contents, full * width / needed, ink), full * width / needed, align, width)
        return column(*(_gap_before(n, _one(app, contents, size, ink, align)) for n, app in enumerate(contents.apps)))(
            scale, width
        )

    return place


def _gap_before(number: int, block: Block) -> Block:
    """The block, with room above it unless it is the first."""
    return column(gap(0.42), block) if number else block


def _one(app: str, contents: Contents, size: float, ink: Colour | None, align: Align) -> Block:
    def place(scale: float, width: float) -> Placed:
        full = max(Style().floor_mm, size * scale)
        return _line_placed(_named(app, contents, full, ink), full, align, width)

    return place


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or a mark on a line of words."""

    width: float
    words: Lines | None
    mark: Drawing | None
    colour: Colour
    size: float

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        if self.words:
            sheet.lines(self.words, left, top, self.width, "left")
        if self.mark:
            high = 1.12 * self.size
            sheet.drawing(self.mark, left, top - (high - CAP * self.size) / 2, high, self.colour)


def _line(contents: Contents, size: float, ink: Colour | None) -> list[_Part]:
    parts: list[_Part] = []
    for number, app in enumerate(contents.apps):
        between = f" {contents.apps_or} " if number else contents.apps_before
        if between:
            parts.append(_said(between, Style(size=1, colour=SOFT if ink is None else ink), size))
        parts += _named(app, contents, size, ink)
    return parts


def _named(app: str, contents: Contents, size: float, ink: Colour | None) -> list[_Part]:
    mark = _Part(size * 1.4, None, icon(app.lower()), contents.colour if ink is None else ink, size)
    return [mark, _said(app, Style(font=BOLD, size=1, colour=INK if ink is None else ink), size)]


def _said(words: str, style: Style, size: float) -> _Part:
    width = width_of(words, style.font, size)
    return _Part(width, Lines(lines=(words,), style=style, size=size), None, style.colour, size)


def _line_placed(parts: Sequence[_Part], size: float, align: Align, width: float) -> Placed:
    slack = width - sum(part.width for part in parts)

    def draw(sheet: Sheet, left: float, top: float) -> None:
        at = left + {"left": 0.0, "centre": slack / 2, "right": slack}[align]
        for part in parts:
            part.draw(sheet, at, top)
            at += part.width

    return Placed(size * (CAP + DESCENT), draw)


@cache
def icon(name: str) -> Drawing:
    """The mark of an app."""
    return read_svg(files("bot.signs").joinpath("icons", f"{name}.svg").read_text("utf-8"))
