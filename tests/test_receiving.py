"""From a message to the platform's answer: what happens when whoever called has hung up, or the process stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.engines import open_store
from adapters.sending import SendOutcome, Sent
from adapters.store import Store
from bot.workers.outbox import Outbox
from bot.workers.spending import Spending
from bot.workers.steps import Steps
from bot.workers.turns import Turns
from bot.workers.waiting import Bell, utc_now
from flows.replies import Message
from tests.chats import default_flow
from tests.stores import AGENCY, ANA, CHANNEL, text

KEY = (AGENCY, CHANNEL)
WITHIN_S = 20


class Platform:
    """Takes whatever is sent to it."""

    unclear_tries = 0

    def __init__(self) -> None:
        self.taken: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def send(self, address: str, message: Message, *, attempts: int, silent_for: timedelta) -> SendOutcome:
        self.taken.put_nowait((address, message.text))
        return Sent("SM1")


class Desk:
    """Turns and outbox on a real store."""

    def __init__(self, store: Store) -> None:
        self.platform, self.stop = Platform(), asyncio.Event()
        self.sent = asyncio.Event()
        budget = Spending({}, utc_now, lambda sent: None)
        outbox = Outbox(
            store, {KEY: self.platform}, Bell(), budget=budget, on_sent=lambda reply, outcome: self.sent.set()
        )
        self.turns = Turns(
            store,
            Steps({KEY: default_flow()}, {}, lambda chat, lead: ""),
            outbox,
            replies=Bell(),
            deliveries=Bell(),
            stop=self.stop,
            on_turn=lambda turned: None,
        )


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def test_who_hangs_up_is_answered_all_the_same(store: Store) -> None:
    """A call that is given up while its message is being stored changes nothing: the reply goes out, once."""
    desk = Desk(store)
    calling = asyncio.ensure_future(desk.turns.receive(AGENCY, CHANNEL, [text("1")]))
    await asyncio.sleep(0)
    calling.cancel()
    async with asyncio.timeout(WITHIN_S):
        address, _ = await desk.platform.taken.get()
        await desk.sent.wait()
    assert calling.cancelled()
    assert address == ANA
    assert (await desk.turns.receive(AGENCY, CHANNEL, [text("1")])).duplicates == 1
    assert desk.platform.taken.empty()


async def test_a_process_that_stops_begins_no_turn(store: Store) -> None:
    """What comes then is stored, acknowledged, and left to the next process."""
    desk = Desk(store)
    desk.stop.set()
    received = await desk.turns.receive(AGENCY, CHANNEL, [text("1")])
    await desk.turns.keep()
    assert (len(received.chats), received.turned) == (1, None)
    assert (await store.counts()).inbox["received"] == 1
    assert desk.platform.taken.empty()


async def test_a_stop_waits_for_the_turn_that_has_begun(store: Store) -> None:
    """Its reply belongs to this process, so it still goes out."""
    desk = Desk(store)
    calling = asyncio.ensure_future(desk.turns.receive(AGENCY, CHANNEL, [text("1")]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    desk.stop.set()
    async with asyncio.timeout(WITHIN_S):
        await desk.turns.keep()
        await desk.sent.wait()
    assert (await calling).turned
