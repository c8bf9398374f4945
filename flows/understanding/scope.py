"""Whether a message speaks about something that was given before, so that it may change it (CONVERSATION §8.2).

Outside its own question a fact only adds. What was given changes by a correction in words about that very thing: they
name it («mi correo es otro: …»), or the message is a correction and nothing else («no, es hotmail»).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from flows.conversation import Field
from flows.understanding.plain import find_phrase, words_of
from flows.understanding.providers import ENDINGS, provider_of
from flows.understanding.text import bare, fold, holds_any
from flows.understanding.words import Words

_CLAUSE_END = re.compile(r"[.,;!?\n]+")
_DIGITS = re.compile(r"\d+")
_LONGEST = 300  # characters of a correction
_TELLING = 4  # digits that are plainly of a number
_NEAR = 3  # words between «no» and the provider that it denies
_QUESTION = re.compile(r"[^.!\n]*\?")
_CORRECTING = (
    *(f"correct.{kind}" for kind in ("marks", "copulas", "nots", "takes", "lacks", "doubles", "singles", "accents")),
    *("correct.last", "correct.first", "correct.letters", "correct.surname"),
    *(f"single.{kind}" for kind in ("copula", "reject", "correct", "prefer", "call")),
    *(f"email.{kind}" for kind in ("mentions", "without", "with", "double", "numbers_all", "fillers", "swap")),
    *("email.dot", "email.underscore", "email.hyphen"),
    *("field.name", "field.phone", "field.email", "phone.weak", "phone.area"),
    *("name.strong", "change.articles"),
)


def names(text: str, field: Field, words: Words) -> bool:
    """Whether the words name what they are about: «el correo», «mi apellido»."""
    return holds_any(bare(text), words.of(f"field.{field}"))


def is_own(text: str, field: Field, words: Words) -> bool:
    """Whether the words name the field and nobody else: not «el apellido de mi esposa»."""
    return names(text, field, words) and not names_others(text, words)


def names_others(text: str, words: Words) -> bool:
    """Whether somebody else is named: «mi esposa», «el jefe»."""
    return not _others(words).isdisjoint(word.said for word in words_of(text))


def only_corrects(text: str, words: Words) -> bool:
    """Whether a message is a correction and nothing else: «no, es hotmail», «es con z», «era .net no .com»."""
    if len(text) > _LONGEST:
        return False
    plain = _plain(words)
    said = [word.said for word in words_of(text) if len(word.said) > 1 and not word.said.isdecimal()]
    others = [one for one in said if one not in plain]
    return len(others) < len(said) and all(provider_of(one) or one in ENDINGS for one in others)


def replaces(text: str, rest: str, field: Field, words: Words) -> bool:
    """Whether a whole new number or address is said to be the right one. `rest`: the text without it.

    What stands right before it must say nothing else: «llamen al guardia, 809-555-0155» is about somebody else.
    """
    lead, beside, after = _around(text, rest)
    if _QUESTION.match(after) or not says_nothing_else(beside, words):
        return False
    return names(rest, field, words) or (bool(lead) and says_nothing_else(lead, words) and marks(lead, words))


def is_theirs(text: str, rest: str, words: Words) -> bool:
    """Whether nobody else is named beside a number or an address: not «mi jefe: 809-555-0155»."""
    _, beside, _ = _around(text, rest)
    return not names_others(beside, words)


def _around(text: str, rest: str) -> tuple[str, str, str]:
    """What stands before the value that `rest` lacks, the clause it belongs to, and what stands behind."""
    lead = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, rest, strict=False))).strip()
    after = rest[len(lead) :].lstrip(" ;")
    before = [clause for clause in _CLAUSE_END.split(lead) if clause.strip()]
    return lead, before[-1] if before else _CLAUSE_END.split(after)[0], after


def renames(name: str, rest: str, text: str, known: str, words: Words) -> bool:
    """Whether a name that somebody gives takes the place of the one they gave: with more of it («soy Ana Peña Gil»), or
    with words that correct it («no, me llamo Ana Pérez»)."""
    said, given = fold(name).split(), fold(known).split()
    if set(given) < set(said):
        return True
    introduced = holds_any(bare(text), words.of("name.strong"))
    if not introduced or (len(said) == 1 and said[0] in given):
        return False
    return names(text, "name", words) or (marks(rest, words) and says_nothing_else(rest, words))


def corrects_name(text: str, known: str, corrected: str, words: Words) -> bool:
    """Whether a message corrects a name and says nothing else: «es Gil, no Peña»."""
    in_name = {*bare(known).split(), *bare(corrected).split()}
    return says_nothing_else(" ".join(word for word in bare(text).split() if word not in in_name), words)


def marks(text: str, words: Words) -> bool:
    """Whether words say that something was wrong."""
    said = bare(text)
    return said.partition(" ")[0] in words.of("answer.no") or holds_any(said, words.of("correct.marks"))


def speaks_of_email(text: str, known: str, words: Words) -> bool:
    """Whether they name an address, or deny where theirs is: «orange.fr, pas gmail»."""
    if holds_any(bare(text), words.of("email.mentions")):
        return True
    said = [word.said for word in words_of(text)]
    provider = known.rpartition("@")[2].partition(".")[0]
    near = {one for place in range(len(said)) if said[place] == provider for one in said[max(0, place - _NEAR) : place]}
    return not words.of("single.reject").isdisjoint(near)


def speaks_of_phone(text: str, known: str, words: Words) -> bool:
    """Whether they name a phone, or correct four digits or an area and say nothing else: «es 829 no 809»."""
    if not _ends_are_of_phone(text, words):
        return False
    long = any(len(digits) >= _TELLING or digits == known[2:5] for digits in _DIGITS.findall(text))
    return names(text, "phone", words) or (long and only_corrects(text, words))


def _ends_are_of_phone(text: str, words: Words) -> bool:
    """Whether «termina en» is said of the phone: «mi contrato termina en 2027» is about something else."""
    said = words_of(text)
    phrase = find_phrase(said, words.of("phone.ends"))
    if phrase is None:
        return True
    place = phrase[0]
    if place and said[place - 1].said in words.of("phone.mentions"):
        return True
    for word in reversed(said[:place]):
        if word.said in words.of("field.phone"):
            return True
        if word.said.isdecimal() or (word is not said[place - 1] and word.said in words.of("name.particles")):
            return False
    return False


def says_nothing_else(text: str, words: Words) -> bool:
    """Whether only words stand there that people say around a correction or a value."""
    plain = _plain(words, words.of("email.leads"), words.of("answer.no"))
    return len(text) <= _LONGEST and all(word.said in plain for word in words_of(text) if not word.said.isdecimal())


def _plain(words: Words, *more: frozenset[str]) -> frozenset[str]:
    """Everything that people say around a correction, word by word; nobody else and no other thing is named in it."""
    kinds = (words.of(kind) for kind in _CORRECTING)
    return _without((*kinds, words.labels["other_phone"], words.labels["other_name"], *more), _others(words))


def _others(words: Words) -> frozenset[str]:
    """«esposa», «jefe»: people who are not the one who writes."""
    return words.of("single.others") - words.of("single.copula") - words.of("correct.copulas")


@cache  # a vocabulary is the same for every message
def _without(kinds: tuple[frozenset[str], ...], others: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrases in kinds for phrase in phrases for word in phrase.split()) - others
