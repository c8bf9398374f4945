"""«Send» before the summary shows it, and after it sends: nothing goes that nobody has seen."""

from __future__ import annotations

import pytest

from bot.wording import LANGUAGES
from flows.conversation import State
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import at_email, each, state_of
from tests.test_not_sending import at_review

SEND = {
    "es": "enviar",
    "en": "send",
    "fr": "envoyez",
    "pt": "enviar",
    "it": "manda",
    "de": "abschicken",
    "ru": "отправить",
    "ht": "voye l",
}
NOTES = {
    "es": ["enviar fotos por correo", "que me manden el plano", "2 habitaciones", "para enviar a mi hermana en enero"],
    "en": ["send photos by e-mail", "send me the floor plan", "2 rooms", "I would send my son to the school nearby"],
    "fr": ["envoyez des photos", "2 chambres"],
    "pt": ["enviar fotos por email", "2 quartos"],
    "it": ["mandare le foto", "2 camere"],
    "de": ["Fotos schicken", "2 Zimmer"],
    "ru": ["отправить фото", "2 комнаты"],
    "ht": ["voye foto pou mwen", "2 chanm"],
}


def at_note(language: str) -> Chat:
    chat = at_email(language)
    chat.say("rosa.marte@example.com")
    assert state_of(chat) is State.NOTES
    return chat


@pytest.mark.parametrize("language", LANGUAGES)
def test_send_instead_of_a_note_shows_the_summary(language: str) -> None:
    """Who has nothing to add and says so with «send» sees what will be sent."""
    chat = at_note(language)
    chat.say(SEND[language])
    assert state_of(chat) is State.REVIEW
    assert chat.conversation.draft.note == ""
    assert not chat.leads
    chat.say(SEND[language])
    assert len(chat.leads) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_send_instead_of_a_change_shows_the_summary(language: str) -> None:
    """Who thought better of changing something sees the summary again, and then sends it."""
    chat = at_review(language)
    chat.tap("change")
    assert state_of(chat) is State.EDIT
    chat.say(SEND[language])
    assert state_of(chat) is State.REVIEW
    assert not chat.leads
    chat.say(SEND[language])
    assert len(chat.leads) == 1


@pytest.mark.parametrize(("language", "text"), each(NOTES))
def test_a_note_about_sending_is_a_note(language: str, text: str) -> None:
    """What they want to be sent is for the agent to read."""
    chat = at_note(language)
    chat.say(text)
    assert chat.conversation.draft.note == text


@pytest.mark.parametrize("text", ["enviar", "envíalo"])
def test_send_at_an_earlier_question_sends_nothing(text: str) -> None:
    """Before everything is asked there is nothing to send."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "comprar", text)
    assert state_of(chat) is State.NAME
    assert not chat.leads
