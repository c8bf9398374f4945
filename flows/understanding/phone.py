"""Phone numbers as people type, say and share them (CONVERSATION §8, Phone).

`read_phone` takes the answer to our question, `search_phone` looks through a message that may hold anything; both see
the same numbers, the second trusts fewer of them. What their digits could be is told in `sightings`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.understanding.message import Message
from flows.understanding.numbering import in_haiti as in_haiti
from flows.understanding.numbering import read_shared as read_shared
from flows.understanding.numbering import show_phone as show_phone
from flows.understanding.numbering import valid
from flows.understanding.numbering import with_area as with_area
from flows.understanding.numbering import with_nanp as with_nanp
from flows.understanding.phone_change import changed
from flows.understanding.plain import Plain, Span, Word, find_phrase, plain, words_of
from flows.understanding.runs import Run, find_runs
from flows.understanding.sightings import Found as Found
from flows.understanding.sightings import NeedsArea as NeedsArea
from flows.understanding.sightings import NeedsCountry as NeedsCountry
from flows.understanding.sightings import Seen, count, seen_in, with_area_before
from flows.understanding.single import is_denied, single_out
from flows.understanding.text import bare, holds
from flows.understanding.words import Words

_ANSWER = 300  # characters of an answer that are read
_MOST_WORDS = 10  # of a message that says «este mismo» and little else
_MOST_RUNS = 40  # of one message that are looked at
_SHORT = 8  # digits that a date, a price or a code has too
_SHORTEST_TRY = 6  # digits from which something called a phone was meant as one
_BEFORE = re.compile(r"(?:\+[\s(]{0,3}|\()$")
_EXTENSION = re.compile(r"[\s,;(]{0,3}(?:extensi[oó]n|ext|int|ramal|poste|x|#)[\s.:]{0,3}\d{1,6}(?!\d)", re.IGNORECASE)


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


PhoneRead = Found | OwnNumber | NeedsArea | NeedsCountry | Several | Unclear


def read_phone(message: Message, words: Words, *, region: str, own: str) -> PhoneRead:
    """The number in an answer. `region`: the agency's, «DO». `own`: the sender's, E.164, if the channel knows it."""
    if own and _means_own(message.text[:_ANSWER], words):
        return OwnNumber()
    read, _ = search_phone(message, words, region=region, own=own, asked=True)
    return read or Unclear()


def search_phone(
    message: Message, words: Words, *, region: str, own: str = "", asked: bool
) -> tuple[PhoneRead | None, Message]:
    """The number anywhere in a message, None when none was given, and the text with « ; » where numbers stood.

    `asked`: the question was for a phone. If not, digits count only where they look like a phone or are called one.
    """
    line = plain(message.text)
    said = words_of(line.text)
    runs = find_runs(line.text, said, words)[:_MOST_RUNS]
    seen = [found for run in runs for found in seen_in(run, region, own) if asked or _is_plainly_phone(found, run)]
    seen = [with_area_before(found, runs) for found in seen]
    if not seen:
        read, spans = _without_number(line, said, runs, words, own=own, asked=asked)
        return read, message.without(spans)
    chosen = _chosen(line.text, said, seen, words)
    return chosen, message.without(_whole(line.text, found.span) for found in seen)


def correct_phone(message: Message, known: str, words: Words, *, region: str) -> str | None:
    """E.164 of `known` as the words correct it: «termina en 35», «es 829 no 809», or a whole new number.

    None when they say nothing of that kind, leave it open, or make no number that could be called.
    """
    read, _ = search_phone(message, words, region=region, own=known, asked=True)
    if isinstance(read, Found):
        return read.e164 if read.e164 != known else None
    line = plain(message.text)
    meant = {number for digits in changed(line.text, known, words) if (number := valid(digits)) and number != known}
    return meant.pop() if len(meant) == 1 else None


def _chosen(text: str, said: list[Word], seen: list[Seen], words: Words) -> PhoneRead | None:
    found = [(one.read.e164, one.span) for one in seen if isinstance(one.read, Found)]
    if not found:
        return seen[0].read
    numbers = list(dict.fromkeys(number for number, _ in found))
    if len(numbers) == 1:
        if len(found) == 1 and is_denied(text, found[0][1], said, words):
            return None
        return Found(_corrected_after(text, numbers[0], found[-1][1], words))
    chosen = single_out(text, [span for _, span in found], said, words)
    return Several((numbers[0], numbers[1])) if chosen is None else Found(found[chosen][0])


def _corrected_after(text: str, number: str, span: Span, words: Words) -> str:
    """«809-555-0134, perdón, termina en 35»."""
    rest = text[span[1] :]
    said = words_of(rest)
    if not find_phrase(said, words.of("single.correct") | words.of("phone.ends")):
        return number
    meant = {corrected for digits in changed(rest, number, words) if (corrected := valid(digits))}
    return meant.pop() if len(meant) == 1 else number


def mask_phone(e164: str) -> str:
    """The number as its owner knows it again and nobody else learns it: «809-•••-0134», «+33 ••• 5678»."""
    shown = show_phone(e164)
    if "-" in shown:
        return f"{shown[:3]}-•••-{shown[-4:]}"
    return f"{shown.split(' ')[0]} ••• {e164[-4:]}"


def _without_number(
    line: Plain, said: list[Word], runs: list[Run], words: Words, *, own: str, asked: bool
) -> tuple[PhoneRead | None, list[Span]]:
    if own and (phrase := find_phrase(said, words.of("phone.own"))):
        first, last = said[phrase[0]], said[phrase[0] + phrase[1] - 1]
        if not (phrase[0] and said[phrase[0] - 1].said in words.of("answer.no")):
            return OwnNumber(), [(first.start, last.end)]
    tried = [run for run in runs if run.context == "phone" and count(run) >= _SHORTEST_TRY]
    if tried and not asked:
        return Unclear(), [(run.pieces[0].start, run.pieces[-1].end) for run in tried]
    return None, []


def _is_plainly_phone(seen: Seen, run: Run) -> bool:
    """Whether digits that nobody asked for are a phone."""
    if run.context == "phone":
        return True
    groups = [len(piece.digits) for piece in run.pieces]
    if seen.sure:
        return run.plus or len(groups) > 1 or groups[0] > _SHORT  # eight digits in one could be anything
    return not isinstance(seen.read, NeedsArea) and len(groups) > 2 and groups[-1] > 1


def _whole(text: str, span: Span) -> Span:
    """With the «+» or bracket before a number and the extension after it."""
    start, extension = span[0], _EXTENSION.match(text, span[1])
    before = _BEFORE.search(text, max(0, start - 8), start)
    return before.start() if before else start, extension.end() if extension else span[1]


def _means_own(line: str, words: Words) -> bool:
    said = bare(line)
    if any(c.isdigit() for c in said) or len(said.split()) > _MOST_WORDS:
        return False
    own = words.of("answer.own_phone")
    if said in own:
        return True
    spoken = any(holds(said, phrase) for phrase in own if " " in phrase)
    return spoken and words.of("answer.no").isdisjoint(said.split())
