"""What people type beside a sign's code is theirs, and our own link's text is nobody's (conversation §2.12, §4)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import bot.templates
from flows.conversation import State
from flows.outcomes import Created
from tests.chats import Chat, default_flow

TEMPLATES = Path(next(iter(bot.templates.__path__)))
LANGUAGES = ("es", "en", "fr", "pt", "it", "de", "ru", "ht")
LINKS = {code: tomllib.loads((TEMPLATES / f"sign.{code}.toml").read_text(encoding="utf-8")) for code in LANGUAGES}
HELLO = {code: link["hello"].replace("{codigo}", "K7M-4PF") for code, link in LINKS.items()}
NOTED = {
    "es": "Anoté tu pregunta",
    "en": "I noted your question",
    "fr": "J’ai noté votre question",
    "pt": "Anotei a sua pergunta",
    "it": "Ho segnato la Sua domanda",
    "de": "Ich habe Ihre Frage",
    "ru": "Ваш вопрос я записал",
    "ht": "Mwen note kesyon ou an",
}
QUESTIONS = [
    ("es", f"{HELLO['es']} aun esta disponible? aceptan bono vivienda?"),
    ("es", f"{HELLO['es']} y quiero saber si tiene parqueo"),
    ("es", "aceptan bono vivienda? (ref. K7M-4PF)"),
    ("es", "K7M4PF ¿tiene ascensor?"),
    ("en", f"{HELLO['en']} Does it have parking?"),
    ("en", f"{HELLO['en']} and I would like to know if pets are allowed"),
    ("fr", f"{HELLO['fr']} Est-ce que les animaux sont acceptés ?"),
    ("pt", f"{HELLO['pt']} aceita financiamento?"),
    ("it", f"{HELLO['it']} C'è l'ascensore?"),
    ("de", f"{HELLO['de']} Gibt es einen Stellplatz?"),
    ("ru", f"{HELLO['ru']} Там есть парковка?"),
    ("ht", f"{HELLO['ht']} Èske gen pakin?"),
]
WORDS = [
    f"{HELLO['es']} trabajo en la zona y tengo dos perros grandes",
    f"{HELLO['en']} We are a family of five from Boston",
    f"{HELLO['fr']} Nous sommes une famille de cinq personnes",
    f"{HELLO['de']} Wir sind eine Familie mit zwei Hunden",
]
POLITE = ["Hola, buenas tardes. {}", "{} Gracias", "Buenos días!! {} por favor"]


def words_of(chat: Chat) -> list[str]:
    return [aside.words for aside in chat.conversation.draft.asides]


@pytest.mark.parametrize(("language", "text"), QUESTIONS)
def test_a_question_beside_a_code_is_acknowledged_and_kept_whole(language: str, text: str) -> None:
    """The welcome names the property and says that the question was noted."""
    chat = Chat(default_flow(consent="notice"))
    said = chat.say(text)
    assert "Apartamento 3 hab. en Naco" in said
    assert NOTED[language] in said
    assert words_of(chat) == [text]


@pytest.mark.parametrize("text", WORDS)
def test_words_beside_a_code_are_kept_whole(text: str) -> None:
    """What is no question goes to the agency too."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert words_of(chat) == [text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["hello", "hello_general"])
@pytest.mark.parametrize("code", ["K7M-4PF", "C8F-2T7", "H5V-9QM"])
def test_the_text_of_our_own_link_is_nobodys(language: str, key: str, code: str) -> None:
    """Nobody wrote what our button prepared, be the code of a sign, of a retired one, or of none."""
    chat = Chat(default_flow(consent="notice"))
    said = chat.say(LINKS[language][key].replace("{codigo}", code))
    assert words_of(chat) == []
    assert NOTED[language] not in said
    assert chat.conversation.language == language


@pytest.mark.parametrize("around", POLITE)
def test_courtesies_around_our_link_are_no_words(around: str) -> None:
    """Who only greets beside it has told the agency nothing."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(around.format(HELLO["es"]))
    assert words_of(chat) == []


def test_what_settings_answer_is_answered_in_the_welcome() -> None:
    """A question that we can answer gets its answer at once, and nobody else is bothered with it."""
    chat = Chat(default_flow(consent="notice"))
    said = chat.say(f"{HELLO['es']} ¿eres un robot?")
    assert "Sí, soy un asistente automático." in said
    assert said.endswith("Nombre y apellido, por favor.")
    assert words_of(chat) == []


def test_facts_beside_a_code_are_facts_and_no_words() -> None:
    """Our own link's text beside a name and a number makes them no longer message."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(f"{HELLO['es']} me llamo Ana Gil, 829-555-0177")
    assert chat.conversation.draft.name == "Ana Gil"
    assert words_of(chat) == []


def test_words_before_consent_are_acknowledged_after_it() -> None:
    """Where consent is asked for first, the question waits and is acknowledged with the first question."""
    chat = Chat(default_flow(consent="ask"))
    text = f"{HELLO['es']} ¿tiene parqueo?"
    assert NOTED["es"] not in chat.say(text)
    assert chat.say("acepto").startswith(NOTED["es"])
    assert words_of(chat) == [text]


def test_words_beside_a_second_code_are_kept() -> None:
    """Another sign half-way changes the property and loses nothing of what was asked beside its code."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "quiero comprar")
    text = "y este? tiene parqueo? (ref. K7M-4PF)"
    assert "Eso te lo responde el asesor" in chat.say(text)
    assert text in words_of(chat)


def test_somebody_we_know_is_heard_beside_a_code_too() -> None:
    """A person who sent a lead before asks about another sign, and the question goes with the new lead."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "comprar", "Ana Peña", "ana@example.com", "saltar", "sí")
    chat.settled(Created())
    text = f"{HELLO['es']} ¿tiene parqueo?"
    chat.say(text)
    assert chat.conversation.state is State.RETURN
    assert words_of(chat) == [text]
