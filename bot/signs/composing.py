"""Where everything stands on a poster: one arrangement for tall pieces, one for cards, one for riders.

Three sizes of speech: what is seen from afar (headline), what is read while walking up (title, call, link, phone), and
what is read with the code in hand (privacy, domain). One colour, the agency's; the code is always black on white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.signs.colours import Rgb
from bot.signs.drawing import Drawing, read_svg
from bot.signs.layouts import Layout
from bot.signs.logo import Picture
from bot.signs.qr import Symbol
from bot.signs.sheet import SAFE_MM, Align, Sheet, aspect
from bot.signs.stacking import Block, Placed, gap, stack, text
from bot.signs.typesetting import BOLD, CAP, DESCENT, Colour, Lines, Style, set_lines, width_of

WHITE, INK, SOFT, FINE = 1.0, 0.0, 0.25, 0.32  # grays; FINE still has 7:1
PALE = 0.94  # hairlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The words and pictures of one sign. Headlines and calls: one a language. An empty text is left out."""

    symbol: Symbol
    headlines: tuple[str, ...]
    title: str
    facts: str
    calls: tuple[str, ...]
    apps: tuple[str, ...]  # «WhatsApp», «Telegram»
    apps_before: str
    apps_or: str
    link: str
    code: str
    phone_label: str
    phone: str
    agency: str
    logo: Picture | None
    privacy: str
    domain: str
    colour: Rgb
    accent: Rgb | None


def compose(sheet: Sheet, layout: Layout, contents: Contents) -> None:
    """Draw the poster in the arrangement of its layout."""
    match layout.shape:
        case "tall":
            _tall(sheet, layout, contents)
        case "card":
            _card(sheet, contents)
        case "wide":
            _wide(sheet, contents)


def _tall(sheet: Sheet, layout: Layout, contents: Contents) -> None:
    """A band of colour with the headline, the offer and the call, the code, and who stands behind it."""
    edge = max(SAFE_MM, 0.055 * sheet.width)
    clear = layout.clear_mm
    crowded = contents.symbol.box_mm > 0.7 * sheet.width
    below = sheet.height - clear
    if clear:
        sheet.rectangle(0, below, sheet.width, clear, contents.colour)
    blocks = [
        _band(contents, sheet, size=3.6, clear=clear, edge=edge, tight=crowded),
        gap(0.7 if crowded else 0.95, flex=1.2),
        *_offer(contents),
        gap(0.5 if crowded else 0.65, flex=1),
        *_calls(contents),
        gap(0.5),
        _apps(contents, Style(size=0.95, colour=SOFT)),
        gap(0, flex=0.5),
        _symbol(contents.symbol),
        gap(0, flex=0.4),
        *(_way_in_one(contents) if crowded else _way(contents)),
        gap(0.7, flex=1.2),
        _rule(),
        gap(0.5),
        _footer(contents),
        gap(0.5, flex=0.2),
        *_small(contents, 0.5),
    ]
    height = below - max(edge * 0.7, SAFE_MM)
    width = sheet.width - 2 * edge
    stack(sheet, blocks, left=edge, top=0, width=width, height=height, largest=0.062 * sheet.width)


def _offer(contents: Contents) -> list[Block]:
    return [
        text(contents.title, Style(font=BOLD, size=1.45, lines=2, leading=1.12)),
        gap(0.45 if contents.facts else 0),
        text(contents.facts, Style(size=1.0, colour=SOFT, lines=2)),
    ]


def _way(contents: Contents) -> list[Block]:
    return [
        text(contents.link, Style(font=BOLD, size=1.25)),
        gap(0.4),
        text(contents.code, Style(size=0.95, colour=SOFT)),
    ]


def _way_in_one(contents: Contents) -> list[Block]:
    return [text(f"{contents.link}   ·   {contents.code}", Style(font=BOLD, size=1.25))]


def _card(sheet: Sheet, contents: Contents) -> None:
    """For the hand: band above, words on the left, the code on the right."""
    box = contents.symbol.box_mm
    band = sheet.height - SAFE_MM - box
    sheet.symbol(contents.symbol, sheet.width - SAFE_MM - box + 3, band)
    sheet.rectangle(-sheet.bleed, -sheet.bleed, sheet.width + 2 * sheet.bleed, band + sheet.bleed, contents.colour)
    width = sheet.width - 2 * SAFE_MM
    inside = band - SAFE_MM
    stack(
        sheet,
        [gap(0, flex=1), *_headlines(contents, 1.0, "left"), gap(0, flex=1)],
        left=SAFE_MM,
        top=SAFE_MM * 0.75,
        width=width,
        height=inside,
        largest=7,
    )
    column = width - box + 3
    blocks = [
        gap(0.9),
        text(contents.title, Style(font=BOLD, size=1.15, lines=2, leading=1.1), "left"),
        gap(0.35 if contents.facts else 0),
        text(contents.facts, Style(size=0.85, colour=SOFT), "left"),
        gap(0.6, flex=1),
        *_calls(contents, "left", size=1.1),
        gap(0.4),
        _apps(contents, Style(size=0.8, colour=SOFT), "left"),
        gap(0.5, flex=1),
        text(contents.link, Style(font=BOLD, size=0.95), "left"),
        gap(0.3),
        text(" · ".join(filter(None, (contents.code, contents.phone))), Style(size=0.85, colour=SOFT), "left"),
        gap(0.6, flex=1),
        _agency(contents, "left", 0.95),
        gap(0.4),
        *_small(contents, 0.5, "left"),
    ]
    height = sheet.height - band - SAFE_MM
    stack(sheet, blocks, left=SAFE_MM, top=band, width=column, height=height, largest=3.1)


