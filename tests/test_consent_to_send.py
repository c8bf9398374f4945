"""What was sent cannot be taken back: the summary goes by a clear yes, in every language, and by nothing like one."""

from __future__ import annotations

import pytest

from bot.wording import LANGUAGES
from flows.conversation import State
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import each, state_of
from tests.test_not_sending import at_review

NO_CONSENT = {
    "es": [
        "¿eso lo ve mucha gente?",
        "ese es mi nombre de soltera",
        "eso es mucho",
        "bueno, eso es mucho",
        "ese es mi correo viejo",
        "ese número es el de antes",
        "claro, ¿cuánto es la comisión?",
        "claro cuánto es la comisión",
        "claro que tengo dudas",
        "ok entonces qué hago",
        "sí, tengo una duda",
        "sí, pero llámenme por la tarde",
        "bueno, mi casa está lejos",
        "sí, una cosa más",
    ],
    "en": [
        "this is my old email",
        "that was my old number",
        "sure is hot today",
        "right, one more thing",
        "yes, one more thing",
        "ok so what now",
        "ok my old email",
        "sure, how much is the fee?",
        "right, the house is far away",
        "yes but call me first",
        "this is too much",
    ],
    "fr": [
        "ça c'est mon ancien mail",
        "c'est mon ancien numéro",
        "ça fait beaucoup",
        "d'accord, c'est combien ?",
        "oui, encore une chose",
        "oui mais pas le matin",
    ],
    "pt": [
        "esse é meu email antigo",
        "isso é muito",
        "esse é o número antigo",
        "claro, quanto é a comissão?",
        "sim, mais uma coisa",
        "certo, tenho uma dúvida",
    ],
    "it": [
        "questo è il numero vecchio",
        "quella è la mia vecchia mail",
        "questo è troppo",
        "certo, quanto costa?",
        "sì, ancora una cosa",
        "bene, ho una domanda",
    ],
    "de": [
        "das ist meine alte Nummer",
        "das ist zu viel",
        "das ist mein Mädchenname",
        "klar, wie hoch ist die Provision?",
        "ja, noch eine Frage",
        "gut, das Haus ist weit weg",
    ],
    "ru": [
        "это старая почта",
        "это мой старый номер",
        "это слишком много",
        "конечно, а сколько стоит?",
        "да, ещё вопрос",
        "хорошо, у меня вопрос",
    ],
    "ht": [
        "sa se ansyen nimewo m",
        "sa se ansyen imel mwen",
        "sa anpil",
        "wi, konbyen li koute?",
        "wi, yon lòt bagay",
        "bon, m gen yon kesyon",
    ],
}
WAIT = {
    "es": ["dale un momento", "bueno déjame ver", "sí, espera"],
    "en": ["ok let me check", "yes wait"],
    "fr": ["ok je vérifie", "oui attendez"],
    "pt": ["ok vou conferir", "sim, espera aí"],
    "it": ["ok controllo", "sì aspetta"],
    "de": ["ok, ich schaue mal", "ja warte"],
    "ru": ["да подождите", "ок, сейчас проверю"],
    "ht": ["wi tann", "ok m ap gade"],
}
CONSENT = {
    "es": ["sí", "ese mismo", "ok, envíalo", "dale", "claro que sí", "sí, todo está bien", "ok send", "oui envoyez"],
    "en": ["yes", "that's right", "sure", "looks good, send it", "yes please", "ok envíalo", "yes, all correct"],
    "fr": ["oui", "c'est bon", "oui envoyez", "d'accord, merci", "si mandalo", "ok send"],
    "pt": ["sim", "isso", "pode enviar", "tá certo, manda", "ok send", "sim, está tudo certo"],
    "it": ["sì", "tutto giusto", "sì, mandalo", "ok grazie", "ok send"],
    "de": ["ja", "passt so", "ja, bitte senden", "klar", "ok send", "oui envoyez"],
    "ru": ["да", "всё верно", "да, отправляйте", "хорошо", "ok send"],
    "ht": ["wi", "dakò", "wi, voye l", "se sa", "ok send", "si mandalo"],
}
WITH_WORDS = {
    "es": "sí, llámenme por la tarde",
    "en": "yes, call me in the afternoon",
    "fr": "oui, appelez-moi l'après-midi",
    "pt": "sim, me liguem à tarde",
    "it": "sì, chiamatemi di pomeriggio",
    "de": "ja, rufen Sie mich nachmittags an",
    "ru": "да, позвоните мне днём",
    "ht": "wi, rele m apremidi",
}
LEAST_NO_CONSENT, LEAST_CONSENT = 60, 40


def test_there_are_enough_sentences() -> None:
    """Every language is tried on what is a yes and on what only looks like one."""
    assert len(each(NO_CONSENT)) >= LEAST_NO_CONSENT - len(each(WAIT))
    assert len(each(NO_CONSENT)) + len(each(WAIT)) >= LEAST_NO_CONSENT
    assert len(each(CONSENT)) >= LEAST_CONSENT
    assert set(NO_CONSENT) == set(WAIT) == set(CONSENT) == set(WITH_WORDS) == set(LANGUAGES)


@pytest.mark.parametrize(("language", "text"), each(NO_CONSENT))
def test_what_only_looks_like_a_yes_sends_nothing(language: str, text: str) -> None:
    """Who says something about an answer, or asks, has not agreed; a tap still sends."""
    chat = at_review(language)
    chat.say(text)
    assert not chat.leads
    assert state_of(chat) not in (State.SENDING, State.CANCELLED)


@pytest.mark.parametrize(("language", "text"), each(WAIT))
def test_a_yes_that_waits_is_not_yet_one(language: str, text: str) -> None:
    """Who wants to look first keeps the summary."""
    chat = at_review(language)
    assert chat.say(text) == chat.flow.catalogues[language].texts["NOT_YET"]
    assert not chat.leads


@pytest.mark.parametrize(("language", "text"), each(CONSENT))
def test_a_clear_yes_sends(language: str, text: str) -> None:
    """A yes, or «send», is heard in whatever language it is said."""
    chat = at_review(language)
    chat.say(text)
    assert chat.leads


@pytest.mark.parametrize(("language", "text"), WITH_WORDS.items())
def test_a_clear_yes_takes_the_words_beside_it_along(language: str, text: str) -> None:
    """Who agrees and adds a wish is not asked again, and the agency reads the wish."""
    chat = at_review(language)
    chat.say(text)
    assert any(text in note for note in chat.leads[0].notes)


@pytest.mark.parametrize("text", ["ese es mi nombre de soltera", "claro que tengo dudas", "dale un momento"])
def test_before_a_person_nothing_unclear_is_passed_on(text: str) -> None:
    """What may go to a person goes by a clear yes too."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "comprar", "Rosa Marte", "persona")
    assert state_of(chat) is State.PASS_ON
    chat.say(text)
    assert not chat.leads


@pytest.mark.parametrize(
    ("language", "text"),
    {
        "es": "el perro es grande",
        "en": "the dog is big",
        "de": "der Hund ist groß",
        "ru": "у нас собака",
        "ht": "gen yon chen",
    }.items(),
)
def test_the_note_says_nothing_twice(language: str, text: str) -> None:
    """Who says the same again was not understood, and is asked whether to send."""
    chat = at_review(language)
    chat.say(text)
    note = chat.conversation.draft.note
    assert chat.say(text.upper()) == chat.flow.catalogues[language].texts["REVIEW_R1"]
    assert chat.conversation.draft.note == note == text
