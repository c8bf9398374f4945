"""Lists of leads: which ones, found how, and a page at a time, however many there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.console import LeadLine
from adapters.records import LeadState
from adapters.store.desk import Desk, Place
from bot.phone_spellings import spellings
from flows.lead import Intent
from flows.understanding.code import read_typed
from flows.understanding.text import bare

GROUPS: Mapping[str, tuple[LeadState, ...]] = {
    "all": (),
    "open": ("parked", "rejected"),
    "going": ("queued", "sending", "unclear"),
    "created": ("delivered_new",),
    "existing": ("delivered_existing", "delivered_unsure"),
    "cancelled": ("cancelled",),
}
PERIODS: Mapping[str, timedelta | None] = {"all": None, "7": timedelta(days=7), "30": timedelta(days=30)}
PER_PAGE = 40
READ_AT_ONCE = 400  # rows that one job opens: 5 ms
READ_AT_MOST = 2000  # for one page; whoever seeks further goes on from there
LONGEST = 100  # characters of what is sought

Wanted = Callable[[LeadLine], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody asked to see, as the address of the page has it."""

    group: str = "all"
    period: str = "all"
    channel: str = ""
    intent: str = ""
    code: str = ""
    sought: str = ""

    @property
    def are_plain(self) -> bool:
        """Whether the database alone can answer."""
        return not (self.channel or self.intent or self.code or self.sought)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page. `more`: where the next begins, None at the end; `read_all` is False where the search stopped before."""

    lines: tuple[LeadLine, ...]
    more: Place | None = None
    read_all: bool = True


def read_filters(query: Mapping[str, str]) -> Filters:
    """What makes no sense is left out."""
    group, period, intent = query.get("group", "all"), query.get("period", "all"), query.get("intent", "")
    return Filters(
        group=group if group in GROUPS else "all",
        period=period if period in PERIODS else "all",
        channel=query.get("channel", "")[:LONGEST],
        intent=intent if intent in set(Intent) else "",
        code=read_typed(query.get("code", "")[:LONGEST]) or "",
        sought=query.get("q", "").strip()[:LONGEST],
    )


def read_place(written: str) -> Place | None:
    """«1764000000000.id», as a link to the next page has it."""
    at, _, lead = written.partition(".")
    return Place(int(at), lead[:64]) if at.isdigit() and len(at) < 16 else None


async def find_leads(
    desk: Desk, agency: str, filters: Filters, before: Place | None, now: datetime, region: str
) -> Found:
    """A page of them. What is written down exactly (reference, phone, e-mail) is found among all; a name or a part of
    a number among the newest that are not read yet."""
    if filters.sought and before is None:
        exact = await find_exactly(desk, agency, filters.sought, region)
        if exact:
            return Found(lines=exact)
    wanted = wanted_by(filters)
    lines: list[LeadLine] = []
    read = 0
    async for chunk in _chunks(desk, agency, filters, before, now):
        for line in chunk:
            read += 1
            if wanted(line):
                lines.append(line)
            if len(lines) == PER_PAGE or read == READ_AT_MOST:
                return Found(lines=tuple(lines), more=place_of(line), read_all=len(lines) == PER_PAGE)
    return Found(lines=tuple(lines))


async def find_exactly(desk: Desk, agency: str, sought: str, region: str) -> tuple[LeadLine, ...]:
    """By keyed hash, so also what is sealed."""
    reference = sought.upper()
    reference = reference if reference.startswith("R-") else f"R-{reference}"
    email = sought if "@" in sought else ""
    return await desk.leads_named(agency, reference, spellings(sought, {region}), email)


def wanted_by(filters: Filters) -> Wanted:
    """Whether a lead is one of those that were asked for."""
    words, digits = bare(filters.sought).split(), "".join(filter(str.isdigit, filters.sought))

    def wanted(line: LeadLine) -> bool:
        lead = line.lead
        return (
            filters.channel in ("", line.channel)
            and filters.intent in ("", lead.intent)
            and filters.code in ("", lead.code)
            and (not filters.sought or _names(lead.full_name, words) or _holds(lead.phone.e164, digits))
        )

    return wanted


def place_of(line: LeadLine) -> Place:
    return Place(int(line.lead.confirmed_at.timestamp() * 1000), line.lead.id)


def _names(name: str, words: list[str]) -> bool:
    return bool(words) and all(word in bare(name) for word in words)


def _holds(phone: str, digits: str) -> bool:
    return len(digits) >= 4 and digits in phone


async def _chunks(
    desk: Desk, agency: str, filters: Filters, before: Place | None, now: datetime
) -> AsyncIterator[tuple[LeadLine, ...]]:
    """Some rows after the other, until there are no more."""
    length = PERIODS[filters.period]
    size = PER_PAGE + 1 if filters.are_plain else READ_AT_ONCE
    while True:
        chunk = await desk.leads(
            agency,
            states=GROUPS[filters.group],
            since=now - length if length else None,
            before=before,
            limit=size,
        )
        if chunk:
            yield chunk
        if len(chunk) < size:
            return
        before = place_of(chunk[-1])
