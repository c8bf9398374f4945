"""However messages crowd in, each chat reads as if they had come one by one (promises P3, P4)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from functools import partial

import pytest

from adapters.engines import open_store
from adapters.records import Applied, Arrival, Chat, TurnDone
from adapters.store import Store
from adapters.store.ledger import Ledger
from flows.conversation import Conversation
from flows.events import Event
from flows.turn import Turn
from tests.stores import AGENCY, CHANNEL, HANDING, NOW, FindSign, after, chat_of, listen, sql, text
from tests.test_power_loss import MANY

CHATS, EVENTS, DELIVERIES, DOORS = 4, 12, 3, 6


def names(seed: int) -> dict[str, list[str]]:
    """By chat, the words of its messages, each of which is also its message's key."""
    chats = [f"{seed}.{chat}" for chat in range(CHATS)]
    return {chat: [f"{chat}.{number}" for number in range(EVENTS)] for chat in chats}


def crowd(seed: int, chance: random.Random) -> list[list[Arrival]]:
    """Batches as platforms send them: every message up to three times, in any order."""
    messages = [text(word, word, chat=chat) for chat, words in names(seed).items() for word in words]
    sent = [message for message in messages for _ in range(chance.randint(1, DELIVERIES))]
    chance.shuffle(sent)
    cuts = sorted(chance.sample(range(1, len(sent)), len(sent) // 2))
    return [sent[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]


async def door(store: Store, batches: Sequence[Sequence[Arrival]], chance: random.Random) -> int:
    """One webhook worker: stores what comes, and sees to each chat that has something to apply. Its duplicates."""
    duplicates = 0
    for batch in batches:
        if len(batch) == 1:
            received = await store.take(AGENCY, CHANNEL, batch[0], listen, NOW, HANDING)
        else:
            received = await store.receive(AGENCY, CHANNEL, batch, NOW)
        duplicates += received.duplicates
        await asyncio.sleep(chance.choice((0, 0, 0.001)))
        for chat in received.chats:
            while await store.apply(chat, listen, NOW):
                pass
    return duplicates


def stored_order(ledger: Ledger, words: Sequence[str]) -> list[str]:
    """These words in the order in which their messages were stored."""
    known = {ledger.hash("event", AGENCY, CHANNEL, word): word for word in words}
    keys = [bytes(key) for (key,) in sql("SELECT event_hash FROM inbox ORDER BY id")(ledger)]
    return [known[key] for key in keys if key in known]


async def read_by(store: Store, chat: str) -> list[str]:
    """What the chat has read so far, in its order."""
    read: list[str] = []

    def look(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        assert conversation is not None
        read.extend((conversation.draft.note or "").split())
        return Applied(turn=Turn(conversation=conversation))

    number = await chat_of(store, text(f"look at {chat}", chat=chat), after(120))
    assert isinstance(await store.apply(number, look, after(120)), TurnDone)
    return read


@pytest.mark.timeout(60 * MANY)
async def test_a_crowd_reads_like_a_queue(database_url: str) -> None:
    """Repeated, reordered and at once through several doors: each message counts once, in one order for its chat."""
    async with open_store(database_url) as store:
        for seed in range(MANY):
            chance = random.Random(seed)  # nothing secret
            batches = crowd(seed, chance)
            duplicates = await asyncio.gather(*(door(store, batches[n::DOORS], chance) for n in range(DOORS)))
            assert sum(duplicates) == sum(map(len, batches)) - CHATS * EVENTS
            for chat, words in names(seed).items():
                order = await store._do(partial(stored_order, words=words))
                assert sorted(order) == sorted(words)
                assert await read_by(store, chat) == order
