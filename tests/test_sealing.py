"""Personal data at rest can be read only with a configured key, and keys can be changed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from adapters.engines import open_store
from adapters.records import Applied, Resealing, TurnDone, Undersealed
from adapters.store import Store
from adapters.store.errors import StoreLocked, StoreUnavailable
from adapters.store.sealing import Seal, keyed_hash
from bot.workers.sealing import keep_sealed
from tests.commands import BETO
from tests.stores import (
    AGENCY,
    ANA,
    CHANNEL,
    NOW,
    chat_of,
    claim,
    confirm,
    delivered,
    everything,
    lead,
    listen,
    reply,
    saying,
    text,
)

OLD, NEW = "o" * 40, "n" * 40
WORDS = [b"Ana", b"5550134", b"example.do", b"K7M-4PF", b"secreta"]


@pytest.mark.parametrize(
    ("closed_with", "opened_with", "why"),
    [
        ([], [], "no key: stored plain, with a marker"),
        ([OLD], [OLD], "one key"),
        ([OLD], [NEW, OLD], "rotated: the old one still opens"),
        ([], [NEW], "stored before there was a key"),
    ],
)
def test_what_was_closed_opens(closed_with: list[str], opened_with: list[str], why: str) -> None:
    """Adding a key or putting a newer one in front loses nothing."""
    for plain in (b"", b"hola", bytes(range(256))):
        assert Seal(opened_with).open(Seal(closed_with).close(plain)) == plain, why


def test_the_newest_key_closes() -> None:
    """After a rotation everything new is closed with the new key."""
    closed = Seal([NEW, OLD]).close(b"hola")
    assert Seal([NEW]).open(closed) == b"hola"
    assert Seal([NEW, OLD]).is_newest(closed)
    assert not Seal([OLD, NEW]).is_newest(closed)
    with pytest.raises(StoreLocked):
        Seal([OLD]).open(closed)


def test_the_same_words_never_look_the_same() -> None:
    """Nobody learns from the file that two people wrote the same."""
    seal = Seal([NEW])
    assert seal.close(b"hola") != seal.close(b"hola")


def test_a_changed_value_does_not_open() -> None:
    """Nobody can slip other words under the seal."""
    closed = bytearray(Seal([NEW]).close(b"hola"))
    closed[-1] ^= 1
    with pytest.raises(ValueError, match="changed"):
        Seal([NEW]).open(bytes(closed))


def test_what_was_erased_stays_empty() -> None:
    """An erased value opens, with any key, to nothing."""
    assert Seal([NEW]).open(b"") == Seal().open(b"") == b""


def test_a_hash_depends_on_its_key_and_every_part() -> None:
    """Hashes of two stores cannot be compared, and parts cannot be shifted into each other."""
    assert keyed_hash(b"k" * 32, "ab", "c") == keyed_hash(b"k" * 32, "ab", "c")
    assert len({keyed_hash(b"k" * 32, *parts) for parts in (("ab", "c"), ("a", "bc"), ("abc",))}) == 3
    assert keyed_hash(b"k" * 32, "a") != keyed_hash(b"l" * 32, "a")


async def test_no_personal_data_stands_readable(tmp_path: Path, database_url: str) -> None:
    """Chat, messages, conversation, lead, CRM answer and follow-up: none can be read without the key."""
    async with open_store(database_url, encryption_keys=[NEW], serving=True) as store:
        await store.receive(AGENCY, CHANNEL, [text("1", "palabra secreta")], NOW)
        await reply(store, "Hola Ana")
        await confirm(store, lead())
        delivery = await claim(store)
        assert delivery is not None
        await store.settle(delivery, delivered(), NOW)
        stored = await store._do(everything)
    assert len(stored) > 1000
    assert not [word for word in WORDS if word in stored + everything_in(tmp_path)]


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_store_goes_on_with_a_new_key(database_url: str) -> None:
    """The chat is recognised, its conversation read, and a repetition known, across three changes of key."""
    for number, keys in enumerate(([], [OLD], [NEW, OLD])):
        async with open_store(database_url, encryption_keys=keys) as store:
            await store.receive(AGENCY, CHANNEL, [text(f"SM{number}", str(number)), text("same")], NOW)
            await store.apply(1, listen, NOW)
            while await store.apply(1, listen, NOW):
                pass
            assert (await store.receive(AGENCY, CHANNEL, [text("same")], NOW)).duplicates == 1


async def test_a_store_without_its_key_does_not_open(database_url: str) -> None:
    """A forgotten key is found at start, not at the first chat."""
    async with open_store(database_url, encryption_keys=[OLD]) as store:
        assert not (await store.erase(ANA)).existed
    for keys in ([], [NEW]):
        with pytest.raises(StoreLocked, match="encryption_keys"):
            async with open_store(database_url, encryption_keys=keys):
                pass


async def fill(store: Store) -> None:
    """Something sealed in every table: Ana's lead is in the CRM, with words after it; Beto's waits."""
    await confirm(store, lead(1))
    delivery = await claim(store)
    assert delivery is not None
    assert await store.settle(delivery, replace(delivered(), detail="Ana Peña"), NOW)
    chat = await reply(store, "Hola Ana")

    def follow(*arguments: object) -> Applied:
        heard = listen(*arguments)  # type: ignore[arg-type]  # a step's
        return replace(heard, turn=replace(heard.turn, follow_up=(lead(1).id, "palabra secreta")))

    await store.receive(AGENCY, CHANNEL, [text("more", "palabra secreta")], NOW)
    while await store.apply(chat, follow, NOW):
        pass
    await confirm(store, lead(2, phone="+18295550177", email="beto@example.do"), chat=BETO)


async def reseal(store: Store) -> Resealing:
    """The whole pass, one commit after the other."""
    so_far = Resealing()
    while not so_far.done:
        so_far = await store.reseal(so_far)
    return so_far


async def test_old_rows_are_sealed_with_the_new_key_until_none_is_left(database_url: str) -> None:
    """After `[old]`, `[new, old]` and a pass, the old key opens nothing any more, and `[new]` alone opens all."""
    async with open_store(database_url, encryption_keys=[OLD]) as store:
        await fill(store)
    async with open_store(database_url, encryption_keys=[NEW, OLD]) as store:
        before = await store.undersealed()
        assert (before.readable, before.older > 10, before.missing) == (0, True, 0)
        resealed = await reseal(store)
        assert (resealed.rows, resealed.unreadable) == (before.older, 0)
        assert await store.undersealed() == Undersealed()
    async with open_store(database_url, encryption_keys=[NEW]) as store:
        (ana,) = await store.leads(state="delivered_new")
        assert (ana.lead, ana.attempts[0].detail, ana.follow_ups[0].words) == (lead(1), "Ana Peña", "palabra secreta")
        assert len(await store.claim_replies(NOW, 60, 10)) == 1
        assert await claim(store)


async def test_a_key_added_later_seals_what_was_readable(tmp_path: Path, database_url: str) -> None:
    """Nothing that was stored before there was a key stays readable, whoever looks into the database."""
    async with open_store(database_url, serving=True) as store:
        await fill(store)
        assert b"secreta" in await store._do(everything)
        assert await store.undersealed() == Undersealed()  # nothing is promised without a key
    async with open_store(database_url, encryption_keys=[NEW], serving=True) as store:
        assert (await store.undersealed()).readable > 10
        await reseal(store)
        stored = await store._do(everything)
    assert not [word for word in WORDS if word in stored + everything_in(tmp_path)]


async def test_a_key_taken_out_too_early_stops_nothing(database_url: str) -> None:
    """What it alone opens is skipped: other leads leave, the person is answered, staff see what is meant, and nothing
    is lost when the key comes back."""
    async with open_store(database_url, encryption_keys=[OLD]) as store:
        await fill(store)
    async with open_store(database_url, encryption_keys=[NEW, OLD]):
        pass
    async with open_store(database_url, encryption_keys=[NEW], serving=True) as store:
        await confirm(store, lead(3, phone="+18095550199", email="eva@example.do"), chat="whatsapp:+18095550199")
        due = await claim(store)
        assert due
        assert due.lead == lead(3, phone="+18095550199", email="eva@example.do")
        (beto,) = await store.leads(state="parked")
        assert (beto.lead.reference, beto.reason) == ("R-00002", "unreadable")
        assert len(await store.leads()) == 3
        (chat,) = (await store.receive(AGENCY, CHANNEL, [text("again")], NOW)).chats
        done = await store.apply(chat, saying("¿Cómo te llamas?"), NOW)
        assert isinstance(done, TurnDone)
        assert ANA in [due.chat.address for due in await store.claim_replies(NOW, 60, 10)]
        assert (await reseal(store)).unreadable == (await store.undersealed()).missing > 5
        assert (await store.erase(BETO)).existed
    async with open_store(database_url, encryption_keys=[NEW, OLD]) as store:
        assert (await reseal(store)).unreadable == 0
        assert {row.lead.full_name for row in await store.leads()} == {"Ana Peña", ""}


async def test_sealing_anew_goes_on_in_the_background(database_url: str) -> None:
    """In commits of a few hundred rows, so that messages go first; its end is one line of the log."""
    async with open_store(database_url, encryption_keys=[OLD]) as store:
        await store.receive(AGENCY, CHANNEL, [text(str(n), chat=str(n)) for n in range(450)], NOW)
    async with open_store(database_url, encryption_keys=[NEW, OLD]) as store:
        commits = 0
        so_far = Resealing()
        while not so_far.done:
            before, so_far = so_far, await store.reseal(so_far)
            commits += so_far.rows > before.rows
            assert so_far.rows - before.rows <= 200
        assert commits == 6  # three of chats, three of messages
        with structlog.testing.capture_logs() as logs:
            await keep_sealed(store, asyncio.Event())
        assert logs == []  # nothing was left to do


async def test_what_no_key_opens_is_one_line_of_the_log(database_url: str) -> None:
    """With what to do about it, and not one line a row."""
    async with open_store(database_url, encryption_keys=[OLD]) as store:
        await fill(store)
    async with open_store(database_url, encryption_keys=[NEW, OLD]):
        pass
    async with open_store(database_url, encryption_keys=[NEW]) as store:
        with structlog.testing.capture_logs() as logs:
            await keep_sealed(store, asyncio.Event())
        (line,) = logs
        assert line["log_level"] == "warning"
        assert "data.encryption_keys" in line["remedy"]
        assert line["rows"] > 10


async def test_a_store_that_is_away_is_waited_for() -> None:
    """Sealing anew never ends the service."""
    stop = asyncio.Event()

    class Away:
        async def reseal(self, so_far: Resealing) -> Resealing:
            stop.set()
            raise StoreUnavailable

    await keep_sealed(Away(), stop)


async def test_a_start_with_an_older_key_in_front_is_noticed(database_url: str) -> None:
    """A replica that still writes with the old key goes through everything at its own start: until then «check» says
    that something is left."""
    async with open_store(database_url, encryption_keys=[NEW, OLD]) as store:
        await reseal(store)
        async with open_store(database_url, encryption_keys=[OLD, NEW]) as late:
            await chat_of(late, text("late"))
        assert await store.undersealed() == Undersealed()
        await store.reseal(Resealing())
        assert (await store.undersealed()).older == 1  # the message, after the chat's address
