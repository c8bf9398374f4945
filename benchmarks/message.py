"""What one message costs the server, from the signed webhook to the reply that the platform has taken.

Each contestant is a process of its own, they take turns, and this one is the world outside: phones, Twilio, Telegram,
the CRM. Only CPU of the contestants is counted. See README.md.

    python -m benchmarks.message [postgresql://…]
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.people import AT_ONCE, INTAKE, People
from benchmarks.processes import started
from benchmarks.serving import serving
from bot.kinds.telegram import TelegramSettings
from bot.kinds.whatsapp import WhatsAppSettings
from bot.sandbox.telegram_queue import Webhook
from bot.sandbox.twilio_phone import Tick
from bot.sandbox.world import AGENCY, API_KEY, BOT_SECRET, BOT_TOKEN, HOST, World, free_port, open_world

ROUNDS = 5
INTAKES = 100  # a round
WARM_UP_INTAKES = 20
CALLBACKS: tuple[Tick, ...] = ("sent", "delivered", "read")
AIOGRAM = Path(sys.prefix, "bench", "bin", "python")  # `make bench` puts it there
HAS_AIOGRAM = AIOGRAM.exists()

Cost = Callable[[int], Awaitable[float]]  # µs a message, over so many intakes
NAMES = {
    "bare": "aiohttp, checks Twilio's signature, answers",
    "least": "the same, one durable commit, one call to Twilio",
    "WhatsApp": "the product: understands, keeps, answers; every eighth message is a lead for the CRM",
    "callbacks": "the same with Twilio's three status callbacks a reply",
    "Telegram": "the product",
    "aiogram": "in memory: the same intake, which takes any words",
    "ptb": "python-telegram-bot, in memory: the same",
    "ptb pickle": "python-telegram-bot, everything to a pickle once a second",
}


class Contest:
    """Sends the same intakes to each contestant."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._people = People(world)

    def whatsapp(self, process: Process, url: str, *, answered: bool = True, callbacks: tuple[Tick, ...] = ()) -> Cost:
        """Where Twilio calls `url`."""

        async def cost(intakes: int) -> float:
            self._world.twilio.webhook_url, self._world.twilio.callback_order = url, callbacks
            return await self._people.cpu_us(process, partial(self._people.on_whatsapp, answered=answered), intakes)

        return cost

    def telegram(self, process: Process, url: str) -> Cost:
        """Where Telegram calls `url`."""

        async def cost(intakes: int) -> float:
            self._world.telegram.updates.send_to(Webhook(url=url, secret=BOT_SECRET))
            return await self._people.cpu_us(process, self._people.on_telegram, intakes)

        return cost


@asynccontextmanager
async def contestants(world: World, folder: Path) -> AsyncIterator[Mapping[str, Cost]]:
    """All of them, running, by name."""
    contest, agency = Contest(world), world.settings.agencies[AGENCY]
    whatsapp, telegram = agency.channels["whatsapp"], agency.channels["telegram"]
    assert isinstance(whatsapp, WhatsAppSettings)
    assert isinstance(telegram, TelegramSettings)
    crm = (f"{agency.alterestate.base_url}/leads/", API_KEY)
    words = (telegram.api_base_url, BOT_TOKEN, BOT_SECRET, *crm)
    async with AsyncExitStack() as stack:

        async def start(module: str, *words: str, python: str = sys.executable) -> tuple[Process, str]:
            port, log = free_port(), folder / f"{module}{len(words)}.log"
            command = ("-m", f"benchmarks.{module}", str(port), *words)
            process = await stack.enter_async_context(started(*command, port=port, log=log, python=python))
            return process, f"http://{HOST}:{port}/webhook"

        serve = await stack.enter_async_context(serving(world, folder))
        costs = {
            "bare": contest.whatsapp(*await start("bare"), answered=False),
            "least": contest.whatsapp(*await start("least", whatsapp.api_base_url, str(folder / "least.db"))),
            "WhatsApp": contest.whatsapp(serve, world.twilio.webhook_url),
            "callbacks": contest.whatsapp(serve, world.twilio.webhook_url, callbacks=CALLBACKS),
            "Telegram": contest.telegram(serve, world.settings.webhook_url(AGENCY, "telegram")),
            "ptb": contest.telegram(*await start("peers.telegram_bot", *words)),
            "ptb pickle": contest.telegram(*await start("peers.telegram_bot", *words, str(folder / "ptb.pickle"))),
        }
        if HAS_AIOGRAM:
            costs["aiogram"] = contest.telegram(*await start("peers.aiogram_bot", *words, python=str(AIOGRAM)))
        yield costs


def table(rounds: Sequence[Mapping[str, float]]) -> str:
    """A line each; ratios are of the same round, and the one in the middle stands."""
    many, load = len(rounds), os.getloadavg()[0]
    lines = [
        f"CPU of a message in µs: {many} rounds of {INTAKES * len(INTAKE)}, {AT_ONCE} people at once; load {load:.0f}",
        "",
        f"{'':12}{'µs':>6}{'× bare':>8}{'× least':>9}   rounds",
    ]
    for name in (name for name in NAMES if name in rounds[0]):
        costs = [one[name] for one in rounds]
        bare, least = (median(one[name] / one[yardstick] for one in rounds) for yardstick in ("bare", "least"))
        each = " ".join(f"{cost:.0f}" for cost in costs)
        lines.append(f"{name:12}{median(costs):6.0f}{bare:8.1f}{least:9.2f}   {each}")
    return "\n".join([*lines, "", *(f"{name:12}{what}" for name, what in NAMES.items())])


async def measured(folder: Path, database_url: str) -> list[Mapping[str, float]]:
    """Start everything, warm up, and measure."""
    async with open_world(folder, database_url=database_url) as world, contestants(world, folder) as costs:
        for cost in costs.values():
            await cost(WARM_UP_INTAKES)
        return [{name: await cost(INTAKES) for name, cost in costs.items()} for _ in range(ROUNDS)]


def main() -> None:
    database_url = sys.argv[1] if len(sys.argv) > 1 else ""
    with TemporaryDirectory(prefix="leadbot-bench-") as folder:
        print(table(asyncio.run(measured(Path(folder), database_url))))


if __name__ == "__main__":
    main()
