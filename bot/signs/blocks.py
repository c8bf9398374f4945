"""The parts of which every sign is made: headline, offer, call, link, code, and what is read last.

One scale of type for all of them, a quarter larger each step: 0.5 (read in the hand), 0.8, 1 (the text), 1.25, 1.6
(title, price), 2, 2.5 and up (headline, from afar). One colour, the agency's; the code is always black on white.
"""

from __future__ import annotations

from dataclasses import replace

from bot.signs.contents import Contents
from bot.signs.photo import Photo
from bot.signs.sheet import SAFE_MM, Align, Sheet
from bot.signs.stacking import Block, Placed, column, gap, text, whole
from bot.signs.typesetting import BOLD, DESCENT, FINE, INK, SOFT, WHITE, Colour, Style, set_lines, width_of

HAIR = 0.82


def headlines(contents: Contents, size: float, align: Align = "left", colour: Colour = WHITE) -> Block:
    """EN VENTA; the second language below at half its size."""
    first, *others = contents.headlines

    def place(scale: float, width: float) -> Placed:
        style = Style(font=BOLD, size=size, colour=colour, lines=2, leading=1.0)
        reached = set_lines(first, style, scale=scale, width=width).size / scale
        blocks = [text(first, style, align)]
        for other in others:
            below = Style(font=BOLD, size=0.5 * reached, colour=colour, leading=1.0)
            blocks += [gap(0.2 * reached), text(other, below, align)]
        placed = column(*blocks)(scale, width)
        hanging = DESCENT * scale * reached * (0.5 if others else 1.0)
        return placed._replace(height=placed.height - hanging)  # capitals: nothing hangs below the last line

    return place


def offer(contents: Contents, align: Align = "left", *, size: float = 1.6, ink: Colour = INK) -> Block:
    """The property: title, facts and price in the first language, and what the second one has of its own."""
    soft = ink if ink == WHITE else SOFT
    first, *others = contents.offers
    blocks = [
        text(first.title, Style(font=BOLD, size=size, colour=ink, lines=2, leading=1.1), align),
        *_spaced(0.42, _facts(first.facts, Style(size=0.64 * size, colour=soft, leading=1.2), align)),
    ]
    for other in others:
        second = text(other.title, Style(font=BOLD, size=0.64 * size, colour=soft, lines=2, leading=1.15), align)
        blocks += [
            *_spaced(0.62, second),
            *_spaced(0.3, _facts(other.facts, Style(size=0.5 * size, colour=soft), align)),
        ]
    price = text(contents.price, Style(font=BOLD, size=size, colour=WHITE if ink == WHITE else contents.colour), align)
    return column(*blocks, *_spaced(0.6, price))


def _facts(facts: str, style: Style, align: Align) -> Block:
    """In one line, unless that is not read any more."""

    def place(scale: float, width: float) -> Placed:
        fits = width_of(facts, style.font, style.floor_mm) <= width
        return text(facts, replace(style, lines=1 if fits else 2), align)(scale, width)

    return place


def _spaced(above: float, block: Block) -> tuple[Block, Block]:
    """The block with room above it; no room where it is empty."""

    def room(scale: float, width: float) -> Placed:
        return gap(above if block(scale, width).height else 0.0)(scale, width)

    return room, block


def calls(contents: Contents, align: Align = "left", *, size: float = 1.6, colour: Colour | None = None) -> Block:
    """What happens when somebody scans."""
    ink = contents.colour if colour is None else colour
    first, *others = contents.calls
    blocks = [text(first, Style(font=BOLD, size=size, colour=ink, lines=4, leading=1.1), align)]
    for other in others:
        blocks += [gap(0.28 * size), text(other, Style(size=0.64 * size, colour=ink, lines=4, leading=1.15), align)]
    return column(*blocks)


def link(contents: Contents, align: Align = "left", *, size: float = 1.25, ink: Colour = INK) -> Block:
    """For whoever types: the link, and the code that does the same in a chat."""
    shown = whole(contents.code, Style(size=0.72 * size, colour=SOFT if ink == INK else ink), align)
    typed = whole(contents.link, Style(font=BOLD, size=size, colour=ink), align)
    return column(typed, *_spaced(0.36 * size, shown))


def small(contents: Contents, align: Align = "left", size: float = 0.5, colour: Colour = FINE) -> Block:
    """What is read with the code in hand."""
    privacy = Style(size=size, colour=colour, lines=3, leading=1.25)
    domain = Style(font=BOLD, size=size, colour=colour, lines=2, leading=1.2)
    return column(text(contents.privacy, privacy, align), *_spaced(0.22, text(contents.domain, domain, align)))


def rule(colour: Colour = HAIR) -> Block:
    """A hairline over the whole column."""
    return lambda scale, width: Placed(
        0.05 * scale, lambda sheet, left, top: sheet.rectangle(left, top, width, 0.05 * scale, colour)
    )


def accent(contents: Contents, long: float = 2.4, thick: float = 0.22) -> Block:
    """A short bar of the second colour, or of the first where there is no second."""

    def place(scale: float, width: float) -> Placed:
        colour = contents.accent or contents.colour
        return Placed(
            thick * scale, lambda sheet, left, top: sheet.rectangle(left, top, long * scale, thick * scale, colour)
        )

    return place


def code(contents: Contents) -> Block:
    """The QR in its white box, in the middle of the column."""
    box = contents.symbol.box_mm
    return lambda scale, width: Placed(
        box, lambda sheet, left, top: sheet.symbol(contents.symbol, left + (width - box) / 2, top)
    )


def band(contents: Contents, said: Block, *, width: float, pad: float) -> Block:
    """Colour behind what is said, from the sheet's upper edge on, `width` wide; a strip of the accent closes it."""

    def place(scale: float, across: float) -> Placed:
        words = said(scale, across)
        room = max(SAFE_MM, pad, 0.8 * scale)
        height = 2 * room + words.height
        strip = 0.28 * scale if contents.accent else 0.0

        def draw(sheet: Sheet, left: float, top: float) -> None:
            bleed = sheet.bleed
            beyond = 2 * bleed if width == sheet.width else bleed
            sheet.rectangle(-bleed, -bleed, width + beyond, height + bleed, contents.colour)
            if contents.accent:
                sheet.rectangle(-bleed, height, width + beyond, strip, contents.accent)
            words.draw(sheet, left, room)

        return Placed(height + strip, draw)

    return place


def photo_head(sheet: Sheet, contents: Contents, photo: Photo, *, height: float, margin: float, scale: float) -> None:
    """A photograph to the upper edges of the sheet; the headline on a tab of colour that stands on its lower edge."""
    bleed, room = sheet.bleed, sheet.width - 2 * margin
    sheet.photo(photo, -bleed, -bleed, sheet.width + 2 * bleed, height + bleed)
    size = min(2.2, 0.8 * room / scale / max(width_of(one, BOLD, 1) for one in contents.headlines))
    words = headlines(contents, size)(scale, room)
    wide = max(width_of(one, BOLD, size * scale * (0.5 if n else 1.01)) for n, one in enumerate(contents.headlines))
    pad, strip = 0.7 * scale, 0.28 * scale if contents.accent else 0.0
    tall = words.height + 2 * pad + strip
    sheet.rectangle(-bleed, height - tall, margin + wide + margin + bleed, tall, contents.colour)
    if contents.accent:
        sheet.rectangle(-bleed, height - strip, sheet.width + 2 * bleed, strip, contents.accent)
    words.draw(sheet, margin, height - tall + pad)
