"""Tables that fit the screen: where the columns of one do not stand side by side, each record goes on below itself."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

import click

WIDTH = 100  # columns at most, and where no terminal says how many it has
GAP, INDENT = "  ", "    "
NARROWEST = 20  # of a cell that is broken into lines


def aligned(records: Sequence[tuple[str, ...]], width: int = 0) -> Iterator[str]:
    """The lines of a table whose first record are its titles. `width`: of the screen, else that of this terminal."""
    width = width or min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    widths = [max(map(seen, column)) for column in zip(*records, strict=True)]
    rows = list(_rows(widths, width))
    for record in records:
        for number, columns in enumerate(rows):
            yield from _row([(record[at], widths[at]) for at in columns], INDENT if number else "", width)


def seen(cell: str) -> int:
    """How many columns it takes; colours take none."""
    return len(click.unstyle(cell))


def _rows(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Which columns stand side by side, row by row: as many as fit."""
    row: list[int] = []
    used = 0
    for at, needed in enumerate(widths):
        if row and used + len(GAP) + needed > width:
            yield row
            row, used = [], len(INDENT)
        row.append(at)
        used += needed + (len(GAP) if len(row) > 1 else 0)
    yield row


def _row(cells: Sequence[tuple[str, int]], indent: str, width: int) -> Iterator[str]:
    """Each cell with the width of its column; nothing where all of them are empty."""
    line = indent + GAP.join(cell + " " * (column - seen(cell)) for cell, column in cells).rstrip()
    if seen(line) <= width:
        yield from [line] if line.strip() else []
    else:
        room = max(width, NARROWEST)
        yield from textwrap.wrap(line.strip(), room, initial_indent=indent, subsequent_indent=indent + INDENT)


def spoken_time(at: datetime, zone: tzinfo) -> str:
    """«2026-11-23 10:05» on the agency's clock."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
