"""Signs higher than wide. Where the code fills the width, it stands alone in the middle; where it leaves room, the
words that belong to it stand beside it, in line with its edges; a photograph takes the upper part."""

from __future__ import annotations

from bot.signs.app_names import apps
from bot.signs.blocks import accent, band, calls, code, headlines, link, offer, photo_head, rule, small
from bot.signs.branding import BRAND_SHARE, footer
from bot.signs.contents import Contents
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
    high = BRAND_SHARE * sheet.height
    largest = LARGEST * sheet.width
    top = 0.0
    match contents.style, contents.photo:
        case "foto", Photo() as photo:
            blocks = [gap(1.1), offer(contents), gap(0.4, 1), *around, gap(0.2, 0.6), *_foot(contents, high)]
            low, most = (share * sheet.height for share in PHOTO_SHARES)
            top = min(most, max(low, bottom - height_of(blocks, width, 0.8 * largest)))
            photo_head(sheet, contents, photo, height=top, margin=margin, scale=0.9 * largest)
        case "mínimo", _:
            top = max(SAFE_MM, margin)
            said = headlines(contents, 2.5, colour=contents.colour)
            blocks = [footer(contents, high), gap(0.9, 1.5), accent(contents), gap(0.7)]
            blocks += (
                [beside(said, offer(contents, "right"), share=0.5)] if alone else [said, gap(1.3), offer(contents)]
            )
            blocks += [gap(0.2, 1), *around, gap(0.5, 1), small(contents)]
        case _:
            if alone:
                said = column(
                    headlines(contents, 4.6, "centre"), gap(1.35), offer(contents, "centre", size=2.0, ink=WHITE)
                )
                blocks = [band(contents, said, width=sheet.width, pad=0.62 * margin)]
            else:
                said = headlines(contents, 3.3)
                blocks = [
                    band(contents, said, width=sheet.width, pad=0.7 * margin),
                    gap(0.9, 1),
                    offer(contents),
                    gap(0.1, 0.6),
                ]
            blocks += [*around, gap(0.9, 1), *_foot(contents, high)]
    stack(sheet, blocks, left=margin, top=top, width=width, height=bottom - top, largest=largest)


def _alone(contents: Contents) -> list[Block]:
    """The code over the whole width; below it what to do on the left, what to type on the right."""
    doing = column(calls(contents, size=1.6), gap(0.55), apps(contents, size=1.15))
    return [gap(0.1), code(contents), beside(doing, link(contents, "right", size=1.4), share=0.5)]


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


def _foot(contents: Contents, high: float) -> list[Block]:
    return [rule(), gap(0.7), footer(contents, high), gap(0.55), small(contents)]
