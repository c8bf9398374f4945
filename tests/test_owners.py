"""Who is asked whether they look for a place or offer theirs (conversation §8.3, owners)."""

from __future__ import annotations

from typing import TypeVar

import pytest

from flows.conversation import State
from flows.lead import Intent
from tests.chats import Chat, default_flow
from tests.test_answers_at_proposals import state_of

T = TypeVar("T")
OWNS = {
    "es": "quiero alquilar mi casa",
    "en": "I want to rent out my house",
    "fr": "je veux vendre ma maison",
    "pt": "quero vender a minha casa",
    "it": "voglio vendere la mia casa",
    "de": "ich will mein Haus verkaufen",
    "ru": "хочу продать мою квартиру",
    "ht": "mwen vle vann kay mwen",
}
OFFERS = {
    "es": [
        "alquilar el mío, para que otro viva ahí",
        "alquilarlo",
        "quiero alquilar el mío",
        "rentar el mio",
        "dar en alquiler",
        "no, alquilarla yo a otro",
        "quiero vender mi casa",
        "venderla",
        "soy el dueño",
        "busco inquilino",
        "quiero tasar mi apartamento",
        "tengo una casa y la quiero rentar",
    ],
    "en": [
        "renting mine out",
        "I want to sell my house",
        "offer mine",
        "I'm the owner",
        "rent it out",
        "list my place",
        "I'm looking for a tenant",
        "let it to someone",
    ],
    "fr": ["le louer", "louer le mien", "je suis propriétaire", "la louer à quelqu'un"],
    "pt": ["alugar o meu", "alugá-lo", "sou o dono", "alugar para outra pessoa"],
    "it": ["affittarla", "affittare la mia", "darla in affitto", "sono la proprietaria"],
    "de": ["ich bin der Eigentümer", "vermieten", "ich suche einen Mieter"],
    "ru": ["сдать свою", "я собственник", "ищу жильцов"],
    "ht": ["mwen vle lwe l bay moun", "lwe pa m", "mwen se mèt kay la"],
}
ONE_VERB_FOR_BOTH = {
    "es": ["alquilar", "quiero alquilar", "rentar", "alquiler", "necesito alquilar"],
    "en": ["rent", "I want to rent", "renting"],
    "fr": ["louer", "je veux louer"],
    "pt": ["alugar", "quero alugar"],
    "it": ["affittare", "voglio affittare"],
    "ht": ["lwe", "mwen vle lwe"],
}
LOOKS: dict[str, list[tuple[str, Intent | None]]] = {
    "es": [
        ("comprar", Intent.BUY),
        ("no, quiero comprar", Intent.BUY),
        ("busco alquilar un apartamento", Intent.RENT),
        ("quiero alquilar un apartamento", Intent.RENT),
        ("busco para mí", None),
        ("para mí y mi familia", None),
        ("no la mía, busco para mí", None),
        ("necesito un lugar para vivir", None),
    ],
    "en": [
        ("to buy", Intent.BUY),
        ("I want to rent an apartment for my family", Intent.RENT),
        ("looking for a place for me", None),
    ],
    "fr": [("acheter", Intent.BUY), ("pour ma famille", None)],
    "pt": [("comprar", Intent.BUY), ("alugar para a minha família", Intent.RENT)],
    "it": [("comprare", Intent.BUY), ("affittare per la mia famiglia", Intent.RENT)],
    "de": [("kaufen", Intent.BUY), ("mieten", Intent.RENT)],
    "ru": [("купить", Intent.BUY), ("снять", Intent.RENT)],
    "ht": [("achte", Intent.BUY), ("pou mwen", None)],
}
NEITHER = {
    "es": ["no soy el dueño", "no quiero vender", "mi hermano vive ahí", "soy inquilino", "qué calor hace hoy", "sí"],
    "en": ["I'm not the owner", "I don't want to sell", "it's very hot today", "my tenant is here"],
    "fr": ["il fait chaud", "je ne suis pas propriétaire"],
    "it": ["non sono il proprietario", "che caldo"],
    "pt": ["não sou o dono"],
    "ht": ["li fè cho"],
}


def at_owner(language: str) -> Chat:
    """A chat with somebody whose first words are those of an owner."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(OWNS[language])
    assert (state_of(chat), chat.conversation.language) == (State.OWNER, language)
    return chat


def each(said: dict[str, list[T]]) -> list[tuple[str, T]]:
    return [(language, one) for language, many in said.items() for one in many]


@pytest.mark.parametrize(("language", "text"), each(OFFERS))
def test_an_owner_who_answers_in_words_offers(language: str, text: str) -> None:
    """Who lets, sells or lists what is theirs is no renter, and is not asked again."""
    chat = at_owner(language)
    chat.say(text)
    assert chat.conversation.draft.intent is Intent.OFFER
    assert state_of(chat) is State.NAME


@pytest.mark.parametrize(("language", "text"), each(ONE_VERB_FOR_BOTH))
def test_a_verb_that_lets_and_rents_is_asked_about(language: str, text: str) -> None:
    """Alone it does not tell which of the two they mean."""
    chat = at_owner(language)
    chat.say(text)
    assert chat.conversation.draft.intent is None
    assert (state_of(chat), chat.conversation.misses) == (State.OWNER, 1)


@pytest.mark.parametrize(("language", "answer"), each(LOOKS))
def test_who_looks_for_a_place_offers_none(language: str, answer: tuple[str, Intent | None]) -> None:
    """What they look for is taken where they say it, and else asked."""
    text, wish = answer
    chat = at_owner(language)
    chat.say(text)
    assert chat.conversation.draft.intent is wish
    assert state_of(chat) is (State.NAME if wish else State.INTENT)


@pytest.mark.parametrize(("language", "text"), each(NEITHER))
def test_what_says_neither_takes_no_wish(language: str, text: str) -> None:
    """Who denies owning, or speaks of something else, has said nothing of the two."""
    chat = at_owner(language)
    chat.say(text)
    assert chat.conversation.draft.intent is None
    assert state_of(chat) is State.OWNER


@pytest.mark.parametrize("text", ["quiero alquilar", "¿cuánto vale?", "hola", "no", "sí", "ana@mail.com", "qué calor"])
def test_the_third_miss_leaves_the_wish_open(text: str) -> None:
    """Whatever is said there, nobody is asked that four times over."""
    chat = at_owner("es")
    for _ in range(4):
        if state_of(chat) is State.OWNER:
            chat.say(text)
    assert chat.conversation.draft.intent is Intent.UNDECIDED
    assert state_of(chat) is State.NAME


def test_the_words_of_an_owner_go_to_the_agency() -> None:
    """What they wrote at first and what they answered are both told."""
    chat = at_owner("es")
    chat.say("alquilar el mío, para que otro viva ahí")
    words = [aside.words for aside in chat.conversation.draft.asides]
    assert words == [OWNS["es"], "alquilar el mío, para que otro viva ahí"]
