"""The words of a message as names are looked for in them, and what their capitals say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.text import squeeze
from flows.understanding.words import Words

_LINK = re.compile(r"[@_]|://|\bwww\.|[^\W_]\.(?:com|net|org|info|io|co|ly|me|do|es|fr|br|pt)\b", re.IGNORECASE)
_NO_LINK = re.compile(r"[^.@_:]*")
_CHUNK = re.compile(r"\S+")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]+")


@dataclass(frozen=True, eq=False)
class Line:
    """A message as names are looked for in it."""

    message: Message
    words: Words

    @cached_property
    def found(self) -> Phrases:
        """The phrases of all kinds in it."""
        return self.words.find(self.message)

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What stands behind each word, spaces taken off."""
        return tuple(gap.strip() for gap in self.message.gaps)

    @cached_property
    def cased(self) -> bool:
        """Whether some words begin small, so that a capital is a sign."""
        return any(len(word.text) > 1 and word.text[0].islower() for word in self._telling)

    @cached_property
    def titled(self) -> bool:
        """Whether every word has a capital, particles apart, and none is all capitals."""
        telling = self._telling
        return len(telling) > 1 and all(word.capital and not is_shouted(word) for word in telling)

    @cached_property
    def _telling(self) -> tuple[Word, ...]:
        particles = self.words.of("name.particles")
        return tuple(word for word in self.message.words if word.capital or word.said not in particles)

    def __len__(self) -> int:
        return len(self.message.words)

    def __getitem__(self, place: int) -> Word:
        return self.message.words[place]

    def at(self, place: int, *kinds: PhraseKind) -> int:
        """How many words the longest phrase of these kinds has that begins at `place`."""
        return self.found.at(place, *kinds)

    def is_(self, place: int, *kinds: PhraseKind) -> bool:
        """Whether the single word at `place` is of one of these kinds."""
        return any(self[place].said in self.words.of(kind) for kind in kinds)

    def text(self, first: int, end: int) -> str:
        """These words as they were written, with what stands between them."""
        start, after = self.message.span_of(first, end)
        return " ".join(self.message.text[start:after].split())

    def goes_on(self, place: int) -> bool:
        """Whether the next word belongs to the same phrase: nothing but a space or a hyphen between, or the dot of
        «J.» or «Jr.»."""
        gap = self.gaps[place]
        if gap == ".":
            return len(self[place].text) == 1 or self.is_(place, "name.abbreviations")
        return not gap or self._is_hyphen(place)

    def is_common(self, place: int, *, beyond: bool = True) -> bool:
        """Whether an everyday word stands there; not the «So» of «So-yeon». `beyond`: of any language, where it has not
        the capital of a name."""
        end = place + 1
        while end < len(self) and self._is_hyphen(end - 1):
            end += 1
        return all(self._is_everyday(self[one], beyond=beyond) for one in range(place, end))

    def _is_everyday(self, word: Word, *, beyond: bool) -> bool:
        if is_everyday(word, self.words):
            return True
        named = word.capital and (self.cased or self.titled)
        return beyond and not named and is_among(word, self.words.of("name.never"))

    def _is_hyphen(self, place: int) -> bool:
        return self.message.gaps[place] == "-"


def read_line(message: Message, words: Words) -> Line:
    """The message as names are looked for in it: links, addresses and emoji are no words."""
    spans = [found.span() for found in _EMOJI.finditer(message.text)]
    if not _NO_LINK.fullmatch(message.text):
        spans += [found.span() for found in _CHUNK.finditer(message.text) if _LINK.search(found[0])]
    return Line(message.without(spans) if spans else message, words)


def is_shouted(word: Word) -> bool:
    """Whether it is all in capitals."""
    return len(word.text) > 1 and word.text.isupper()


def is_everyday(word: Word, words: Words) -> bool:
    """Whether it is a word of everyday speech in a language of this chat; «holaaa» is «hola»."""
    return is_among(word, words.of("name.home")) or is_among(word, words.of("name.businesses"))


def is_among(word: Word, words: frozenset[str]) -> bool:
    """Whether it is one of these words, «holaaaa» as «hola»."""
    return word.said in words or squeeze(word.said) in words
