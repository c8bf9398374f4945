"""A yes or a no belongs to what was asked last, in whatever language it comes."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.events import Sender
from tests.chats import PHONE, Chat, default_flow

HELLO = {
    "es": "hola",
    "en": "hello",
    "fr": "bonjour",
    "pt": "bom dia",
    "it": "buongiorno",
    "de": "guten tag",
    "ru": "здравствуйте",
    "ht": "bonjou",
}
MUST = {
    "es": "¿es obligatorio?",
    "en": "is it required?",
    "fr": "c'est obligatoire ?",
    "pt": "é obrigatório?",
    "it": "è obbligatorio?",
    "de": "ist das Pflicht?",
    "ru": "это обязательно?",
    "ht": "èske se obligatwa?",
}


def at_email(language: str) -> Chat:
    """The number was only stated, and the e-mail is asked."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(HELLO[language])
    chat.tap("buy")
    chat.say("Rosa Marte")
    assert state_of(chat) is State.EMAIL
    assert chat.conversation.language == language
    return chat


def state_of(chat: Chat) -> State:
    return chat.conversation.state


def address_in(chat: Chat) -> str:
    email = chat.conversation.draft.email
    return email.address if email else ""


YES = {
    "es": ["sí", "ese mismo", "sí, así mismo", "sí, me equivoqué"],
    "en": ["yes", "yes, my mistake", "that one"],
    "fr": ["oui", "oui celui-là", "oui, c'est ça"],
    "pt": ["sim", "isso mesmo", "sim, errei"],
    "it": ["sì", "sì, ho sbagliato", "sì, quella"],
    "de": ["ja", "ja, hab mich vertippt", "ja, genau die"],
    "ru": ["да", "да, ошибся", "да, этот"],
    "ht": ["wi", "wi, mwen te fè erè", "wi, sa a"],
}
NO = {
    "es": ["no", "no, ese no", "no, deja el mío"],
    "en": ["no", "no, not that", "no, leave mine"],
    "fr": ["non", "non, pas celui-là", "non, laissez le mien"],
    "pt": ["não", "não, esse não", "não, deixa o meu"],
    "it": ["no", "no, non quella", "no, lasci la mia"],
    "de": ["nein", "nein, nicht die", "nein, meine lassen"],
    "ru": ["нет", "нет, не этот", "нет, оставьте мой"],
    "ht": ["non", "non, pa sa a", "non, kite pa m nan"],
}


def each(said: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in said.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), each(YES))
def test_a_yes_to_a_suggested_address_takes_it(language: str, text: str) -> None:
    """A yes is to the address that was proposed, not to the number that was named before."""
    chat = at_email(language)
    chat.say("rosa.marte@gmial.com")
    assert state_of(chat) is State.EMAIL_TYPO
    chat.say(text)
    assert address_in(chat) == "rosa.marte@gmail.com"


@pytest.mark.parametrize(("language", "text"), each(NO))
def test_a_no_to_a_suggested_address_keeps_theirs(language: str, text: str) -> None:
    """A no is to the address that was proposed, and does not ask for another number."""
    chat = at_email(language)
    chat.say("rosa.marte@gmial.com")
    chat.say(text)
    assert address_in(chat) == "rosa.marte@gmial.com"


@pytest.mark.parametrize(("language", "text"), each({**YES, "es": ["sí", "sí, así mismo"], "de": ["ja, genau so"]}))
def test_a_yes_to_an_odd_address_keeps_it(language: str, text: str) -> None:
    """Who insists on an address and says so has given it."""
    chat = at_email(language)
    chat.say("rosa@empresa", "rosa@empresa")
    assert state_of(chat) is State.EMAIL_KEEP
    chat.say(text)
    assert address_in(chat) == "rosa@empresa"


@pytest.mark.parametrize(("language", "text"), each(NO))
def test_a_no_to_an_odd_address_asks_for_the_address_again(language: str, text: str) -> None:
    """Who does not want that address writes another one, and is not asked for a number."""
    chat = at_email(language)
    chat.say("rosa@empresa", "rosa@empresa")
    chat.say(text)
    assert state_of(chat) in (State.EMAIL, State.NOTES)
    assert address_in(chat) != "rosa@gmail.com"


