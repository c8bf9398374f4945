"""Reads the simple SVG files that logos and icons are, so that they stay vectors in the PDF.

Flat colours, paths and basic shapes with transforms. What we cannot draw truly (text, gradients, masks, pictures) is
refused in plain words: a logo that prints differently from how it looks is worse than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from adapters.language import tr
from bot.signs.colours import Rgb
from bot.signs.paths import NUMBER, Point, Segment, figures
from bot.signs.qr import Unprintable

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
INHERITED = ("fill", "stroke", "stroke-width", "fill-rule", "color")
SILENT = {"title", "desc", "metadata", "defs", "namedview", "style"}
REMEDY = tr(
    "expórtalo como SVG simple (texto convertido en curvas y colores planos) o da un PNG",
    "export it as plain SVG (text turned into curves, and plain colours), or give a PNG",
)
NAMED = {
    "black": "#000000",
    "white": "#ffffff",
    "red": "#ff0000",
    "green": "#008000",
    "blue": "#0000ff",
    "yellow": "#ffff00",
    "orange": "#ffa500",
    "gray": "#808080",
    "grey": "#808080",
    "navy": "#000080",
    "teal": "#008080",
    "maroon": "#800000",
    "purple": "#800080",
    "silver": "#c0c0c0",
    "gold": "#ffd700",
}
LARGEST = 1e6  # of the file's own units; beyond that it is a slip, and no PDF holds it
MM_PER = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96, "": 25.4 / 96}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Figures, each starting at its first segment's point, with their colours; None is not painted."""

    figures: tuple[tuple[Segment, ...], ...]
    fill: Rgb | None
    stroke: Rgb | None
    stroke_width: float
    even_odd: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Shapes in the file's units, y downwards, from (0, 0) to (width, height). `width_mm`: what the file claims."""

    width: float
    height: float
    width_mm: float
    shapes: tuple[Shape, ...]


def read_svg(text: str) -> Drawing:
    """Raises Unprintable when this is no SVG, or one that holds more than we draw."""
    if "<!ENTITY" in text:
        raise Unprintable(tr(f"el SVG define entidades: {REMEDY}", f"the SVG defines entities: {REMEDY}"))
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  # entities are refused before
    except ElementTree.ParseError:
        raise Unprintable(tr(f"no es un archivo SVG: {REMEDY}", f"it is not an SVG file: {REMEDY}")) from None
    if _tag(root) != "svg":
        raise Unprintable(tr(f"no es un archivo SVG: {REMEDY}", f"it is not an SVG file: {REMEDY}"))
    if any(_tag(one) == "style" and "{" in (one.text or "") for one in root.iter()):
        raise Unprintable(
            tr(
                f"el SVG toma sus colores de una hoja de estilo: {REMEDY}",
                f"the SVG takes its colours from a style sheet: {REMEDY}",
            )
        )
    try:
        drawing = _drawing(root)
    except (ArithmeticError, ValueError):  # an arc of 1e999, a point that is no number
        raise Unprintable(
            tr(f"el SVG lleva medidas imposibles: {REMEDY}", f"the SVG has impossible measures: {REMEDY}")
        ) from None
    except RecursionError:
        raise Unprintable(
            tr(
                f"el SVG tiene demasiados grupos dentro de otros: {REMEDY}",
                f"the SVG has too many groups within groups: {REMEDY}",
            )
        ) from None
    if len(set(_points(drawing.shapes))) < 2:
        raise Unprintable(tr(f"el SVG no dibuja nada: {REMEDY}", f"the SVG draws nothing: {REMEDY}"))
    return drawing


def _drawing(root: ElementTree.Element) -> Drawing:
    """Raises ArithmeticError or ValueError for measures that cannot be, RecursionError where it is too deep."""
    left, top, width, height = _view(root)
    start: Matrix = (1, 0, 0, 1, -left, -top)
    shapes = tuple(_shapes(root, start, {"fill": "#000000", "stroke": "none", "stroke-width": "1"}))
    lengths = (width / height, height / width, *(shape.stroke_width for shape in shapes))
    sizes = (*lengths, *(part for point in _points(shapes) for part in point))
    if any(not math.isfinite(size) or abs(size) > LARGEST for size in sizes):
        raise ValueError
    return Drawing(width=width, height=height, width_mm=_width_mm(root, width), shapes=shapes)


