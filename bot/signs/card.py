"""For the hand: what is offered on a panel of colour, the code and who it is beside it."""

from __future__ import annotations

from dataclasses import replace

from bot.signs.app_names import apps
from bot.signs.blocks import band, calls, headlines, offer, small
from bot.signs.branding import agency
from bot.signs.contents import Contents, Offer
from bot.signs.photo import Photo
from bot.signs.qr import QUIET
from bot.signs.sheet import SAFE_MM, Sheet
from bot.signs.stacking import column, gap, stack, text, whole
from bot.signs.typesetting import BOLD, WHITE, Style

BRAND_SHARE = 0.2  # of the height
PHOTO_SHARE = 0.36  # of the panel
SEAM_MM = 0.3  # between the panel and the white around the code


def compose_card(sheet: Sheet, contents: Contents) -> None:
    """In the style of its contents."""
    symbol, quiet = contents.symbol, QUIET * contents.symbol.square_mm
    edge = max(SAFE_MM, quiet)
    code_left = sheet.width - edge - symbol.side_mm
    panel = code_left - quiet - SEAM_MM
    brief = replace(contents, calls=contents.calls[:1], offers=_brief(contents.offers))
    match contents.style, contents.photo:
        case "foto", Photo() as photo:
            top = PHOTO_SHARE * sheet.height
            sheet.photo(photo, -sheet.bleed, -sheet.bleed, panel + sheet.bleed, top + sheet.bleed)
            offered = [gap(0.9), headlines(contents, 1.7, colour=contents.colour), gap(0.7), offer(brief, size=1.15)]
        case "mínimo", _:
            top = SAFE_MM
            offered = [headlines(contents, 2.0, colour=contents.colour), gap(0.9, 0.6), offer(brief, size=1.15)]
        case _:
            top = 0.0
            said = column(headlines(contents, 2.0), gap(0.9), offer(brief, size=1.15, ink=WHITE))
            offered = [band(contents, said, width=panel, pad=SAFE_MM * 0.8), gap(0.5)]
    asked = [
        *(gap(0.4, 1), calls(brief, size=1.15), gap(0.45), apps(contents, size=0.85), gap(0.4, 1)),
        *(whole(contents.link, Style(font=BOLD, size=1.0), "left"), gap(0.35)),
        whole("  ·  ".join(filter(None, (contents.code, contents.phone))), Style(size=0.75), "left"),
        *((gap(0.3), text(contents.agent, Style(size=0.75), "left")) if contents.agent else ()),
        *(gap(0.4, 0.6), small(contents, size=0.5)),
    ]
    height = sheet.height - SAFE_MM - top
    stack(sheet, [*offered, *asked], left=SAFE_MM, top=top, width=panel - SAFE_MM - 2, height=height, largest=3.3)
    sheet.symbol(symbol, code_left - quiet, SAFE_MM - quiet)
    below = SAFE_MM + symbol.side_mm + quiet
    room = sheet.height - SAFE_MM - below
    brand = [gap(0, 1), agency(contents, min(room, BRAND_SHARE * sheet.height), "centre"), gap(0, 1)]
    stack(sheet, brand, left=code_left, top=below, width=symbol.side_mm, height=room, largest=1)


def _brief(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """A card has room for the second language's title alone."""
    return (*offers[:1], *(replace(other, facts="") for other in offers[1:]))
