"""Stretches of digits in a message that could be a phone number, and what the words around say they are.

Dates, times, years, identity cards, bank accounts, e-mail addresses and links are passed over here, whatever they look
like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from flows.understanding.digits import Piece, find_pieces
from flows.understanding.message import MASK, Message, Span, Word
from flows.understanding.numbering import DOMINICAN_AREAS, LOCAL
from flows.understanding.words import Words

_SOFT = re.compile(r"[\t ().\[\]\-/,·•|~]{0,8}| ?[xX] ?")  # inside one number, or between two
_TIGHT = re.compile(r"[().\[\]\-~]*")  # between pieces that belong together
_APART = re.compile(r"[,/|·•]|^(?: - |  )$")  # more likely between two numbers
_PLUS = re.compile(r"\+[\s(]{0,3}$|wa\.me/$", re.IGNORECASE)
_OTHER = re.compile(
    r"(?<![\d+])(?:"
    r"(?!8[024]9)\d{3}[ -]\d{7}[ -]\d(?![\d-])"  # cédula
    r"|(?<!\d[./-])[0-3]?\d([./-])[0-3]?\d\1(?:\d{4}|\d\d)(?![./-]?\d)"  # 23/11/2026
    r"|(?<!\d[./-])(?:19|20)\d\d([./-])[01]?\d\2[0-3]?\d(?![./-]?\d)"  # 2026-11-23
    r"|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d(?![./ -]?\d)"  # 2015-2019
    r"|(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:\.\d{3}){1,2})(?![.,-]?\d)"  # 1,250,000
    r")"
    r"|(?:https?://(?!wa\.me/)|www\.)\S{1,200}"
    r"|(?<![\w.+%-])[\w.+%-]{1,64}@[\w.+%-]{0,64}",
)
_UNITS = ("$", "€", "£", "¥", "₡", "%", "²")
_FAR, _NEAR = 6, 4  # words back to «llámame al» and to «cédula», or to an area code
_STOPS = re.compile(rf"[,;!?¿¡\n{MASK}]")
_LONGEST_ABBREVIATION = 5  # letters: «telf.», «cta.»
_SHORT_NAME = 3  # letters of «US» and «USA», which small are other words
_BEFORE = 6  # characters to a «+ (» or a «$»
_FEWEST = 6  # digits from which anything is meant as a phone
_MOST, _MOST_COUNTRIES = 100, 3  # pieces of one message that are looked at, and countries for each number

Context = Literal["phone", "other", ""]


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that stand close together. `gaps[i]` is what stands between the pieces `i` and `i + 1`.

    `context`: the words around call it a phone, call it something else, or say nothing. `countries` that the message
    names (ISO 3166), the nearest first.
    """

    pieces: tuple[Piece, ...]
    gaps: tuple[str, ...]
    plus: bool
    context: Context
    countries: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(piece.digits for piece in self.pieces)

    @property
    def span(self) -> Span:
        return self.pieces[0].start, self.pieces[-1].end

    def part(self, first: int, after: int) -> Run:
        """Some of its pieces."""
        pieces, gaps = self.pieces[first:after], self.gaps[first : after - 1]
        return Run(pieces, gaps, self.plus and not first, self.context, self.countries)

    def parts(self) -> list[Run]:
        """What stands between its commas, slashes and wide gaps, where any of that is long enough; else the run."""
        seams = (place for place, gap in enumerate(self.gaps, start=1) if _APART.search(gap))
        parts = [self.part(*edges) for edges in pairwise((0, *seams, len(self.pieces)))]
        return parts if any(len(part.digits) >= LOCAL for part in parts) else [self]

    def stands_alone(self, first: int, after: int) -> bool:
        """Whether nothing ties these pieces to those beside them."""
        beside = (*self.gaps[max(0, first - 1) : first], *self.gaps[after - 1 : after])
        return not any(_TIGHT.fullmatch(gap) for gap in beside)


def find_runs(message: Message, words: Words) -> list[Run]:
    """The runs of a message, in their order."""
    pieces = find_pieces(message, words)[:_MOST]
    if sum(len(piece.digits) for piece in pieces) < _FEWEST:
        return []
    text = _OTHER.sub(lambda found: MASK * len(found[0]), message.text)
    groups: list[list[Piece]] = []
    for piece in pieces:
        if text[piece.start] == MASK:
            continue
        if groups and _goes_on(message, text, groups[-1], piece, words):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    countries = _countries(message, words)
    return [_run(message, text, group, countries, words) for group in groups]


def _goes_on(message: Message, text: str, before: list[Piece], piece: Piece, words: Words) -> bool:
    """Whether a piece belongs to those before it: «código 809, número 555 0134» too."""
    between = message.said[before[-1].after : piece.first]
    called = any(said in words.of(kind) for said in between[:_NEAR] for kind in ("phone.weak", "phone.mentions"))
    area = called and len(before) == 1 and before[0].digits in DOMINICAN_AREAS and len(between) <= _NEAR
    return area or bool(_SOFT.fullmatch(text, before[-1].end, piece.start))


def _run(message: Message, text: str, pieces: list[Piece], countries: list[tuple[int, str]], words: Words) -> Run:
    first, gaps = pieces[0], [text[one.end : other.start] for one, other in pairwise(pieces)]
    before = text[max(0, first.start - _BEFORE) : first.start]
    money = before.rstrip().endswith(_UNITS)
    if _is_counted(message, pieces[-1], words):
        if gaps and not _TIGHT.fullmatch(gaps[-1]):
            pieces, gaps = pieces[:-1], gaps[:-1]  # «809 555 0134, 2 habitaciones»
        else:
            money = True
    context = "other" if money else _context(message, first.first, words)
    near = dict.fromkeys(code for _, code in sorted(countries, key=lambda named: abs(named[0] - first.first)))
    return Run(tuple(pieces), tuple(gaps), bool(_PLUS.search(before)), context, tuple(near)[:_MOST_COUNTRIES])


def _countries(message: Message, words: Words) -> list[tuple[int, str]]:
    """Where a country is named, or what is from there."""
    named = words.find(message).sizes.items()
    return [
        (place, kind.removeprefix("country."))
        for kind, sizes in named
        if kind.startswith("country.")
        for place, size in sizes.items()
        if size > 1 or len(message.said[place]) > _SHORT_NAME or message.words[place].text.isupper()
    ]


def _context(message: Message, first: int, words: Words) -> Context:
    """What the nearest telling word before says. «número» tells nothing yet in «número de cuenta»."""
    weak = False
    for place in range(first - 1, max(0, first - _FAR) - 1, -1):
        word = message.words[place]
        if _stops(message.gaps[place], word):
            break
        if word.said in words.of("phone.mentions"):
            return "phone"
        if word.said in words.of("phone.never") and first - place <= _NEAR:
            return "other"
        weak = weak or word.said in words.of("phone.weak")
    return "phone" if weak else ""


def _stops(gap: str, word: Word) -> bool:
    """Whether what follows is about something else: after a mark that ends a clause, or a code («ref K7M»)."""
    ends = bool(_STOPS.search(gap)) or ("." in gap and len(word.said) > _LONGEST_ABBREVIATION)
    return (ends and ":" not in gap) or any(c.isdigit() for c in word.said)


def _is_counted(message: Message, last: Piece, words: Words) -> bool:
    """«5 millones», «120 m2», «30 %»: a unit follows."""
    if message.text[last.end : last.end + 3].lstrip().startswith(_UNITS):
        return True
    follows = message.said[last.after] if last.after < len(message.said) else ""
    return follows in words.of("phone.units") and not message.gaps[last.after - 1].strip()
