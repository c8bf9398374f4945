"""What Telegram's app shows of a bot before anybody writes: its menu and what it is for, in each language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels import Wiring
from bot.doctor.examine import examine
from bot.kinds.telegram import TelegramSettings, make, profiles_of
from bot.sandbox.telegram import Fault
from bot.sandbox.world import AGENCY, World, open_world
from bot.settings.model import Settings
from bot.wording import LANGUAGES

BOT = f"agencies.{AGENCY}.channels.telegram"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


@pytest.fixture
async def wiring(world: World) -> AsyncIterator[Wiring]:
    async with aiohttp.ClientSession() as http:
        yield Wiring(settings=world.settings, agency=AGENCY, name="telegram", http=http)


async def introduce(wiring: Wiring) -> object:
    """What a start does."""
    configured = wiring.configured
    assert isinstance(configured, TelegramSettings)
    return await make(configured, wiring).introduce(profiles_of(wiring))


def named(settings: Settings, name: str) -> Settings:
    tree = settings.model_dump(mode="json")
    tree["agencies"][AGENCY]["name"] = name
    return Settings.model_validate(tree)


def set_calls(world: World) -> list[str]:
    return [call.method.lower() for call in world.telegram.calls if call.method.lower().startswith("set")]


async def test_who_opens_the_chat_reads_what_it_is_for(world: World, wiring: Wiring) -> None:
    """Menu, description and the line on the bot's page stand there in every language; others read the agency's."""
    assert await introduce(wiring) is None
    shown = world.telegram
    assert set(shown.commands) == {"", *LANGUAGES}
    assert shown.commands["en"][0] == {"command": "ayuda", "description": "What I can do for you"}
    assert shown.described["description", ""] == shown.described["description", "es"]
    assert shown.described["description", "en"].startswith("I'm the automated assistant of Casa Caribe.")
    assert shown.described["short_description", "de"].startswith("Automatischer Assistent von Casa Caribe")


async def test_a_second_start_changes_nothing(world: World, wiring: Wiring) -> None:
    """Telegram is asked, and told only what differs."""
    await introduce(wiring)
    before = set_calls(world)
    await introduce(wiring)
    assert set_calls(world) == before
    world.telegram.described["description", "fr"] = "Somebody changed this by hand."
    await introduce(wiring)
    assert set_calls(world)[len(before) :] == ["setmydescription"]


async def test_a_long_name_still_fits(world: World, wiring: Wiring) -> None:
    """However long an agency's name is, Telegram takes what we say of it."""
    long = Wiring(settings=named(world.settings, "Casa " * 30), agency=AGENCY, name="telegram", http=wiring.http)
    assert await introduce(long) is None


async def test_the_doctor_sees_it_and_mends_it(world: World, wiring: Wiring) -> None:
    """A menu of another program is a notice, and `--fix` puts ours in its place."""
    world.telegram.commands[""] = [{"command": "old", "description": "An old menu"}]
    (finding,) = [one for one in await examine(world.settings, wiring.http) if "menú" in one.what]
    assert (finding.about, finding.grade) == (BOT, "notice")
    assert finding.fix is not None
    await finding.fix()
    assert not [one for one in await examine(world.settings, wiring.http) if "menú" in one.what]


async def test_a_telegram_that_refuses_stops_nothing(world: World, wiring: Wiring) -> None:
    """What the app shows is not worth a crash."""
    world.telegram.faults.append(Fault(method="setMyDescription", status=429, retry_after=3))
    trouble = await introduce(wiring)
    assert getattr(trouble, "reason", "") == "throttled"
