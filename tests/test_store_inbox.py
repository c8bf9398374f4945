"""What arrives is stored once, in order, before it is acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.engines import open_store
from adapters.records import Arrival, TurnDone
from adapters.store import Store
from flows.events import Blocked
from tests.stores import AGENCY, ANA, CHANNEL, NOW, after, chat_of, listen, notes_of, text


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def drain(store: Store, chat: int, seconds: float = 0) -> list[str]:
    """The kinds of everything that could be applied."""
    kinds = []
    while isinstance(turned := await store.apply(chat, listen, after(seconds)), TurnDone):
        kinds.append(turned.event_kind)
    return kinds


async def test_the_same_event_many_times_at_once_has_one_effect(store: Store) -> None:
    """A platform that repeats itself, even concurrently, is heard once."""
    received = await asyncio.gather(*(store.receive(AGENCY, CHANNEL, [text("SM1")], NOW) for _ in range(20)))
    assert sum(one.duplicates for one in received) == 19
    (chat,) = {chat for one in received for chat in one.chats}
    assert await drain(store, chat) == ["text"]


async def test_a_repetition_is_known_after_the_event_was_applied_and_in_a_new_process(database_url: str) -> None:
    """A replay of any age changes nothing."""
    async with open_store(database_url) as store:
        await drain(store, await chat_of(store, text("SM1")))
    async with open_store(database_url) as store:
        again = await store.receive(AGENCY, CHANNEL, [text("SM1", "otra cosa")], after(86_400 * 30))
        assert (again.duplicates, again.chats) == (1, ())


async def test_the_same_key_on_another_channel_is_another_event(store: Store) -> None:
    """Two bots number their messages alike."""
    one = await store.receive(AGENCY, "telegram", [text("7")], NOW)
    other = await store.receive("otra", "telegram", [text("7")], NOW)
    assert one.chats != other.chats
    assert not one.duplicates + other.duplicates


async def test_events_of_a_chat_are_applied_in_the_order_they_came(store: Store) -> None:
    """The result equals some serial order, and it is the order of arrival."""
    arrivals = [text(f"SM{number}", str(number)) for number in range(8)]
    (chat,) = (await store.receive(AGENCY, CHANNEL, arrivals, NOW)).chats
    await asyncio.gather(*(store.apply(chat, listen, NOW) for _ in arrivals))
    assert await notes_of(store, chat) == "0 1 2 3 4 5 6 7"


async def test_a_turn_says_whether_more_is_waiting(store: Store) -> None:
    """The worker need not ask again for a chat that has nothing left."""
    (chat,) = (await store.receive(AGENCY, CHANNEL, [text("1"), text("2")], NOW)).chats
    turns = [await store.apply(chat, listen, NOW) for _ in range(3)]
    assert [turn.more for turn in turns if isinstance(turn, TurnDone)] == [True, False]
    assert turns[2] is None


async def test_what_cannot_be_understood_is_kept_and_never_applied(store: Store) -> None:
    """A malformed but authentic event is stored, once, with or without a known chat."""
    strange = [Arrival(key="x", ignored="malformed", raw=b"\xff"), Arrival(key="y", chat=ANA, ignored="malformed")]
    assert (await store.receive(AGENCY, CHANNEL, strange, NOW)).chats == ()
    assert (await store.receive(AGENCY, CHANNEL, strange, NOW)).duplicates == 2
    assert (await store.wake(NOW)).chats == ()


async def test_a_flood_is_not_read_and_told_once_an_hour(store: Store) -> None:
    """The thirty-first message in a minute is kept but not read, and the person hears so once."""
    received = await store.receive(AGENCY, CHANNEL, [text(f"SM{number}") for number in range(40)], NOW)
    assert received.flooded == 10
    kinds = await drain(store, received.chats[0])
    assert (kinds.count("text"), kinds.count("flooded")) == (30, 1)
    again = await store.receive(AGENCY, CHANNEL, [text(f"again{number}") for number in range(31)], after(120))
    assert "flooded" not in await drain(store, again.chats[0], 120)


async def test_a_block_is_heard_through_a_flood(store: Store) -> None:
    """Somebody who blocks us after writing too much is not written to."""
    block = Arrival(key="block", chat=ANA, event=Blocked())
    received = await store.receive(AGENCY, CHANNEL, [*(text(f"SM{number}") for number in range(40)), block], NOW)
    assert (await drain(store, received.chats[0]))[-1] == "blocked"


async def test_beyond_a_thousand_a_day_only_a_counter_moves(store: Store) -> None:
    """One chat cannot fill the disk."""
    arrivals = [text(f"SM{number}") for number in range(1010)]
    await store.receive(AGENCY, CHANNEL, arrivals, NOW)
    assert (await store.receive(AGENCY, CHANNEL, arrivals[-1:], NOW)).duplicates == 0
    assert (await store.receive(AGENCY, CHANNEL, [text("next day")], after(86_400))).flooded == 0


async def test_the_polling_offset_moves_with_the_batch(store: Store) -> None:
    """Nothing polled is skipped or read for ever."""
    assert await store.poll_offset(AGENCY, "telegram") == 0
    await store.receive_polled(AGENCY, "telegram", [text("1")], 101, NOW)
    assert await store.poll_offset(AGENCY, "telegram") == 101


async def test_one_poller_a_bot(store: Store) -> None:
    """A second process polls only when the first has stopped renewing."""
    assert await store.poll_lease(AGENCY, "telegram", "one", after(60), NOW)
    assert not await store.poll_lease(AGENCY, "telegram", "two", after(70), after(10))
    assert await store.poll_lease(AGENCY, "telegram", "one", after(110), after(50))
    assert await store.poll_lease(AGENCY, "telegram", "two", after(200), after(111))
