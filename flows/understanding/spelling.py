"""A message as the parts of an e-mail address: «ana punto pena arroba gmail punto com» gives the same as
«ana.pena@gmail.com».

Each part has a shape, one character, so that what an address looks like is a pattern over the shapes:

    w a word    c a letter    d a digit    n a longer number
    p a large provider    m «com», «net» …: only a country comes behind it    e another ending
    . _ - + @ typed    , a comma, or several dots    : ~ a dot, another sign in words    A an «arroba»    a an «at»
    ( ) brackets    x anything else
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flows.understanding.digits import Piece, find_pieces
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import MASK, Message, fold_word
from flows.understanding.phrases import Phrases
from flows.understanding.providers import ENDINGS, GENERIC, PROVIDERS
from flows.understanding.words import Words

_SIGNS: Mapping[PhraseKind, tuple[str, str]] = {
    "email.underscore": ("_", "~"),
    "email.at_weak": ("@", "a"),  # «at», «chez»: means something else too
    "email.at": ("@", "A"),
    "email.hyphen": ("-", "~"),
    "email.dot": (".", ":"),
    "email.plus": ("+", "~"),
}
_SIGN = re.compile(r"(?P<digits>[dn](?:[ -]?[dn])*)|(?P<stop> ?\.(?= ))| \.|.")
_MARK = re.compile(r"\.{2,}|[^\S\n]+|.", re.DOTALL)
_TYPED_DOMAIN = re.compile(r"(?<=@)[\w-]+(?:\.[\w-]+)+")
_EMPHASIS = re.compile(r"(?<!\S)_\S+_(?!\S)")
_BRACKETS = {**dict.fromkeys("([{<", "("), **dict.fromkeys(")]}>", ")")}
_CLOSED_UP = re.compile(r"[ ,]*(?:\( ?([@.aA:~]) ?\)|([aA:~]))[ ,]*")
_IN_BRACKETS = {"@": "A", "a": "A", ".": ":"}
_LONG_AT = 6  # letters of an «arroba» that is seen where it sticks to other words


class Part(NamedTuple):
    """A word, sign, mark or blank. `written`: what it adds to an address, lower case. `said`: the word folded, «» for
    anything else. `place`: of its first word in the message, −1 for a mark."""

    written: str
    said: str
    start: int
    end: int
    shape: str
    place: int = -1


def parts_of(message: Message, words: Words) -> Sequence[Part]:
    """The parts of a message. Where an «arroba» was said, numbers and letters are read as people spell them, and pauses
    and remarks are left out."""
    phrases = words.find(message)
    if not (phrases.has("email.at", "email.at_weak") or glued_at(words).search(message.line)):
        return _closed_up([*_parts(message, words, {}, {})])
    return _closed_up([*_parts(message, words, _numbers(message, words, 1), _left_out(message, phrases))])


def signs_of(message: Message, words: Words, *, shortest: int) -> Sequence[Part]:
    """The parts but the blanks, numbers in words of at least `shortest` digits among them. Digits that were given
    together are one part; a dot before a blank is a mark, and one behind a blank as if it was said."""
    parts, signs = [*_parts(message, words, _numbers(message, words, shortest), {})], list[Part]()
    for found in _SIGN.finditer(shapes_of(parts)):
        group, last = parts[found.start() : found.end()], parts[found.end() - 1]
        if found["digits"]:
            digits = "".join(part.said for part in group)
            signs.append(last._replace(written=digits, said=digits, start=group[0].start, place=group[0].place))
        elif last.shape != " ":
            signs.append(last._replace(shape="," if found["stop"] else ":" if len(group) > 1 else last.shape))
    return signs


def shapes_of(parts: Sequence[Part]) -> str:
    """The shapes of the parts, so that one stands at the place of each."""
    return "".join(part.shape for part in parts)


def glued_at(words: Words) -> re.Pattern[str]:
    """An «arroba» that is seen inside a word too."""
    return _any_of(words.of("email.at"))


@lru_cache(maxsize=8)  # a vocabulary is the same for every message
def _any_of(ats: frozenset[str]) -> re.Pattern[str]:
    long = (at for at in ats if len(at) >= _LONG_AT and " " not in at)
    return re.compile("|".join(sorted(long, key=len, reverse=True)))


def _parts(message: Message, words: Words, numbers: Mapping[int, Piece], left_out: Mapping[int, int]) -> Iterator[Part]:
    text, signs = _with_lines_below(message), _signs(message, words.find(message))
    yield from _marks(text, 0, _start(message, 0))
    place = 0
    while place < len(message.words):
        if place in left_out:
            place += left_out[place]
            blank = message.gaps[place - 1].startswith(" ")
            yield from _marks(text, message.words[place - 1].end + blank, _start(message, place))
            continue
        start, after = message.words[place].start, _after_glued(message, place)
        if place in signs and after == place + 1:
            size, written, shape = signs[place]
            after = place + size
            yield Part(written, "", start, message.words[after - 1].end, shape, place)
        elif number := numbers.get(start):
            while _start(message, after) < number.end:
                after += 1
            yield Part(number.digits, number.digits, start, number.end, _shape(number.digits), place)
        else:
            yield from _word(message, place, after, words)
        yield from _marks(text, message.words[after - 1].end, _start(message, after))
        place = after


def _signs(message: Message, phrases: Phrases) -> Mapping[int, tuple[int, str, str]]:
    """Where a sign is said: in how many words, what is written for it, and its shape; the «at» of «gmx.at» is none."""
    signs: dict[int, tuple[int, str, str]] = {}
    typed = _TYPED_DOMAIN.sub(lambda found: MASK * len(found[0]), message.text)
    for kind, (written, shape) in _SIGNS.items():
        for place, size in phrases.all(kind):
            if size > signs.get(place, (0,))[0] and typed[message.words[place].start] != MASK:
                signs[place] = size, written, shape
    return signs


def _left_out(message: Message, phrases: Phrases) -> Mapping[int, int]:
    """Where nothing of the address is said, and in how many words: «todo junto», the «de ana» of «a de ana»."""
    remarks = dict(phrases.all("email.together", "email.fillers"))
    for place, size in phrases.all("email.as_in"):
        letter, example = message.phrase(place - 1, place), message.phrase(place + size, place + size + 1)
        if len(letter) == 1 and example.startswith(letter) and example != letter:
            remarks[place] = size + 1
    return remarks


def _with_lines_below(message: Message) -> str:
    """The text with the «_» that other readers take for emphasis: «ana_ pena@…»."""
    if _EMPHASIS.search(message.source):
        return message.text
    pairs = zip(message.source, message.text, strict=True)
    return "".join("_" if typed == "_" and seen == " " else seen for typed, seen in pairs)


def _marks(text: str, start: int, end: int) -> Iterator[Part]:
    """What stands between two words, sign by sign."""
    if text[start:end] == " ":
        yield Part(" ", "", start, end, " ")  # as nearly always
        return
    for found in _MARK.finditer(text, start, end):
        mark = found[0]
        shape = mark if mark in "._-+@," else " " if mark.isspace() and mark != "\n" else _BRACKETS.get(mark, "x")
        yield Part(mark, "", found.start(), found.end(), "," if mark.startswith("..") else shape)


def _start(message: Message, place: int) -> int:
    return message.words[place].start if place < len(message.words) else len(message.text)


def _after_glued(message: Message, place: int) -> int:
    """The place after the words that stand together: «ana1985» is one part of an address, an emoji is none."""
    after = place + 1
    while after < len(message.words) and not message.gaps[after - 1]:
        if not all(word.text[0].isalnum() for word in message.words[after - 1 : after + 1]):
            break
        after += 1
    return after


def _word(message: Message, place: int, after: int, words: Words) -> Iterator[Part]:
    """A word, or three: «anaarrobagmail»."""
    start, end = message.span_of(place, after)
    written = message.text[start:end].lower()
    at = glued_at(words).search(written) if end - start > _LONG_AT else None
    seams = (0, *(at.span() if at else ()), len(written))
    for first, last in pairwise(seams):
        if at and first == at.start():
            yield Part("@", "", start + first, start + last, "A", place)
        elif first < last:
            said = fold_word(written[first:last])
            yield Part(written[first:last], said, start + first, start + last, _shape(said), place)


@lru_cache(maxsize=4096)  # people use the same words
def _shape(said: str) -> str:
    if said.isdecimal():
        return "d" if len(said) == 1 else "n"
    if len(said) == 1:
        return "c" if said.isalpha() else "x"
    return "p" if said in PROVIDERS else "m" if said in GENERIC else "e" if said in ENDINGS else "w"


def _closed_up(parts: Sequence[Part]) -> Sequence[Part]:
    """«ana, arroba, gmail», «ana [at] gmail»: without what stands around a sign that was said."""
    kept, reached = list[Part](), 0
    for found in _CLOSED_UP.finditer(shapes_of(parts)):
        sign = parts[found.start(1) if found[1] else found.start(2)]
        shape = _IN_BRACKETS.get(sign.shape, sign.shape) if found[1] else sign.shape
        kept += [*parts[reached : found.start()], sign._replace(shape=shape)]
        reached = found.end()
    return [*kept, *parts[reached:]]


def _numbers(message: Message, words: Words, shortest: int) -> Mapping[int, Piece]:
    """The numbers in words, of at least so many digits, by where they begin."""
    pieces = find_pieces(message, words)
    return {piece.start: piece for piece in pieces if piece.spoken and len(piece.digits) >= shortest}
