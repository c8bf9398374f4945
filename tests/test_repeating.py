"""Nobody hears the same question three times: it comes in other words, and then it is taken for answered."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.outcomes import Created
from tests.chats import Chat, default_flow

ASIDE = "x@x"  # no answer to anything, and no question either
CLOSED = {  # how each closed question comes up once the summary is there, and where its third miss leads
    "empezar de nuevo": (State.RESTART, State.REVIEW),
    "borrar mis datos": (State.ERASE, State.REVIEW),
    "idioma": (State.LANGUAGE, State.REVIEW),
    "cambiar": (State.EDIT, State.REVIEW),
    "ref K7M4PD": (State.SIGN_MAYBE, State.INTENT),
}


@pytest.mark.parametrize("words", CLOSED)
def test_a_third_miss_at_a_closed_question_is_a_no(words: str) -> None:
    """Who answers a question about yes or no with something else hears it in three forms, and then we go on."""
    chat = Chat(default_flow(consent="notice"))
    if not words.startswith("ref"):
        chat.to_review()
    state, after = CLOSED[words]
    heard = [chat.say(words)]
    assert chat.conversation.state is state
    heard += [chat.say(ASIDE) for _ in range(3)]
    assert len(set(heard)) == len(heard)
    assert chat.conversation.state is after


def test_a_third_miss_after_a_silence_goes_on() -> None:
    """Who comes back and answers neither yes nor no is asked the question that was pending."""
    chat = Chat()
    pending = chat.say("hola", "acepto", "comprar")
    chat.later(hours=26)
    heard = [chat.say(ASIDE) for _ in range(3)]
    assert chat.conversation.state is State.HALFWAY
    assert len(set(heard)) == len(heard)
    assert pending in chat.say(ASIDE)


def test_a_third_miss_of_who_was_here_before_ends_the_round() -> None:
    """Whom we know and cannot understand is left in peace, and can begin again with any word."""
    chat = Chat()
    chat.to_review()
    chat.tap("send")
    chat.settled(Created())
    chat.later(days=3)
    heard = [chat.say("hola"), *(chat.say(ASIDE) for _ in range(3))]
    assert len(set(heard)) == len(heard)
    assert chat.conversation.state is State.CANCELLED


def test_who_says_neither_yes_nor_no_to_the_notice_is_not_kept() -> None:
    """Asked whether we may keep their data, people who speak of something else are asked again, told more, and let go
    with nothing kept."""
    chat = Chat()
    heard = [chat.say("hola"), *(chat.say(ASIDE) for _ in range(3))]
    assert len(set(heard)) == len(heard)
    assert chat.conversation.state is State.DECLINED
    assert not chat.conversation.waiting
    assert chat.turn is not None
    assert chat.turn.forget
