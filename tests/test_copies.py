"""A store moves from one database to the other, whole or not at all, and goes on there as if nothing had happened."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import apsw
import psycopg
import pytest

from adapters.engines import is_postgres, open_readonly, open_store
from adapters.engines.copies import copy_store, path_of
from adapters.engines.copying import copy
from adapters.engines.sqlite.copying import source_of
from adapters.engines.tables import Table, tables
from adapters.records import Received
from adapters.store.errors import StoreAbsent, StoreBroken, StoreError, StoreInUse, StoreLocked, StoreTaken
from adapters.store.ledger import Row
from tests.full_stores import KEYS, fill, filled, quietly
from tests.servers import Postgres
from tests.stores import (
    AGENCY,
    CHANNEL,
    NOW,
    chat_of,
    confirm,
    everything,
    lead,
    notes_of,
    sql,
    text,
)

KILLED = """
import os, signal, sys
from adapters.engines.copies import copy_store

def die(table, done, of):
    if table == "lead":
        os.kill(os.getpid(), signal.SIGKILL)

copy_store(sys.argv[1], sys.argv[2], die)
"""


async def content(url: str) -> bytes:
    async with open_readonly(url, encryption_keys=KEYS) as store:
        return await store._do(everything)


async def count(url: str, table: str) -> int:
    async with open_readonly(url, encryption_keys=KEYS) as store:
        return int((await store._do(sql(f"SELECT count(*) FROM {table}")))[0][0])


async def test_a_store_goes_on_in_another_database(database_url: str, other_url: str) -> None:
    """Every row is there, sealed as it was; chats, keys of events and numbers of rows go on where they were."""
    async with open_store(database_url, encryption_keys=KEYS) as store:
        chat = await fill(store)
    sums = copy_store(database_url, other_url, quietly)
    assert {table for table, (rows, _) in sums.items() if rows} == {table.name for table in tables()}
    async with open_store(other_url, encryption_keys=KEYS, serving=True) as store:
        assert await store.receive(AGENCY, CHANNEL, [text("adds")], NOW) == Received(duplicates=1)
        assert await chat_of(store, text("new words")) == chat
        assert await chat_of(store, text("1", chat="a new chat")) > chat
        assert await notes_of(store, chat) == "con patio"
        found = await store.lead("R-00001")
        assert found
        assert (found.state, [said.words for said in found.follow_ups]) == ("delivered_new", ["otro número"])
        assert (await store.bot_name(AGENCY), await store.poll_offset(AGENCY, "telegram")) == ("CasaNovaBot", 17)
    with pytest.raises(StoreLocked):
        async with open_store(other_url, encryption_keys=("another text that is long and random too",)):
            pass


async def test_there_and_back_is_the_same(database_url: str, other_url: str, tmp_path: Path) -> None:
    """What comes back sums up to what was there at first, and the first one was not changed."""
    await filled(database_url)
    before = await content(database_url)
    third = f"sqlite:///{tmp_path / 'third.db'}"
    assert copy_store(database_url, other_url, quietly) == copy_store(other_url, third, quietly)
    assert await content(database_url) == before


async def test_a_copy_needs_an_empty_target(database_url: str, other_url: str) -> None:
    """What somebody has is never mixed with what somebody else had, nor replaced."""
    for url in (database_url, other_url):
        async with open_store(url, encryption_keys=KEYS) as store:
            await confirm(store, lead())
    before = await content(other_url)
    with pytest.raises(StoreTaken):
        copy_store(database_url, other_url, quietly)
    assert await content(other_url) == before


async def test_a_server_that_was_only_tried_is_empty(tmp_path: Path, postgres: Postgres) -> None:
    """Tables without a row of anybody's do no harm; the key of hashes that was drawn there goes."""
    source = f"sqlite:///{tmp_path / 'leadbot.db'}"
    await filled(source)
    with postgres.database() as target:
        async with open_store(target):
            pass
        copy_store(source, target, quietly)
        async with open_store(target, encryption_keys=KEYS) as store:
            assert (await store.receive(AGENCY, CHANNEL, [text("adds")], NOW)).duplicates == 1


