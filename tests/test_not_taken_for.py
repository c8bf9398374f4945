"""A word that works everywhere, or a question to the agency, is not seen where somebody only answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.conversation import State
from flows.events import Sender, TimerDue
from tests.chats import PHONE, Chat, default_flow
from tests.test_answers_at_proposals import HELLO, at_email, each, state_of
from tests.test_not_sending import at_review

ROSA = Sender(profile_name="Rosa Marte", phone=PHONE)
AGREED = {
    "es": ["correcto", "correcto, gracias"],
    "en": ["correct", "that's correct", "Correct!", "correct, thanks"],
    "fr": ["correct", "c'est correct"],
    "pt": ["correto"],
    "it": ["corretto"],
    "de": ["korrekt"],
    "ru": ["верно"],
    "ht": ["kòrèk"],
}
WRONG = {
    "es": ["no, está mal", "no, eso está mal"],
    "en": ["no, that's wrong", "no that's wrong"],
    "fr": ["non, c'est faux", "non c'est faux", "non, il y a une erreur"],
    "pt": ["não, está errado", "não, isso está errado"],
    "it": ["no, è sbagliato", "no, c'è un errore"],
    "de": ["nein, das ist falsch", "nein, stimmt nicht"],
    "ru": ["нет, неправильно", "нет, неверно"],
    "ht": ["non, pa bon", "non, gen erè"],
}
STILL_CHANGES = [
    ("en", "correct my email", State.EMAIL),
    ("en", "correct the name", State.NAME),
    ("en", "change", State.EDIT),
    ("en", "fix", State.EDIT),
    ("es", "corregir", State.EDIT),
    ("es", "corregir nombre", State.NAME),
    ("es", "mi correo está mal", State.EMAIL),
    ("es", "mi nombre no es Rosa", State.NAME),
    ("fr", "le nom est faux", State.NAME),
    ("fr", "corriger le nom", State.NAME),
    ("ht", "non mwen pa bon", State.NAME),
    ("ht", "chanje non", State.NAME),
    ("de", "Name ist falsch", State.NAME),
    ("pt", "o email está errado", State.EMAIL),
    ("it", "il nome è sbagliato", State.NAME),
    ("ru", "почта неправильная", State.EMAIL),
]
FULL_NAMES = [
    ("fr", "M. Éric de la Tour", "Éric de la Tour"),
    ("fr", "Éric de la Tour", "Éric de la Tour"),
    ("en", "Paul Tour", "Paul Tour"),
    ("es", "Soy Ana Visita", "Ana Visita"),
    ("es", "Marco Costa", "Marco Costa"),
    ("pt", "Paulo Valor", "Paulo Valor"),
]
NO_NAMES = [
    ("es", "¿Precio?"),
    ("es", "Quiero una visita"),
    ("es", "visita guiada"),
    ("es", "¿Aceptan mascotas?"),
    ("es", "Precio"),
    ("es", "una cita mañana"),
    ("en", "virtual tour"),
    ("en", "Can I see it?"),
    ("en", "price list"),
    ("en", "book a viewing"),
    ("en", "tour"),
    ("en", "Is there a Tour?"),
    ("fr", "une visite demain"),
    ("fr", "Le Prix ?"),
    ("pt", "qual o valor"),
    ("it", "visita domani"),
    ("it", "quanto costa"),
    ("de", "Besichtigung morgen"),
    ("ru", "просмотр завтра"),
    ("ht", "vizite kay la"),
]


def suggested(language: str) -> Chat:
    chat = Chat(default_flow(consent="notice"), sender=ROSA)
    chat.say(HELLO[language])
    chat.tap("buy")
    assert state_of(chat) is State.NAME_SUGGEST
    return chat


def at_name(language: str, **settings: timedelta) -> Chat:
    chat = Chat(default_flow(consent="notice", **settings))
    chat.say(HELLO[language])
    chat.tap("buy")
    assert state_of(chat) is State.NAME
    return chat


@pytest.mark.parametrize(("language", "text"), each(AGREED))
def test_a_word_that_agrees_takes_the_suggested_name(language: str, text: str) -> None:
    """«Correct» agrees, and asks for no correction."""
    chat = suggested(language)
    chat.say(text)
    assert chat.conversation.draft.name == "Rosa Marte"


@pytest.mark.parametrize(("language", "text"), each(AGREED))
def test_a_word_that_agrees_sends_what_the_summary_shows(language: str, text: str) -> None:
    """«Correct» under the summary sends it."""
    chat = at_review(language)
    chat.say(text)
    assert len(chat.leads) == 1


@pytest.mark.parametrize(("language", "text"), each(WRONG))
def test_a_no_that_says_why_asks_what_to_change(language: str, text: str) -> None:
    """«Non» is a no, and only in Kreyòl a name."""
    chat = at_review(language)
    chat.say(text)
    assert state_of(chat) is State.EDIT


@pytest.mark.parametrize(("language", "text"), each(WRONG))
def test_a_no_that_says_why_asks_the_name_plainly(language: str, text: str) -> None:
    """Whose profile name is wrong is asked for theirs."""
    chat = suggested(language)
    chat.say(text)
    assert state_of(chat) is State.NAME


@pytest.mark.parametrize(("language", "text", "asked"), STILL_CHANGES)
def test_who_says_what_to_change_is_asked_for_it(language: str, text: str, asked: State) -> None:
    """A change that is asked for is made."""
    chat = at_review(language)
    chat.say(text)
    assert state_of(chat) is asked


@pytest.mark.parametrize(("language", "text", "name"), FULL_NAMES)
def test_a_full_name_is_no_question(language: str, text: str, name: str) -> None:
    """Monsieur de la Tour does not ask for a tour."""
    chat = at_name(language)
    chat.say(text)
    assert chat.conversation.draft.name == name


@pytest.mark.parametrize(("language", "text"), NO_NAMES)
def test_a_question_at_the_name_is_no_name(language: str, text: str) -> None:
    """Nobody is called what they ask about."""
    chat = at_name(language)
    chat.say(text)
    assert chat.conversation.draft.name is None


@pytest.mark.parametrize("text", ["quiero verla", "¿cuánto vale?", "hola", "gracias"])
def test_nothing_is_said_over_and_over_to_who_writes_in_bubbles(text: str) -> None:
    """Where we wait for the end of an answer, too, each reply is another one."""
    chat = at_name("es", join=timedelta(seconds=1.5))
    heard = []
    for _ in range(3):
        chat.say(text)
        heard.append(chat.happens(TimerDue(name="fragments")) or chat.heard)
    assert len(set(map(str, heard))) == len(heard)


@pytest.mark.parametrize(("language", "thanks"), [("es", "gracias"), ("en", "thanks"), ("ru", "спасибо")])
def test_thanks_at_the_note_are_not_answered_with_the_same_words(language: str, thanks: str) -> None:
    """Who thanks us when asked for more is invited to say it."""
    chat = at_email(language)
    asked = chat.say("rosa.marte@example.com")
    assert chat.say(thanks) not in ("", asked)
    assert state_of(chat) is State.NOTES
