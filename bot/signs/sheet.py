"""A PDF page measured in millimetres from the upper left corner of the trimmed piece, with what printers expect of it:
trim and bleed boxes, crop marks, embedded fonts, and black that is only black (signs §5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.language import tr
from bot.signs.drawing import Drawing, Shape
from bot.signs.logo import Picture
from bot.signs.photo import Photo
from bot.signs.qr import QUIET, Symbol, Unprintable
from bot.signs.typesetting import CAP, TEXT, Colour, Lines, kerned, lacking, load_fonts, name_lacking, width_of

POINTS = 72 / 25.4  # a millimetre's
MARK_MM = 5.0
MARK_GAP_MM = 2.0  # between what is printed and its marks
MARK_LINE_MM = 0.1
SAFE_MM = 6.0

Align = Literal["left", "centre", "right"]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Draw on it, then `finish`. `bleed_mm` is printed beyond the trim on every side."""

    width: float
    height: float
    bleed: float
    crop_marks: bool
    title: str
    _file: BytesIO = field(default_factory=BytesIO)
    _canvas: Any = None  # reportlab has no types

    def __post_init__(self) -> None:
        load_fonts()
        edge = self.bleed + (MARK_GAP_MM + MARK_MM if self.crop_marks else 0)
        page = ((self.width + 2 * edge) * POINTS, (self.height + 2 * edge) * POINTS)
        canvas = Canvas(
            self._file, pagesize=page, invariant=1, pageCompression=1, pdfVersion=(1, 6), initialFontName=TEXT
        )
        canvas.setTitle(self.title)
        canvas.setCreator("leadbot")
        for name, beyond in (("Trim", 0.0), ("Bleed", self.bleed)):
            low, wide, high = edge - beyond, edge + self.width + beyond, edge + self.height + beyond
            getattr(canvas, f"set{name}Box")((low * POINTS, low * POINTS, wide * POINTS, high * POINTS))
        canvas.scale(POINTS, POINTS)
        canvas.translate(edge, edge)
        self._canvas = canvas
        if self.crop_marks:
            self._draw_marks()

    def finish(self) -> bytes:
        """The PDF file."""
        self._canvas.save()
        return self._file.getvalue()

    def rectangle(self, left: float, top: float, width: float, height: float, colour: Colour) -> None:
        """Without an outline."""
        self._fill(colour)
        self._canvas.rect(left, self.height - top - height, width, height, stroke=0, fill=1)

    def pill(self, left: float, top: float, width: float, height: float, colour: Colour) -> None:
        """A rectangle with round ends."""
        self._fill(colour)
        self._canvas.roundRect(left, self.height - top - height, width, height, height / 2, stroke=0, fill=1)

    def lines(self, lines: Lines, left: float, top: float, width: float, align: Align = "centre") -> None:
        """Set the text with the top of its first capitals at `top`. Raises Unprintable if a letter would be missing."""
        if lost := lacking(" ".join(lines.lines)):
            raise Unprintable(tr(f"el letrero lleva {name_lacking(lost)}", f"the sign has {name_lacking(lost)}"))
        self._fill(lines.style.colour)
        self._canvas.setFont(lines.style.font, lines.size)
        for number, line in enumerate(lines.lines):
            slack = width - width_of(line, lines.style.font, lines.size)
            start = left + {"left": 0.0, "centre": slack / 2, "right": slack}[align]
            baseline = top + CAP * lines.size + number * lines.step
            self._canvas.drawString(start, self.height - baseline, kerned(line, lines.style.font))

    def symbol(self, symbol: Symbol, left: float, top: float) -> None:
        """The QR in its white box, whose upper left corner this is. One path, so that no seams show between squares."""
        self.rectangle(left, top, symbol.box_mm, symbol.box_mm, 1.0)
        square, edge = symbol.square_mm, QUIET * symbol.square_mm
        path = self._canvas.beginPath()
        for row, column, length in symbol.runs():
            low = self.height - top - edge - (row + 1) * square
            path.rect(left + edge + column * square, low, length * square, square)
        self._fill(0.0)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def picture(self, picture: Picture, left: float, top: float, height: float) -> None:
        """A logo or icon of this height, in its own colours."""
        width = height * aspect(picture)
        if isinstance(picture, Drawing):
            self._canvas.saveState()
            frame = self._canvas.beginPath()
            frame.rect(left, self.height - top - height, width, height)
            self._canvas.clipPath(frame, stroke=0, fill=0)  # what lies beside it in the file is not seen there either
            self.drawing(picture, left, top, height)
            self._canvas.restoreState()
            return
        self._canvas.drawImage(str(picture), left, self.height - top - height, width, height, mask="auto")

    def photo(self, photo: Photo, left: float, top: float, width: float, height: float) -> None:
        """A photograph that fills this place."""
        shown = ImageReader(BytesIO(photo.cut(width, height)))
        self._canvas.drawImage(shown, left, self.height - top - height, width, height)

    def drawing(self, drawing: Drawing, left: float, top: float, height: float, colour: Colour | None = None) -> None:
        """Shapes of an SVG file; all in one colour where one is given."""
        canvas, scale = self._canvas, height / drawing.height
        canvas.saveState()
        canvas.translate(left, self.height - top)
        canvas.scale(scale, -scale)
        for shape in drawing.shapes:
            self._shape(shape, colour)
        canvas.restoreState()

    def _shape(self, shape: Shape, colour: Colour | None) -> None:
        path = self._canvas.beginPath()
        for start, *rest in shape.figures:
            path.moveTo(*start[0])
            for segment in rest:
                match segment:
                    case (end,):
                        path.lineTo(*end)
                    case (one, two, end):
                        path.curveTo(*one, *two, *end)
                    case _:
                        path.close()
        if shape.fill is not None:
            self._fill(shape.fill if colour is None else colour)
        if shape.stroke is not None:
            self._canvas.setStrokeColorRGB(*shape.stroke)
            self._canvas.setLineWidth(shape.stroke_width)
        rule = 0 if shape.even_odd else 1
        self._canvas.drawPath(path, stroke=shape.stroke is not None, fill=shape.fill is not None, fillMode=rule)

    def _fill(self, colour: Colour) -> None:
        if isinstance(colour, tuple):
            self._canvas.setFillColorRGB(*colour)
        else:
            self._canvas.setFillGray(colour)

    def _draw_marks(self) -> None:
        canvas, start, end = self._canvas, self.bleed + MARK_GAP_MM, self.bleed + MARK_GAP_MM + MARK_MM
        canvas.setStrokeGray(0)
        canvas.setLineWidth(MARK_LINE_MM)
        for x in (0, self.width):
            canvas.line(x, -start, x, -end)
            canvas.line(x, self.height + start, x, self.height + end)
        for y in (0, self.height):
            canvas.line(-start, y, -end, y)
            canvas.line(self.width + start, y, self.width + end, y)


def aspect(picture: Picture) -> float:
    """Width by height."""
    if isinstance(picture, Drawing):
        return picture.width / picture.height
    width, height = ImageReader(str(picture)).getSize()
    return float(width / height)
