"""Replies leave in order, one of a chat at a time, and by one worker only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.engines import open_store
from adapters.records import DueReply
from adapters.sending import (
    Failure,
    Later,
    Misconfigured,
    Progress,
    Rejected,
    StatusUpdate,
    Unknown,
    Unreachable,
    WindowClosed,
)
from adapters.store import Store
from adapters.store.outbox import LATE_TRIES
from flows.conversation import Conversation
from flows.replies import Choice, Message, ReplyKind
from tests.stores import AGENCY, ANA, CHANNEL, NOW, after, applied, chat_of, file_in, listen, reply, saying, sql, text


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def claim(store: Store, seconds: float = 0, slots: int = 10) -> tuple[DueReply, ...]:
    return await store.claim_replies(after(seconds), 30, slots)


def texts(due: tuple[DueReply, ...]) -> list[str]:
    return [one.message.text for one in due]


async def test_replies_of_a_chat_go_out_one_after_the_other(store: Store) -> None:
    """The second waits until the first has its answer, whatever that is."""
    for words in ("uno", "dos"):
        await reply(store, words, kind="notice")
    (first,) = await claim(store)
    assert (first.message.text, first.chat.address, first.attempts) == ("uno", ANA, 1)
    assert await claim(store) == ()
    assert await store.reply_sent(first, "SM1", NOW)
    assert texts(await claim(store)) == ["dos"]


async def test_two_claimers_never_get_the_same_reply(store: Store) -> None:
    """Every reply has one sender, and every chat one reply under way."""
    for number in range(20):
        await reply(store, f"a{number}", chat=f"chat {number}")
    claims = await asyncio.gather(*(claim(store, slots=2 * turn) for turn in range(1, 11)))
    ids = [one.id for due in claims for one in due]
    assert len(ids) == len(set(ids)) == 20


async def test_a_stale_owner_changes_nothing(store: Store) -> None:
    """Whoever comes back after the lease ended is refused; the next one knows that it may have gone out."""
    await reply(store, "uno")
    (first,) = await claim(store)
    assert await store.next_reply_at(after(1)) == after(30)
    (second,) = await claim(store, 31)
    assert (second.attempts, second.unclear) == (2, 1)
    assert not await store.reply_sent(first, "SM1", after(32))
    assert not await store.reply_again(first, after(40), after(32))
    assert not await store.reply_unclear(first, after(40), after(32))
    assert not await store.reply_failed(first, "bug", after(32))
    assert not await store.chat_unreachable(first, after(32))
    assert await store.reply_sent(second, "SM1", after(33))


async def test_a_reply_that_was_not_taken_waits_and_keeps_its_place(store: Store) -> None:
    """A throttled reply is sent before those that came after it."""
    for words in ("uno", "dos"):
        await reply(store, words, kind="notice")
    (first,) = await claim(store)
    assert await store.reply_again(first, after(4), NOW)
    assert await claim(store, 3) == ()
    assert await store.next_reply_at(after(3)) == after(4)
    (again,) = await claim(store, 4)
    assert (again.message.text, again.attempts, again.unclear) == ("uno", 2, 0)
    assert await store.reply_unclear(again, after(9), after(5))
    (third,) = await claim(store, 9)
    assert (third.message.text, third.attempts, third.unclear) == ("uno", 3, 1)


@pytest.mark.parametrize(
    ("kind", "alive_s", "dead_s"), [("question", 599, 601), ("notice", 599, 601), ("receipt", 82_700, 82_801)]
)
async def test_a_reply_too_old_to_make_sense_is_dropped(
    store: Store, kind: ReplyKind, alive_s: float, dead_s: float
) -> None:
    """Questions live for 10 minutes, receipts for 23 hours."""
    await reply(store, "uno", kind=kind)
    (first,) = await claim(store, alive_s)
    await store.reply_again(first, after(alive_s), after(alive_s))
    assert await claim(store, dead_s) == ()
    assert (await store.counts()).replies == 0


async def test_an_unreachable_chat_loses_its_queue_and_hears_of_it(store: Store) -> None:
    """Nothing more is sent to somebody who blocked us, and the conversation knows."""
    for words in ("uno", "dos"):
        chat = await reply(store, words, kind="notice")
    (first,) = await claim(store)
    assert await store.chat_unreachable(first, NOW)
    assert await claim(store) == ()
    turned = await store.apply(chat, listen, NOW)
    assert turned is not None
    assert turned.event_kind == "blocked"


async def test_a_paused_channel_sends_nothing_until_then(store: Store) -> None:
    """A limit of the whole channel holds every chat of it, and no other channel."""
    await reply(store, "uno")
    received = await store.receive(AGENCY, "telegram", [text("x", chat="5")], NOW)
    assert received.chats
    await store.pause_channel(AGENCY, CHANNEL, after(7), NOW, blocked=False, reason="throttled")
    assert await claim(store, 6) == ()
    assert await store.next_reply_at(after(6)) == after(7)
    assert texts(await claim(store, 7)) == ["uno"]


async def test_a_blocked_channel_is_tried_with_one_reply(store: Store) -> None:
    """A wrong token is not tried out on everybody; the first success opens the channel."""
    for number in range(3):
        await reply(store, f"a{number}", chat=f"chat {number}")
    await store.pause_channel(AGENCY, CHANNEL, after(300), NOW, blocked=True, reason="token")
    assert await claim(store, 299) == ()
    (probe,) = await claim(store, 300)
    assert await claim(store, 301) == ()
    assert await store.reply_sent(probe, "SM1", after(302))
    assert len(await claim(store, 302)) == 2


async def test_a_reply_that_cannot_be_read_does_not_hold_the_others(store: Store) -> None:
    """A message written by another release fails alone."""
    await reply(store, "uno", kind="notice")
    await store._do(sql("UPDATE outbox SET body = x'007b'"))
    await reply(store, "dos", kind="notice")
    assert await claim(store) == ()
    assert texts(await claim(store)) == ["dos"]


async def test_a_newer_question_waits_as_long_as_the_one_it_replaces(store: Store) -> None:
    """A pause that the platform wants is not cut short by the person writing on, nor made longer than five minutes."""
    for asked, seconds in (("uno", 4), ("tres", 86_400)):
        await reply(store, asked)
        (first,) = await claim(store, 3)
        await store.reply_again(first, after(seconds), after(3))
        await reply(store, f"{asked} bis")
        held = min(seconds, 300)
        assert await claim(store, held - 1) == ()
        (second,) = await claim(store, held)
        assert second.message.text == f"{asked} bis"
        await store.reply_sent(second, "SM1", after(held))


async def test_a_question_that_came_meanwhile_goes_out_instead(store: Store) -> None:
    """While one was being refused the person wrote on: they read the newer one, once, after the pause."""
    await reply(store, "uno")
    (first,) = await claim(store)
    await reply(store, "dos")
    assert await store.reply_again(first, after(4), NOW)
    assert await claim(store, 3) == ()
    assert texts(await claim(store, 4)) == ["dos"]


async def test_a_channel_that_hangs_holds_up_no_other(store: Store) -> None:
    """However many replies one channel has under way or waiting, another's leaves at once."""
    for number in range(5):
        await reply(store, f"a{number}", chat=f"chat {number}")
    hanging = await claim(store, slots=3)
    assert texts(hanging) == ["a0", "a1", "a2"]
    (other,) = (await store.receive(AGENCY, "telegram", [text("x", chat="5")], NOW)).chats
    await store.apply(other, saying("b0"), NOW)
    assert texts(await claim(store, slots=3)) == ["b0"]
    assert await store.reply_sent(hanging[1], "SM1", NOW)
    assert texts(await claim(store, slots=3)) == ["a3"]
    assert texts(await claim(store, 31, slots=3)) == ["a0", "a2", "a3", "b0"]


