"""At the summary a no beside the name of one of its lines asks for that line again (conversation §6, «cambiar X»)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.conversation import State
from tests.chats import Chat, default_flow

DENIED = [
    (State.NAME, "es: mi nombre ta mal"),
    (State.NAME, "en: not my name"),
    (State.NAME, "pt: não é meu nome"),
    (State.NAME, "it: questo non è il mio nome"),
    (State.NAME, "ru: не моё имя"),
    (State.PHONE, "es: ese no es mi número"),
    (State.PHONE, "es: el tel tá malo"),
    (State.PHONE, "en: that's not my number"),
    (State.PHONE, "fr: ce n'est pas mon numéro"),
    (State.PHONE, "pt: esse não é meu número"),
    (State.PHONE, "de: das ist nicht meine nummer"),
    (State.PHONE, "ht: se pa nimewo mwen"),
    (State.EMAIL, "es: no es mi correo"),
    (State.EMAIL, "en: that is not my e-mail"),
    (State.EMAIL, "fr: ce n'est pas mon mail"),
    (State.EMAIL, "pt: meu email ta errado"),
]
NO_LINE = [
    "es: no",
    "es: ni nombre ni correo",
    "es: ese no es",
    "en: no, name and phone",
    "fr: non",
    "it: no",
    "de: nein",
]
WORDS = [
    "es: no me llamen al teléfono de la casa",
    "es: mi mamá no tiene teléfono ni carro",
    "en: no phone calls please",
    "en: the name of the street is not on the sign",
    "fr: le nom de la rue n'est pas visible",
    "pt: o número da casa não aparece na placa",
]


def state_after(said: str) -> State:
    language, _, text = said.partition(": ")
    chat = Chat(replace(default_flow(consent="notice"), language=language))
    chat.say("hola", "comprar", "Ana Peña", "ana@example.com", "nada más")
    assert chat.conversation.state is State.REVIEW
    chat.say(text)
    return chat.conversation.state


@pytest.mark.parametrize(("state", "said"), DENIED)
def test_a_denied_line_is_asked_again(state: State, said: str) -> None:
    """Who says that it is not their number is not asked what to change."""
    assert state_after(said) is state


@pytest.mark.parametrize("said", NO_LINE)
def test_a_no_that_names_no_line_or_two_asks_which(said: str) -> None:
    """The list of lines serves both."""
    assert state_after(said) is State.EDIT


@pytest.mark.parametrize("said", WORDS)
def test_what_only_mentions_a_name_or_number_is_words(said: str) -> None:
    """A sentence about a street or a house corrects nothing."""
    assert state_after(said) is State.REVIEW
