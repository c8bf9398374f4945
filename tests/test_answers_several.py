"""One message may say everything, in any order, and nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wording import load_vocabulary
from flows.conversation import Field
from flows.lead import Intent
from flows.understanding import email, phone
from flows.understanding.message import read
from flows.understanding.several import NOTHING, Known, read_facts
from tests.messages import left_of

WORDS = load_vocabulary()
KNOWN = Known(name="Luis Dias", phone="+18095550177", email="luis@gmail.com", intent=Intent.BUY)
ASKED: tuple[Field | None, ...] = ("name", "phone", "email", "intent", "note", None)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Soy Luis Díaz, 829 555 0177, luis@mail.com, busco alquilar", None),
        ("busco alquilar, luis@mail.com, 829 555 0177, me llamo Luis Díaz", None),
        ("Luis Díaz 829 555 0177 luis@mail.com alquilar", "name"),
    ],
)
def test_everything_in_one_message_is_taken(text: str, asked: Field | None) -> None:
    """Name, phone, e-mail and wish are found in any order."""
    facts = read_facts(read(text), WORDS, asked=asked, region="DO")
    assert facts.name == "Luis Díaz"
    assert facts.phone == phone.Found("+18295550177")
    assert facts.email == email.Found("luis@mail.com")
    assert (facts.intent, facts.rest) == (Intent.RENT, None)


@pytest.mark.parametrize("said", ["no me llamen en la mañana", "tengo dos perros", "¿y cuánto vale?"])
def test_plain_words_beside_a_name_are_kept(said: str) -> None:
    """What is made of nothing but everyday words is said for the agent all the same."""
    facts = read_facts(read(f"Soy Ana Peña, {said}"), WORDS, asked="name", region="DO")
    assert facts.name == "Ana Peña"
    assert facts.rest
    assert left_of(facts.rest).endswith(said)


def test_what_is_left_is_kept_as_words() -> None:
    """What is no fact reaches the note."""
    facts = read_facts(read("Soy Ana Peña y busco alquilar en Naco para enero"), WORDS, asked=None, region="DO")
    assert (facts.name, facts.intent) == ("Ana Peña", Intent.RENT)
    assert facts.rest
    assert left_of(facts.rest) == "y busco alquilar en Naco para enero"


def test_a_note_is_a_note() -> None:
    """Names, numbers and wishes of a note are about something else."""
    text = "llamen a mi hermana Rosa, 829 555 0188, ella quiere alquilar"
    facts = read_facts(read(text), WORDS, asked="note", region="DO", known=KNOWN)
    assert (facts.name, facts.phone, facts.email, facts.intent) == (None, None, None, None)
    assert facts.rest
    assert left_of(facts.rest) == text


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("perdón, mi apellido es Díaz no Días", "name"),
        ("mejor alquilar", "intent"),
        ("el correo es hotmail, no gmail", "email"),
        ("me equivoqué de número, es 829 555 0188", "phone"),
    ],
)
def test_a_clear_correction_is_taken_also_from_a_note(text: str, field: Field) -> None:
    """Whoever corrects themselves at the last question is heard."""
    facts = read_facts(read(text), WORDS, asked="note", region="DO", known=KNOWN)
    assert facts.corrected == {field}


def test_another_wish_joins_the_first() -> None:
    """«También» adds to what was said, anything else replaces it."""
    assert read_facts(read("también alquilar"), WORDS, asked=None, region="DO", known=KNOWN).intent is Intent.BOTH
    assert read_facts(read("no, alquilar"), WORDS, asked=None, region="DO", known=KNOWN).intent is Intent.RENT


def test_what_goes_with_a_wish_does_not_change_it() -> None:
    """«Uso préstamo» says that somebody buys, unless they said that they rent."""
    renting = Known(intent=Intent.RENT)
    assert read_facts(read("uso préstamo del banco"), WORDS, asked=None, region="DO").intent is Intent.BUY
    assert read_facts(read("uso préstamo del banco"), WORDS, asked=None, region="DO", known=renting).intent is None


def test_a_position_is_an_answer_only_to_its_question() -> None:
    """«2» is the second option where options were offered."""
    assert read_facts(read("2"), WORDS, asked="intent", region="DO").intent is Intent.RENT
    assert read_facts(read("2"), WORDS, asked=None, region="DO").intent is None


@given(text=st.text(max_size=300), asked=st.sampled_from(ASKED), known=st.sampled_from([NOTHING, KNOWN]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str, asked: Field | None, known: Known) -> None:
    """No text that a keyboard, or anything else, can send stops the reading."""
    facts = read_facts(read(text), WORDS, asked=asked, region="DO", known=known)
    assert facts.name is None or 2 <= len(facts.name) <= 100


@given(
    pieces=st.lists(st.sampled_from(["soy", "me llamo", "Ana", "de", "la", "con", "z", "no", "Días", ",", "y", "J."]))
)
@settings(max_examples=150, deadline=None)
def test_any_order_of_words_is_read(pieces: list[str]) -> None:
    """Introductions, particles and corrections may stand in any order."""
    read_facts(read(" ".join(pieces)), WORDS, asked="name", region="DO", known=KNOWN)