def said_of(provider_id: str, status: Progress) -> StatusUpdate:
    return StatusUpdate(provider_id=provider_id, status=status)


@pytest.mark.parametrize("heard_since", [False, True])
async def test_a_late_word_that_nothing_arrives(store: Store, heard_since: bool) -> None:
    """A callback that says «unreachable» silences the chat as a direct answer does, unless the person wrote since."""
    for words in ("uno", "dos"):
        chat = await reply(store, words, kind="notice")
    (first,) = await claim(store)
    await store.reply_sent(first, "SM1", NOW)
    if heard_since:
        await store.receive(AGENCY, CHANNEL, [text("still here")], after(1))
        await store.apply(chat, listen, after(1))
    gone = StatusUpdate(provider_id="SM1", status="undelivered", error_code=63024, failure=Unreachable())
    assert await store.record_status(AGENCY, CHANNEL, gone, after(2)) == (None if heard_since else chat)
    assert texts(await claim(store, 2)) == (["dos"] if heard_since else [])
    turned = await store.apply(chat, listen, after(2))
    assert (turned and turned.event_kind) == (None if heard_since else "blocked")
    assert await store.record_status(AGENCY, CHANNEL, gone, after(3)) is None


MENU = Message(text="¿Cuál?", choices=(Choice("a", "Uno"), Choice("b", "Dos")), language="es")


