"""Which of the offered options a typed answer means: its number, its label, or a synonym (CONVERSATION §3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.answers.text import WORDS_LIMIT, bare
from flows.answers.words import Words
from flows.replies import Option

_NUMBER = re.compile(r"(\d{1,2})\u20e3?")


def read_option(text: str, options: Sequence[Option], words: Words) -> Option | None:
    """The option that the whole message names, in any language; None when it names none of `options`."""
    said = bare(text[: WORDS_LIMIT + 1])
    if number := _NUMBER.fullmatch(said):
        position = int(number[1])
        if 1 <= position <= len(options):
            return options[position - 1]
    for option in options:
        if said and (said in words.labels.get(option.id, ()) or said == bare(option.label)):
            return option
    return None
