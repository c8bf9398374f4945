"""What somebody, or a company, is called (conversation §8, Name).

A name is taken out of any message in which they introduce themselves («me llamo …», "I'm …"); one that stands alone is
taken only as the answer to «¿cómo te llamas?». A name that was made up is worse than asking again.
"""

from __future__ import annotations

import re
import unicodedata

from flows.understanding.commands import read_command
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, read
from flows.understanding.name_search import find_name, without_introduction
from flows.understanding.name_words import LONGEST, SHORTEST, read_line
from flows.understanding.words import Words
from flows.understanding.yesno import read_yes_no

_MOST_WORDS = 6  # of a name that is proposed
_LONGEST_COMPANY = 8  # words
_TRADE_LAST = 3  # words of a name that ends in what the company does: «Smith Realty»
_COMPANY: tuple[PhraseKind, ...] = ("company.forms", "company.trades")
_INITIAL = re.compile(r"(?:^|(?<=[-'’.]))\w")
_SMALL = frozenset(
    {"de", "del", "la", "las", "los", "el", "y", "e", "da", "das", "do", "dos", "di", "du", "des"}
    | {"van", "von", "der", "den", "ter", "zu", "bin", "al"}
)
_JOINS = frozenset({"y", "i", "and", "et", "und", "и", "ak"})
_JOINS_SURNAMES = "e"  # too, far more often: «Maria Costa e Silva»


def search_name(message: Message, words: Words, *, asked: bool) -> tuple[str | None, Message]:
    """The person's own name, all surnames, accents and order kept, and the message without it and its introduction.

    `asked`: the message answers «¿cómo te llamas?», so a name that stands alone counts.
    """
    if asked and _is_something_else(message, words):
        return None, message
    named = find_name(read_line(message, words), asked=asked)
    return (named[0], message.without([named[1]])) if named else (None, message)


def insisted_name(message: Message, words: Words) -> str | None:
    """What may be a name after all, where an answer was not taken for one (conversation §8.2).

    1–6 words of letters that are no command, yes or no, and refuse nothing, without what introduces them.
    """
    line = " ".join(without_introduction(message, words).split()).strip(" .,;:!")
    refused = words.of("intent.negations") | words.of("answer.no") | words.of("answer.none")
    few = len(line.split()) <= _MOST_WORDS and sum(map(str.isalpha, line)) >= SHORTEST and len(line) <= LONGEST
    told = not refused.isdisjoint(message.said) or _is_something_else(message, words)
    written = all(c in " '-.," or unicodedata.category(c)[0] in "LM" for c in line)
    return line if few and written and not told else None


def reads_as_full_name(profile_name: str, words: Words) -> str | None:
    """The profile name when it reads as a person's, two words or more, else None (NAME_SUGGEST)."""
    message = read(profile_name)
    name, _ = search_name(message, words, asked=True)
    if name != message.text or not 2 <= len(message.words) <= _MOST_WORDS:
        return None  # an emoji, a bracket, a «!»: a motto rather than a name
    return None if words.find(message).has("name.businesses", *_COMPANY) else name


def names_company(message: Message, words: Words) -> bool:
    """Whether nothing but a company is named, by its legal form or by what it does (conversation §8.3)."""
    phrases, end = words.find(message), len(message.words)
    start = phrases.at(0, "name.strong", "name.weak", "company.lead")
    begins = 0 < phrases.at(start, *_COMPANY) < end - start
    by_form, by_trade = (any(at and at + size == end for at, size in phrases.all(kind)) for kind in _COMPANY)
    named = begins or by_form or (by_trade and end - start <= _TRADE_LAST)
    return named and 2 <= end - start <= _LONGEST_COMPANY and not message.asks


def with_capitals(full: str) -> str:
    """A name typed all in capitals or all small, as names are written: Ana Peña de la Cruz."""
    if not (full.isupper() or full.islower()):
        return full
    words = full.lower().split(" ")
    written = [
        word if place and word in _SMALL else _INITIAL.sub(lambda letter: letter[0].upper(), word)
        for place, word in enumerate(words)
    ]
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


def _is_something_else(message: Message, words: Words) -> bool:
    """A command, a yes or no: what people answer before they have read the question."""
    return read_command(message, words) is not None or read_yes_no(message, words) is not None
