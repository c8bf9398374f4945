"""A property's photograph: read once, cut to the shape of its place, and no larger than print can show."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from adapters.language import tr
from bot.signs.qr import Unprintable

LARGEST = 40_000_000  # bytes of a file
MOST_PX = 120_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
SHARP_DPI = 200.0  # more is not seen
INCH_MM = 25.4
QUALITY = 88


@dataclass(frozen=True, slots=True)
class Photo:
    """`data` is the file as it was; `width` and `height` count its pixels, held upright."""

    data: bytes
    width: int
    height: int

    def cut(self, width_mm: float, height_mm: float) -> bytes:
        """Its middle in this shape, as a JPEG, rather the lower part: on the sky there would be nothing to see."""
        share = min(self.width / width_mm, self.height / height_mm, SHARP_DPI / INCH_MM)  # pixels a millimetre
        size = max(1, round(width_mm * share)), max(1, round(height_mm * share))
        shown = ImageOps.fit(_upright(self.data), size, Image.Resampling.LANCZOS, centering=(0.5, 0.6))
        file = BytesIO()
        shown.save(file, "JPEG", quality=QUALITY)
        return file.getvalue()

    def dpi(self, width_mm: float, height_mm: float) -> float:
        """How fine it is when it fills this place."""
        return min(self.width / width_mm, self.height / height_mm) * INCH_MM


def read_photo(file: str) -> Photo:
    """Raises Unprintable with the remedy, in one line that names the file."""
    try:
        path = Path(file)
        if path.stat().st_size > LARGEST:
            raise Unprintable(
                tr(
                    f"la foto {file} pesa más de {LARGEST // 1_000_000} MB: expórtala más pequeña",
                    f"the photo {file} has more than {LARGEST // 1_000_000} MB: export it smaller",
                )
            )
        data = path.read_bytes()
    except (OSError, ValueError):  # ValueError: a name that can be no path
        raise Unprintable(
            tr(
                f"la foto {file} no se puede abrir: revisa la ruta y sus permisos",
                f"the photo {file} cannot be opened: check the path and its permissions",
            )
        ) from None
    try:
        shown = _upright(data)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        raise Unprintable(
            tr(
                f"la foto {file} no es un JPG, PNG o WebP que se pueda leer entero",
                f"the photo {file} is not a JPG, PNG or WebP that can be read to its end",
            )
        ) from None
    return Photo(data, *shown.size)


def _upright(data: bytes) -> Image.Image:
    """As the camera held it, in colour, white where it is clear. Raises what the library raises."""
    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PX:
            raise ValueError
        upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            paper = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(paper, upright.convert("RGBA"))
        return upright.convert("RGB")
