"""`leadbot serve` as a process of its own, to be watched, stopped and killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.settings.model import Settings

ROOT = Path(__file__).parent.parent
WITHIN_S = 20

T = TypeVar("T")


async def within(work: Awaitable[T]) -> T:
    """What `work` gives; a test that waits longer has failed."""
    async with asyncio.timeout(WITHIN_S):
        return await work


def write_settings(settings: Settings, folder: Path) -> Path:
    """A settings file with what differs from the defaults."""
    path = folder / "leadbot.toml"
    path.write_text("\n".join(toml_lines((), settings.model_dump(mode="json", exclude_defaults=True))), "utf-8")
    return path


def toml_lines(place: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    """A table in TOML; JSON's texts, numbers and lists are TOML's too."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items()]
    if place:
        lines.insert(0, f"[{'.'.join(place)}]")
    for key in table.keys() - plain.keys():
        lines += toml_lines((*place, key), table[key])
    return lines


class Log:
    """What a process writes to stderr, line by line."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self.lines: list[str] = []
        self._grew = asyncio.Event()
        self._reading = asyncio.create_task(self._read(stream))

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self.lines.append(line.decode())
            self._grew.set()

    async def until(self, phrase: str, *, since: int = 0) -> None:
        """Wait for a line with this phrase after the first `since` lines."""
        async with asyncio.timeout(WITHIN_S):
            while not any(f'"event": "{phrase}"' in line for line in self.lines[since:]):
                self._grew.clear()
                await self._grew.wait()

    async def whole(self) -> str:
        """All of it, once the process has ended."""
        await self._reading
        return "".join(self.lines)


async def start(*command: str, **pipes: Any) -> Process:
    """Start Python with these arguments in the repository."""
    return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT, stderr=PIPE, **pipes)


class Service:
    """One `leadbot serve` from its start to its end."""

    def __init__(self, process: Process) -> None:
        assert process.stderr
        self._process = process
        self.log = Log(process.stderr)

    async def listens(self) -> None:
        await self.log.until("listening")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def end(self) -> int:
        """Its exit status, as soon as it has one."""
        async with asyncio.timeout(WITHIN_S + 15):
            return await self._process.wait()

    async def gone(self) -> None:
        """Leave nothing of it behind."""
        if self._process.returncode is None:
            self.signal(signal.SIGKILL)
        await self.log.whole()
        await self._process.wait()


@asynccontextmanager
async def serving(config: Path, **environment: str) -> AsyncIterator[Service]:
    """A service that listens; gone when the block is left."""
    command = ("-m", "bot", "serve", "--config", str(config))
    service = Service(await start(*command, stdin=DEVNULL, env={**os.environ, **environment}))
    try:
        await service.listens()
        yield service
    finally:
        await service.gone()


FORKS = """
import os, sys
from bot.cli import main
import bot.cli.serve, bot.logs, bot.main, bot.settings.file
import adapters.telegram_transport, adapters.telegram_updates, adapters.twilio_transport, twilio.request_validator
import twilio.rest.api
import phonenumbers

phonenumbers.region_code_for_number(phonenumbers.parse("829-200-0134", "DO"))

for _ in sys.stdin:
    if (child := os.fork()) == 0:
        main(["serve", "--config", sys.argv[1]])
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Forks:
    """`leadbot serve` again and again, one at a time, each forked from a process that has loaded everything already:
    a start costs no second of imports, and a hundred of them fit into a test."""

    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process, self._answers, self._orders = process, process.stdout, process.stdin
        self.log = Log(process.stderr)
        self._child: int | None = None

    async def start(self) -> None:
        """One more; returns when the process exists."""
        self._orders.write(b"\n")
        self._child = int(await self._answers.readline())

    async def end(self, number: signal.Signals) -> int:
        """Send it a signal; its exit status."""
        assert self._child
        os.kill(self._child, number)
        async with asyncio.timeout(WITHIN_S + 15):
            status = int(await self._answers.readline())
        self._child = None
        return status

    async def gone(self) -> None:
        """Leave nothing of them behind."""
        if self._child:
            await self.end(signal.SIGKILL)
        self._orders.close()
        await self.log.whole()
        await self._process.wait()


@asynccontextmanager
async def forking(config: Path) -> AsyncIterator[Forks]:
    """The process to fork from; gone when the block is left, and the last service with it."""
    forks = Forks(await start("-c", FORKS, str(config), stdin=PIPE, stdout=PIPE))
    try:
        yield forks
    finally:
        await forks.gone()
