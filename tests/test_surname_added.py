"""Who gave one word as their name may add the surname in a sentence about it (conversation §8.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.conversation import Asked, Conversation, Draft, PlainState, State
from flows.lead import Consent, Email, Intent, Phone
from tests.chats import NOON, Chat

ROSA = Draft(
    intent=Intent.RENT,
    name="Rosa",
    phone=Phone(e164="+18295550134"),
    email=Email(address="r.b@example.com"),
    note="",
)
ADDED = [
    ("es", "me faltó el apellido, es Bencosme", "Rosa Bencosme"),
    ("es", "el apellido es Bencosme", "Rosa Bencosme"),
    ("es", "le falta el segundo apellido, Bencosme", "Rosa Bencosme"),
    ("es", "Bencosme es mi apellido", "Rosa Bencosme"),
    ("es", "se me olvidó el apellido: de la Cruz", "Rosa de la Cruz"),
    ("en", "add my last name Smith", "Rosa Smith"),
    ("en", "I forgot my last name, it's Smith", "Rosa Smith"),
    ("fr", "mon nom de famille est Dupont", "Rosa Dupont"),
    ("pt", "meu sobrenome é Souza", "Rosa Souza"),
    ("it", "il mio cognome è Rossi", "Rosa Rossi"),
    ("de", "mein Nachname ist Schmidt", "Rosa Schmidt"),
    ("ru", "моя фамилия Петрова", "Rosa Петрова"),
    ("ht", "siyati mwen se Joseph", "Rosa Joseph"),
]


def chat_at(language: str, state: PlainState, draft: Draft = ROSA) -> Chat:
    chat = Chat()
    chat.conversation = Conversation(
        version=chat.flow.version,
        pending=Asked(state),
        language=language,
        consent=Consent(text_version="1", at=NOON, language=language),
        draft=draft,
        summary_step=0 if state is State.REVIEW else None,
        last_heard_at=NOON,
    )
    return chat


@pytest.mark.parametrize(("language", "text", "name"), ADDED)
def test_a_surname_is_added(language: str, text: str, name: str) -> None:
    """At the next question and at the summary it stands behind the name, and that is said."""
    for chat in (chat_at(language, State.REVIEW), chat_at(language, State.EMAIL, replace(ROSA, email=None, note=None))):
        answer = chat.say(text)
        assert chat.conversation.draft.name == name
        assert name in answer


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "el apellido de mi esposa es Gil"),
        ("es", "el apellido del dueño es Gómez"),
        ("es", "Bencosme es el apellido del dueño"),
        ("es", "mi hija lleva el apellido Gil"),
        ("es", "me faltó el apellido"),
        ("es", "¿el apellido es obligatorio?"),
        ("es", "mi apellido es alemán"),
        ("es", "mi apellido es difícil"),
        ("es", "el apellido no importa"),
        ("es", "no doy mi apellido"),
        ("es", "mi apellido es Rosa"),
        ("es", "busco casa en Bencosme"),
        ("en", "my last name is private"),
        ("en", "why do you need my last name"),
        ("fr", "mon nom de famille est compliqué"),
        ("de", "mein Nachname ist schwierig"),
    ],
)
def test_what_else_is_said_of_surnames_adds_none(language: str, text: str) -> None:
    """A remark about a surname, or somebody else's, leaves the name as it is."""
    chat = chat_at(language, State.REVIEW)
    chat.say(text)
    assert chat.conversation.draft.name == "Rosa"
