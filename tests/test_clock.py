"""A clock that is put back by hours or years stops nothing, and one that jumps ahead gives nothing up (promises §7)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.engines import open_store
from adapters.records import Applied, Settlement, TurnBroke, TurnDone
from adapters.store import Store
from bot.assembly import waits_of
from bot.main import running
from bot.sandbox.world import open_world
from flows.conversation import Conversation
from flows.events import Forgotten
from flows.lead import Phone
from flows.sending import too_many
from flows.timing import put_back
from flows.turn import Scene, Timer
from tests.chats import default_flow
from tests.commands import BETO
from tests.stores import (
    AGENCY,
    CHANNEL,
    HANDING,
    NOW,
    after,
    applied,
    chat_of,
    claim,
    confirm,
    delivered,
    lead,
    reply,
    saying,
    text,
)
from tests.test_service import assert_crm_knows, wanda
from tests.transcripts import MovedClock

BACK = [timedelta(hours=3), timedelta(days=3650)]
UNCLEAR = Settlement(state="unclear", was_unclear=True, outcome="unclear", reason="timeout")
EVA = "whatsapp:+18095550199"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


def breaking(*arguments: object) -> Applied:
    raise ZeroDivisionError


def waiting(name: str, seconds: float, now: datetime) -> Applied:
    timer = Timer(name=name, due_at=now + timedelta(seconds=seconds))  # type: ignore[arg-type]  # one of its names
    return applied(conversation=Conversation(version="1"), timers=(timer,))


async def clock_goes_back(store: Store, how: str) -> None:
    """The clock says NOW again: noticed by a service that runs, or by the next one to start."""
    if how == "running":
        assert (await store.wake(NOW)).hastened > 0
    else:
        assert await store.recover(NOW) > 0


@pytest.mark.parametrize("how", ["running", "starting"])
@pytest.mark.parametrize("by", BACK)
async def test_what_waited_goes_on_after_its_longest_wait(store: Store, by: timedelta, how: str) -> None:
    """A try of a turn, a timer, a reply, a channel, a lead and its CRM: each within its own longest wait, not within
    as many hours or years as the clock went back."""
    then = NOW + by
    await store.recover(then)
    broken = await chat_of(store, text("bad"), then)
    await store.apply(broken, breaking, then)
    timed = await chat_of(store, text("piece", chat=BETO), then)
    await store.apply(timed, lambda *arguments: waiting("fragments", 1.5, then), then)
    await confirm(store, lead(1), chat=EVA, now=then)
    due = await store.claim_delivery(then, 120, {AGENCY: (5.0, 1)}, ambiguous_first_s=90)
    assert due
    slowed = replace(
        UNCLEAR, next_at=then + timedelta(hours=1), destination="slowed", until=then + timedelta(minutes=1)
    )
    assert await store.settle(due, slowed, then)
    eva = await chat_of(store, text("more", chat=EVA), then)
    assert isinstance(await store.apply(eva, saying("¿Algo más?", "receipt"), then), TurnDone)
    (sent,) = await store.claim_replies(then, 60, 10)
    await store.reply_again(sent, then + timedelta(minutes=1), then)
    await store.pause_channel(AGENCY, CHANNEL, then + timedelta(minutes=1), then, blocked=False, reason="throttled")

    await clock_goes_back(store, how)
    assert set((await store.wake(after(10))).chats) == {broken, timed}
    assert isinstance(await store.apply(broken, breaking, after(10)), TurnBroke)
    assert len(await store.claim_replies(after(300), 60, 10)) == 1
    assert await claim(store, after(2 * 3600))


@pytest.mark.parametrize("by", BACK)
async def test_a_new_lead_leaves_at_once_after_the_clock_was_put_back(store: Store, by: timedelta) -> None:
    """The pace of the CRM's account is no reason to wait for years."""
    then = NOW + by
    await store.recover(then)
    await confirm(store, lead(1), now=then)
    due = await store.claim_delivery(then, 120, {AGENCY: (5.0, 4)}, ambiguous_first_s=90)
    assert due
    await store.settle(due, delivered(), then)
    await store.wake(NOW)
    await confirm(store, lead(2, phone="+18295550177", email="beto@example.do"), chat=BETO)
    assert await store.claim_delivery(NOW, 120, {AGENCY: (5.0, 4)}, ambiguous_first_s=90)


