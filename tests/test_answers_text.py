"""Whatever people send is cleaned, compared and kept without harm."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.wording import load_catalogues
from flows.replies import Option
from flows.understanding.budget import read_budget
from flows.understanding.code import find_code, read_payload, read_typed, without_codes
from flows.understanding.commands import read_command
from flows.understanding.email import read_email, search_email
from flows.understanding.intent import read_intent
from flows.understanding.language import detect
from flows.understanding.message import read
from flows.understanding.name import reads_as_full_name, search_name
from flows.understanding.notes import add_to_note, read_note
from flows.understanding.options import read_option
from flows.understanding.phone import read_phone, read_shared, search_phone, show_phone
from flows.understanding.text import NOTE_LIMIT, READ_LIMIT, bare, clean_line, clean_note, fold
from flows.understanding.words import merge
from flows.understanding.yesno import read_yes_no

WORDS = merge(load_catalogues().values())
OPTIONS = (Option("buy"), Option("829", "829"))

READERS: dict[str, Callable[[str], object]] = {
    "name": lambda text: search_name(read(text), WORDS, asked=True),
    "profile": lambda text: reads_as_full_name(text, WORDS),
    "phone": lambda text: read_phone(read(text), WORDS, region="DO", own="+34612345678"),
    "phone among others": lambda text: search_phone(read(text), WORDS, region="DO", own="", asked=True),
    "shared": read_shared,
    "shown": show_phone,
    "email": lambda text: read_email(read(text), WORDS),
    "email among others": lambda text: search_email(read(text), WORDS),
    "intent": lambda text: read_intent(read(text), WORDS),
    "budget": lambda text: read_budget(read(text), WORDS),
    "note": lambda text: read_note(read(text), WORDS),
    "yes": lambda text: read_yes_no(read(text), WORDS),
    "command": lambda text: read_command(read(text), WORDS),
    "option": lambda text: read_option(read(text), OPTIONS, WORDS),
    "code": find_code,
    "code alone": read_typed,
    "all but codes": without_codes,
    "payload": read_payload,
    "language": lambda text: detect(read(text), WORDS),
}

# Any code point, lone surrogates and NUL included, mixed with what the readers look for.
PIECES = [
    "arroba",
    " punto ",
    "@",
    "gmail.com",
    "xn--",
    "+1",
    "809 555",
    "ext 1",
    "US$",
    "1,000",
    " mil ",
    "ref ",
    "K7M-4PF",
]
anything = st.lists(st.one_of(st.text(st.characters(exclude_categories=[])), st.sampled_from(PIECES)), max_size=8)
texts = anything.map("".join)

HOSTILE = [
    " ",
    "@",
    "a@",
    ". ",
    "1 ",
    "+1",
    "1,1",
    "(",
    "K7M-4PF ",
    "a\u0301\u0301",
    "ﷺ",
    "1ext1 ",
    "no ",
    "ana.",
    "[at]",
    "arroba ",
    "a@b.com ",
    "gmail.com ",
    "809 ",
    "8 o ",
    "12:",
    "ocho ",
    "\ud800",
    "\n\n",
]


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_no_message_breaks_a_reader(reader: str, text: str) -> None:
    """Any Unicode at all is answered, never an exception."""
    READERS[reader](text)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("reader", READERS)
def test_long_messages_cost_no_more_than_their_length(reader: str, piece: str) -> None:
    """Sixteen times the text costs nowhere near the 256 times that a pattern running wild would."""

    def cost(length: int) -> float:
        text = (piece * length)[:length]
        times = []
        for _ in range(3):
            begun = process_time()
            READERS[reader](text)
            times.append(process_time() - begun)
        return min(times)

    cost(READ_LIMIT)
    assert cost(READ_LIMIT) < 100 * max(cost(READ_LIMIT // 16), 0.0003)


@given(texts)
def test_cleaning_leaves_nothing_invisible(text: str) -> None:
    """What is stored can be encoded, printed, and holds no control or format character."""
    line, note = clean_line(text, 100), clean_note(text)
    assert len(line) <= 100
    assert len(note) <= NOTE_LIMIT
    for cleaned in (line, note):
        cleaned.encode()
        assert cleaned == clean_note(cleaned)
        assert all(unicodedata.category(c)[0] != "C" for c in cleaned.replace("\n", ""))
        assert unicodedata.is_normalized("NFC", cleaned)
    assert "\n" not in line


@given(texts)
@example("𝚨")
def test_folding_twice_changes_nothing(text: str) -> None:
    """Words and messages compare equal after the same treatment, however often it is given."""
    assert bare(bare(text)) == bare(text)
    assert fold(fold(text)) == fold(text)


@given(texts)
@example("¶A.CO")
def test_a_name_that_was_taken_is_taken_again(text: str) -> None:
    """A stored name holds letters, spaces and a little punctuation, 2 to 100 characters."""
    name, _ = search_name(read(text), WORDS, asked=True)
    if name:
        assert 2 <= len(name) <= 100
        assert all(c in " '-." or unicodedata.category(c)[0] in "LM" for c in name)


def test_marks_are_limited() -> None:
    """A letter carries at most four marks, so no text grows over its neighbours."""
    assert clean_line("a" + "\u0330" * 20, 100) == "a" + "\u0330" * 4


@pytest.mark.parametrize(
    ("said", "note", "why"),
    [
        ("ninguna", "", "nothing to add"),
        ("No, gracias", "", "nothing to add"),
        ("nada", "", "nothing to add"),
        ("none", "", "nothing to add"),
        ("no quiero primer piso", "no quiero primer piso", "their words stay"),
        (
            "para enero\r\ncon  préstamo\n\n\n\nfin",
            "para enero\ncon préstamo\n\nfin",
            "line breaks stay, within reason",
        ),
        ("x" * 3000, "x" * 2000, "2,000 characters"),
    ],
)
def test_notes_are_the_persons_words(said: str, note: str, why: str) -> None:
    """The note is what the person wrote, or nothing."""
    assert read_note(read(said), WORDS) == note, why


def test_a_note_grows_by_what_comes_later() -> None:
    """What is written at the review joins the note and never pushes out what was there."""
    assert add_to_note("primer piso", "ah, y con parqueo") == "primer piso\nah, y con parqueo"
    assert add_to_note("", "con parqueo") == "con parqueo"
    assert add_to_note("x" * 2000, "con parqueo") == "x" * 2000


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Hola", "es"),
        ("buenas", "es"),
        ("¿sigue disponible?", "es"),
        ("Hola, me interesa esta propiedad (ref. K7M-4PF)", "es"),
        ("Hi, I'm interested", "en"),
        ("Hi, I'm interested in this property (ref. K7M-4PF)", "en"),
        ("Is this available?", "en"),
        ("hola, hi", None),
        ("ok", None),
        ("K7M-4PF", None),
        ("Bonjour", "fr"),
        ("", None),
    ],
)
def test_only_a_clear_language_is_detected(said: str, language: str | None) -> None:
    """The chat takes the language of a clear first message and guesses at no other."""
    assert detect(read(said), WORDS) == language
