"""What somebody is called (CONVERSATION §8, Name).

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
from flows.understanding.name_search import CODE, find_name
from flows.understanding.name_words import LONGEST, SHORTEST
from flows.understanding.text import WORDS_LIMIT, bare, clean_line, holds
from flows.understanding.tokens import tokenise
from flows.understanding.words import Words
from flows.understanding.yesno import read_yes_no

_LINK = re.compile(r"://|\bwww\.|\w\.(?:com|net|org|info|io|co|ly|me|do|es)\b", re.IGNORECASE)
_MOST_PROFILE_WORDS = 6
_INITIAL = re.compile(r"(?:^|(?<=[-'’.]))\w")
_SMALL = frozenset(
    {"de", "del", "la", "las", "los", "el", "y", "e", "da", "das", "do", "dos", "di", "du", "des"}
    | {"van", "von", "der", "den", "ter", "zu", "bin", "al"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is stored, all surnames, accents and order kept. With one word the machine asks for a surname."""

    full: str
    words: int


def search_name(message: Message, words: Words, *, asked: bool) -> tuple[Name | None, Message]:
    """The person's own name and the text without it and its introduction, as `clean_note` gives it.

    `asked`: the text answers «¿cómo te llamas?», so a name that stands alone counts.
    """
    if asked and _is_something_else(message, words):
        return None, message
    span = find_name(message.text.replace("\0", ";"), words, asked=asked)
    return (_name(span.full), message.without([(span.start, span.end)])) if span else (None, message)


def read_name(message: Message, words: Words) -> Name | Complaint:
    """The name in an answer to «¿cómo te llamas?»; courtesies around it («me llamo», «soy», «don») are dropped."""
    name, _ = search_name(message, words, asked=True)
    return name or _complain(message, words)


def insisted_name(message: Message, words: Words) -> str | None:
    """What may be a name after all, where an answer was not taken for one (CONVERSATION §8.2).

    That is 1–6 words of letters that are no command, yes or no, and refuse nothing; it is proposed, never taken.
    """
    line = _line(message.text).strip(" .,;:!")
    tokens = tokenise(line)
    refused = words.of("intent.negations") | words.of("answer.no") | words.of("answer.none")
    if not 1 <= len(tokens) <= _MOST_PROFILE_WORDS or not all(token.solid for token in tokens) or len(line) > LONGEST:
        return None
    if CODE.search(line) or _is_something_else(message, words) or any(token.said in refused for token in tokens):
        return None
    return line if sum(c.isalpha() for c in line) >= SHORTEST else None


def with_capitals(full: str) -> str:
    """A name typed all in capitals or all small, as names are written: Ana Peña de la Cruz."""
    if not (full.isupper() or full.islower()):
        return full
    words = full.lower().split(" ")
    written = [word if place and word in _SMALL else _INITIAL.sub(_raise, word) for place, word in enumerate(words)]
    return " ".join(written)


def _raise(found: re.Match[str]) -> str:
    return found[0].upper()


def first_word(name: str) -> str:
    """How replies address somebody: with a capital, however they typed it."""
    first = name.split(" ", 1)[0]
    return first[:1].upper() + first[1:]


def reads_as_full_name(profile_name: str, words: Words) -> str | None:
    """The profile name when it reads as a person's, two words or more, else None (NAME_SUGGEST)."""
    message = read(profile_name)
    line = message.text
    name = read_name(message, words)
    if isinstance(name, Complaint) or not 2 <= name.words <= _MOST_PROFILE_WORDS or name.full != line:
        return None  # an emoji, a bracket, a «!»: a motto rather than a name
    said = bare(line)
    return None if any(holds(said, business) for business in words.of("name.businesses")) else name.full


def _line(text: str) -> str:
    """One clean line, a little longer than what is still read, so that a longer one can be told."""
    return clean_line(text[: 4 * WORDS_LIMIT], WORDS_LIMIT + 1)


def _name(full: str) -> Name:
    return Name(full, sum(any(c.isalpha() for c in word) for word in full.split()))


def _is_something_else(message: Message, words: Words) -> bool:
    """A command, a yes or no: what people answer before they have read the question."""
    return read_command(message, words) is not None or read_yes_no(message, words) is not None


def _complain(message: Message, words: Words) -> Complaint:
    """Why there is no name in an answer."""
    line = _line(message.text)
    letters = sum(c.isalpha() for c in line)
    if _is_something_else(message, words):
        return Complaint("not_a_name")
    if any(unicodedata.category(c)[0] == "N" for c in line):
        return Complaint("digits")
    if "@" in line or _LINK.search(line):
        return Complaint("link")
    if letters < SHORTEST:
        return Complaint("too_short" if letters else "empty")
    return Complaint("too_long" if len(line) > LONGEST else "not_a_name")
