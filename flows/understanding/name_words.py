"""Where a name begins and ends among the words of a message.

No list knows all names. For a name speak where it stands, its capitals and its letters; against it that it is a word of
everyday speech in a language of this chat, or ends like a trade or a quality.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from flows.understanding.name_line import Line, is_among, is_shouted

SHORTEST, LONGEST = 2, 100  # characters
MOST_NAMES = 7  # words of a name, particles not counted: two given names and four surnames, and one to spare
_LONGEST_CHAIN = 3  # particles in a row: «de», «de la»
_ENDING_FROM = 7  # letters from which an ending says something: «Rosa» and «Mario» are shorter
_SHORT = 3  # letters of the little words that are also surnames: «Ma», «Son», «Sá»

_ODD = re.compile(
    r"(?=.*[jh].*[jh])(?:[jha]{4,}|[jhe]{4,}|[jhi]{4,})"  # laughter
    r"|[bcdfghjklmnpqrstvwxz]{3,}|.*(.)\1{2}.*"
)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2}")  # «gm» is «good morning», «Ng» a name

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
    while end < len(line) and names < MOST_NAMES and line.goes_on(end - 1):
        chain = _chain(line, end, couple=lead == "none" and end == first + 1)
        if not _may_be(line, end + chain, lead, first=False) or _is_place(line, end, chain):
            break
        end, names = end + chain + 1, names + 1
    return end if _is_whole(line, start, end, lead, inner=inner) else start


def _may_be(line: Line, place: int, lead: Lead, *, first: bool) -> bool:
    """Whether the word at `place` can be part of a name."""
    if place >= len(line) or not _reads_as_word(line, place):
        return False
    word = line[place]
    given = first and line.titled and line.is_(place, "name.names")  # «Ben Barth»
    if not given and line.is_(place, "name.particles", "name.articles"):
        return False
    initial = len(word.said) == 1 and (word.said.isascii() or line.gaps[place] == ".")
    if not initial and line.is_common(place, beyond=lead != "none"):
        return not first and _is_surname(line, place)
    if word.capital and line.cased:
        return True
    if line.titled and lead == "none":
        return True  # «Calista Guerra», though «calista» ends like a trade
    if first and _CONSONANTS.fullmatch(word.said) and not word.capital:
        return False
    if lead != "sure" and first and not line.titled and line.is_(place, "name.rarely"):
        return lead == "none" and line.is_(place, "name.names")
    return not _ends_like_a_word(line, place, trades=lead == "doubtful" or (first and lead == "none"))


def _is_surname(line: Line, place: int) -> bool:
    """«Ana Villa», «José Solares», «Elena Baños»: an everyday word where a surname stands, as surnames are written.

    In small letters only a word that is known to be a surname too, among capitals only the last one.
    """
    if _is_short_surname(line, place):
        return True
    word, last = line[place], place + 1 == len(line) or bool(line.gaps[place])
    if line.is_(place, "name.continues", "name.openers") or (place and line.is_(place - 1, "name.particles")):
        return False  # «Ana de Casa Caribe»
    if not (place and word.capital):
        plain = not place or not any(one.capital for one in line.message.words)
        return last and plain and line.is_(place, "name.rarely")
    return last or (line[place + 1].capital and not is_shouted(word))


def _is_short_surname(line: Line, place: int) -> bool:
    """«Jack Ma», «Siobhán Ní Bhriain»: a little word of a name in which every word has its capital."""
    size = len(line[place].said)
    ends = place + 1 == len(line) or not (line.is_common(place + 1) or line[place].text.isascii())
    return ends and line.titled and size <= _SHORT


def _reads_as_word(line: Line, place: int) -> bool:
    """Letters that somebody could say, and that no possessive ends; a single one is an initial."""
    word = line[place]
    if len(word.said) == 1 and word.said.isascii():
        alone = place + 1 < len(line) and not line.gaps[place] and not line[place + 1].capital  # "I spoke to Laura"
        initial = line.gaps[place] == "." or not (alone if word.capital else line.is_common(place))
        return initial and word.said.isalpha()
    return _is_sayable(word.text, word.said)


@lru_cache(maxsize=4096)  # people use the same words
def _is_sayable(text: str, said: str) -> bool:
    letters = all(c == "'" or unicodedata.category(c)[0] in "LM" for c in text)
    return letters and not _ODD.fullmatch(said)


def _ends_like_a_word(line: Line, place: int, *, trades: bool) -> bool:
    """Whether its ending is that of a gerund, an adverb, a trade: «buscando», «plomero»."""
    said, words = line[place].said, line.words
    if len(said) < _ENDING_FROM or said in words.of("name.names"):
        return False
    return said.endswith(tuple(words.of("name.endings"))) or (trades and said.endswith(tuple(words.of("name.trades"))))


def _leading_particles(line: Line, start: int) -> int:
    """How many particles a surname begins with: «de la» Cruz, «la» Rosa."""
    places = range(start, min(start + _LONGEST_CHAIN, len(line)))
    return next((place - start for place in places if not line.is_(place, "name.particles", "name.articles")), 0)


def _chain(line: Line, place: int, *, couple: bool) -> int:
    """How many particles stand at `place`: 2 for «de la» in «Ana de la Cruz».

    `couple`: one name stands before, so that «Ana y Luis Peña» may be meant.
    """
    count = line.at(place, "name.particles")
    if not count and line.is_(place, "name.articles") and _is_between_capitals(line, place, couple=couple):
        count = 1
    return count if all(line.goes_on(one) for one in range(place, place + count)) else 0


def _is_between_capitals(line: Line, place: int, *, couple: bool) -> bool:
    """«Ramón y Cajal», «Le Clézio», «Ana y Luis Peña»: with the capitals of a name on both sides."""
    after = place + 1
    if after >= len(line) or not (line[place - 1].capital and line[after].capital):
        return False
    more = after + 1 < len(line) and line[after + 1].capital and not line.gaps[after]
    return not line.is_(place, "name.joins") or (more if couple else place > 1 and not more)


def _is_place(line: Line, place: int, chain: int) -> bool:
    """«de Santiago», «de Nueva York»: where they come from."""
    return bool(chain) and line.is_(place, "name.origins") and line.at(place + 1, "name.places") > 0


def _is_whole(line: Line, start: int, end: int, lead: Lead, *, inner: bool) -> bool:
    """Long enough to be a name, short enough, and not the name of a place alone."""
    first, after = line.message.span_of(start, end)
    if after - first > LONGEST or (not inner and _says_something(line, start, end, lead)):
        return False
    alone = end - start > 1 and line.message.phrase(start, end) in line.words.of("name.places")
    return sum(c.isalpha() for c in line.message.text[first:after]) >= SHORTEST and not alone


def _says_something(line: Line, start: int, end: int, lead: Lead) -> bool:
    """Whether it holds nothing but words of one language: «Primo Bueno», «Good Morning»; a «Luz Blanco» is known to be
    a name, and a single word of another language is one unless it is an answer by itself."""
    words, places = line.message.words[start:end], range(start, end)
    common = [line.is_common(place, beyond=False) for place in places]
    if all(
        one or (lead != "sure" and line.is_(place, "name.rarely")) for one, place in zip(common, places, strict=True)
    ):
        return any(common) or not any(line.is_(place, "name.names") for place in places)
    if len(words) == 1:
        return is_among(words[0], line.words.of("name.meant"))
    known = all(is_among(word, line.words.of("name.never")) for word in words)
    return known and any(all(is_among(word, spoken) for word in words) for spoken in line.words.everyday.values())
