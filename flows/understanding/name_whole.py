"""The whole of a name that was found: what they correct it to, say again in full, or join to it as a couple."""

from __future__ import annotations

from flows.understanding.name_line import Line
from flows.understanding.name_words import take_name

Place = tuple[int, int]  # of the first word, and after the last


def whole_name(line: Line, first: int, end: int, *, asked: bool) -> Place:
    """Where the name stands that is meant by the one found. `asked`: the message answers «¿cómo te llamas?»."""
    first, end = _repaired(line, first, end) or _in_full(line, first, end) or (first, end)
    return first, (_couple_end(line, end) if asked else end)


def _repaired(line: Line, first: int, end: int) -> Place | None:
    """«Ana, perdón, Anna», «Luis… digo Luisa»: the second is meant, where it is no shorter."""
    size = line.at(end, "name.repairs")
    stop = take_name(line, end + size, "sure") if size else 0
    return (end + size, stop) if stop - end - size >= end - first else None


def _in_full(line: Line, first: int, end: int) -> Place | None:
    """«Francia, Francia Minaya», "Bond, James Bond": the name again, and more of it."""
    if end == len(line) or line.gaps[end - 1] not in {",", ".", "...", "…"}:
        return None
    stop = take_name(line, end, "sure")
    said, again = line.message.said[first:end], line.message.said[end:stop]
    return (end, stop) if set(said) < set(again) and _closes(line, stop) else None


def _couple_end(line: Line, end: int) -> int:
    """After the second of «José Luis y Marisol Taveras», where nothing is said of one of them alone."""
    if end + 1 >= len(line) or not (line.is_(end, "name.joins") and line.goes_on(end - 1) and line.goes_on(end)):
        return end
    stop = take_name(line, end + 1, "doubtful")
    return stop if stop > end + 1 and _closes(line, stop) else end


def _closes(line: Line, end: int) -> bool:
    return end == len(line) or not line.goes_on(end - 1)
