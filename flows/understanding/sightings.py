"""What the digits of a message could be: numbers, one after the other, or numbers that lack a part.

Where they stand is found in `runs`, whether such a number exists in `numbering`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.understanding.numbering import (
    DOMINICAN,
    DOMINICAN_AREAS,
    abroad,
    at_home,
    could_be_local,
    international,
    is_made_up,
    valid,
    with_area,
)
from flows.understanding.plain import Span
from flows.understanding.redact import redact
from flows.understanding.runs import Run, is_tight

_LONGEST = 16  # digits of one number with what is dialled before it
_MOST_TRIES = 24  # stretches of one run that are looked up
_LOCAL, _NATIONAL = 7, 10  # digits of a Dominican number without and with its area
_NEAR = 25  # characters between an area code and its number


@dataclass(frozen=True, slots=True)
class Found:
    """One number, E.164."""

    e164: str


@dataclass(frozen=True, slots=True)
class NeedsArea:
    """A Dominican number without its area code, seven digits."""

    digits: str


@dataclass(frozen=True, slots=True)
class NeedsCountry:
    """Ten digits that would be a number of the United States or Canada."""

    digits: str


One = Found | NeedsArea | NeedsCountry


@dataclass(frozen=True, slots=True)
class Seen:
    """What one stretch of the text is. `sure`: of the agency's country, or written with its own country code."""

    read: One
    span: Span
    sure: bool


def seen_in(run: Run, region: str, own: str) -> list[Seen]:
    """The numbers of one run: as a whole, else stretches of it, else what it could be."""
    if run.context == "other" or count(run) < _LOCAL:
        return []
    digits = "".join(piece.digits for piece in run.pieces)
    span = (run.pieces[0].start, run.pieces[-1].end)
    if len(digits) <= _LONGEST and (e164 := _sure(digits, run, 0, region)):
        return [Seen(Found(e164), span, sure=True)]
    if redact(digits) != digits:
        return []
    if stretches := list(_stretches(run, region)):
        return stretches
    parts = [_guess(part, run, region, own) for part in _parts(run)]
    return [part for part in parts if part]


def _stretches(run: Run, region: str) -> Iterator[Seen]:
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
                best = end, Seen(Found(e164), span, sure=True)
        if best:
            yield best[1]
        start = best[0] + 1 if best else start + 1


def _could_be_whole(digits: str, run: Run, start: int, region: str) -> bool:
    """What is worth looking up: the library is slow."""
    if run.plus and start == 0:
        return len(digits) > _LOCAL
    if region == DOMINICAN:
        return digits.removeprefix("1").startswith(DOMINICAN_AREAS) and len(digits.removeprefix("1")) == _NATIONAL
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
    if any(len(digits) >= _LOCAL for digits, _ in parts):
        return parts
    return [("".join(digits for digits, _ in parts), (parts[0][1][0], parts[-1][1][1]))]


def _guess(part: tuple[str, Span], run: Run, region: str, own: str) -> Seen | None:
    """What digits could be that are no number of the agency's country."""
    digits, span = part
    read: One | None = None
    if run.plus or len(digits) > _LONGEST or is_made_up(digits):
        return None
    if len(digits) == _LOCAL and region == DOMINICAN:
        read = NeedsArea(digits) if could_be_local(digits) else None
    elif len(digits) == _NATIONAL and (nanp := valid(f"+1{digits}")):
        read = Found(nanp) if own.startswith("+1") else NeedsCountry(digits)
    elif e164 := abroad(digits, own):
        read = Found(e164)
    return Seen(read, span, sure=False) if read else None


def with_area_before(seen: Seen, runs: list[Run]) -> Seen:
    """«código 809, número 555 0134»."""
    if not isinstance(seen.read, NeedsArea):
        return seen
    for run in runs:
        distance = seen.span[0] - run.pieces[-1].end
        whole = with_area(seen.read.digits, run.pieces[0].digits) if len(run.pieces) == 1 else None
        if whole and 0 < distance <= _NEAR:
            return Seen(Found(whole), (run.pieces[0].start, seen.span[1]), sure=True)
    return seen


def count(run: Run) -> int:
    """How many digits it has."""
    return sum(len(piece.digits) for piece in run.pieces)
