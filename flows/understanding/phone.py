"""Phone numbers as people type, say and share them (conversation §8, Phone).

`read_phone` takes the answer to our question, `search_phone` looks through a message that may hold anything; both see
the same numbers, the second trusts fewer of them. Where digits stand is told in `runs`, which are a phone in
`numbering`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.message import Message, Span
from flows.understanding.numbering import DOMINICAN_AREAS, LOCAL, LONGEST, One, guess, propose, region_of, sure, valid
from flows.understanding.numbering import Found as Found
from flows.understanding.numbering import NeedsArea as NeedsArea
from flows.understanding.numbering import NeedsCountry as NeedsCountry
from flows.understanding.numbering import read_shared as read_shared
from flows.understanding.numbering import show_phone as show_phone
from flows.understanding.numbering import with_area as with_area
from flows.understanding.numbering import with_nanp as with_nanp
from flows.understanding.respelling import respelt_number
from flows.understanding.runs import Run, find_runs
from flows.understanding.single import is_denied, single_out
from flows.understanding.words import Words

_ANSWER = 300  # characters of an answer that are read
_MOST_WORDS = 10  # of a message that says «este mismo» and little else
_SHORTEST_TRY = 6  # digits from which something called a phone was meant as one
_SHORT = 8  # digits that a date, a price or a code has too
_BEFORE = re.compile(r"(?:\+[\s(]{0,3}|\()$")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """«Este mismo»: the number they write from. Given only where the channel knows it; else `Unclear`."""


@dataclass(frozen=True, slots=True)
class Several:
    """Two different numbers, E.164, in their order."""

    e164s: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unclear:
    """No number that could be called."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one stretch of the text is. `plain`: it is called a phone, or looks like one where nobody asked."""

    read: One
    span: Span
    plain: bool


PhoneRead = Found | OwnNumber | NeedsArea | NeedsCountry | Several | Unclear


def read_phone(message: Message, words: Words, *, region: str, own: str) -> PhoneRead:
    """The number in an answer. `region`: the agency's, «DO». `own`: the sender's, E.164, if the channel knows it."""
    message = message.within(0, _ANSWER)
    if own and _means_own(message, words):
        return OwnNumber()
    return search_phone(message, words, region=region, own=own, asked=True)[0] or Unclear()


def search_phone(
    message: Message, words: Words, *, region: str, own: str = "", asked: bool
) -> tuple[PhoneRead | None, Message]:
    """The number anywhere in a message, None when none was given, and the message without it.

    `asked`: the question was for a phone. If not, digits count only where they look like a phone or are called one.
    """
    runs = find_runs(message, words)
    seen = [found for run in runs for found in _numbers_in(run, region, own) if asked or found.plain]
    if not seen:
        return _without_number(message, runs, words, own=own, asked=asked)
    return _chosen(message, seen, words), message.without(_whole(message.text, found.span) for found in seen)


def correct_phone(message: Message, known: str, words: Words, *, region: str) -> str | None:
    """E.164 of `known` as the words correct it: «termina en 35», «es 829 no 809», or a whole new number.

    None when they say nothing of that kind, leave it open, or make no number that could be called.
    """
    read, _ = search_phone(message, words, region=region, own=known, asked=True)
    meant = read.e164 if isinstance(read, Found) else _changed(message, known, words)
    return meant if meant != known else None


def propose_abroad(message: Message, words: Words, language: str) -> str | None:
    """The number in an answer as it is dialled where the chat's language is spoken, E.164: «06 12 34 56 78» in French;
    or with its country's code and no +: «44 7700 900134». None where it is none, or a Dominican number that lacks a
    digit."""
    runs = [run for run in find_runs(message, words) if run.context != "other"]
    if len(runs) != 1 or runs[0].plus or runs[0].digits.startswith(DOMINICAN_AREAS):
        return None
    return propose(runs[0].digits, runs[0].pieces[0].digits, language)


