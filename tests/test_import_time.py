"""What each start loads: a command that waits for libraries it does not use feels broken."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir

import pytest

ROOT = Path(__file__).parent.parent
CHECK = ("-m", "bot", "check", "--config", str(ROOT / "leadbot.example.toml"))
YARDSTICK_S = 0.16  # DEPENDENCIES: pydantic, click and structlog on the machine of its figures
WITHOUT_RICH = "import sys; sys.modules['rich'] = None; "  # a tool of development that structlog loads when it is there
COMPILED = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{gettempdir()}/leadbot-compiled"}
PLATFORMS = {"telegram", "twilio", "reportlab"}


def loaded_by(*command: str) -> set[str]:
    """The top-level modules that this start imports."""
    started = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, cwd=ROOT, timeout=30, check=True
    )
    return {name.split(".")[0] for name in re.findall(r"\|\s+([\w.]+)$", started.stderr, re.MULTILINE)}


def processor_seconds(code: str, *arguments: str) -> float:
    """The least that running this took a processor, of three times: what others do here meanwhile adds to it."""
    return min(_processor_seconds(code, *arguments) for _ in range(3))


def _processor_seconds(code: str, *arguments: str) -> float:
    """Of a start whose modules are compiled, as they are where they were installed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", WITHOUT_RICH + code, *arguments]
    subprocess.run(command, capture_output=True, cwd=ROOT, timeout=30, check=True, env=COMPILED)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.fixture(scope="module")
def slowness() -> float:
    """How many times slower than the machine of the figures this one is now, 1 where it is as fast or faster."""
    return max(1, processor_seconds("import pydantic, click, structlog") / YARDSTICK_S)


def test_check_loads_neither_platforms_nor_server() -> None:
    """`leadbot check` reads settings and wording, and nothing that talks to anybody."""
    assert loaded_by(*CHECK).isdisjoint(PLATFORMS | {"aiohttp", "apsw", "prometheus_client", "structlog", "jinja2"})


def test_check_answers_in_half_a_second(slowness: float) -> None:
    """A technician who mends a file runs it again and again."""
    assert processor_seconds("from bot.cli import main; main()", *CHECK[2:]) < 0.5 * slowness


@pytest.mark.parametrize("module", ["bot.main", "bot.web", "bot.assembly"])
def test_the_service_listens_before_it_loads_the_platforms(module: str) -> None:
    """A restart answers webhooks within a second; the platforms' clients come after."""
    assert loaded_by("-c", f"import {module}").isdisjoint(PLATFORMS)


def test_the_service_starts_in_a_second(slowness: float) -> None:
    """What has to be there before the first webhook is stored."""
    assert processor_seconds("import bot.main") < slowness


def test_a_command_loads_only_its_own() -> None:
    """Asking for one command does not import the others."""
    looked = "import sys; from bot.cli import main; main.get_command(None, 'serve'); print(*sys.modules)"
    command = [sys.executable, "-c", looked]
    shown = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=30, check=True)
    modules = set(shown.stdout.split())
    assert "bot.cli.serve" in modules
    assert modules.isdisjoint({"bot.cli.check", "bot.cli.leads", "pydantic", "aiohttp", "structlog"})
