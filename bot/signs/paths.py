"""Walks the path data of an SVG file into figures of lines and cubic curves, which is all a PDF knows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

Point = tuple[float, float]
Segment = tuple[Point, ...]  # one point: line to it; three: a curve; none: close

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def figures(path: str) -> list[tuple[Segment, ...]]:
    """The figures of a path, lines and cubic curves only."""
    pen = _Pen()
    for command, numbers in re.findall(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)", path):
        pen.draw(command, numbers)
    return pen.finished()


COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}


class _Pen:
    """Walks a path: where it is, where its figure began, and the last control point for smooth curves."""

    def __init__(self) -> None:
        self._figures: list[tuple[Segment, ...]] = []
        self._current: list[Segment] = []
        self._at: Point = (0, 0)
        self._start: Point = (0, 0)
        self._control: tuple[str, Point] = ("", (0, 0))

    def finished(self) -> list[tuple[Segment, ...]]:
        self._end()
        return self._figures

    def draw(self, command: str, numbers: str) -> None:
        kind, relative = command.upper(), command.islower()
        if kind == "Z":
            self._current.append(())
            self._at = self._start
            self._end()
            return
        values = _arc_values(numbers) if kind == "A" else [float(number) for number in NUMBER.findall(numbers)]
        count = COUNTS[kind]
        for start in range(0, len(values) - count + 1, count):
            self._step(kind, relative, values[start : start + count])
            if kind == "M":
                kind = "L"

    def _end(self) -> None:
        if len(self._current) > 1:
            self._figures.append(tuple(self._current))
        self._current = []

    def _step(self, kind: str, relative: bool, values: list[float]) -> None:
        x0, y0 = self._at if relative else (0.0, 0.0)
        if kind == "M":
            self._end()
            self._at = self._start = (values[0] + x0, values[1] + y0)
            return
        if kind == "A":
            self._arc(
                values[0], values[1], values[2], bool(values[3]), bool(values[4]), (values[5] + x0, values[6] + y0)
            )
            return
        if kind in "HV":
            across = kind == "H"
            self._add((values[0] + x0, self._at[1]) if across else (self._at[0], values[0] + y0))
            return
        points = [(x + x0, y + y0) for x, y in zip(values[::2], values[1::2], strict=True)]
        match kind, points:
            case "L", [end]:
                self._add(end)
            case "C", [one, two, end]:
                self._curve(one, two, end)
            case "S", [two, end]:
                self._curve(self._mirrored("C"), two, end)
            case "Q", [control, end]:
                self._quadratic(control, end)
            case "T", [end]:
                self._quadratic(self._mirrored("Q"), end)

    def _mirrored(self, kind: str) -> Point:
        of, (x, y) = self._control
        return (2 * self._at[0] - x, 2 * self._at[1] - y) if of == kind else self._at

    def _add(self, *points: Point) -> None:
        if not self._current:
            self._current.append((self._at,))
        self._current.append(points)
        self._at = points[-1]
        self._control = ("", self._at)

    def _curve(self, one: Point, two: Point, end: Point) -> None:
        self._add(one, two, end)
        self._control = ("C", two)

    def _quadratic(self, control: Point, end: Point) -> None:
        (x0, y0), (x, y), (x1, y1) = self._at, control, end
        self._add((x0 + 2 / 3 * (x - x0), y0 + 2 / 3 * (y - y0)), (x1 + 2 / 3 * (x - x1), y1 + 2 / 3 * (y - y1)), end)
        self._control = ("Q", control)

    def _arc(self, rx: float, ry: float, turn: float, large: bool, sweep: bool, end: Point) -> None:
        if not rx or not ry:
            self._add(end)
            return
        for one, two, at in _arc_curves(self._at, end, abs(rx), abs(ry), math.radians(turn), large, sweep):
            self._add(one, two, at)


def _arc_values(given: str) -> list[float]:
    """Seven numbers an arc, of which two are flags that may stand without a space («a5 5 0 01 3 4»)."""
    values: list[float] = []
    place = 0
    flag = re.compile(r"[\s,]*([01])")
    number = re.compile(r"[\s,]*(" + NUMBER.pattern + ")")
    while found := (flag if len(values) % 7 in (3, 4) else number).match(given, place):
        values.append(float(found[1]))
        place = found.end()
    return values


def _arc_curves(
    start: Point, end: Point, rx: float, ry: float, turn: float, large: bool, sweep: bool
) -> Iterator[tuple[Point, Point, Point]]:
    """An elliptical arc as cubic curves (SVG 1.1, appendix F.6.5)."""
    cos, sin = math.cos(turn), math.sin(turn)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * half_x + sin * half_y, -sin * half_x + cos * half_y
    if not x and not y:
        return
    stretch = max(1.0, math.sqrt((x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * stretch, ry * stretch
    over = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    under = (rx * y) ** 2 + (ry * x) ** 2
    root = (-1 if large == sweep else 1) * math.sqrt(max(0.0, over / under))
    cx, cy = root * rx * y / ry, -root * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    swept = math.atan2((-y - cy) / ry, (-x - cx) / rx) - first
    swept += (2 * math.pi if swept < 0 else 0) if sweep else (-2 * math.pi if swept > 0 else 0)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)

    def place(px: float, py: float) -> Point:
        px, py = px * rx + cx, py * ry + cy
        return cos * px - sin * py + middle[0], sin * px + cos * py + middle[1]

    parts = max(1, math.ceil(abs(swept) / (math.pi / 2) - 1e-9))
    step = swept / parts
    handle = 4 / 3 * math.tan(step / 4)
    for part in range(parts):
        a, b = first + part * step, first + (part + 1) * step
        yield (
            place(math.cos(a) - handle * math.sin(a), math.sin(a) + handle * math.cos(a)),
            place(math.cos(b) + handle * math.sin(b), math.sin(b) - handle * math.cos(b)),
            place(math.cos(b), math.sin(b)),
        )
