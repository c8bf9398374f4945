"""Words that say what somebody looks for, and words that only seem to (conversation §8.3)."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.lead import Intent
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import state_of

HELLO = {
    "es": "hola",
    "en": "hello",
    "fr": "bonjour",
    "pt": "oi, bom dia",
    "it": "buongiorno",
    "de": "hallo",
    "ru": "привет",
    "ht": "bonjou mwen",
}
ANSWERS = [
    ("es", "venta", Intent.BUY),
    ("es", "una venta", Intent.BUY),
    ("es", "venta o alquiler", Intent.BOTH),
    ("es", "quiero comprar la casa que tengo alquilada", Intent.BUY),
    ("es", "solo estoy mirando", Intent.UNDECIDED),
    ("en", "sale", Intent.BUY),
    ("en", "sale or rent", Intent.BOTH),
    ("en", "looking for a long let", Intent.RENT),
    ("en", "just looking", Intent.UNDECIDED),
    ("en", "I want to buy the house that I rent", Intent.BUY),
    ("fr", "vente", Intent.BUY),
    ("fr", "vente ou location", Intent.BOTH),
    ("fr", "acheter la maison que je loue", Intent.BUY),
    ("pt", "venda", Intent.BUY),
    ("pt", "venda ou aluguel", Intent.BOTH),
    ("pt", "só estou olhando", Intent.UNDECIDED),
    ("it", "vendita", Intent.BUY),
    ("it", "vendita o affitto", Intent.BOTH),
    ("it", "sto solo guardando", Intent.UNDECIDED),
    ("de", "verkauf", Intent.BUY),
    ("ru", "продажа", Intent.BUY),
    ("ht", "vant", Intent.BUY),
]
OWNERS = [
    "busco inquilino para mi apartamento",
    "quiero tasar mi casa",
    "necesito que me administren un apartamento",
    "venta de mi casa",
    "my house is for sale",
    "I need a tenant for my condo",
    "je cherche un locataire pour mon appartement",
    "cerco inquilini per la mia casa",
    "procuro um inquilino para o meu apartamento",
    "ich suche einen Mieter für meine Wohnung",
    "ищу жильцов в свою квартиру",
]
NO_WISH = [
    "vendita o affitto",
    "venta o alquiler",
    "¿es venta o alquiler?",
    "is it for sale or rent?",
    "à vendre ou à louer ?",
    "mi inquilino se fue",
    "my tenant left yesterday",
    "el avalúo de la casa de al lado",
    "que bonita la casa",
    "solo estoy mirando",
    "venta de muebles",
]
NO_OWNER = [
    ("soy inquilino, busco comprar", Intent.BUY),
    ("quiero comprar y buscar inquilino para mi apartamento nuevo", Intent.BUY),
    ("I'm a tenant, looking to buy", Intent.BUY),
    ("mi inquilino se fue, busco alquilar una casa", Intent.RENT),
    ("quiero comprar, ¿hacen tasación?", Intent.BUY),
    ("quiero comprar, tengo una hipoteca", Intent.BUY),
]


@pytest.mark.parametrize(("language", "text", "wish"), ANSWERS)
def test_a_wish_in_few_words_is_an_answer(language: str, text: str, wish: Intent) -> None:
    """A sale is what they would buy, and who only looks around does not know yet."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(HELLO[language])
    assert (state_of(chat), chat.conversation.language) == (State.INTENT, language)
    chat.say(text)
    assert chat.conversation.draft.intent is wish
    assert state_of(chat) is State.NAME


@pytest.mark.parametrize("text", OWNERS)
def test_an_owner_is_asked_at_the_first_word(text: str) -> None:
    """Who seeks a tenant, a valuation or somebody to manage their place is no buyer."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert chat.conversation.draft.intent is None
    assert state_of(chat) is State.OWNER


@pytest.mark.parametrize("text", NO_WISH)
def test_what_tells_no_wish_is_asked(text: str) -> None:
    """An offer in general, or somebody else's tenant, says nothing of what they want."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert chat.conversation.draft.intent is None
    assert state_of(chat) is State.INTENT


@pytest.mark.parametrize(("text", "wish"), NO_OWNER)
def test_who_buys_or_rents_is_taken_for_no_owner(text: str, wish: Intent) -> None:
    """Tenants and valuations are spoken of by those who look for a place too."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert chat.conversation.draft.intent is wish
