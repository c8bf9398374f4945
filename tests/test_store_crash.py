"""A process that is killed loses nothing it acknowledged, and a message that kills it is put aside."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest

from adapters.engines import open_store
from adapters.records import TurnBroke, TurnDone
from adapters.store import Store
from adapters.store.turns import KilledTheProcess
from tests.stores import AGENCY, CHANNEL, NOW, after, chat_of, listen, text

KILLS = 5
ACKNOWLEDGED = 40  # before the kill, so that it hits the middle of the work

WRITES_FOR_EVER = """
import asyncio, sys
from adapters.engines import open_store
from tests.stores import AGENCY, CHANNEL, NOW, listen, text

async def write(store, worker, begin):
    for number in range(begin, begin + 100_000):
        key = f"{worker}-{number}"
        received = await store.receive(AGENCY, CHANNEL, [text(key, chat=f"chat {key}")], NOW)
        sys.stdout.write(f"{key}\\n")
        sys.stdout.flush()
        await store.apply(received.chats[0], listen, NOW)

async def main():
    async with open_store(sys.argv[1], serving=True) as store:
        await store.recover(NOW)
        await asyncio.gather(*(write(store, worker, int(sys.argv[2])) for worker in range(8)))

asyncio.run(main())
"""

DIES_OF_A_MESSAGE = """
import asyncio, sys
from adapters.engines import open_store, watch
from tests import stores
from tests.stores import NOW

watch.HANG_S = 0.1

async def main():
    async with open_store(sys.argv[1], serving=True) as store:
        await store.recover(NOW)
        await store.apply(int(sys.argv[2]), getattr(stores, sys.argv[3]), NOW)

asyncio.run(main())
"""


def test_nothing_acknowledged_is_lost_to_a_kill(database_url: str) -> None:
    """Killed again and again in the middle of its work, the store keeps every event it said it had."""
    acknowledged: set[str] = set()
    for round_number in range(KILLS):
        acknowledged |= run_until_killed(database_url, begin=round_number * 100_000)
    assert len(acknowledged) >= KILLS * ACKNOWLEDGED
    assert asyncio.run(unknown(database_url, acknowledged)) == 0


def run_until_killed(database_url: str, begin: int) -> set[str]:
    command = [sys.executable, "-c", WRITES_FOR_EVER, database_url, str(begin)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        acknowledged = {process.stdout.readline().strip() for _ in range(ACKNOWLEDGED)}
        process.kill()
        acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
    return acknowledged


async def unknown(database_url: str, keys: set[str]) -> int:
    """How many of these a new process does not know as repetitions; and everything that waited can be applied."""
    async with open_store(database_url, serving=True) as store:
        await store.recover(NOW)
        received = await store.receive(AGENCY, CHANNEL, [text(key, chat=f"chat {key}") for key in keys], NOW)
        for chat in (await store.wake(NOW)).chats:
            assert isinstance(await store.apply(chat, listen, NOW), TurnDone)
        return len(keys) - received.duplicates


def die_of(database_url: str, chat: int, how: str = "deadly") -> int:
    """Apply the chat's next event in a process that it kills; how that ended."""
    command = [sys.executable, "-c", DIES_OF_A_MESSAGE, database_url, str(chat), how]
    return -subprocess.run(command, check=False).returncode


async def test_a_message_that_kills_the_process_twice_is_put_aside(database_url: str) -> None:
    """The third start does not run it again, the person gets an apology, and later messages work."""
    async with open_store(database_url) as store:
        chat = await chat_of(store, text("deadly"))
        other = await chat_of(store, text("innocent", chat="another chat"))
        await store.receive(AGENCY, CHANNEL, [text("later")], NOW)
    for _ in range(2):
        assert die_of(database_url, chat) == signal.SIGKILL
    async with open_store(database_url, serving=True) as store:
        await store.recover(after(1))
        assert set((await store.wake(after(1))).chats) == {chat, other}
        assert await is_put_aside(store, chat)
        turns = [await store.apply(chat, listen, after(1)) for _ in range(3)]
        assert [turn and turn.event_kind for turn in turns] == ["text", "failed", None]


async def is_put_aside(store: Store, chat: int) -> bool:
    """Whether the chat's next event is parked without being run."""
    turned = await store.apply(chat, listen, after(1))
    return isinstance(turned, TurnBroke) and turned.parked and isinstance(turned.error, KilledTheProcess)


@pytest.mark.parametrize("restarts", [1, 5])
async def test_a_message_that_merely_waited_through_restarts_is_not_blamed(database_url: str, restarts: int) -> None:
    """Only what was being applied when the process died counts against it."""
    async with open_store(database_url) as store:
        deadly = await chat_of(store, text("deadly"))
        waiting = await chat_of(store, text("innocent", chat="another chat"))
    assert die_of(database_url, deadly) == signal.SIGKILL
    for _ in range(restarts):
        async with open_store(database_url, serving=True) as store:
            await store.recover(NOW)
    async with open_store(database_url, serving=True) as store:
        await store.recover(NOW)
        for chat in (deadly, waiting):
            assert isinstance(await store.apply(chat, listen, NOW), TurnDone)


async def test_a_message_that_never_ends_ends_the_process(database_url: str) -> None:
    """A turn that computes for ever is a death like any other, so the second one parks it."""
    async with open_store(database_url) as store:
        chat = await chat_of(store, text("endless"))
    for _ in range(2):
        assert die_of(database_url, chat, "endless") == signal.SIGVTALRM
    async with open_store(database_url, serving=True) as store:
        await store.recover(NOW)
        assert await is_put_aside(store, chat)
