"""Which language a message is clearly in."""

from __future__ import annotations

from flows.understanding.message import Message
from flows.understanding.words import Words

_BRIEF = 8  # words
_CODE = 2  # letters of «en», which is a word too
_MOST_READ = 100  # words
_CLEARLY = 2  # times as many signs of one language as of any other


def named_language(message: Message, words: Words) -> str | None:
    """The language that somebody asks for in a sentence: «parlez-vous français ?», "English please"."""
    asked = len(message.words) <= _BRIEF and not words.of("change.speaks").isdisjoint(message.said)
    named = [words.languages[word] for word in message.said if len(word) > _CODE and word in words.languages]
    return named[0] if asked and named else None


def detect(message: Message, words: Words) -> str | None:
    """The code of the one language that the words speak for, or None where it is not clear."""
    said, characters = set(message.said[:_MOST_READ]), set(message.text)
    signs = {code: len(said & hints) + len(characters & words.letters[code]) for code, hints in words.hints.items()}
    for code, count in signs.items():
        others = max((n for other, n in signs.items() if other != code), default=0)
        if count and count >= _CLEARLY * others:
            return code
    return None