def _wide(sheet: Sheet, contents: Contents) -> None:
    """For a rider under a sign: headline in colour, words, code."""
    box = contents.symbol.box_mm
    edge = max(SAFE_MM, 0.09 * sheet.height)
    block = 0.34 * sheet.width
    sheet.rectangle(-sheet.bleed, -sheet.bleed, block + sheet.bleed, sheet.height + 2 * sheet.bleed, contents.colour)
    if contents.accent:
        sheet.rectangle(block, -sheet.bleed, 0.012 * sheet.width, sheet.height + 2 * sheet.bleed, contents.accent)
    headline = [gap(0, flex=1), *_headlines(contents, 1.0), gap(0, flex=1)]
    inside = sheet.height - 2 * edge
    stack(sheet, headline, left=edge, top=edge, width=block - 2 * edge, height=inside, largest=0.36 * sheet.height)
    left = block + 0.012 * sheet.width + edge
    column = sheet.width - left - box - SAFE_MM
    blocks = [
        text(contents.title, Style(font=BOLD, size=1.45, lines=2, leading=1.1), "left"),
        gap(0.35 if contents.facts else 0),
        text(contents.facts, Style(size=0.95, colour=SOFT), "left"),
        gap(0.6, flex=1),
        *_calls(contents, "left", size=1.2),
        gap(0.45),
        _apps(contents, Style(size=0.9, colour=SOFT), "left"),
        gap(0.6, flex=1),
        text(contents.link, Style(font=BOLD, size=1.15), "left"),
        gap(0.35),
        text(contents.code, Style(size=0.9, colour=SOFT), "left"),
        gap(0.6, flex=1),
        _footer(contents),
        gap(0.5),
        *_small(contents, 0.5, "left"),
    ]
    stack(sheet, blocks, left=left, top=edge, width=column, height=inside, largest=0.13 * sheet.height)
    sheet.symbol(contents.symbol, sheet.width - box - SAFE_MM, (sheet.height - box) / 2)


def _headlines(contents: Contents, size: float, align: Align = "centre") -> list[Block]:
    first, *others = contents.headlines
    blocks = [text(first, Style(font=BOLD, size=size, colour=WHITE, lines=2, leading=1.0), align)]
    for other in others:
        blocks += [gap(0.22 * size), text(other, Style(font=BOLD, size=0.5 * size, colour=WHITE, leading=1.0), align)]
    return blocks


def _band(contents: Contents, sheet: Sheet, *, size: float, clear: float, edge: float, tight: bool) -> Block:
    """Colour to the edges of the sheet behind the headlines; a strip of the accent closes it."""

    def place(scale: float, width: float) -> Placed:
        headlines = [block(scale, width) for block in _headlines(contents, size)]
        pad = max(SAFE_MM, 0.9 * scale) if tight else max(1.1 * scale, edge * 0.8)
        # the last line has no «g» in capitals, so what hangs below it is not seen
        height = (clear or pad) + pad + sum(one.height for one in headlines) - 0.5 * scale
        strip = 0.28 * scale if contents.accent else 0.0

        def draw(on: Sheet, left: float, top: float) -> None:
            bleed = on.bleed
            on.rectangle(-bleed, -bleed, sheet.width + 2 * bleed, height + bleed, contents.colour)
            if contents.accent:
                on.rectangle(-bleed, height, sheet.width + 2 * bleed, strip, contents.accent)
            at = clear or pad
            for one in headlines:
                one.draw(on, left, at)
                at += one.height

        return Placed(height + strip, draw)

    return place


def _calls(contents: Contents, align: Align = "centre", size: float = 1.35) -> list[Block]:
    first, *others = contents.calls
    blocks = [text(first, Style(font=BOLD, size=size, colour=contents.colour, lines=2, leading=1.12), align)]
    for other in others:
        blocks += [gap(0.3), text(other, Style(size=0.72 * size, colour=contents.colour, lines=2, leading=1.15), align)]
    return blocks


