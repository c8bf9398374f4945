"""The number that the channel vouches for is stated beside the next question; a yes or «otro» there is about it."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.lead import Phone
from tests.chats import NAME, PHONE, Chat, default_flow

ASKED = {
    "ES": "¿A qué correo te mandan los detalles? Si no usas, dime «no tengo».",
    "EN": 'Which e-mail should they send the details to? If you don\'t use one, say "none".',
}
OTHER = Phone(e164="+18295550199", proven=False)

TAKEN = {
    "ES": [
        *("sí", "sí, a este", "ese", "sí, ese es mi número", "a este", "a ese", "mi número", "ese mismo número"),
        *("ese mero", "claro que sí, a ese", "Sí, por favor, a ese", "llámame a ese", "ok, ese está bien", "👍 ese"),
        *("este es mi cel", "mi cel", "el de aquí", "sí, después de las 6", "sí es mi número", "ese es el mío"),
        *("sí, pero soy sordo", "Sí ese mismo, gracias", "está bien"),
    ],
    "EN": ["yes, this one", "that one", "my number", "yes that's my number", "yeah use that one", "this is my number"],
    "FR": ["oui, celui-là", "mon numéro", "oui à ce numéro", "c'est mon numéro", "pas de problème, celui-ci"],
    "PT": ["sim, nesse", "meu número", "no meu whatsapp", "pode ser nesse", "esse mesmo", "sim, no mesmo número"],
    "IT": ["sì, a questo", "il mio numero", "quello"],
    "DE": ["ja, unter dieser", "ja, meine Nummer", "genau, diese"],
    "RU": ["да, на этот", "мой номер", "да, это мой номер"],
    "HT": ["wi, nimewo sa a", "nimewo pa m", "wi sou nimewo m"],
}
OTHERS = {
    "ES": [
        "otro",
        "prefiero otro",
        "Otro número",
        "no, a ese no",
        "ese no",
        "ese no, es de mi hija",
        "sí, pero a otro",
    ],
    "EN": ["another one", "not this one", "I'd prefer another number"],
    "FR": ["un autre", "pas celui-là", "un autre numéro"],
    "PT": ["outro", "esse não", "prefiro outro"],
    "IT": ["un altro", "questo no", "un altro numero"],
    "DE": ["eine andere", "nicht diese", "eine andere Nummer"],
    "RU": ["другой", "не этот", "другой номер"],
    "HT": ["lòt nimewo", "pa nimewo sa a", "yon lòt"],
}
NEITHER = [
    *("busco en la zona este", "este mes me mudo", "ese apartamento me gusta", "mi hija", "por qué mi número"),
    *("8095", "ahora vivo en este país", "otro correo", "¿hay otro?", "busco otro apartamento", "uno nuevo en Naco"),
]


def at_stated_number(language: str = "ES") -> Chat:
    chat = Chat()
    chat.say("hola", language, "acepto", "comprar", NAME)
    assert chat.conversation.state is State.EMAIL
    return chat


def said(texts: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, written in texts.items() for text in written]


def test_the_number_is_stated_with_the_next_question() -> None:
    """Nobody is asked for the number that we already see: it is said, and the next question comes at once."""
    chat = Chat()
    answer = chat.say("hola", "acepto", "comprar", NAME)
    stated = "Gracias, Ana. Te contactamos al 809-555-0134; si prefieres otro, escríbelo."
    assert answer == f"{stated}\n\n{ASKED['ES']}"
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)


@pytest.mark.parametrize(("language", "text"), said(TAKEN))
def test_a_yes_or_a_pointing_word_is_to_the_number(language: str, text: str) -> None:
    """«Sí, a este», «ese» and «mi número» are a yes to the number in all eight languages: the question comes alone."""
    chat = at_stated_number(language)
    before = chat.conversation
    answer = chat.say(text)
    assert answer == ASKED.get(language, answer)
    after = chat.conversation
    assert (after.state, after.misses) == (State.EMAIL, 0)
    assert (after.draft.phone, after.draft.email) == (before.draft.phone, None)


@pytest.mark.parametrize(("language", "text"), said(OTHERS))
def test_another_number_is_asked_for(language: str, text: str) -> None:
    """Who wants to be called elsewhere is asked where, and the stated number stays until another comes."""
    chat = at_stated_number(language)
    chat.say(text)
    assert (chat.conversation.state, chat.conversation.misses) == (State.PHONE, 0)
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)
    chat.say("829-555-0199")
    assert (chat.conversation.state, chat.conversation.draft.phone) == (State.EMAIL, OTHER)


@pytest.mark.parametrize("text", NEITHER)
def test_nothing_else_is_about_it(text: str) -> None:
    """Words that point at something else, and questions, are neither a yes to the number nor a wish for another."""
    chat = at_stated_number()
    assert chat.say(text) != ASKED["ES"]
    assert chat.conversation.state is State.EMAIL
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)


def test_a_no_alone_is_to_the_question() -> None:
    """A bare «no» answers what was asked last: they have no e-mail."""
    chat = at_stated_number()
    assert chat.say("no").startswith("No pasa nada, seguimos sin correo.")
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)


@pytest.mark.parametrize(
    "text",
    [
        "829-555-0199",
        "sí, al 829 555 0199",
        "no, al 829 555 0199",
        "sí, al ocho veintinueve, cinco cincuenta y cinco, cero uno noventa y nueve",
    ],
)
def test_a_number_written_there_takes_its_place(text: str) -> None:
    """A number of theirs is taken instead of the stated one, they hear so, and the question stands."""
    chat = at_stated_number()
    assert chat.say(text) == f"Cambiado: teléfono, 829-555-0199.\n\n{ASKED['ES']}"
    assert chat.conversation.draft.phone == OTHER


def test_the_number_is_asked_where_no_digit_comes() -> None:
    """Who is asked for another number and writes none can still take the one that we see, three times over."""
    chat = at_stated_number()
    chat.say("otro")
    assert chat.say("ay dio") == "¿Te llamamos al 809-555-0134? Dime sí, o escríbeme otro número."
    assert chat.heard
    assert [choice.label for choice in chat.heard.choices] == ["Sí, este mismo", "Otro número"]
    assert "10 dígitos" in chat.say("que cosa tan rara")
    assert "persona" in chat.say("bla bla bla")
    chat.say("sí")
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)
    assert chat.conversation.state is State.EMAIL


def test_a_number_after_a_miss_is_taken() -> None:
    """Who is not understood may write another number instead, and hears the plain question if they ask for it."""
    chat = at_stated_number()
    chat.say("otro", "ay dio", "829-555-0199")
    assert chat.conversation.draft.phone == OTHER
    chat = at_stated_number()
    chat.say("otro", "ay dio")
    assert chat.tap("other_phone").startswith("¿A qué número te contactamos?")


def test_what_stands_beside_the_yes_is_not_lost() -> None:
    """«Sí, y mi correo es …» answers both, a question is answered, and other words go to the agency."""
    chat = at_stated_number()
    chat.say("sí, y mi correo es ana@example.com")
    assert chat.conversation.draft.email
    assert chat.conversation.draft.email.address == "ana@example.com"
    chat = at_stated_number()
    chat.say("sí, a ese, después de las 6 de la tarde")
    assert [aside.words for aside in chat.conversation.draft.asides] == ["sí, a ese, después de las 6 de la tarde"]
    chat = at_stated_number()
    chat.say("sí, a ese, pero no antes de las 6")
    assert [aside.words for aside in chat.conversation.draft.asides] == ["sí, a ese, pero no antes de las 6"]
    assert "precio" in at_stated_number().say("sí, ¿y cuánto vale?")
    chat = at_stated_number()
    chat.say("sí, ese es mi número, gracias")
    assert chat.conversation.draft.asides == ()


def test_a_number_that_is_not_seen_is_asked_for() -> None:
    """On a channel that shows no number there is nothing to point at: «este mismo» says so."""
    chat = Chat(default_flow("telegram"))
    chat.sender = type(chat.sender)(profile_name="Ana")
    chat.say("hola", "acepto", "comprar", NAME)
    assert chat.conversation.state is State.PHONE
    assert chat.say("este mismo").startswith("Telegram no me muestra tu número.")


def test_a_proposed_number_of_haiti_is_pointed_at_like_ones_own() -> None:
    """Eight digits in a Creole chat are proposed whole, and «nimewo sa a» takes them."""
    chat = at_stated_number("HT")
    chat.say("lòt nimewo")
    assert "+509 34 12 3456" in chat.say("3412 3456")
    chat.say("nimewo sa a")
    assert chat.conversation.draft.phone == Phone(e164="+50934123456", proven=False)
    assert chat.conversation.draft.asides == ()