def _points(shapes: Sequence[Shape]) -> Iterator[Point]:
    return (point for shape in shapes for figure in shape.figures for segment in figure for point in segment)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _view(root: ElementTree.Element) -> tuple[float, float, float, float]:
    numbers = [float(number) for number in NUMBER.findall(root.get("viewBox", ""))]
    if len(numbers) != 4:
        numbers = [0, 0, _length(root.get("width", "")), _length(root.get("height", ""))]
    left, top, width, height = numbers
    if width <= 0 or height <= 0:
        raise Unprintable(tr(f"el SVG no dice su tamaño: {REMEDY}", f"the SVG does not say its size: {REMEDY}"))
    return left, top, width, height


def _width_mm(root: ElementTree.Element, width: float) -> float:
    given = root.get("width", "").strip()
    unit = given.lstrip("0123456789.+- ") if given else ""
    return (_length(given) or width) * MM_PER.get(unit, MM_PER["px"])


def _length(given: str) -> float:
    found = NUMBER.match(given.strip())
    return float(found[0]) if found else 0.0


def _shapes(element: ElementTree.Element, matrix: Matrix, style: dict[str, str]) -> Iterator[Shape]:
    tag, look = _tag(element), _style(element, style)
    if tag in SILENT or look.get("display") == "none":
        return
    here = _times(matrix, _transform(element.get("transform", "")))
    if any(name in look for name in ("mask", "clip-path", "filter")):
        raise Unprintable(
            tr(
                f"el SVG usa máscaras, recortes o filtros: {REMEDY}",
                f"the SVG uses masks, clipping or filters: {REMEDY}",
            )
        )
    if tag in ("svg", "g", "a"):
        for child in element:
            yield from _shapes(child, here, look)
        return
    if tag not in FIGURES:
        raise Unprintable(
            tr(
                f"el SVG contiene «{tag}», que no sabemos imprimir: {REMEDY}",
                f"the SVG contains «{tag}», which we cannot print: {REMEDY}",
            )
        )
    fill, stroke = _colour(look["fill"], look), _colour(look["stroke"], look)
    if tag == "line":
        fill = None
    if fill is None and stroke is None:
        return
    scale = math.sqrt(abs(here[0] * here[3] - here[1] * here[2]))
    yield Shape(
        figures=tuple(_moved(figure, here) for figure in figures(_path_of(tag, element))),
        fill=fill,
        stroke=stroke,
        stroke_width=_length(look["stroke-width"]) * scale,
        even_odd=look.get("fill-rule") == "evenodd",
    )


def _style(element: ElementTree.Element, inherited: dict[str, str]) -> dict[str, str]:
    own = {name: value for name, value in element.attrib.items() if "}" not in name}
    for rule in own.get("style", "").split(";"):
        name, colon, value = rule.partition(":")
        if colon:
            own[name.strip()] = value.strip()
    if "class" in own and "fill" not in own:
        raise Unprintable(
            tr(
                f"el SVG toma sus colores de una hoja de estilo: {REMEDY}",
                f"the SVG takes its colours from a style sheet: {REMEDY}",
            )
        )
    if any(_is_clear(own[name]) for name in ("opacity", "fill-opacity", "stroke-opacity") if name in own):
        raise Unprintable(tr(f"el SVG usa transparencias: {REMEDY}", f"the SVG uses transparency: {REMEDY}"))
    kept = {name: own.get(name, inherited.get(name, "")) for name in INHERITED}
    return {**kept, **{name: own[name] for name in ("mask", "clip-path", "filter", "display") if name in own}}


