"""A server that goes away and comes back, and other processes beside us: nothing is lost, doubled or guessed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.engines import open_readonly, open_store
from adapters.engines.copies import copy_store
from adapters.engines.postgres import THREADS
from adapters.engines.postgres.ledger import Unfinished
from adapters.records import Received, TurnDone
from adapters.sending import StatusUpdate, Unreachable
from adapters.store import Store
from adapters.store.errors import StoreCorrupt, StoreTooNew, StoreUnavailable
from adapters.store.ledger import Job, Ledger
from tests.servers import STOPPED_HARD, TEMPLATE, Postgres, running_postgres
from tests.stores import (
    AGENCY,
    CHANNEL,
    NOW,
    after,
    chat_of,
    claim,
    confirm,
    lead,
    listen,
    notes_of,
    reply,
    sql,
    text,
)
from tests.wires import Cut, wired

SOON_S = 6.0  # what a webhook waits for the store

ONE_HOUR_AHEAD = """
import asyncio, sys, time
real = time.time
time.time = lambda: real() + 3600
from adapters.engines import open_store
from tests.stores import after, claim

async def main():
    async with open_store(sys.argv[1]) as store:
        print(len(await store.claim_replies(after(3600), 60, 10)), await claim(store, after(3600)))

asyncio.run(main())
"""


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    with postgres.database(TEMPLATE) as url:
        yield url


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    async with open_store(database, serving=True) as opened:
        yield opened


def execute(database: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def cut_connections(database: str) -> None:
    """End every connection to this database, as an administrator or a failing network does."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    execute(database, f"SELECT pg_terminate_backend(pid) FROM ({others}) AS others")


# --- the server goes away ---


async def test_a_connection_that_was_cut_while_nobody_used_it(store: Store, database: str) -> None:
    """A firewall that forgets quiet connections costs nobody a message."""
    chat = await chat_of(store, text("1", "uno"))
    cut_connections(database)
    received = await asyncio.gather(*(store.receive(AGENCY, CHANNEL, [text(f"{n}")], NOW) for n in range(10, 30)))
    assert {one.chats for one in received} == {(chat,)}
    assert isinstance(await store.apply(chat, listen, NOW), TurnDone)


async def test_a_server_that_is_down(tmp_path: Path) -> None:
    """Who asks meanwhile is told in time to answer 503; once it is back, everything goes on without a restart."""
    with running_postgres(*STOPPED_HARD) as server, server.database() as url:
        async with open_store(url) as store:
            chat = await chat_of(store, text("1", "uno"))
            server.stop()
            began = time.monotonic()
            asked = (store.receive(AGENCY, CHANNEL, [text(f"{n}")], NOW) for n in range(10))
            told = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(one) for one in told] == [StoreUnavailable] * 10
            assert time.monotonic() - began < SOON_S
            server.start()
            assert await until_stored(store, "2") == Received(chats=(chat,))
            assert isinstance(await store.apply(chat, listen, NOW), TurnDone)


