"""What one message costs the server, from the signed webhook to the reply that the platform has taken.

Four processes: the product as `leadbot serve` runs it, the yardsticks of `bare.py` and `least.py`, and this one, which
is the world outside: phones, Twilio, Telegram, the CRM. Only CPU of the first three is counted. See README.md.

    python -m benchmarks.message [postgresql://…]
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bot.kinds.whatsapp import WhatsAppSettings
from bot.sandbox.twilio_phone import Tick
from bot.sandbox.world import AGENCY, HOST, World, free_port, open_world

ROUNDS = 5
INTAKES = 100  # a round
WARM_UP_INTAKES = 20
AT_ONCE = 16  # people who write at the same time
START_TRIES, START_PAUSE_S = 300, 0.05
ROUND_TIMEOUT_S = 240
INTAKE = ("Hola", "1", "comprar", "Ana Peña", "{phone}", "ana{number}@example.com", "busco en Naco", "sí, enviar")
CALLBACKS: tuple[Tick, ...] = ("sent", "delivered", "read")
CRM_UNLIMITED = {"max_per_second": 0, "max_in_flight": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU of one message in µs: of the yardsticks; of the product on WhatsApp, there with status callbacks, and on
    Telegram."""

    bare: float
    least: float
    whatsapp: float
    followed: float
    telegram: float


@dataclass(frozen=True, slots=True)
class Server:
    """A process, and where Twilio is to call it."""

    process: Process
    url: str


class Measure:
    """Sends the same intakes to each server; every person is a new one."""

    def __init__(self, world: World, *, bare: Server, least: Server, serve: Server) -> None:
        self._world = world
        self._bare, self._least, self._serve = bare, least, serve
        self._people = count(1)

    async def round(self, intakes: int) -> Cost:
        """One after the other, so that none runs while another is measured."""
        return Cost(
            bare=await self._whatsapp(self._bare, intakes, answered=False),
            least=await self._whatsapp(self._least, intakes),
            whatsapp=await self._whatsapp(self._serve, intakes),
            followed=await self._whatsapp(self._serve, intakes, callbacks=CALLBACKS),
            telegram=await self._measured(self._serve, intakes, self._on_telegram),
        )

    async def _whatsapp(
        self, server: Server, intakes: int, *, answered: bool = True, callbacks: tuple[Tick, ...] = ()
    ) -> float:
        self._world.twilio.webhook_url, self._world.twilio.callback_order = server.url, callbacks
        return await self._measured(server, intakes, partial(self._on_whatsapp, answered=answered))

    async def _measured(self, server: Server, intakes: int, talk: Callable[[int], Awaitable[None]]) -> float:
        """CPU of `server` per message, in µs, once every reply has arrived."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def in_turn(number: int) -> None:
            async with gate:
                await talk(number)

        before = cpu_s(server.process)
        async with asyncio.timeout(ROUND_TIMEOUT_S), asyncio.TaskGroup() as tasks:
            for _ in range(intakes):
                tasks.create_task(in_turn(next(self._people)))
        await self._world.twilio.settled()
        return (cpu_s(server.process) - before) / (intakes * len(INTAKE)) * 1e6

    async def _on_whatsapp(self, number: int, *, answered: bool) -> None:
        """One intake from the greeting to the confirmed lead, each message after the reply to the one before."""
        phone = self._world.twilio.phone(f"+1809{2_200_000 + number}", "Ana")
        for text in INTAKE:
            status = await phone.say(text.format(number=number, phone="este mismo"))
            if status != 200:
                raise RuntimeError(f"a message was answered with {status}")
            if answered:
                await phone.hear()

    async def _on_telegram(self, number: int) -> None:
        phone = self._world.telegram.phone(number, "Ana")
        for text in INTAKE:
            phone.say(text.format(number=number, phone=f"809 220 {number:04}"))
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
    """The settings of the sandbox as a file, without the limits that are not what is measured here."""
    settings = world.settings.model_dump(mode="json")
    for agency in settings["agencies"].values():
        agency["alterestate"] |= CRM_UNLIMITED
        for channel in agency["channels"].values():
            channel["max_per_day"] = 0
    path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in settings.items()), "utf-8")


def toml(value: Any) -> str:
    """A JSON value in TOML's notation, which differs in tables alone."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
    return json.dumps(value)


# --- the result ---


def table(costs: Sequence[Cost]) -> str:
    """One line a round, and the medians."""
    middle = Cost(**{field.name: median(getattr(cost, field.name) for cost in costs) for field in fields(Cost)})
    callback = (middle.followed - middle.whatsapp) / len(CALLBACKS)
    return "\n".join(
        [
            f"CPU per message in µs; {INTAKES * len(INTAKE)} messages a round, {AT_ONCE} people at once",
            "",
            "round     bare   least   WhatsApp  × bare  × least   Telegram  × least",
            *(line(str(number), cost) for number, cost in enumerate(costs, 1)),
            line("median", middle),
            "",
            "bare       aiohttp, check Twilio's signature, answer",
            "least      the same, one durable commit, one call to Twilio",
            "WhatsApp   the product: understands, keeps, answers; every eighth message is a lead for the CRM",
            f"On top, Twilio's three status callbacks a reply: {callback:.0f} µs each, "
            f"{middle.followed:.0f} µs a message with them.",
        ]
    )


def line(name: str, cost: Cost) -> str:
    return (
        f"{name:<6}{cost.bare:8.0f}{cost.least:8.0f}"
        f"{cost.whatsapp:11.0f}{cost.whatsapp / cost.bare:8.1f}{cost.whatsapp / cost.least:9.2f}"
        f"{cost.telegram:11.0f}{cost.telegram / cost.least:9.2f}"
    )


async def measured(folder: Path, rounds: int, database_url: str) -> list[Cost]:
    """Start everything, warm up, and measure."""
    bare_port, least_port = free_port(), free_port()
    async with open_world(folder, database_url=database_url) as world:
        config = folder / "leadbot.toml"
        write_config(world, config)
        whatsapp = world.settings.agencies[AGENCY].channels["whatsapp"]
        assert isinstance(whatsapp, WhatsAppSettings)
        least_words = (str(least_port), whatsapp.api_base_url, str(folder / "least.db"))
        async with (
            started("-m", "benchmarks.bare", str(bare_port), port=bare_port, log=folder / "bare.log") as bare,
            started("-m", "benchmarks.least", *least_words, port=least_port, log=folder / "least.log") as least,
            started(
                "-m", "bot", "serve", "--config", str(config), port=world.settings.address[1], log=folder / "serve.log"
            ) as serve,
        ):
            measure = Measure(
                world,
                bare=Server(bare, f"http://{HOST}:{bare_port}/webhook"),
                least=Server(least, f"http://{HOST}:{least_port}/webhook"),
                serve=Server(serve, world.twilio.webhook_url),
            )
            await measure.round(WARM_UP_INTAKES)
            return [await measure.round(INTAKES) for _ in range(rounds)]


def main() -> None:
    database_url = sys.argv[1] if len(sys.argv) > 1 else ""
    with TemporaryDirectory(prefix="leadbot-bench-") as folder:
        print(table(asyncio.run(measured(Path(folder), ROUNDS, database_url))))


if __name__ == "__main__":
    main()