@pytest.mark.parametrize("language", HELLO)
def test_a_yes_to_going_on_without_an_address_does_so(language: str) -> None:
    """Who is told that the address may be left out, and agrees, goes on without it."""
    chat = at_email(language)
    chat.say(MUST[language])
    assert state_of(chat) is State.EMAIL_OPTIONAL
    chat.say(YES[language][0])
    assert state_of(chat) is State.NOTES


@pytest.mark.parametrize("text", ["otro", "prefiero otro", "no, a ese no"])
def test_another_address_is_no_other_number(text: str) -> None:
    """Who is asked which of two addresses, and wants neither, writes the address again."""
    chat = at_email("es")
    chat.say("ana@example.com o luz@example.com")
    assert state_of(chat) is State.EMAIL_WHICH
    chat.say(text)
    assert state_of(chat) in (State.EMAIL, State.EMAIL_WHICH)


STILL_THE_NUMBER = [
    ("es", "otro"),
    ("es", "prefiero otro"),
    ("es", "no, a ese no"),
    ("en", "another one"),
    ("fr", "un autre"),
    ("pt", "prefiro outro"),
    ("de", "lieber eine andere"),
]


@pytest.mark.parametrize(("language", "text"), STILL_THE_NUMBER)
def test_right_after_the_number_was_stated_another_one_can_be_had(language: str, text: str) -> None:
    """Who is told which number will be called may still ask for another one."""
    chat = at_email(language)
    chat.say(text)
    assert state_of(chat) is State.PHONE


@pytest.mark.parametrize("language", HELLO)
def test_right_after_the_number_was_stated_a_yes_is_to_it(language: str) -> None:
    """A yes to the stated number asks for the address, which is still open."""
    chat = at_email(language)
    chat.say(YES[language][0])
    assert state_of(chat) is State.EMAIL
    assert chat.conversation.misses == 0


TAKEN = {
    "es": ["déjalo así", "ese soy yo", "soy yo", "ese es mi nombre"],
    "en": ["leave it like that", "that's me"],
    "fr": ["laissez comme ça", "c'est moi"],
    "pt": ["deixa assim", "sou eu"],
    "it": ["lasci così", "sono io"],
    "de": ["so lassen", "das bin ich"],
    "ru": ["оставьте так", "это я"],
    "ht": ["kite l konsa", "se mwen"],
}
ANOTHER_NAME = [
    ("es", "Soy Yolanda", "Yolanda"),
    ("es", "no, soy Ana Gil", "Ana Gil"),
    ("es", "Ana Gil", "Ana Gil"),
    ("es", "me llamo Sol Marte", "Sol Marte"),
    ("en", "my name is Mia Lee", "Mia Lee"),
    ("en", "no, Mary Lee", "Mary Lee"),
    ("fr", "non, je suis Anne Petit", "Anne Petit"),
    ("pt", "não, sou a Ana Lima", "Ana Lima"),
    ("it", "mi chiamo Anna Rossi", "Anna Rossi"),
    ("de", "ich heiße Anna Klein", "Anna Klein"),
]


def suggested(language: str) -> Chat:
    chat = Chat(default_flow(consent="notice"), sender=Sender(profile_name="Rosa Marte", phone=PHONE))
    chat.say(HELLO[language])
    chat.tap("buy")
    assert state_of(chat) is State.NAME_SUGGEST
    return chat


@pytest.mark.parametrize(("language", "text"), each(TAKEN))
def test_who_leaves_the_suggested_name_has_taken_it(language: str, text: str) -> None:
    """«Deixa assim» is nobody's name."""
    chat = suggested(language)
    chat.say(text)
    assert chat.conversation.draft.name == "Rosa Marte"


@pytest.mark.parametrize(("language", "text", "name"), ANOTHER_NAME)
def test_another_name_takes_the_place_of_the_suggested_one(language: str, text: str, name: str) -> None:
    """Who writes their own name is called that."""
    chat = suggested(language)
    chat.say(text)
    assert chat.conversation.draft.name == name
