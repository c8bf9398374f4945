"""People who go through an intake, from the greeting to the confirmed lead, one message after each reply."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count

from benchmarks.processes import cpu_s
from bot.sandbox.world import World

INTAKE = ("Hola", "1", "comprar", "Ana Peña", "{phone}", "ana{number}@example.com", "busco en Naco", "sí, enviar")
AT_ONCE = 16  # people who write at the same time
TIMEOUT_S = 120

Talk = Callable[[int], Awaitable[None]]  # one intake of the person with this number


class People:
    """Everybody is a new one. `confirmed`: when each number of WhatsApp began to say the last word of its intake."""

    def __init__(self, world: World, first: int = 1) -> None:
        """`first`: where their numbers begin, for a store that knows others."""
        self.confirmed: dict[str, datetime] = {}
        self._world = world
        self._numbers = count(first)

    async def cpu_us(self, process: Process, talk: Talk, intakes: int, *, at_once: int = AT_ONCE) -> float:
        """What `process` spends on a message, in µs of a processor, until every reply has arrived."""
        gate = asyncio.Semaphore(at_once)

        async def in_turn(number: int) -> None:
            async with gate:
                await talk(number)

        before = cpu_s(process.pid)
        async with asyncio.timeout(TIMEOUT_S), asyncio.TaskGroup() as tasks:
            for _ in range(intakes):
                tasks.create_task(in_turn(next(self._numbers)))
        await self._world.twilio.settled()
        return (cpu_s(process.pid) - before) / (intakes * len(INTAKE)) * 1e6

    async def on_whatsapp(self, number: int, *, answered: bool = True) -> None:
        """`answered`: whether a reply is waited for."""
        address = f"+1809{2_200_000 + number}"
        phone = self._world.twilio.phone(address, "Ana")
        for text in INTAKE:
            self.confirmed[address] = datetime.now(UTC)
            status = await phone.say(text.format(number=number, phone="este mismo"))
            if status != 200:
                raise RuntimeError(f"a message was answered with {status}")
            if answered:
                await phone.hear()

    async def on_telegram(self, number: int) -> None:
        phone = self._world.telegram.phone(number, "Ana")
        for text in INTAKE:
            phone.say(text.format(number=number, phone=f"809 220 {number % 10_000:04}"))
            await phone.hear()
