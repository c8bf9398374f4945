"""What looks like a name among the words of a message, and where it ends.

No list knows all names. For a name speak where it stands, its capitals and its letters; against it that it is a word of
everyday speech in a language of this chat, or ends like a trade or a quality.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

SHORTEST, LONGEST = 2, 100  # characters
_MOST_NAMES = 7  # words of a name, particles not counted: two given names and four surnames, and one to spare
_LONGEST_NAME = 2 * _MOST_NAMES  # words, particles and all
_LONGEST_CHAIN = 3  # particles in a row: «de», «de la»
_ENDING_FROM = 7  # letters from which an ending says something: «Rosa» and «Mario» are shorter
_SHORT = 3  # letters of the little words that are also surnames: «Ma», «Son», «Sá»
_PARTICLES: tuple[PhraseKind, ...] = ("name.particles", "name.articles")

_LINK = re.compile(r"[@_]|://|\bwww\.|[^\W_]\.(?:com|net|org|info|io|co|ly|me|do|es|fr|br|pt)\b", re.IGNORECASE)
_EMOJI, _CHUNK = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]+"), re.compile(r"\S+")
_ODD = re.compile(
    r"(?=.*[jh].*[jh])(?:[jha]{4,}|[jhe]{4,}|[jhi]{4,})"  # laughter
    r"|[a-z]|[bcdfghjklmnpqrstvwxz]{3,}|.*(.)\1{2}.*"
)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2}")  # «gm» is «good morning», «Ng» a name

# What stands before a name introduces names only («me llamo»), is missing, or introduces trades and qualities just as
# well («soy», "I'm").
Lead = Literal["sure", "none", "doubtful"]


@dataclass(frozen=True, eq=False)
class Line:
    """A message as names are looked for in it, and what its capitals say."""

    message: Message
    words: Words

    @cached_property
    def found(self) -> Phrases:
        """The phrases of all kinds in it."""
        return self.words.find(self.message)

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What stands behind each word, spaces taken off."""
        return tuple(gap.strip() for gap in self.message.gaps)

    @cached_property
    def cased(self) -> bool:
        """Whether capitals are a sign: some words begin small, or each of several has one and is not all capitals."""
        words = [word for word in self.message.words if len(word.text) > 1]
        return any(word.text[0].islower() for word in words) or self.titled

    @cached_property
    def titled(self) -> bool:
        """Whether each of several words has a capital, and none is all capitals."""
        words = self.message.words
        return len(words) > 1 and all(
            word.capital and (len(word.text) == 1 or not word.text.isupper()) for word in words
        )

    def __len__(self) -> int:
        return len(self.message.words)

    def __getitem__(self, place: int) -> Word:
        return self.message.words[place]

    def at(self, place: int, *kinds: PhraseKind) -> int:
        """How many words the longest phrase of these kinds has that begins at `place`."""
        return self.found.at(place, *kinds)

    def is_(self, place: int, *kinds: PhraseKind) -> bool:
        """Whether there is a word at `place`, and alone it is of one of these kinds."""
        return 0 <= place < len(self) and any(self[place].said in self.words.of(kind) for kind in kinds)

    def text(self, first: int, end: int) -> str:
        """These words as they were written, with what stands between them, and the dot of «Jr.»."""
        start, after = self.message.span_of(first, end) if end > first else (0, 0)
        return " ".join(self.message.text[start : after + (end > first and self._is_dotted(end - 1))].split())

    def closes(self, end: int) -> bool:
        """Whether a clause ends there: more stands before the next word than a space, a hyphen, or the dot of «Jr.»."""
        if end == len(self):
            return True
        gap, mark = self.message.gaps[end - 1], self.gaps[end - 1]
        return gap != "-" and mark != "" and not (mark == "." and self._is_dotted(end - 1))

    def _is_dotted(self, place: int) -> bool:
        """«J.», «Jr.»: the dot ends no sentence."""
        short = len(self[place].text) == 1 or self.is_(place, "name.abbreviations")
        return short and self.message.gaps[place].startswith(".")

    def clause_start(self, place: int) -> int:
        """The first word of the clause of `place`, or the one from which no name reaches as far."""
        last = max(0, place - _LONGEST_NAME)
        while place > last and not self.closes(place):
            place -= 1
        return place

    def is_common(self, place: int, *, beyond: bool = True) -> bool:
        """Whether an everyday word stands there; not the «So» of «So-yeon». `beyond`: of any language, where it has not
        the capital of a name."""
        word = self[place]
        if is_everyday(word, self.words):
            joined = place + 1 < len(self) and self.message.gaps[place] == "-"
            return not joined or is_everyday(self[place + 1], self.words)
        named = not beyond or (word.capital and self.cased)
        return not named and word.said in self.words.of("name.never")


def read_line(message: Message, words: Words) -> Line:
    """The message as names are looked for in it: links, addresses and emoji are no words."""
    links = (found for found in _CHUNK.finditer(message.text) if _LINK.search(found[0]))
    return Line(message.without(found.span() for found in (*_EMOJI.finditer(message.text), *links)), words)


def is_everyday(word: Word, words: Words) -> bool:
    """Whether it is a word of everyday speech in a language of this chat, or of companies."""
    said, kinds = word.said, words.kinds
    return said in kinds["name.home"] or said in kinds["name.businesses"] or said in kinds["company.trades"]


