"""«Either» answers what was asked: buying or renting, the first of two numbers, or an owner who also looks."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.lead import Intent
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import HELLO, at_email, each, state_of

EITHER = {
    "es": ["los dos", "las dos", "cualquiera", "me da igual", "lo mismo me da", "ambas"],
    "en": ["both", "either", "either one", "doesn't matter", "any of them"],
    "fr": ["les deux", "peu importe", "l'un ou l'autre"],
    "pt": ["os dois", "qualquer uma", "tanto faz", "ambos"],
    "it": ["tutte e due", "entrambi", "fa lo stesso"],
    "de": ["beides", "egal", "beide"],
    "ru": ["без разницы", "оба", "и то и другое", "все равно"],
    "ht": ["nenpòt", "toulède", "tou de"],
}
SELL = {
    "es": "quiero vender mi casa",
    "en": "I want to sell my house",
    "fr": "je veux vendre ma maison",
    "pt": "quero vender minha casa",
    "it": "voglio vendere la mia casa",
    "de": "ich will mein Haus verkaufen",
    "ru": "хочу продать свой дом",
    "ht": "mwen vle vann kay mwen",
}
NO_WISH = {
    "es": ["los dos mensajes", "cualquiera de mis hermanos", "ambos somos del Cibao"],
    "en": ["both my sons", "either way", "any news"],
    "fr": ["les deux frères", "peu de gens"],
    "pt": ["os dois filhos", "qualquer dia"],
    "it": ["tutte e due le figlie", "entrambi i figli"],
    "de": ["beide Kinder", "beide Söhne"],
    "ru": ["оба сына", "оба брата", "оба дома"],
    "ht": ["nenpòt moun", "toulède timoun yo", "tou de pitit mwen"],
}


def asked_for_wish(language: str) -> Chat:
    chat = Chat(default_flow(consent="notice"))
    chat.say(HELLO[language])
    return chat


@pytest.mark.parametrize(("language", "text"), each(EITHER))
def test_at_the_wish_either_is_to_buy_or_to_rent(language: str, text: str) -> None:
    """Who would buy or rent is noted down with both."""
    chat = asked_for_wish(language)
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.BOTH


@pytest.mark.parametrize(("language", "text"), each(EITHER))
def test_of_an_owner_either_is_an_offer(language: str, text: str) -> None:
    """Who looks for a place and offers one is an owner to the agency, and no buyer."""
    chat = asked_for_wish(language)
    chat.say(SELL[language])
    assert state_of(chat) is State.OWNER
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.OFFER


@pytest.mark.parametrize(("language", "text"), each(EITHER))
def test_of_two_numbers_either_is_the_first(language: str, text: str) -> None:
    """Who does not mind which number is called leaves the wish as it was."""
    chat = at_email(language)
    chat.say("809 555 0177 / 829 555 0199")
    assert state_of(chat) is State.PHONE_WHICH
    chat.say(text)
    phone = chat.conversation.draft.phone
    assert phone is not None
    assert phone.e164 == "+18095550177"
    assert chat.conversation.draft.intent is Intent.BUY


@pytest.mark.parametrize(("language", "text"), each(EITHER))
def test_at_the_address_either_is_no_wish(language: str, text: str) -> None:
    """What was given as a wish does not become another one by the way."""
    chat = at_email(language)
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.BUY


@pytest.mark.parametrize(("language", "text"), each(NO_WISH))
def test_either_of_something_else_is_no_wish(language: str, text: str) -> None:
    """Both sons want nothing yet."""
    chat = at_email(language)
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.BUY


NOT_DEAR = [
    ("es", "quiero algo no muy caro para alquilar"),
    ("en", "I want something not too expensive to rent"),
    ("fr", "je cherche du pas cher à louer"),
    ("pt", "quero algo não muito caro para alugar"),
    ("it", "cerco qualcosa di non troppo caro da affittare"),
    ("de", "ich suche etwas nicht zu teures zum mieten"),
]


@pytest.mark.parametrize(("language", "text"), NOT_DEAR)
def test_what_is_not_dear_is_wanted(language: str, text: str) -> None:
    """«Pas cher» denies the price and not the wish."""
    chat = asked_for_wish(language)
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.RENT