async def said_and_lost(store: Store, failure: Failure, message: Message = MENU) -> int:
    """A reply that the platform took, and reported as failed two seconds later; its chat."""
    chat = await chat_of(store, text("hola"))
    await store.apply(chat, lambda *_: applied(conversation=Conversation(version="1"), message=message), NOW)
    (first,) = await claim(store)
    assert await store.reply_sent(first, "SM1", NOW)
    await lose(store, failure, "SM1", 2)
    return chat


async def lose(store: Store, failure: Failure, provider_id: str, seconds: float) -> None:
    update = StatusUpdate(provider_id=provider_id, status="undelivered", error_code=1, failure=failure)
    await store.record_status(AGENCY, CHANNEL, update, after(seconds))


async def fate(store: Store) -> list[tuple[str, str]]:
    return await store._do(sql("SELECT state, reason FROM outbox ORDER BY id"))


@pytest.mark.parametrize(
    ("failure", "state", "reason"),
    [
        (WindowClosed(), "dropped", "window"),
        (Rejected("http 400, code 63013"), "failed", "http 400, code 63013"),
        (Unreachable(), "failed", "unreachable"),
    ],
)
async def test_a_late_failure_is_as_final_as_one_at_once(
    store: Store, failure: Failure, state: str, reason: str
) -> None:
    """What a platform took and then refuses for good is not tried again, and staff see why."""
    await said_and_lost(store, failure)
    assert await fate(store) == [(state, reason)]
    assert await claim(store, 60) == ()


async def test_buttons_that_do_not_arrive_are_said_again_as_text_once(store: Store) -> None:
    """The fault is the content's: the same question goes out as text, and that one is not repeated."""
    refused = Rejected("http 400, code 63021", as_text=True)
    await said_and_lost(store, refused)
    (again,) = await claim(store, 3)
    assert again.message == replace(MENU, plain=True)
    assert await store.reply_sent(again, "SM2", after(3))
    await lose(store, refused, "SM1", 4)  # a late repetition is of a message that we no longer know
    assert await fate(store) == [("sent", "")]
    await lose(store, refused, "SM2", 5)
    assert await fate(store) == [("failed", refused.reason)]


@pytest.mark.parametrize("failure", [Later(whole_channel=True), Unknown("http 400")])
async def test_what_was_only_held_up_is_said_again_a_few_times(store: Store, failure: Failure) -> None:
    """A limit or a fault on the way: later again, each time after a longer wait, and not for ever."""
    await said_and_lost(store, failure)
    at = 2.0
    for attempt in range(2, LATE_TRIES + 1):
        assert await claim(store, at + 2 ** (attempt - 2) - 0.5) == ()
        at += 2 ** (attempt - 2)
        (again,) = await claim(store, at)
        assert (again.attempts, again.message) == (attempt, MENU)
        await store.reply_sent(again, f"SM{attempt}", after(at))
        await lose(store, failure, f"SM{attempt}", at)
    assert await fate(store) == [("failed", "not delivered")]


async def test_a_limit_reported_late_holds_the_channel(store: Store) -> None:
    """Whoever comes next waits as well, until the limit is over."""
    await said_and_lost(store, Later(whole_channel=True))
    await reply(store, "otra", chat="other")
    assert await claim(store, 2.5) == ()
    assert texts(await claim(store, 3)) == ["¿Cuál?", "otra"]


