"""The short way of a message: stored and applied in one transaction, where nothing else of its chat waits (map §8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from adapters.records import Arrival, Handing, Received
from adapters.store.inbox import key_of, receive
from adapters.store.ledger import Ledger
from adapters.store.turns import Broke, Step, apply_next, find_next, put_off


def take(
    ledger: Ledger, agency: str, channel: str, arrival: Arrival, step: Step, now: datetime, handing: Handing
) -> Received:
    """Store an event; if it is the next of its chat, apply it too.

    Raises Broke, and then nothing of it may stay: `keep` stores it. Receiving has held the chat.
    """
    received = receive(ledger, agency, channel, [arrival], now)
    if not received.chats:
        return received
    (chat,) = received.chats
    event = find_next(ledger, chat, now)
    if event is None or event.key != key_of(ledger, agency, channel, arrival):
        return received
    return replace(received, chats=(), turned=apply_next(ledger, chat, event, step, now, handing))


def keep(ledger: Ledger, agency: str, channel: str, arrival: Arrival, broke: Broke, now: datetime) -> Received:
    """Store an event whose turn broke. That was its first try."""
    received = receive(ledger, agency, channel, [arrival], now)
    if not received.chats:
        return received  # by now it is a repetition, or one too many
    (chat,) = received.chats
    return replace(received, turned=put_off(ledger, chat, broke, now))
