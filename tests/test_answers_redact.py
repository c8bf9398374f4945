"""Identity cards and payment cards are hidden before anything is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.redact import redact

HIDDEN = [
    ("001-1234567-8", "•••", "a cédula"),
    ("mi cédula es 402-2345678-1 gracias", "mi cédula es ••• gracias", "in a sentence"),
    ("001 1234567 8", "•••", "with spaces"),
    ("4111 1111 1111 1111", "•••", "a card in groups"),
    ("tarjeta 5500000000000004", "tarjeta •••", "a card in one run"),
    ("378282246310005", "•••", "fifteen digits"),
]
KEPT = [
    ("809-555-0134", "a phone"),
    ("+1 809 555 0134", "a phone with its country"),
    ("18095550134", "eleven digits may be a phone"),
    ("150000", "a price"),
    ("4111 1111 1111 1112", "the check digit is wrong"),
    ("+4917612345678901", "a «+» makes it a phone"),
    ("2026-11-23", "a date"),
]


@pytest.mark.parametrize(("text", "expected", "why"), HIDDEN)
def test_hidden(text: str, expected: str, why: str) -> None:
    """A number that identifies or pays is replaced."""
    assert redact(text) == expected, why


@pytest.mark.parametrize(("text", "why"), KEPT)
def test_kept(text: str, why: str) -> None:
    """What people must be able to write stays."""
    assert redact(text) == text, why


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text goes in, and hiding twice changes nothing more."""
    assert redact(redact(text)) == redact(text)
