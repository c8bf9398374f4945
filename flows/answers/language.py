"""Which language a message is clearly in."""

from __future__ import annotations

from flows.answers.text import bare
from flows.answers.words import Words

_READ = 500  # characters
_CLEARLY = 2  # times as many signs of one language as of any other


def detect(text: str, words: Words) -> str | None:
    """The code of the one language that the words speak for, or None where it is not clear."""
    said = set(bare(text[:_READ]).split())
    characters = set(text[:_READ])
    signs = {code: len(said & hints) + len(characters & words.letters[code]) for code, hints in words.hints.items()}
    for code, count in signs.items():
        others = max((n for other, n in signs.items() if other != code), default=0)
        if count and count >= _CLEARLY * others:
            return code
    return None
