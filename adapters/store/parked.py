"""Events that no try got through: staff see them, and let one be tried again or leave it (promises §4)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from adapters.records import ParkedEvent
from adapters.store.codec import load_conversation, load_event
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, to_ms
from adapters.store.sealing import ERASED
from flows.conversation import State
from flows.events import Event


class _Stored(NamedTuple):
    id: int
    agency: str
    channel: str
    chat: int
    kind: str
    reason: str
    received_at: int
    body: bytes
    conversation: bytes | None


def parked(ledger: Ledger) -> tuple[ParkedEvent, ...]:
    """The oldest first."""
    return tuple(_parked(ledger, _Stored(*row)) for row in ledger.rows("parked_events"))


def of_agency(ledger: Ledger, agency: str, limit: int) -> tuple[ParkedEvent, ...]:
    """The oldest first."""
    return tuple(_parked(ledger, _Stored(*row)) for row in ledger.rows("desk_parked", agency, limit))


def retry(ledger: Ledger, number: int, now: datetime) -> bool:
    """Its chat's next event, with all its tries before it. False unless it is parked and its words are here."""
    return ledger.run("retry_parked", number, to_ms(ledger.shared(now))) > 0


def discard(ledger: Ledger, number: int) -> bool:
    """Never apply it. False unless it is parked."""
    return ledger.run("discard_parked", number) > 0


def _parked(ledger: Ledger, stored: _Stored) -> ParkedEvent:
    return ParkedEvent(
        number=stored.id,
        agency=stored.agency,
        channel=stored.channel,
        chat=stored.chat,
        kind=stored.kind,
        error=stored.reason,
        received_at=from_ms(stored.received_at),
        erased=stored.body == ERASED,
        event=_event(ledger, stored),
        state=_state(ledger, stored),
    )


def _event(ledger: Ledger, stored: _Stored) -> Event | None:
    try:
        return load_event(stored.kind, ledger.seal.open(stored.body))
    except (*UNREADABLE, KeyError):
        return None


def _state(ledger: Ledger, stored: _Stored) -> State | None:
    try:
        return load_conversation(ledger.seal.open(stored.conversation)).state if stored.conversation else None
    except UNREADABLE:
        return None