def _is_clear(opacity: str) -> bool:
    """«.5», «50%»."""
    found = NUMBER.match(opacity.strip())
    return found is not None and float(found[0]) < (100 if opacity.strip().endswith("%") else 1)


def _colour(given: str, look: dict[str, str]) -> Rgb | None:
    value = given.strip().lower()
    if value == "currentcolor":
        value = look.get("color", "").strip().lower() or "black"
    if value in ("none", "transparent", ""):
        return None
    value = NAMED.get(value, value)
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(2 * digit for digit in value[1:])
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255
    if found := re.fullmatch(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", value):
        red, green, blue = (min(255, int(part)) / 255 for part in found.groups())
        return red, green, blue
    raise Unprintable(
        tr(
            f"el SVG usa el color «{given[:40]}», que no sabemos imprimir: {REMEDY}",
            f"the SVG uses the colour «{given[:40]}», which we cannot print: {REMEDY}",
        )
    )


def _times(left: Matrix, right: Matrix) -> Matrix:
    a, b, c, d, e, f = left
    g, h, i, j, k, m = right
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def _transform(given: str) -> Matrix:
    matrix = IDENTITY
    for name, inside in re.findall(r"(\w+)\s*\(([^)]*)\)", given):
        matrix = _times(matrix, _one_transform(name, [float(number) for number in NUMBER.findall(inside)]))
    return matrix


def _one_transform(name: str, values: list[float]) -> Matrix:
    match name, values:
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
        case "translate", [x, *rest]:
            return (1, 0, 0, 1, x, rest[0] if rest else 0)
        case "scale", [x, *rest]:
            return (x, 0, 0, rest[0] if rest else x, 0, 0)
        case "rotate", [angle, *centre]:
            turn = math.radians(angle)
            turned: Matrix = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0, 0)
            x, y = centre if len(centre) == 2 else (0.0, 0.0)
            return _times(_times((1, 0, 0, 1, x, y), turned), (1, 0, 0, 1, -x, -y))
        case _:
            raise Unprintable(
                tr(
                    f"el SVG usa la transformación «{name}», que no sabemos imprimir: {REMEDY}",
                    f"the SVG uses the transformation «{name}», which we cannot print: {REMEDY}",
                )
            )


def _moved(figure: tuple[Segment, ...], matrix: Matrix) -> tuple[Segment, ...]:
    a, b, c, d, e, f = matrix
    return tuple(tuple((a * x + c * y + e, b * x + d * y + f) for x, y in segment) for segment in figure)


FIGURES = {"path", "rect", "circle", "ellipse", "polygon", "polyline", "line"}


def _path_of(tag: str, element: ElementTree.Element) -> str:
    def value(name: str) -> float:
        return _length(element.get(name, ""))

    match tag:
        case "rect":
            return _rect(value("x"), value("y"), value("width"), value("height"), value("rx") or value("ry"))
        case "circle":
            return _ellipse(value("cx"), value("cy"), value("r"), value("r"))
        case "ellipse":
            return _ellipse(value("cx"), value("cy"), value("rx"), value("ry"))
        case "polygon":
            return f"M{element.get('points', '')}Z"
        case "polyline":
            return f"M{element.get('points', '')}"
        case "line":
            return f"M{value('x1')} {value('y1')}L{value('x2')} {value('y2')}"
        case _:
            return element.get("d", "")


def _rect(x: float, y: float, width: float, height: float, radius: float) -> str:
    r = min(radius, width / 2, height / 2)
    if not r:
        return f"M{x} {y}h{width}v{height}h{-width}z"
    return (
        f"M{x + r} {y}h{width - 2 * r}a{r} {r} 0 0 1 {r} {r}v{height - 2 * r}a{r} {r} 0 0 1 {-r} {r}"
        f"h{2 * r - width}a{r} {r} 0 0 1 {-r} {-r}v{2 * r - height}a{r} {r} 0 0 1 {r} {-r}z"
    )


def _ellipse(x: float, y: float, rx: float, ry: float) -> str:
    return f"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0z"
