"""Messages to one person leave one after the other: the next when the one before is on its way, or a moment later."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable

import pytest

from adapters import twilio_order
from adapters.sending import SendOutcome, Sent
from flows.replies import Message
from tests.twilios import ANA, World, open_twilio

LONG = Message(text="\n".join(f"Párrafo {number} de un texto muy largo." for number in range(100)))
SHORT = Message(text="Hola.")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_twilio() as opened:
        yield opened


async def test_a_part_waits_until_the_one_before_has_left(world: World) -> None:
    """Twilio's «taken» is not enough: two that wait there may leave in any order."""
    world.twilio.callbacks_after_s = 0.2
    outcome = await world.channel.send(ANA, LONG, attempts=1)
    assert isinstance(outcome, Sent)
    assert outcome.messages == 3
    assert [row.after_sent for row in world.twilio.log if not row.inbound] == [True, True, True]
    await world.twilio.settled()
    assert "\n".join(world.shown()).split() == LONG.text.split()


async def test_two_replies_wait_for_each_other_too(world: World) -> None:
    """A receipt and what follows it are read in that order."""
    world.twilio.callbacks_after_s = 0.2
    for message in (SHORT, SHORT):
        await world.channel.send(ANA, message, attempts=1)
    assert [row.after_sent for row in world.twilio.log if not row.inbound] == [True, True]


async def took_s(sending: Awaitable[SendOutcome]) -> float:
    began = time.monotonic()
    await sending
    return time.monotonic() - began


async def test_a_status_that_never_comes_costs_a_moment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may have been told to another process; after a message of the person nothing is waited for at all."""
    monkeypatch.setattr(twilio_order, "NEXT_AFTER_S", 0.3)
    world.twilio.callback_order = ()
    await world.channel.send(ANA, SHORT, attempts=1)
    assert await took_s(world.channel.send(ANA, SHORT, attempts=1)) >= 0.25
    await world.phone.say("hola")
    assert await took_s(world.channel.send(ANA, SHORT, attempts=1)) < 0.25


def test_what_is_remembered_has_an_end() -> None:
    """Whatever is reported, and of whatever messages."""
    order = twilio_order.InOrder()
    for number in range(2 * twilio_order.REMEMBERED):
        order.reported(f"SM{number}", "sent")
    assert len(order._left) == twilio_order.REMEMBERED
