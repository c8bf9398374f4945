"""What the counts say: a funnel per sign, campaign and week, and which signs somebody should look at (signs §8, §9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adapters.signs import TAPPED, SignEvent, SignRow, Tick
from bot.channels import KINDS
from bot.signs.counting import FIRST_DAY

QUIET = timedelta(days=30)  # without a scan: blocked, fallen, or covered by another sticker
MUCH_OPENED = 10  # and not one chat: the link may be broken
MOST_BEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How far it went under one name: a code, a campaign, a week. Openings and chats, not people."""

    name: str
    title: str = ""
    times: Mapping[SignEvent, int]

    @property
    def tapped(self) -> int:
        return sum(times for event, times in self.times.items() if event.startswith(TAPPED))

    @property
    def rate(self) -> float | None:
        """How many were sent of a hundred openings; None without any, as for a code that people only type."""
        return 100 * self.times["envió"] / self.times["abrió"] if self.times["abrió"] else None

    @property
    def is_silent(self) -> bool:
        return not any(self.times.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`best`: the signs that brought most leads, at most three, the best first. `unseen` and `unanswered` are codes;
    `wrong` is how often a code was opened that nobody issued, of late."""

    signs: tuple[Funnel, ...]
    campaigns: tuple[Funnel, ...]
    weeks: tuple[Funnel, ...]
    best: tuple[Funnel, ...]
    unseen: tuple[str, ...]
    unanswered: tuple[str, ...]
    wrong: int


def day_number(day: date) -> int:
    """As the counts have it."""
    return day.toordinal() - FIRST_DAY


def day_of(number: int) -> date:
    return date.fromordinal(number + FIRST_DAY)


def results(signs: Iterable[SignRow], ticks: Mapping[Tick, int], *, since: date, now: datetime) -> Results:
    """`ticks` reach back to `since` and 30 days at least; signs without any count are there too, with zeros."""
    rows = {sign.code: sign for sign in signs if sign.kind != "t"}
    shown = {tick: times for tick, times in ticks.items() if tick.day >= day_number(since)}
    late = {tick: times for tick, times in ticks.items() if tick.day >= day_number((now - QUIET).date())}
    latest = {row.name: row.times for row in _funnels(late, lambda tick: tick.code, {})}
    by_code = {code: Funnel(name=code, title=sign.title, times=_none()) for code, sign in rows.items()}
    known = {tick: times for tick, times in shown.items() if tick.code in rows}
    by_code |= {row.name: row for row in _funnels(known, lambda tick: tick.code, {c: s.title for c, s in rows.items()})}
    hung = [sign for sign in rows.values() if sign.state_at(now) == "active"]
    return Results(
        signs=tuple(sorted(by_code.values(), key=lambda row: (-row.times["abrió"], -row.times["envió"], row.name))),
        campaigns=_funnels(known, lambda tick: rows[tick.code].campaign, {}),
        weeks=_funnels(known, lambda tick: _week(tick.day), {}),
        best=tuple(sorted((row for row in by_code.values() if row.times["envió"]), key=_by_leads)[:MOST_BEST]),
        unseen=tuple(s.code for s in hung if _is_old(s, now) and not latest.get(s.code, _none())["abrió"]),
        unanswered=tuple(s.code for s in hung if _is_unanswered(latest.get(s.code, _none()))),
        wrong=latest.get("", _none())["abrió"],
    )


def _by_leads(row: Funnel) -> tuple[float, float, str]:
    return -row.times["envió"], -(row.rate or 0.0), row.name


def _funnels(ticks: Mapping[Tick, int], name: Callable[[Tick], str], titles: Mapping[str, str]) -> tuple[Funnel, ...]:
    """One for each name, in their order."""
    added: dict[str, Counter[SignEvent]] = {}
    for tick, times in ticks.items():
        added.setdefault(name(tick), _none())[tick.event] += times
    return tuple(Funnel(name=key, title=titles.get(key, ""), times=added[key]) for key in sorted(added))


def _none() -> Counter[SignEvent]:
    """In the order of the funnel."""
    taps = (f"{TAPPED}{kind.label}" for kind in KINDS.values())
    return Counter(dict.fromkeys(("abrió", *taps, "inició chat", "aceptó", "envió"), 0))


def _week(day: int) -> str:
    """Its Monday."""
    monday = day_of(day) - timedelta(days=day_of(day).weekday())
    return monday.isoformat()


def _is_old(sign: SignRow, now: datetime) -> bool:
    begun = max(filter(None, (sign.created_at, sign.from_at)), default=None)
    return begun is None or now - begun > QUIET


def _is_unanswered(times: Mapping[SignEvent, int]) -> bool:
    return times["abrió"] >= MUCH_OPENED and not times["inició chat"]
