"""Draws docs/signs.png, the README's picture of what can be printed, at sizes that compare.

python -m docs.draw_signs
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageFilter

from adapters.signs import SignRow
from bot.signs.colours import parse, readable
from bot.signs.drawing import read_svg
from bot.signs.layouts import LAYOUTS
from bot.signs.poster import Brand
from bot.signs.printing import print_sign
from bot.signs.proof import Piece

PICTURE = Path(__file__).with_name("signs.png")
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
    type="venta",
    languages=("es", "en"),
)


def piece(size: str, share: float) -> Image.Image:
    """One layout as it hangs; wide ones get their width from the row."""
    layout = LAYOUTS[size]
    high = HEIGHT * share * (0.45 if layout.shape != "tall" else 1.0)
    return Piece(print_sign(SIGN, LINK, BRAND, layout).pdf).picture(high / layout.height_mm)


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
