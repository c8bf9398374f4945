"""One event of a chat at a time, each with all its effects or none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import fields

import pytest

from adapters.engines import open_store
from adapters.records import Applied, Chat, FollowUp, Handing, Left, TurnBroke, TurnDone
from adapters.signs import SignRow
from adapters.store import Store
from adapters.store.codec import KEPT, UNKNOWN_VERSION, dump_conversation
from bot.signs.codes import mint_code
from flows.conversation import Asked, Conversation, Draft, State
from flows.events import Event, Sign, TurnFailed
from flows.replies import Message
from flows.turn import Timer
from tests.stores import (
    AGENCY,
    ANA,
    CHANNEL,
    HANDING,
    NOW,
    FindSign,
    after,
    applied,
    chat_of,
    confirm,
    lead,
    listen,
    notes_of,
    reply,
    saying,
    sql,
    text,
)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


def breaking(chat: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
    if isinstance(event, TurnFailed):
        return listen(chat, conversation, event, find_sign)
    raise ZeroDivisionError


async def break_thrice(store: Store, chat: int) -> list[TurnBroke]:
    tries = [await store.apply(chat, breaking, after(seconds)) for seconds in (0, 1, 11)]
    return [turn for turn in tries if isinstance(turn, TurnBroke)]


async def test_an_event_that_breaks_the_machine_is_tried_three_times_then_parked(store: Store) -> None:
    """After 0, 1 and 10 s it is given up, the person gets an apology, and the next message works."""
    chat = await chat_of(store, text("bad"))
    await store.receive(AGENCY, CHANNEL, [text("good", "hola")], NOW)
    broken = await break_thrice(store, chat)
    assert [turn.parked for turn in broken] == [False, False, True]
    assert [turn.again_at for turn in broken] == [after(1), after(11), None]
    assert [await kind(store, chat, 11) for _ in range(3)] == ["text", "failed", None]


async def kind(store: Store, chat: int, seconds: float) -> str | None:
    turned = await store.apply(chat, listen, after(seconds))
    return turned.event_kind if turned else None


async def test_later_messages_wait_for_the_one_that_is_tried_again(store: Store) -> None:
    """A retry never changes the order of a chat."""
    chat = await chat_of(store, text("1", "uno"))
    await store.receive(AGENCY, CHANNEL, [text("2", "dos")], NOW)
    await store.apply(chat, breaking, NOW)
    assert await store.apply(chat, listen, NOW) is None
    wake = await store.wake(NOW)
    assert (wake.chats, wake.next_at) == ((), after(1))
    await store.apply(chat, listen, after(1))
    await store.apply(chat, listen, after(1))
    assert await notes_of(store, chat, after(1)) == "uno dos"


async def test_an_apology_that_breaks_begets_no_other(store: Store) -> None:
    """A machine that cannot even say sorry does not fill the inbox."""
    chat = await chat_of(store, text("bad"))
    await break_thrice(store, chat)

    def broken(*arguments: object) -> Applied:
        raise ZeroDivisionError

    for seconds in (11, 12, 22):
        assert isinstance(await store.apply(chat, broken, after(seconds)), TurnBroke)
    assert (await store.wake(after(60))).chats == ()
    assert (await store.counts()).inbox == {"received": 0, "parked": 2}


async def test_nothing_of_a_broken_turn_stays(store: Store) -> None:
    """What was half written when saving failed is undone, the reply and the lead included."""
    chat = await chat_of(store, text("bad"))

    def half(*arguments: object) -> Applied:
        timer = Timer(name="receipt", due_at=None)  # type: ignore[arg-type]  # a bug of ours, after the lead is written
        return applied(conversation=Conversation(), message=Message(text="hola"), lead=lead(), timers=(timer,))

    assert isinstance(await store.apply(chat, half, NOW), TurnBroke)
    counts = await store.counts()
    assert (counts.replies, counts.leads) == (0, {})


async def test_two_workers_never_apply_the_same_event(database_url: str) -> None:
    """Two processes beside each other take turns, on the same file."""
    async with open_store(database_url) as one, open_store(database_url) as other:
        chat = await chat_of(one, text("1", "uno"))
        assert [await kind(store, chat, 0) for store in (other, one)] == ["text", None]
        assert await notes_of(one, chat) == "uno"


async def test_a_timer_comes_back_as_an_event_when_it_is_due(store: Store) -> None:
    """Timers are rows: they fall due also after a restart, once, and can be moved."""

    def setting(seconds: float) -> Applied:
        return applied(
            conversation=Conversation(), timers=(Timer(name="receipt", due_at=after(seconds), about="lead 1"),)
        )

    chat = await chat_of(store, text("1"))
    await store.receive(AGENCY, CHANNEL, [text("2")], NOW)
    await store.apply(chat, lambda *_: setting(8), NOW)
    await store.apply(chat, lambda *_: setting(20), NOW)
    assert await store.wake(after(8)) == await store.wake(NOW)
    assert (await store.wake(NOW)).next_at == after(20)
    assert (await store.wake(after(20))).chats == (chat,)
    assert [await kind(store, chat, 20) for _ in range(2)] == ["timer", None]


async def test_the_same_fresh_digits_in_every_try(store: Store) -> None:
    """Ids that a turn derives are the same when it is tried again, and other in the next event."""
    chat = await chat_of(store, text("1"))
    await store.receive(AGENCY, CHANNEL, [text("2")], NOW)
    seen = []

    def look(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        seen.append(event.fresh)
        if len(seen) == 1:
            raise ZeroDivisionError
        return applied(conversation=Conversation())

    for _ in range(3):
        await store.apply(chat, look, after(1))
        await store.apply(chat, look, after(2))
    assert len(seen) == 3
    assert seen[0] == seen[1] != seen[2]


async def test_a_step_can_look_up_a_sign_of_its_own_agency(store: Store) -> None:
    """A code of another agency means nothing here."""
    sign = SignRow(agency=AGENCY, code="K7M4PF", title="Torre Azul 4B", type="venta")
    others = SignRow(agency="otra", code="T4K7ND", title="Villa")
    await store.add_signs([sign, others], who="", now=NOW, mint=mint_code)
    chat = await chat_of(store, text("1"))
    found: list[Sign | None] = []

    def look(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        found.extend(find_sign(code) for code in ("K7M4PF", "T4K7ND", "H5V9QM"))
        return applied(conversation=Conversation())

    await store.apply(chat, look, NOW)
    assert found == [Sign(code="K7M4PF", title="Torre Azul 4B", type="venta"), None, None]


async def test_a_newer_question_takes_the_place_of_an_unsent_one(store: Store) -> None:
    """The person is not asked what has been answered; receipts are never dropped for it."""
    for words in ("¿Nombre?", "¿Teléfono?"):
        await reply(store, words)
    await reply(store, "Guardado", kind="receipt")
    await reply(store, "¿Correo?")
    sent: list[str] = []
    while due := await store.claim_replies(NOW, 30, 10):
        sent.extend(one.message.text for one in due)
        for one in due:
            await store.reply_sent(one, "SM1", NOW)
    assert sent == ["Guardado", "¿Correo?"]


async def test_a_reply_with_nothing_in_its_way_goes_to_whoever_made_it(store: Store) -> None:
    """It is claimed in the transaction of its turn: nobody else finds it, and its lease ends like any other."""
    chat = await chat_of(store, text("1"))
    done = await store.apply(chat, saying("hola"), NOW, HANDING)
    assert isinstance(done, TurnDone)
    assert done.handed
    assert (done.handed.message.text, done.handed.chat.address, done.handed.attempts) == ("hola", ANA, 1)
    assert await store.claim_replies(NOW, 60, 10) == ()
    assert await store.next_reply_at(NOW) == after(60)
    ((again,), late) = await store.claim_replies(after(60), 60, 10), await store.reply_sent(done.handed, "SM1", NOW)
    assert (again.unclear, late) == (1, None)


@pytest.mark.parametrize("in_the_way", ["an older reply", "a paused channel", "a full channel"])
async def test_a_reply_with_something_in_its_way_waits(store: Store, in_the_way: str) -> None:
    """Order and pauses hold however a reply is sent."""
    chat = await chat_of(store, text("1"))
    handing = HANDING
    match in_the_way:
        case "an older reply":
            await store.apply(chat, saying("antes", "notice"), NOW)
            await store.receive(AGENCY, CHANNEL, [text("2")], NOW)
        case "a paused channel":
            await store.pause_channel(AGENCY, CHANNEL, after(30), NOW, blocked=False, reason="throttled")
        case _:
            handing = Handing(lease_s=60, has_room=lambda agency, channel: False)
    done = await store.apply(chat, saying("hola"), NOW, handing)
    assert isinstance(done, TurnDone)
    assert done.handed is None
    assert (await store.counts()).replies == (2 if in_the_way == "an older reply" else 1)


async def test_a_reply_that_left_says_whether_another_one_waits(store: Store) -> None:
    """So that nobody has to look for what is not there."""
    chat = await chat_of(store, text("1"))
    for key in ("2", "3"):
        await store.receive(AGENCY, CHANNEL, [text(key)], NOW)
    first = await store.apply(chat, saying("uno", "notice"), NOW, HANDING)
    second = await store.apply(chat, saying("dos", "notice"), NOW, HANDING)
    assert isinstance(first, TurnDone)
    assert isinstance(second, TurnDone)
    assert (first.handed is not None, second.handed) == (True, None)
    assert first.handed
    assert await store.reply_sent(first.handed, "SM1", NOW) == Left(more=True)
    (waiting,) = await store.claim_replies(NOW, 60, 10)
    assert await store.reply_sent(waiting, "SM2", NOW) == Left(more=False)


async def test_a_silenced_chat_hears_nothing_more(store: Store) -> None:
    """After STOP not even what was already waiting goes out."""
    await reply(store, "¿Nombre?")
    chat = await chat_of(store, text("STOP"))
    await store.apply(chat, lambda *_: applied(conversation=Conversation(blocked=True), silenced=True), NOW)
    assert await store.claim_replies(NOW, 30, 10) == ()


async def test_forgetting_leaves_no_words_but_the_reply(database_url: str) -> None:
    """«Empezar de nuevo» erases what was typed and said, and the answer to it still goes out."""
    async with open_store(database_url) as store:
        chat = await chat_of(store, text("1", "mi palabra secreta"))
        await store.apply(chat, saying("hola"), NOW)
        await store.receive(AGENCY, CHANNEL, [text("2", "borra, palabra secreta")], NOW)
        done = applied(conversation=Conversation(), message=Message(text="Listo"), forget=True)
        await store.apply(chat, lambda *_: done, NOW)
        (due,) = await store.claim_replies(NOW, 30, 10)
        assert due.message.text == "Listo"
        assert await bodies(store, "SELECT body FROM inbox") == {b""}


async def bodies(store: Store, query: str) -> set[object]:
    return {value for (value,) in await store._do(sql(query))}


async def test_words_after_the_end_are_kept_with_the_lead(store: Store) -> None:
    """What somebody adds after confirming is shown to staff, as work that nobody has done."""
    chat = await confirm(store, lead())
    await store.receive(AGENCY, CHANNEL, [text("more")], NOW)
    more = applied(conversation=Conversation(), follow_up=(lead().id, "¿tiene parqueo?"))
    assert isinstance(await store.apply(chat, lambda *_: more, NOW), TurnDone)
    row = await store.lead("r-00001")
    assert row is not None
    assert row.follow_ups == (FollowUp(words="¿tiene parqueo?", said_at=NOW),)


@pytest.mark.parametrize(
    ("stored", "kept", "why"),
    [
        (
            dump_conversation(
                Conversation(version="1", language="en", pending=Asked(State.PHONE), draft=Draft(name="Ana Peña"))
            ).replace(b'"phone"', b'"phone_by_letter"'),
            ("en", "Ana Peña"),
            "a state that this release does not know",
        ),
        (
            b'{"version":"9","language":"en","draft":{"name":"Ana Pe\xc3\xb1a","intent":"lend"}}',
            ("en", "Ana Peña"),
            "an answer that this release does not know is asked again",
        ),
        (b'{"language":7,"draft":[],"sent":"x"}', ("", None), "nothing that can be kept"),
        (b"[]", ("", None), "not a conversation"),
        (b"\xff\x00", ("", None), "not even JSON"),
    ],
)
async def test_a_conversation_of_another_release_keeps_what_can_be_kept(
    store: Store, stored: bytes, kept: tuple[str, str | None], why: str
) -> None:
    """A rolled back release or an edited flow never breaks a chat."""
    chat = await chat_of(store, text("1"))
    await store.apply(chat, listen, NOW)
    await store._do(lambda ledger: ledger.run("save_conversation", chat, ledger.seal.close(stored), 0))
    await store.receive(AGENCY, CHANNEL, [text("2")], NOW)
    seen = []

    def look(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        assert conversation is not None
        seen.append(conversation)
        return applied(conversation=conversation)

    assert isinstance(await store.apply(chat, look, NOW), TurnDone), why
    assert seen[0].version == UNKNOWN_VERSION
    assert (seen[0].language, seen[0].draft.name) == kept


def test_what_is_kept_of_a_conversation_exists() -> None:
    """A renamed field is renamed here too."""
    assert set(KEPT) <= {field.name for field in fields(Conversation)}
