"""Phone numbers as people type, say and share them (CONVERSATION §8, Phone).

`read_phone` takes the answer to our question, `search_phone` looks through a message that may hold anything; both see
the same numbers, the second trusts fewer of them. Where the digits stand is found in `runs`, what they are in
`numbering`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.answers.numbering import (
    DOMINICAN,
    DOMINICAN_AREAS,
    abroad,
    at_home,
    could_be_local,
    international,
    is_made_up,
    valid,
)
from flows.answers.numbering import read_shared as read_shared
from flows.answers.numbering import show_phone as show_phone
from flows.answers.numbering import with_area as with_area
from flows.answers.numbering import with_nanp as with_nanp
from flows.answers.phone_change import changed
from flows.answers.plain import Plain, Span, Word, find_phrase, plain, words_of
from flows.answers.redact import redact
from flows.answers.runs import Run, find_runs, is_tight
from flows.answers.single import is_denied, single_out
from flows.answers.text import bare, holds
from flows.answers.words import Words

_ANSWER = 300  # characters of an answer that are read
_MOST_WORDS = 10  # of a message that says «este mismo» and little else
_MOST_RUNS = 40  # of one message that are looked at
_LONGEST = 16  # digits of one number with what is dialled before it
_MOST_TRIES = 24  # stretches of one run that are looked up
_SHORTEST_TRY = 6  # digits from which something called a phone was meant as one
_NEAR = 25  # characters between an area code and its number
_BEFORE = re.compile(r"(?:\+[\s(]{0,3}|\()$")
_EXTENSION = re.compile(r"[\s,;(]{0,3}(?:extensi[oó]n|ext|int|ramal|poste|x|#)[\s.:]{0,3}\d{1,6}(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One number, E.164."""

    e164: str


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """«Este mismo»: the number they write from. Given only where the channel knows it; else `Unclear`."""


@dataclass(frozen=True, slots=True)
class NeedsArea:
    """A Dominican number without its area code, seven digits."""

    digits: str


@dataclass(frozen=True, slots=True)
class NeedsCountry:
    """Ten digits that would be a number of the United States or Canada."""

    digits: str


@dataclass(frozen=True, slots=True)
class Several:
    """Two different numbers, E.164, in their order."""

    e164s: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unclear:
    """No number that could be called."""


PhoneRead = Found | OwnNumber | NeedsArea | NeedsCountry | Several | Unclear
_One = Found | NeedsArea | NeedsCountry


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one stretch of the text is. `sure`: of the agency's country, or written with its own country code."""

    read: _One
    span: Span
    sure: bool


def read_phone(text: str, words: Words, *, region: str, own: str) -> PhoneRead:
    """The number in an answer. `region`: the agency's, «DO». `own`: the sender's, E.164, if the channel knows it."""
    if own and _means_own(text[:_ANSWER], words):
        return OwnNumber()
    read, _ = search_phone(text[:_ANSWER], words, region=region, own=own, asked=True)
    return read or Unclear()


def search_phone(text: str, words: Words, *, region: str, own: str = "", asked: bool) -> tuple[PhoneRead | None, str]:
    """The number anywhere in a message, None when none was given, and the text with « ; » where numbers stood.

    `asked`: the question was for a phone. If not, digits count only where they look like a phone or are called one.
    """
    line = plain(text)
    said = words_of(line.text)
    runs = find_runs(line.text, said, words)[:_MOST_RUNS]
    seen = [found for run in runs for found in _seen_in(run, region, own) if asked or _is_plainly_phone(found, run)]
    seen = [_with_area_before(found, runs) for found in seen]
    if not seen:
        return _without_number(line, said, runs, words, own=own, asked=asked)
    read = _chosen(line.text, said, seen, words)
    return read, line.without(_whole(line.text, found.span) for found in seen)


def correct_phone(text: str, known: str, words: Words, *, region: str) -> str | None:
    """E.164 of `known` as the words correct it: «termina en 35», «es 829 no 809», or a whole new number.

    None when they say nothing of that kind, leave it open, or make no number that could be called.
    """
    read, _ = search_phone(text, words, region=region, own=known, asked=True)
    if isinstance(read, Found):
        return read.e164 if read.e164 != known else None
    line = plain(text)
    meant = {number for digits in changed(line.text, known, words) if (number := valid(digits)) and number != known}
    return meant.pop() if len(meant) == 1 else None


def _chosen(text: str, said: list[Word], seen: list[_Seen], words: Words) -> PhoneRead | None:
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


def _without_number(
    line: Plain, said: list[Word], runs: list[Run], words: Words, *, own: str, asked: bool
) -> tuple[PhoneRead | None, str]:
    if own and (phrase := find_phrase(said, words.of("phone.own"))):
        first, last = said[phrase[0]], said[phrase[0] + phrase[1] - 1]
        if not (phrase[0] and said[phrase[0] - 1].said in words.of("answer.no")):
            return OwnNumber(), line.without([(first.start, last.end)])
    tried = [run for run in runs if run.context == "phone" and _count(run) >= _SHORTEST_TRY]
    if tried and not asked:
        return Unclear(), line.without([(run.pieces[0].start, run.pieces[-1].end) for run in tried])
    return None, line.source


