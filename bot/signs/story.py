"""For a telephone's screen: the link is what counts, because nobody scans the telephone in their own hand; the code is
there for whoever sees it on somebody else's."""

from __future__ import annotations

from bot.signs.app_names import apps
from bot.signs.blocks import accent, calls, headlines, offer, photo_head, small
from bot.signs.branding import BRAND_SHARE, footer
from bot.signs.contents import Contents
from bot.signs.photo import Photo
from bot.signs.qr import QUIET
from bot.signs.sheet import SAFE_MM, Sheet
from bot.signs.stacking import Block, Placed, gap, inset, stack, text
from bot.signs.typesetting import BOLD, CAP, WHITE, Style, set_lines

MARGIN = 0.085  # of the width
LARGEST = 0.06
PHOTO_SHARE, BAR = 0.31, 0.03  # of the height


def compose_story(sheet: Sheet, contents: Contents, *, clear: float) -> None:
    """In the style of its contents. `clear`: what the app covers above and below."""
    margin, scale = max(SAFE_MM, MARGIN * sheet.width), LARGEST * sheet.width
    width, bottom = sheet.width - 2 * margin, sheet.height - clear
    asked = _asked(contents, width, BRAND_SHARE * sheet.height)
    match contents.style, contents.photo:
        case "foto", Photo() as photo:
            top = PHOTO_SHARE * sheet.height
            photo_head(sheet, contents, photo, height=top, margin=margin, scale=0.8 * scale)
            asked = [gap(0.9), offer(contents, size=1.3), *asked]
        case style, _:
            top = clear
            asked = [headlines(contents, 2.4, colour=contents.colour), *_offered(contents), *asked]
            if style == "clásico":
                sheet.rectangle(0, 0, sheet.width, BAR * sheet.height, contents.colour)
    stack(sheet, asked, left=margin, top=top, width=width, height=bottom - top, largest=scale)


def _offered(contents: Contents) -> list[Block]:
    return [gap(0.5), accent(contents), gap(0.7), offer(contents, size=1.5)]


def _asked(contents: Contents, width: float, high: float) -> list[Block]:
    """What to open, and who it is."""
    return [
        *(gap(0.9, 1), calls(contents, size=1.25), gap(0.6), _pill(contents), gap(0, 0.6), _extra(contents, width)),
        *(gap(0, 0.4), footer(contents, high), gap(0.5), small(contents)),
    ]


def _pill(contents: Contents) -> Block:
    """The link, as large as the width allows, on what looks like a button."""

    def place(scale: float, width: float) -> Placed:
        words = set_lines(contents.link, Style(font=BOLD, size=1.7, colour=WHITE), scale=scale, width=0.88 * width)
        high = 2.9 * scale

        def draw(sheet: Sheet, left: float, top: float) -> None:
            sheet.pill(left, top, width, high, contents.colour)
            sheet.lines(words, left, top + (high - CAP * words.size) / 2, width, "centre")

        return Placed(high, draw)

    return place


def _extra(contents: Contents, width: float) -> Block:
    """The code for the chat and the chats' names, and the QR at the right edge."""
    symbol, quiet = contents.symbol, QUIET * contents.symbol.square_mm
    room = width - symbol.side_mm - quiet
    blocks: list[Block] = [gap(0, 1), text(contents.code, Style(font=BOLD, size=1.25), "left"), gap(0.6)]
    blocks += [apps(contents, size=1.0), gap(0, 1)]
    words = inset(blocks, high=symbol.side_mm, largest=0.085 * room)

    def draw(sheet: Sheet, left: float, top: float) -> None:
        sheet.symbol(symbol, left + width - symbol.side_mm - quiet, top)
        words(1, room).draw(sheet, left, top + quiet)

    return lambda scale, across: Placed(symbol.box_mm, draw)
