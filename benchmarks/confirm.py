"""How long a confirmed lead takes to reach the CRM: from «sí, enviar» at Twilio to the request at AlterEstate.

    python -m benchmarks.confirm

In ms by the clock, two commits to the disk included, while four people write at once.
"""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.people import People
from benchmarks.serving import serving
from bot.sandbox.crm import REMEMBERED
from bot.sandbox.world import open_world

INTAKES = 200
WARM_UP_INTAKES = 20
AT_ONCE = 4
MS = timedelta(milliseconds=1)


async def delays_ms(folder: Path) -> list[float]:
    """Of each lead."""
    assert INTAKES <= REMEMBERED  # the CRM shows no more
    async with open_world(folder) as world, serving(world, folder) as serve:
        people = People(world)
        for intakes in (WARM_UP_INTAKES, INTAKES):
            await people.cpu_us(serve, people.on_whatsapp, intakes, at_once=AT_ONCE)
        return [(got.at - people.confirmed[got.body["phone"]]) / MS for got in world.crm.received[-INTAKES:]]


def main() -> None:
    """One line."""
    with TemporaryDirectory(prefix="leadbot-bench-") as folder:
        delays = asyncio.run(delays_ms(Path(folder)))
    cuts = quantiles(delays, n=100)
    load = os.getloadavg()[0]
    print(f"confirm → CRM: p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms (aim 50), {len(delays)} leads, load {load:.0f}")


if __name__ == "__main__":
    main()
