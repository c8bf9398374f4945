"""Retention: what is kept no longer than people are told (promises §9). The times are in adapters/store/retention.py.

Each rule is one small job: it erases some rows and says how many, 0 when there is nothing left for it to do. None of
them touches a lead that is neither delivered nor cancelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from adapters.records import ClockSeen
from adapters.store.codec import dump_conversation, load_conversation
from adapters.store.erasing import blank_lead
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, to_ms
from adapters.store.people import LONGEST
from adapters.store.retention import (
    ABANDONED,
    AUDIT,
    CONSENT_PROOF,
    COPIES,
    DELIVERED,
    EVENT_KEYS,
    RAW_EVENTS,
    SIGN_COUNTS,
    SPENDING,
    WITHOUT_CONSENT,
    Clock,
    look_at_clock,
)

ROWS = 200  # in one commit: everybody else waits that long
CHATS = 20  # each of them several rows
LEADS = 20
COMMITS = 20  # of one rule at one look


class Rule(Protocol):
    """One bounded job; how many rows it erased."""

    def __call__(self, ledger: Ledger, now: datetime) -> int: ...


def watch_clock(ledger: Ledger, now: datetime) -> ClockSeen:
    """Look at the clock and remember what was seen. Only «believed» allows to erase."""
    stored = ledger.value("find_clock")
    clock = look_at_clock(_load_clock(stored) if stored else None, now)
    ledger.run("save_clock", _dump_clock(clock))
    if clock.since is None:
        return "believed"
    return "jumped" if clock.since == now else "doubted"


def erase_unagreed_chats(ledger: Ledger, now: datetime) -> int:
    """Chats that went quiet without agreeing lose everything but their keys and counts."""
    return _erase_quiet(ledger, "unagreed", _before(now, WITHOUT_CONSENT))


def erase_abandoned_chats(ledger: Ledger, now: datetime) -> int:
    """And so do those that agreed, later."""
    return _erase_quiet(ledger, "agreed", _before(now, ABANDONED))


def erase_leads(ledger: Ledger, now: datetime) -> int:
    """The person goes out of what was delivered or cancelled; the lead and its attempts stay for the audit."""
    found = ledger.rows("settled_leads", _before(now, DELIVERED), LEADS)
    for lead, chat, confirmed_at in found:
        _forget_sent(ledger, chat, lead, confirmed_at, now)
        try:
            blank_lead(ledger, lead)
        except UNREADABLE:  # the person cannot be taken out, so all of it goes
            _delete_lead(ledger, lead)
    return len(found)


def delete_leads(ledger: Ledger, now: datetime) -> int:
    """What the audit no longer needs."""
    found = ledger.rows("blank_leads", _before(now, AUDIT), LEADS)
    for (lead,) in found:
        _delete_lead(ledger, lead)
    return len(found)


def retire_copies(ledger: Ledger, now: datetime) -> int:
    """They hold all that has been erased since."""
    return ledger.retire_copies(now - COPIES)


def rows_older(statement: str, kept: timedelta) -> Rule:
    """A rule that is one statement."""
    return lambda ledger, now: ledger.run(statement, _before(now, kept), ROWS)


# In this order, each counted under its name in `Retained`: a chat goes after what refers to it.
RULES: Sequence[tuple[str, Rule]] = (
    ("words", rows_older("blank_unagreed_events", WITHOUT_CONSENT)),
    ("words", rows_older("blank_unagreed_replies", WITHOUT_CONSENT)),
    ("words", rows_older("blank_old_events", RAW_EVENTS)),
    ("words", rows_older("blank_old_replies", DELIVERED)),
    ("chats", erase_unagreed_chats),
    ("chats", erase_abandoned_chats),
    ("leads", erase_leads),
    ("words", rows_older("delete_notices", DELIVERED)),
    ("words", rows_older("delete_alerts", DELIVERED)),
    ("records", delete_leads),
    ("records", rows_older("delete_replies", AUDIT)),
    ("records", rows_older("delete_events", EVENT_KEYS)),
    ("records", lambda ledger, now: ledger.run("delete_aliases", _before(now, EVENT_KEYS))),
    ("records", rows_older("delete_chats", EVENT_KEYS)),
    ("records", rows_older("delete_ticks", SIGN_COUNTS)),
    ("records", rows_older("delete_funnel_counts", SIGN_COUNTS)),
    ("records", rows_older("delete_deeds", AUDIT)),
    ("records", rows_older("delete_sessions", LONGEST)),
    ("records", lambda ledger, now: ledger.run("delete_spending", _before(now, SPENDING))),
    ("proofs", rows_older("delete_proofs", CONSENT_PROOF)),
    ("copies", retire_copies),
)


def _erase_quiet(ledger: Ledger, holds: str, heard_before: int) -> int:
    erased, left = 0, ROWS
    for chat, has_lead in ledger.rows("quiet_chats", holds, heard_before, CHATS):
        for statement in ("blank_events_of_chat", "blank_replies_of_chat"):
            left -= ledger.run(statement, chat, left)
        if left <= 0:
            return ROWS  # there may be more of this chat; it is found again
        erased += 1
        if has_lead and holds == "unagreed":
            ledger.run("note_holding", chat, "agreed")  # what is left is of its lead, which was agreed to
            continue
        for statement in ("erase_conversation", "erase_timers", "erase_address"):
            ledger.run(statement, chat)
    return erased


def _forget_sent(ledger: Ledger, chat: int, lead: str, confirmed_at: int, now: datetime) -> None:
    """What a chat that is still in use remembers of a lead. One that began nothing since starts afresh."""
    ledger.hold("hold_chat", chat)
    try:
        before = load_conversation(ledger.seal.open(ledger.value("find_conversation", chat) or b""))
    except UNREADABLE:
        return  # by us and by anybody; it goes with its chat
    others = tuple(sent for sent in before.sent if sent.lead != lead)
    if others == before.sent:
        return
    if before.consent and to_ms(before.consent.at) <= confirmed_at:  # still the round that confirmed this lead
        ledger.run("erase_conversation", chat)
        return
    body = ledger.seal.close(dump_conversation(replace(before, sent=others)))
    ledger.run("save_conversation", chat, body, to_ms(now))


def _delete_lead(ledger: Ledger, lead: str) -> None:
    for statement in ("delete_attempts", "erase_follow_ups", "delete_lead"):
        ledger.run(statement, lead)


def _before(now: datetime, kept: timedelta) -> int:
    return to_ms(now - kept)


def _dump_clock(clock: Clock) -> bytes:
    moments = (clock.trusted, clock.since, clock.last)
    return b" ".join(str(to_ms(moment)).encode() for moment in moments if moment)


def _load_clock(stored: bytes) -> Clock:
    trusted, *doubted = (from_ms(int(ms)) for ms in stored.split())
    since, last = doubted or (None, None)
    return Clock(trusted=trusted, since=since, last=last)
