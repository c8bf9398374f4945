"""A message that the service could not handle is seen by staff, who let it be tried again or leave it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from adapters.engines import open_store
from adapters.records import Applied, TurnBroke, TurnDone
from adapters.store import Store
from bot.cli import main
from flows.events import TurnFailed
from tests.commands import BARE, LATER
from tests.stores import ANA, NOW, after, chat_of, listen, text

Beside = Callable[..., Awaitable[Result]]

WORDS = "soy Ana, 809-555-0134, ana@example.do"


def breaking(*arguments: Any) -> Applied:
    if isinstance(arguments[2], TurnFailed):
        return listen(*arguments)
    raise ZeroDivisionError


async def park(store: Store, words: str = WORDS) -> int:
    """The chat of a message that was parked, after its apology."""
    chat = await chat_of(store, text("bad", words))
    for seconds in (0, 1, 11, 11):
        await store.apply(chat, breaking, after(seconds))
    return chat


@pytest.fixture
def run_beside(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Beside:
    """Run a command on either database, beside a service; it has its own event loop, as in its own process."""
    config = tmp_path / "leadbot.toml"
    config.write_text(BARE, encoding="utf-8")
    monkeypatch.setenv("LEADBOT_DATABASE_URL", database_url)

    async def command(*words: str, typed: str = "") -> Result:
        arguments = [*words, "--config", str(config)]
        return await asyncio.to_thread(CliRunner().invoke, main, arguments, input=typed, catch_exceptions=False)

    return command


async def test_a_parked_message_is_tried_again_when_staff_say_so(database_url: str) -> None:
    """It is the next event of its chat, with all its tries before it."""
    async with open_store(database_url, serving=True) as store:
        chat = await park(store)
        (event,) = await store.parked_events()
        assert (event.chat, event.kind, event.error, event.erased) == (chat, "text", "ZeroDivisionError", False)
        assert await store.retry_parked(event.number, LATER)
        assert (await store.wake(LATER)).chats == (chat,)
        broken = await store.apply(chat, breaking, LATER)
        assert isinstance(broken, TurnBroke)
        assert not broken.parked
        done = await store.apply(chat, listen, broken.again_at or LATER)
        assert isinstance(done, TurnDone)
        assert await store.parked_events() == ()


async def test_a_discarded_message_stays_away(database_url: str) -> None:
    """Also when its platform sends it once more."""
    async with open_store(database_url, serving=True) as store:
        await park(store)
        (event,) = await store.parked_events()
        assert await store.discard_parked(event.number)
        assert not await store.discard_parked(event.number)
        assert not await store.retry_parked(event.number, LATER)
        assert (await store.receive("casanova", "whatsapp", [text("bad", WORDS)], LATER)).duplicates == 1
        assert (await store.wake(LATER)).chats == ()


async def test_what_was_erased_is_not_tried_again(database_url: str) -> None:
    """Nothing is left of it but that it was there."""
    async with open_store(database_url, serving=True) as store:
        await park(store)
        await store.erase(ANA)
        (event,) = await store.parked_events()
        assert event.erased
        assert not await store.retry_parked(event.number, LATER)


async def test_the_list_says_what_failed_and_shows_no_number(database_url: str, run_beside: Beside) -> None:
    """Class of the error, step, and the words without what identifies somebody; beside the service that parked it."""
    async with open_store(database_url, serving=True) as store:
        await park(store)
        shown = (await run_beside("parked", "list")).output
        lines = shown.splitlines()
        (place,) = [place for place, line in enumerate(lines) if "2026-11-23 06:00" in line]
        line = " ".join(lines[place : place + 2])  # what has no room goes on below its record
        assert "2026-11-23 06:00  casanova, whatsapp" in line
        assert "ZeroDivisionError" in line
        assert "texto" in line
        assert "notes" in line
        assert "soy Ana, ###-###-####, …@…" in line
        (row,) = json.loads((await run_beside("parked", "list", "--json")).output)
        assert row["content"] == "soy Ana, ###-###-####, …@…"
        assert (row["error"], row["state"], row["received_at"]) == ("ZeroDivisionError", "notes", NOW.isoformat())


async def test_staff_decide_from_the_command_line(database_url: str, run_beside: Beside) -> None:
    """Retry puts it back at once, discard asks first, and a number that is not there is told in plain words."""
    async with open_store(database_url, serving=True) as store:
        chat = await park(store)
        (event,) = await store.parked_events()
        number = str(event.number)
        assert (await run_beside("parked", "discard", number, typed="n\n")).exit_code == 1
        assert (await run_beside("parked", "retry", number)).exit_code == 0
        assert (await store.wake(LATER)).chats == (chat,)
        ended = await run_beside("parked", "retry", number)
        assert (ended.exit_code, "parked list" in ended.output) == (1, True)
        for seconds in (0, 1, 11, 11):
            await store.apply(chat, breaking, after(seconds + 10 * 365 * 86_400))
        assert (await run_beside("parked", "discard", number, typed="s\n")).exit_code == 0
        assert (await run_beside("parked", "list")).output == "No hay mensajes sin atender.\n"
