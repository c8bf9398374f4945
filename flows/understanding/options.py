"""Which of the offered options a typed answer means: its number, its label, or a synonym (conversation §3)."""

from __future__ import annotations

from collections.abc import Sequence

from flows.replies import Option
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.text import WORDS_LIMIT, bare
from flows.understanding.words import Words

_POSITIONS: tuple[PhraseKind, ...] = ("position.first", "position.second", "position.third")
_LONGEST_NUMBER = 2  # digits


def read_option(message: Message, options: Sequence[Option], words: Words) -> Option | None:
    """The option that the whole message names, in any language; None when it names none of `options`."""
    if not message.words or len(message.text) > WORDS_LIMIT:
        return None
    if 1 <= (position := _position(message, words)) <= len(options):
        return options[position - 1]
    said = message.line.strip()
    return next((one for one in options if said in words.labels.get(one.id, ()) or said == bare(one.label)), None)


def _position(message: Message, words: Words) -> int:
    """«2», «opción 2», «la segunda», «dos» as a place in the list that starts at 1; 0 for anything else."""
    phrases, size = words.find(message), len(message.words)
    lead = phrases.at(0, "position.lead")
    for start in {lead if lead < size else 0, 0}:
        rest = message.phrase(start, size)
        if rest.isdecimal() and len(rest) <= _LONGEST_NUMBER:
            return int(rest)
        named = (place for place, kind in enumerate(_POSITIONS, 1) if phrases.at(start, kind) == size - start)
        if position := next(named, 0) or words.numbers.get(rest, 0):
            return position
    return 0
