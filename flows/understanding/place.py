"""Which of the options shown is meant: «el primero», "the last one", «el que termina en 66», "the gmail one", «2»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.understanding.clause import DENIAL, Clause, Kind, cut_clauses
from flows.understanding.message import Message
from flows.understanding.phrases import PhraseBook

LONGEST = 12  # words of a message that can still be the choice of one
POSITIONS: tuple[Kind, ...] = ("first", "second", "third")
_PART = re.compile(r"[^\W_]+")
_SHORTEST_PART = 3  # letters, or figures, by which one option is told from the others


def read_place(message: Message, lexicon: PhraseBook[Kind], labels: Sequence[str]) -> int | None:
    """The option that is meant, counted from 0; None where none or several could be.

    A lone figure is always the position, never a part of what an option says.
    """
    if not labels or not 0 < len(message.words) <= LONGEST:
        return None
    clauses = list(cut_clauses(message, lexicon))
    if any(clause.has("thing", "deal", "call", "nothing", *DENIAL) for clause in clauses):
        return None
    if any(clause.follows(("any",), ("of",), 1) for clause in clauses):  # «cualquiera de los dos»
        return None
    found = _by_figure(message, clauses, labels)
    if found is None:
        found = _by_part(message, lexicon, labels)
    return found if found is not None else _by_position(clauses, len(labels))


def _by_figure(message: Message, clauses: Sequence[Clause], labels: Sequence[str]) -> int | None:
    """«2», «la opción 2»; «el que termina en 66», «el 829»."""
    figures = [word.said for word in message.words if word.said.isdecimal()]
    if len(figures) != 1 or sum(clause.loose for clause in clauses) > 2:
        return None
    [figure] = figures
    if any(clause.has("ends") for clause in clauses):
        return _only([_figures_of(label).endswith(figure) for label in labels])
    if len(figure) == 1:
        if sum(clause.loose for clause in clauses) > 1:  # beside the figure: «somos 2 personas»
            return None
        return int(figure) - 1 if 1 <= int(figure) <= len(labels) else None
    return _only([figure in _figures_of(label) for label in labels])


def _by_part(message: Message, lexicon: PhraseBook[Kind], labels: Sequence[str]) -> int | None:
    """By a word that one option alone holds: "the gmail one"."""
    parts = [{part.lower() for part in _PART.findall(label)} for label in labels]
    said = {word.said for word in message.words if len(word.said) >= _SHORTEST_PART}
    return _only([any(part in said and _tells(part, parts) for part in own) for own in parts])


def _tells(part: str, parts: Sequence[set[str]]) -> bool:
    return sum(part in own for own in parts) == 1


def _by_position(clauses: Sequence[Clause], options: int) -> int | None:
    """By an ordinal, or by a number if nothing else is said: the «one» of "this one" is none."""
    if sum(clause.loose for clause in clauses) > 1:
        return None
    named = {place for clause in clauses for place in _named(clause, options)}
    return named.pop() if len(named) == 1 else None


def _named(clause: Clause, options: int) -> set[int]:
    kinds: tuple[Kind, ...] = (*POSITIONS, "last")
    strong: set[int] = set()
    weak: set[int] = set()
    for position, kind in enumerate(kinds):
        place = position if kind != "last" else options - 1
        for at in clause.places.get(kind, ()):
            if _is_date(clause, at):
                continue
            counted = at > 0 and "place" in clause.pieces[at - 1]
            is_weak = "filler" in clause.pieces[at] and not counted
            (weak if is_weak else strong).add(place)
    found = strong or (weak if _says_only_that(clause) else set())
    return {place for place in found if place < options}


def _is_date(clause: Clause, at: int) -> bool:
    """Whether more is counted there than what is shown: "the first of March", "my second child is …"."""
    before, after = clause.pieces[:at], clause.pieces[at + 1 :]
    told = any(not piece & {"filler", "place", "prefer", "yes", "fine", "this", "data"} for piece in before)
    named = after and (told or "of" in after[0] or (not after[0] and len(after) > 1))
    return bool(named) and not all(after)


def _says_only_that(clause: Clause) -> bool:
    return all("filler" in piece or "place" in piece for piece in clause.pieces) and not clause.has("this", "other")


def _figures_of(label: str) -> str:
    return "".join(character for character in label if character.isdecimal())


def _only(fits: Sequence[bool]) -> int | None:
    return fits.index(True) if sum(fits) == 1 else None
