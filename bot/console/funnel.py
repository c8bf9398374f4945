"""«Embudo»: how far people get, where they leave, and how fast it goes. Counts alone, nobody's data (signs §9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from adapters.records import Step
from bot.console.counting import STEPS, TOOK, TOOK_MORE, day_of
from bot.console.doors import EVERYBODY, Door
from bot.console.visit import Visit
from bot.signs.counting import FIRST_DAY
from flows.understanding.code import show_code

WEEKS = ("4", "12", "52")
MOST_ROWS = 20
ENDS = ("created", "existing", "unsure")
SLOW = 0.95  # of the CRM's answers are faster


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step: how often it was reached, how much of the widest that is, and of the step before; both in percent."""

    name: str
    times: int
    width: float
    kept: int | None
    lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: chats, leads, and what the CRM made of them."""

    name: str
    chats: int
    sent: int
    created: int
    existing: int

    @property
    def rate(self) -> int | None:
        """Of a hundred chats so many sent."""
        return round(100 * self.sent / self.chats) if self.chats else None


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    query, desk, agency = visit.request.query, visit.shared.reading.desk, visit.user.agency
    weeks = query.get("weeks", "12") if query.get("weeks") in WEEKS else "12"
    today = day_of(visit.now, visit.zone)
    since = monday(today) - 7 * (int(weeks) - 1)
    every = await desk.steps(agency, since)
    chosen = {name: query.get(name, "")[:60] for name in ("channel", "language", "code")}
    counted = {
        step: times
        for step, times in every.items()
        if all(not one or getattr(step, name) == one for name, one in chosen.items())
    }
    opened = 0
    if not (chosen["channel"] or chosen["language"]):  # a page that is opened knows neither
        ticks = await visit.shared.reading.ticks(agency=agency, code=chosen["code"] or None, since=since)
        opened = sum(times for tick, times in ticks.items() if tick.event == "abrió")
    crm_ms = await desk.crm_times(agency, visit.now - timedelta(weeks=int(weeks)))
    bars, weekly = bars_of(total(counted), opened), by_week(counted, since, today)
    return visit.page(
        "funnel",
        bars=bars,
        worst=max(bars[1:], key=lambda bar: bar.lost, default=None) if total(counted)["chat"] else None,
        is_empty=not every and not opened,
        weeks=weeks,
        all_weeks=WEEKS,
        chosen=chosen,
        choices={name: sorted({getattr(step, name) for step in every} - {""}) for name in chosen},
        ends=ends_of(total(counted)),
        by_week=weekly,
        highest=max([1, *(row.chats for row in weekly)]),
        tables=[
            ("channel", rows(counted, lambda step: step.channel)),
            ("code", rows(counted, lambda step: show_code(step.code) if step.code else "")),
            ("language", rows(counted, lambda step: step.language)),
        ],
        times=times_of(total(counted)),
        crm=None if not crm_ms else (crm_ms[len(crm_ms) // 2] / 1000, crm_ms[int(len(crm_ms) * SLOW)] / 1000),
        show_code=show_code,
    )


def monday(day: int) -> int:
    """The first day of its week; 1970 began on a Thursday."""
    return day - (day + FIRST_DAY - 1) % 7


def total(steps: Mapping[Step, int]) -> Counter[str]:
    added: Counter[str] = Counter()
    for step, times in steps.items():
        added[step.step] += times
    return added


def bars_of(added: Mapping[str, int], opened: int) -> list[Bar]:
    """From the first step to the last. Openings are those of signs alone, so nothing is lost after them."""
    most = max([1, opened, *(added.get(name, 0) for name in STEPS)])
    bars = [Bar(name="opened", times=opened, width=100 * opened / most, kept=None)] if opened else []
    before: int | None = None
    for name in STEPS:
        times = added.get(name, 0)
        kept = round(100 * times / before) if before else None
        bars.append(
            Bar(name=name, times=times, width=100 * times / most, kept=kept, lost=max((before or 0) - times, 0))
        )
        before = times
    return bars


def ends_of(added: Mapping[str, int]) -> list[Bar]:
    """What the CRM said of those that were sent."""
    most = max(1, sum(added.get(name, 0) for name in ENDS))
    return [Bar(name=name, times=added.get(name, 0), width=100 * added.get(name, 0) / most, kept=None) for name in ENDS]


def times_of(added: Mapping[str, int]) -> list[Bar]:
    """How long it took from agreeing to sending."""
    names = [*(name for name, _ in TOOK), TOOK_MORE]
    most = max([1, *(added.get(name, 0) for name in names)])
    return [
        Bar(name=name, times=added.get(name, 0), width=100 * added.get(name, 0) / most, kept=None) for name in names
    ]


def rows(steps: Mapping[Step, int], name: Callable[[Step], str]) -> list[Row]:
    """Those with most chats first."""
    named: dict[str, Counter[str]] = {}
    for step, times in steps.items():
        named.setdefault(name(step), Counter())[step.step] += times
    found = [row_of(key, added) for key, added in named.items()]
    return sorted(found, key=lambda row: (-row.chats, -row.sent, row.name))[:MOST_ROWS]


def row_of(name: str, added: Mapping[str, int]) -> Row:
    return Row(
        name=name,
        chats=added.get("chat", 0),
        sent=added.get("sent", 0),
        created=added.get("created", 0),
        existing=added.get("existing", 0),
    )


def by_week(steps: Mapping[Step, int], since: int, today: int) -> list[Row]:
    """Every week with its Monday, also those in which nothing happened."""
    weeks: dict[int, Counter[str]] = {day: Counter() for day in range(since, today + 1, 7)}
    for step, times in steps.items():
        if (week := weeks.get(monday(step.day))) is not None:
            week[step.step] += times
    return [row_of(date.fromordinal(day + FIRST_DAY).isoformat(), added) for day, added in weeks.items()]


DOORS: Sequence[Door] = (Door("GET", "/funnel", show, EVERYBODY),)
