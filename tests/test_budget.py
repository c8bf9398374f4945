"""How much we say to one chat and on one channel: what is over is not sent, and intake goes on as ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.engines import open_store
from adapters.records import DueReply, Spent, TurnDone
from adapters.store import Store
from bot.main import running
from bot.sandbox.world import open_world
from bot.workers.spending import Spending, Told
from flows.replies import ReplyKind
from tests.stores import AGENCY, CHANNEL, HANDING, NOW, after, listen, saying, sql, text

KEY = (AGENCY, CHANNEL)
DROPPED = "SELECT reason FROM outbox WHERE state = 'dropped'"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def answered(store: Store, at_s: float, kind: ReplyKind = "question") -> bool:
    """Whether somebody who writes at that time is answered."""
    arrival = text(f"{at_s} {kind}")
    done = (await store.take(AGENCY, CHANNEL, arrival, saying("¿y qué más?", kind), after(at_s), HANDING)).turned
    assert isinstance(done, TurnDone)
    assert done.withheld is not bool(done.handed)
    for chat in (await store.wake(after(at_s))).chats:  # a receipt that is not said is an event of the chat
        await store.apply(chat, listen, after(at_s))
    return bool(done.handed and await store.reply_sent(done.handed, arrival.key, after(at_s)))


async def test_a_chat_hears_27_messages_in_ten_minutes_and_three_receipts_more(store: Store) -> None:
    """The last tenth is kept for what people wait for; ten minutes after the first there is room again."""
    assert [await answered(store, second) for second in range(0, 120, 4)] == [True] * 27 + [False] * 3
    assert [await answered(store, second, "receipt") for second in range(120, 124)] == [True] * 3 + [False]
    assert not await answered(store, 611)
    assert await answered(store, 612)  # four of the thirty are ten minutes old


async def test_a_chat_hears_90_messages_a_day_and_ten_receipts_more(store: Store) -> None:
    """However slowly they are asked for."""
    assert [await answered(store, minute * 60) for minute in range(0, 300, 3)] == [True] * 90 + [False] * 10
    assert [await answered(store, minute * 60, "receipt") for minute in range(300, 333, 3)] == [True] * 10 + [False]
    assert not await answered(store, 86_400 + 9 * 180)
    assert await answered(store, 86_400 + 10 * 180)


async def test_who_is_not_answered_any_more_hears_why(store: Store) -> None:
    """The one notice an hour that too many messages came goes out of what is kept for receipts."""
    for second in range(28):
        await answered(store, second)
    for number in range(31):
        await store.receive(AGENCY, CHANNEL, [text(f"{number}")], after(40))
    (chat,) = (await store.wake(after(40))).chats
    told = []
    while isinstance(done := await store.apply(chat, saying("¿y qué más?", "notice"), after(40), HANDING), TurnDone):
        told += [] if done.withheld else [done.event_kind]
    assert told == ["flooded"]


async def test_what_is_not_said_is_on_record_and_its_turn_counts(store: Store) -> None:
    """Staff see why nobody answered; what the person wrote was applied."""
    for second in range(28):
        await answered(store, second)
    states = await store._do(sql("SELECT state, reason, count(*) FROM outbox GROUP BY state, reason ORDER BY state"))
    assert [tuple(row) for row in states] == [("dropped", "budget", 1), ("sent", "", 27)]
    assert (await store.counts()).inbox == {"received": 0, "parked": 0}


async def test_a_clock_that_is_put_back_silences_nobody(store: Store) -> None:
    """What was said at a time that is to come again does not count."""
    for second in range(28):
        await answered(store, second)
    assert await answered(store, -3600)


async def to_send(store: Store, kind: ReplyKind, number: int) -> DueReply:
    """A reply to somebody who was never written to."""
    chat = f"whatsapp:+1809555{number:04}"
    done = (await store.take(AGENCY, CHANNEL, text(chat, chat=chat), saying("¿y qué más?", kind), NOW, HANDING)).turned
    assert isinstance(done, TurnDone)
    assert done.handed
    return done.handed


def counting(most: int, told: Told = lambda sent: None, now: datetime = NOW) -> Spending:
    return Spending({KEY: most}, lambda: now, told)


async def written(spending: Spending, store: Store) -> None:
    stop = asyncio.Event()
    stop.set()
    await spending.keep(store, stop)


async def test_a_channel_keeps_a_tenth_of_its_day_for_receipts(store: Store) -> None:
    """Nine of ten for questions, all ten for receipts; tomorrow there is room again, and 0 is no limit."""
    question, receipt = await to_send(store, "question", 1), await to_send(store, "receipt", 2)
    spending = counting(10)
    spending.add(question, 8)
    assert spending.may_send(question)
    spending.add(question, 1)
    assert not spending.may_send(question)
    assert spending.may_send(receipt)
    spending.add(receipt, 1)
    assert not spending.may_send(receipt)
    await written(spending, store)
    for other, may in ((counting(10), False), (counting(10, now=after(86_400)), True), (counting(0), True)):
        await written(other, store)
        assert other.may_send(receipt) is may


async def test_processes_share_a_channels_day(store: Store) -> None:
    """Each knows within a second what the other one has sent, and what was sent before a restart."""
    question, seen = await to_send(store, "question", 1), list[Mapping[Spent, int]]()
    one, other = counting(10), counting(10, seen.append)
    one.add(question, 5)
    await written(one, store)
    other.add(question, 4)
    await written(other, store)
    assert not other.may_send(question)
    assert one.may_send(question)
    await written(one, store)
    assert not one.may_send(question)
    assert [(spent.kind, sent) for spent, sent in seen[-1].items()] == [("question", 9)]


async def test_a_channels_day_is_warned_of_at_half_of_it_at_four_fifths_and_at_its_end(store: Store) -> None:
    """Once each, by whoever sends the message that crosses the line."""
    question = await to_send(store, "question", 1)
    one, other = counting(10), counting(10)
    with capture_logs() as logs:
        for spending, messages in ((one, 4), (one, 1), (other, 2), (one, 1), (other, 2), (one, 1)):
            spending.add(question, messages)
            await written(spending, store)
    assert [(line["log_level"], line["percent"], line["messages"]) for line in logs] == [
        ("warning", 50, 5),
        ("warning", 80, 8),
        ("warning", 100, 10),
    ]


async def test_what_a_channel_does_not_send_any_more_is_still_heard(tmp_path: Path) -> None:
    """The day's messages are sent: people are not answered, and what they write is stored and applied."""
    async with open_world(tmp_path, whatsapp={"max_per_day": 1}) as world, running(world.settings):
        phone = world.twilio.phone("+18095550134", "Ana")
        for words in ("hola", "comprar"):
            assert await phone.say(words) == 200
        async with open_store(world.settings.database_url) as store, asyncio.timeout(10):
            while (found := await store._do(sql(DROPPED))) != [("budget",), ("budget",)]:
                assert found in ([], [("budget",)])
        assert not [bubble for bubble in phone.chat if not bubble.mine]
