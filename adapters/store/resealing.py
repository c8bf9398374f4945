"""Key rotation: what was stored readable or under an older key is closed with the newest one, a little at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from adapters.records import Resealing, Undersealed
from adapters.store.ledger import UNREADABLE, Ledger, Row
from adapters.store.sealing import ERASED, PLAIN

ROWS = 200  # looked at in one commit: everybody else waits that long
# What reads on in a table, what writes one row of it, and what comes before its first row.
TABLES: tuple[tuple[str, str, tuple[int | str, ...]], ...] = (
    ("next_addresses", "reseal_address", (0,)),
    ("next_conversations", "reseal_conversation", (0,)),
    ("next_events", "reseal_event", (0,)),
    ("next_replies", "reseal_reply", (0,)),
    ("next_leads", "reseal_lead", ("",)),
    ("next_attempts", "reseal_attempt", ("", 0)),
    ("next_follow_ups", "reseal_follow_up", (0,)),
    ("next_alerts", "reseal_alert", (0,)),
    ("next_factors", "reseal_factor", (0,)),
)


def reseal(ledger: Ledger, so_far: Resealing) -> Resealing:
    """One step of the pass. What changed meanwhile was closed with the newest key by whoever changed it."""
    if not ledger.seal.has_keys:
        return replace(so_far, done=True)
    if so_far == Resealing():
        ledger.run("begin_sealing")
    if so_far.table == len(TABLES):
        if not so_far.unreadable:
            ledger.run("end_sealing", ledger.seal.mark)
        return replace(so_far, done=True)
    read_on, write, first = TABLES[so_far.table]
    found = ledger.rows(read_on, *(so_far.after or first), ROWS)
    if not found:
        return replace(so_far, table=so_far.table + 1, after=())
    stale = [row for row in found if row[-1] != ERASED and not ledger.seal.is_newest(row[-1])]
    closed = [_closed(ledger, write, row) for row in stale]
    return replace(
        so_far,
        after=tuple(found[-1][:-1]),
        rows=so_far.rows + sum(closed),
        unreadable=so_far.unreadable + closed.count(False),
    )


def undersealed(ledger: Ledger) -> Undersealed:
    """How much is left to be closed. It reads all that is stored, unless a pass with the same key came to its end."""
    if not ledger.seal.has_keys or ledger.value("find_sealing") == ledger.seal.mark:
        return Undersealed()
    found: Counter[str] = Counter()
    for mark, values in ledger.rows("count_marks", ledger.seal.mark):
        kind = "readable" if mark == PLAIN else "older" if ledger.seal.opens(mark) else "missing"
        found[kind] += values
    return Undersealed(**found)


def _closed(ledger: Ledger, write: str, row: Row) -> bool:
    *key, sealed = row
    try:
        plain = ledger.seal.open(sealed)
    except UNREADABLE:
        return False
    ledger.run(write, *key, ledger.seal.close(plain), sealed)
    return True
