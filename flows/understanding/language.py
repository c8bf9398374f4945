"""Which language a message is clearly in."""

from __future__ import annotations

from flows.understanding.text import bare
from flows.understanding.words import Words

_BRIEF = 8  # words
_CODE = 2  # letters of «en», which is a word too
_READ = 500  # characters
_CLEARLY = 2  # times as many signs of one language as of any other


def named_language(text: str, words: Words) -> str | None:
    """The language that somebody asks for in a sentence: «parlez-vous français ?», "English please"."""
    said = bare(text[:_READ]).split()
    asked = len(said) <= _BRIEF and not words.of("change.speaks").isdisjoint(said)
    named = [words.languages[word] for word in said if len(word) > _CODE and word in words.languages]
    return named[0] if asked and named else None


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