def mask_phone(e164: str) -> str:
    """The number as its owner knows it again and nobody else learns it: «809-•••-0134», «+33 ••• 5678»."""
    shown = show_phone(e164)
    if "-" in shown:
        return f"{shown[:3]}-•••-{shown[-4:]}"
    return f"{shown.split(' ')[0]} ••• {e164[-4:]}"


def _numbers_in(run: Run, region: str, own: str) -> Sequence[_Seen]:
    """The numbers of one run, else what its parts could be."""
    if run.context == "other" or len(run.digits) < LOCAL:
        return []
    if found := list(_one_by_one(run, region)):
        return found
    parts, homes = (part for part in run.parts() if not part.plus), (*run.countries, region_of(own))
    guesses = ((part, guess(part.digits, region, homes)) for part in parts)
    return [
        _Seen(read, part.span, part.context == "phone" or (len(part.pieces) > 2 and not isinstance(read, NeedsArea)))
        for part, read in guesses
        if read
    ]


def _one_by_one(run: Run, region: str) -> Iterator[_Seen]:
    """Numbers with nothing but a space or a comma between them, each as long as can be."""
    start = 0
    while start < len(run.pieces):
        for end in range(min(len(run.pieces), start + LONGEST), start, -1):
            part = run.part(start, end)
            alone = LOCAL < len(part.digits) <= LONGEST and run.stands_alone(start, end)
            if alone and (read := sure(part.digits, region, plus=part.plus)):
                plain = part.plus or len(part.pieces) > 1 or len(part.digits) > _SHORT or part.context == "phone"
                yield _Seen(read, part.span, plain)
                start = end
                break
        else:
            start += 1


def _chosen(message: Message, seen: Sequence[_Seen], words: Words) -> PhoneRead | None:
    found = [(one.read.e164, one.span) for one in seen if isinstance(one.read, Found)]
    if not found:
        return seen[0].read
    numbers = list(dict.fromkeys(number for number, _ in found))
    if len(numbers) == 1:
        if len(found) == 1 and is_denied(message, found[0][1], words):
            return None
        rest = message.within(found[-1][1][1], len(message.text))
        return Found(_changed(rest, numbers[0], words) or numbers[0])  # «809-555-0134, perdón, termina en 35»
    chosen = single_out(message, [span for _, span in found], words)
    return Several((numbers[0], numbers[1])) if chosen is None else Found(found[chosen][0])


def _changed(message: Message, known: str, words: Words) -> str | None:
    """The one number that words about its digits make of `known`."""
    meant = {number for digits in respelt_number(message, known, words) if (number := valid(digits))} - {known}
    return meant.pop() if len(meant) == 1 else None


def _without_number(
    message: Message, runs: Sequence[Run], words: Words, *, own: str, asked: bool
) -> tuple[PhoneRead | None, Message]:
    if own and (phrase := words.find(message).first("phone.own")):
        place, size = phrase
        if not (place and message.said[place - 1] in words.of("answer.no")):
            return OwnNumber(), message.without([message.span_of(place, place + size)])
    tried = [run.span for run in runs if run.context == "phone" and len(run.digits) >= _SHORTEST_TRY]
    if tried and not asked:
        return Unclear(), message.without(tried)
    return None, message


def _whole(text: str, span: Span) -> Span:
    """With the «+» or bracket before a number."""
    before = _BEFORE.search(text, max(0, span[0] - 8), span[0])
    return before.start() if before else span[0], span[1]


def _means_own(message: Message, words: Words) -> bool:
    """Whether an answer says «este mismo» and little else."""
    said = message.said
    if len(said) > _MOST_WORDS or any(c.isdigit() for c in message.text):
        return False
    if message.phrase(0, len(said)) in words.of("answer.own_phone"):
        return True
    spoken = any(size > 1 for _, size in words.find(message).all("answer.own_phone"))
    return spoken and words.of("answer.no").isdisjoint(said)
