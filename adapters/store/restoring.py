"""A restored backup: it is recognised by its mark, and what may have happened since is not done twice (promises §7).

The mark is written into the backup alone, so it does not matter who puts the file back, or how.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.records import Lost
from adapters.store.ledger import Ledger, from_ms, to_ms

SHOWN = timedelta(days=7)  # how long somebody is told what is missing


def mark_copy(ledger: Ledger, at: datetime) -> datetime:
    """Say in a copy when it was made; the moment that it says now, an earlier one where it was a copy of a copy."""
    ledger.run("mark_copy", _written(at))
    return _moment(ledger.value("find_mark"))


def recognise(ledger: Ledger, now: datetime) -> None:
    """Once, at the start of `serve`: if this is a restored copy, nothing in it is taken for unsent, and what is lost is
    noted."""
    mark = ledger.value("take_mark")
    if mark is not None:
        ledger.run("doubt_unsent_leads")
        ledger.run("note_lost", mark + b" " + _written(now))


def find_lost(ledger: Ledger, now: datetime) -> Lost | None:
    """What is missing here because a copy was restored, for as long as somebody should know."""
    mark = ledger.value("find_mark")
    if mark is not None:
        return Lost(since=_moment(mark), until=now)
    since, until = (ledger.value("find_lost") or b"0 0").split()
    lost = Lost(since=_moment(since), until=_moment(until))
    return lost if now - lost.until < SHOWN else None


def _written(moment: datetime) -> bytes:
    return str(to_ms(moment)).encode()


def _moment(written: bytes) -> datetime:
    return from_ms(int(written))
