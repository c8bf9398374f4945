"""Who answers «¿cómo te llamas?» with somebody else's name is asked whether that is the one (conversation §8.2)."""

from __future__ import annotations

import pytest

from flows.conversation import Asked, Conversation, ProposedName, State
from flows.lead import Consent, Intent
from tests.chats import NOON, Chat

OTHERS = [
    ("en", "her name is Eleanor Okafor", "Eleanor Okafor"),
    ("en", "my mom's name is Rose Smith", "Rose Smith"),
    ("en", "my husband, John Smith", "John Smith"),
    ("es", "ella se llama Carmen Luz Feliz", "Carmen Luz Feliz"),
    ("es", "mi mamá se llama Rosa Díaz", "Rosa Díaz"),
    ("es", "el nombre de mi esposa es Ana Gil", "Ana Gil"),
    ("es", "se llama rosa díaz", "Rosa Díaz"),
    ("fr", "elle s'appelle Marie Dupont", "Marie Dupont"),
    ("fr", "ma mère s’appelle Marie Dupont", "Marie Dupont"),
    ("fr", "mon mari, Paul, le week-end", "Paul"),
    ("pt", "ela se chama Ana Souza", "Ana Souza"),
    ("pt", "o nome dela é Ana Souza", "Ana Souza"),
    ("it", "lei si chiama Maria Rossi", "Maria Rossi"),
    ("it", "mia madre si chiama Maria Rossi", "Maria Rossi"),
    ("de", "sie heißt Anna Schmidt", "Anna Schmidt"),
    ("de", "Der Name meiner Mutter ist Anna Schmidt", "Anna Schmidt"),
    ("ru", "её зовут Анна Петрова", "Анна Петрова"),
    ("ru", "маму зовут Анна Петрова", "Анна Петрова"),
    ("ht", "li rele Marie Joseph", "Marie Joseph"),
    ("ht", "manman m rele Marie Joseph", "Marie Joseph"),
]


def asked_for_name(language: str) -> Chat:
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    consent = Consent(text_version="1", at=NOON, language=language)
    draft = chat.conversation.draft
    chat.conversation = Conversation(
        version=chat.flow.version,
        pending=Asked(State.NAME),
        language=language,
        consent=consent,
        draft=draft,
        last_heard_at=NOON,
    )
    assert draft.intent is Intent.BUY
    return chat


@pytest.mark.parametrize(("language", "text", "name"), OTHERS)
def test_the_name_of_somebody_else_is_proposed_alone(language: str, text: str, name: str) -> None:
    """Asked for their name, who gives another person's is asked about that name, and said again it is taken."""
    chat = asked_for_name(language)
    chat.say(text)
    assert chat.conversation.pending == ProposedName(name)
    assert chat.conversation.draft.name is None
    assert [aside.words for aside in chat.conversation.draft.asides] == [text]
    chat.say(text)
    assert chat.conversation.draft.name == name


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "el edificio se llama Torre Azul"),
        ("es", "la calle se llama Duarte"),
        ("es", "el perro de mi mamá se llama Max"),
        ("es", "como se llama el asesor"),
        ("es", "¿ella se llama Ana?"),
        ("es", "mi esposa es abogada"),
        ("es", "ella es dominicana"),
        ("es", "mi hermano vive en Naco"),
        ("es", "mi mamá no se llama así"),
        ("es", "mi esposa y yo buscamos casa"),
        ("en", "my street is called Elm Road"),
        ("en", "my wife is looking too"),
        ("en", "her house is big"),
        ("fr", "ma femme est enceinte"),
        ("fr", "mon mari est le propriétaire"),
        ("pt", "minha mulher é professora"),
        ("it", "mia moglie è stanca"),
        ("de", "das Haus heißt Villa Rosa"),
        ("de", "das heißt morgen"),
        ("ru", "мама болеет"),
        ("ht", "manman m malad"),
    ],
)
def test_what_is_said_of_others_is_no_name(language: str, text: str) -> None:
    """What somebody else is or does, and what a street or a dog is called, proposes nothing."""
    chat = asked_for_name(language)
    chat.say(text)
    assert not isinstance(chat.conversation.pending, ProposedName)
    assert chat.conversation.draft.name is None


@pytest.mark.parametrize("text", ["me llamo Ana y mi mamá se llama Rosa", "soy Ana, mi esposo es Luis Gil"])
def test_ones_own_name_comes_first(text: str) -> None:
    """Who gives their own name beside another's is called by their own."""
    chat = asked_for_name("es")
    chat.say(text)
    assert chat.conversation.draft.name == "Ana"


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("soy Primo Bueno", "Primo Bueno"),
        ("Primo Bueno me llamo", "Primo Bueno"),
        ("her name is Happy Day", "Happy Day"),
        ("La Casa Prima", "La Casa Prima"),
    ],
)
def test_a_proposal_never_holds_what_introduces_a_name(text: str, proposed: str) -> None:
    """What was refused and comes again is proposed without «soy», «se llama», "her name is"."""
    chat = asked_for_name("es")
    chat.say("Primo Bueno", text)
    assert chat.conversation.pending == ProposedName(proposed)
