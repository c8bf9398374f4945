"""Corrections of a phone number in words: «termina en 35», «es 829 no 809», "the last digit is 5"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.understanding.digits import Piece, find_pieces
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.numbering import DOMINICAN_AREAS
from flows.understanding.words import Words

_READ = 300  # characters of a correction
_NEAR = 12  # characters between «termina en» and its digits
_AREA = 3  # digits
_BESIDE: tuple[PhraseKind, ...] = ("single.copula", "single.reject", "single.correct", "phone.mentions", "phone.weak")


def changed(message: Message, known: str, words: Words) -> list[str]:
    """What `known` (E.164) could have been corrected to, not yet looked up; [] when nothing is said of it."""
    message = message.within(0, _READ)
    given = _joined(message, find_pieces(message, words))
    if ends := _after(message, given, "phone.ends", words):
        return [known[: -len(digits)] + digits for digits in ends]
    if starts := _after(message, given, "phone.starts", words):
        return [f"+1{area}{known[5:]}" for area in starts if area in DOMINICAN_AREAS and known.startswith("+1")]
    return list(_swapped(message, given, known, words))


def _after(message: Message, given: Sequence[Piece], kind: PhraseKind, words: Words) -> list[str]:
    """The digits right after the first of these phrases, and those that are set against them."""
    phrase = words.find(message).first(kind)
    if not phrase:
        return []
    end = message.words[sum(phrase) - 1].end
    later = [piece for piece in given if piece.start >= end]
    return [piece.digits for piece in later] if later and later[0].start - end <= _NEAR else []


def _swapped(message: Message, given: Sequence[Piece], known: str, words: Words) -> Iterator[str]:
    """«es 829 no 809»: one of the two stands in the number, once; the other takes its place."""
    if len(given) != 2 or len(given[0].digits) != len(given[1].digits):
        return
    first = given[0].first
    against = any(place >= first - 3 for place, _ in words.find(message).all("single.reject", "email.swap"))
    if not against or not _is_of_number(message, given[0], words):
        return
    for old, new in ((given[0].digits, given[1].digits), (given[1].digits, given[0].digits)):
        if known.count(old) == 1 or known.endswith(old):
            place = known.rindex(old)
            yield known[:place] + new + known[place + len(old) :]


def _is_of_number(message: Message, first: Piece, words: Words) -> bool:
    """Two digits could be anything, so nothing else may be said before them."""
    if len(first.digits) >= _AREA:
        return True
    before = message.said[: first.first]
    return len(first.digits) > 1 and all(any(said in words.of(kind) for kind in _BESIDE) for said in before)


def _joined(message: Message, pieces: Sequence[Piece]) -> list[Piece]:
    """Digits with nothing but a space or a hyphen between them are given together: «treinta y cinco», «01 35»."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and message.text[joined[-1].end : piece.start].strip(" -") == "":
            before = joined.pop()
            piece = Piece(before.first, piece.after, before.start, piece.end, before.digits + piece.digits)
        joined.append(piece)
    return joined
