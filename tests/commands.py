"""What a command finds: settings with what is required, and a store with work for staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from adapters.engines.sqlite import open_store
from adapters.store import Store
from bot.problem import SettingsError
from bot.settings.file import load_settings
from tests.stores import NOW, claim, confirm, delivered, lead

Run = Callable[..., Result]
BETO = "whatsapp:+18295550177"
LATER = NOW + timedelta(days=3650)  # commands take the real time
EXAMPLE = Path(__file__).parent.parent / "leadbot.example.toml"
BARE = """
public_url = "https://chat.example.do"

[agencies.casanova]
name = "Casa Nova"

[agencies.casanova.alterestate]
api_key = "crm-key"

[agencies.casanova.channels.telegram]
kind = "telegram"
token = "700100200:AAExampleExampleExampleExampleExam"
secret_token = "tg-secret_9-Z"

[agencies.casanova.channels.whatsapp]
kind = "whatsapp"
account_sid = "AC55555555555555555555555555555555"
auth_token = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
number = "+18095550100"
"""
PREFIX = "LEADBOT_AGENCIES__CASANOVA__"


def problems_of(config: Path, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(config, environ or {})
    return [str(problem) for problem in caught.value.problems]


def change(config: Path, old: str, new: str) -> None:
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new, 1), encoding="utf-8")


async def beside(config: Path, work: Callable[[Store], Awaitable[object]]) -> None:
    """What a running service did to the store before."""
    async with open_store(config.parent / "leadbot.db") as store:
        await work(store)


async def two_leads(store: Store) -> None:
    """Ana's is in the CRM; Beto's waits for staff."""
    await confirm(store, lead(1))
    due = await claim(store)
    assert due
    assert await store.settle(due, delivered(), NOW)
    await confirm(store, lead(2, phone="+18295550177", email="beto@example.do", held="volume"), chat=BETO)