def take_name(line: Line, start: int, lead: Lead = "none", *, inner: bool = False) -> int:
    """Where the name that begins at `start` ends, `start` itself when none begins there.

    `inner`: it goes on from something before, so it may begin with «de la».
    """
    chain = range(start, start + _LONGEST_CHAIN if inner else start)
    first = next((one for one in chain if not line.is_(one, *_PARTICLES)), start)
    if not _may_be(line, first, lead, first=not inner):
        return start
    end, most = first + 1, start + _LONGEST_NAME
    while end <= most and not line.closes(end) and _may_be(line, last := end + _chain(line, end), lead, first=False):
        end = last + 1
    return end if _is_whole(line, start, end, lead, inner=inner) else start


def begin_name(line: Line, end: int, lead: Lead = "none") -> int:
    """Where the name that ends there begins, `end` itself when none does."""
    starts = range(line.clause_start(end - 1), end) if end else ()
    return next((start for start in starts if take_name(line, start, lead) == end), end)


def _may_be(line: Line, place: int, lead: Lead, *, first: bool) -> bool:
    """Whether the word at `place` can be part of a name."""
    if place >= len(line) or line.is_(place, *_PARTICLES):
        return False
    word, initial = line[place], _is_initial(line, place)
    if not initial and not _is_sayable(word.text, word.said):
        return False
    if not initial and line.is_common(place, beyond=lead != "none"):
        return not first and _is_surname(line, place)
    if word.capital and line.cased:
        return True  # «Calista Guerra», though «calista» ends like a trade
    seldom = lead != "sure" and line.is_(place, "name.rarely")
    if first and (seldom or _CONSONANTS.fullmatch(word.text)):
        return line.is_(place, "name.names")
    doubtful = lead == "doubtful"
    return not _ends_like_a_word(line, place, trades=doubtful or (first and lead == "none"), short=first and doubtful)


def _is_initial(line: Line, place: int) -> bool:
    """«J.», or a letter alone before a capital: not "I spoke to Laura"."""
    word = line[place]
    if len(word.said) > 1 or not word.said.isalpha() or line.gaps[place] == ".":
        return len(word.said) == 1 and word.said.isalpha()
    return word.capital and word.said.isascii() and (line.closes(place + 1) or line[place + 1].capital)


@lru_cache(maxsize=4096)  # people use the same words
def _is_sayable(text: str, said: str) -> bool:
    """Letters that somebody could say; a single one is an initial, if anything."""
    return all(c == "'" or unicodedata.category(c)[0] in "LM" for c in text) and not _ODD.fullmatch(said)


def _is_surname(line: Line, place: int) -> bool:
    """«Ana Villa», «José Solares», «Elena Baños»: an everyday word where a surname stands, as surnames are written.

    A word that often goes on after a name is none, but for little ones: «Ana Gracias», «Jack Ma».
    """
    word, goes_on = line[place], line.is_(place, "name.continues", "name.openers")
    if not word.capital or line.is_(place - 1, "name.particles") or (goes_on and len(word.said) > _SHORT):
        return False  # «Ana de Casa Caribe»
    return line.closes(place + 1) or line[place + 1].capital


def _ends_like_a_word(line: Line, place: int, *, trades: bool, short: bool) -> bool:
    """Whether it ends like a gerund, an adverb, a trade: «buscando», «plomero»; or like a `short` one: "taking"."""
    said, words = line[place].said, line.words
    tells = len(said) >= _ENDING_FROM - short and said not in words.of("name.names")
    return tells and said.endswith((*words.of("name.endings"), *(words.of("name.trades") if trades else ())))


def _chain(line: Line, place: int) -> int:
    """How many particles stand at `place`: 2 for «de la» in «Ana de la Cruz», 1 in «Le Clézio» and «Ramón y Cajal»; 0
    for the «de» of «de Santiago», where they come from."""
    count = line.at(place, "name.particles")
    if line.is_(place, "name.origins") and line.at(place + 1, "name.places"):
        return 0
    if not count and line.is_(place, "name.articles") and not line.closes(place + 1):
        surnames = place > 1 and (line.closes(place + 2) or not line[place + 2].capital)
        capitals = line[place - 1].capital and line[place + 1].capital
        count = int(capitals and (surnames or not line.is_(place, "name.joins")))
    return 0 if any(line.closes(end) for end in range(place + 1, place + count + 1)) else count


def _is_whole(line: Line, start: int, end: int, lead: Lead, *, inner: bool) -> bool:
    """Long enough to be a name, short enough, and not the name of a place alone."""
    text, names = line.text(start, end), [one for one in range(start, end) if not line.is_(one, "name.particles")]
    if sum(map(str.isalpha, text)) < SHORTEST or len(text) > LONGEST or len(names) > _MOST_NAMES:
        return False
    place = end - start > 1 and line.message.phrase(start, end) in line.words.of("name.places")
    return not place and (inner or not _says(line, start, end, lead))


def _says(line: Line, start: int, end: int, lead: Lead) -> bool:
    """Whether it holds nothing but words of one language: «Primo Bueno», «Good Morning»; a «Luz Blanco» is known to be
    a name, and a single word of another language is one unless it is an answer by itself."""
    words, places = line.message.words[start:end], range(start, end)
    common = {place for place in places if line.is_common(place, beyond=False)}
    seldom = {place for place in places if lead != "sure" and line.is_(place, "name.rarely")}
    if len(common | seldom) == len(words):
        return bool(common) or not any(line.is_(place, "name.names") for place in places)
    if len(words) == 1:
        somebody = line.is_(start, "name.people") and not words[0].capital  # «a nombre de ella»
        return somebody or words[0].said in line.words.of("name.meant")
    return any(all(word.said in spoken for word in words) for spoken in line.words.everyday.values())
