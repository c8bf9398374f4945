"""A process that is killed loses nothing it acknowledged, and a message that kills it is put aside."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.engines.sqlite import open_store
from adapters.records import TurnDone
from tests.stores import AGENCY, CHANNEL, NOW, after, chat_of, file_in, listen, text

KILLS = 5
ACKNOWLEDGED = 40  # before the kill, so that it hits the middle of the work

WRITES_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from adapters.engines.sqlite import open_store
from tests.stores import AGENCY, CHANNEL, NOW, listen, text

async def write(store, worker, begin):
    for number in range(begin, begin + 100_000):
        key = f"{worker}-{number}"
        received = await store.receive(AGENCY, CHANNEL, [text(key, chat=f"chat {key}")], NOW)
        sys.stdout.write(f"{key}\\n")
        sys.stdout.flush()
        await store.apply(received.chats[0], listen, NOW)

async def main():
    async with open_store(Path(sys.argv[1]), serving=True) as store:
        await store.recover(NOW)
        await asyncio.gather(*(write(store, worker, int(sys.argv[2])) for worker in range(8)))

asyncio.run(main())
"""

DIES_OF_A_MESSAGE = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.engines.sqlite import open_store
from adapters.engines.sqlite import lock
from tests.stores import NOW

def deadly(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

def endless(*arguments):
    while True:
        pass

if sys.argv[3] == "endless":
    lock.HANG_S = 0.1

async def main():
    async with open_store(Path(sys.argv[1]), serving=True) as store:
        await store.recover(NOW)
        await store.apply(int(sys.argv[2]), globals()[sys.argv[3]], NOW)

asyncio.run(main())
"""


def test_nothing_acknowledged_is_lost_to_a_kill(tmp_path: Path) -> None:
    """Killed again and again in the middle of its work, the store keeps every event it said it had."""
    path = file_in(tmp_path)
    acknowledged: set[str] = set()
    for round_number in range(KILLS):
        acknowledged |= run_until_killed(path, begin=round_number * 100_000)
    assert len(acknowledged) >= KILLS * ACKNOWLEDGED
    assert asyncio.run(unknown(path, acknowledged)) == 0


def run_until_killed(path: Path, begin: int) -> set[str]:
    command = [sys.executable, "-c", WRITES_FOR_EVER, str(path), str(begin)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        acknowledged = {process.stdout.readline().strip() for _ in range(ACKNOWLEDGED)}
        process.kill()
        acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
    return acknowledged


async def unknown(path: Path, keys: set[str]) -> int:
    """How many of these a new process does not know as repetitions; and everything that waited can be applied."""
    async with open_store(path, serving=True) as store:
        assert (await store.recover(NOW)).parked == 0
        received = await store.receive(AGENCY, CHANNEL, [text(key, chat=f"chat {key}") for key in keys], NOW)
        for chat in (await store.wake(NOW)).chats:
            assert isinstance(await store.apply(chat, listen, NOW), TurnDone)
        return len(keys) - received.duplicates


def die_of(path: Path, chat: int, how: str = "deadly") -> int:
    """Apply the chat's next event in a process that it kills; how that ended."""
    command = [sys.executable, "-c", DIES_OF_A_MESSAGE, str(path), str(chat), how]
    return -subprocess.run(command, check=False).returncode


async def test_a_message_that_kills_the_process_twice_is_put_aside(tmp_path: Path) -> None:
    """The third start does not run it again, the person gets an apology, and later messages work."""
    path = file_in(tmp_path)
    async with open_store(path) as store:
        chat = await chat_of(store, text("deadly"))
        other = await chat_of(store, text("innocent", chat="another chat"))
        await store.receive(AGENCY, CHANNEL, [text("later")], NOW)
    for _ in range(2):
        assert die_of(path, chat) == signal.SIGKILL
    async with open_store(path, serving=True) as store:
        assert (await store.recover(after(1))).parked == 1
        assert set((await store.wake(after(1))).chats) == {chat, other}
        turns = [await store.apply(chat, listen, after(1)) for _ in range(3)]
        assert [turn and turn.event_kind for turn in turns] == ["text", "failed", None]


@pytest.mark.parametrize("restarts", [1, 5])
async def test_a_message_that_merely_waited_through_restarts_is_not_blamed(tmp_path: Path, restarts: int) -> None:
    """Only what was being applied when the process died counts against it."""
    path = file_in(tmp_path)
    async with open_store(path) as store:
        deadly = await chat_of(store, text("deadly"))
        waiting = await chat_of(store, text("innocent", chat="another chat"))
    assert die_of(path, deadly) == signal.SIGKILL
    for _ in range(restarts):
        async with open_store(path, serving=True) as store:
            assert (await store.recover(NOW)).parked == 0
    async with open_store(path, serving=True) as store:
        await store.recover(NOW)
        for chat in (deadly, waiting):
            assert isinstance(await store.apply(chat, listen, NOW), TurnDone)


async def test_a_message_that_never_ends_ends_the_process(tmp_path: Path) -> None:
    """A turn that computes for ever is a death like any other, so the second one parks it."""
    path = file_in(tmp_path)
    async with open_store(path) as store:
        chat = await chat_of(store, text("endless"))
    for _ in range(2):
        assert die_of(path, chat, "endless") == signal.SIGVTALRM
    async with open_store(path, serving=True) as store:
        assert (await store.recover(NOW)).parked == 1
