"""Another wish than the one they gave, with words that say so, whatever is asked (conversation §8.2)."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.lead import Intent
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import state_of

BUYS = {
    "es": "quiero comprar una casa",
    "en": "I want to buy a house",
    "fr": "je veux acheter une maison",
    "pt": "quero comprar uma casa",
    "it": "voglio comprare una casa",
    "de": "ich möchte ein Haus kaufen",
}
RENTS = {"es": "quiero alquilar un apartamento", "en": "I want to rent a house"}
CHANGES = [
    (RENTS["es"], "pensándolo bien mejor comprar, ya mi esposa me convenció", Intent.BUY),
    (RENTS["en"], "actually buying not renting", Intent.BUY),
    (BUYS["en"], "actually only renting, forget buying", Intent.RENT),
    (BUYS["en"], "forget buying, I only want to rent", Intent.RENT),
    (BUYS["es"], "no, mejor alquilar", Intent.RENT),
    (BUYS["es"], "mejor alquilar", Intent.RENT),
    (BUYS["fr"], "non, plutôt louer", Intent.RENT),
    (BUYS["pt"], "não, melhor alugar", Intent.RENT),
    (BUYS["it"], "no, meglio affittare", Intent.RENT),
    (BUYS["de"], "nein, doch lieber mieten", Intent.RENT),
]
CHANGES_NOTHING = [
    (BUYS["es"], "no, la renta está cara"),
    (BUYS["es"], "mi esposa prefiere alquilar el de la playa"),
    (BUYS["es"], "no pago alquiler desde enero"),
    (BUYS["es"], "mejor por la tarde"),
    (BUYS["es"], "no tengo prisa"),
    (BUYS["es"], "ya mi esposa me convenció"),
    (BUYS["en"], "don't forget that I want to buy"),
    (BUYS["en"], "forget the garden"),
    (BUYS["en"], "actually the rent here is crazy"),
    (BUYS["en"], "we are renting now"),
    (BUYS["en"], "not in a hurry"),
    (BUYS["fr"], "non, le loyer est trop cher"),
    (BUYS["fr"], "plutôt le matin"),
    (BUYS["pt"], "melhor de manhã"),
    (BUYS["it"], "meglio di sera"),
    (BUYS["de"], "lieber am Abend"),
]


def at(state: State, first: str) -> Chat:
    """A chat whose wish is given, and that state's question pending."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(first)
    if state is not State.NAME:
        chat.say("Rosa Marte")
    if state in (State.NOTES, State.REVIEW):
        chat.say("rosa.marte@example.com")
    if state is State.REVIEW:
        chat.tap("nothing_else")
    assert state_of(chat) is state
    return chat


@pytest.mark.parametrize("state", [State.NAME, State.EMAIL, State.NOTES, State.REVIEW])
@pytest.mark.parametrize(("first", "text", "wish"), CHANGES)
def test_another_wish_takes_the_place_of_the_first(state: State, first: str, text: str, wish: Intent) -> None:
    """It is changed, said so, and what was asked is asked again."""
    chat = at(state, first)
    chat.say(text)
    assert chat.conversation.draft.intent is wish
    assert state_of(chat) is state
    assert chat.conversation.misses == 0


@pytest.mark.parametrize("state", [State.NAME, State.EMAIL, State.NOTES, State.REVIEW])
@pytest.mark.parametrize(("first", "text"), CHANGES_NOTHING)
def test_a_remark_leaves_the_wish(state: State, first: str, text: str) -> None:
    """Who finds a rent dear, or prefers the evening, wants what they wanted."""
    chat = at(state, first)
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.BUY
