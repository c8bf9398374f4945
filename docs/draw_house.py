"""A house by the sea, drawn: it stands where an agency's own photograph goes in the pictures of signs."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from bot.signs.photo import Photo

SIZE = (2400, 1800)
SKY = ((38, 66, 104), (122, 150, 176), (246, 205, 160))
WALL, SHADE, GLASS, LIT = (246, 241, 232), (212, 203, 190), (64, 92, 110), (255, 221, 158)
GRASS, LEAF, TRUNK, POOL = (86, 116, 74), (46, 84, 66), (104, 84, 68), (92, 176, 190)


def house() -> Photo:
    """As a file of a camera would be."""
    picture = _sky()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 1080, 2400, 1180), fill=(70, 112, 138))
    draw.rectangle((0, 1170, 2400, 1800), fill=GRASS)
    _building(draw)
    _pool(draw)
    for left, base, high in ((250, 1250, 760), (2150, 1290, 880), (1960, 1220, 560)):
        _palm(draw, left, base, high)
    soft = picture.filter(ImageFilter.GaussianBlur(1.2))
    file = BytesIO()
    soft.save(file, "JPEG", quality=90)
    return Photo(file.getvalue(), *SIZE)


def _sky() -> Image.Image:
    column = Image.new("RGB", (1, 3))
    for row, colour in enumerate(SKY):
        column.putpixel((0, row), colour)
    sky = column.resize((SIZE[0], 1140), Image.Resampling.BICUBIC)
    picture = Image.new("RGB", SIZE, GRASS)
    picture.paste(sky, (0, 0))
    return picture


def _building(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((560, 860, 1820, 1260), fill=WALL)
    draw.rectangle((560, 860, 700, 1260), fill=SHADE)
    draw.rectangle((760, 520, 1620, 850), fill=WALL)
    draw.rectangle((760, 520, 860, 850), fill=SHADE)
    draw.rectangle((700, 476, 1700, 524), fill=(120, 96, 78))
    draw.rectangle((500, 826, 1900, 872), fill=(120, 96, 78))
    for left in (910, 1090, 1270, 1450):
        draw.rectangle((left, 580, left + 140, 826), fill=LIT if left != 1270 else GLASS)
        draw.rectangle((left + 67, 580, left + 73, 826), fill=WALL)
    for left in (760, 990, 1220, 1450):
        draw.rectangle((left, 930, left + 190, 1260), fill=LIT if left != 990 else GLASS)
        draw.rectangle((left + 92, 930, left + 98, 1260), fill=WALL)
    draw.rectangle((1680, 940, 1780, 1260), fill=(120, 96, 78))


def _pool(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(((480, 1300), (1960, 1300), (2240, 1620), (220, 1620)), fill=(226, 218, 204))
    draw.polygon(((640, 1340), (1820, 1340), (2010, 1560), (450, 1560)), fill=POOL)
    for left, top, wide in ((760, 1390, 300), (1200, 1430, 420), (700, 1490, 240), (1480, 1510, 260)):
        draw.rectangle((left, top, left + wide, top + 7), fill=(176, 222, 228))


def _palm(draw: ImageDraw.ImageDraw, left: int, base: int, high: int) -> None:
    draw.polygon(((left - 22, base), (left + 22, base), (left + 40, base - high), (left + 18, base - high)), fill=TRUNK)
    crown = (left + 28, base - high)
    for across, down in (
        (-300, 60),
        (-250, -110),
        (-120, -210),
        (60, -220),
        (210, -140),
        (300, 20),
        (190, 170),
        (-190, 190),
    ):
        tip = (crown[0] + across, crown[1] + down)
        middle = (crown[0] + across * 0.5, crown[1] + down * 0.5 - 70)
        draw.polygon((crown, (middle[0], middle[1] - 34), tip, (middle[0], middle[1] + 26)), fill=LEAF)
