"""Digits however they were given: typed, spaced out, with letters in their place («8O9»), or in words.

Numbers in words are put one after the other as people dictate them: «ocho veintinueve» is 829, «cincuenta y cinco» 55,
«soixante-dix-huit» 78, «double five» 55.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.understanding.plain import Word, between, first_words, phrase_at
from flows.understanding.words import Words

_LOOK_ALIKE = str.maketrans("oOlIiSBZ", "00111582")
_WITH_LETTERS = re.compile(r"(?=\D*\d)[\doOlIiSBZ]*[\doOlIi]")  # a «Z» at the end is a Spanish identity card's
_LETTER_ZERO = "o"
_COMPOSED = re.compile(r"[ -]{0,3}")
_MOST_THOUSANDS = 2  # «tres mil» is a price
_LARGEST_TEENS, _HUNDRED = 20, 100
_SHORTEST_FUSED = 9  # letters: «treintiuno»


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits that were given together: one typed group, or one number in words."""

    start: int
    end: int
    digits: str
    spoken: bool


def find_pieces(text: str, words: Sequence[Word], vocabulary: Words) -> list[Piece]:
    """All digits of `text`, whose words are `words`."""
    pieces: list[Piece] = []
    begins = first_words(vocabulary.of("number.double") | vocabulary.of("number.triple")) | vocabulary.of(
        "money.thousand"
    )
    begins |= vocabulary.of("number.hundred")
    place = 0
    while place < len(words):
        word = words[place]
        digits, size = _typed(text[word.start : word.end]), 1
        if not digits and (word.said in vocabulary.numbers or word.said in begins or _fused(word.said, vocabulary)):
            digits, size = _spoken(text, words, place, vocabulary)
        if not digits and word.said == _LETTER_ZERO and _stands_for_zero(text, words, place, pieces, vocabulary):
            digits, size = "0", 1
        if digits:
            pieces.append(Piece(word.start, words[place + size - 1].end, digits, not text[word.start].isdigit()))
        place += size or 1
    return pieces


def _typed(written: str) -> str:
    if written.isascii() and written.isdecimal():
        return written
    return written.translate(_LOOK_ALIKE) if _WITH_LETTERS.fullmatch(written) else ""


def _stands_for_zero(text: str, words: Sequence[Word], place: int, pieces: list[Piece], vocabulary: Words) -> bool:
    """«eight o nine», «8 O 9»: between two single digits."""
    if not pieces or place + 1 == len(words):
        return False
    before, after = pieces[-1], words[place + 1]
    value = vocabulary.numbers.get(after.said, 10)
    single = len(before.digits) == 1 and (value < 10 or (after.said.isdecimal() and len(after.said) == 1))
    gaps = text[before.end : words[place].start], between(text, words[place], after)
    return single and all(gap.strip(" -.") == "" for gap in gaps)


def _spoken(text: str, words: Sequence[Word], place: int, vocabulary: Words) -> tuple[str, int]:
    """A number in words from `place` on: its digits and how many words it takes."""
    for kind, times in (("number.double", 2), ("number.triple", 3)):
        if size := phrase_at(words, place, vocabulary.of(kind), 2):
            digit, more = _single(words, place + size, vocabulary)
            return (digit * times, size + more) if digit else ("", 0)
    if repeated := _repeated(words, place, vocabulary):
        return repeated, 2
    value, size = _composed(text, words, place, vocabulary)
    return (str(value), size) if size else ("", 0)


def _single(words: Sequence[Word], place: int, vocabulary: Words) -> tuple[str, int]:
    said = words[place].said if place < len(words) else ""
    value = vocabulary.numbers.get(said, 10)
    if value < 10:
        return str(value), 1
    return (said, 1) if len(said) == 1 and said.isdecimal() else ("", 0)


def _repeated(words: Sequence[Word], place: int, vocabulary: Words) -> str:
    """«tres cincos», «two fives»."""
    times = vocabulary.numbers.get(words[place].said, 0)
    plural = words[place + 1].said if place + 1 < len(words) else ""
    if times not in {2, 3, 4} or plural in vocabulary.numbers or not plural.endswith("s"):
        return ""
    value = vocabulary.numbers.get(plural[:-1], 10)
    return str(value) * times if value < 10 else ""