async def until_stored(store: Store, key: str) -> Received:
    """Try as a platform does."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await store.receive(AGENCY, CHANNEL, [text(key)], NOW)
            except StoreUnavailable:
                await asyncio.sleep(0.2)


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_commit_whose_answer_is_lost(database: str, cut: Cut) -> None:
    """Whether it reached the disk is found out and not guessed: each job is done once and its caller told rightly."""
    with tempfile.TemporaryDirectory(prefix="leadbot-wire-") as folder, wired(database, Path(folder)) as (wire, url):
        async with open_store(url) as store:
            wire.cut = cut
            received = await store.receive(AGENCY, CHANNEL, [text("1", "uno")], NOW)
            (chat,) = received.chats
            assert received == Received(chats=(chat,))
            wire.cut = cut
            assert isinstance(await store.apply(chat, listen, NOW), TurnDone)
            await confirm(store, lead())
            wire.cut = cut
            delivery = await claim(store)
            assert delivery is not None
            assert (wire.cuts, delivery.attempt) == (3, 1)
            assert await claim(store) is None
            assert await store._do(sql("SELECT state FROM inbox WHERE state <> 'done'")) == []
            assert await store._do(sql("SELECT deaths FROM death")) == []


async def test_a_commit_that_nobody_can_be_asked_about(tmp_path: Path) -> None:
    """When the server is gone too, the caller is told; the event is a repetition when it comes again, or new."""
    with (
        running_postgres(*STOPPED_HARD) as server,
        server.database() as url,
        tempfile.TemporaryDirectory(prefix="leadbot-wire-") as folder,
        wired(url, Path(folder)) as (wire, way),
    ):
        async with open_store(way) as store:
            await chat_of(store, text("0"))
            wire.cut = "after"
            storing = asyncio.ensure_future(store.receive(AGENCY, CHANNEL, [text("1")], NOW))
            while not wire.cuts:  # noqa: ASYNC110  # the wire is no coroutine
                await asyncio.sleep(0.001)
            server.stop()
            told = (await asyncio.gather(storing, return_exceptions=True))[0]
            server.start()
            again = await until_stored(store, "1")
            assert isinstance(told, StoreUnavailable | Received)
            kept = await store._do(sql("SELECT count(*) FROM inbox"))
            assert kept == [(2,)]
            assert again.duplicates or isinstance(told, StoreUnavailable)


# --- beside other processes ---


async def test_two_that_exclude_each_other(store: Store) -> None:
    """When two processes wait for each other, one begins again, and neither caller notices."""
    chats = [await chat_of(store, text(f"{n}", chat=f"chat {n}")) for n in range(2)]
    both = threading.Barrier(2)
    tries: list[int] = []

    def job(first: int, second: int) -> Job[int]:
        def hold(ledger: Ledger) -> int:
            tries.append(first)
            ledger.hold("hold_chat", first)
            if len(tries) <= 2:
                both.wait(10)
            ledger.hold("hold_chat", second)
            return first

        return hold

    jobs = [job(*chats), job(*reversed(chats))]
    assert await asyncio.gather(*(store._do(job) for job in jobs)) == chats
    assert len(tries) > len(jobs)


async def test_a_job_that_hides_a_failure_is_not_durable(store: Store) -> None:
    """The server undoes all of it, so whoever asked must not be told that it was stored."""

    def careless(ledger: Ledger) -> None:
        ledger.run("name_bot", "bot casanova", b"CasaNovaBot")
        with suppress(psycopg.Error):
            sql("SELECT 1 / 0")(ledger)

    with pytest.raises(Unfinished):
        await store._do(careless)
    assert await store.bot_name(AGENCY) == ""


async def test_what_a_command_leaves_to_do_is_heard_at_once(database: str) -> None:
    """`leads resend` in one process wakes the deliveries of another, also after the server was away."""
    heard = asyncio.Event()
    async with open_store(database, on_work=lambda work: heard.set()) as serve, open_store(database) as command:
        await confirm(serve, lead(held="volume"))
        for _ in range(2):
            async with asyncio.timeout(10):
                while not heard.is_set():
                    await command.resend("R-00001", NOW)
                    await asyncio.sleep(0.1)
            heard.clear()
            cut_connections(database)


async def test_a_new_chat_that_two_processes_hear_of_at_once(database: str) -> None:
    """Its first messages are one chat's, counted one by one."""
    async with open_store(database) as one, open_store(database) as other:
        for attempt in range(10):
            who = f"whatsapp:+1809555{attempt:04}"
            arrivals = [text(f"{attempt}-{n}", chat=who) for n in range(6)]
            received = await asyncio.gather(
                *(
                    store.receive(AGENCY, CHANNEL, [it], NOW)
                    for store, it in zip([one, other] * 3, arrivals, strict=True)
                )
            )
            assert len({one.chats for one in received}) == 1
        assert set(await one._do(sql("SELECT in_minute FROM chat"))) == {(6,)}


async def test_one_chat_is_applied_in_order_by_many(database: str) -> None:
    """Whoever takes an event, the next one sees what it changed."""
    async with open_store(database) as one, open_store(database) as other:
        words = [f"{n}" for n in range(30)]
        chat = await chat_of(one, text("first", "0"))
        for word in words[1:]:
            await one.receive(AGENCY, CHANNEL, [text(word, word)], NOW)
        await asyncio.gather(*(store.apply(chat, listen, NOW) for store in [one, other] * 15))
        assert await notes_of(one, chat) == " ".join(words)


