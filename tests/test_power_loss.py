"""Power losses, failing disks and full ones: whatever the store acknowledged is there afterwards (promises §2, §7).

`make prove` runs the same with many more moments.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import apsw
import pytest

from adapters.engines import open_store
from adapters.engines.sqlite import file as sqlite_file
from adapters.engines.statements import migrations
from adapters.records import TurnDone
from adapters.store import Store
from adapters.store.errors import StoreError
from tests.disks import Disk, Image, disk
from tests.stores import AGENCY, CHANNEL, HANDING, NOW, confirming, lead, saying, text

MANY = int(os.environ.get("PROVE", "1"))  # times as many moments
IMAGES = 40
EVERY = 5  # call at which a fault comes; all of them where more is proved


@dataclass(slots=True)
class Told:
    """What the store said it had: keys of events, ids of leads."""

    events: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)

    def so_far(self) -> Told:
        return Told(list(self.events), list(self.leads))


async def work(store: Store, told: Told, person: int, messages: int = 4) -> None:
    """One person's chat, from the first message to the lead; what fails is left undone."""
    for number in range(messages):
        key, confirmed = f"{person} {number}", lead(person, phone=f"+1809555{person:04}", email=f"p{person}@example.do")
        with suppress(StoreError):
            last = number == messages - 1
            step = confirming(confirmed) if last else saying("¿y qué más?")
            said = text(key, chat=f"whatsapp:+1809555{person:04}")
            turn = (await store.take(AGENCY, CHANNEL, said, step, NOW, HANDING)).turned
            told.events.append(key)
            assert isinstance(turn, TurnDone)
            if last:
                told.leads.append(confirmed.id)
            if turn.handed:
                await store.reply_sent(turn.handed, key, NOW)


async def serve(path: Path, told: Told, people: int = 5) -> None:
    """A service that works on the file until everybody has been served, as far as the disk lets it."""
    with suppress(StoreError):
        async with open_store(f"sqlite:///{path}", serving=True) as store:
            await asyncio.gather(*(work(store, told, person) for person in range(people)))


async def lost(path: Path, told: Told) -> list[str]:
    """What was acknowledged and is not in the file; opening it looks for damage."""
    async with open_store(f"sqlite:///{path}", serving=True) as store:
        arrivals = [text(key, chat="whatsapp:+18090000000") for key in told.events]
        events = [
            arrival.key
            for arrival in arrivals
            if (await store.receive(AGENCY, CHANNEL, [arrival], NOW)).duplicates == 0
        ]
        return events + [one for one in told.leads if await store.lead(one) is None]


@dataclass(slots=True)
class Losses:
    """Images of the disk at moments of chance, each with what had been acknowledged by then."""

    told: Told
    chance: random.Random
    often: float
    disk: Disk | None = None
    taken: list[tuple[Image, Told]] = field(default_factory=list)

    def maybe(self, call: int) -> None:
        if self.disk and self.chance.random() < self.often:
            self.taken.append((self.disk.power_loss(self.chance), self.told.so_far()))


def made(folder: Path, files: Image | None = None) -> Path:
    """A new folder with these files."""
    folder.mkdir()
    for name, content in (files or {}).items():
        (folder / name).write_bytes(content)
    return folder


async def images(folder: Path, seed: int, often: float = 0.3) -> list[tuple[Image, Told]]:
    told = Told()
    losses = Losses(told, random.Random(seed), often)  # nothing secret
    with disk(losses.maybe) as watched:
        losses.disk = watched
        await serve(made(folder) / "leadbot.db", told)
    assert len(told.events) == 20
    assert len(told.leads) == 5
    return losses.taken


async def lost_after(image: Image, told: Told, folder: Path) -> list[str]:
    return await lost(made(folder, image) / "leadbot.db", told)