@pytest.mark.parametrize("by", BACK)
async def test_a_lease_of_the_future_ends(store: Store, by: timedelta) -> None:
    """Whoever died over a lead or a reply while the clock was ahead holds them no longer than a lease."""
    then = NOW + by
    await confirm(store, lead(1), now=then)
    assert await claim(store, then)
    chat = await chat_of(store, text("hola", chat=BETO), then)
    assert isinstance(await store.apply(chat, saying("Hola", "receipt"), then, HANDING), TurnDone)
    await store.recover(NOW)
    assert await claim(store, after(120)) is None  # found to be lost just now, and tried again after 90 s
    assert await claim(store, after(210))
    assert [due.chat.address for due in await store.claim_replies(after(60), 60, 10)] == [BETO]


async def test_a_jump_ahead_gives_no_lead_up(store: Store) -> None:
    """`give_up_hours` counts the time in which the lead was tried, and not the years that a clock made up."""
    await confirm(store, lead(1))
    first = await claim(store)
    assert first
    await store.settle(first, replace(UNCLEAR, next_at=after(90)), NOW)
    second = await claim(store, after(90))
    assert second
    assert second.first_at == NOW
    await store.settle(second, replace(UNCLEAR, next_at=after(390)), after(90))
    years = after(3650 * 86_400)
    third = await claim(store, years)
    assert third
    assert third.first_at == years - timedelta(hours=2, seconds=90)
    await store.settle(third, replace(UNCLEAR, next_at=after(600)), years)
    await store.recover(after(500))
    back = await claim(store, after(600))
    assert back
    assert back.first_at == after(600) - timedelta(hours=2, seconds=90)


async def test_a_wait_that_is_no_longer_than_it_may_be_stays(store: Store) -> None:
    """A start moves nothing while the clock is right."""
    await confirm(store, lead(1))
    due = await claim(store)
    assert due
    await store.settle(due, replace(UNCLEAR, next_at=after(3600)), NOW)
    await reply(store, "hola")
    assert await store.recover(NOW) == 0
    assert (await store.wake(NOW)).hastened == 0
    assert (await store.wake(after(-1))).hastened == 0
    assert await claim(store, after(3599)) is None


async def test_longest_waits_are_those_of_the_settings(tmp_path: Path) -> None:
    """Who sets a longer schedule, or longer joining of bubbles, is not cut short."""
    async with open_world(tmp_path) as world:
        delivery = world.settings.delivery.model_copy(update={"retry_seconds": (10.0, 36_000.0), "receipt_seconds": 20})
        longest = waits_of(world.settings.model_copy(update={"delivery": delivery}))
    assert longest.delivery_s == pytest.approx(43_200)
    assert longest.timers["receipt"] == 20
    assert longest.crm_s == 3600


async def test_a_service_goes_on_and_warns_once(tmp_path: Path) -> None:
    """Three days back under somebody who writes: they are answered as ever, their lead reaches the CRM, and one line
    of the log says why times differ."""
    clock = MovedClock()
    clock.ahead = timedelta(days=3)
    async with open_world(tmp_path) as world:
        person = wanda(world)
        with capture_logs() as lines:
            async with running(world.settings, clock=clock):
                for number, line in enumerate(person.lines):
                    if number == 4:
                        clock.ahead = timedelta(0)
                    await person.say(line)
                    await person.hear()
                async with asyncio.timeout(20):
                    while "the clock was put back" not in [line["event"] for line in lines]:  # noqa: ASYNC110  # a log
                        await asyncio.sleep(0.05)
    assert_crm_knows(world, person)
    assert [line["log_level"] for line in lines if line["event"] == "the clock was put back"] == ["warning"]


def test_a_pause_lasts_no_longer_because_the_clock_went_back() -> None:
    """What a chat remembers the time of goes back with the clock."""
    paused = Conversation(
        version="1", last_heard_at=after(3600), paused_until=after(3600 + 60), human_since=after(3000)
    )
    moved = put_back(paused, NOW)
    assert (moved.last_heard_at, moved.paused_until, moved.human_since) == (NOW, after(60), after(-600))
    assert put_back(paused, after(3600)) == paused


def test_leads_of_the_future_count_nobody_out() -> None:
    """After years back, what was sent by a wrong clock keeps nobody from sending today."""
    fourth = Scene(
        default_flow(), NOW, "", forgotten=tuple(Forgotten(at=after(86_400 * n), phone=str(n)) for n in (400, 401, 402))
    )
    assert not too_many(fourth, (), Phone(e164="+18095550134"))
    today = tuple(Forgotten(at=after(n), phone="+18095550134") for n in (-2, -1, 1))
    assert too_many(replace(fourth, forgotten=today), (), Phone(e164="+18095550134"))
