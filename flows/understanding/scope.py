"""Whether a message speaks about something that was given before, so that it may change it (conversation §8.2).

Outside its own question a fact only adds. What was given changes by a correction in words about that very thing: they
name it («mi correo es otro: …»), or the message is a correction and nothing else («no, es hotmail»).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from flows.conversation import Field
from flows.understanding.kinds import NAMED, PhraseKind
from flows.understanding.message import Message
from flows.understanding.providers import ENDINGS, provider_of
from flows.understanding.text import bare, fold
from flows.understanding.words import Words

_LONGEST = 60  # words of a correction
_TELLING = 4  # digits that are plainly of a number
_NEAR = 3  # words from «no» to a provider, from a value to «este es», and from that to whose it is
_CORRECTING: tuple[PhraseKind, ...] = (
    *("correct.marks", "correct.copulas", "correct.nots", "correct.takes", "correct.lacks", "correct.doubles"),
    *("correct.singles", "correct.accents", "correct.last", "correct.letters", "correct.surname"),
    *("single.copula", "single.reject", "single.correct", "single.prefer", "single.call"),
    *("email.mentions", "email.numbers_all", "email.fillers", "email.dot", "email.underscore", "email.hyphen"),
    *("field.name", "field.phone", "field.email", "phone.weak", "phone.area"),
    *("name.strong", "change.articles", "change.removes"),
)


def names(message: Message, field: Field, words: Words) -> bool:
    """Whether the words name what they are about: «el correo», «mi apellido»."""
    return words.find(message).has(NAMED[field])


def is_own(message: Message, field: Field, words: Words) -> bool:
    """Whether the words name the field and nobody else: not «el apellido de mi esposa»."""
    return names(message, field, words) and not names_others(message.said, words)


def names_others(said: Sequence[str], words: Words) -> bool:
    """Whether somebody else is named: «mi esposa», «el jefe»."""
    return not _others(words).isdisjoint(said)


def only_corrects(said: Sequence[str], words: Words) -> bool:
    """Whether a message is a correction and nothing else: «no, es hotmail», «es con z», «era .net no .com»."""
    if len(said) > _LONGEST:
        return False
    plain = _plain(words)
    telling = [one for one in said if len(one) > 1 and not one.isdecimal()]
    others = [one for one in telling if one not in plain]
    return len(others) < len(telling) and all(provider_of(one) or one in ENDINGS for one in others)


def replaces(message: Message, rest: Message, field: Field, words: Words) -> bool:
    """Whether a whole new number or address is said to be the right one. `rest`: the message without it.

    What stands right before it must say nothing else: «llamen al guardia, 809-555-0155» is about somebody else.
    """
    lead, beside, after = _around(message, rest)
    if after.within(*after.sentences[0]).asks:
        return False
    if field == "phone" and _gives_away(lead, after, words):
        return True
    marked = bool(lead.words) and says_nothing_else(lead.said, words) and marks(lead, words)
    return says_nothing_else(beside, words) and (marked or names(rest, field, words))


def _gives_away(lead: Message, after: Message, words: Words) -> bool:
    """«que me llamen al … que este es de mi hijo», «llámame al …, no a este»: they are to be called there, and not at
    the one they gave."""
    found, others, call = words.find(after), _others(words), words.find(lead).first("single.call")
    if call is None or not others.isdisjoint(lead.said) or not says_nothing_else(lead.said[call[0] :], words):
        return False
    denied = [place for place, _ in found.all("single.reject") if place < _NEAR]
    if any(found.at(place, "answer.this") == len(after.said) - place for no in denied for place in (no + 1, no + 2)):
        return True
    for place, one in enumerate(after.said[:_NEAR]):
        size = found.at(place, "answer.this") or int(one in words.labels["other_phone"])
        ends = place + size + found.at(place + size, "field.phone")
        copula = found.at(ends, "correct.copulas", "single.copula") if size else 0
        if copula and not others.isdisjoint(after.said[ends + copula : ends + copula + _NEAR]):
            return True
    return False


def is_theirs(message: Message, rest: Message, words: Words) -> bool:
    """Whether nobody else is named beside a number or an address: not «mi jefe: 809-555-0155»."""
    return not names_others(_around(message, rest)[1], words)


def _around(message: Message, rest: Message) -> tuple[Message, Sequence[str], Message]:
    """What stands before the value that `rest` lacks, the words of the clause it belongs to, and what stands behind."""
    pairs = zip(message.text, rest.text, strict=True)
    start = next((place for place, (one, other) in enumerate(pairs) if one != other), len(message.text))
    lead, after = rest.within(0, start), rest.within(start, len(rest.text))
    near, clause = (lead, lead.clauses[-1:]) if lead.words else (after, after.clauses[:1])
    return lead, [said for first, end in clause for said in near.said[first:end]], after


def renames(name: str, rest: Message, message: Message, known: str, words: Words) -> bool:
    """Whether a name that somebody gives takes the place of the one they gave: with more of it («soy Ana Peña Gil»), or
    with words that correct it («no, me llamo Ana Pérez»)."""
    said, given = fold(name).split(), fold(known).split()
    if set(given) < set(said):
        return True
    if not words.find(message).has("name.strong", "name.labels") or (len(said) == 1 and said[0] in given):
        return False
    return names(message, "name", words) or (marks(rest, words) and says_nothing_else(rest.said, words))


def corrects_name(message: Message, known: str, corrected: str, words: Words) -> bool:
    """Whether a message corrects a name and says nothing else: «es Gil, no Peña»."""
    in_name = {*bare(known).split(), *bare(corrected).split()}
    return says_nothing_else([word for word in message.said if word not in in_name], words)


def marks(message: Message, words: Words) -> bool:
    """Whether words say that something was wrong."""
    return bool(words.of("answer.no").intersection(message.said[:1])) or words.find(message).has("correct.marks")


def speaks_of_email(message: Message, known: str, words: Words) -> bool:
    """Whether they name an address, or deny where theirs is: «orange.fr, pas gmail»."""
    found, provider = words.find(message), known.rpartition("@")[2].partition(".")[0]
    theirs = [place for place, said in enumerate(message.said) if said == provider]
    denials = (place for place, _ in found.all("single.reject"))
    return found.has("email.mentions") or any(0 < at - place <= _NEAR for place in denials for at in theirs)


def speaks_of_phone(message: Message, known: str, words: Words) -> bool:
    """Whether they name a phone, or correct four digits or an area and say nothing else: «es 829 no 809»."""
    ends = words.find(message).first("phone.ends")
    if ends and not _is_of_phone(message.said[: ends[0]], words):
        return False
    long = any(len(one) >= _TELLING or one == known[2:5] for one in message.said if one.isdecimal())
    return names(message, "phone", words) or (long and only_corrects(message.said, words))


def _is_of_phone(before: Sequence[str], words: Words) -> bool:
    """Whether «termina en» is said of the phone, which is named last: «mi número de cuenta termina en 4455» is not."""
    phone, more, last = words.of("field.phone"), words.of("name.particles"), len(before) - 1
    telling = [
        one in phone
        for place, one in enumerate(before)
        if one in phone or one.isdecimal() or (one in more and place < last)  # «que les di»
    ]
    return bool(before) and (before[-1] in words.of("phone.mentions") or telling[-1:] == [True])


def says_nothing_else(said: Sequence[str], words: Words) -> bool:
    """Whether only words stand there that people say around a correction or a value."""
    plain = _plain(words, words.of("email.leads"), words.of("answer.no"))
    return len(said) <= _LONGEST and all(one in plain for one in said if not one.isdecimal())


def _plain(words: Words, *more: frozenset[str]) -> frozenset[str]:
    """Everything that people say around a correction, word by word; nobody else and no other thing is named in it."""
    kinds = (words.of(kind) for kind in _CORRECTING)
    return _without((*kinds, words.labels["other_phone"], words.labels["other_name"], *more), _others(words))


def _others(words: Words) -> frozenset[str]:
    """«esposa», «jefe»: people who are not the one who writes."""
    return words.of("single.others") - words.of("single.copula") - words.of("correct.copulas")


@lru_cache(maxsize=8)  # a vocabulary is the same for every message
def _without(kinds: tuple[frozenset[str], ...], others: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrases in kinds for phrase in phrases for word in phrase.split()) - others