@pytest.mark.timeout(60 + 600 * (MANY - 1))
async def test_a_power_loss_keeps_everything_acknowledged(tmp_path: Path) -> None:
    """Whatever the disk kept, lost, tore or reordered of what was not synced, the file opens and has it all."""
    tried = 0
    for seed in range(MANY):
        taken = await images(tmp_path / f"service {seed}", seed)
        chosen = random.Random(seed).sample(taken, min(IMAGES, len(taken)))
        for number, (image, told) in enumerate(chosen):
            assert await lost_after(image, told, tmp_path / f"image {seed} {number}") == []
            tried += 1
    assert tried >= 30 * MANY


async def test_the_proof_sees_what_a_lesser_setting_loses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `synchronous = NORMAL` the same power losses lose acknowledged events."""
    monkeypatch.setattr(sqlite_file, "FULL", 1)
    taken = await images(tmp_path / "service", seed=1)
    for number, (image, told) in enumerate(taken):
        with suppress(StoreError):
            if await lost_after(image, told, tmp_path / f"image {number}"):
                return
    pytest.fail("nothing was lost")


def older(path: Path) -> None:
    """A database as the release before the last migration left it."""
    with closing(apsw.Connection(str(path))) as connection:
        connection.pragma("journal_mode", "wal")
        for migration in migrations()[:-1]:
            connection.execute(migration.read_text("utf-8"))
        connection.pragma("user_version", len(migrations()) - 1)


async def test_a_power_loss_while_tables_are_migrated_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """At any moment of it the file opens again, and is migrated then."""
    older(made(tmp_path / "service") / "leadbot.db")
    losses = Losses(Told(), random.Random(1), 1.0)
    with disk(losses.maybe) as watched:
        losses.disk = watched
        async with open_store(f"sqlite:///{tmp_path / 'service' / 'leadbot.db'}", serving=True):
            pass
    assert len(losses.taken) > 5
    for number, (image, told) in enumerate(losses.taken):
        assert await lost_after(image, told, tmp_path / f"image {number}") == []


def moments() -> Iterator[int]:
    """Calls at which a fault comes, through the opening and the work."""
    return iter(range(1, 160, EVERY if MANY == 1 else 1))


class Faulty:
    """Raises at one call, or at some in a row."""

    def __init__(self, error: type[apsw.Error], first: int, times: int) -> None:
        self._error, self.calls = error, range(first, first + times)
        self.met = False

    def __call__(self, call: int) -> None:
        if call in self.calls:
            self.met = True
            raise self._error("the disk says no")


@pytest.mark.timeout(120 + 900 * (MANY > 1))
@pytest.mark.parametrize(("error", "times"), [(apsw.IOError, 1), (apsw.FullError, 12)], ids=["broken", "full"])
async def test_a_fault_at_any_call_loses_nothing_acknowledged(
    error: type[apsw.Error], times: int, tmp_path: Path
) -> None:
    """Where a write or a sync fails, or the disk is full for a while, the file has what was acknowledged, and opens."""
    met = 0
    for first in moments():
        folder, told, faulty = made(tmp_path / str(first)), Told(), Faulty(error, first, times)
        with disk(faulty):
            await serve(folder / "leadbot.db", told, people=2)
        met += faulty.met
        assert await lost(folder / "leadbot.db", told) == [], f"call {first}"
    assert met > 8


async def test_after_a_full_disk_work_goes_on(tmp_path: Path) -> None:
    """Without a restart, as soon as there is room again."""
    faulty = Faulty(apsw.FullError, 0, 0)
    told, before = Told(), Told()
    with disk(faulty):
        async with open_store(f"sqlite:///{tmp_path / 'leadbot.db'}", serving=True) as store:
            faulty.calls = range(10**9)
            await work(store, before, 1)
            assert before == Told()
            faulty.calls = range(0)
            await work(store, told, 2)
    assert (len(told.events), len(told.leads)) == (4, 1)
    assert await lost(tmp_path / "leadbot.db", told) == []