@pytest.mark.parametrize("served", ["source", "target"])
async def test_nothing_is_copied_beside_a_service(database_url: str, other_url: str, served: str) -> None:
    """What arrived meanwhile would be missing."""
    async with open_store(database_url):
        pass
    url = database_url if served == "source" else other_url
    if not is_postgres(url) and served == "target":
        return  # a file that is there is never a target
    async with open_store(url, serving=True):
        with pytest.raises(StoreInUse):
            copy_store(database_url, other_url, quietly)


def test_nobody_writes_while_it_is_copied(database_url: str, other_url: str) -> None:
    """A service is not started, and what a command wants to write has to wait."""
    asyncio.run(filled(database_url))
    told: list[str] = []

    def beside(table: str, done: int, of: int) -> None:
        if table == "lead":
            told.extend(type(error).__name__ for error in (refused(database_url), unwritten(database_url)))

    copy_store(database_url, other_url, beside)
    assert told[0] == "StoreInUse"
    assert told[1] in ("BusyError", "LockNotAvailable")


def refused(url: str) -> Exception:
    async def start() -> None:
        async with open_store(url, encryption_keys=KEYS, serving=True):
            pass

    with pytest.raises(StoreError) as told:
        asyncio.run(start())
    return told.value


def unwritten(url: str) -> Exception:
    with pytest.raises((apsw.BusyError, psycopg.OperationalError)) as told:
        write(url)
    return told.value


def write(url: str) -> None:
    if is_postgres(url):
        with psycopg.connect(url, options="-c lock_timeout=100") as connection:
            connection.execute("DELETE FROM attempt")
    else:
        with closing(apsw.Connection(str(path_of(url)))) as file:
            file.execute("DELETE FROM attempt")


async def test_a_copy_that_is_killed_leaves_no_target(database_url: str, other_url: str) -> None:
    """Nothing that could be served is there, the original is as it was, and the next try begins anew."""
    await filled(database_url)
    before = await content(database_url)
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, database_url, other_url)
    assert await killed.wait() == -signal.SIGKILL
    with pytest.raises(StoreAbsent):
        async with open_store(other_url, may_create=False):
            pass
    assert await content(database_url) == before
    copy_store(database_url, other_url, quietly)
    assert await count(other_url, "lead") == 2
    if not is_postgres(other_url):
        assert [file.name for file in path_of(other_url).parent.iterdir()] == ["leadbot.db"]


class Shelf:
    """A target that keeps what it gets, but for one row, which it changes."""

    def __init__(self, change: Callable[[Row], list[Row]]) -> None:
        self._change = change
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)

    def count(self, table: Table) -> int:
        return len(self._rows[table.name])

    def batches(self, table: Table) -> Iterator[list[Row]]:
        yield self._rows[table.name]

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        first, *others = rows
        self._rows[table.name] += [*(self._change(first) if table.name == "lead" else [first]), *others]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda row: [], "lost"),
        (lambda row: [row, row], "doubled"),
        (lambda row: [(*row[:-2], row[-2] + b"!", row[-1])], "one byte more"),
        (lambda row: [(row[1], row[0], *row[2:])], "columns in another order"),
    ],
)
async def test_a_copy_that_differs_is_found_out(tmp_path: Path, change: Callable[[Row], list[Row]], why: str) -> None:
    """By what all rows of a table sum up to; the copy is then thrown away."""
    path = tmp_path / "leadbot.db"
    await filled(f"sqlite:///{path}")
    with source_of(path) as source:
        copy(source, Shelf(lambda row: [row]), quietly)
    with source_of(path) as source, pytest.raises(StoreBroken, match="lead"):
        copy(source, Shelf(change), quietly)
