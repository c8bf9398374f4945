"""What the digits of a message could be: numbers, one after the other, or numbers that lack a part.

Where they stand is found in `runs`, whether such a number exists in `numbering`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.message import Span
from flows.understanding.numbering import (
    DOMINICAN,
    DOMINICAN_AREAS,
    at_home,
    could_be_local,
    international,
    is_made_up,
    national,
    region_of,
    with_area,
    with_nanp,
    without_plus,
)
from flows.understanding.redact import redact
from flows.understanding.runs import Run

_LONGEST = 16  # digits of one number with what is dialled before it
_LOCAL, _NATIONAL = 7, 10  # digits of a Dominican number without and with its area
_ABROAD = range(8, 13)  # digits of a number with its area elsewhere
_SHORT = 8  # digits that a date, a price or a code has too
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
    """What one stretch of the text is. `plain`: it is called a phone, or looks like one where nobody asked."""

    read: One
    span: Span
    plain: bool


def seen_in(run: Run, region: str, own: str) -> list[Seen]:
    """The numbers of one run: as a whole, else stretches of it, else what it could be."""
    if run.context == "other" or len(run.digits) < _LOCAL:
        return []
    if whole := _sure(run, region):
        return [whole]
    if redact(run.digits) != run.digits:
        return []
    if stretches := list(_stretches(run, region)):
        return stretches
    parts = run.parts()
    parts = parts if any(len(part.digits) >= _LOCAL for part in parts) else [run]
    return [seen for part in parts if (seen := _guess(part, region, own))]


def _stretches(run: Run, region: str) -> Iterator[Seen]:
    """Numbers that stand one after the other with nothing but a space or a comma between them."""
    start = 0
    while start < len(run.pieces):
        start, seen = _longest(run, start, region)
        if seen:
            yield seen


def _longest(run: Run, start: int, region: str) -> tuple[int, Seen | None]:
    """The longest number that begins at this piece, and the piece behind it."""
    for after in range(min(len(run.pieces), start + _LONGEST), start, -1):
        part = run.part(start, after) if run.stands_alone(start, after) else None
        if part and _could_be_whole(part, region) and (seen := _sure(part, region)):
            return after, seen
    return start + 1, None


def _could_be_whole(run: Run, region: str) -> bool:
    """What is worth looking up: the library is slow."""
    if run.plus:
        return len(run.digits) > _LOCAL
    if region == DOMINICAN:
        national = run.digits.removeprefix("1")
        return len(national) == _NATIONAL and national.startswith(DOMINICAN_AREAS)
    return len(run.digits) in _ABROAD


def _sure(run: Run, region: str) -> Seen | None:
    """A number of the agency's country, or one that is written with its own."""
    if len(run.digits) > _LONGEST:
        return None
    e164 = international(run.digits) if run.plus else at_home(run.digits, region)
    plain = run.plus or len(run.pieces) > 1 or len(run.digits) > _SHORT
    return Seen(Found(e164), run.span, plain=plain or run.context == "phone") if e164 else None


def _guess(run: Run, region: str, own: str) -> Seen | None:
    """What digits could be that are no number of the agency's country."""
    if run.plus or len(run.digits) > _LONGEST or is_made_up(run.digits):
        return None
    read = _could_be(run.digits, run.countries, region, own)
    grouped = len(run.pieces) > 2 and len(run.pieces[-1].digits) > 1 and not isinstance(read, NeedsArea)
    return Seen(read, run.span, plain=grouped or run.context == "phone") if read else None


def _could_be(digits: str, countries: tuple[str, ...], region: str, own: str) -> One | None:
    if len(digits) == _LOCAL and region == DOMINICAN:
        return NeedsArea(digits) if could_be_local(digits) else None
    if named := next(filter(None, (national(digits, country) for country in countries)), None):
        return Found(named)
    if len(digits) == _NATIONAL and (nanp := with_nanp(digits)):
        return Found(nanp) if own.startswith("+1") else NeedsCountry(digits)
    home = region_of(own)
    e164 = (national(digits, home) if home else None) or without_plus(digits)
    return Found(e164) if e164 else None


def with_area_before(seen: Seen, runs: Sequence[Run]) -> Seen:
    """«código 809, número 555 0134»."""
    if not isinstance(seen.read, NeedsArea):
        return seen
    for run in runs:
        start, end = run.span
        whole = with_area(seen.read.digits, run.digits) if len(run.pieces) == 1 else None
        if whole and 0 < seen.span[0] - end <= _NEAR:
            return Seen(Found(whole), (start, seen.span[1]), plain=True)
    return seen
