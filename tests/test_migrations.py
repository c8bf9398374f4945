"""Whoever updates keeps everything, from whichever schema `main` ever had."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import apsw
import psycopg
import pytest

from adapters.engines import open_store
from adapters.engines.postgres.spelling import spelled_schema
from adapters.engines.statements import migrations
from adapters.engines.tables import tables
from adapters.store.errors import StoreError
from tests.full_stores import KEYS, filled
from tests.servers import Postgres

NEWEST = len(migrations())
FIRST_ON_A_SERVER = 4  # what the schema was when it first could be there
MARKED_DONE = ("ALTER TABLE follow_up ADD COLUMN done_at BIGINT", "ALTER TABLE follow_up ADD COLUMN done_by TEXT")
REWRITTEN = {  # three that `main` had for an hour before 0.1.0, and whose numbers then came to mean something else
    "1": (1, (), ("DROP TABLE consent", "DROP INDEX chat_quiet")),
    "3": (2, MARKED_DONE, ()),
    "4": (3, MARKED_DONE, ()),
}
Rows = dict[str, list[tuple[object, ...]]]


def sql(upto: int) -> list[str]:
    return [migration.read_text("utf-8") for migration in migrations()[:upto]]


def make_older(path: Path, version: int, full: Path) -> tuple[Rows, dict[str, str]]:
    """A file as that release kept it, with what it could hold of the full one; gives all of that, and its columns."""
    with closing(apsw.Connection(str(path))) as older:
        for statement in sql(version):
            older.execute(statement)
        older.pragma("user_version", version)
        older.execute("ATTACH ? AS full", (str(full),))
        shared = columns(older)
        for table, names in shared.items():
            older.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM full.{table}")
    return read(path, shared), shared


def columns(older: apsw.Connection) -> dict[str, str]:
    """Of each table that it has, those that are still there today."""
    had = {
        table.name: [name for (name,) in older.execute("SELECT name FROM pragma_table_info(?, 'main')", (table.name,))]
        for table in tables()
    }
    now = {table.name: table.columns for table in tables()}
    return {table: ", ".join(name for name in names if name in now[table]) for table, names in had.items() if names}


def read(path: Path, shared: dict[str, str]) -> Rows:
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as file:
        return {table: file.execute(f"SELECT {names} FROM {table}").fetchall() for table, names in shared.items()}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of today with something in every table."""
    path = tmp_path_factory.mktemp("full") / "leadbot.db"
    asyncio.run(filled(f"sqlite:///{path}"))
    return path


@pytest.mark.parametrize("version", range(1, NEWEST))
async def test_an_update_keeps_every_row(tmp_path: Path, full: Path, version: int) -> None:
    """Leads, chats, words, signs, keys: all that a file of that release held is there, readable, after the start."""
    path = tmp_path / "leadbot.db"
    before, shared = make_older(path, version, full)
    assert before["lead"]
    async with open_store(f"sqlite:///{path}", encryption_keys=KEYS, serving=True) as store:
        assert {row.lead.reference for row in await store.leads()} == {"R-00001", "R-00002"}
    after = read(path, shared)
    assert [(table, row) for table, rows in before.items() for row in rows if row not in after[table]] == []


@pytest.mark.parametrize("version", range(FIRST_ON_A_SERVER, NEWEST))
async def test_a_server_is_updated_to_the_same_tables(postgres: Postgres, version: int) -> None:
    """From whichever release, every column is there, in its kind."""
    with postgres.database() as old, postgres.database() as new:
        with psycopg.connect(old) as connection:
            for statement in sql(version):
                connection.execute(spelled_schema(statement).encode())
            connection.execute("INSERT INTO meta (name, value) VALUES ('schema', %s)", (str(version).encode(),))
        for url in (old, new):
            async with open_store(url, serving=True):
                pass
        assert kinds(old) == kinds(new)


def kinds(url: str) -> Iterable[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return set(
            connection.execute(
                "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
                "WHERE table_schema = 'public'"
            ).fetchall()
        )


@pytest.mark.parametrize("which", REWRITTEN)
async def test_what_no_release_made_is_left_alone(tmp_path: Path, which: str) -> None:
    """A file of one of those hours is refused and stays as it is, rather than half understood."""
    upto, added, taken = REWRITTEN[which]
    path = tmp_path / "leadbot.db"
    with closing(apsw.Connection(str(path))) as file:
        for statement in (*sql(upto), *added, *taken):
            file.execute(statement)
        file.pragma("user_version", int(which))
    shape = schema(path)
    with pytest.raises((StoreError, apsw.SQLError)):
        async with open_store(f"sqlite:///{path}", serving=True):
            pass
    assert schema(path) == shape


def schema(path: Path) -> list[tuple[object, ...]]:
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as file:
        return file.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