async def test_two_claimers_share_what_is_due(database: str) -> None:
    """Each reply and each lead goes to one of them, and a contact's two leads never at once."""
    async with open_store(database) as one, open_store(database) as other:
        for n in range(12):
            await reply(one, f"{n}", chat=f"chat {n}")
            who = f"+1809555{n // 2:04}"
            await confirm(one, lead(n, phone=who, email=f"{n}@example.do"), chat=f"chat {n}")
        replies = await asyncio.gather(*(store.claim_replies(NOW, 60, 100) for store in (one, other)))
        assert sorted(reply.message.text for due in replies for reply in due) == sorted(f"{n}" for n in range(12))
        leads = await asyncio.gather(*(claim(store) for store in [one, other] * 12))
        assert len({due.lead.phone.e164 for due in leads if due}) == len([due for due in leads if due]) == 6


async def test_a_lease_ends_by_the_clock_of_the_server(store: Store, database: str) -> None:
    """A machine whose clock is an hour ahead takes nothing from those that are sending."""
    await reply(store, "hola")
    await confirm(store, lead(), chat="another chat")
    (due,) = await store.claim_replies(NOW, 60, 10)
    assert await claim(store) is not None
    assert due.unclear == 0
    assert await asyncio.to_thread(taken_an_hour_ahead, database) == ["0", "None"]
    assert await store.reply_sent(due, "SM1", NOW)


def taken_an_hour_ahead(database: str) -> list[str]:
    command = [sys.executable, "-c", ONE_HOUR_AHEAD, database]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.split()


async def test_a_start_does_not_doubt_what_another_process_sends(database: str) -> None:
    """Replicas start while others work; only what a dead one left is looked into, when its lease has ended."""
    async with open_store(database) as running, open_store(database) as starting:
        await reply(running, "hola")
        (due,) = await running.claim_replies(NOW, 60, 10)
        await starting.recover(after(1))
        assert await starting.claim_replies(after(1), 60, 10) == ()
        await starting.recover(after(61))
        ((again,), sent) = await starting.claim_replies(after(61), 60, 10), await running.reply_sent(due, "SM1", NOW)
        assert (again.unclear, sent) == (1, None)


async def test_an_attempt_that_was_cut_off_is_no_death(database: str) -> None:
    """A server that goes away in the middle of a turn, again and again, makes no event suspicious."""
    async with open_store(database) as store:
        chat = await chat_of(store, text("1", "uno"))

        def cut_off(*arguments: object) -> object:
            cut_connections(database)
            raise psycopg.OperationalError

        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await store.apply(chat, cut_off, NOW)  # type: ignore[arg-type]  # a step that fails
        assert isinstance(await store.apply(chat, listen, NOW), TurnDone)


@pytest.mark.parametrize("said", ["a message", "a status"])
async def test_what_left_is_on_record_before_what_is_said_to_it(store: Store, said: str) -> None:
    """Whichever thread is faster: the person's next message, and the platform's next word, are about what left."""
    await reply(store, "hola")
    (due,) = await store.claim_replies(NOW, 60, 10)
    summary = replace(due, message=replace(due.message, summary=True, step=7))
    entered, gate = threading.Event(), threading.Event()

    def hold(ledger: Ledger) -> None:
        sql("SELECT 1 FROM outbox FOR UPDATE")(ledger)
        entered.set()
        gate.wait(10)

    holding = asyncio.ensure_future(store._do(hold))
    await asyncio.to_thread(entered.wait, 10)
    sending = asyncio.ensure_future(store.reply_sent(summary, "SM1", NOW))
    await asyncio.sleep(0)
    gone = StatusUpdate(provider_id="SM1", status="undelivered", error_code=63024, failure=Unreachable())
    ask: Callable[[], Coroutine[Any, Any, object]] = {
        "a message": lambda: store.receive(AGENCY, CHANNEL, [text("2")], NOW),
        "a status": lambda: store.record_status(AGENCY, CHANNEL, gone, NOW),
    }[said]
    answer = asyncio.ensure_future(ask())
    assert not (await asyncio.wait({answer}, timeout=0.3))[0]
    gate.set()
    await asyncio.gather(holding, answer)
    assert sending.done()
    assert said == "a message" or answer.result() == due.chat.id


