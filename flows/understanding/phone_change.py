"""Corrections of a phone number in words: «termina en 35», «es 829 no 809», "the last digit is 5"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.understanding.digits import Piece, find_pieces
from flows.understanding.numbering import DOMINICAN_AREAS
from flows.understanding.plain import Word, find_phrase, words_of
from flows.understanding.words import Words

_SHORTEST, _LONGEST = 1, 8  # digits that a correction gives
_READ = 300  # characters of a correction
_NEAR = 12  # characters between «termina en» and its digits
_AREA = 3  # digits


def changed(text: str, known: str, words: Words) -> list[str]:
    """What `known` (E.164) could have been corrected to, not yet looked up; [] when nothing is said of it."""
    text = text[:_READ]
    said = words_of(text)
    given = _joined(text, find_pieces(text, said, words))
    given = [piece for piece in given if _SHORTEST <= len(piece.digits) <= _LONGEST]
    if not given:
        return []
    if ends := _after(said, given, words.of("phone.ends")):
        new = [digits for digits in ends if not known.endswith(digits)]
        return [known[: -len(digits)] + digits for digits in new[:2]]
    if starts := _after(said, given, words.of("phone.starts")):
        return list(_with_start(known, [digits for digits in starts if len(digits) == _AREA]))
    return list(_swapped(said, given, known, words))


def _after(said: Sequence[Word], given: Sequence[Piece], phrases: frozenset[str]) -> list[str]:
    """The digits right after one of these phrases, and those that are set against them."""
    phrase = find_phrase(said, phrases)
    if not phrase:
        return []
    end = said[phrase[0] + phrase[1] - 1].end
    later = [piece for piece in given if piece.start >= end]
    return [piece.digits for piece in later] if later and later[0].start - end <= _NEAR else []


def _with_start(known: str, areas: list[str]) -> Iterator[str]:
    for area in areas:
        if area in DOMINICAN_AREAS and known.startswith("+1") and known[2:5] != area:
            yield f"+1{area}{known[5:]}"


def _swapped(said: Sequence[Word], given: Sequence[Piece], known: str, words: Words) -> Iterator[str]:
    """«es 829 no 809»: one of the two stands in the number, once; the other takes its place."""
    if len(given) != 2 or len(given[0].digits) != len(given[1].digits):
        return
    against = words.of("single.reject") | words.of("email.swap")
    first = sum(word.start < given[0].start for word in said)
    if not find_phrase(said[max(0, first - 3) :], against) or not _is_of_number(said[:first], given, words):
        return
    for old, new in ((given[0].digits, given[1].digits), (given[1].digits, given[0].digits)):
        if known.count(old) == 1 and old != new:
            yield known.replace(old, new)
        elif known.endswith(old) and old != new:
            yield known[: -len(old)] + new


def _is_of_number(before: Sequence[Word], given: Sequence[Piece], words: Words) -> bool:
    """Two digits could be anything, so nothing else may be said before them."""
    if len(given[0].digits) >= _AREA:
        return True
    kinds = ("single.copula", "single.reject", "single.correct", "phone.mentions", "phone.weak")
    plain = frozenset().union(*(words.of(kind) for kind in kinds))
    return len(given[0].digits) > 1 and plain.issuperset(word.said for word in before)


def _joined(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Digits with nothing but a space or a hyphen between them are given together: «treinta y cinco», «01 35»."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and text[joined[-1].end : piece.start].strip(" -") == "":
            before = joined.pop()
            joined.append(Piece(before.start, piece.end, before.digits + piece.digits, piece.spoken))
        else:
            joined.append(piece)
    return joined
