"""The language of a first message that is clearly in one, and no hint how to change it (conversation §8.4)."""

from __future__ import annotations

import pytest

from tests.chats import Chat, default_flow

HINT = "English? Type EN."
CLEAR = [
    ("Buen día. Somos una pareja con dos niños y nos gusta la zona", "es"),
    ("mi mamá quiere vender su casa", "es"),
    ("vendo apartamento en Naco de una habitación con parqueo", "es"),
    ("necesitamos mudarnos en enero", "es"),
    ("vendo apartamento, tres baños, 5 millones de pesos", "es"),
    ("Hola, do you speak English?", "en"),
    ("hola, speak english please", "en"),
    ("Hola, parlez-vous français ?", "fr"),
]
ELSEWHERE = [
    ("Hi, I'm interested in Apartamento en Naco", "en"),
    ("Hello, is Villa Nuestra Casa available?", "en"),
    ("bonjour, je suis en République Dominicaine", "fr"),
    ("bonjour, la maison à Buen Hombre", "fr"),
    ("oi, tenho uma casa em Naco", "pt"),
    ("vendo o meu apartamento, quero ajuda", "pt"),
    ("ciao, vendo appartamento a Naco", "it"),
    ("vorrei una casa con due camere", "it"),
    ("guten Tag, ich suche ein Haus", "de"),
    ("mwen bezwen yon kay", "ht"),
    ("привет, ищу дом", "ru"),
]
UNCLEAR = ["Ana", "ok", "Naco", "casa", "vendo casa", "info", "villa", "apartamento", "K7", "los dos"]


@pytest.mark.parametrize(("text", "language"), [*CLEAR, *ELSEWHERE])
def test_a_clear_first_message_needs_no_hint(text: str, language: str) -> None:
    """Words that only one language has tell it, and so does who asks for it by its own name."""
    chat = Chat(default_flow(consent="notice"))
    answer = chat.say(text)
    assert chat.conversation.language == language
    assert HINT not in answer


@pytest.mark.parametrize("text", UNCLEAR)
def test_an_unclear_one_keeps_the_hint(text: str) -> None:
    """The agency's language is a guess then, and they are told how to change it."""
    chat = Chat(default_flow(consent="notice"))
    assert HINT in chat.say(text)
    assert chat.conversation.language == "es"
