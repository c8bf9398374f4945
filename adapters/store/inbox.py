"""Storing what arrives: once per key, in order, and not without end from one chat (promises P1, P3, §3)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from adapters.language import tr
from adapters.records import Arrival, Received
from adapters.store.alerts import link, unlink
from adapters.store.codec import dump_event
from adapters.store.errors import StoreFull
from adapters.store.ledger import KEY_BYTES, UNREADABLE, Ledger, to_ms
from adapters.store.sealing import ERASED
from flows.events import Blocked, Event, Flooded, Unblocked

READ_PER_MINUTE = 30
READ_PER_DAY = 200
STORED_PER_DAY = 1000
TOLD_EVERY_MS = 3_600_000
STAFF = "staff"  # the reason of what is said in a chat of theirs
LEAVES = "SALIR"  # in the place of a code: the chat hears no more alerts
LATE = "late"  # the reason of what came after a newer message of its chat, or a day too late: kept for staff to read
TOO_LATE_MS = 24 * 3_600_000  # nobody waits for an answer any more (promises §3)
NO_ROOM = tr("el disco está casi lleno", "the disk is almost full")
MINUTE_MS = 60_000
DAY_MS = 86_400_000


class _Known(NamedTuple):
    """A chat's row, as far as receiving goes."""

    id: int
    address: bytes
    minute: int
    in_minute: int
    day: int
    in_day: int
    told_at: int
    shown: int  # see `flows.events`
    heard_at: int  # when the person last wrote; 0 before the first time
    staff: int  # whether it is a chat of staff, who look for no house
    knows_address: bool  # and the other id that came along
    knows_alias: bool


@dataclass(slots=True)
class _Tally:
    chats: dict[int, None]
    duplicates: int = 0
    flooded: int = 0


def receive(ledger: Ledger, agency: str, channel: str, arrivals: Sequence[Arrival], now: datetime) -> Received:
    """Store what is new and say which chats have something to apply. Raises StoreFull where the disk has no room."""
    if ledger.takes == "nothing":
        raise StoreFull(NO_ROOM)
    tally, now = _Tally({}), ledger.shared(now)
    for arrival in arrivals:
        _store(ledger, agency, channel, arrival, to_ms(now), tally)
    return Received(chats=tuple(tally.chats), duplicates=tally.duplicates, flooded=tally.flooded)


def key_of(ledger: Ledger, agency: str, channel: str, arrival: Arrival) -> bytes:
    """By which it is known when it comes again (promises P3)."""
    return ledger.hash("event", agency, channel, arrival.key)


def queue_event(ledger: Ledger, chat: int, event: Event, now: int) -> None:
    """An event of our own making. The transaction it belongs to happens once, so its key is drawn."""
    fresh = replace(event, fresh=secrets.token_hex(16))
    body = ledger.seal.close(dump_event(fresh))
    ledger.run("queue_event", os.urandom(KEY_BYTES), chat, event.kind, now, body)


def _store(ledger: Ledger, agency: str, channel: str, arrival: Arrival, now: int, tally: _Tally) -> None:
    key = key_of(ledger, agency, channel, arrival)
    if not arrival.chat:
        row = (agency, channel, None, "", "ignored", arrival.ignored, now, ledger.seal.close(arrival.raw))
        tally.duplicates += not ledger.run("remember_event", key, *row)
        return
    chat = _counted(_chat(ledger, agency, channel, arrival, now), now)
    if chat.in_day > STORED_PER_DAY:
        tally.flooded += 1
        _count(ledger, chat, now)
        return
    state, reason, kind, body = _reading(ledger, arrival, chat, now)
    if _is_of_staff(ledger, agency, chat, arrival.staff_code, now):
        state, reason, body = "ignored", STAFF, ERASED
    if not ledger.run("remember_event", key, agency, channel, chat.id, kind, state, reason, now, body):
        tally.duplicates += 1
        return
    if not _is_at(ledger, chat, arrival.chat):  # erased, or its key is gone; or the number is hidden from now on
        ledger.run("restore_address", chat.id, ledger.seal.close(arrival.chat.encode()))
    if state == "received":
        tally.chats[chat.id] = None
    if reason == "flood":
        tally.flooded += 1
        chat = _tell_flood(ledger, chat, now, tally)
    # A platform may tell the second alone, so its end; nobody is heard in the future for that.
    _count(ledger, chat, now if arrival.sent_at is None else max(chat.heard_at, min(to_ms(arrival.sent_at), now)))


def _is_of_staff(ledger: Ledger, agency: str, chat: _Known, code: str, now: int) -> bool:
    """With this message already, or still."""
    if chat.staff and code == LEAVES:
        unlink(ledger, chat.id)
    return bool(chat.staff or (code and link(ledger, agency, chat.id, code, now)))


def _chat(ledger: Ledger, agency: str, channel: str, arrival: Arrival, now: int) -> _Known:
    """By either id of the person; the one that is new is noted. Raises StoreFull where there is no room for another."""
    address = ledger.hash("chat", arrival.chat)
    alias = ledger.hash("chat", arrival.alias) if arrival.alias else None
    found = ledger.row("find_chat", agency, channel, address, alias)
    if found is None:
        if ledger.takes != "all":
            raise StoreFull(NO_ROOM)
        (found,) = ledger.rows("add_chat", agency, channel, address, ledger.seal.close(arrival.chat.encode()), now)
    chat = _Known(*found)
    if not chat.knows_address:
        ledger.run("note_alias", agency, channel, address, chat.id)
    if alias and not chat.knows_alias:
        ledger.run("note_alias", agency, channel, alias, chat.id)
    return chat


def _is_at(ledger: Ledger, chat: _Known, address: str) -> bool:
    try:
        return ledger.seal.open(chat.address) == address.encode()
    except UNREADABLE:
        return False


def _counted(chat: _Known, now: int) -> _Known:
    minute, day = now // MINUTE_MS, now // DAY_MS
    return chat._replace(
        minute=minute,
        in_minute=chat.in_minute + 1 if chat.minute == minute else 1,
        day=day,
        in_day=chat.in_day + 1 if chat.day == day else 1,
    )


def _count(ledger: Ledger, chat: _Known, heard_at: int) -> None:
    ledger.run("count_message", chat.id, heard_at, chat.minute, chat.in_minute, chat.day, chat.in_day, chat.told_at)


def _reading(ledger: Ledger, arrival: Arrival, chat: _Known, now: int) -> tuple[str, str, str, bytes]:
    """State, reason, kind and body of the row."""
    if arrival.event is None:
        return "ignored", arrival.ignored, "", ledger.seal.close(arrival.raw)
    event = replace(arrival.event, fresh=secrets.token_hex(16), shown=chat.shown)
    too_many = chat.in_minute > READ_PER_MINUTE or chat.in_day > READ_PER_DAY
    if too_many and not isinstance(event, Blocked | Unblocked):
        return "ignored", "flood", event.kind, ERASED
    if arrival.sent_at and not max(chat.heard_at, now - TOO_LATE_MS) <= to_ms(arrival.sent_at):
        return "ignored", LATE, event.kind, ledger.seal.close(dump_event(event))
    return "received", "", event.kind, ledger.seal.close(dump_event(event))


def _tell_flood(ledger: Ledger, chat: _Known, now: int, tally: _Tally) -> _Known:
    if abs(now - chat.told_at) < TOLD_EVERY_MS:
        return chat
    queue_event(ledger, chat.id, Flooded(), now)
    tally.chats[chat.id] = None
    return chat._replace(told_at=now)
