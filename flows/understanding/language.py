"""Which language a message is clearly in."""

from __future__ import annotations

import re

from flows.understanding.message import Message
from flows.understanding.words import Words

_ADDRESS = re.compile(r"\S+@\S*")
_BRIEF = 8  # words
_SENTENCE = 16  # words
_NEAR = 3  # words between a language and speaking it
_CODE = 2  # letters of «en», which is a word too
_MOST_READ = 100  # words
_CLEARLY = 2  # times as many signs of one language as of any other


def named_language(message: Message, words: Words) -> str | None:
    """The language that somebody asks for in a sentence: «parlez-vous français ?», "English please"."""
    asked = len(message.words) <= _BRIEF and not words.of("change.speaks").isdisjoint(message.said)
    named = [words.languages[word] for word in message.said if len(word) > _CODE and word in words.languages]
    return named[0] if asked and named else None


def asked_language(message: Message, words: Words) -> str | None:
    """The language that somebody asks for in its own words, whatever these say besides: «mejor en español por favor que
    el inglés me cuesta»."""
    if len(message.words) > _SENTENCE:
        return None
    asking = [place + size - 1 for place, size in words.find(message).all("change.speaks")]
    named = [place for place, word in enumerate(message.said) if word in words.tongues]
    return next(
        (words.tongues[message.said[one]] for one in named if any(abs(one - at) <= _NEAR for at in asking)), None
    )


def detect(message: Message, words: Words) -> str | None:
    """The code of the one language that the words speak for, or None where it is not clear."""
    message = message.without(found.span() for found in _ADDRESS.finditer(message.text))  # «i.goiko@…» is no English
    said, characters = set(message.said[:_MOST_READ]), set(message.text)
    signs = {code: len(said & hints) + len(characters & words.letters[code]) for code, hints in words.hints.items()}
    for code, count in signs.items():
        others = max((n for other, n in signs.items() if other != code), default=0)
        if count and count >= _CLEARLY * others:
            return code
    return None
