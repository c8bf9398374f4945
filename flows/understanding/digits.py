"""Digits however they were given: typed, spaced out, with letters in their place («8O9»), or in words.

Numbers in words are put one after the other as people dictate them: «ocho veintinueve» is 829, «cincuenta y cinco» 55,
«soixante-dix-huit» 78, «double five» 55.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_LOOK_ALIKE = str.maketrans("oOlIiSBZ", "00111582")
_WITH_LETTERS = re.compile(r"(?=\D*\d)[\doOlIiSBZ]*[\doOlIi]")  # a «Z» at the end is a Spanish identity card's
_WITH_X = re.compile(r"\d+(?:[xX]\d+)+")  # «829x555x0134», and «0134x12» with its extension
_WITH_EXTENSION = re.compile(r"\d{4,}(?=[^\W\d_]{2,}\d{1,6}$)")  # «0134ext12»
_LETTER_ZERO = "o"
_COMPOSED = re.compile(r"[ -]{0,3}")  # between the words of one number
_TIMES: Mapping[PhraseKind, int] = {"number.double": 2, "number.triple": 3}
_POWERS: tuple[tuple[PhraseKind, int, int], ...] = (
    ("number.hundred", 100, 9),
    ("money.thousand", 1000, 2),  # «tres mil» is a price, «dos mil cinco» a year
)
# What a number in words can begin with, beside a number.
_OPENING: tuple[PhraseKind, ...] = (
    *_TIMES,
    *(kind for kind, *_ in _POWERS),
)
_LIMIT = 3000


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
    numerals, openers = _Numerals(message, words), _first_words(*map(words.of, _OPENING))
    pieces: list[Piece] = []
    reached = 0
    for place, said in enumerate(message.said):
        if place < reached:
            continue
        digits, size = numerals.spoken(place) if said in words.numbers or said in openers else ("", 0)
        if digits:
            pieces.append(Piece(place, place + size, *message.span_of(place, place + size), digits, spoken=True))
            reached = place + size
        elif not said.isalpha():
            pieces += _typed(message.words[place], place)
    return pieces


def _typed(word: Word, place: int) -> Iterator[Piece]:
    if word.text.isdecimal():
        yield Piece(place, place + 1, word.start, word.end, word.text)
    elif _WITH_LETTERS.fullmatch(word.text):
        yield Piece(place, place + 1, word.start, word.end, word.text.translate(_LOOK_ALIKE))
    elif found := _WITH_EXTENSION.match(word.text):
        yield Piece(place, place + 1, word.start, word.start + found.end(), found[0])
    elif _WITH_X.fullmatch(word.text):
        for found in re.finditer(r"\d+", word.text):
            yield Piece(place, place + 1, word.start + found.start(), word.start + found.end(), found[0])


@dataclass(frozen=True)
class _Numerals:
    """Reads the numbers in words of one message. A size of 0 words says that there is none."""

    message: Message
    words: Words

    @cached_property
    def phrases(self) -> Phrases:
        return self.words.find(self.message)

    def spoken(self, place: int) -> tuple[str, int]:
        """The digits that begin at a word, and how many words they are."""
        if self._said(place) == _LETTER_ZERO:
            return ("0", 1) if self._stands_for_zero(place) else ("", 0)
        digits, size = self._repeated(place)
        if size:
            return digits, size
        value, size = self._value(place)
        return (str(value), size) if size else ("", 0)

    def _said(self, place: int) -> str:
        return self.message.said[place] if 0 <= place < len(self.message.said) else ""

    def _is(self, place: int, kind: PhraseKind) -> bool:
        return self._said(place) in self.words.of(kind)

    def _digit(self, said: str) -> str:
        digit = said if said.isdecimal() else str(self.words.numbers.get(said, ""))
        return digit if len(digit) == 1 else ""

    def _stands_for_zero(self, place: int) -> bool:
        """«eight o nine», «8 O 9 o 1»: between two single digits."""
        beside = self._said(place - 1), self._said(place + 1)
        gaps = "".join(self.message.gaps[place - 1 : place + 1])
        return all(self._digit(said) or said == _LETTER_ZERO for said in beside) and not gaps.strip(" -.")

    def _repeated(self, place: int) -> tuple[str, int]:
        """«double five», «tres cincos»."""
        for kind, times in _TIMES.items():
            if size := self.phrases.at(place, kind):
                digit = self._digit(self._said(place + size))
                return (digit * times, size + 1) if digit else ("", 0)
        times, plural = self.words.numbers.get(self._said(place), 0), self._said(place + 1)
        digit = self._digit(plural[:-1]) if times in {2, 3, 4} and plural.endswith("s") else ""
        return (digit * times, 2) if digit and plural not in self.words.numbers else ("", 0)

    def _value(self, place: int, below: int = _LIMIT) -> tuple[int, int]:
        """A number, and what adds up with it: «quinientos (y) cincuenta y cinco», «mil novecientos noventa y dos»."""
        value, size = self._multiplied(place)
        if not size or value >= below:
            return 0, 0
        start = place + size + self._is(place + size, "number.and")
        composed = all(_COMPOSED.fullmatch(gap) for gap in self.message.gaps[place + size - 1 : start])
        more, length = self._value(start, self._room(value, place, size)) if composed else (0, 0)
        if size == 1 and value == 1000 and more < 100:
            return 0, 0  # «mil» is of a price
        return (value + more, start + length - place) if more else (value, size)

    def _room(self, value: int, place: int, size: int) -> int:
        """What a number after this one must stay below to be a part of it."""
        if self.message.phrase(place, place + size) in self.words.of("number.vigesimal"):
            return 20
        return next((power for power in (1000, 100, 10) if value >= 20 and value % power == 0), 0)

    def _multiplied(self, place: int) -> tuple[int, int]:
        """«quinientos», «five hundred», «dos mil»."""
        value, size = self._atom(place)
        for kind, power, most in _POWERS:
            if self._is(place + size, kind) and value <= most and (value or not size):
                return (value or 1) * power, size + 1
        return value, size

    def _atom(self, place: int) -> tuple[int, int]:
        """What the vocabulary has: «treinta», «dix sept»; longer ones begin with a number too."""
        numbers, said = self.words.numbers, self.message.said[place : place + 3]
        if not said or said[0] not in numbers:
            return 0, 0
        size = next(size for size in range(len(said), 0, -1) if " ".join(said[:size]) in numbers)
        return numbers[" ".join(said[:size])], size


@cache  # a vocabulary is the same for every message
def _first_words(*kinds: frozenset[str]) -> frozenset[str]:
    return frozenset({_LETTER_ZERO, *(phrase.partition(" ")[0] for phrases in kinds for phrase in phrases)})
