"""`leadbot understand`: a line in, a line out, whatever the line holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.understand import answer
from bot.wording import load_vocabulary

ROOT = Path(__file__).parent.parent
WORDS = load_vocabulary()


def ask(**message: object) -> dict[str, object]:
    """The answer to one message."""
    return answer(json.dumps(message).encode(), WORDS)


def test_the_slots_of_a_message_are_shown() -> None:
    """Only what was found is there, the phone as E.164."""
    text = "soy Luis Díaz, 829 555 0177, luis@gmial.com, alquilar"
    assert ask(id="a", locale="es-DO", asked="none", text=text) == {
        "id": "a",
        "slots": {
            "name": "Luis Díaz",
            "phone": "+18295550177",
            "email": "luis@gmial.com",
            "email_suggestion": "luis@gmail.com",
            "intent": "rent",
        },
    }


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("phone", "555 0177"),
        ("phone", "829 555 0177 o 829 555 0188"),
        ("email", "ana@mail.com o rosa@mail.com"),
        ("intent", "vender"),
        ("notes", "soy Ana, 829 555 0177"),
    ],
)
def test_what_must_be_asked_is_no_slot(asked: str, text: str) -> None:
    """An incomplete or doubtful answer fills nothing."""
    assert ask(id=1, asked=asked, text=text)["slots"] == {}


def test_what_is_known_is_corrected() -> None:
    """A correction needs what was given before."""
    known = {"name": "Ana Peres", "email": "ana@gmail.com", "intent": "buy"}
    assert ask(id=1, asked="notes", text="es con z", known=known)["slots"] == {"name": "Ana Perez"}


def test_the_country_of_a_number_is_that_of_the_locale() -> None:
    """A French number is understood from France."""
    slots = {"phone": "+33612345678"}
    assert ask(id=1, locale="fr-FR", asked="phone", text="06 12 34 56 78")["slots"] == slots


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": NaN, "text": "a"}',
        b'{"id": 7}',
        b'{"id": 7, "text": 8}',
        b'{"id": 7, "text": "a", "asked": "age"}',
        b'{"id": 7, "text": "a", "asked": []}',
        b'{"id": 7, "text": "a", "known": "b"}',
        b'{"id": 7, "text": "a", "known": {"intent": "steal"}}',
    ],
)
def test_a_bad_line_is_answered_too(line: bytes) -> None:
    """A script hears what is wrong with its line, and goes on with the next."""
    said = answer(line, WORDS)
    assert said["slots"] == {}
    assert said["error"]
    assert said["id"] == (7 if b'"id": 7' in line else None)


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\udfff" * 50, "\U0010ffff", "é" * 5000, "\ufeffAna Peña"])
@pytest.mark.parametrize("asked", ["name", "phone", "email", "intent", "notes", "none"])
def test_any_character_is_read(asked: str, text: str) -> None:
    """Half characters and controls are no reason to stop."""
    assert "error" not in ask(id="\ud800", asked=asked, text=text)


def test_each_line_is_answered_before_the_next() -> None:
    """Whoever waits for the answer to a line gets it without ending the input."""
    command = [sys.executable, "-m", "bot", "understand"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin
        assert process.stdout
        for number, line in enumerate([b'{"id": 0, "text": "soy Ana"}', b"\xff", b'{"id": 2, "text": "\\ud800"}']):
            process.stdin.write(line + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == (None if number == 1 else number)
        process.stdin.close()
        assert process.wait(30) == 0
