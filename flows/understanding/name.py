"""What somebody is called (conversation §8, Name).

A name is taken out of any message in which they introduce themselves («me llamo …», "I'm …"); one that stands alone is
taken only as the answer to «¿cómo te llamas?». A name that was made up is worse than asking again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flows.understanding import Complaint
from flows.understanding.commands import read_command
from flows.understanding.message import Message, read
from flows.understanding.name_line import read_line
from flows.understanding.name_others import without_introduction
from flows.understanding.name_search import CODE, find_name
from flows.understanding.name_words import LONGEST, SHORTEST
from flows.understanding.words import Words
from flows.understanding.yesno import read_yes_no

_LINK = re.compile(r"://|\bwww\.|\w\.(?:com|net|org|info|io|co|ly|me|do|es)\b", re.IGNORECASE)
_MOST_PROFILE_WORDS = 6
_INITIAL = re.compile(r"(?:^|(?<=[-'’.]))\w")
_SMALL = frozenset(
    {"de", "del", "la", "las", "los", "el", "y", "e", "da", "das", "do", "dos", "di", "du", "des"}
    | {"van", "von", "der", "den", "ter", "zu", "bin", "al"}
)
_JOINS = frozenset({"y", "and", "et", "und", "и", "ak"})
_JOINS_SURNAMES = "e"  # too, far more often: «Maria Costa e Silva»


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is stored, all surnames, accents and order kept."""

    full: str
    words: int


def search_name(message: Message, words: Words, *, asked: bool) -> tuple[Name | None, Message]:
    """The person's own name and the message without it and its introduction.

    `asked`: the message answers «¿cómo te llamas?», so a name that stands alone counts.
    """
    if asked and _is_something_else(message, words):
        return None, message
    named = find_name(read_line(message, words), asked=asked)
    if named is None:
        return None, message
    count = sum(any(c.isalpha() for c in word) for word in named.full.split())
    return Name(named.full, count), message.without([named.span])


def read_name(message: Message, words: Words) -> Name | Complaint:
    """The name in an answer to «¿cómo te llamas?»; courtesies around it («me llamo», «soy», «don») are dropped."""
    name, _ = search_name(message, words, asked=True)
    return name or _complain(message, words)


def insisted_name(message: Message, words: Words) -> str | None:
    """What may be a name after all, where an answer was not taken for one (conversation §8.2).

    That is 1–6 words of letters that are no command, yes or no, and refuse nothing, without what introduces them; it is
    proposed, never taken.
    """
    line = " ".join(without_introduction(message, words).split()).strip(" .,;:!")
    refused = words.of("intent.negations") | words.of("answer.no") | words.of("answer.none")
    if not 1 <= len(line.split()) <= _MOST_PROFILE_WORDS or not refused.isdisjoint(message.said) or len(line) > LONGEST:
        return None
    letters = sum(c.isalpha() for c in line)
    if letters < SHORTEST or not all(map(_is_of_name, line)) or CODE.search(line) or _is_something_else(message, words):
        return None
    return line


def with_capitals(full: str) -> str:
    """A name typed all in capitals or all small, as names are written: Ana Peña de la Cruz."""
    if not (full.isupper() or full.islower()):
        return full
    words = full.lower().split(" ")
    written = [word if place and word in _SMALL else _INITIAL.sub(_raise, word) for place, word in enumerate(words)]
    return " ".join(written)


def first_word(name: str) -> str:
    """How replies address somebody, and a couple («Ana y Luis Peña»): with a capital, however they typed it."""
    words = name.split(" ")
    join = next((place for place, word in enumerate(words) if place and word in _JOINS), 0)
    if not join and words[1:2] == [_JOINS_SURNAMES] and len(words) > 3:
        join = 1
    first = words[0]
    if join and len(words) - join > min(join, 2):  # with «Ramón y Cajal» one surname ends the name
        first = " ".join((first, *words[join : join + 2]))
    return first[:1].upper() + first[1:]


def reads_as_full_name(profile_name: str, words: Words) -> str | None:
    """The profile name when it reads as a person's, two words or more, else None (NAME_SUGGEST)."""
    message = read(profile_name)
    name = read_name(message, words)
    if isinstance(name, Complaint) or not 2 <= name.words <= _MOST_PROFILE_WORDS or name.full != message.text:
        return None  # an emoji, a bracket, a «!»: a motto rather than a name
    return None if words.find(message).has("name.businesses") else name.full


def _raise(found: re.Match[str]) -> str:
    return found[0].upper()


def _is_of_name(character: str) -> bool:
    return character in " '-.," or unicodedata.category(character)[0] in "LM"


def _is_something_else(message: Message, words: Words) -> bool:
    """A command, a yes or no: what people answer before they have read the question."""
    return read_command(message, words) is not None or read_yes_no(message, words) is not None


def _complain(message: Message, words: Words) -> Complaint:
    """Why there is no name in an answer."""
    text = message.text
    letters = sum(c.isalpha() for c in text)
    if _is_something_else(message, words):
        return Complaint("not_a_name")
    if any(unicodedata.category(c)[0] == "N" for c in text):
        return Complaint("digits")
    if "@" in text or _LINK.search(text):
        return Complaint("link")
    if letters < SHORTEST:
        return Complaint("too_short" if letters else "empty")
    return Complaint("too_long" if len(text) > LONGEST else "not_a_name")
