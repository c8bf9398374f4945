"""Puts blocks under each other at the largest scale at which all of them fit, and spreads what is left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from adapters.language import tr
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
    return _text(words, style, align, may_cut=True)


def whole(words: str, style: Style, align: Align = "centre") -> Block:
    """A line that is of no use in part: a link, a code, a phone. Raises Unprintable where it does not fit."""
    return _text(words, style, align, may_cut=False)


def _text(words: str, style: Style, align: Align, *, may_cut: bool) -> Block:

    def place(scale: float, width: float) -> Placed:
        if not words:
            return Placed(0, lambda sheet, left, top: None)
        lines = set_lines(words, style, scale=scale, width=width)
        if not may_cut and lines.lines[-1] != words:
            raise Unprintable(
                tr(
                    f"«{words}» no cabe entero en este tamaño: usa un letrero más grande",
                    f"«{words}» does not fit whole into this size: use a larger sign",
                )
            )
        return Placed(lines.height, lambda sheet, left, top: sheet.lines(lines, left, top, width, align))

    return place


def column(*blocks: Block) -> Block:
    """Blocks under each other as one."""

    def place(scale: float, width: float) -> Placed:
        placed = [block(scale, width) for block in blocks]

        def draw(sheet: Sheet, left: float, top: float) -> None:
            for one in placed:
                one.draw(sheet, left, top)
                top += one.height

        return Placed(sum(one.height for one in placed), draw, sum(one.flex for one in placed))

    return place


def beside(left: Block, right: Block, *, share: float) -> Block:
    """Two blocks in one row, their upper edges in line; the left one has `share` of the width, the rest the right one
    behind a gutter."""

    def place(scale: float, width: float) -> Placed:
        wide, gutter = share * width, 0.04 * width
        one, other = left(scale, wide), right(scale, width - wide - gutter)

        def draw(sheet: Sheet, start: float, top: float) -> None:
            one.draw(sheet, start, top)
            other.draw(sheet, start + wide + gutter, top)

        return Placed(max(one.height, other.height), draw)

    return place


def inset(blocks: Sequence[Block], *, high: float, largest: float) -> Block:
    """A column of its own height, in millimetres, and its own scale; what is left over goes where the blocks say."""

    def draw(sheet: Sheet, left: float, top: float, width: float) -> None:
        stack(sheet, blocks, left=left, top=top, width=width, height=high, largest=largest)

    return lambda scale, width: Placed(high, lambda sheet, left, top: draw(sheet, left, top, width))


def stack(
    sheet: Sheet, blocks: Sequence[Block], *, left: float, top: float, width: float, height: float, largest: float
) -> None:
    """Draw the blocks into this column, at most at the scale `largest`."""
    scale = _fitting(blocks, width, height, largest)
    placed = [block(scale, width) for block in blocks]
    spare = height - sum(one.height for one in placed)
    shares = sum(one.flex for one in placed) or 1
    at = top
    for one in placed:
        one.draw(sheet, left, at)
        at += one.height + spare * one.flex / shares


def height_of(blocks: Sequence[Block], width: float, scale: float) -> float:
    """How high they come to stand under each other."""
    return sum(block(scale, width).height for block in blocks)


def _fitting(blocks: Sequence[Block], width: float, height: float, largest: float) -> float:
    def fits(scale: float) -> bool:
        return height_of(blocks, width, scale) <= height

    if fits(largest):
        return largest
    low, high = 0.0, largest
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    if not low:
        raise Unprintable(
            tr(
                "los textos no caben en este tamaño: acorta el título o usa un letrero más grande",
                "the texts do not fit into this size: shorten the title or use a larger sign",
            )
        )
    return low
