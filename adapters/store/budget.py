"""How much we say to one chat and on one channel (promises §6): messages cost, and two machines would talk for ever."""

from __future__ import annotations

from datetime import timedelta

from flows.replies import ReplyKind

SOON, DAY = timedelta(minutes=10), timedelta(days=1)
TO_CHAT_SOON, TO_CHAT_A_DAY = 30, 100  # messages
ORDINARY_PERCENT = 90  # of each: the rest is for receipts, which people wait for
ALERT_PERCENTS = (50, 80, 100)  # of a channel's day


def may_say(kind: ReplyKind, said: int, most: int) -> bool:
    """Whether one more of this kind fits into a budget of `most`, of which `said` are gone."""
    return said < (most if kind == "receipt" else most * ORDINARY_PERCENT // 100)


def may_tell_chat(kind: ReplyKind, said_soon: int, said_today: int) -> bool:
    """`said_soon` and `said_today`: messages to the chat in the last 10 minutes and the last 24 hours."""
    return may_say(kind, said_soon, TO_CHAT_SOON) and may_say(kind, said_today, TO_CHAT_A_DAY)


def alert_lines(before: int, now: int, most: int) -> tuple[int, ...]:
    """The percentages of a channel's day that were crossed between two counts."""
    return tuple(line for line in ALERT_PERCENTS if before < most * line / 100 <= now)
