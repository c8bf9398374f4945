"""Two lists on paper that come with many signs: what they look like, and where each one hangs (signs §7)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.signs import SignRow
from bot.signs.layouts import LAYOUTS
from bot.signs.sheet import POINTS
from bot.signs.typesetting import BOLD, TEXT, Font, Style, load_fonts, set_lines, with_boxes
from flows.understanding.code import show_code

EDGE_MM = 14.0
HEADER_MM = 14.0
PAGE_MM = (A4[0] / POINTS, A4[1] / POINTS)
NOTICE = (
    "El borde de abajo del QR va a 90–140 cm del suelo, sin reflejo de vidrio. Al colgar cada uno, escanéalo y tómale "
    "una foto: marca las dos casillas."
)
PIECES = {
    "rotulo": "Letrero",
    "volante": "Volante",
    "vitrina": "Cartel de vitrina",
    "tarjeta": "Tarjeta",
    "rider": "Tablilla para colgar de otro letrero",
    "historia": "Historia",
    "perfil": "Enlace del perfil",
    "anuncio-whatsapp": "Anuncio de WhatsApp",
}
PAPERS = {"a5": "A5", "a4": "A4", "carta": "carta", "a3": "A3", "tabloide": "tabloide"}


class _Pages:
    """A4 pages of cells in rows and columns; positions in millimetres from the upper left corner."""

    def __init__(self, title: str, notice: str, total: int, columns: int, rows: int) -> None:
        load_fonts()
        self._file = BytesIO()
        self._canvas: Any = Canvas(self._file, pagesize=A4, invariant=1, pageCompression=1, initialFontName=TEXT)
        self._canvas.setTitle(title)
        self._title, self._notice = title, notice
        self._columns, self._rows = columns, rows
        self._pages = max(1, -(-total // (columns * rows)))
        self.width = (PAGE_MM[0] - 2 * EDGE_MM) / columns
        self.height = (PAGE_MM[1] - 2 * EDGE_MM - HEADER_MM) / rows

    def cell(self, number: int) -> tuple[float, float]:
        """Where this one's upper left corner is; starts a page where one is due."""
        page, place = divmod(number, self._columns * self._rows)
        if place == 0:
            if page:
                self._canvas.showPage()
            self._head(page + 1)
        row, column = divmod(place, self._columns)
        return EDGE_MM + column * self.width, EDGE_MM + HEADER_MM + row * self.height

    def _head(self, page: int) -> None:
        self.text(self._title, EDGE_MM, EDGE_MM, PAGE_MM[0] - 60, size=5, font=BOLD)
        self.text(self._notice, EDGE_MM, EDGE_MM + 6.5, PAGE_MM[0] - 2 * EDGE_MM, size=2.7, gray=0.35, lines=2)
        self.text(f"{page} / {self._pages}", PAGE_MM[0] - EDGE_MM - 16, EDGE_MM, 16, size=3, gray=0.35)

    def text(
        self,
        words: str,
        left: float,
        top: float,
        width: float,
        *,
        size: float,
        font: Font = TEXT,
        gray: float = 0.0,
        lines: int = 1,
    ) -> float:
        """Gives the height that it took."""
        if not words:
            return 0.0
        style = Style(font=font, size=1, lines=lines, floor_mm=size * 0.8)
        fitted = set_lines(with_boxes(words), style, scale=size, width=width)
        self._canvas.setFillGray(gray)
        self._canvas.setFont(font, fitted.size * POINTS)
        for number, line in enumerate(fitted.lines):
            baseline = PAGE_MM[1] - top - fitted.size * 0.75 - number * fitted.step
            self._canvas.drawString(left * POINTS, baseline * POINTS, line)
        return fitted.height

    def box(self, left: float, top: float, width: float, height: float) -> None:
        self._canvas.setStrokeGray(0.45)
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(left * POINTS, (PAGE_MM[1] - top - height) * POINTS, width * POINTS, height * POINTS)

    def line(self, left: float, top: float, width: float) -> None:
        self._canvas.setStrokeGray(0.8)
        self._canvas.setLineWidth(0.4)
        high = (PAGE_MM[1] - top) * POINTS
        self._canvas.line(left * POINTS, high, (left + width) * POINTS, high)

    def picture(self, data: bytes, left: float, top: float, width: float, height: float) -> None:
        """As large as fits, in the middle, with a thin frame, because paper is white on white."""
        image = ImageReader(BytesIO(data))
        wide, high = image.getSize()
        scale = min(width / wide, height / high)
        left, top = left + (width - wide * scale) / 2, top + (height - high * scale) / 2
        low = PAGE_MM[1] - top - high * scale
        self._canvas.drawImage(image, left * POINTS, low * POINTS, wide * scale * POINTS, high * scale * POINTS)
        self._canvas.setStrokeGray(0.8)
        self._canvas.setLineWidth(0.4)
        self._canvas.rect(left * POINTS, low * POINTS, wide * scale * POINTS, high * scale * POINTS)

    def finish(self) -> bytes:
        self._canvas.save()
        return self._file.getvalue()


