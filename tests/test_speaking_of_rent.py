"""Who speaks of a rent, or asks what it is, has not said that they want to rent."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.lead import Intent
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import HELLO, state_of
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
SAID_OF_A_THING = [
    ("es", "el alquiler en Madrid me quita el sueño"),
    ("es", "comprar casa ahora es una locura"),
    ("es", "por aquí la renta subió otra vez"),
    ("es", "mi primo arrienda allí desde siempre"),
    ("en", "the rents in Miami are a joke"),
    ("en", "buying right now is madness"),
    ("en", "my cousin rents in the Bronx"),
    ("fr", "les loyers à Paris sont délirants"),
    ("fr", "acheter en ce moment c'est de la folie"),
    ("pt", "o aluguel em Lisboa está um absurdo"),
    ("it", "il canone a Roma è assurdo"),
    ("de", "die Miete in Berlin frisst mein Gehalt"),
    ("de", "kaufen ist gerade Wahnsinn"),
    ("ru", "аренда в Питере выросла"),
    ("ru", "снимать сейчас дорого"),
    ("ht", "lwaye a twò chè"),
    ("es", "mis vecinos alquilan por días"),
    ("en", "everyone is renting nowadays"),
    ("en", "buying a house these days feels impossible"),
    ("pt", "comprar casa em Lisboa ficou impossível"),
    ("de", "Mieten steigen immer weiter"),
    ("ru", "сейчас все покупают"),
]
WANTED = [
    ("es", "alquilar está bien", Intent.RENT),
    ("es", "alquilar es mejor", Intent.RENT),
    ("es", "el alquiler", Intent.RENT),
    ("es", "la renta de un apartamento en Naco", Intent.RENT),
    ("es", "busco alquiler para mi hermana", Intent.RENT),
    ("es", "mi esposa y yo queremos comprar", Intent.BUY),
    ("es", "mi esposa quiere comprar un apartamento", Intent.BUY),
    ("es", "lo mío es comprar", Intent.BUY),
    ("en", "renting is okay", Intent.RENT),
    ("en", "looking to rent for my sister", Intent.RENT),
    ("en", "my wife and I want to buy", Intent.BUY),
    ("fr", "louer c'est bien", Intent.RENT),
    ("fr", "location d'un appartement à Nice", Intent.RENT),
    ("pt", "comprar e alugar", Intent.BOTH),
    ("pt", "aluguel de apartamento em Lisboa", Intent.RENT),
    ("it", "affitto va bene", Intent.RENT),
    ("it", "affitto a Milano zona Isola", Intent.RENT),
    ("de", "mieten ist ok", Intent.RENT),
    ("ru", "аренда около метро", Intent.RENT),
    ("ru", "хочу снять квартиру для сестры", Intent.RENT),
    ("ht", "m ap chèche kay pou lwe", Intent.RENT),
    ("es", "comprar si los precios están bien", Intent.BUY),
    ("es", "compra, es una inversión", Intent.BUY),
    ("en", "rent, my sister is moving too", Intent.RENT),
    ("fr", "plutôt louer pour commencer", Intent.RENT),
    ("it", "direi affittare per ora", Intent.RENT),
    ("de", "erstmal mieten für ein Jahr", Intent.RENT),
    ("ru", "пока снять на год", Intent.RENT),
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


@pytest.mark.parametrize(("language", "text"), SAID_OF_A_THING)
def test_what_is_said_of_a_rent_or_of_somebody_is_no_wish(language: str, text: str) -> None:
    """A wish needs somebody who wants it, asked for or not."""
    asked, opening = chat_asked(language), Chat(default_flow(consent="notice"))
    for chat in (asked, opening):
        chat.say(text)
        assert chat.conversation.draft.intent is None


@pytest.mark.parametrize(("language", "text", "wish"), WANTED)
def test_a_wish_is_heard_where_somebody_wants_it(language: str, text: str, wish: Intent) -> None:
    """Who answers the question briefly, or wants something for others too, is not asked again."""
    chat = chat_asked(language)
    chat.say(text)
    assert chat.conversation.draft.intent is wish


def chat_asked(language: str) -> Chat:
    """What they look for is asked."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(HELLO[language])
    assert state_of(chat) is State.INTENT
    return chat
