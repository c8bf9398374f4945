"""The QR symbol of a link: its level, its squares, and the SVG file that holds nothing else (signs §5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import segno

from adapters.language import tr

Level = Literal["m", "q", "h"]

QUIET = 4  # squares of white that belong to the symbol on every side
DENSE = 33  # squares a side above which people should hear that their domain is long
ROUNDING = 1.001  # what a computer's fractions may be short
REACH_M = 0.25  # of a square, for each millimetre of its side: six pixels of a phone's video picture (proof.py)


class Unprintable(Exception):
    """This cannot be printed so that a phone reads it. The message is Spanish and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """`rows` is True where a square is black, without the quiet zone; `side_mm` measures the same part."""

    link: str
    level: Level
    rows: tuple[tuple[bool, ...], ...]
    side_mm: float

    @property
    def squares(self) -> int:
        """How many squares a side has: 21, 25, 29, …"""
        return len(self.rows)

    @property
    def square_mm(self) -> float:
        """One square's side."""
        return self.side_mm / self.squares

    @property
    def reach_m(self) -> float:
        """From how far its squares are told apart."""
        return self.square_mm * REACH_M

    @property
    def box_mm(self) -> float:
        """The side of the white box: the symbol and its quiet zone."""
        return self.side_mm + 2 * QUIET * self.square_mm

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Row, first column and length of every unbroken line of black squares."""
        for row, cells in enumerate(self.rows):
            start = None
            for column, black in enumerate((*cells, False)):
                if black and start is None:
                    start = column
                elif not black and start is not None:
                    yield row, start, column - start
                    start = None


def encode(link: str, *, side_mm: float, level: Level = "q") -> Symbol:
    """The symbol of `link` at exactly this level. Never a Micro QR, which phones cannot read."""
    parts: Any = _segments(link)  # its types know one part only
    drawn = segno.make_qr(parts, error=level, boost_error=False)
    rows = tuple(tuple(bool(cell) for cell in row) for row in drawn.matrix)
    return Symbol(link=link, level=level, rows=rows, side_mm=side_mm)


def _segments(link: str) -> list[str]:
    """The scheme apart: some cameras know a link by its small letters, and what follows is denser in capitals."""
    scheme, mark, rest = link.partition("://")
    return [scheme + mark, rest] if mark and rest == rest.upper() else [link]


def fit(link: str, *, side_mm: float, square_min_mm: float, reach_m: float) -> Symbol:
    """The symbol whose squares reach that far, at the highest level that does, or else the one that reaches farthest.
    Raises Unprintable when its squares are too small, which a shorter link mends."""
    levels: tuple[Level, ...] = ("q", "m")
    for level in levels:
        symbol = encode(link, side_mm=side_mm, level=level)
        if symbol.reach_m * ROUNDING >= reach_m:
            return symbol
    if symbol.square_mm >= square_min_mm:
        return symbol
    raise Unprintable(
        tr(
            f"el enlace es demasiado largo: cada cuadro del QR mediría {symbol.square_mm:.1f} mm "
            f"y hacen falta {square_min_mm:g} mm. Usa un dominio más corto o un letrero más grande",
            f"the link is too long: each square of the QR would measure {symbol.square_mm:.1f} mm "
            f"and it takes {square_min_mm:g} mm. Use a shorter domain or a larger sign",
        )
    )


def svg(symbol: Symbol) -> str:
    """The symbol with its quiet zone as an SVG file of its true size, black on white."""
    box = symbol.squares + 2 * QUIET
    path = "".join(f"M{QUIET + left} {QUIET + row}h{length}v1h-{length}z" for row, left, length in symbol.runs())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{symbol.box_mm:.3f}mm" height="{symbol.box_mm:.3f}mm" '
        f'viewBox="0 0 {box} {box}" shape-rendering="crispEdges">'
        f'<path d="M0 0h{box}v{box}H0z" fill="#fff"/><path d="{path}" fill="#000"/></svg>\n'
    )