def contact_sheet(signs: Sequence[SignRow], thumbs: Sequence[bytes]) -> bytes:
    """Small pictures of all (JPEG), twelve a page, to be looked through before anything is printed."""
    pages = _Pages("Muestras", f"{len(signs)} letreros. Míralos todos antes de imprimir.", len(signs), 4, 3)
    for number, (sign, thumb) in enumerate(zip(signs, thumbs, strict=True)):
        left, top = pages.cell(number)
        width = pages.width - 4
        pages.picture(thumb, left, top, width, pages.height - 20)
        under = top + pages.height - 18
        under += pages.text(show_code(sign.code), left, under, width, size=3.6, font=BOLD) + 0.8
        under += pages.text(sign.title, left, under, width, size=2.6, lines=2) + 0.8
        pages.text(" · ".join(filter(None, (sign.size, sign.place))), left, under, width, size=2.4, gray=0.35)
    return pages.finish()


def said_of(sign: SignRow) -> str:
    """«Letrero de 46 × 61 cm, se lee hasta 3 m»: what to take to the place."""
    layout = LAYOUTS.get(sign.size)
    piece = PIECES.get(sign.piece, sign.piece)
    if layout is None or layout.screen_px:
        return piece
    paper = f" {PAPERS[sign.size]}" if sign.size in PAPERS else ""
    size = f"{layout.width_mm / 10:.3g} × {layout.height_mm / 10:.3g} cm"
    return f"{piece}{paper} de {size}, se lee hasta {layout.reach_m:g} m"


def place_of(sign: SignRow) -> str:
    """«porton-frente» as somebody says it."""
    return sign.place.replace("-", " ").replace("_", " ") or "(sin ubicación)"


def install_list(signs: Sequence[SignRow]) -> bytes:
    """For whoever hangs them: code, place, a box for the photo and one for the scan."""
    pages = _Pages("Lista de instalación", NOTICE, len(signs), 1, 12)
    for number, sign in enumerate(signs):
        left, top = pages.cell(number)
        pages.line(left, top, pages.width)
        pages.text(show_code(sign.code), left, top + 4, 40, size=6.5, font=BOLD)
        pages.text(said_of(sign), left, top + 12, 40, size=2.7, gray=0.35, lines=3)
        place = top + 4
        place += pages.text(place_of(sign), left + 42, place, 80, size=4.2, font=BOLD, lines=2) + 1.5
        pages.text(sign.title, left + 42, place, 80, size=3.2, lines=2)
        for shift, label in ((126, "Foto"), (156, "Escaneado")):
            pages.box(left + shift, top + 4, 9, 9)
            pages.text(label, left + shift, top + 16, 26, size=2.8, gray=0.35)
    return pages.finish()
