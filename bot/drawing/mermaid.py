"""The picture of a flow as Mermaid text, for pages that draw it themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drawing.picture import Box, Picture


def mermaid(picture: Picture) -> str:
    """A flowchart; it ends with a line break."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield "flowchart TD"
    for box in picture.boxes.values():
        yield f'    {_id(box.place)}["{_in_box(box)}"]'
    for arrow in picture.arrows:
        yield f'    {_id(arrow.start)} -->|"{_quoted(arrow.label)}"| {_id(arrow.end)}'
    for band in picture.bands:
        yield from (f"    {_id(proposal)} -.- {_id(band.main)}" for proposal in band.before)
    yield f'    always>"{_quoted(picture.note)}"]'


def _in_box(box: Box) -> str:
    return f"<b>{_quoted(box.title)}</b><br>{_quoted(box.text)}" if box.text else f"<b>{_quoted(box.title)}</b>"


def _id(place: str) -> str:
    """A name that is none of Mermaid's own words, as «end» is."""
    return "s_" + re.sub(r"\W", "_", place)


def _quoted(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
