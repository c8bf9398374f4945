"""On Telegram a tap leaves its trace: the question shows what was chosen, and its buttons are gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.main import running
from bot.sandbox.telegram import Fault
from bot.sandbox.telegram_phone import Bubble, TelegramPhone
from bot.sandbox.world import World, open_world
from tests.services import within


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


async def begun(world: World) -> tuple[TelegramPhone, Bubble]:
    """Somebody who was just asked whether they want to buy or to rent."""
    await world.telegram.until(lambda: world.telegram.updates.webhook is not None)
    phone = world.telegram.phone(5550001111, "Ana")
    phone.start()
    question = await within(phone.hear())
    assert question.buttons
    return phone, question


async def test_the_question_shows_what_was_chosen(world: World) -> None:
    """One edit of the message that asked; the next question is the only new one."""
    async with running(world.settings):
        phone, question = await begun(world)
        asked = question.text
        phone.tap(question.id, "Comprar")
        await within(phone.hear())
        await world.telegram.until(lambda: not question.buttons)
    assert question.text == f"{asked}\n\n✓ Comprar"
    assert [bubble.mine for bubble in phone.chat] == [True, False, False]


async def test_a_second_tap_adds_nothing(world: World) -> None:
    """Two taps in a row are one choice, and one mark."""
    async with running(world.settings):
        phone, question = await begun(world)
        phone.tap(question.id, "Comprar")
        phone.tap(question.id, "Comprar")
        await world.telegram.until(lambda: not phone.waiting and not question.buttons)
        await world.telegram.settled()
    assert question.text.count("✓") == 1


async def test_an_old_button_goes_without_a_mark(world: World) -> None:
    """Who taps what has expired is told so, and the old question does not pretend that it was answered."""
    async with running(world.settings):
        phone, question = await begun(world)
        asked = question.text
        phone.say("alquilar")
        await within(phone.hear())
        phone.tap(question.id, "Comprar")
        stale = await within(phone.hear())
        await world.telegram.until(lambda: not question.buttons)
    assert question.text == asked
    assert stale.text.startswith("Eso era de antes.")


async def test_after_a_restart_the_mark_is_there_too(world: World) -> None:
    """What another process asked can be answered here."""
    async with running(world.settings):
        phone, question = await begun(world)
    async with running(world.settings):
        phone.tap(question.id, "Comprar")
        await within(phone.hear())
        await world.telegram.until(lambda: not question.buttons)
    assert question.text.endswith("✓ Comprar")


async def test_an_edit_that_fails_harms_nobody(world: World) -> None:
    """The conversation goes on whatever becomes of the mark."""
    async with running(world.settings):
        phone, question = await begun(world)
        world.telegram.faults.append(Fault(method="editMessageText", status=400))
        phone.tap(question.id, "Comprar")
        following = await within(phone.hear())
        await world.telegram.until(lambda: not phone.waiting)
    assert following.text != question.text
    assert question.buttons
