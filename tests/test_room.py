"""A disk that fills up: somebody knows early, who is in the middle of a talk goes on, and answers are still kept."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.engines import open_store
from adapters.engines.sqlite import room
from adapters.store import Store
from adapters.store.errors import StoreFull
from bot.main import running
from bot.sandbox.world import open_world
from bot.workers import disk, gaps
from tests.doors import Answer, Door, open_door
from tests.posts import by_mail, post_office, until
from tests.services import within
from tests.stores import AGENCY, ANA, CHANNEL, NOW, chat_of, claim, confirm, delivered, lead, text

MIB = 1 << 20
NEW = "whatsapp:+18095550199"


@dataclass(frozen=True, slots=True)
class Small:
    """A disk of 32 MiB of its own, on which the limits are smaller in proportion."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'leadbot.db'}"

    @property
    def ballast(self) -> Path:
        return self.folder / "leadbot.db.ballast"

    def leave(self, free: int) -> None:
        """Somebody else fills it up to so many bytes, whoever else writes meanwhile."""
        self.clear()
        with (self.folder / "filler").open("wb", buffering=0) as file, suppress(OSError):
            while (found := os.statvfs(self.folder)).f_bavail * found.f_frsize > free:
                file.write(bytes(found.f_frsize))

    def clear(self) -> None:
        (self.folder / "filler").unlink(missing_ok=True)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    if os.getuid() != 0:
        pytest.skip("only root mounts a disk of its own")
    for name, size in {"LOW": 16 * MIB, "SCARCE": 8 * MIB, "BALLAST": 2 * MIB, "LOOK_EVERY_S": 0}.items():
        monkeypatch.setattr(room, name, size)
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "leadbot-test", folder], check=True)
    yield Small(folder)
    subprocess.run(["umount", folder], check=True)


async def receive(store: Store, key: str, chat: str = ANA) -> int:
    """How many chats have something to apply."""
    return len((await store.receive(AGENCY, CHANNEL, [text(key, chat=chat)], NOW)).chats)


async def test_who_is_known_goes_on_where_nobody_new_begins(small: Small) -> None:
    """What is left of the disk is for talks that have begun; whoever is turned away leaves no trace, and is welcome as
    soon as there is room."""
    async with open_store(small.url, serving=True) as store:
        await chat_of(store, text("1"))
        small.leave(7 * MIB)
        assert await receive(store, "2") == 1
        with pytest.raises(StoreFull):
            await receive(store, "3", chat=NEW)
        assert (await store.counts()).inbox["received"] == 2
        small.clear()
        assert await receive(store, "3", chat=NEW) == 1


async def test_a_full_disk_still_takes_the_answer_of_the_crm(small: Small) -> None:
    """The ballast makes room for what is under way; messages come again later, and then all goes on by itself."""
    async with open_store(small.url, serving=True) as store:
        await confirm(store, lead())
        due = await claim(store)
        assert due
        small.leave(0)
        with pytest.raises(StoreFull):
            await asyncio.gather(*(receive(store, f"{number}") for number in range(100)))  # the log has room for some
        assert not small.ballast.exists()
        assert await store.settle(due, delivered(), NOW)
        row = await store.lead(lead().id)
        assert row
        assert row.state == "delivered_new"
        small.clear()
        assert await receive(store, "later", chat=NEW) == 1
        assert small.ballast.stat().st_size == room.BALLAST


async def test_the_ballast_is_there_while_somebody_serves(small: Small) -> None:
    """One that a killed process left is used again, and none stays behind where the service is stopped."""
    small.ballast.write_bytes(b"left behind")
    async with open_store(small.url, serving=True):
        assert small.ballast.stat().st_size == room.BALLAST
        async with open_store(small.url) as beside:
            assert beside.room() is None
    assert not small.ballast.exists()


async def test_a_small_disk_is_no_reason_not_to_serve(small: Small) -> None:
    """Where there is no room for a ballast there is none, and known chats go on."""
    async with open_store(small.url) as store:
        await chat_of(store, text("1"))
    small.leave(3 * MIB)
    async with open_store(small.url, serving=True) as store:
        assert not small.ballast.exists()
        assert await receive(store, "2") == 1
        found = store.room()
        assert found
        assert (found.low, found.takes) == (True, "known")


async def test_a_new_chat_is_asked_to_come_again(small: Small) -> None:
    """While room is scarce its platform hears 503 and keeps the message; the operator sees why, and the person is
    answered when there is room."""
    async with open_door(small.folder) as door:
        known, new = door.form(), door.form(sender="+18095550199")
        assert (await door.whatsapp(known)).status == 200
        small.leave(7 * MIB)
        assert (await door.whatsapp(door.form("comprar"))).status == 200
        refused = await door.whatsapp(new)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
        ready = await until_ready_says(door, "disco: quedan")
        assert ready.status == 200
        assert b"leadbot_disk_free_bytes " in (await door.send("/metrics", b"", {}, "GET")).body
        small.clear()
        assert (await door.whatsapp(new)).status == 200


async def test_a_full_disk_is_seen_from_outside(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever spreads the calls gives them to another machine, and staff have heard of it before."""
    monkeypatch.setattr(disk, "EVERY_S", 0.1)
    async with AsyncExitStack() as stack:
        office = await stack.enter_async_context(post_office())
        world = await stack.enter_async_context(open_world(small.folder))
        door = Door(world, await stack.enter_async_context(aiohttp.ClientSession()))
        await stack.enter_async_context(running(by_mail(world.settings, office)))
        small.leave(12 * MIB)
        await until(lambda: office.taken)
        assert "disco" in office.taken[0].get_content()
        small.leave(0)
        while (await door.whatsapp(door.form())).status != 503:  # the log has room for some
            pass
        assert (await until_ready_says(door, "the disk is full")).status == 503
        small.clear()
        assert (await until_ready_says(door, "ready\n")).status == 200


async def until_ready_says(door: Door, words: str) -> Answer:
    async with asyncio.timeout(10):
        while words not in (answer := await door.send("/readyz", b"", {}, "GET")).body.decode():  # noqa: ASYNC110  # by HTTP
            await asyncio.sleep(0.05)
        return answer


async def test_a_polled_batch_waits_for_room_and_its_known_chats_do_not(small: Small) -> None:
    """Telegram keeps what there is no room for; whoever is in the middle of a talk is answered meanwhile."""
    async with open_world(small.folder, telegram_mode="polling") as world, running(world.settings):
        known, new = world.telegram.phone(42), world.telegram.phone(43)
        known.say("hola")
        await within(known.hear())
        small.leave(7 * MIB)
        new.say("hola")
        known.say("comprar")
        await within(known.hear())
        assert world.telegram.updates.pending
        small.clear()
        await within(new.hear())
        await within(world.telegram.settled())
        assert len([bubble for bubble in known.chat if not bubble.mine]) == 2


async def test_whatsapp_is_asked_for_what_there_was_no_room_for(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after a restart, and when others were heard in the meantime: Twilio itself does not come again."""
    monkeypatch.setattr(gaps, "OVERLAP", timedelta())
    async with open_world(small.folder) as world:
        ana, new = world.twilio.phone("+18095550134"), world.twilio.phone("+18095550199")
        async with running(world.settings):
            await ana.say("hola")
            await within(ana.hear())
            small.leave(7 * MIB)
            assert await new.say("hola") == 503
            await asyncio.sleep(1.1)  # Twilio's times are whole seconds
            await ana.say("comprar")
            await within(ana.hear())
        small.clear()
        async with running(world.settings):
            await within(new.hear())
