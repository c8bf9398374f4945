"""Who asks us not to send loses nothing: the summary stays, in every language; only who cancels has cancelled."""

from __future__ import annotations

import pytest

from bot.wording import LANGUAGES
from flows.conversation import State
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import at_email, each, state_of

NOT_SENT = {
    "es": ["no lo envíes", "no envíes nada", "no lo mandes", "no quiero enviarlo", "todavía no lo envíes", "aún no"],
    "en": [
        "don't send",
        "don't send it",
        "do not send it",
        "don't send anything",
        "i don't want to send it",
        "not yet",
    ],
    "fr": ["n'envoyez pas", "n'envoyez rien", "ne l'envoyez pas", "je ne veux pas l'envoyer", "pas encore"],
    "pt": ["não envie", "não envia", "não envie nada", "não mande ainda", "não quero enviar", "ainda não"],
    "it": ["non mandare", "non mandarlo", "non inviate niente", "non voglio inviarlo", "non ancora"],
    "de": ["nicht senden", "nicht abschicken", "schicken Sie es nicht", "nichts senden", "noch nicht"],
    "ru": ["не отправляйте", "не отправляй", "ничего не отправляйте", "не хочу отправлять", "ещё нет"],
    "ht": ["pa voye l", "pa voye anyen", "m pa vle voye l", "poko", "pako voye l"],
}
CANCELLED = {
    "es": ["cancelar", "ya no me interesa"],
    "en": ["cancel", "I changed my mind"],
    "fr": ["annuler", "j'ai changé d'avis"],
    "pt": ["cancelar", "desisto"],
    "it": ["annulla", "ho cambiato idea"],
    "de": ["abbrechen", "doch nicht"],
    "ru": ["отмена", "я передумал"],
    "ht": ["anile", "m chanje lide"],
}
ABOUT_SOMETHING_ELSE = {
    "es": ["no me envíen fotos", "no manden a nadie sin avisar", "enviar", "no hay problema, envíalo"],
    "en": ["don't send photos", "please don't send the plumber", "send it off", "no problem, send it"],
    "fr": ["n'envoyez pas de photos", "envoyez", "pas de problème, envoyez"],
    "pt": ["não mandem fotos", "envia", "sem problema, pode enviar"],
    "it": ["non mandate foto", "invia", "nessun problema, invia"],
    "de": ["bitte keine Fotos schicken", "senden", "kein Problem, senden"],
    "ru": ["не присылайте фото", "отправить", "без проблем, отправляйте"],
    "ht": ["pa voye foto", "voye l", "pa gen pwoblèm, voye l"],
}


def at_review(language: str) -> Chat:
    chat = at_email(language)
    chat.say("rosa.marte@example.com")
    chat.tap("nothing_else")
    assert state_of(chat) is State.REVIEW
    return chat


@pytest.mark.parametrize(("language", "text"), each(NOT_SENT))
def test_who_says_not_to_send_keeps_what_they_gave(language: str, text: str) -> None:
    """Nothing is sent and nothing is erased, and a later word sends it."""
    chat = at_review(language)
    answer = chat.say(text)
    assert state_of(chat) is State.REVIEW
    assert not chat.leads
    assert chat.conversation.draft.name == "Rosa Marte"
    assert answer == chat.flow.catalogues[language].texts["NOT_YET"]
    chat.tap("send")
    assert chat.leads


@pytest.mark.parametrize(("language", "text"), each(CANCELLED))
def test_who_cancels_has_cancelled(language: str, text: str) -> None:
    """A word that cancels still does, in the language of the chat."""
    chat = at_review(language)
    chat.say(text)
    assert state_of(chat) is State.CANCELLED


@pytest.mark.parametrize(("language", "text"), each(ABOUT_SOMETHING_ELSE))
def test_what_else_is_said_about_sending_is_heard_as_such(language: str, text: str) -> None:
    """A wish about photos is a word for the agency, and «send» sends."""
    chat = at_review(language)
    assert chat.say(text) != chat.flow.catalogues[language].texts["NOT_YET"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_summary_not_sending_erases_nothing(language: str) -> None:
    """Who says so at an earlier question is not thrown out either."""
    chat = at_email(language)
    chat.say(NOT_SENT[language][0])
    assert state_of(chat) is not State.CANCELLED
    assert chat.conversation.draft.name == "Rosa Marte"


def test_before_what_is_passed_on_not_sending_sends_nothing() -> None:
    """Who wants a person and nothing sent keeps what they gave, unsent."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "comprar", "Rosa Marte", "persona")
    assert state_of(chat) is State.PASS_ON
    chat.say("no lo envíes")
    assert state_of(chat) in (State.PASS_ON, State.HUMAN)
    assert not chat.leads
    assert chat.conversation.draft.name == "Rosa Marte"
