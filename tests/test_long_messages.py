"""No message costs much: whatever somebody repeats for 4,096 characters, reading it takes time in step with its length.

Steps are counted, not timed: how many calls the interpreter makes for a text, and for one four times as long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from bot.http.redaction import redact_event
from bot.workers.steps import looked_up
from flows.conversation import Conversation, State
from flows.events import TextReceived, TimerDue
from flows.machine import advance
from tests.chats import NOON, Chat, default_flow

SHORT, LONG = 300, 1200
GROWS_AT_MOST = 8.0  # where four would be in step; a reader that looks back over everything makes it sixteen
STEPS_A_CHARACTER = 300  # some 60 ms at 4,096 characters, where what every message costs weighs less

SIGNS = ("9", "809 555 0134 ", "1 ", "1,", "+1", "@", "a@", "a@b.", "x.y@example.com ", ".", ", ", "- ", "(", "$", "/")
LETTERS = ("a", "A", "Ana ", "ñ ", "a\u0301", "\u0301", "😀", "👩‍👩‍👧 ", "\n", "a\n", "\u200b", "ß", "İ")
WORDS = (
    "no ",
    "no es ",
    "es ",
    "y ",
    "de ",
    "uno ",
    "ocho cero nueve ",
    "arroba ",
    "a arroba b punto com ",
    "https://a.do/",
)
CODES = ("K7M4PF ", "ref. ", "ref. K7M-4PF ", "4111 1111 1111 1111 ")
STATES = (State.NAME, State.REVIEW)  # where most readers are asked


def repeated() -> Iterator[str]:
    """What is said again and again: phrases of every kind that readers look for, and what no reader expects."""
    vocabulary = default_flow().words
    for kind, phrases in vocabulary.kinds.items():
        if phrases and kind.startswith(("name.", "phone.", "email.", "correct.", "intent.")):
            yield f"{min(phrases, key=lambda phrase: (len(phrase), phrase))} "  # the shortest stands there most often
    yield from (
        "me llamo ",
        "mi nombre es ",
        "my name is ",
        "меня зовут ",
        "es mi nombre ",
        "Ana es mi nombre ",
        "soy ",
    )
    yield from (*SIGNS, *LETTERS, *WORDS, *CODES)


@cache
def chats() -> Mapping[State, Conversation]:
    """A chat at each question."""
    chat, found = Chat(), {}
    for text in ("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com", "saltar"):
        chat.say(text)
        found[chat.conversation.state] = chat.conversation
    return found


def steps(state: State, text: str) -> int:
    """Calls from the message's arrival to its answer, the pieces of an answer put together included."""
    count = 0

    def on_call(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    flow, before = default_flow(), chats()[state]
    sys.setprofile(on_call)
    try:
        event = looked_up(redact_event(TextReceived(text=text)), lambda code: None)
        turn = advance(flow, before, event, NOON)
        if turn.conversation.fragments:
            advance(flow, turn.conversation, TimerDue(name="fragments"), NOON)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", dict.fromkeys(repeated()))
def test_a_long_message_costs_in_step_with_its_length(piece: str) -> None:
    """One person who sends nonsense cannot keep everybody else waiting."""
    for state in STATES:
        short, long = (steps(state, (piece * size)[:size]) for size in (SHORT, LONG))
        assert long <= GROWS_AT_MOST * short, (state, short, long)
        assert long <= STEPS_A_CHARACTER * LONG, (state, long)
