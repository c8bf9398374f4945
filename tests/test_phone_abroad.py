"""A number that lacks nothing but its «+» or its country is proposed (conversation §8.3)."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.conversation import ProposedPhone
from flows.events import Sender
from flows.understanding.message import read
from flows.understanding.phone import propose_abroad
from tests.chats import Chat

WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("language", "text", "e164"),
    [
        ("en", "44 7700 900134", "+447700900134"),
        ("es", "44 7700 900134", "+447700900134"),
        ("de", "meine Nummer ist 44 7700 900134", "+447700900134"),
        ("fr", "0690 12 34 56", "+590690123456"),
        ("fr", "0696 12 34 56", "+596696123456"),
        ("fr", "0692 12 34 56", "+262692123456"),
        ("fr", "06 12 34 56 78", "+33612345678"),
    ],
)
def test_a_number_of_one_country_is_proposed(language: str, text: str, e164: str) -> None:
    """With its country's code before a gap, or as it is dialled in one country of the language."""
    assert propose_abroad(read(text), WORDS, language) == e164


def test_it_is_asked_about() -> None:
    """Nothing is said to be missing: a yes takes the number."""
    chat = Chat(sender=Sender())
    chat.say("hola", "acepto", "comprar", "Ana Gil", "44 7700 900134")
    assert chat.conversation.pending == ProposedPhone("+447700900134")
    chat.say("sí")
    assert chat.conversation.draft.phone is not None
    assert chat.conversation.draft.phone.e164 == "+447700900134"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "829 555 013"),
        ("es", "809 555 013"),
        ("es", "1 829 555 013"),
        ("es", "34 612 345"),
        ("es", "402 1234567 8"),
        ("es", "001 0123456 7"),
        ("es", "1 250 000 000"),
        ("es", "55 555 0134"),
        ("es", "3 habitaciones y 2 baños"),
        ("es", "32 45 67"),
        ("es", "40 50 60 70 80"),
        ("es", "11 11 11 11 11"),
        ("en", "917 555 013"),
        ("en", "447700900134567"),
        ("fr", "06 12 34 56"),
    ],
)
def test_what_lacks_a_digit_is_not_proposed(language: str, text: str) -> None:
    """A short number, an identity card and a price are nobody's number abroad."""
    assert propose_abroad(read(text), WORDS, language) is None
