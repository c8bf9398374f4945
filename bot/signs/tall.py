"""Signs higher than wide. Where the code fills the width, it stands alone in the middle; where it leaves room, the
words that belong to it stand beside it, in line with its edges; a photograph takes the upper part."""

from __future__ import annotations

from bot.signs.app_names import apps
from bot.signs.blocks import accent, band, calls, code, headlines, link, offer, photo_head, rule, small
from bot.signs.branding import BRAND_SHARE, footer
from bot.signs.contents import Contents, by_language
from bot.signs.photo import Photo
from bot.signs.qr import QUIET
from bot.signs.sheet import SAFE_MM, Sheet
from bot.signs.stacking import Block, Placed, beside, column, gap, height_of, inset, stack, whole
from bot.signs.typesetting import BOLD, SOFT, WHITE, Style

MARGIN = 0.066  # of the width
FILLS = 0.68  # of the width: a box that leaves no room beside it
PHOTO_SHARES = (0.33, 0.5)  # of the height, least and most
NARROW = 0.4  # of the column: what is left beside the code is too little for the link
LARGEST = 0.055  # of the width: the size of plain text


def compose_tall(sheet: Sheet, contents: Contents) -> None:
    """In the style of its contents."""
    alone = contents.symbol.box_mm > FILLS * sheet.width
    quiet = QUIET * contents.symbol.square_mm
    margin = max(SAFE_MM, MARGIN * sheet.width, 0.0 if alone else quiet)
    width, bottom = sheet.width - 2 * margin, sheet.height - max(SAFE_MM, 0.7 * margin)
    around = _alone(contents) if alone else _beside(contents, width)
    who = footer(contents, BRAND_SHARE * sheet.height)
    foot = [rule(), gap(0.7), who, gap(0.55), small(contents)]
    largest, top = LARGEST * sheet.width, 0.0
    match contents.style, contents.photo:
        case "foto", Photo() as photo:
            blocks = [gap(1.1), offer(contents), gap(0.4, 1), *around, gap(0.2, 0.6), *foot]
            low, most = (share * sheet.height for share in PHOTO_SHARES)
            top = min(most, max(low, bottom - height_of(blocks, width, 0.8 * largest)))
            photo_head(sheet, contents, photo, height=top, margin=margin, scale=0.9 * largest)
        case "mínimo", _:
            blocks = [who, gap(1.4, 1.5), accent(contents), gap(0.7), _said(contents, alone=alone)]
            blocks += [gap(0.2, 1), *around, gap(0.5, 1), small(contents)]
            top = max(SAFE_MM, margin)
        case _ if alone:
            blocks = [band(contents, _announced(contents), width=sheet.width, pad=0.65 * margin), gap(0.1)]
            blocks += [*around, gap(0.9, 1), *foot]
        case _:
            blocks = [band(contents, headlines(contents, 3.3), width=sheet.width, pad=0.7 * margin), gap(0.9, 1)]
            blocks += [offer(contents), gap(0.1, 0.6), *around, gap(0.9, 1), *foot]
    stack(sheet, blocks, left=margin, top=top, width=width, height=bottom - top, largest=largest)


def _said(contents: Contents, *, alone: bool) -> Block:
    """Headline and offer on white; side by side where the code takes the height."""
    headline = headlines(contents, 2.5, colour=contents.colour)
    if alone:
        return beside(headline, offer(contents, "right"), share=0.5)
    return column(headline, gap(1.3), offer(contents))


def _announced(contents: Contents) -> Block:
    """Headline and offer over the code, in the middle; two languages side by side."""
    headline, size = 5.0, 2.3
    if len(contents.headlines) == 1:
        return column(
            headlines(contents, headline, "centre"), gap(1.3), offer(contents, "centre", size=size, ink=WHITE)
        )
    first, second = by_language(contents)
    above = beside(headlines(first, headline), headlines(second, headline, "right"), share=0.48)
    below = offer(first, size=size, ink=WHITE)
    if second.offers[0].title:
        below = beside(below, offer(second, "right", size=size, ink=WHITE), share=0.48)
    return column(above, gap(1.3), below)


def _alone(contents: Contents) -> list[Block]:
    """The code over the whole width; below it what to do on the left, what to type on the right."""
    doing = column(calls(contents, size=1.6), gap(0.55), apps(contents, size=1.15))
    return [code(contents), beside(doing, link(contents, "right", size=1.4), share=0.5)]


def _beside(contents: Contents, width: float) -> list[Block]:
    """The code at the right edge; beside it, from its upper edge to its lower one, what belongs to it."""
    symbol, quiet = contents.symbol, QUIET * contents.symbol.square_mm
    room = width - symbol.side_mm - quiet
    is_narrow = room < NARROW * width
    blocks = [calls(contents, size=1.6), gap(0.8, 1), apps(contents, size=1.0)]
    blocks += [] if is_narrow else [gap(0.8, 1), link(contents)]

    def row(scale: float, across: float) -> Placed:
        words = inset(blocks, high=symbol.side_mm, largest=min(0.13 * room, 1.2 * scale))

        def draw(sheet: Sheet, left: float, top: float) -> None:
            sheet.symbol(symbol, left + width - symbol.side_mm - quiet, top)
            words(scale, room).draw(sheet, left, top + quiet)

        return Placed(symbol.box_mm, draw)

    typed = (
        whole(contents.link, Style(font=BOLD, size=1.25), "left"),
        whole(contents.code, Style(size=1.25, colour=SOFT), "right"),
    )
    return [row, beside(*typed, share=0.6)] if is_narrow else [row]