def _symbol(symbol: Symbol) -> Block:
    def place(scale: float, width: float) -> Placed:
        return Placed(
            symbol.box_mm, lambda sheet, left, top: sheet.symbol(symbol, left + (width - symbol.box_mm) / 2, top)
        )

    return place


def _apps(contents: Contents, style: Style, align: Align = "centre") -> Block:
    """«Por ◯ WhatsApp o ◯ Telegram»: the names in words, their icons before them."""

    def place(scale: float, width: float) -> Placed:
        size = max(style.floor_mm, style.size * scale)
        full = sum(part.width for part in _app_parts(contents, style, size))
        if full > width:
            size *= width / full
        parts = _app_parts(contents, style, size)
        slack = width - sum(part.width for part in parts)

        def draw(sheet: Sheet, left: float, top: float) -> None:
            at = left + (slack / 2 if align == "centre" else 0)
            for part in parts:
                part.draw(sheet, at, top)
                at += part.width

        return Placed(size * (CAP + DESCENT) if contents.apps else 0, draw)

    return place


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or an icon on a line of words."""

    width: float
    words: Lines | None
    icon: Drawing | None
    colour: Colour
    size: float

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        if self.words:
            sheet.lines(self.words, left, top, self.width, "left")
        if self.icon:
            sheet.drawing(self.icon, left, top - (self.size - CAP * self.size) / 2, self.size, self.colour)


def _app_parts(contents: Contents, style: Style, size: float) -> list[_Part]:
    parts: list[_Part] = []

    def say(words: str, font_style: Style = style) -> None:
        width = width_of(words, font_style.font, size)
        parts.append(_Part(width, Lines(lines=(words,), style=font_style, size=size), None, style.colour, size))

    strong = Style(font=BOLD, size=style.size, colour=INK)
    for number, app in enumerate(contents.apps):
        between = f" {contents.apps_or} " if number else contents.apps_before
        if between:
            say(between)
        parts.append(_Part(size * 1.25, None, icon(app.lower()), contents.colour, size))
        say(app, strong)
    return parts


def _rule() -> Block:
    def place(scale: float, width: float) -> Placed:
        thick = 0.06 * scale
        return Placed(thick, lambda sheet, left, top: sheet.rectangle(left, top, width, thick, PALE - 0.1))

    return place


def _agency(contents: Contents, align: Align, size: float) -> Block:
    """The logo, and the name beside it."""

    def place(scale: float, width: float) -> Placed:
        high = 1.9 * size * scale
        logo = contents.logo
        wide = min(high * aspect(logo), 0.55 * width) if logo else 0.0
        tall = wide / aspect(logo) if logo else 0.0
        beside = wide + 0.5 * size * scale if logo else 0.0
        style = Style(font=BOLD, size=size if not logo else 0.8 * size, lines=2, leading=1.1)
        name = set_lines(contents.agency, style, scale=scale, width=width - beside)
        height = max(high if logo else 0.0, name.height)
        used = beside + max(width_of(line, style.font, name.size) for line in name.lines)

        def draw(sheet: Sheet, left: float, top: float) -> None:
            start = left + {"left": 0.0, "centre": (width - used) / 2, "right": width - used}[align]
            if logo:
                sheet.picture(logo, start, top + (height - tall) / 2, tall)
            sheet.lines(name, start + beside, top + (height - name.height) / 2, width - beside, "left")

        return Placed(height, draw)

    return place


def _footer(contents: Contents) -> Block:
    """Who it is on the left, how to call them on the right."""
    if not contents.phone:
        return _agency(contents, "centre", 1.2)
    label = Style(size=0.62, colour=SOFT)
    number = Style(font=BOLD, size=1.25)

    def place(scale: float, width: float) -> Placed:
        agency = _agency(contents, "left", 1.1)(scale, 0.54 * width)
        right = 0.42 * width
        above = set_lines(contents.phone_label, label, scale=scale, width=right)
        below = set_lines(contents.phone, number, scale=scale, width=right)
        between = 0.28 * scale
        phone = above.height + between + below.height
        height = max(agency.height, phone)

        def draw(sheet: Sheet, left: float, top: float) -> None:
            agency.draw(sheet, left, top + (height - agency.height) / 2)
            at, start = top + (height - phone) / 2, left + width - right
            sheet.lines(above, start, at, right, "right")
            sheet.lines(below, start, at + above.height + between, right, "right")

        return Placed(height, draw)

    return place


def _small(contents: Contents, size: float, align: Align = "centre") -> Sequence[Block]:
    """What is read with the code in hand."""
    return (
        text(contents.privacy, Style(size=size, colour=FINE, lines=3, leading=1.25), align),
        gap(0.25 if contents.privacy else 0),
        text(contents.domain, Style(font=BOLD, size=size, colour=FINE, lines=2, leading=1.2), align),
    )


@cache
def icon(name: str) -> Drawing:
    """The sign of an app."""
    return read_svg(files("bot.signs").joinpath("icons", f"{name}.svg").read_text("utf-8"))
