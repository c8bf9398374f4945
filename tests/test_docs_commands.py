"""Every command that a page shows is run as it stands there, beside the sandbox, or is listed here with the reason."""

from __future__ import annotations

import asyncio
import re
import shlex
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from adapters.engines import open_store
from bot.cli import main
from bot.main import running
from bot.sandbox.world import AGENCY, API_KEY, BOT_TOKEN, World, hang_sign, open_world
from flows.events import Sign
from tests.services import ROOT, write_settings
from tests.stores import text
from tests.test_cli_init import services
from tests.test_doctor import mend

PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"^( *)```(?:sh|console)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
TABLE = "titulo,tipo,pieza,tamano\nApartamento en Naco,venta,tarjeta,tarjeta\n"  # of docs/letreros.csv one would do
ANSWERS = ("--yes", "--name", "Casa Caribe", "--api-key", API_KEY, "--telegram-token", BOT_TOKEN)
HERE = {"openssl", "cp", "chmod"}  # ordinary commands that touch nothing but the folder they are in
ELSEWHERE = {  # by how they begin
    ". .venv/bin/activate": "changes the terminal in which it is typed",
    "make": "works on the whole repository; that its target exists is looked up",
    "docker compose": "no container engine is here; that its services exist is looked up",
    "sudo": "changes the accounts, folders and services of a machine",
    "/opt/leadbot/bin/pip": "installs into an installation under /opt",
    "journalctl": "reads the journal of a machine",
    "git pull": "asks another machine",
    "leadbot chat --json": "tests/test_chat_json.py runs it and compares its answers",
    "leadbot db copy --to": "names a server of the reader's; tests/test_copies.py copies to a real one",
}


def shown(page: Path) -> list[str]:
    """The commands of a page, in their order."""
    blocks = [dedent(block) for _, block in BLOCK.findall(page.read_text("utf-8"))]
    lines = [line.removeprefix("$ ") for block in blocks for line in commands(block)]
    return [line.split("  #")[0].strip() for line in lines if line.strip()]


def commands(block: str) -> Iterator[str]:
    """All lines, or those after a prompt where a block shows answers too."""
    lines = block.splitlines()
    yield from [line for line in lines if line.startswith("$ ")] or lines


def listed(command: str) -> str:
    """The reason why it is not run; empty when it is."""
    return next((why for begins, why in ELSEWHERE.items() if plain(command).startswith(begins)), "")


def plain(command: str) -> str:
    """Without the variables in front."""
    return re.sub(r"^(?:[A-Z]+=(?:\"[^\"]*\"|\S+) )+", "", command)


class Machine:
    """A folder with settings for the sandbox, in which commands are typed; the service runs unless it was stopped."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self._folder, self._service = world, folder, AsyncExitStack()

    async def start(self) -> None:
        await self.stop()
        await self._service.enter_async_context(running(self.world.settings))

    async def stop(self) -> None:
        await self._service.aclose()

    async def type(self, command: str) -> None:
        """Do what a reader would; fails when the command does."""
        typed, _, command = command.rpartition(" | ")
        words = shlex.split(command)
        if command == "sudo systemctl stop leadbot":
            await self.stop()
        elif command in ("sudo systemctl start leadbot", "leadbot serve &"):
            await self.start()
        elif words[0] in HERE:
            await asyncio.to_thread(subprocess.run, words, cwd=self._folder, check=True, capture_output=True)
        elif not listed(command):
            assert words[0] == "leadbot", f"neither run nor listed: {command}"
            given = shlex.split(typed)[1] if typed else "\n\n"  # what is usual, wherever something is asked
            status, said = await self._leadbot(words[1:], given)
            assert status == 0, f"{command}\n{said}"

    async def _leadbot(self, words: list[str], given: str) -> tuple[int, str]:
        if words == ["init"]:  # the questions, answered by options
            words = ["init", *services(self.world), *ANSWERS]
        ended = await asyncio.to_thread(CliRunner().invoke, main, words, input=given)
        return ended.exit_code, ended.output


@asynccontextmanager
async def set_up(folder: Path) -> AsyncIterator[Machine]:
    """As somebody has it who followed the pages before."""
    async with open_world(folder, agency={"signs": {"domain": "qr.casanova.do"}}) as world:
        await hang_sign(world.settings, Sign(code="C8F2T7", title="Casa en Gazcue", type="venta"))
        async with open_store(world.settings.database_url) as store:
            await store.receive(AGENCY, "whatsapp", [text("once")], datetime.now(UTC))  # from 809-555-0134
        await mend(world.settings)
        machine = Machine(world, folder)
        await machine.start()
        try:
            yield machine
        finally:
            await machine.stop()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not all(map(listed, shown(page)))], ids=lambda page: page.stem
)
async def test_commands_work_as_they_stand(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever copies the commands of a page from top to bottom gets through."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "letreros.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    async with set_up(tmp_path) as machine:
        if page.stem != "start":  # which writes the settings
            write_settings(machine.world.settings, tmp_path).chmod(0o600)
        for command in shown(page):
            await machine.type(command)


def test_what_is_not_run_names_what_exists() -> None:
    """A target or a service that is gone is noticed in the pages too."""
    compose = (ROOT / "docker-compose.yml").read_text("utf-8")
    targets = set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    for command in (plain(command) for page in PAGES for command in shown(page)):
        if command.startswith("make "):
            assert command.split()[1] in targets, command
        for service in re.findall(r"docker compose (?:exec|up -d --build|up -d) (\w+)", command):
            assert f"\n  {service}:" in compose, command


def test_nothing_is_listed_in_vain() -> None:
    """The reasons are those of commands that some page shows."""
    every = [plain(command) for page in PAGES for command in shown(page)]
    assert [begins for begins in ELSEWHERE if not any(one.startswith(begins) for one in every)] == []
