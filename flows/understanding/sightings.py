"""What the digits of a message could be: numbers, one after the other, or numbers that lack a part.

Where they stand is found in `runs`, whether such a number exists in `numbering`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.understanding.message import Span
from flows.understanding.numbering import (
    DOMINICAN,
    DOMINICAN_AREAS,
    LOCAL,
    NATIONAL,
    at_home,
    could_be_local,
    international,
    is_made_up,
    national,
    region_of,
    with_nanp,
    without_plus,
)
from flows.understanding.runs import Run

_LONGEST = 16  # digits of one number with what is dialled before it
_ABROAD = range(8, 13)  # digits of a number with its area elsewhere
_SHORT = 8  # digits that a date, a price or a code has too


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
    if run.context == "other" or len(run.digits) < LOCAL:
        return []
    if whole := _sure(run, region):
        return [whole]
    if stretches := list(_stretches(run, region)):
        return stretches
    return [seen for part in run.parts() if (seen := _guess(part, region, own))]


def _stretches(run: Run, region: str) -> Iterator[Seen]:
    """Numbers that stand one after the other with nothing but a space or a comma between them, each as long as can
    be."""
    start = 0
    while start < len(run.pieces):
        ends = range(min(len(run.pieces), start + _LONGEST), start, -1)
        parts = ((end, run.part(start, end)) for end in ends if run.stands_alone(start, end))
        found = ((end, seen) for end, part in parts if _could_be_whole(part, region) and (seen := _sure(part, region)))
        start, seen = next(found, (start + 1, None))
        if seen:
            yield seen


def _could_be_whole(run: Run, region: str) -> bool:
    """What is worth looking up: the library is slow."""
    if run.plus:
        return len(run.digits) > LOCAL
    if region == DOMINICAN:
        national = run.digits.removeprefix("1")
        return len(national) == NATIONAL and national.startswith(DOMINICAN_AREAS)
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
    grouped = len(run.pieces) > 2 and not isinstance(read, NeedsArea)
    return Seen(read, run.span, plain=grouped or run.context == "phone") if read else None


def _could_be(digits: str, countries: tuple[str, ...], region: str, own: str) -> One | None:
    if len(digits) == LOCAL and region == DOMINICAN:
        return NeedsArea(digits) if could_be_local(digits) else None
    homes = filter(None, (*countries, region_of(own)))
    if e164 := next(filter(None, (national(digits, home) for home in homes)), None):
        return Found(e164)
    if len(digits) == NATIONAL and with_nanp(digits):
        return NeedsCountry(digits)
    return Found(e164) if (e164 := without_plus(digits)) else None
