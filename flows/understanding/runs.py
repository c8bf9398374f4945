"""Stretches of digits in a message that could be a phone number, and what the words around say they are.

Dates, times, identity cards, bank accounts, e-mail addresses and links are passed over here, whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flows.understanding.digits import Piece, find_pieces
from flows.understanding.plain import Word
from flows.understanding.words import Words

_SOFT = re.compile(r"[\t ().\[\]\-/,·•*_|~]{0,8}(?P<plus>\+[\s(]{0,3})?")  # inside one number, or between two
_PLUS = re.compile(r"\+[\s(]{0,3}$")
_WA_LINK = re.compile(r"wa\.me/\+?$", re.IGNORECASE)
_OTHER = re.compile(
    r"(?<![\d+])(?:"
    r"(?!8[024]9)\d{3}[ -]\d{7}[ -]\d(?![\d-])"  # cédula
    r"|\d{3}-\d{2}-\d{4}(?![\d-])"  # social security number of the United States
    r"|\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)"  # CPF
    r"|(?<!\d[./-])[0-3]?\d([./-])[0-3]?\d\1(?:\d{4}|\d\d)(?![./-]?\d)"  # 23/11/2026
    r"|(?<!\d[./-])(?:19|20)\d\d([./-])[01]?\d\2[0-3]?\d(?![./-]?\d)"  # 2026-11-23
    r"|[0-2]?\d:[0-5]\d(?!\d)"  # 10:30
    r"|\d{1,3}(?:,\d{3})+(?![\d,-])"  # 1,250,000
    r")"
    r"|\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}\b"  # IBAN
    r"|(?:https?://(?!wa\.me/)|www\.)\S{1,200}",
)
_ADDRESS_SYMBOLS = frozenset("._+-%")
_LONGEST_LOCAL = 64  # characters before the @ (RFC 5321)
_CURRENCY = tuple("$€£¥₡")
_UNITS = (*_CURRENCY, "%", "²")
_FAR, _NEAR = 6, 4  # words back to «llámame al» and to «cédula»
_STOPS = re.compile(r"[,;!?¿¡\n]")
_LONGEST_ABBREVIATION = 5  # letters: «telf.», «cta.»

Context = Literal["phone", "other", ""]


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that stand close together. `gaps[i]` is what stands between the pieces `i` and `i + 1`.

    `context`: the words around call it a phone, call it something else, or say nothing.
    """

    pieces: tuple[Piece, ...]
    gaps: tuple[str, ...]
    plus: bool
    context: Context


def find_runs(text: str, words: Sequence[Word], vocabulary: Words) -> list[Run]:
    """The runs of `text`, whose words are `words`."""
    taken = _not_phones(text)
    pieces = [piece for piece in find_pieces(text, words, vocabulary) if not taken[piece.start]]
    places = {word.start: place for place, word in enumerate(words)}
    runs: list[Run] = []
    reached = 0
    for group, gaps in _group(text, pieces, taken):
        start = group[0].start
        counted = _is_counted(text, words, places, group[-1], vocabulary)
        if counted and gaps and not is_tight(gaps[-1]):
            group.pop()  # «809 555 0134, 2 habitaciones»
            gaps.pop()
            counted = False
        context = _context(text, words, places[start], reached, vocabulary)
        if counted or text[max(0, start - 4) : start].rstrip()[-1:] in _CURRENCY:
            context = "other"
        plus = bool(_PLUS.search(text, max(0, start - 4), start) or _is_wa_link(text, group[0]))
        runs.append(Run(tuple(group), tuple(gaps), plus, context))
        reached = group[-1].end
    return runs


def _group(text: str, pieces: list[Piece], taken: bytearray) -> list[tuple[list[Piece], list[str]]]:
    groups: list[tuple[list[Piece], list[str]]] = []
    for piece in pieces:
        if groups:
            end = groups[-1][0][-1].end
            gap = _SOFT.fullmatch(text, end, piece.start)
            if gap and not gap["plus"] and not any(taken[end : piece.start]):
                groups[-1][0].append(piece)
                groups[-1][1].append(gap[0])
                continue
        groups.append(([piece], []))
    return groups


def _not_phones(text: str) -> bytearray:
    """One byte per character, 1 where it belongs to something that is no phone."""
    taken = bytearray(len(text))
    for found in _OTHER.finditer(text):
        taken[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    for place, character in enumerate(text):
        if character == "@" and not taken[place]:
            start, end = _address_around(text, place)
            taken[start:end] = b"\x01" * (end - start)
    return taken


def _address_around(text: str, at: int) -> tuple[int, int]:
    def belongs(place: int) -> bool:
        return text[place].isalnum() or text[place] in _ADDRESS_SYMBOLS

    start, end = at, at + 1
    while start > max(0, at - _LONGEST_LOCAL) and belongs(start - 1):
        start -= 1
    while end < min(len(text), at + _LONGEST_LOCAL) and belongs(end):
        end += 1
    return start, end


def _is_wa_link(text: str, piece: Piece) -> bool:
    return bool(_WA_LINK.search(text, max(0, piece.start - 8), piece.start))


def _context(text: str, words: Sequence[Word], place: int, reached: int, vocabulary: Words) -> Context:
    """What the nearest telling word before says. «número» tells nothing yet in «número de cuenta»."""
    weak = False
    for back in range(1, min(_FAR, place) + 1):
        word, after = words[place - back], words[place - back + 1]
        if word.end <= reached or _stops(text[word.end : after.start], word) or _is_code(word):
            break
        if word.said in vocabulary.of("phone.mentions"):
            return "phone"
        if word.said in vocabulary.of("phone.never") and back <= _NEAR:
            return "other"
        weak = weak or word.said in vocabulary.of("phone.weak")
    return "phone" if weak else ""


def _is_code(word: Word) -> bool:
    """«ref K7M»: the code is what «ref» was said of."""
    return not word.said.isalpha() and any(c.isdigit() for c in word.said)


def _stops(gap: str, word: Word) -> bool:
    if ":" in gap:
        return False
    return bool(_STOPS.search(gap)) or ("." in gap and len(word.said) > _LONGEST_ABBREVIATION)


def _is_counted(text: str, words: Sequence[Word], places: dict[int, int], last: Piece, vocabulary: Words) -> bool:
    """«5 millones», «120 m2», «30 %»: a unit follows."""
    if text[last.end : last.end + 3].lstrip()[:1] in _UNITS:
        return True
    place = places[last.start]
    while place < len(words) and words[place].start < last.end:
        place += 1
    following = words[place] if place < len(words) else None
    glued = following is not None and not text[last.end : following.start].strip()
    return following is not None and glued and following.said in vocabulary.of("phone.units")


def is_tight(gap: str) -> bool:
    """Whether pieces belong together: nothing between them but a hyphen, a dot or a bracket."""
    return not any(c in " ,/\t|·•" for c in gap)