async def test_a_block_reported_late_blocks_the_channel(store: Store) -> None:
    """Nothing goes out until one try after five minutes; a success then opens the channel at once."""
    receipt = replace(MENU, kind="receipt")
    await said_and_lost(store, Misconfigured("http 400, code 63038"), receipt)
    await reply(store, "otra", chat="other", kind="receipt")
    assert await claim(store, 300) == ()
    (probe,) = await claim(store, 302)
    assert probe.message == receipt
    assert await store.reply_sent(probe, "SM2", after(302))
    assert texts(await claim(store, 302)) == ["otra"]


@pytest.mark.parametrize("who", ["we", "they"])
async def test_nothing_old_is_said_again(store: Store, who: str) -> None:
    """Where either side has said something since, a repetition would only confuse."""
    chat = await chat_of(store, text("hola"))
    await store.apply(chat, lambda *_: applied(conversation=Conversation(version="1"), message=MENU), NOW)
    (first,) = await claim(store)
    await store.reply_sent(first, "SM1", NOW)
    await store.receive(AGENCY, CHANNEL, [text("more")], after(1 if who == "they" else -1))
    await store.apply(chat, saying("dos") if who == "we" else listen, after(1))
    await lose(store, Unknown("http 400"), "SM1", 2)
    assert (await fate(store))[0] == ("failed", "not delivered")
    assert texts(await claim(store, 60)) == (["dos"] if who == "we" else [])


async def test_a_summary_said_again_can_be_confirmed(store: Store) -> None:
    """What did not arrive was not shown; once it has left again, it was."""
    await said_and_lost(store, Unknown("http 400"), replace(MENU, summary=True, step=7))
    shown = "SELECT shown FROM conversation"
    assert await store._do(sql(shown)) == [(None,)]
    (again,) = await claim(store, 4)
    await store.reply_sent(again, "SM2", after(4))
    assert await store._do(sql(shown)) == [(7,)]


@pytest.mark.parametrize(
    ("said", "kept", "why"),
    [
        (["sent", "delivered", "read"], "read", "in order"),
        (["delivered", "sent", "delivered"], "delivered", "late and repeated"),
        (["sent", "failed", "delivered"], "failed", "failed is final"),
        (["undelivered", "read"], "undelivered", "undelivered is final"),
    ],
)
async def test_a_delivery_status_only_moves_forward(store: Store, said: list[Progress], kept: str, why: str) -> None:
    """Callbacks come late, twice and in any order."""
    await reply(store, "uno")
    (first,) = await claim(store)
    await store.reply_sent(first, "SM1", NOW)
    for status in said:
        await store.record_status(AGENCY, CHANNEL, said_of("SM1", status), NOW)
    query = "SELECT provider_status FROM outbox"
    stored = await store._do(sql(query))
    assert stored == [(kept,)], why


async def test_a_status_of_an_unknown_message_is_ignored(store: Store) -> None:
    """Another agency's callback, or one older than our data, changes nothing."""
    await reply(store, "uno")
    (first,) = await claim(store)
    await store.reply_sent(first, "SM1", NOW)
    gone = StatusUpdate(provider_id="SM1", status="failed", error_code=63024, failure=Unreachable())
    assert await store.record_status("otra", CHANNEL, gone, NOW) is None
    assert await store.record_status(AGENCY, CHANNEL, replace(gone, provider_id="SM2"), NOW) is None


async def test_replies_of_a_dead_worker_are_doubted_at_start(tmp_path: Path) -> None:
    """What was being sent when the process died is looked into at once, not after its lease: a file has no other."""
    database_url = f"sqlite:///{file_in(tmp_path)}"
    async with open_store(database_url, serving=True) as store:
        await reply(store, "uno")
        await claim(store)
    async with open_store(database_url, serving=True) as store:
        await store.recover(after(1))
        (again,) = await claim(store, 1)
        assert again.unclear == 1


async def test_a_chat_that_only_wrote_gets_no_reply(store: Store) -> None:
    """Replies come from turns, never from receiving."""
    await chat_of(store, text("1"))
    assert await claim(store) == ()
    assert await store.next_reply_at(NOW) is None
