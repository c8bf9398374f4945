"""Identity cards and payment cards are hidden before anything is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording import load_vocabulary
from flows.understanding.message import read
from flows.understanding.phone import Found, Several, read_phone
from flows.understanding.redact import redact

HIDDEN = [
    ("001-1234567-8", "•••", "a cédula"),
    ("mi cédula es 402-2345678-1 gracias", "mi cédula es ••• gracias", "in a sentence"),
    ("001 1234567 8", "•••", "with spaces"),
    ("4111 1111 1111 1111", "•••", "a card in groups"),
    ("tarjeta 5500000000000004", "tarjeta •••", "a card in one run"),
    ("378282246310005", "•••", "fifteen digits"),
    ("3782 822463 10005", "•••", "fifteen digits in groups"),
    ("3472 822463 10003", "•••", "its first ten could be a phone in New York"),
    ("30569309025904", "•••", "fourteen digits that a Greek number could have"),
    ("4242424242424242", "•••", "its first ten could be a phone in California"),
    ("4111 1111 1111 1111 12/28 cvv 123", "••• 12/28 cvv 123", "a date behind it"),
    ("4111-1111-1111-1111 123", "••• 123", "a code behind it"),
    ("829 555 0134 4111 1111 1111 1111", "829 555 0134 •••", "a phone before it"),
    ("4111 1111 1111 1111 5500 0000 0000 0004", "••• •••", "two cards"),
    ("402 2345678 1", "•••", "its first ten could be a phone in Nebraska"),
    ("mi cédula es la 00112345678", "mi cédula es la •••", "in one, beside the word"),
    ("Cedula: 402 12345678", "Cedula: •••", "in two, beside the word"),
    ("ced. 402-12345678", "ced. •••", "the word shortened"),
    ("00112345678 es mi cédula", "••• es mi cédula", "the word behind it"),
    ("cédula 22312345678", "cédula •••", "a municipality of today"),
    ("sedula 00112345678 tel 809 555 0134", "sedula ••• tel 809 555 0134", "misspelt, a phone behind it"),
]
KEPT = [
    ("809-555-0134", "a phone"),
    ("+1 809 555 0134", "a phone with its country"),
    ("18095550134", "eleven digits may be a phone"),
    ("150000", "a price"),
    ("4111 1111 1111 1112", "the check digit is wrong"),
    ("+4917612345678901", "a «+» makes it a phone"),
    ("2026-11-23", "a date"),
    ("5511955550109", "a number in Brazil that passes for a card"),
    ("55 11 95555-0109", "the same in groups"),
    ("005511955550109", "the same as dialled from here"),
    ("0115511955550109", "the same as dialled from here"),
    ("5215555550108", "a number in Mexico"),
    ("829 5550134 2 habitaciones", "a phone and what they look for"),
    ("809-5550134-2", "a phone and a digit"),
    ("305 5550134 2 baños", "a phone in Florida and what they look for"),
    ("8295550134 0026", "a phone and four digits that pass for a card together"),
    ("829 555 0134 829 555 0199", "two phones"),
    ("305 555 0134 305 555 0199", "two phones in Florida"),
    ("18295550134 12", "a phone with its country and two digits"),
    ("34 612 345 678 2", "a phone in Spain and a digit"),
    ("no tengo cédula, mi celular es 18095550134", "a phone beside the word"),
    ("cédula no tengo, +40212345678", "a «+» makes it a phone"),
    ("40212345678", "eleven digits that nobody called anything"),
    ("el presupuesto es 4500000 y el inicial 1500000", "prices"),
]


@pytest.mark.parametrize(("text", "expected", "why"), HIDDEN)
def test_hidden(text: str, expected: str, why: str) -> None:
    """A number that identifies or pays is replaced."""
    assert redact(text) == expected, why


@pytest.mark.parametrize(("text", "why"), KEPT)
def test_kept(text: str, why: str) -> None:
    """What people must be able to write stays."""
    assert redact(text) == text, why


def test_an_answer_to_the_phone_question_is_spared() -> None:
    """Whatever reads as a phone where one was asked for is not hidden before anybody knows what was asked."""
    words = load_vocabulary()
    for text in ("829 5550134 2 habitaciones", "5511955550109", "52 1 55 5555 0108", "829-555-0134 / 829 5550199 3"):
        assert redact(text) == text
        assert isinstance(read_phone(read(text), words, region="DO", own=""), Found | Several), text


def test_a_long_row_of_digits_costs_little() -> None:
    """Four thousand digits are looked at in a few steps each."""
    for text in ("4111 1111 1111 1110 " * 200, "7" * 4000, "cédula " * 500, "1 " * 2000):
        assert redact(text) == text


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text goes in, and hiding twice changes nothing more."""
    assert redact(redact(text)) == redact(text)
