"""A surname that is added where one word was given as the name."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from flows.understanding.name_line import Line
from flows.understanding.name_words import take_name
from flows.understanding.scope import is_own
from flows.understanding.text import fold


def added_surname(line: Line, known: list[str]) -> Iterator[str]:
    """«me faltó el apellido, es Bencosme», "add my last name Smith", «Bencosme es mi apellido», where one word was
    given."""
    labels = [(at, size) for at, size in line.found.all("correct.surname") if line.at(at, "name.strong") < size]
    if len(known) > 1 or not labels or line.message.asks or not is_own(line.message, "name", line.words):
        return
    for place, size in labels:
        start = skip_copulas(line, place + size)
        start += line.at(start, "name.weak")  # «siyati mwen se Joseph»
        end = take_name(line, start, "sure", inner=True)
        if end == start and place + size == len(line):
            start, end = _before_label(line, place)
        if end > start and _is_surname(line, start, end, known):
            yield " ".join([*known, line.text(start, end)])


def _before_label(line: Line, place: int) -> tuple[int, int]:
    """«Bencosme es mi apellido»: the name that begins the message and has nothing between."""
    end = take_name(line, 0, "sure", inner=True)
    reached = skip_copulas(line, end)
    articles = all(line.is_(one, "change.articles") for one in range(reached, place))
    return (0, end) if end < reached <= place and articles else (0, 0)


def _is_surname(line: Line, start: int, end: int, known: list[str]) -> bool:
    """Whether a name fills its clause, is no word that is seldom one, and not theirs already, but for a slip."""
    seldom = end - start == 1 and not line[start].capital and line.is_(start, "name.rarely")
    closes = end == len(line) or not line.goes_on(end - 1) or line.at(end, "correct.copulas") > 0
    theirs = any(OSA.distance(fold(known[0]), said) <= 1 for said in line.message.said[start:end])
    return closes and not seldom and not theirs


def skip_copulas(line: Line, place: int) -> int:
    """Past «es», «sino», "it's"."""
    while size := line.at(place, "correct.copulas"):
        place += size
    return place
