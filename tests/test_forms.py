"""What we post to platforms says what we meant, whatever stands in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.forms import form_body

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXTS.filter(bool), TEXTS, max_size=5))
def test_every_text_arrives_as_it_was(fields: dict[str, str]) -> None:
    """A form read by anybody's rules gives back the same names and values."""
    assert parse_qsl(form_body(fields).decode("ascii"), keep_blank_values=True) == list(fields.items())


@pytest.mark.parametrize(
    ("fields", "body", "why"),
    [
        ({"Body": "Sí + 5 %"}, b"Body=S%C3%AD+%2B+5+%25", "a space, a plus and a percent are told apart"),
        ({"ValidityPeriod": 600}, b"ValidityPeriod=600", "a number"),
        ({"MediaUrl": ["a", "b"]}, b"MediaUrl=a&MediaUrl=b", "several values of one name"),
        ({"Body": "\ud800a"}, b"Body=a", "half a character cannot be said"),
    ],
)
def test_a_form(fields: dict[str, Any], body: bytes, why: str) -> None:
    """Twilio and Telegram read forms as browsers write them."""
    assert form_body(fields) == body, why
