"""What every test may use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.commands import BARE, Run, beside, two_leads
from tests.doors import Door, open_door


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="record what the transcripts now get, to be reviewed")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether to record instead of compare."""
    return bool(request.config.getoption("--rewrite"))


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
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The webhooks of a service that listens to both channels."""
    async with open_door(tmp_path) as opened:
        yield opened
