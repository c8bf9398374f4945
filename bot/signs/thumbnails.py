"""A photograph for the page of a sign: small enough for a slow phone, and never a reason for the page to wait."""

from __future__ import annotations

from io import BytesIO
from typing import Any

SIZES = ((640, 360), (480, 270), (320, 180), (160, 90))  # the last for a picture of sand
LIMIT = 8 * 1024  # bytes (signs §3)
QUALITIES = (72, 55, 40, 25)
MOST_PX = 60_000_000


def small_photo(file: bytes) -> bytes:
    """Its middle as a WebP file below the limit; b"" for what is no picture. Never raises."""
    from PIL import Image, ImageOps  # a library of its own, for those whose CRM has photographs

    broken = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)
    try:
        with Image.open(BytesIO(file), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PX:
                return b""
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            sizes = [ImageOps.fit(upright, size, Image.Resampling.LANCZOS) for size in SIZES]
    except broken:
        return b""
    tries = (_as_webp(shown, quality) for shown in sizes for quality in QUALITIES)
    return next((small for small in tries if len(small) <= LIMIT), b"")


def _as_webp(shown: Any, quality: int) -> bytes:
    made = BytesIO()
    shown.save(made, "WEBP", quality=quality, method=6)
    return made.getvalue()
