"""What people wrote on WhatsApp while nobody was there is asked for and answered (promises §3)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.engines import open_store
from adapters.store import Store
from adapters.store.ledger import to_ms
from bot.assembly import http_session
from bot.channels import wirings
from bot.kinds.whatsapp import WhatsAppSettings, make
from bot.main import running
from bot.sandbox.world import World, free_port, open_world
from tests.services import within
from tests.stores import CHANNEL, NOW, after, listen, notes_of, sql, text

ANA = "+18095550134"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


async def test_an_outage_is_made_good(world: World) -> None:
    """A message that met a closed door is answered once the service is back, and only once."""
    ana = world.twilio.phone(ANA, "Ana")
    async with running(world.settings):
        await ana.say("hola")
        first = await within(ana.hear())
    assert await ana.say("comprar") == 0  # nobody there, and Twilio does not come again
    async with running(world.settings):
        second = await within(ana.hear())
    assert second.text != first.text
    async with running(world.settings):
        await asyncio.sleep(1.5)
    said = [bubble for bubble in ana.chat if not bubble.mine]
    assert len(said) == 2


async def test_a_whole_talk_in_the_dark_is_read_in_its_order(world: World) -> None:
    """Three messages that nobody took are read as if they had come one by one."""
    ana = world.twilio.phone(ANA, "Ana")
    async with running(world.settings):
        await ana.say("hola")
        await within(ana.hear())
    for words in ("comprar", "Ana Peña", "ana@example.com"):
        assert await ana.say(words) == 0
    async with running(world.settings):
        for _ in range(3):
            await within(ana.hear())
        await ana.say("nada más")
        summary = (await within(ana.hear())).text
    assert "Ana Peña" in summary
    assert "ana@example.com" in summary


async def test_twilio_that_does_not_answer_is_asked_again(world: World) -> None:
    """A list that could not be had says nothing about what is in it."""
    async with http_session() as http:
        [wiring] = [one for one in wirings(world.settings, http) if one.name == "whatsapp"]
        away = wiring.configured.model_copy(update={"api_base_url": f"http://127.0.0.1:{free_port()}"})
        assert isinstance(away, WhatsAppSettings)
        channel = make(away, wiring)
        await channel.prepare()
        assert await channel.missed(NOW) is None


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as store:
        yield store


async def states(store: Store) -> list[tuple[str, str]]:
    return [
        (str(state), str(reason))
        for state, reason in await store._do(sql("SELECT state, reason FROM inbox ORDER BY id"))
    ]


async def test_what_a_newer_message_overtook_is_kept_and_not_applied(store: Store) -> None:
    """An old answer must not land at the question that is asked now; staff can read it."""
    first = await store.receive("casanova", CHANNEL, [text("1", "uno")], NOW)
    await store.apply(first.chats[0], listen, NOW)
    late = replace(text("2", "dos"), sent_at=after(-60))
    assert (await store.receive("casanova", CHANNEL, [late], after(5))).chats == ()
    assert await states(store) == [("done", ""), ("ignored", "late")]
    assert await notes_of(store, first.chats[0], after(6)) == "uno"


async def test_what_is_a_day_old_is_kept_and_not_applied(store: Store) -> None:
    """Nobody waits for that answer any more."""
    late = replace(text("1", "uno"), sent_at=NOW - timedelta(hours=25))
    assert (await store.receive("casanova", CHANNEL, [late], NOW)).chats == ()
    assert await states(store) == [("ignored", "late")]


async def test_nobody_is_heard_in_the_future(store: Store) -> None:
    """Twilio tells the second, so its end may be to come: what is said at once is still the answer to it."""
    await store.receive("casanova", CHANNEL, [replace(text("1"), sent_at=after(0.9))], NOW)
    assert await store._do(sql("SELECT heard_at FROM chat")) == [(to_ms(NOW),)]


async def test_messages_of_one_gap_do_not_overtake_each_other(store: Store) -> None:
    """Each is newer than the one before, whenever it was asked for; and one that did get here is known."""
    gap = [replace(text(str(number)), sent_at=after(number)) for number in range(3)]
    for arrival in [*gap, gap[0]]:
        await store.receive("casanova", CHANNEL, [arrival], after(600))
    assert await states(store) == [("received", "")] * 3


async def test_where_to_begin_is_known_after_a_restart(store: Store) -> None:
    """The newest event of the channel says when somebody was last there."""
    assert await store.last_received("casanova", CHANNEL) is None
    await store.receive("casanova", CHANNEL, [text("1")], after(7))
    await store.receive("casanova", "another", [text("2")], after(9))
    assert await store.last_received("casanova", CHANNEL) == after(7)
