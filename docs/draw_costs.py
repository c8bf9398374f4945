"""Draws docs/performance.svg: what a message costs, as bars, from the table «A message» of docs/performance.md.

python -m docs.draw_costs
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).with_name("performance.md")
PICTURE = Path(__file__).with_name("performance.svg")

# A row: who, in bold where it is us; × the least; the aim, or a dash.
ROW = re.compile(
    r"^\| (\*\*)?(?P<name>[^|*]+?)(\*\*)? \| [\d,]+ \| (?P<ratio>[\d.]+) \|[^|]*\| (?P<aim>[\d.]+|–) \|$", re.M
)

WIDTH, LEFT, RIGHT = 760, 320, 60
TOP, BAR, GAP = 44, 22, 12
STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #14202e; }
  .small { font-size: 11px; fill: #4a5666; }
  .ground { fill: #f7f9fb; }
  .bar { fill: #9aa7b5; }
  .ours { fill: #1a5fb4; }
  .aim { stroke: #b3261e; stroke-width: 2; }
  .one { stroke: #4a5666; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6ebf1; }
    .small { fill: #a9b5c3; }
    .ground { fill: #14202e; }
    .bar { fill: #5f6f81; }
    .ours { fill: #62a0ea; }
    .aim { stroke: #ff8a80; }
    .one { stroke: #a9b5c3; }
  }
""".strip("\n")


class Bar(NamedTuple):
    """`ratio` and `aim` in times the least that keeps the same promises."""

    name: str
    ratio: float
    aim: float | None
    is_ours: bool


def bars() -> list[Bar]:
    """The rows of the table."""
    page = PAGE.read_text("utf-8")
    return [
        Bar(row["name"], float(row["ratio"]), None if row["aim"] == "–" else float(row["aim"]), bool(row[1]))
        for row in ROW.finditer(page)
    ]


def svg() -> str:
    """The drawing as a document of its own; it ends with a line break."""
    rows = bars()
    height = TOP + len(rows) * (BAR + GAP) + 34
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        "<title>What a message costs, in times the least that keeps the same promises</title>",
        f"<style>\n{STYLE}\n</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="12"/>',
        '<text class="small" x="20" y="26">CPU of a message, in times the least that keeps the same promises</text>',
    ]
    return "\n".join([*head, *_drawn(rows, height), "</svg>"]) + "\n"


def _drawn(rows: Sequence[Bar], height: int) -> Iterator[str]:
    scale = (WIDTH - LEFT - RIGHT) / max(row.ratio for row in rows)
    yield _line("one", LEFT + scale, TOP - 6, height - 30)
    for number, row in enumerate(rows):
        top = TOP + number * (BAR + GAP)
        length, kind = row.ratio * scale, "ours" if row.is_ours else "bar"
        yield f'<text x="{LEFT - 12}" y="{top + 16}" text-anchor="end">{escape(row.name)}</text>'
        yield f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{length:.0f}" height="{BAR}" rx="3"/>'
        yield f'<text x="{LEFT + length + 8:.0f}" y="{top + 16}">{row.ratio:.1f}</text>'
        if row.aim:
            yield _line("aim", LEFT + row.aim * scale, top - 3, top + BAR + 3)
    yield f'<text class="small" x="{LEFT}" y="{height - 12}">red: the aim · dashed: the least</text>'


def _line(kind: str, x: float, start: float, end: float) -> str:
    return f'<line class="{kind}" x1="{x:.0f}" y1="{start:.0f}" x2="{x:.0f}" y2="{end:.0f}"/>'


if __name__ == "__main__":
    PICTURE.write_text(svg(), "utf-8")
