"""A time alone puts off what was asked, but where «para cuándo» was asked it is the answer (conversation §8.1)."""

from __future__ import annotations

import pytest

from flows.conversation import State
from tests.chats import Chat, default_flow

GIVEN = ("hola", "comprar", "Ana Peña")
TIMES = ["para el lunes", "la semana que viene", "hoy mismo", "mañana"]
PUT_OFF = ["después", "más tarde", "ahora no", "mañana te digo", "luego"]
OF_A_VISIT = ["¿se puede mañana?", "¿puedo verlo el sábado?", "mañana está bien", "¿y después qué pasa?"]


def chat_after(*texts: str) -> Chat:
    chat = Chat(default_flow(consent="notice"))
    chat.say(*GIVEN, *texts)
    return chat


@pytest.mark.parametrize("text", TIMES)
def test_when_somebody_wants_it_is_a_note(text: str) -> None:
    """Who answers «para cuándo» with a day finds it in the summary."""
    assert chat_after("ana@example.com", text).conversation.draft.note == text


@pytest.mark.parametrize("text", PUT_OFF)
def test_who_puts_the_note_off_has_none(text: str) -> None:
    """Nobody is held up by what is optional, and «luego» tells an agent nothing."""
    chat = chat_after("ana@example.com", text)
    assert (chat.conversation.state, chat.conversation.draft.note) == (State.REVIEW, "")


@pytest.mark.parametrize("text", [*TIMES, *PUT_OFF])
def test_a_time_puts_the_address_off(text: str) -> None:
    """An e-mail that comes another day keeps nobody from going on."""
    chat = chat_after(text)
    assert chat.conversation.state is State.NOTES


@pytest.mark.parametrize("text", OF_A_VISIT)
def test_a_time_for_a_visit_does_not_hold_the_summary_back(text: str) -> None:
    """It is for the agent, and the summary comes again with it."""
    chat = chat_after("ana@example.com", "nada más", text)
    assert chat.conversation.draft.note == text
    assert chat.conversation.state is State.REVIEW


@pytest.mark.parametrize("text", ["mándalo no más", "mándelo nomás", "envíalo nomás"])
def test_no_more_beside_sending_denies_nothing(text: str) -> None:
    """In much of America «no más» is "just"."""
    assert chat_after("ana@example.com", "nada más", text).conversation.state is State.SENDING
