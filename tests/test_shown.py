"""Only what somebody was shown can be confirmed: a summary counts once the platform has taken it (promises P5)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.engines import open_store
from adapters.records import Applied
from adapters.records import Chat as Whose
from adapters.sending import StatusUpdate
from bot.main import running
from bot.sandbox import telegram as bot_api
from bot.sandbox import twilio as messages_api
from bot.sandbox.world import World, open_world
from flows.conversation import Conversation
from flows.events import Event, MediaReceived, OptionTapped, TextReceived
from tests.chats import NOON
from tests.lines import Line
from tests.stores import AGENCY, ANA, CHANNEL, FindSign, applied, file_in

ANSWERS = ("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com")
WITHIN_S = 8.0


def names(line: Line) -> list[str]:
    return [lead.full_name for lead in line.leads]


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Line]:
    async with open_store(database_url, serving=True) as store:
        yield Line(store)


async def test_a_yes_to_a_summary_that_left(line: Line) -> None:
    """Whoever has read the summary and says yes becomes a lead, once."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    await line.leaves()
    await line.writes("sí", "sí")
    assert names(line) == ["Ana Peña"]


async def test_a_yes_out_of_the_same_burst(line: Line) -> None:
    """A «sí» written before the summary left is about something else: the summary is asked again, nothing is lost."""
    await line.talks(*ANSWERS)
    await line.writes("saltar", "sí")
    assert line.leads == []
    assert line.asks_to_confirm()
    await line.leaves()
    await line.writes("sí")
    assert names(line) == ["Ana Peña"]


async def test_a_yes_while_the_summary_is_being_sent(line: Line) -> None:
    """Nobody has read what is still on its way; that it leaves before the «sí» is dealt with changes nothing."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    due = await line.claim()
    await line.comes(TextReceived(text="sí"))
    await line.store.reply_sent(due, "SM1", NOON)
    await line.apply()
    assert line.leads == []
    assert line.asks_to_confirm()


@pytest.mark.parametrize("fate", ["throttled", "unclear", "failed", "dropped"])
async def test_a_yes_to_a_summary_that_never_left(line: Line, fate: str) -> None:
    """Whatever kept the summary back, a «sí» confirms nothing: it is shown first."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    due, later = await line.claim(), NOON + timedelta(seconds=30)
    match fate:
        case "throttled":
            await line.store.reply_again(due, later, NOON)
        case "unclear":
            await line.store.reply_unclear(due, later, NOON)
        case "failed":
            await line.store.reply_failed(due, "too long", NOON)
        case _:
            await line.store.reply_dropped(due, "stale", NOON)
    await line.writes("sí")
    assert line.leads == []
    assert line.asks_to_confirm()


async def test_a_yes_after_the_process_died_while_sending(tmp_path: Path) -> None:
    """The summary may have arrived when the process was killed: a yes after the restart is not asked for again."""
    database_url = f"sqlite:///{file_in(tmp_path)}"
    async with open_store(database_url, serving=True) as store:
        before = Line(store)
        await before.talks(*ANSWERS)
        await before.writes("saltar")
        await before.claim()
    async with open_store(database_url, serving=True) as store:
        await store.recover(NOON)
        after = Line(store, first=100)
        await after.writes("sí")
        assert names(after) == ["Ana Peña"]


async def test_an_older_summary_does_not_count(line: Line) -> None:
    """The name was changed and the new summary has not left yet: a «sí» is not about the old one."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    await line.leaves()
    await line.writes("cambiar nombre")
    await line.leaves()
    await line.writes("Ana Gil", "sí")
    assert line.leads == []
    await line.leaves()
    await line.writes("sí")
    assert names(line) == ["Ana Gil"]


async def test_the_same_summary_again_counts(line: Line) -> None:
    """Whoever has it before them need not wait until it is repeated."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    await line.leaves()
    await line.writes("repetir", "sí")
    assert names(line) == ["Ana Peña"]


async def test_a_yes_beside_a_photo(line: Line) -> None:
    """What is written under a picture counts as if it had come alone, and no more."""
    await line.talks(*ANSWERS)
    await line.comes(TextReceived(text="saltar"), MediaReceived(what="file", caption="sí"))
    await line.apply()
    assert line.leads == []


async def test_a_summary_that_did_not_arrive(line: Line) -> None:
    """The platform took the summary and says later that it got no farther: it was not shown."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    lost = StatusUpdate(provider_id=await line.leaves(), status="failed")
    await line.store.record_status(AGENCY, CHANNEL, lost, NOON)
    await line.writes("sí")
    assert line.leads == []
    assert line.asks_to_confirm()


async def test_a_button_was_shown(line: Line) -> None:
    """A button of the summary can only be pressed where it is, whatever the platform has told us of it."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    await line.claim()
    await line.comes(OptionTapped(option="send", step=line.said[-1].step))
    await line.apply()
    assert names(line) == ["Ana Peña"]


async def test_whoever_was_erased_begins_with_nothing_shown(line: Line) -> None:
    """After staff have erased a chat, no summary of before counts for what is said in it later."""
    await line.talks(*ANSWERS)
    await line.writes("saltar")
    await line.leaves()
    await line.store.erase(ANA)
    await line.writes("hola")
    await line.comes(TextReceived(text="look"))
    shown: list[int | None] = []

    def look(who: Whose, before: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        shown.append(event.shown)
        return applied(conversation=before or Conversation())

    await line.store.apply(line.chat, look, NOON)
    assert shown == [0]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])
async def test_a_summary_that_got_a_429(tmp_path: Path, channel: str) -> None:
    """The platform wants a pause just when the summary is due: a «sí» typed meanwhile sends nothing to the agency."""
    async with open_world(tmp_path) as world, running(world.settings), asyncio.timeout(3 * WITHIN_S):
        await world.telegram.until(lambda: bool(world.telegram.updates.webhook))
        person = Writer(world, channel)
        for answer in (*ANSWERS[:4], "809-555-0134", ANSWERS[5]):
            await person.says(answer)
            await person.hears()
        person.throttled()
        await person.says("saltar")
        await person.says("sí")
        assert "809-555-0134" in await person.hears()
        assert not world.crm.received
        await person.says("sí")
        assert "Casa Caribe ya tiene tus datos" in await person.hears()
        assert len(world.crm.received) == 1


class Writer:
    """Somebody who types everything, on either channel."""

    def __init__(self, world: World, channel: str) -> None:
        self._world = world
        self._whatsapp = world.twilio.phone("DO.8a1f0c5e77", "Ana") if channel == "whatsapp" else None
        self._telegram = world.telegram.phone(4711, "Ana")

    async def says(self, text: str) -> None:
        if self._whatsapp:
            await self._whatsapp.say(text)
            return
        self._telegram.say(text)
        await self._world.telegram.until(lambda: not self._world.telegram.updates.pending)

    async def hears(self) -> str:
        return (await (self._whatsapp or self._telegram).hear()).text

    def throttled(self) -> None:
        """The next message gets a 429."""
        self._world.twilio.faults += [messages_api.Fault(status=429, code=20429, retry_after="2")]
        self._world.telegram.faults += [bot_api.Fault(method="sendMessage", status=429, retry_after=2)]
