"""Digits however they were given: typed, spaced out, with letters in their place («8O9»), or in words.

Numbers in words are put one after the other as people dictate them: «ocho veintinueve» is 829, «cincuenta y cinco» 55,
«soixante-dix-huit» 78, «double five» 55.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_LOOK_ALIKE = str.maketrans("oOlIiSBZ", "00111582")
_WITH_LETTERS = re.compile(r"(?=\D*\d)[\doOlIiSBZ]*[\doOlIi]")  # a «Z» at the end is a Spanish identity card's
_WITH_X = re.compile(r"\d+(?:[xX]\d+)+")  # «829x555x0134», and «0134x12» with its extension
_WITH_EXTENSION = re.compile(r"\d{4,}(?=[^\W\d_]+\d{1,6}$)")  # «0134ext12»
_LETTER_ZERO = "o"
_COMPOSED = re.compile(r"[ -]{0,3}")  # between the words of one number
_TIMES = {"number.double": 2, "number.triple": 3}
_MOST_THOUSANDS = 2  # «tres mil» is a price, «dos mil cinco» a year


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits that were given together: one typed group, or one number in words. `first` and `after` are the places of
    its words, `start` and `end` those of its characters."""

    first: int
    after: int
    start: int
    end: int
    digits: str
    spoken: bool = False


def find_pieces(message: Message, words: Words) -> list[Piece]:
    """All digits of a message."""
    numerals = _Numerals(message, words)
    pieces: list[Piece] = []
    place = 0
    while place < len(message.words):
        typed = list(_typed(message.words[place], place))
        digits, size = ("", 1) if typed else numerals.spoken(place, pieces)
        if digits:
            start, end = message.span_of(place, place + size)
            typed = [Piece(place, place + size, start, end, digits, spoken=True)]
        pieces += typed
        place += size or 1
    return pieces


def _typed(word: Word, place: int) -> Iterator[Piece]:
    if word.text.isdecimal():
        yield Piece(place, place + 1, word.start, word.end, word.text)
    elif _WITH_LETTERS.fullmatch(word.text):
        yield Piece(place, place + 1, word.start, word.end, word.text.translate(_LOOK_ALIKE))
    elif word.text[0].isdecimal():
        groups = re.finditer(r"\d+", word.text) if _WITH_X.fullmatch(word.text) else _WITH_EXTENSION.finditer(word.text)
        for found in groups:
            yield Piece(place, place + 1, word.start + found.start(), word.start + found.end(), found[0])


@dataclass(frozen=True)
class _Numerals:
    """Reads the numbers in words of one message. A size of 0 words says that there is none."""

    message: Message
    words: Words

    @cached_property
    def phrases(self) -> Phrases:
        return self.words.find(self.message)

    @cached_property
    def openers(self) -> frozenset[str]:
        return _first_words(*(self.words.of(kind) for kind in (*_TIMES, "number.hundred", "money.thousand")))

    def spoken(self, place: int, before: list[Piece]) -> tuple[str, int]:
        """The digits that begin at a word, and how many words they are."""
        said = self._said(place)
        if said not in self.words.numbers and said not in self.openers and said != _LETTER_ZERO:
            return "", 0
        for kind, times in _TIMES.items():
            if size := self.phrases.at(place, kind):
                digit, more = self._single(place + size)
                return (digit * times, size + more) if digit else ("", 0)
        if repeated := self._repeated(place):
            return repeated, 2
        if said == _LETTER_ZERO and self._stands_for_zero(place, before):
            return "0", 1
        value, size = self._value(place)
        return (str(value), size) if size else ("", 0)

    def _said(self, place: int) -> str:
        return self.message.said[place] if place < len(self.message.said) else ""

    def _is(self, place: int, kind: str) -> bool:
        return self._said(place) in self.words.of(kind)

    def _single(self, place: int) -> tuple[str, int]:
        said = self._said(place)
        digit = said if said.isdecimal() else str(self.words.numbers.get(said, ""))
        return (digit, 1) if len(digit) == 1 else ("", 0)

    def _repeated(self, place: int) -> str:
        """«tres cincos», «two fives»."""
        times, plural = self.words.numbers.get(self._said(place), 0), self._said(place + 1)
        if times not in {2, 3, 4} or plural in self.words.numbers or not plural.endswith("s"):
            return ""
        value = self.words.numbers.get(plural[:-1], 10)
        return str(value) * times if value < 10 else ""

    def _stands_for_zero(self, place: int, before: list[Piece]) -> bool:
        """«eight o nine», «8 O 9»: between two single digits."""
        near = bool(before) and before[-1].after == place and len(before[-1].digits) == 1
        return (
            near
            and bool(self._single(place + 1)[1])
            and not "".join(self.message.gaps[place - 1 : place + 1]).strip(" -.")
        )

    def _value(self, place: int) -> tuple[int, int]:
        """A number and what adds up with it: «quinientos (y) cincuenta y cinco», «mil novecientos noventa y dos»."""
        value, size = self._hundreds(place)
        room = self._room(value, place, size)
        if self._is(place + size, "money.thousand") and (1 <= value <= _MOST_THOUSANDS or not size):
            value, size, room = (value or 1) * 1000, size + 1, 1000
        bare = size == 1 and value == 1000
        while room:
            start = place + size + self._is(place + size, "number.and")
            more, length = self._hundreds(start) if room > 100 else self._atom(start)
            if not length or not (100 if bare else 1) <= more < room or not self._is_composed(place + size - 1, start):
                break
            bare, room = False, self._room(more, start, length)
            value, size = value + more, start + length - place
        return (0, 0) if bare else (value, size)

    def _is_composed(self, first: int, last: int) -> bool:
        return all(_COMPOSED.fullmatch(gap) for gap in self.message.gaps[first:last])

    def _room(self, value: int, place: int, size: int) -> int:
        """What a number after this one must stay below to be a part of it."""
        if size and self.message.phrase(place, place + size) in self.words.of("number.vigesimal"):
            return 20
        if 20 <= value < 100 and value % 10 == 0:
            return 10
        return 100 if value and value % 100 == 0 else 0

    def _hundreds(self, place: int) -> tuple[int, int]:
        """«quinientos», «five hundred»."""
        value, size = self._atom(place)
        if self._is(place + size, "number.hundred") and (1 <= value <= 9 or not size):
            return (value or 1) * 100, size + 1
        return value, size

    def _atom(self, place: int) -> tuple[int, int]:
        """What the vocabulary has: «treinta», «dix sept»."""
        numbers, said = self.words.numbers, self.message.said[place : place + 3]
        if not said or said[0] not in numbers:
            return 0, 0  # longer ones begin with a number too
        size = next(size for size in range(len(said), 0, -1) if " ".join(said[:size]) in numbers)
        return numbers[" ".join(said[:size])], size


@cache  # a vocabulary is the same for every message
def _first_words(*kinds: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrases in kinds for phrase in phrases)
