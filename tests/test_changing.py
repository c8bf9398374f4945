"""Changing a conversation is cheap and does what the standard library does."""

from __future__ import annotations

import dataclasses

import pytest

from flows.changing import replace
from flows.conversation import Conversation, Draft
from flows.turn import Turn

BEFORE = Conversation(language="es", draft=Draft(name="Ana Peña"))


def test_a_change_gives_what_the_standard_library_gives() -> None:
    """Only what is named changes, in a conversation, a turn and a draft, and the old one stays as it was."""
    turn = Turn(conversation=BEFORE)
    assert replace(BEFORE, misses=2, language="en") == dataclasses.replace(BEFORE, misses=2, language="en")
    assert replace(turn, then="ask") == dataclasses.replace(turn, then="ask")
    assert replace(BEFORE.draft, note="") == dataclasses.replace(BEFORE.draft, note="")
    assert (BEFORE.misses, BEFORE.language) == (0, "es")


def test_a_field_that_does_not_exist_is_no_change() -> None:
    """A misspelt answer is an error, and not something that nobody ever reads."""
    with pytest.raises(TypeError, match="Conversation has no such field: mises"):
        replace(BEFORE, mises=1)  # type: ignore[call-arg]  # what mypy would otherwise find
