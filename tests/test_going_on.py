"""«Shall we go on?», after an hour or a day: a yes goes on, a no is the end of it, in every language."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.events import TimerDue
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import HELLO, at_email, each, state_of

ON = {
    "es": ["sí", "claro, continúa", "dale, vamos", "ok, sigue"],
    "en": ["yes", "sure, go on", "ok, let's go"],
    "fr": ["oui", "oui, continuez", "d'accord, on continue"],
    "pt": ["sim", "claro, continua", "sim, vamos"],
    "it": ["sì", "certo, continui", "sì, andiamo avanti"],
    "de": ["ja", "ja, weiter", "klar, machen wir weiter"],
    "ru": ["да", "да, продолжаем", "конечно, давайте"],
    "ht": ["wi", "wi, ann ale", "wi, kontinye"],
}
ENDED = {
    "es": ["no", "no, ya encontré", "no, ya conseguí uno", "no gracias"],
    "en": ["no", "no, found one already", "no, we already bought one", "no thanks"],
    "fr": ["non", "non, j'ai trouvé", "non merci"],
    "pt": ["não", "não, já achei", "não, obrigado"],
    "it": ["no", "no, ho già trovato", "no grazie"],
    "de": ["nein", "nein, hab schon was gefunden", "nein danke"],
    "ru": ["нет", "нет, уже нашли", "нет, спасибо"],
    "ht": ["non", "non, m jwenn youn deja", "non, mèsi"],
}
GIVES_SOMETHING = [
    "Ana Peña",
    "me llamo Ana Peña",
    "sí, soy Ana Peña",
    "no, mejor alquilar",
    "no, soy Ana Peña",
    "Noé Peña",
    "Sí, me llamo Noa",
    "No lo sé",
    "después",
    "ahora no puedo",
    "¿para qué?",
    "¿cuánto vale?",
    "ayuda",
    "no tengo apellido",
    "nada",
    "ya te lo di",
    "Nora Díaz",
    "Ja Rule",
    "me llamo Claro Díaz",
    "no sé si comprar",
]


def reminded(language: str, *, at: State = State.NAME) -> Chat:
    """An hour of silence, and the reminder."""
    chat = at_email(language) if at is State.EMAIL else Chat(default_flow(consent="notice"))
    if at is State.NAME:
        chat.say(HELLO[language])
        chat.tap("buy")
    assert state_of(chat) is at
    chat.later(minutes=60)
    assert chat.happens(TimerDue(name="nudge"))
    return chat


def halfway(language: str) -> Chat:
    """A day of silence, and a greeting."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(HELLO[language])
    chat.tap("buy")
    chat.later(hours=26)
    chat.say(HELLO[language])
    assert state_of(chat) is State.HALFWAY
    return chat


@pytest.mark.parametrize(("language", "text"), each(ON))
def test_a_yes_to_the_reminder_asks_what_was_pending(language: str, text: str) -> None:
    """Who goes on is asked their name, and «ann ale» is none."""
    chat = reminded(language)
    assert chat.say(text) == chat.flow.catalogues[language].texts["NAME_ASK"]
    assert chat.conversation.draft.name is None
    assert chat.conversation.misses == 0


@pytest.mark.parametrize(("language", "text"), each(ENDED))
@pytest.mark.parametrize("at", [State.NAME, State.EMAIL])
def test_a_no_to_the_reminder_is_the_end(at: State, language: str, text: str) -> None:
    """Who found another home is asked nothing more, and what they gave is erased."""
    chat = reminded(language, at=at)
    chat.say(text)
    assert state_of(chat) is State.CANCELLED
    assert chat.conversation.draft.name is None


@pytest.mark.parametrize(("language", "text"), each(ON))
def test_a_yes_after_a_day_goes_on(language: str, text: str) -> None:
    """Who comes back and agrees is asked what was pending."""
    chat = halfway(language)
    chat.say(text)
    assert state_of(chat) is State.NAME


@pytest.mark.parametrize(("language", "text"), each(ENDED))
def test_a_no_after_a_day_is_the_end(language: str, text: str) -> None:
    """Who comes back to say no is let go."""
    chat = halfway(language)
    chat.say(text)
    assert state_of(chat) is State.CANCELLED


@pytest.mark.parametrize("text", GIVES_SOMETHING)
def test_what_answers_the_question_is_no_answer_to_the_reminder(text: str) -> None:
    """Who gives their name after the reminder, or asks something, has cancelled nothing."""
    chat = reminded("es")
    chat.say(text)
    assert state_of(chat) is not State.CANCELLED


def test_only_the_next_words_answer_the_reminder() -> None:
    """Once they went on, a no is to the question again."""
    chat = reminded("es")
    chat.say("sí", "no")
    assert state_of(chat) is State.NAME
    chat = reminded("es", at=State.EMAIL)
    chat.say("¿a qué hora abren?", "no")
    assert state_of(chat) is State.NOTES


def test_who_has_no_address_keeps_the_rest() -> None:
    """«No tengo» to a reminder of the address is about the address."""
    chat = reminded("es", at=State.EMAIL)
    chat.say("no tengo")
    assert state_of(chat) is State.NOTES


def test_an_answer_in_several_bubbles_is_one_answer_to_the_reminder_too() -> None:
    """«Sí», while we wait for the end of it, still goes on."""
    chat = Chat(default_flow(consent="notice", join=default_flow().receipt))
    chat.say("hola")
    chat.tap("buy")
    chat.later(minutes=60)
    chat.happens(TimerDue(name="nudge"))
    chat.say("sí, vamos")
    assert chat.happens(TimerDue(name="fragments")).startswith("¿Cómo te llamas?")
