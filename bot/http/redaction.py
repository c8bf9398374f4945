"""Takes out of what came in the numbers that are never stored, before it is (conversation §2.11, map §4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.records import Arrival
from flows.events import Event, Forwarded, MediaReceived, TextEdited, TextReceived
from flows.understanding.redact import redact


def redacted(arrivals: Iterable[Arrival]) -> tuple[Arrival, ...]:
    """The arrivals as they may be stored."""
    return tuple(
        arrival if arrival.event is None else replace(arrival, event=redact_event(arrival.event))
        for arrival in arrivals
    )


def redact_event(event: Event) -> Event:
    """The event without such numbers; a text remembers that it held one."""
    match event:
        case TextReceived():
            kept = redact(event.text)
            return event if kept == event.text else replace(event, text=kept, redacted=True)
        case TextEdited() | Forwarded():
            return replace(event, text=redact(event.text))
        case MediaReceived():
            return replace(event, caption=redact(event.caption))
        case _:
            return event
