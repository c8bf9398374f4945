"""Who asks for a language by its name gets it, wherever the talk stands."""

from __future__ import annotations

import pytest

from flows.conversation import State
from tests.chats import Chat
from tests.test_answers_at_proposals import at_email, state_of
from tests.test_not_sending import at_review

ASKED = [
    ("en", "mejor en español por favor que el inglés me cuesta", "es"),
    ("en", "pueden hablar español", "es"),
    ("es", "could we speak English", "en"),
    ("es", "English please, my Spanish is bad", "en"),
    ("es", "parlez-vous français ?", "fr"),
    ("en", "en français s'il vous plaît, je comprends mal", "fr"),
    ("es", "podemos falar português", "pt"),
    ("en", "in italiano per favore", "it"),
    ("en", "bitte auf Deutsch", "de"),
    ("en", "можно по русски пожалуйста", "ru"),
    ("fr", "pale kreyòl tanpri", "ht"),
]
NOT_ASKED = [
    ("es", "mi esposo es inglés"),
    ("es", "no hablo inglés"),
    ("es", "busco una escuela de inglés"),
    ("es", "mi vecino es alemán, por favor llamen antes"),
    ("es", "cerca del colegio francés"),
    ("es", "el Instituto Italiano queda al lado"),
    ("en", "the Spanish school is near"),
    ("en", "my German shepherd comes along"),
    ("en", "near the French consulate please"),
    ("en", "I teach Portuguese"),
    ("fr", "mon mari est anglais"),
    ("fr", "près de l'école espagnole"),
    ("pt", "sou professora de inglês"),
    ("pt", "perto da escola alemã"),
    ("it", "vicino alla scuola inglese"),
    ("it", "mio marito è spagnolo"),
    ("de", "nahe der englischen Schule"),
    ("de", "mein Mann ist Spanier"),
    ("ru", "муж англичанин"),
    ("ht", "mwen se pwofesè anglè"),
]


def at_note(language: str) -> Chat:
    chat = at_email(language)
    chat.say("rosa.marte@example.com")
    assert state_of(chat) is State.NOTES
    return chat


@pytest.mark.parametrize(("language", "text", "asked"), ASKED)
def test_who_asks_for_a_language_by_its_name_gets_it(language: str, text: str, asked: str) -> None:
    """At the address, at the note and under the summary alike, and the question stays."""
    for chat in (at_email(language), at_note(language), at_review(language)):
        pending = state_of(chat)
        assert chat.say(text)
        assert chat.conversation.language == asked
        assert state_of(chat) is pending


@pytest.mark.parametrize(("language", "text"), NOT_ASKED)
def test_a_language_that_is_only_spoken_of_changes_nothing(language: str, text: str) -> None:
    """An English husband does not make the talk English."""
    chat = at_note(language)
    chat.say(text)
    assert chat.conversation.language == language


def test_what_they_wrote_in_the_note_reaches_the_agency() -> None:
    """That they would rather be called in Spanish is worth knowing."""
    chat = at_note("en")
    chat.say("mejor en español por favor que el inglés me cuesta")
    assert chat.conversation.draft.note is None
    assert [aside.words for aside in chat.conversation.draft.asides] == [
        "mejor en español por favor que el inglés me cuesta"
    ]
