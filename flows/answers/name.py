"""What somebody is called (CONVERSATION §8, Name)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flows.answers import Complaint
from flows.answers.commands import read_command
from flows.answers.text import WORDS_LIMIT, bare, clean_line, fold, holds
from flows.answers.words import Words
from flows.answers.yesno import read_yes_no

SHORTEST, LONGEST = 2, 100  # characters

_SAME = str.maketrans("’‘ʼ`´‐‑–—", "'''''----")  # what phones type for an apostrophe or a hyphen
_LINK = re.compile(r"://|\bwww\.|\w\.(?:com|net|org|info|io|co|ly|me|do|es)\b", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:^|[ .-])(?:\w|jr|sr)\.$", re.IGNORECASE)
_LONGEST_LEAD = 5  # words in «hola yo me llamo …» that are looked at together
_MOST_PROFILE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is stored, all surnames, accents and order kept. With one word the machine asks for a surname."""

    full: str
    words: int


def read_name(text: str, words: Words) -> Name | Complaint:
    """The name in an answer to «¿cómo te llamas?»; courtesies before it («me llamo», «soy», «don») are dropped."""
    line = _line(text)
    if len(line) > WORDS_LIMIT:
        return Complaint("too_long")
    if _is_something_else(line, words):
        return Complaint("not_a_name")
    return _take(_trim(_without_leads(line, words.of("name.leads"))), words)


def with_surname(first: str, text: str, words: Words) -> Name | Complaint:
    """`first` completed by the answer to NAME2; an answer that repeats the first name is the whole name."""
    answer = read_name(_without_leads(_line(text), words.of("name.surname_leads")), words)
    if isinstance(answer, Complaint):
        return answer
    if answer.words > 1 and fold(answer.full).startswith(f"{fold(first)} "):
        return answer
    return _take(f"{first} {answer.full}", words)


def first_word(name: str) -> str:
    """How replies address somebody."""
    return name.split(" ", 1)[0]


def reads_as_full_name(profile_name: str, words: Words) -> str | None:
    """The profile name when it reads as a person's, two words or more, else None (NAME_SUGGEST)."""
    line = _line(profile_name)
    if line != _trim(line):
        return None  # an emoji, a bracket, a «!»: a motto rather than a name
    name = read_name(line, words)
    said = bare(line)
    if isinstance(name, Complaint) or not 2 <= name.words <= _MOST_PROFILE_WORDS:
        return None
    if any(holds(said, business) for business in words.of("name.businesses")):
        return None
    return None if said.split()[0] in words.of("name.particles") else name.full


def _line(text: str) -> str:
    """One clean line, a little longer than what is still read, so that a longer one can be told."""
    return clean_line(text[: 4 * WORDS_LIMIT], WORDS_LIMIT + 1).translate(_SAME)


def _take(line: str, words: Words) -> Name | Complaint:
    if not line:
        return Complaint("empty")
    if any(unicodedata.category(c)[0] == "N" for c in line):
        return Complaint("digits")
    if "@" in line or _LINK.search(line):
        return Complaint("link")
    if any(not _may_stand_in_name(c) for c in line):
        return Complaint("symbols")
    if len(line) > LONGEST:
        return Complaint("too_long")
    letters = sum(c.isalpha() for c in line)
    if letters < SHORTEST:
        return Complaint("too_short")
    if not words.of("name.never").isdisjoint(bare(line).split()) or _is_something_else(line, words):
        return Complaint("not_a_name")
    return Name(line, sum(any(c.isalpha() for c in word) for word in line.split()))


def _may_stand_in_name(character: str) -> bool:
    return character in " '-." or unicodedata.category(character)[0] in "LM"


def _is_something_else(line: str, words: Words) -> bool:
    """A command, a yes or no, a greeting: what people answer before they have read the question."""
    said = bare(line)
    if any(said in words.of(kind) for kind in ("name.greetings", "name.leads", "answer.polite")):
        return True
    return read_command(line, words) is not None or read_yes_no(line, words) is not None


def _without_leads(line: str, leads: frozenset[str]) -> str:
    """`line` without the courtesies at its beginning, one after the other."""
    rest = line.split(" ")
    while rest:
        taken = [bare(word) for word in rest[:_LONGEST_LEAD]]
        size = max((n for n in range(1, len(taken) + 1) if " ".join(taken[:n]) in leads), default=0)
        if not size and taken[0]:
            break
        del rest[: size or 1]
    return " ".join(rest)


def _trim(line: str) -> str:
    """`line` without what is no letter or digit at its ends; «Ana Gil.» ends a sentence, «Luis Gil Jr.» does not."""
    start = next((i for i, c in enumerate(line) if c.isalnum()), len(line))
    end = next((i for i in range(len(line), start, -1) if _ends_word(line[i - 1])), start)
    kept = line[start:end]
    return f"{kept}." if line[end : end + 1] == "." and _ABBREVIATED.search(f"{kept[-4:]}.") else kept


def _ends_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
