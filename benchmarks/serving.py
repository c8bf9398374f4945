"""The product as it is run: `leadbot serve` with the settings of the sandbox."""

from __future__ import annotations

import json
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.processes import started
from bot.sandbox.world import World

CRM_UNLIMITED = {"max_per_second": 0, "max_in_flight": 0}


@asynccontextmanager
async def serving(world: World, folder: Path) -> AsyncIterator[Process]:
    """`leadbot serve` while the block runs; `folder` gets its settings and its log."""
    config = folder / "leadbot.toml"
    write_config(world, config)
    words = ("-m", "bot", "serve", "--config", str(config))
    async with started(*words, port=world.settings.address[1], log=folder / "serve.log") as process:
        yield process


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
