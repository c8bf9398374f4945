"""A number that staff type or paste is found, however it is written."""

from __future__ import annotations

import pytest

from bot.phone_spellings import spellings

ANA = {"+18095550134"}


@pytest.mark.parametrize(
    "written",
    [
        "809-555-0134",
        "809 555 0134",
        "809.555.0134",
        "8095550134",
        "(809) 555 0134",
        "18095550134",
        "1-809-555-0134",
        "+1 809 555 0134",
        "(+1) 809-555-0134",
        "+18095550134",
        "0018095550134",
        "00 1 809 555 0134",
        "011 1 809 555 0134",
        "whatsapp:+18095550134",
        "WhatsApp: +1 809 555 0134",
        "tel:+1-809-555-0134",
        "+809 555 0134",
        "８０９-５５５-０１３４",
        "809‑555‑0134",
        "\u202a+1 809 555 0134\u202c",
        "+1 809 555 0134 ext. 3",
    ],
)
def test_one_number_has_many_spellings(written: str) -> None:
    """Staff paste what a person told them, a chat's title, or a link."""
    assert spellings(written, ["DO"]) == ANA


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("34 600 111 222", {"+34600111222"}),
        ("0034600111222", {"+34600111222"}),
        ("+52 1 55 5555 0134", {"+525555550134", "+5215555550134"}),
        ("+525555550134", {"+525555550134", "+5215555550134"}),
    ],
)
def test_numbers_of_other_countries_are_found_too(written: str, found: set[str]) -> None:
    """Also where WhatsApp writes a digit more than the person does."""
    assert spellings(written, ["DO"]) == found


@pytest.mark.parametrize(
    "written", ["", "+", "00", "hola", "R-00001", "555-0134", "700100201", "12", "ana@example.com", "K7M-4PF", "\udcff"]
)
def test_what_is_no_number_has_none(written: str) -> None:
    """A reference or half a number never stands for somebody's phone."""
    assert spellings(written, ["DO"]) == set()
