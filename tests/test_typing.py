"""«Escribiendo…»: who waits for the CRM sees that somebody is there, and nothing else ever hangs on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.main import running
from bot.sandbox import telegram as bot_api
from bot.sandbox.twilio import Fault
from bot.sandbox.twilio_phone import Phone
from bot.sandbox.world import World, open_world
from tests.services import within

INTAKE = ("hola", "comprar", "Ana Peña", "ana@example.com", "nada más")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """With a CRM that takes its time, and people who hear after 2.5 s that they are safe."""
    async with (
        open_world(tmp_path, crm_slow_s=4, delivery={"receipt_seconds": 2.5}) as outside,
        running(outside.settings),
    ):
        await outside.telegram.until(lambda: bool(outside.telegram.updates.webhook))
        yield outside


async def sends(phone: Phone) -> str:
    """A whole intake; what is answered to «Sí, enviar»."""
    for words in INTAKE:
        await phone.say(words)
        await within(phone.hear())
    await phone.say("sí")
    return (await within(phone.hear())).text


async def test_who_waits_for_the_crm_sees_somebody_typing(world: World) -> None:
    """Once, under the message that is being answered, before the receipt comes."""
    world.crm.mode = "slow"
    phone = world.twilio.phone("+18095550134", "Ana")
    assert "están guardados" in await sends(phone)
    confirmed = [bubble.sid for bubble in phone.chat if bubble.mine][-1]
    assert world.twilio.typed == [confirmed]


async def test_what_is_answered_at_once_shows_nothing(world: World) -> None:
    """A CRM that answers in a second leaves nothing to wait for, and no question of ours does."""
    assert "ya tiene tus datos" in await sends(world.twilio.phone("+18095550134", "Ana"))
    assert world.twilio.typed == []


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=404, code=20404), Fault(how="reset")])
async def test_an_error_there_never_matters(world: World, fault: Fault) -> None:
    """The receipt comes all the same."""
    world.crm.mode = "slow"
    world.twilio.typing_faults.append(fault)
    assert "están guardados" in await sends(world.twilio.phone("+18095550134", "Ana"))
    assert (world.twilio.typed, world.twilio.typing_faults) == ([], [])


@pytest.mark.parametrize("faults", [[], [bot_api.Fault(method="sendChatAction", status=500)]])
async def test_on_telegram_too(world: World, faults: list[bot_api.Fault]) -> None:
    """And an error matters there as little."""
    world.crm.mode = "slow"
    world.telegram.faults += faults
    phone = world.telegram.phone(7, "Luis")
    phone.start()
    for words in ("comprar", "Luis Díaz", "829-555-0177", "no tengo", "nada más", "sí"):
        await within(phone.hear())
        phone.say(words)
    assert "están guardados" in (await within(phone.hear())).text
    assert [call.method for call in world.telegram.calls].count("sendChatAction") == 1
