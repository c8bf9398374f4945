"""What every test may use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.engines import open_store
from tests.servers import TEMPLATE, Postgres, running_postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="record what the transcripts now get, to be reviewed")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether to record instead of compare."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of this worker's own, with the tables ready to be copied."""

    async def migrate() -> None:
        async with open_store(server.url(TEMPLATE)):
            pass

    with running_postgres() as server:
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        asyncio.run(migrate())
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty store on each database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'leadbot.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database(TEMPLATE) as url:
        yield url
