"""An address is taken as it was typed, and theirs where they insist on it (conversation §8.2, §8.3)."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.conversation import State
from flows.understanding.email import Found, read_email
from flows.understanding.email_named import names_provider
from flows.understanding.message import read
from tests.chats import Chat

WORDS = load_vocabulary()
THEIRS, OURS = "ana@gmial.com", "ana@gmail.com"


@pytest.mark.parametrize(
    "address",
    ["katrin@gmx.at", "k.t@chello.at", "x@a1.at", "j.huber@aon.at", "pat@at.com", "luc@chez.fr", "eva@web.at"],
)
def test_a_word_for_the_at_within_a_typed_domain_is_none(address: str) -> None:
    """Austrian addresses end in «.at», alone and in a sentence."""
    assert read_email(read(address), WORDS) == Found(address)
    assert read_email(read(f"meine Mail ist {address}"), WORDS) == Found(address)


@pytest.mark.parametrize("text", ["pat at gmail dot com", "pat at gmail.com", "pat (at) gmail.com"])
def test_a_spelt_at_is_still_one(text: str) -> None:
    """Between the name and the provider «at» stands for the sign."""
    assert read_email(read(text), WORDS) == Found("pat@gmail.com")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("non c'est bien gmial", THEIRS),
        ("no it's gmial", THEIRS),
        ("no è gmial", THEIRS),
        ("no, es gmial", THEIRS),
        ("nein es ist gmial", THEIRS),
        ("não, é gmial", THEIRS),
        ("нет, именно gmial", THEIRS),
        ("non se gmial", THEIRS),
        ("gmial", THEIRS),
        ("ana@gmial.com", THEIRS),
        ("no es gmail, es gmial", THEIRS),
        ("no es gmail", THEIRS),
        ("c'est gmail", OURS),
        ("sí, gmail", OURS),
        ("no, es gmail", OURS),
        ("yes gmail not gmial", OURS),
    ],
)
def test_the_provider_they_name_is_taken(text: str, kept: str) -> None:
    """Asked whether they meant another provider, whoever insists on theirs keeps it."""
    assert names_provider(read(text), THEIRS, OURS, WORDS) == kept
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Gil", THEIRS)
    assert chat.conversation.state is State.EMAIL_TYPO
    chat.say(text)
    assert chat.conversation.draft.email is not None
    assert chat.conversation.draft.email.address == kept


@pytest.mark.parametrize(
    "text",
    [
        "no tengo gmail",
        "sí",
        "no",
        "¿gmail o gmial?",
        "mi jefe usa gmail",
        "ana.gil@hotmail.com",
        "no sé",
        "déjalo así",
        "¿qué es gmail?",
        "gmail no me deja entrar",
        "prefiero por whatsapp",
        "el primero",
        "busco casa en Naco",
        "no uso correo",
        "hotmail",
    ],
)
def test_what_names_neither_is_read_as_before(text: str) -> None:
    """A plain answer, a question and a remark name neither of the two."""
    assert names_provider(read(text), THEIRS, OURS, WORDS) is None
