"""Who speaks of a rent, or asks what it is, has not said that they want to rent."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.lead import Intent
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import state_of
from tests.test_not_sending import at_review

ASKS_THE_PRICE = [
    "hi how much is the rent",
    "hello, how much is the rent?",
    "hola cuánto es la renta",
    "hola, ¿cuánto cuesta el alquiler?",
    "bonjour c'est combien le loyer ?",
    "bom dia quanto é o aluguel",
    "buongiorno quanto costa l'affitto",
    "guten tag, wie viel kostet die Miete?",
]
WANTS = [
    ("how much to rent a villa", Intent.RENT),
    ("I want to rent, how much is the rent?", Intent.RENT),
    ("hola quiero alquilar, cuánto es la renta", Intent.RENT),
    ("quiero comprar, ¿cuánto es?", Intent.BUY),
    ("busco un apartamento en alquiler", Intent.RENT),
    ("bonjour, je voudrais louer", Intent.RENT),
    ("vorrei affittare una casa", Intent.RENT),
    ("ich möchte ein Haus mieten", Intent.RENT),
]
REMARKS = [
    ("es", "la renta del local de abajo está carísima"),
    ("es", "el alquiler de la casa del lado subió"),
    ("es", "la renta donde vivo es cara"),
    ("en", "the rent of the house next door went up"),
    ("en", "the rent here is crazy"),
    ("fr", "le loyer de la maison voisine a augmenté"),
    ("pt", "o aluguel da casa ao lado subiu"),
    ("it", "la locazione della casa accanto è cara"),
    ("de", "die Miete im Haus nebenan ist hoch"),
    ("ru", "аренда у соседей дорогая"),
    ("ht", "vwazen an peye lwaye chè"),
]
OTHER_WISH = [
    ("es", "mejor alquilar"),
    ("es", "quiero alquilar"),
    ("en", "I want to rent"),
    ("fr", "je veux louer"),
    ("pt", "quero alugar"),
    ("it", "voglio affittare"),
    ("de", "ich will mieten"),
]


@pytest.mark.parametrize("text", ASKS_THE_PRICE)
def test_who_asks_what_the_rent_is_is_asked_what_they_look_for(text: str) -> None:
    """The question goes to the agency, and the wish is still open."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert chat.conversation.draft.intent is None
    assert state_of(chat) is State.INTENT
    assert [aside.words for aside in chat.conversation.draft.asides] == [text]


@pytest.mark.parametrize(("text", "wish"), WANTS)
def test_who_says_what_they_want_is_not_asked(text: str, wish: Intent) -> None:
    """A question about the price takes no wish away."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert chat.conversation.draft.intent is wish


@pytest.mark.parametrize(("language", "text"), REMARKS)
def test_a_remark_about_a_rent_asks_for_no_change(language: str, text: str) -> None:
    """A buyer who finds the rents dear still buys."""
    chat = at_review(language)
    chat.say(text)
    assert state_of(chat) is State.REVIEW
    assert chat.conversation.draft.intent is Intent.BUY


@pytest.mark.parametrize(("language", "text"), OTHER_WISH)
def test_another_wish_asks_whether_to_change(language: str, text: str) -> None:
    """Who now wants to rent is heard."""
    chat = at_review(language)
    chat.say(text)
    assert state_of(chat) is State.CHANGE or chat.conversation.draft.intent is Intent.RENT
