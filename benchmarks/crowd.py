"""Whether a message costs more where many chats and leads are stored, and what the database holds of each.

    python -m benchmarks.crowd [CHATS]

Real intakes are stored first, then multiplied by SQL: a thousand for one service, CHATS (by default 100,000) for the
other. Both run beside each other and take turns. A stored chat is what retention leaves of one after two weeks: its
conversation, its lead, and the keys of its messages without their words.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import apsw

from benchmarks.people import People
from benchmarks.serving import serving
from bot.sandbox.world import open_world

FEW, MANY = 1000, 100_000
SEED_INTAKES = 125  # doubled three times they are a thousand
ROUNDS, INTAKES, WARM_UP_INTAKES = 7, 60, 20
STRANGERS = 1_000_000  # where the numbers of those who write now begin

# What a copy of a row has of its own. `step` is added to every number, `mark` tells a doubling.
COPIED: Mapping[str, Mapping[str, str]] = {
    "chat": {"id": "id + :step", "address_hash": "randomblob(16)"},
    "conversation": {"chat": "chat + :step"},
    "consent": {"id": "NULL", "address_hash": "randomblob(16)"},
    "inbox": {"id": "id + :step", "chat": "chat + :step", "event_hash": "randomblob(16)"},
    "lead": {
        "id": "id || :mark",
        "chat": "chat + :step",
        "phone_hash": "randomblob(16)",
        "email_hash": "randomblob(16)",
    },
    "attempt": {"lead": "lead || :mark"},
}
UNSAFE = {"journal_mode": "off", "synchronous": 0, "cache_size": -800_000}  # KiB; nobody waits for this file yet
FORGOTTEN = (
    "UPDATE inbox SET body = x'', event_hash = randomblob(16)",  # ids of that world's messages come again in this one
    "DELETE FROM outbox",
    "DELETE FROM timer",
    "DELETE FROM content",
    "DELETE FROM destination",
)


def forget_words(database: apsw.Connection) -> None:
    """Leave what retention leaves, and nothing of the world in which it happened."""
    for statement in FORGOTTEN:
        database.execute(statement)


def multiply(database: apsw.Connection, chats: int) -> None:
    """Double every chat and what hangs on it until there are that many, at least."""
    step = database.execute("SELECT max(max(chat.id), (SELECT max(id) FROM inbox)) FROM chat").get
    doubling = 0
    while database.execute("SELECT count(*) FROM chat").get < chats:
        doubling += 1
        with database:
            for name, own in COPIED.items():
                columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
                values = ", ".join(own.get(column, column) for column in columns)
                database.execute(
                    f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values} FROM {name}",  # noqa: S608  # names of ours
                    {"step": step, "mark": f"-{doubling}"},
                )
        step *= 2


async def seed(folder: Path) -> Path:
    """A store in which real people went through their intakes."""
    async with open_world(folder) as world, serving(world, folder) as serve:
        people = People(world)
        await people.cpu_us(serve, people.on_whatsapp, SEED_INTAKES)
    return folder / "leadbot.db"


def crowded(seeded: Path, folder: Path, chats: int) -> float:
    """A store with so many chats; the KB of each."""
    path = folder / "leadbot.db"
    shutil.copy(seeded, path)
    database = apsw.Connection(str(path))
    for pragma, value in UNSAFE.items():
        database.pragma(pragma, value)
    forget_words(database)
    multiply(database, chats)
    count = int(database.execute("SELECT count(*) FROM chat").get)
    database.close()
    return path.stat().st_size / count / 1000


async def compare(few: Path, many: Path) -> Sequence[tuple[float, float]]:
    """µs a message in either store, round by round."""
    async with (
        open_world(few) as small,
        open_world(many) as large,
        serving(small, few) as in_small,
        serving(large, many) as in_large,
    ):
        here, there = People(small, STRANGERS), People(large, STRANGERS)
        rounds = []
        for intakes in (WARM_UP_INTAKES, *[INTAKES] * ROUNDS):
            costs = (
                await here.cpu_us(in_small, here.on_whatsapp, intakes),
                await there.cpu_us(in_large, there.on_whatsapp, intakes),
            )
            rounds.append(costs)
        return rounds[1:]


def main() -> None:
    """What it took to fill, the size of a chat, and the ratio."""
    chats = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with TemporaryDirectory(prefix="leadbot-bench-") as temporary:
        folders = [Path(temporary, name) for name in ("seed", "few", "many")]
        for folder in folders:
            folder.mkdir()
        seeded = asyncio.run(seed(folders[0]))
        begun = time.perf_counter()
        crowded(seeded, folders[1], FEW)
        each_kb = crowded(seeded, folders[2], chats)
        filled_s = time.perf_counter() - begun
        print(f"{chats:,} stored chats with a lead each: {each_kb:.1f} KB a chat, filled in {filled_s:.0f} s")
        rounds = asyncio.run(compare(folders[1], folders[2]))
    ratios = sorted(many / few for few, many in rounds)
    few, many = (median(costs) for costs in zip(*rounds, strict=True))
    print(f"CPU of a message: {many:.0f} µs, among {FEW:,} {few:.0f} µs; load {os.getloadavg()[0]:.0f}")
    print(f"ratio {median(ratios):.2f} (aim 1.1), rounds {ratios[0]:.2f} to {ratios[-1]:.2f}")


if __name__ == "__main__":
    main()
