"""Draws docs/signs.png, the README's picture of what can be printed, at sizes that compare, and docs/posters.png.

python -m docs.draw_signs
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from adapters.signs import SignRow
from bot.signs.colours import parse, readable
from bot.signs.drawing import read_svg
from bot.signs.layouts import LAYOUTS
from bot.signs.poster import NO_WISHES, Brand, Wishes
from bot.signs.printing import print_sign
from bot.signs.proof import Piece
from docs.draw_house import house

PICTURE, POSTERS = (Path(__file__).with_name(name) for name in ("signs.png", "posters.png"))
LABEL = 34  # below a poster: its number
LINK = "https://QR.CASACARIBE.DO/K7M4PF"
WALL, SHADE = (232, 228, 220), 40
HEIGHT, GAP = 640, 36
ROWS = (("24x36", "a4", "historia"), ("rider", "volante", "tarjeta"))
SHARES = (1.0, 0.62)  # of HEIGHT: the first row is what hangs outside
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">'
    '<path fill="#0B5D5B" d="M30 4 56 26v30H38V38H22v18H4V26z"/><circle cx="30" cy="24" r="5" fill="#F2A65A"/></svg>'
)
BRAND = Brand(
    name="Casa Caribe",
    logo=read_svg(LOGO),
    colour=readable("#0B5D5B"),
    accent=parse("#F2A65A"),
    phone="809-555-0100",
    privacy_url="https://casacaribe.do/privacidad",
    apps=("WhatsApp", "Telegram"),
)
SIGN = SignRow(
    code="K7M4PF",
    agency="casacaribe",
    title="Apartamento en Naco · 3 habitaciones · 2 baños · 142 m²",
    titles=(("en", "Apartment in Naco · 3 bedrooms · 2 baths · 142 m²"),),
    type="venta",
    languages=("es", "en"),
)


PHOTO = Wishes(photo=house(), price="US$ 185,000", agent="Ana Peña")
PLAIN, SMALL = Wishes(style="mínimo"), 320
WINE = replace(BRAND, name="Peña & Hijos", logo=None, accent=None, colour=readable("#7A1F2B"))
ENGLISH = replace(SIGN, languages=("en",))
RENT, MONTHLY = replace(SIGN, type="alquiler", languages=("es",)), replace(PHOTO, price="US$ 1,800 al mes")
TWELVE: tuple[tuple[str, SignRow, Brand, Wishes], ...] = (
    *(("24x36", RENT, BRAND, NO_WISHES), ("24x36", SIGN, BRAND, PHOTO), ("18x24", RENT, WINE, PLAIN)),
    *(("a3", RENT, BRAND, MONTHLY), ("a4", RENT, BRAND, NO_WISHES), ("a4", SIGN, WINE, PLAIN)),
    *(("carta", ENGLISH, BRAND, PHOTO), ("a5", SIGN, BRAND, NO_WISHES), ("historia", RENT, BRAND, MONTHLY)),
    *(("historia", RENT, BRAND, NO_WISHES), ("tarjeta", RENT, BRAND, NO_WISHES), ("rider", RENT, BRAND, NO_WISHES)),
)


def piece(size: str, share: float) -> Image.Image:
    """One layout as it hangs; wide ones get their width from the row."""
    layout = LAYOUTS[size]
    high = HEIGHT * share * (0.45 if layout.shape in ("card", "wide") else 1.0)
    wishes = PHOTO if size in ("a4", "volante") else NO_WISHES
    return Piece(print_sign(SIGN, LINK, BRAND, layout, wishes=wishes).pdf).picture(high / layout.height_mm)


def draw_twelve() -> None:
    """The posters that docs/posters.md looks at, numbered, in four rows."""
    pictures = [
        Piece(print_sign(sign, LINK, brand, LAYOUTS[size], wishes=wishes).pdf).picture(
            min(SMALL / LAYOUTS[size].height_mm, 1.3 * SMALL / LAYOUTS[size].width_mm)
        )
        for size, sign, brand, wishes in TWELVE
    ]
    rows = [pictures[:5], pictures[5:10], pictures[10:]]
    width = max(sum(one.width + GAP for one in row) for row in rows) + GAP
    heights = [max(one.height for one in row) + GAP + LABEL for row in rows]
    wall = Image.new("RGB", (width, sum(heights) + GAP), WALL)
    pen, top, number = ImageDraw.Draw(wall), GAP, 0
    for row, high in zip(rows, heights, strict=True):
        left = (width - sum(one.width + GAP for one in row) + GAP) // 2
        for one in row:
            number += 1
            hang(wall, one, left, top + (high - GAP - LABEL - one.height) // 2)
            pen.text((left, top + high - GAP - LABEL + 10), str(number), fill=(60, 56, 50), font_size=18)
            left += one.width + GAP
        top += high
    wall.quantize(192).save(POSTERS, optimize=True)


def draw() -> None:
    """Write the picture beside this file."""
    rows = [[piece(size, share) for size in sizes] for sizes, share in zip(ROWS, SHARES, strict=True)]
    width = max(sum(one.width + GAP for one in row) for row in rows) + GAP
    height = sum(max(one.height for one in row) + GAP for row in rows) + GAP
    wall = Image.new("RGB", (width, height), WALL)
    top = GAP
    for row in rows:
        tall = max(one.height for one in row)
        left = (width - sum(one.width for one in row) - GAP * (len(row) - 1)) // 2
        for one in row:
            hang(wall, one, left, top + (tall - one.height) // 2)
            left += one.width + GAP
        top += tall + GAP
    wall.quantize(192).save(PICTURE, optimize=True)


def hang(wall: Image.Image, one: Image.Image, left: int, top: int) -> None:
    """With a soft shadow, so that white paper stands off the wall."""
    shadow = Image.new("L", wall.size)
    shadow.paste(SHADE, (left, top + 6, left + one.width, top + 6 + one.height))
    wall.paste((0, 0, 0), mask=shadow.filter(ImageFilter.GaussianBlur(9)))
    wall.paste(one, (left, top))


if __name__ == "__main__":
    draw()
    draw_twelve()
