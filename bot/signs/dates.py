"""Days as people and their spreadsheets write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.understanding.text import fold

MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
ENGLISH = {"jan": 1, "apr": 4, "aug": 8, "sept": 9, "set": 9, "dec": 12}
SERIAL_ZERO = date(1899, 12, 30)  # what spreadsheets count days from, with their leap year that never was
SERIALS = range(36_526, 73_051)  # 2000 to 2099
YEARS = range(2000, 2100)


class NoDay(ValueError):
    """This is not a day."""


def read_day(written: str) -> tuple[date, bool]:
    """The day, and whether it could also mean another one: «03/04/2026» is taken day first. Raises NoDay."""
    text = fold(written).removesuffix(" 00:00:00").removesuffix(" 0:00").strip()
    if re.fullmatch(r"\d{5}(?:\.0+)?", text) and int(text[:5]) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(text[:5])), False
    parts = re.findall(r"\d+|[a-z]+", text.replace(" de ", " "))
    if len(parts) != 3:
        raise NoDay(written)
    first, middle, last = parts
    if len(first) == 4:
        return _day(first, middle, last), False
    if not middle.isdigit():
        return _day(last, middle, first), False
    if int(middle) > 12 >= int(first or 0):
        return _day(last, first, middle), False  # American, and it can be nothing else
    return _day(last, middle, first), int(first) <= 12 and first != middle


def _day(year: str, month: str, day: str) -> date:
    try:
        number = int(month) if month.isdigit() else _month(month)
        found = date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except (ValueError, OverflowError):
        raise NoDay(f"{year}-{month}-{day}") from None
    if found.year not in YEARS:
        raise NoDay(f"{year}-{month}-{day}")
    return found


def _month(word: str) -> int:
    return ENGLISH.get(word) or ENGLISH.get(word[:3]) or MONTHS.index(word[:3]) + 1


def first_moment(day: date | None, zone: ZoneInfo) -> datetime | None:
    """When this day begins there."""
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)


def moment_after(day: date | None, zone: ZoneInfo) -> datetime | None:
    """When this day is over there."""
    return None if day is None else first_moment(day + timedelta(days=1), zone)
