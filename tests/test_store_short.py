"""The short way: an event is stored and applied in one commit where nothing else of its chat waits."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from adapters.engines import open_store
from adapters.records import Applied, Chat, Received, TurnBroke, TurnDone
from adapters.store import Store
from adapters.store.turns import KilledTheProcess
from flows.conversation import Conversation
from flows.events import Event, TurnFailed
from tests.stores import (
    AGENCY,
    ANA,
    CHANNEL,
    HANDING,
    NOW,
    FindSign,
    Step,
    after,
    listen,
    notes_of,
    saying,
    text,
)

DIES_OF_A_MESSAGE = """
import asyncio, sys
from adapters.engines import open_store, watch
from tests import stores
from tests.stores import AGENCY, CHANNEL, HANDING, NOW, text

watch.HANG_S = 0.1

async def main():
    async with open_store(sys.argv[1], serving=True) as store:
        await store.recover(NOW)
        await store.take(AGENCY, CHANNEL, text("deadly"), getattr(stores, sys.argv[2]), NOW, HANDING)

asyncio.run(main())
"""


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def take(store: Store, key: str, step: Step = listen, words: str = "hola") -> Received:
    return await store.take(AGENCY, CHANNEL, text(key, words), step, NOW, HANDING)


def breaking(chat: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
    if isinstance(event, TurnFailed):
        return listen(chat, conversation, event, find_sign)
    raise ZeroDivisionError


async def test_a_message_is_applied_and_its_reply_handed_over_at_once(store: Store) -> None:
    """Nobody has to look for the event or the reply afterwards, and each counts once."""
    received = await take(store, "1", saying("hola"))
    assert isinstance(received.turned, TurnDone)
    assert received.turned.handed
    assert (received.chats, received.turned.handed.message.text, received.turned.handed.chat.address) == (
        (),
        "hola",
        ANA,
    )
    assert (await store.wake(after(60))).chats == ()
    assert await store.claim_replies(NOW, 60, 10) == ()
    assert await store.reply_sent(received.turned.handed, "SM1", NOW)


async def test_a_conversation_goes_on_from_one_message_to_the_next(store: Store) -> None:
    """What the first one changed is there for the second one, whichever way they came."""
    received = await take(store, "1", words="uno")
    assert isinstance(received.turned, TurnDone)
    await take(store, "2", words="dos")
    assert await notes_of(store, received.turned.chat) == "uno dos"


async def test_a_repetition_is_not_applied_again(store: Store) -> None:
    """However often the platform sends it, one after the other or all at once."""
    heard: list[str] = []

    def hear(chat: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        heard.append(event.fresh)
        return listen(chat, conversation, event, find_sign)

    received = [await take(store, "1", hear), *await asyncio.gather(*(take(store, key, hear) for key in "11222"))]
    assert len(heard) == 2
    assert sum(one.duplicates for one in received) == 4
    assert sum(one.turned is not None for one in received) == 2


async def test_a_message_behind_another_one_waits_its_turn(store: Store) -> None:
    """Order holds: what came first is applied first, also while it is to be tried again."""
    (chat,) = (await store.receive(AGENCY, CHANNEL, [text("1", "uno")], NOW)).chats
    await store.apply(chat, breaking, NOW)
    received = await take(store, "2", words="dos")
    assert (received.chats, received.turned) == ((chat,), None)
    for _ in range(2):
        await store.apply(chat, listen, after(1))
    assert await notes_of(store, chat, after(1)) == "uno dos"


async def test_a_message_whose_turn_breaks_is_stored_and_tried_again(store: Store) -> None:
    """It is acknowledged all the same: three tries in all, then an apology."""
    broken = (await take(store, "bad", breaking)).turned
    assert isinstance(broken, TurnBroke)
    assert (broken.again_at, broken.parked) == (after(1), False)
    assert (await store.counts()).inbox == {"received": 1, "parked": 0}
    tries = [await store.apply(broken.chat, breaking, after(seconds)) for seconds in (1, 11)]
    assert [isinstance(one, TurnBroke) and one.parked for one in tries] == [False, True]
    apology = await store.apply(broken.chat, listen, after(11))
    assert apology
    assert apology.event_kind == "failed"


async def test_an_event_that_is_never_read_is_only_stored(store: Store) -> None:
    """What arrives beyond all measure, or says nothing, begins no turn."""
    turned = [(await take(store, f"{number}")).turned for number in range(31)]
    assert [one is None for one in turned] == [False] * 30 + [True]


def die_of(database_url: str, how: str) -> int:
    """The platform sends the message to a process that it kills; how that ended."""
    command = [sys.executable, "-c", DIES_OF_A_MESSAGE, database_url, how]
    return -subprocess.run(command, check=False).returncode


@pytest.mark.parametrize(("how", "died_of"), [("deadly", signal.SIGKILL), ("endless", signal.SIGVTALRM)])
async def test_a_message_that_kills_the_process_each_time_it_is_sent_is_put_aside(
    database_url: str, how: str, died_of: int
) -> None:
    """Nothing of it was stored when it killed, so it comes again; the third time it is stored and not run."""
    for _ in range(2):
        assert die_of(database_url, how) == died_of
    async with open_store(database_url, serving=True) as store:
        await store.recover(NOW)
        turned = (await take(store, "deadly")).turned
        assert isinstance(turned, TurnBroke)
        assert (turned.parked, type(turned.error)) == (True, KilledTheProcess)
        assert (await take(store, "deadly")).duplicates == 1
        apology = await store.apply(turned.chat, listen, NOW)
        assert apology
        assert apology.event_kind == "failed"
        assert isinstance((await take(store, "later")).turned, TurnDone)


async def test_a_message_that_killed_once_has_its_second_try(database_url: str) -> None:
    """However often the service starts meanwhile; a try that is survived is forgotten."""
    assert die_of(database_url, "deadly") == signal.SIGKILL
    for _ in range(3):
        async with open_store(database_url, serving=True) as store:
            await store.recover(NOW)
    async with open_store(database_url, serving=True) as store:
        await store.recover(NOW)
        assert isinstance((await take(store, "innocent")).turned, TurnDone)
        assert isinstance((await take(store, "deadly")).turned, TurnDone)
