"""Digits however they were given: typed, spaced out, with letters in their place («8O9»), or in words.

Numbers in words are put one after the other as people dictate them: «ocho veintinueve» is 829, «cincuenta y cinco» 55,
«soixante-dix-huit» 78, «double five» 55.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Word
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
    ("money.thousand", 1000, 2),
)  # «dos mil cinco»: a year
_OPENING = (*_TIMES, *(kind for kind, *_ in _POWERS))  # what a number in words can begin with, beside a number
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
        if size:
            pieces.append(Piece(place, place + size, *message.span_of(place, place + size), digits, spoken=True))
            reached = place + size
        elif not said.isalpha():
            pieces += _typed(message.words[place], place)
    return pieces


def _typed(word: Word, place: int) -> Iterator[Piece]:
    if _WITH_LETTERS.fullmatch(word.text):
        groups = [(word.text.translate(_LOOK_ALIKE), 0, len(word.text))]
    else:
        found = _WITH_X.fullmatch(word.text) or _WITH_EXTENSION.match(word.text)
        groups = [(one[0], *one.span()) for one in re.finditer(r"\d+", found[0])] if found else []
    for digits, start, end in groups:
        yield Piece(place, place + 1, word.start + start, word.start + end, digits)


@dataclass(frozen=True)
class _Numerals:
    """Reads the numbers in words of one message. A size of 0 words says that there is none."""

    message: Message
    words: Words

    def spoken(self, place: int) -> tuple[str, int]:
        """The digits that begin at a word, and how many words they are."""
        if self._said(place) == _LETTER_ZERO:
            return "0", int(self._stands_for_zero(place))
        digits, size = self._repeated(place)
        if size:
            return digits, size
        value, size = self._value(place)
        return str(value), size

    def _said(self, place: int) -> str:
        return self.message.said[place] if 0 <= place < len(self.message.said) else ""

    def _digit(self, said: str) -> str:
        digit = said if said.isdecimal() else str(self.words.numbers.get(said, ""))
        return digit if len(digit) == 1 else ""

    def _stands_for_zero(self, place: int) -> bool:
        """«eight o nine», «8 O 9 o 1»: between two single digits."""
        beside = self._said(place - 1), self._said(place + 1)
        gaps = "".join(self.message.gaps[place - 1 : place + 1])
        return all(self._digit(said) or said == _LETTER_ZERO for said in beside) and not gaps.strip(" -.")

    def _repeated(self, place: int) -> tuple[str, int]:
        """«double five», «dos veces cinco», «tres cincos»."""
        for kind, times in _TIMES.items():
            if size := self.words.find(self.message).at(place, kind):
                digit = self._digit(self._said(place + size))
                return digit * times, (size + 1) * bool(digit)
        times, plural = self.words.numbers.get(self._said(place), 0), self._said(place + 1)
        digit = "" if plural in self.words.numbers or not plural.endswith("s") else self._digit(plural[:-1])
        return digit * times, 2 * bool(digit and 1 < times < 5)

    def _value(self, place: int, below: int = _LIMIT) -> tuple[int, int]:
        """A number, and what adds up with it: «quinientos (y) cincuenta y cinco», «mil novecientos noventa y dos»."""
        value, size = self._multiplied(place)
        if not size or value >= below:
            return 0, 0
        after = place + size
        start = after + (self._said(after) in self.words.of("number.and"))
        composed = all(_COMPOSED.fullmatch(gap) for gap in self.message.gaps[after - 1 : start])
        vigesimal = self.message.phrase(place, after) in self.words.of("number.vigesimal")
        room = 20 if vigesimal else next((ten for ten in (1000, 100, 10) if value >= 20 and value % ten == 0), 0)
        more, length = self._value(start, room) if composed else (0, 0)
        if size == 1 and value == 1000 and more < 100:
            return 0, 0  # «mil» is of a price
        return (value + more, start + length - place) if more else (value, size)

    def _multiplied(self, place: int) -> tuple[int, int]:
        """«quinientos», «five hundred», «dos mil»; and «dix sept», whose first word is a number too."""
        numbers, said = self.words.numbers, self.message.said[place : place + 3]
        sizes = range(len(said), 0, -1) if said and said[0] in numbers else ()
        size = next((size for size in sizes if " ".join(said[:size]) in numbers), 0)
        value = numbers[" ".join(said[:size])] if size else 0
        for kind, power, most in _POWERS:
            if self._said(place + size) in self.words.of(kind) and value <= most and (value or not size):
                return (value or 1) * power, size + 1
        return value, size


@lru_cache(maxsize=8)  # a vocabulary is the same for every message
def _first_words(*kinds: frozenset[str]) -> frozenset[str]:
    return frozenset({_LETTER_ZERO, *(phrase.partition(" ")[0] for phrases in kinds for phrase in phrases)})
