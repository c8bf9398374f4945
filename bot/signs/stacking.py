"""Puts blocks under each other at the largest scale at which all of them fit, and spreads what is left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.signs.qr import Unprintable
from bot.signs.sheet import Align, Sheet
from bot.signs.typesetting import Style, set_lines

STEPS = 18  # of halving: finer than anybody sees


class Placed(NamedTuple):
    """A block at one scale: how high it is, and how it draws itself with its upper left corner at a place."""

    height: float
    draw: Callable[[Sheet, float, float], None]
    flex: float = 0.0  # its share of the space that is left over


Block = Callable[[float, float], Placed]  # scale and width, both in millimetres


def gap(size: float, flex: float = 0.0) -> Block:
    """Empty space, `size` in the poster's scale."""
    return lambda scale, width: Placed(size * scale, lambda sheet, left, top: None, flex)


def text(words: str, style: Style, align: Align = "centre") -> Block:
    """Some lines of text; no space at all without words."""

    def place(scale: float, width: float) -> Placed:
        if not words:
            return Placed(0, lambda sheet, left, top: None)
        lines = set_lines(words, style, scale=scale, width=width)
        return Placed(lines.height, lambda sheet, left, top: sheet.lines(lines, left, top, width, align))

    return place


def stack(
    sheet: Sheet, blocks: Sequence[Block], *, left: float, top: float, width: float, height: float, largest: float
) -> float:
    """Draw the blocks into this column; gives the scale, at most `largest`, that was used."""
    scale = _fitting(blocks, width, height, largest)
    placed = [block(scale, width) for block in blocks]
    spare = height - sum(one.height for one in placed)
    shares = sum(one.flex for one in placed) or 1
    at = top
    for one in placed:
        one.draw(sheet, left, at)
        at += one.height + spare * one.flex / shares
    return scale


def _fitting(blocks: Sequence[Block], width: float, height: float, largest: float) -> float:
    def fits(scale: float) -> bool:
        return sum(block(scale, width).height for block in blocks) <= height

    if fits(largest):
        return largest
    low, high = 0.0, largest
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    if not low:
        raise Unprintable("los textos no caben en este tamaño: acorta el título o usa un letrero más grande")
    return low
