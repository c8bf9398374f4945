"""Reads a printed piece the way a phone would, before anybody pays for paper (signs §5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, UnidentifiedImageError

from adapters.language import tr
from bot.files import read_bytes
from bot.signs.drawing import read_svg
from bot.signs.qr import Unprintable
from bot.signs.sheet import Sheet

INCH_MM = 25.4
POINT_MM = INCH_MM / 72
VIEW_DEGREES = 65.0  # of a phone's main camera along its long side
VIDEO_PX = 1920  # scanners read the video picture, which is far smaller than a photograph
SOFT_PX = 0.8  # of blur: a hand that is never quite still, and the camera's own smoothing
FULL_PX = 2000  # a long side at which the whole piece is looked at closely
SHARES = 10  # the distance is at most so many times the code's side
ROUNDING = 0.97  # a measured side may be this much short
MOST_M = 5.0  # no sign claims more: nobody scans while driving
MOST_PX = 40_000_000  # of a picture that somebody hands us
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
USUAL_DPI = 96.0  # of a picture that does not say how large it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`reads_at_m`: the largest distance at which the piece was read, 0 when it was not. `why` is Spanish and empty
    when all is well."""

    ok: bool
    reads_at_m: float
    why: str = ""


class Piece:
    """A page or picture of known size that can be looked at from any distance."""

    def __init__(self, pdf: bytes) -> None:
        """Raises Unprintable when this is no PDF with just one page."""
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise Unprintable(tr("no es un PDF que se pueda abrir", "it is not a PDF that can be opened")) from None
        if len(document) != 1:
            raise Unprintable(
                tr(
                    f"el PDF tiene {len(document)} páginas: cada letrero va en su propio archivo",
                    f"the PDF has {len(document)} pages: each sign goes into a file of its own",
                )
            )
        self._page = document[0]
        left, low, right, high = self._page.get_trimbox()
        width, height = self._page.get_size()
        self._crop = (left, low, width - right, height - high)
        self.width_mm, self.height_mm = (right - left) * POINT_MM, (high - low) * POINT_MM

    def seen(self, pixels_per_mm: float) -> Image.Image:
        """The trimmed piece in gray."""
        return self._drawn(pixels_per_mm, grayscale=True)

    def picture(self, pixels_per_mm: float) -> Image.Image:
        """The trimmed piece in colour."""
        return self._drawn(pixels_per_mm, grayscale=False)

    def _drawn(self, pixels_per_mm: float, *, grayscale: bool) -> Image.Image:
        bitmap = self._page.render(scale=pixels_per_mm * POINT_MM, crop=self._crop, grayscale=grayscale)
        drawn: Image.Image = bitmap.to_pil()
        return drawn


