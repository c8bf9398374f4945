"""Somebody else's name in an answer to «¿cómo te llamas?»: «ella se llama Ana Gil», "my wife's name is Ana Gil".

It is proposed, never taken (conversation §8.2). What stands before the name must say nothing but whose it is: «la calle
se llama Duarte» and «el perro de mi mamá se llama Max» name something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.name_line import Line, read_line
from flows.understanding.name_search import after_title, clause_start, find_name, skip_courtesies
from flows.understanding.name_words import Lead
from flows.understanding.words import Words

_WHOSE: tuple[PhraseKind, ...] = (
    "name.people",
    "name.particles",
    "name.owners",
    "name.origins",
    "change.articles",
    "field.name",
)
_INTRODUCING: tuple[PhraseKind, ...] = ("name.strong", "name.weak", "name.vague", "name.nicknames", "name.called")


def name_of_other(message: Message, words: Words) -> str | None:
    """The name that an answer gives somebody else; None where it gives none, or their own."""
    line = read_line(message, words)
    if message.asks or not line.found.has("name.called", "name.people") or find_name(line, asked=False):
        return None
    return next(_named(line), None)


def without_introduction(message: Message, words: Words) -> str:
    """An answer without what introduces a name in it, before or behind: «Primo Bueno» of «soy Primo Bueno»."""
    line = read_line(message, words)
    if not len(line):
        return message.text
    first, end = 0, len(line)
    copulas = (found for found in line.found.all("correct.copulas") if found[0])
    for place, size in sorted({*line.found.all(*_INTRODUCING), *copulas}):
        if place >= first and _says_whose(line, skip_courtesies(line, first, place), place):
            first = place + size
    for place, size in line.found.all("name.closings"):
        end = place if place + size == end and place > first else end
    return line.text(first, end) if first < end else ""


def _named(line: Line) -> Iterator[str]:
    """Each name of somebody else, as it was written."""
    called = dict(line.found.all("name.called"))
    verbs = called | {place: size for place, size in line.found.all("correct.copulas") if place not in called}
    for place, size in sorted(verbs.items()):
        start = skip_courtesies(line, clause_start(line, place), place)
        others = any(line.is_(one, "name.people") for one in range(start, place))
        label = any(line.is_(one, "field.name") for one in range(start, place))
        if _says_whose(line, start, place) and (place in called or others):
            yield from _name_at(line, place + size, "sure" if label or place in called else "doubtful")
    yield from _beside(line)


def _beside(line: Line) -> Iterator[str]:
    """«mi mamá, Rosa Díaz»: nothing but the two."""
    start = skip_courtesies(line, 0, len(line))
    place = next((one for one in range(start + 1, len(line)) if not _is_whose(line, one)), len(line))
    if place < len(line) and line.is_(place - 1, "name.people") and _says_whose(line, start, place):
        yield from (name for name in _name_at(line, place, "doubtful") if line.text(place, len(line)).endswith(name))


def _name_at(line: Line, place: int, lead: Lead) -> Iterator[str]:
    """The name that fills the clause from `place` on; one small word may be a trade or a quality too."""
    found = after_title(line, place, lead) if place < len(line) else None
    if found is None:
        return
    first, end = found
    told = lead == "sure" or end - first > 1 or (line[first].capital and line.cased)
    if told and (end == len(line) or not line.goes_on(end - 1)):
        yield line.text(first, end)


def _says_whose(line: Line, start: int, end: int) -> bool:
    return all(_is_whose(line, place) for place in range(start, end))


def _is_whose(line: Line, place: int) -> bool:
    return line.is_(place, *_WHOSE)
