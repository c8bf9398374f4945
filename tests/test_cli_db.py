"""`leadbot db copy` moves an installation, and says what it did."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.engines import open_readonly
from adapters.records import LeadRow
from tests.commands import Run
from tests.servers import Postgres


@pytest.fixture
def server_url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.mark.usefixtures("leads")
def test_copy_says_what_it_copied(run: Run, server_url: str, tmp_path: Path) -> None:
    """Table by table, from where to where, and what is left to do; the address is shown without its password."""
    ended = run("db", "copy", "--to", server_url)
    assert ended.exit_code == 0
    lines = {line.split()[0]: line.split()[-1] for line in ended.output.splitlines() if line}
    assert (lines["TABLA"], lines["lead"], lines["chat"]) == ("FILAS", "2", "2")
    assert f"de {tmp_path / 'leadbot.db'} a PostgreSQL «test_" in ended.output
    assert "database_url" in ended.output
    assert len(asyncio.run(leads_in(server_url))) == 2


async def leads_in(url: str) -> tuple[LeadRow, ...]:
    async with open_readonly(url) as store:
        return await store.leads()


@pytest.mark.usefixtures("leads")
def test_copy_for_a_program(run: Run, server_url: str, tmp_path: Path) -> None:
    """Both ways give the same rows and sums."""
    told = [
        json.loads(run("db", "copy", f"sqlite:///{tmp_path / 'leadbot.db'}", server_url, "--json").output),
        json.loads(run("db", "copy", server_url, f"sqlite:///{tmp_path / 'back.db'}", "--json").output),
    ]
    assert told[0] == told[1]
    assert told[0]["tables"]["lead"]["rows"] == 2
    assert len(told[0]["tables"]["lead"]["checksum"]) == 32


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "de dónde y a dónde"),
        (("sqlite:///a.db",), "de dónde y a dónde"),
        (("sqlite:///a.db", "sqlite:///b.db", "--to", "sqlite:///c.db"), "de dónde y a dónde"),
        (("sqlite:///a.db", "sqlite:///a.db"), "la misma base de datos"),
        (("sqlite:///a.db", "mysql://server/name"), "no nombra un archivo SQLite ni una base PostgreSQL"),
        (("sqlite:///a.db", "postgresql://server"), "no nombra una base de datos"),
    ],
)
def test_copy_asks_for_two_databases(run: Run, words: tuple[str, ...], said: str) -> None:
    """What cannot be meant is told before anything is opened."""
    ended = run("db", "copy", *words)
    assert ended.exit_code == 2
    assert said in ended.output


@pytest.mark.usefixtures("leads")
def test_copy_replaces_nothing(run: Run, tmp_path: Path) -> None:
    """A file that is there stays, and the command says which."""
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    ended = run("db", "copy", "--to", f"sqlite:///{taken}")
    assert ended.exit_code == 1
    assert ended.output == f"ya existe {taken}\n"
    assert taken.read_text() == "mine"


def test_copy_of_nothing(run: Run, tmp_path: Path) -> None:
    """A mistyped source is told and not made."""
    ended = run("db", "copy", f"sqlite:///{tmp_path / 'no.db'}", f"sqlite:///{tmp_path / 'yes.db'}")
    assert ended.exit_code == 3
    assert "no existe" in ended.output
    assert not [file for file in tmp_path.iterdir() if file.suffix == ".db"]
