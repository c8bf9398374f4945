"""Where a name begins and ends among the words of a message.

No list knows all names, so what is known is what a name is not: the little words, the verbs and the greetings of each
language, and how trades and qualities end. A word that is none of these, where a name is expected, is a name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from flows.understanding.message import Word
from flows.understanding.plain import first_words
from flows.understanding.tokens import Token, squeeze
from flows.understanding.words import Words

SHORTEST, LONGEST = 2, 100  # characters
MOST_NAMES = 7  # words of a name, particles not counted: two given names and four surnames, and one to spare
_LONGEST_WORD = 25  # letters
_LONGEST_CHAIN = 3  # particles in a row: «de», «de la»
_ENDING_FROM = 7  # letters from which an ending says something: «Rosa» and «Mario» are shorter
_SHORT = 3  # letters of the little words that are also surnames: «Ma», «Son», «Sá»

_LAUGH = re.compile(r"(?=.*[jh].*[jh])(?:[jha]{4,}|[jhe]{4,}|[jhi]{4,})")
_VOICELESS = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,}")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2}")  # «gm» is «good morning», «Ng» a name
_CONTRACTED = re.compile(r"(?:j|c|qu)'.*")  # «j'arrive», «c'est»
_STRETCH = re.compile(r"(.)\1{2}")
_FOREIGN_MARKS = frozenset("\u0309\u031b\u0323\u0306\u030a\u030c\u0328\u0304\u030b\u0307")  # hook, horn, dot below …


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a message, and what its capitals say.

    `cased`: some words begin small, so that a capital is a sign. `titled`: every word has one, particles apart.
    """

    tokens: tuple[Token, ...]
    words: Words
    cased: bool
    titled: bool

    def said(self, start: int, count: int) -> str:
        """`count` words from `start` as one phrase."""
        return " ".join(token.said for token in self.tokens[start : start + count])


def read_line(tokens: tuple[Token, ...], words: Words) -> Line:
    """`tokens` with what their capitals say."""
    telling = [token for token in tokens if token.said not in words.of("name.particles")]
    small = any(len(token.text) > 1 and token.text[0].islower() for token in telling)
    titled = len(telling) > 1 and all(token.capital and not token.shouted for token in telling)
    return Line(tokens, words, cased=small, titled=titled)


Lead = Literal["sure", "none", "doubtful"]


def take_name(line: Line, start: int, lead: Lead = "none", *, inner: bool = False) -> int:
    """Where the name that begins at `start` ends, `start` itself when none begins there.

    `lead`: what stands before it introduces names only («me llamo»), is missing, or introduces trades and qualities
    just as well («soy», "I'm"). `inner`: it goes on from something before, so it may begin with «de la».
    """
    first = start + (_leading_particles(line, start) if inner else 0)
    if not _may_be(line, first, lead, first=not inner):
        return start
    end, names = first + 1, 1
    while end < len(line.tokens) and names < MOST_NAMES and _goes_on(line, end - 1):
        chain = _chain(line, end)
        if not _may_be(line, end + chain, lead, first=False) or _is_place(line, end, chain):
            break
        end, names = end + chain + 1, names + 1
    return end if _is_whole(line, start, end, inner=inner) else start


def is_common(token: Token | Word, words: Words) -> bool:
    """Whether it is a word of everyday speech, which no name holds."""
    said = squeeze(token.said)
    if _is_foreign(token.text):
        return False
    never, businesses = words.of("name.never"), words.of("name.businesses")
    return said in never or token.said in never or said in businesses or token.said in businesses


def goes_on(token: Token, words: Words) -> bool:
    """Whether the next word belongs to the same phrase: nothing but a space, or the dot of «J.» or «Jr.» between."""
    if token.gap == ".":
        return len(token.text) == 1 or token.said in words.of("name.abbreviations")
    return not token.gap


def _goes_on(line: Line, place: int) -> bool:
    return goes_on(line.tokens[place], line.words)


def _may_be(line: Line, place: int, lead: Lead, *, first: bool) -> bool:
    """Whether the word at `place` can be part of a name."""
    if place >= len(line.tokens):
        return False
    token, words = line.tokens[place], line.words
    if not _reads_as_word(token, words) or token.said in words.of("name.particles") | words.of("name.articles"):
        return False
    if len(token.said) > 1 and is_common(token, words):
        return _is_from_elsewhere(line, place) if first else _is_surname(line, place)
    if token.capital and line.cased and (place or token.said not in words.of("name.rarely")):
        return True  # but the first word of a message has one from the phone
    if first and _CONSONANTS.fullmatch(token.said) and not token.capital:
        return False
    if lead != "sure" and first and not line.titled and token.said in words.of("name.rarely"):
        return lead == "none" and token.said in words.of("name.names")
    return not _ends_like_a_word(token, words, trades=lead == "doubtful" or (first and lead == "none"))


def _is_surname(line: Line, place: int) -> bool:
    """«Ana Villa», «José Solares», «Elena Baños»: an everyday word where a surname stands, as surnames are written.

    In small letters only a word that is known to be a surname too, among capitals only the last one.
    """
    token, words = line.tokens[place], line.words
    if _is_short_surname(line, place):
        return True
    before, after = line.tokens[place - 1 : place], line.tokens[place + 1 : place + 2]
    last = not after or bool(token.gap)
    if token.said in words.of("name.continues") | words.of("name.openers"):
        return False
    if any(one.said in words.of("name.particles") for one in before):
        return False  # «Ana de Casa Caribe»
    if not (before and token.capital):
        plain = not any(one.capital for one in line.tokens) or not before
        return last and plain and token.said in words.of("name.rarely")
    if last or token.shouted:
        return last
    return after[0].capital or after[0].said in words.of("name.continues")