class Photograph:
    """A picture file: what it shows at its own size."""

    def __init__(self, picture: Image.Image) -> None:
        dpi = float(picture.info.get("dpi", (USUAL_DPI,))[0]) or USUAL_DPI
        self._picture = picture.convert("L")
        self._pixels_per_mm = dpi / INCH_MM
        self.width_mm, self.height_mm = (side / self._pixels_per_mm for side in picture.size)

    def seen(self, pixels_per_mm: float) -> Image.Image:
        """Smaller or larger than it is, as the distance wants it."""
        scale = pixels_per_mm / self._pixels_per_mm
        width, height = (max(1, round(side * scale)) for side in self._picture.size)
        return self._picture.resize((width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.NEAREST)


def prove(piece: Piece | Photograph, link: str, distance_m: float | None = None) -> Proof:
    """Look at it closely, then from as far as its size allows and from `distance_m`; what is read must be `link`."""
    scale = FULL_PX / max(piece.width_mm, piece.height_mm)
    found = zxingcpp.read_barcodes(piece.seen(scale), formats=QR)
    if not found:
        return Proof(
            ok=False, reads_at_m=0, why=tr("no se lee ningún QR, ni de cerca", "no QR can be read, not even from near")
        )
    if len(found) > 1:
        return Proof(
            ok=False,
            reads_at_m=0,
            why=tr(
                f"hay {len(found)} códigos QR, y quien escanea no sabe cuál abre",
                f"there are {len(found)} QR codes, and who scans does not know which opens",
            ),
        )
    if not is_same_link(found[0].text, link):
        return Proof(
            ok=False,
            reads_at_m=0,
            why=tr(
                f"el QR dice {found[0].text}, y tenía que decir {link}",
                f"the QR says {found[0].text}, and had to say {link}",
            ),
        )
    side_mm = _side(found[0].position) / scale
    reach_m = _farthest(piece, link, min(MOST_M, side_mm / 1000 * SHARES))
    if distance_m is not None and distance_m * ROUNDING > reach_m:
        side = tr(
            f"su QR mide {side_mm / 10:.3g} cm, y a {distance_m:g} m hacen falta {distance_m * 100 / SHARES:.3g} cm",
            f"its QR measures {side_mm / 10:.3g} cm, and {distance_m:g} m take {distance_m * 100 / SHARES:.3g} cm",
        )
        return Proof(
            ok=False,
            reads_at_m=reach_m,
            why=tr(f"se lee hasta {reach_m:g} m: {side}", f"it can be read up to {reach_m:g} m: {side}"),
        )
    if not reach_m:
        return Proof(
            ok=False,
            reads_at_m=0,
            why=tr(
                "de cerca se lee, y un celular a su distancia ya no lo distingue",
                "it reads from near, and a phone at its distance can no longer make it out",
            ),
        )
    return Proof(ok=True, reads_at_m=reach_m)


def is_same_link(read: str, link: str) -> bool:
    """Whether both open the same page: scheme and host in any case, as signs that hang already have them."""
    one, other = urlsplit(read), urlsplit(link)
    return (one.scheme, one.netloc.lower(), one[2:]) == (other.scheme, other.netloc.lower(), other[2:])


def camera_pixels_per_mm(distance_m: float) -> float:
    """How many pixels of its picture a phone gives to a millimetre that far away."""
    return VIDEO_PX / (2000 * distance_m * math.tan(math.radians(VIEW_DEGREES / 2)))


def _farthest(piece: Piece | Photograph, link: str, allowed_m: float) -> float:
    """The largest distance within its size at which it reads, in centimetres; 0 for none."""
    distance = allowed_m
    for _ in range(6):
        seen = piece.seen(camera_pixels_per_mm(distance)).filter(ImageFilter.GaussianBlur(SOFT_PX))
        read = zxingcpp.read_barcodes(seen, formats=QR)
        if len(read) == 1 and is_same_link(read[0].text, link):
            return round(distance, 2)
        distance *= 0.8
    return 0.0


def _side(position: zxingcpp.Position) -> float:
    corners = [position.top_left, position.top_right, position.bottom_right, position.bottom_left]
    sides = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]
    return sum(sides) / 4


def read_piece(path: Path) -> Piece | Photograph:
    """A PDF, PNG or SVG file. Raises Unprintable when it is none, or holds what we cannot draw truly."""
    try:
        data = read_bytes(path)
    except OSError:
        raise Unprintable(
            tr(
                f"no se puede leer {path}: revisa la ruta y sus permisos",
                f"{path} cannot be read: check the path and its permissions",
            )
        ) from None
    match path.suffix.lower():
        case ".pdf":
            return Piece(data)
        case ".svg":
            return Piece(_svg_as_pdf(data))
        case ".png":
            return Photograph(_opened(data))
        case _:
            raise Unprintable(tr(f"{path.name} no es PDF, PNG ni SVG", f"{path.name} is neither PDF nor PNG nor SVG"))


def _svg_as_pdf(data: bytes) -> bytes:
    drawing = read_svg(data.decode("utf-8", "replace"))
    height = drawing.width_mm * drawing.height / drawing.width
    sheet = Sheet(width=drawing.width_mm, height=height, bleed=0, crop_marks=False, title="")
    sheet.drawing(drawing, 0, 0, height)
    return sheet.finish()


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data), formats=["PNG"])
        if picture.width * picture.height > MOST_PX:
            raise Unprintable(
                tr(
                    f"la imagen tiene {picture.width} × {picture.height} píxeles: es demasiado grande",
                    f"the picture has {picture.width} × {picture.height} pixels: it is too large",
                )
            )
        picture.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Unprintable(tr("no es un PNG que se pueda abrir", "it is not a PNG that can be opened")) from None
    return picture