def _seen_in(run: Run, region: str, own: str) -> list[_Seen]:
    """The numbers of one run: as a whole, else stretches of it, else what it could be."""
    if run.context == "other" or _count(run) < 7:
        return []
    digits = "".join(piece.digits for piece in run.pieces)
    span = (run.pieces[0].start, run.pieces[-1].end)
    if len(digits) <= _LONGEST and (e164 := _sure(digits, run, 0, region)):
        return [_Seen(Found(e164), span, sure=True)]
    if redact(digits) != digits:
        return []
    if stretches := list(_stretches(run, region)):
        return stretches
    parts = [_guess(part, run, region, own) for part in _parts(run)]
    return [part for part in parts if part]


def _stretches(run: Run, region: str) -> Iterator[_Seen]:
    """Numbers that stand one after the other with nothing but a space or a comma between them."""
    start, tries = 0, 0
    while start < len(run.pieces):
        best = None
        digits = ""
        for end in range(start, len(run.pieces)):
            digits += run.pieces[end].digits
            if len(digits) > _LONGEST or tries >= _MOST_TRIES:
                break
            if not _could_be_whole(digits, run, start, region) or not _stands_alone(run, start, end):
                continue
            tries += 1
            if e164 := _sure(digits, run, start, region):
                span = (run.pieces[start].start, run.pieces[end].end)
                best = end, _Seen(Found(e164), span, sure=True)
        if best:
            yield best[1]
        start = best[0] + 1 if best else start + 1


def _could_be_whole(digits: str, run: Run, start: int, region: str) -> bool:
    """What is worth looking up: the library is slow."""
    if run.plus and start == 0:
        return len(digits) > 7
    if region == DOMINICAN:
        return digits.removeprefix("1").startswith(DOMINICAN_AREAS) and len(digits.removeprefix("1")) == 10
    return 8 <= len(digits) <= 12


def _stands_alone(run: Run, start: int, end: int) -> bool:
    before = run.gaps[start - 1] if start else " "
    after = run.gaps[end] if end < len(run.gaps) else " "
    return not (is_tight(before) or is_tight(after))


def _sure(digits: str, run: Run, start: int, region: str) -> str | None:
    return international(digits) if run.plus and start == 0 else at_home(digits, region)


def _parts(run: Run) -> list[tuple[str, Span]]:
    """The run whole, or what stands between its commas, slashes and wide gaps."""
    parts: list[tuple[str, Span]] = []
    for place, piece in enumerate(run.pieces):
        gap = run.gaps[place - 1] if place else ""
        if place and not any(c in gap for c in ",/|·•") and gap not in {" - ", "  "}:
            digits, (start, _) = parts[-1]
            parts[-1] = (digits + piece.digits, (start, piece.end))
        else:
            parts.append((piece.digits, (piece.start, piece.end)))
    if any(len(digits) > 6 for digits, _ in parts):
        return parts
    return [("".join(digits for digits, _ in parts), (parts[0][1][0], parts[-1][1][1]))]


def _guess(part: tuple[str, Span], run: Run, region: str, own: str) -> _Seen | None:
    """What digits could be that are no number of the agency's country."""
    digits, span = part
    read: _One | None = None
    if run.plus or len(digits) > _LONGEST or is_made_up(digits):
        return None
    if len(digits) == 7 and region == DOMINICAN:
        read = NeedsArea(digits) if could_be_local(digits) else None
    elif len(digits) == 10 and (nanp := valid(f"+1{digits}")):
        read = Found(nanp) if own.startswith("+1") else NeedsCountry(digits)
    elif e164 := abroad(digits, own):
        read = Found(e164)
    return _Seen(read, span, sure=False) if read else None


def _is_plainly_phone(seen: _Seen, run: Run) -> bool:
    """Whether digits that nobody asked for are a phone."""
    if run.context == "phone":
        return True
    if seen.sure:
        return True
    groups = [len(piece.digits) for piece in run.pieces]
    return not isinstance(seen.read, NeedsArea) and len(groups) > 2 and groups[-1] > 1


def _with_area_before(seen: _Seen, runs: list[Run]) -> _Seen:
    """«código 809, número 555 0134»."""
    if not isinstance(seen.read, NeedsArea):
        return seen
    for run in runs:
        distance = seen.span[0] - run.pieces[-1].end
        whole = with_area(seen.read.digits, run.pieces[0].digits) if len(run.pieces) == 1 else None
        if whole and 0 < distance <= _NEAR:
            return _Seen(Found(whole), (run.pieces[0].start, seen.span[1]), sure=True)
    return seen


def _whole(text: str, span: Span) -> Span:
    """With the «+» or bracket before a number and the extension after it."""
    start, extension = span[0], _EXTENSION.match(text, span[1])
    before = _BEFORE.search(text, max(0, start - 8), start)
    return before.start() if before else start, extension.end() if extension else span[1]


def _count(run: Run) -> int:
    return sum(len(piece.digits) for piece in run.pieces)


def _means_own(line: str, words: Words) -> bool:
    said = bare(line)
    if any(c.isdigit() for c in said) or len(said.split()) > _MOST_WORDS:
        return False
    own = words.of("answer.own_phone")
    if said in own:
        return True
    spoken = any(holds(said, phrase) for phrase in own if " " in phrase)
    return spoken and words.of("answer.no").isdisjoint(said.split())