async def test_a_try_that_cannot_be_noted_is_not_made(database: str, postgres: Postgres) -> None:
    """Nor does it count as a failure of the event, however often."""
    name = execute(database, "SELECT current_database()::text")[0][0]
    async with open_store(database) as store:
        chat = await chat_of(store, text("1", "uno"))
        await asyncio.gather(*(store._do(sql("SELECT pg_sleep(0.1)")) for _ in range(THREADS)))  # all are connected
        postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        for _ in range(5):
            with pytest.raises(StoreUnavailable):
                await store.apply(chat, listen, NOW)
        postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        async with asyncio.timeout(10):
            while await applied(store, chat) is None:  # noqa: ASYNC110  # the server is no coroutine
                await asyncio.sleep(0.2)
        assert await store._do(sql("SELECT failures FROM inbox")) == [(0,)]


async def applied(store: Store, chat: int) -> object:
    with suppress(StoreUnavailable):
        return await store.apply(chat, listen, NOW)
    return None


async def test_who_gave_up_waiting_disturbs_nobody(store: Store) -> None:
    """A webhook that ran out of time while a reply was being written down leaves that reply alone."""
    await reply(store, "hola")
    (due,) = await store.claim_replies(NOW, 60, 10)
    sending = asyncio.ensure_future(store.reply_sent(due, "SM1", NOW))
    await asyncio.sleep(0)
    waiting = asyncio.ensure_future(store.receive(AGENCY, CHANNEL, [text("2")], NOW))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await sending
    assert (await store.receive(AGENCY, CHANNEL, [text("2")], NOW)).chats == (due.chat.id,)


# --- the tables ---


async def test_two_processes_migrate_once(postgres: Postgres) -> None:
    """Replicas that start together on an empty database share it."""
    with postgres.database() as url:
        async with open_store(url) as one, open_store(url) as other:
            chat = await chat_of(one, text("1"))
            assert (await other.receive(AGENCY, CHANNEL, [text("2")], NOW)).chats == (chat,)


@pytest.mark.parametrize(
    ("change", "error", "why"),
    [
        ("UPDATE meta SET value = '99' WHERE name = 'schema'", StoreTooNew, "a newer release was here"),
        ("DROP TABLE follow_up", StoreCorrupt, "a table is gone"),
        ("DROP INDEX inbox_waiting", StoreCorrupt, "an index is gone"),
    ],
)
async def test_a_database_that_is_not_as_it_should_be(
    database: str, change: str, error: type[Exception], why: str
) -> None:
    """It is never repaired in silence: a person looks first."""
    execute(database, change)
    for opening in (open_store(database), open_readonly(database)):
        with pytest.raises(error):
            async with opening:
                pass


async def test_each_schema_of_a_database_is_a_store(postgres: Postgres) -> None:
    """Groups of agencies share a server and nothing else: neither rows, nor locks, nor who may be replaced."""
    with postgres.database() as url:
        execute(url, "CREATE SCHEMA north")
        execute(url, "CREATE SCHEMA south")
        north, south = (f"{url}&options=-csearch_path%3D{schema}" for schema in ("north", "south"))
        async with open_store(north, serving=True) as one, open_store(south, serving=True) as other:
            await confirm(one, lead())
            assert await other.leads() == ()
            entered, gate = threading.Event(), threading.Event()

            def hold(ledger: Ledger) -> None:
                ledger.hold("hold_deliveries")
                entered.set()
                gate.wait(10)

            holding = asyncio.ensure_future(other._do(hold))
            await asyncio.to_thread(entered.wait, 10)
            assert await claim(one)
            gate.set()
            await holding
        async with open_store(north, serving=True):
            copy_store(south, f"{url}&options=-csearch_path%3Dpublic", lambda *progress: None)


async def test_a_database_of_something_else_gets_no_tables(postgres: Postgres) -> None:
    """A wrong name in `database_url` puts nothing beside another program's tables."""
    with postgres.database() as url:
        execute(url, "CREATE TABLE recipes (name TEXT)")
        with pytest.raises(StoreCorrupt):
            async with open_store(url):
                pass
        assert execute(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]


async def test_a_command_makes_no_tables(postgres: Postgres) -> None:
    """`leadbot leads list` with the wrong name says so and leaves nothing."""
    with postgres.database() as url:
        for opening in (open_store(url, may_create=False), open_readonly(url)):
            with pytest.raises(StoreCorrupt, match="no hay tablas"):
                async with opening:
                    pass


async def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    """The message says what to look at, and nothing that opens a door."""
    with pytest.raises(StoreUnavailable, match="«leads» en 127") as told:
        async with open_store("postgresql://ana:palabra@127.0.0.1:9/leads"):
            pass
    assert "palabra" not in str(told.value)
