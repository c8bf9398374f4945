"""What one WhatsApp message costs the server, from the signed webhook to the reply that Twilio has taken.

Three processes: the product as `leadbot serve` runs it, the yardstick of `bare.py`, and this one, which is the world
outside: phones, Twilio, the CRM. Only CPU of the first two is counted. See README.md.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bot.sandbox.twilio_phone import Phone, Tick
from bot.sandbox.world import HOST, World, free_port, open_world

ROUNDS = 5
INTAKES = 100  # a round
WARM_UP_INTAKES = 20
AT_ONCE = 16  # people who write at the same time
START_TRIES, START_PAUSE_S = 300, 0.05
ROUND_TIMEOUT_S = 60
INTAKE = ("Hola", "1", "comprar", "Ana Peña", "este mismo", "ana{number}@example.com", "busco en Naco", "sí, enviar")
CALLBACKS: tuple[Tick, ...] = ("sent", "delivered", "read")
CRM_UNLIMITED = {"max_per_second": 0, "max_in_flight": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU of one message in µs: of the yardstick, of the product, and of the product with Twilio's status callbacks."""

    bare: float
    whole: float
    followed: float


class Measure:
    """Sends the same intakes to either server; every person is a new one."""

    def __init__(self, world: World, *, bare: Process, bare_url: str, serve: Process) -> None:
        self._world = world
        self._bare, self._bare_url = bare, bare_url
        self._serve, self._serve_url = serve, world.twilio.webhook_url
        self._people = count(1)

    async def round(self, intakes: int) -> Cost:
        """One after the other, so that neither runs while the other is measured."""
        return Cost(
            bare=await self._run(self._bare, self._bare_url, intakes, answered=False),
            whole=await self._run(self._serve, self._serve_url, intakes, callbacks=()),
            followed=await self._run(self._serve, self._serve_url, intakes, callbacks=CALLBACKS),
        )

    async def _run(
        self, server: Process, url: str, intakes: int, *, answered: bool = True, callbacks: tuple[Tick, ...] = ()
    ) -> float:
        """CPU of `server` per message, in µs, once every reply has arrived."""
        twilio = self._world.twilio
        twilio.webhook_url, twilio.callback_order = url, callbacks
        people = [next(self._people) for _ in range(intakes)]
        gate = asyncio.Semaphore(AT_ONCE)
        before = cpu_s(server)
        async with asyncio.timeout(ROUND_TIMEOUT_S), asyncio.TaskGroup() as tasks:
            for number in people:
                phone = twilio.phone(f"+1809{2_200_000 + number}", "Ana")
                tasks.create_task(talk(phone, number, gate, answered=answered))
        await twilio.settled()
        return (cpu_s(server) - before) / (intakes * len(INTAKE)) * 1e6


async def talk(phone: Phone, number: int, gate: asyncio.Semaphore, *, answered: bool) -> None:
    """One intake from the greeting to the confirmed lead, each message after the reply to the one before."""
    async with gate:
        for text in INTAKE:
            status = await phone.say(text.format(number=number))
            if status != 200:
                raise RuntimeError(f"a message was answered with {status}")
            if answered:
                await phone.hear()


def cpu_s(process: Process) -> float:
    """User and system time of all threads of a process, its children not included, in seconds."""
    clock = (~process.pid << 3) | 2  # what clock_getcpuclockid(3) gives on Linux: exact, where /proc counts in 10 ms
    return time.clock_gettime(clock)


# --- the processes ---


@asynccontextmanager
async def started(*command: str, port: int, log: Path) -> AsyncIterator[Process]:
    """A Python program while the block runs, from when it listens on `port`. What it prints goes to `log`."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=output, stderr=output)
        try:
            await until_listening(process, port, log)
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def until_listening(process: Process, port: int, log: Path) -> None:
    for _ in range(START_TRIES):
        if process.returncode is not None:
            break
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(START_PAUSE_S)
        else:
            writer.close()
            return
    raise RuntimeError(f"did not start; it said:\n{last_words(log)}")


def last_words(log: Path) -> str:
    return log.read_text("utf-8")[-2000:]


def write_config(world: World, path: Path) -> None:
    """The settings of the sandbox as a file. The CRM takes what comes: its pace is not what is measured here."""
    settings = world.settings.model_dump(mode="json")
    for agency in settings["agencies"].values():
        agency["alterestate"] |= CRM_UNLIMITED
    path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in settings.items()), "utf-8")


def toml(value: Any) -> str:
    """A JSON value in TOML's notation, which differs in tables alone."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
    return json.dumps(value)


# --- the result ---


def table(costs: Sequence[Cost]) -> str:
    """One line a round, and the medians."""
    middle = Cost(
        bare=median(cost.bare for cost in costs),
        whole=median(cost.whole for cost in costs),
        followed=median(cost.followed for cost in costs),
    )
    callback = (middle.followed - middle.whole) / len(CALLBACKS)
    return "\n".join(
        [
            f"CPU per message in µs; {INTAKES * len(INTAKE)} messages a round, {AT_ONCE} people at once",
            "",
            "round     bare   whole path   ratio",
            *(line(str(number), cost) for number, cost in enumerate(costs, 1)),
            line("median", middle),
            "",
            "bare         aiohttp, check Twilio's signature, answer",
            "whole path   the same, and store, apply, reply through Twilio; every eighth message is a lead for the CRM",
            f"On top, Twilio's three status callbacks a reply: {callback:.0f} µs each, "
            f"{middle.followed:.0f} µs a message with them.",
        ]
    )


def line(name: str, cost: Cost) -> str:
    return f"{name:<6}{cost.bare:8.0f}{cost.whole:13.0f}{cost.whole / cost.bare:8.1f}"


async def measured(folder: Path, rounds: int) -> list[Cost]:
    """Start everything, warm up, and measure."""
    bare_port = free_port()
    async with open_world(folder) as world:
        config = folder / "leadbot.toml"
        write_config(world, config)
        async with (
            started("-m", "benchmarks.bare", str(bare_port), port=bare_port, log=folder / "bare.log") as bare,
            started(
                "-m", "bot", "serve", "--config", str(config), port=world.settings.address[1], log=folder / "serve.log"
            ) as serve,
        ):
            measure = Measure(world, bare=bare, bare_url=f"http://{HOST}:{bare_port}/webhook", serve=serve)
            await measure.round(WARM_UP_INTAKES)
            return [await measure.round(INTAKES) for _ in range(rounds)]


def main() -> None:
    with TemporaryDirectory(prefix="leadbot-bench-") as folder:
        print(table(asyncio.run(measured(Path(folder), ROUNDS))))


if __name__ == "__main__":
    main()
