"""A strip under a sign: every block on one axis, from the code's upper edge to its lower one."""

from __future__ import annotations

from bot.signs.app_names import apps
from bot.signs.blocks import calls, headlines, link, offer, small
from bot.signs.branding import footer
from bot.signs.contents import Contents, by_language
from bot.signs.photo import Photo
from bot.signs.qr import QUIET
from bot.signs.sheet import SAFE_MM, Sheet
from bot.signs.stacking import beside, column, gap, stack
from bot.signs.typesetting import WHITE

BLOCK = 0.3  # of the width: the headline's
BRAND = 0.2  # of the height: a strip is low, so that a twelfth of it would be small


def compose_rider(sheet: Sheet, contents: Contents) -> None:
    """In the style of its contents."""
    symbol, quiet = contents.symbol, QUIET * contents.symbol.square_mm
    edge, high = max(SAFE_MM, quiet), sheet.height + 2 * sheet.bleed
    upper = (sheet.height - symbol.side_mm) / 2
    block = BLOCK * sheet.width
    plain = contents.style == "mínimo"
    strip = 0.008 * sheet.width
    if contents.style == "foto" and isinstance(contents.photo, Photo):
        sheet.photo(contents.photo, -sheet.bleed, -sheet.bleed, block + sheet.bleed, high)
        tall = 0.36 * sheet.height
        sheet.rectangle(-sheet.bleed, sheet.height - tall, block + sheet.bleed, tall + sheet.bleed, contents.colour)
        headline_top, headline_high = sheet.height - 0.88 * tall, 0.76 * tall - SAFE_MM / 2
    else:
        if not plain:
            sheet.rectangle(-sheet.bleed, -sheet.bleed, block + sheet.bleed, high, contents.colour)
        headline_top, headline_high = upper, symbol.side_mm
    if not plain or contents.accent:
        sheet.rectangle(block, -sheet.bleed, strip, high, contents.accent or contents.colour)
    stack(
        sheet,
        [gap(0, 1), headlines(contents, 1.0, "centre", contents.colour if plain else WHITE), gap(0, 1)],
        left=edge,
        top=headline_top,
        width=block - 2 * edge,
        height=headline_high,
        largest=0.36 * sheet.height,
    )
    left = block + strip + edge
    first, *others = by_language(contents)
    second = next((other for other in others if other.offers[0].title), None)
    doing = column(calls(contents, size=1.25), gap(0.5), apps(contents, size=0.9))
    stack(
        sheet,
        [
            beside(offer(first), offer(second, "right", size=1.2), share=0.56) if second else offer(first),
            gap(0.7, 1),
            beside(doing, link(contents, "right", size=1.1), share=0.52),
            gap(0.7, 1),
            footer(contents, BRAND * sheet.height),
            gap(0.5),
            small(contents),
        ],
        left=left,
        top=upper,
        width=sheet.width - edge - symbol.side_mm - quiet - left,
        height=symbol.side_mm,
        largest=0.11 * sheet.height,
    )
    sheet.symbol(symbol, sheet.width - edge - symbol.side_mm - quiet, upper - quiet)
