"""What waits at one moment shares one commit, and nobody suffers for another's mistake."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from adapters.engines.sqlite import open_store
from adapters.engines.sqlite.file import open_ledger
from adapters.engines.sqlite.ledger import SqliteLedger
from adapters.engines.sqlite.writer import Writer
from adapters.engines.watch import ENDS_AFTER, HANGS_AFTER
from adapters.store import Store
from adapters.store.errors import StoreBroken, StoreUnavailable
from adapters.store.ledger import Ledger
from adapters.store.sealing import Seal
from tests.stores import AGENCY, CHANNEL, NOW, file_in, text


@pytest.fixture
def hung() -> list[str]:
    """Who was told that the writer hangs."""
    return []


@pytest.fixture
async def writer(tmp_path: Path, hung: list[str]) -> AsyncIterator[Writer]:
    with closing(apsw.Connection(str(file_in(tmp_path)))) as connection:
        connection.pragma("journal_mode", "wal")
        connection.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, filler BLOB)")
        ledger = SqliteLedger(connection=connection, seal=Seal(), hash_key=b"k" * 32)
        running = Writer(ledger, on_hang=lambda: hung.append("hung"))
        yield running
        await running.close()


def keep(number: int) -> Callable[[Ledger], int]:
    def job(ledger: Ledger) -> int:
        connection_of(ledger).execute("INSERT INTO kept (number) VALUES (?1)", (number,))
        return number

    return job


def connection_of(ledger: Ledger) -> apsw.Connection:
    assert isinstance(ledger, SqliteLedger)
    return ledger.connection


def kept(ledger: Ledger) -> list[object]:
    return [number for (number,) in connection_of(ledger).execute("SELECT number FROM kept ORDER BY number")]


class Gate:
    """A job that holds the writer until it is opened, so that others come to wait together."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self._open = threading.Event()

    def __call__(self, ledger: Ledger) -> None:
        self.entered.set()
        self._open.wait(10)

    def open(self) -> None:
        self._open.set()


async def together(writer: Writer, *jobs: Callable[[Ledger], object]) -> list[object]:
    """The results of jobs that share one transaction."""
    gate = Gate()
    first = asyncio.ensure_future(writer.do(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    waiting = [asyncio.ensure_future(writer.do(job)) for job in jobs]
    await asyncio.sleep(0)  # they have put their jobs into the queue
    gate.open()
    results = await asyncio.gather(first, *waiting, return_exceptions=True)
    return results[1:]


async def test_what_waits_together_is_committed_together(writer: Writer) -> None:
    """Fifty acknowledgements cost one fsync."""
    commits = 0

    def count() -> bool:
        nonlocal commits
        commits += 1
        return False

    await writer.do(lambda ledger: connection_of(ledger).set_commit_hook(count))
    commits = 0
    assert await together(writer, *(keep(number) for number in range(50))) == list(range(50))
    assert commits == 2  # theirs, and that of the job they waited for


async def test_a_job_that_waits_for_ever_is_found_out(writer: Writer, hung: list[str]) -> None:
    """A library that keeps its lock must not keep the service: first the health check hears of it, then the process
    ends."""
    gate = Gate()
    waiting = asyncio.ensure_future(writer.do(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    told = []
    for _ in range(ENDS_AFTER + 3):
        writer.watch.look()
        told.append((writer.watch.hangs(), len(hung)))
    assert told.index((True, 0)) in (HANGS_AFTER - 1, HANGS_AFTER)  # the watch has a clock of its own, too
    assert told[-1] == (True, 1)
    gate.open()
    await waiting
    writer.watch.look()
    assert not writer.watch.hangs()


async def test_much_work_is_no_hanging(writer: Writer, hung: list[str]) -> None:
    """However long the writer is busy, nothing ends while it gets on, nor while there is nothing to do."""
    for number in range(ENDS_AFTER + 3):
        await writer.do(keep(number))
        writer.watch.look()
        writer.watch.look()
    assert not writer.watch.hangs()
    assert hung == []


async def test_a_job_that_fails_takes_nothing_else_with_it(writer: Writer) -> None:
    """One bad event among good ones is undone alone, and only its caller hears of it."""

    def bad(ledger: Ledger) -> None:
        keep(2)(ledger)
        raise ZeroDivisionError

    results = await together(writer, keep(1), bad, keep(3))
    assert [results[0], type(results[1]), results[2]] == [1, ZeroDivisionError, 3]
    assert await writer.do(kept) == [1, 3]


async def test_a_full_disk_writes_nothing_and_passes(writer: Writer) -> None:
    """Everybody who waited is told, nothing partial stays, and it works again without a restart."""

    def fill(ledger: Ledger) -> None:
        connection_of(ledger).execute("INSERT INTO kept VALUES (9, zeroblob(1000000))")

    await writer.do(lambda ledger: connection_of(ledger).pragma("max_page_count", 20))
    results = await together(writer, keep(1), fill, keep(3))
    assert [type(result) for result in results] == [StoreUnavailable] * 3
    assert await writer.do(kept) == []
    await writer.do(lambda ledger: connection_of(ledger).pragma("max_page_count", 1_000_000))
    assert await writer.do(keep(4)) == 4


async def test_after_an_io_error_nothing_is_written_any_more(writer: Writer) -> None:
    """An fsync that failed is never tried again as if it could succeed."""

    def fail(ledger: Ledger) -> None:
        raise apsw.IOError

    assert [type(result) for result in await together(writer, keep(1), fail)] == [StoreBroken] * 2
    with pytest.raises(StoreBroken):
        await writer.do(keep(2))


async def test_a_file_that_another_process_holds_is_unavailable(writer: Writer, tmp_path: Path) -> None:
    """After the busy timeout the caller is told, so that a webhook can answer 503."""
    await writer.do(lambda ledger: connection_of(ledger).set_busy_timeout(10))
    with closing(apsw.Connection(str(file_in(tmp_path)))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            await writer.do(keep(1))
        other.execute("ROLLBACK")
    assert await writer.do(keep(1)) == 1


async def test_a_caller_that_gave_up_disturbs_nobody(writer: Writer) -> None:
    """A webhook whose connection dropped has its event stored all the same."""
    gate = Gate()
    first = asyncio.ensure_future(writer.do(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    gone = asyncio.ensure_future(writer.do(keep(1)))
    await asyncio.sleep(0)
    gone.cancel()
    gate.open()
    await first
    assert await writer.do(kept) == [1]


async def test_closing_finishes_what_was_asked(tmp_path: Path) -> None:
    """A shutdown loses no acknowledgement."""
    with open_ledger(file_in(tmp_path), (), serving=True, may_create=True) as ledger:
        writer = Writer(ledger)
        store = Store(writer)
        tasks = [asyncio.create_task(store.receive(AGENCY, CHANNEL, [text(f"{n}")], NOW)) for n in range(20)]
        await asyncio.sleep(0)
        await writer.close()
        assert sum(len(received.chats) for received in await asyncio.gather(*tasks)) == 20


async def test_a_reader_of_a_store_that_failed_is_told(tmp_path: Path) -> None:
    """`ping` proves a commit, so readyz fails with the disk."""
    async with open_store(file_in(tmp_path)) as store:
        await store.ping()

        def fail(ledger: Ledger) -> None:
            raise apsw.CorruptError

        with pytest.raises(StoreBroken):
            await store._do(fail)
        with pytest.raises(StoreBroken):
            await store.ping()
