"""A library with a known fault is told to whoever runs the service, before it costs anybody anything."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.engines import open_store
from adapters.engines.sqlite.doubts import find_doubts
from adapters.engines.sqlite.writer import Writer
from bot.cli.doctor import without_asking
from bot.settings.model import Settings


@pytest.mark.parametrize("version", ["3.54.1", "3.51.3", "3.50.7", "3.50.12", "3.44.6", "4.0.0"])
def test_a_sound_library_is_not_spoken_of(version: str) -> None:
    """Each line of releases has its own first sound one."""
    assert find_doubts(version) == ()


@pytest.mark.parametrize("version", ["3.51.2", "3.50.6", "3.49.9", "3.44.5", "3.40.1", "3.7.0"])
def test_a_library_that_can_damage_the_file_is_named(version: str) -> None:
    """With its number, and what to install instead."""
    (doubt,) = find_doubts(version)
    assert version in doubt.what
    assert "apsw" in doubt.remedy


def test_the_doctor_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside whatever else it knows of the database without asking anybody."""
    monkeypatch.setattr(Writer, "doubts", find_doubts("3.40.1"))
    agency = {"name": "Casa Nova", "alterestate": {"api_key": "k"}}
    url = f"sqlite:///{tmp_path / 'leadbot.db'}"
    settings = Settings.model_validate({"database_url": url, "agencies": {"casanova": agency}})
    asyncio.run(make_store(settings))
    assert [one.grade for one in without_asking(settings) if "3.40.1" in one.what] == ["notice"]


async def make_store(settings: Settings) -> None:
    async with open_store(settings.database_url):
        pass
