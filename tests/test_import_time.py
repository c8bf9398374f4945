"""What each start loads: a command that waits for libraries it does not use feels broken."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import BARE

ROOT = Path(__file__).parent.parent
# Of development: structlog loads them where they are.
ONLY_RUNTIME = "import sys; sys.modules['rich'] = sys.modules['greenlet'] = None; "
PLATFORMS = {"telegram", "twilio", "reportlab"}


def modules_of(*command: str) -> set[str]:
    """The modules that this start imports."""
    started = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True
    )
    return set(re.findall(r"\|\s+([\w.]+)$", started.stderr, re.MULTILINE))


def loaded_by(*command: str) -> set[str]:
    """The packages that this start imports something of."""
    return {name.split(".")[0] for name in modules_of(*command)}


@pytest.fixture
def check(tmp_path: Path) -> tuple[str, ...]:
    """`leadbot check` of settings that are good, before the first start."""
    config = tmp_path / "leadbot.toml"
    config.write_text(BARE, encoding="utf-8")
    return ("check", "--config", str(config))


def test_check_loads_neither_platforms_nor_server(check: tuple[str, ...]) -> None:
    """`leadbot check` reads settings and wording, and nothing that talks to anybody."""
    assert loaded_by("-m", "bot", *check).isdisjoint(
        PLATFORMS
        | {"aiohttp", "apsw", "asyncio", "psycopg", "prometheus_client", "structlog", "jinja2"}
        | {"email_validator", "rapidfuzz"}  # what only understanding needs
    )


def test_looking_into_a_store_loads_no_machine() -> None:
    """A database is read with what is stored in it, and without whoever would talk about it."""
    assert "flows.machine" not in modules_of("-c", "import adapters.store, adapters.engines.sqlite")


@pytest.mark.parametrize(("start", "most"), [("from bot.cli import main; main()", 400), ("import bot.main", 760)])
def test_a_start_loads_no_more_than_it_needs(check: tuple[str, ...], start: str, most: int) -> None:
    """`check` answers in half a second and `serve` listens in one; `make bench` says how long they really take."""
    assert len(modules_of("-c", ONLY_RUNTIME + start, *check)) <= most


@pytest.mark.parametrize("module", ["bot.main", "bot.http.web", "bot.assembly"])
def test_the_service_listens_before_it_loads_the_platforms(module: str) -> None:
    """A restart answers webhooks within a second; the platforms' clients come after."""
    assert loaded_by("-c", f"import {module}").isdisjoint(PLATFORMS)


async def test_a_file_needs_no_library_of_servers(tmp_path: Path) -> None:
    """Each database's library is loaded where it is chosen."""
    opened = (
        "import asyncio, sys; from adapters.engines import open_store as o; asyncio.run(o(sys.argv[1]).__aenter__())"
    )
    loaded = loaded_by("-c", opened, f"sqlite:///{tmp_path / 'leadbot.db'}")
    assert ("apsw" in loaded, "psycopg" in loaded) == (True, False)


def test_a_command_loads_only_its_own() -> None:
    """Asking for one command does not import the others."""
    looked = "import sys; from bot.cli import main; main.get_command(None, 'serve'); print(*sys.modules)"
    command = [sys.executable, "-c", looked]
    shown = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    modules = set(shown.stdout.split())
    assert "bot.cli.serve" in modules
    assert modules.isdisjoint({"bot.cli.check", "bot.cli.leads", "pydantic", "aiohttp", "structlog"})
