"""What every test may use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web_app
from click.testing import CliRunner, Result

from adapters.engines import is_postgres, open_store
from bot.cli import main
from tests.commands import BARE, Run, beside, two_leads
from tests.doors import Door, open_door
from tests.servers import TEMPLATE, Postgres, running_postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="record what the transcripts now get, to be reviewed")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether to record instead of compare."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture(autouse=True)
def services_are_forgotten() -> Iterator[None]:
    """aiohttp keeps its last 1,024 handlers, and with each the whole service of a test that is over. After hundreds of
    them one pass of the garbage collector takes longer than a webhook may wait."""
    yield
    web_app._cached_build_middleware.cache_clear()


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


@pytest.fixture
def other_url(database_url: str, postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    """Where nothing is yet, on the other engine."""
    if is_postgres(database_url):
        (tmp_path / "other").mkdir()
        yield f"sqlite:///{tmp_path / 'other' / 'leadbot.db'}"
        return
    with postgres.database() as url:
        yield url


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A settings file with what is required and nothing more, for our own account alone."""
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def run(config: Path) -> Run:
    """Run a command with the settings of this test."""

    def command(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, [*words, "--config", str(config)], input=typed, catch_exceptions=False)

    return command


@pytest.fixture
async def leads(config: Path) -> None:
    """Two leads, one of them waiting for staff."""
    await beside(config, two_leads)


@pytest.fixture
def run_sign(tmp_path: Path) -> Run:
    """Run «leadbot sign …» for an agency whose codes have a domain."""
    config = tmp_path / "leadbot.toml"
    config.write_text(BARE + '\n[agencies.casanova.signs]\ndomain = "qr.casanova.do"\n', encoding="utf-8")

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["sign", *words, "--config", str(config)], catch_exceptions=False)

    return command


@pytest.fixture
async def door(tmp_path: Path, database_url: str) -> AsyncIterator[Door]:
    """The webhooks of a service that listens to both channels, on each database in turn."""
    async with open_door(tmp_path, database_url=database_url) as opened:
        yield opened