def _composed(text: str, words: Sequence[Word], place: int, vocabulary: Words) -> tuple[int, int]:
    """A value and the number of its words; thousands are years: «dos mil cinco», «mil novecientos noventa y dos»."""
    value, size = _below_thousand(text, words, place, vocabulary)
    thousand = vocabulary.of("money.thousand")
    if 1 <= value <= _MOST_THOUSANDS and place + size < len(words) and words[place + size].said in thousand:
        rest, more = _continued(text, words, place + size + 1, vocabulary, range(1, 1000))
        return value * 1000 + rest, size + 1 + more
    if not size and words[place].said in thousand:
        rest, more = _continued(text, words, place + 1, vocabulary, range(100, 1000))
        return (1000 + rest, 1 + more) if more else (0, 0)
    return value, size


def _below_thousand(text: str, words: Sequence[Word], place: int, vocabulary: Words) -> tuple[int, int]:
    """«quinientos cincuenta y cinco», «eight hundred nine»."""
    value, size = _below_hundred(text, words, place, vocabulary)
    follows = words[place + size].said if size and place + size < len(words) else ""
    if follows in vocabulary.of("number.hundred") and (1 <= value <= 9):
        value, size = value * 100, size + 1
    elif not size and words[place].said in vocabulary.of("number.hundred"):
        value, size = 100, 1
    if not size or value % 100 or not value:
        return value, size
    rest, more = _continued(text, words, place + size, vocabulary, range(1, 100))
    return value + rest, size + more


def _below_hundred(text: str, words: Sequence[Word], place: int, vocabulary: Words) -> tuple[int, int]:
    size = _number_at(words, place, vocabulary)
    if not size:
        fused = _fused(words[place].said, vocabulary)
        return (fused, 1) if fused else (0, 0)
    said = " ".join(word.said for word in words[place : place + size])
    value = vocabulary.numbers[said]
    if said in vocabulary.of("number.vigesimal"):
        rest, more = _continued(text, words, place + size, vocabulary, range(1, 20))
    elif 20 <= value < 100 and value % 10 == 0:
        rest, more = _continued(text, words, place + size, vocabulary, range(1, 10))
    else:
        rest, more = 0, 0
    return value + rest, size + more


def _continued(text: str, words: Sequence[Word], place: int, vocabulary: Words, values: range) -> tuple[int, int]:
    """What adds up with the word before `place`, an «y» between them or not."""
    linked = place < len(words) and words[place].said in vocabulary.of("number.and")
    start = place + linked
    if start >= len(words) or not all(
        _COMPOSED.fullmatch(between(text, words[at - 1], words[at])) for at in range(place, start + 1)
    ):
        return 0, 0
    if len(values) > _LARGEST_TEENS:
        below = _below_thousand if values.stop > _HUNDRED else _below_hundred
        value, size = below(text, words, start, vocabulary)
    else:
        size = _number_at(words, start, vocabulary)
        value = vocabulary.numbers[" ".join(word.said for word in words[start : start + size])] if size else 0
    return (value, size + linked) if size and value in values else (0, 0)


def _number_at(words: Sequence[Word], place: int, vocabulary: Words) -> int:
    if words[place].said not in vocabulary.numbers:
        return 0  # longer ones («dix sept») begin with a number too
    said = [word.said for word in words[place : place + 3]]
    return next((size for size in range(len(said), 0, -1) if " ".join(said[:size]) in vocabulary.numbers), 0)


def _fused(said: str, vocabulary: Words) -> int:
    """«treinticuatro», «cincuentaicinco», «sesentaynueve»: spellings of the Caribbean and the Andes."""
    if len(said) < _SHORTEST_FUSED or not ("i" in said or "y" in said):
        return 0
    for seam in range(5, len(said) - 2):
        tens = vocabulary.numbers.get(said[:seam]) or vocabulary.numbers.get(f"{said[:seam]}a", 0)
        if said[seam] in "iy" and 30 <= tens < 100 and tens % 10 == 0:
            unit = vocabulary.numbers.get(said[seam + 1 :], 0)
            return tens + unit if 1 <= unit <= 9 else 0
    return 0