def _is_from_elsewhere(line: Line, place: int) -> bool:
    """«Li Wei», «Will Smith»: a word of other languages than those of this chat, in a name with all its capitals."""
    token, words = line.tokens[place], line.words
    return not place and line.titled and squeeze(token.said) not in words.of("name.home")


def _is_short_surname(line: Line, place: int) -> bool:
    """«Jack Ma», «Siobhán Ní Bhriain»: a little word of a name in which every word has its capital."""
    after = line.tokens[place + 1 : place + 2]
    ends = not after or not is_common(after[0], line.words)
    said = line.tokens[place].said
    return (
        ends
        and line.titled
        and len(said) <= _SHORT
        and (len(said) < _SHORT or said not in line.words.of("name.continues"))
    )


def _reads_as_word(token: Token, words: Words) -> bool:
    """Letters that somebody could say, and that no possessive ends; a single one is an initial."""
    if not token.solid or not any(c.isalpha() for c in token.text) or len(token.text) > _LONGEST_WORD:
        return False
    if len(token.said) == 1 and token.said.isascii():
        return token.capital or token.gap == "." or not is_common(token, words)
    odd = (
        _LAUGH.fullmatch(token.said)
        or _CONTRACTED.fullmatch(token.text.lower())
        or _VOICELESS.fullmatch(token.said)
        or _STRETCH.search(token.said)
    )
    return not odd and not token.text.lower().endswith("'s")


def _ends_like_a_word(token: Token, words: Words, *, trades: bool) -> bool:
    """Whether its ending is that of a gerund, an adverb, a trade: «buscando», «plomero»."""
    said = token.said.rpartition(" ")[2]  # of «Jean-Baptiste» the second
    if len(said) < _ENDING_FROM or said in words.of("name.names"):
        return False
    if said.endswith(tuple(words.of("name.endings"))):
        return True
    return trades and said.endswith(tuple(words.of("name.trades")))


def _leading_particles(line: Line, start: int) -> int:
    """How many particles a surname begins with: «de la» Cruz, «la» Rosa."""
    said = [token.said for token in line.tokens[start : start + _LONGEST_CHAIN]]
    inside = line.words.of("name.particles") | line.words.of("name.articles")
    return next((count for count, word in enumerate(said) if word not in inside), 0)


def _chain(line: Line, place: int) -> int:
    """How many particles stand at `place`: 2 for «de la» in «Ana de la Cruz»."""
    particles, articles = line.words.of("name.particles"), line.words.of("name.articles")
    first = line.tokens[place].said if place < len(line.tokens) else ""
    if first not in first_words(particles) and first not in first_words(articles):
        return 0
    for count in range(_LONGEST_CHAIN, 0, -1):
        tokens = line.tokens[place : place + count]
        if len(tokens) < count or not all(goes_on(token, line.words) for token in tokens):
            continue
        said = " ".join(token.said for token in tokens)
        if said in particles:
            return count
        if said in articles and _is_between_capitals(line, place, count):
            return count
    return 0


def _is_between_capitals(line: Line, place: int, count: int) -> bool:
    """«Ramón y Cajal», «Le Clézio»: with the capitals of a name on both sides."""
    beside = line.tokens[place - 1 : place] + line.tokens[place + count : place + count + 1]
    if len(beside) != 2 or not all(token.capital for token in beside):
        return False
    joins = line.tokens[place].said in line.words.of("name.joins")
    after = line.tokens[place + count + 1 : place + count + 2]
    return not joins or (place > 1 and not (after and after[0].capital and not line.tokens[place + count].gap))


def _is_place(line: Line, place: int, chain: int) -> bool:
    """«de Santiago», «de Nueva York»: where they come from."""
    if not chain or line.tokens[place].said not in line.words.of("name.origins"):
        return False
    after = line.said(place + 1, 4)
    return any(f"{after} ".startswith(f"{known} ") for known in line.words.of("name.places"))


def _is_whole(line: Line, start: int, end: int, *, inner: bool) -> bool:
    """Long enough to be a name, short enough, and not the name of a place alone."""
    tokens = line.tokens[start:end]
    if not tokens or tokens[-1].end - tokens[0].start > LONGEST or (not inner and _is_everyday(tokens, line.words)):
        return False
    said = line.said(start, end - start)
    alone = " " in said and said in line.words.of("name.places")
    return sum(c.isalpha() for token in tokens for c in token.text) >= SHORTEST and not alone


def _is_everyday(tokens: tuple[Token, ...], words: Words) -> bool:
    """Whether a name would hold nothing but everyday words: «Primo Bueno»; a «Luz Blanco» is known to be one."""
    common = [is_common(token, words) for token in tokens]
    rare = words.of("name.rarely")
    return any(common) and all(one or token.said in rare for one, token in zip(common, tokens, strict=True))


@lru_cache(maxsize=4096)  # people use the same words
def _is_foreign(text: str) -> bool:
    """Whether it carries marks that none of our everyday words has: «Thế» is not «the»."""
    if text.isascii():
        return False
    plain = unicodedata.normalize("NFD", text)
    return any(mark in _FOREIGN_MARKS for mark in plain) or re.search(r"[\u0300-\u036f]{2}", plain) is not None
