"""How long what people say is kept, and when the clock may be believed about it (promises §7, §9).

The chat and the privacy page tell people these times; a test compares the words with the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WITHOUT_CONSENT = timedelta(hours=24)
RAW_EVENTS = timedelta(days=14)
ABANDONED = timedelta(days=30)  # after the person's last message, with nothing under way
DELIVERED = timedelta(days=90)  # after the lead settled; also how long replies keep their words
AUDIT = timedelta(days=400)
EVENT_KEYS = DELIVERED + AUDIT  # they outlive the data by 400 days (promises P3)
CONSENT_PROOF = timedelta(days=2 * 365)
COPIES = timedelta(days=7)  # of the whole store, made before a migration: for whoever has to go back a release
SIGN_COUNTS = timedelta(days=2 * 365)  # signs §9
SPENDING = timedelta(days=2 * 365)  # counts of messages

JUMP = timedelta(hours=48)
HELD = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What earlier looks at the clock saw: `trusted` the last one that was believed (aware, UTC).

    Since a jump nobody has explained, `since` and `last` are the first and the latest look at the new time; else None.
    """

    trusted: datetime
    since: datetime | None = None
    last: datetime | None = None


def look_at_clock(before: Clock | None, now: datetime) -> Clock:
    """After one more look; `since` is None when this one may be believed.

    More than 48 h from the last one believed is a jump. It ends when the clock comes back, or once the new time has
    gone on for 24 h, as it does after a service that was off for a week.
    """
    if before is None or _is_near(before.trusted, now):
        return Clock(trusted=now)
    if before.since is None or before.last is None or not _is_near(before.last, now):
        return Clock(trusted=before.trusted, since=now, last=now)
    return Clock(trusted=now) if now - before.since >= HELD else replace(before, last=now)


def _is_near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= JUMP
