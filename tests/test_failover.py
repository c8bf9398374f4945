"""A PostgreSQL whose standby takes over: the service finds it by itself, and has everything that it acknowledged."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CalledProcessError

import aiohttp
import pytest

from adapters.engines import open_store
from tests.doors import Door, open_door, rows
from tests.servers import STOPPED_HARD, Postgres, place_for_postgres
from tests.stores import AGENCY, CHANNEL, NOW, text

MANY = int(os.environ.get("PROVE", "1"))  # failovers
PEOPLE = 6
WITHIN_S = 60


class Pair:
    """Two places for a server, one of which is the primary and the other its standby."""

    def __init__(self, first: Postgres, second: Postgres) -> None:
        self.primary, self.standby = first, second
        self.url = f"postgresql://postgres@/leadbot?host={first.folder},{second.folder}&target_session_attrs=read-write"

    def stop(self) -> None:
        for server in (self.primary, self.standby):
            with suppress(CalledProcessError):  # it was down
                server.stop()

    def fail_over(self) -> None:
        """The primary goes down at once, and the standby takes over."""
        self.primary.stop()
        self.standby.take_over()
        self.primary, self.standby = self.standby, self.primary


@pytest.fixture
def pair() -> Iterator[Pair]:
    with place_for_postgres(*STOPPED_HARD) as first, place_for_postgres(*STOPPED_HARD) as second:
        pair = Pair(first, second)
        first.prepare()
        first.start()
        first.execute("CREATE DATABASE leadbot")
        second.follow(first)
        yield pair
        pair.stop()


async def write(door: Door, sender: str, taken: list[str], enough: asyncio.Event) -> None:
    """One message after the other, each repeated until it is taken, as a platform does."""
    while not enough.is_set():
        form = door.form("y algo más", sender=sender)
        while (await given(door, form)) != 200:  # noqa: ASYNC110  # the server is no coroutine
            await asyncio.sleep(0.1)
        taken.append(form["MessageSid"])
        await asyncio.sleep(0.05)


async def given(door: Door, form: dict[str, str]) -> int:
    try:
        return (await door.whatsapp(form)).status
    except (aiohttp.ClientError, TimeoutError):
        return 0


@pytest.mark.timeout(120 + 60 * MANY)
async def test_a_standby_takes_over_with_everything_acknowledged(pair: Pair, tmp_path: Path) -> None:
    """People write on while the primary dies; each message that was taken is there, once, and is answered."""
    taken: list[str] = []
    async with open_door(tmp_path, database_url=pair.url) as door:
        for failover in range(MANY):
            if failover:
                await asyncio.to_thread(pair.standby.follow, pair.primary)
            enough = asyncio.Event()
            async with asyncio.timeout(WITHIN_S), asyncio.TaskGroup() as people:
                for person in range(PEOPLE):
                    people.create_task(write(door, f"+1809{failover:03}{person:04}", taken, enough))
                await asyncio.sleep(0.5)
                await asyncio.to_thread(pair.fail_over)
                before = len(taken)
                while len(taken) < before + PEOPLE:  # noqa: ASYNC110  # it goes on by itself
                    await asyncio.sleep(0.05)
                enough.set()
        async with asyncio.timeout(WITHIN_S):
            while rows(door.world.settings, "SELECT 1 FROM inbox WHERE state = 'received'"):  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)
        stored = rows(door.world.settings, "SELECT state, count(*) FROM inbox WHERE kind = 'text' GROUP BY state")
    assert dict(stored).keys() <= {"done", "ignored"}  # too much from one chat
    assert sum(count for _, count in stored) == len(set(taken)) == len(taken)


async def test_the_proof_sees_what_a_standby_that_lags_loses(pair: Pair) -> None:
    """Without a commit that waits for the standby, a failover loses what was acknowledged."""
    pair.primary.wait_for("")
    pair.standby.execute("ALTER SYSTEM SET primary_conninfo = ''")
    pair.standby.execute("SELECT pg_reload_conf()")
    while pair.primary.rows("SELECT 1 FROM pg_stat_replication"):  # noqa: ASYNC110  # a server
        await asyncio.sleep(0.02)
    for duplicates in (0, 1):
        async with open_store(pair.url) as store:
            assert (await store.receive(AGENCY, CHANNEL, [text("1")], NOW)).duplicates == duplicates
    pair.fail_over()
    async with open_store(pair.url) as store:
        assert (await store.receive(AGENCY, CHANNEL, [text("1")], NOW)).duplicates == 0


async def test_a_commit_that_waits_for_its_standby_is_no_hanging(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the standby is away nothing is acknowledged, and to end the process would help nobody."""
    monkeypatch.setattr("adapters.engines.watch.LOOK_EVERY_S", 0.02)
    hung: list[str] = []
    async with open_store(pair.url, serving=True, on_hang=lambda: hung.append("hung")) as store:
        await store.ping()
        pair.standby.stop()
        waiting = asyncio.ensure_future(store.receive(AGENCY, CHANNEL, [text("1")], NOW))
        await asyncio.sleep(1)
        found = waiting.done(), hung, store.hangs()
        await asyncio.to_thread(pair.standby.start)
        assert found == (False, [], False)
        assert len((await asyncio.wait_for(waiting, 10)).chats) == 1
