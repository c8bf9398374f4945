"""Where everything stands on a sign: one arrangement for tall pieces, one for cards, riders and stories each."""

from __future__ import annotations

from bot.signs.card import compose_card
from bot.signs.contents import Contents
from bot.signs.layouts import Layout
from bot.signs.rider import compose_rider
from bot.signs.sheet import Sheet
from bot.signs.story import compose_story
from bot.signs.tall import compose_tall


def compose(sheet: Sheet, layout: Layout, contents: Contents) -> None:
    """Draw the sign in the arrangement of its layout."""
    match layout.shape:
        case "tall":
            compose_tall(sheet, contents)
        case "card":
            compose_card(sheet, contents)
        case "wide":
            compose_rider(sheet, contents)
        case "story":
            compose_story(sheet, contents, clear=layout.clear_mm)
