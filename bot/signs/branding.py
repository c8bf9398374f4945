"""Who hangs the sign: the logo, the name, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.signs.contents import Contents
from bot.signs.logo import Picture
from bot.signs.sheet import Align, Sheet, aspect
from bot.signs.stacking import Block, Placed
from bot.signs.typesetting import BOLD, CAP, DESCENT, SOFT, Lines, Style, set_lines, widest, width_of

BRAND_SHARE = 0.085  # of the sheet's height, at least: signs are hung to be remembered
LEADING = 1.06  # of a name in several lines


def agency(contents: Contents, high: float, align: Align = "left") -> Block:
    """The logo with the name beside it, or the name alone, in as few lines as fill `high` millimetres."""
    return lambda scale, width: _brand(contents.agency, contents.logo, high, width).placed(align, width)


def footer(contents: Contents, high: float) -> Block:
    """Who it is on the left; on the right whom to call, or at least whom to ask for."""
    if not (contents.phone or contents.agent):
        return agency(contents, high)
    said, called = contents.agent or contents.phone_label, contents.phone
    if not called:
        said, called = "", contents.agent
    label, number = Style(size=0.19 * high, colour=SOFT, lines=2, leading=1.1), Style(font=BOLD, size=0.36 * high)
    between = 0.13 * high

    def place(scale: float, width: float) -> Placed:
        most = 0.5 * width
        above = set_lines(said, label, scale=1, width=most)
        below = set_lines(called, number, scale=1, width=most)
        wide = max(widest(above), widest(below))
        tall = above.height + between + below.height
        brand = _brand(contents.agency, contents.logo, high, width - wide - 0.35 * high).placed("left", width)

        def draw(sheet: Sheet, left: float, top: float) -> None:
            brand.draw(sheet, left, top)
            at = top + (brand.height - tall) / 2
            sheet.lines(above, left + width - wide, at, wide, "right")
            sheet.lines(below, left + width - wide, at + above.height + between, wide, "right")

        return Placed(max(brand.height, tall), draw)

    return place


@dataclass(frozen=True, slots=True)
class _Brand:
    """An agency's mark and name, fitted into a height and a width."""

    name: Lines
    logo: Picture | None
    tall: float  # of the logo
    gutter: float
    high: float

    def placed(self, align: Align, width: float) -> Placed:
        wide = self.tall * aspect(self.logo) if self.logo else 0.0
        used = wide + self.gutter + widest(self.name)
        start = {"left": 0.0, "centre": (width - used) / 2, "right": width - used}[align]

        def draw(sheet: Sheet, left: float, top: float) -> None:
            if self.logo:
                sheet.picture(self.logo, left + start, top + (self.high - self.tall) / 2, self.tall)
            beside = left + start + wide + self.gutter
            sheet.lines(self.name, beside, top + (self.high - self.name.height) / 2, widest(self.name) + 1, "left")

        return Placed(self.high, draw)


def _brand(name: str, logo: Picture | None, high: float, width: float) -> _Brand:
    tall = min(high, 0.45 * width / aspect(logo)) if logo else 0.0
    gutter = 0.22 * high if logo else 0.0
    room = width - (tall * aspect(logo) + gutter if logo else 0.0)
    sizes = (0.46, 0.42, 0.3, 0.22) if logo else tuple(1 / (CAP + DESCENT + LEADING * n) for n in range(4))
    styles = [Style(font=BOLD, size=size * high, lines=n, leading=LEADING) for n, size in enumerate(sizes, start=1)]
    fitted = [set_lines(name, style, scale=1, width=_broken(name, style, room)) for style in styles]
    inside = [one for one in fitted if one.height <= high * 1.001] or fitted[:1]
    best = max(inside, key=lambda one: (one.height >= 0.95 * high, one.size)) if not logo else _calm(inside)
    return _Brand(best, logo, tall, gutter, max(high, best.height))


def _broken(name: str, style: Style, room: float) -> float:
    """A width that makes it take its lines, where it has the words for them."""
    share = (1.0, 0.68, 0.5, 0.38)[style.lines - 1]
    longest = max(width_of(word, style.font, style.size) for word in name.split(" "))
    return min(room, max(longest, share * width_of(name, style.font, style.size)))


def _calm(fitted: Sequence[Lines]) -> Lines:
    """One line beside a logo, unless two are much larger."""
    return max(fitted, key=lambda one: one.size * (1.0 if len(one.lines) == 1 else 0.8))
