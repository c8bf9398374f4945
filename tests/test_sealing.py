"""Personal data at rest can be read only with a configured key, and keys can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.engines import open_store
from adapters.store.errors import StoreLocked
from adapters.store.sealing import Seal, keyed_hash
from tests.stores import AGENCY, ANA, CHANNEL, NOW, claim, confirm, delivered, everything, lead, listen, reply, text

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
