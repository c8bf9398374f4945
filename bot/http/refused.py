"""Calls that could not prove who sent them: counted all, logged a few, and a person is told when it looks like our own
mistake; and calls that proved it with a secret that should be gone by now (promises §3)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()

LOG_EVERY_S = 60  # for one source
SOURCES = 1000  # remembered at once; a stranger with more addresses than these is logged as one
MANY, WITHIN_S = 20, 300  # so many of one channel in this time need a person
FEW = 3  # calls; fewer are no sign that all of them fail
CHANGED_S = 24 * 3600  # a secret has been changed everywhere within this time, or somewhere it was forgotten


@dataclass(slots=True)
class _Channel:
    last: deque[float] = field(default_factory=lambda: deque(maxlen=MANY))
    told_at: float = -WITHIN_S
    failing_since: float | None = None
    failed: int = 0  # since the last good call


class RefusedCalls:
    """Times come from `clock`, in seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._channels: dict[str, _Channel] = {}
        self._logged: dict[str, float] = {}

    def admitted(self, channel: str) -> None:
        """A call proved itself: whatever fails besides is not our secret."""
        if seen := self._channels.get(channel):
            seen.failing_since, seen.failed = None, 0

    def refused(self, channel: str, source: str) -> None:
        """A call to `channel` («agency/name») from a network address was turned away."""
        now = self._clock()
        if self._may_log(source, now):
            log.info("call refused", channel=channel, source=source)
        seen = self._channels.setdefault(channel, _Channel())
        seen.failing_since = now if seen.failing_since is None else seen.failing_since
        seen.failed += 1
        seen.last.append(now)
        if now - seen.told_at >= WITHIN_S and (phrase := _alarm(seen, now)):
            seen.told_at = now
            log.warning(phrase, channel=channel)

    def _may_log(self, source: str, now: float) -> bool:
        if len(self._logged) >= SOURCES:
            self._logged = {other: at for other, at in self._logged.items() if now - at < LOG_EVERY_S}
        known = source if source in self._logged or len(self._logged) < SOURCES else ""
        if now - self._logged.get(known, -LOG_EVERY_S) < LOG_EVERY_S:
            return False
        self._logged[known] = now
        return True


class PreviousSecrets:
    """Times come from `clock`, in seconds that only grow; they begin anew with the process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: dict[str, float] = {}

    def used(self, channel: str) -> None:
        """A call to `channel` («agency/name») came with the previous secret: noted once, then a warning a day."""
        now = self._clock()
        if channel not in self._since:
            log.info("previous secret used", channel=channel)
        if now - self._since.setdefault(channel, now) >= CHANGED_S:
            self._since[channel] = now
            log.warning("previous secret still used", channel=channel)


def _alarm(seen: _Channel, now: float) -> str:
    if seen.failing_since is not None and seen.failed >= FEW and now - seen.failing_since >= WITHIN_S:
        return "every call refused: token rotated or public URL wrong"
    if len(seen.last) == MANY and now - seen.last[0] < WITHIN_S:
        return "many calls refused"
    return ""
