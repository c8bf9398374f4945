"""Which of the offered options a typed answer means: its number, its label, or a synonym (CONVERSATION §3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.replies import Option
from flows.understanding.text import WORDS_LIMIT, bare
from flows.understanding.words import Words

_NUMBER = re.compile(r"(\d{1,2})\u20e3?")
_POSITIONS = ("first", "second", "third")
_LONGEST_LEAD = 3  # words


def read_option(text: str, options: Sequence[Option], words: Words) -> Option | None:
    """The option that the whole message names, in any language; None when it names none of `options`."""
    said = bare(text[: WORDS_LIMIT + 1])
    if 1 <= (position := _position(said, words)) <= len(options):
        return options[position - 1]
    for option in options:
        if said and (said in words.labels.get(option.id, ()) or said == bare(option.label)):
            return option
    return None


def _position(said: str, words: Words) -> int:
    """«2», «opción 2», «la segunda», «dos» as a place in the list that starts at 1; 0 for anything else."""
    spoken = said.split()
    for size in range(min(_LONGEST_LEAD, len(spoken) - 1), -1, -1):
        if size and " ".join(spoken[:size]) not in words.of("position.lead"):
            continue
        rest = " ".join(spoken[size:])
        if number := _NUMBER.fullmatch(rest):
            return int(number[1])
        ordinal = next((place for place, kind in enumerate(_POSITIONS, 1) if rest in words.of(f"position.{kind}")), 0)
        if ordinal or rest in words.numbers:
            return ordinal or words.numbers[rest]
    return 0
