"""Whoever points at the number that was shown has answered, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.answers.shown_phone import read_shown
from flows.conversation import State
from flows.lead import Phone
from tests.chats import NAME, PHONE, Chat

WORDS = load_vocabulary()

TAKEN = [
    *("sí, a este", "ese", "sí, ese es mi número", "a este", "a ese", "mi número", "ese mismo número", "ese mero"),
    *(
        "claro que sí, a ese",
        "Sí, por favor, a ese",
        "llámame a ese",
        "ok, ese está bien",
        "👍 ese",
        "este es mi cel",
        "mi cel",
        "el de aquí",
    ),
    *("sí, después de las 6", "sí es mi número", "ese es el mío", "sí, pero soy sordo", "Sí ese mismo, gracias"),
    *("yes, this one", "that one", "my number", "yes that's my number", "yeah use that one", "this is my number"),
    *("oui, celui-là", "mon numéro", "oui à ce numéro", "c'est mon numéro", "pas de problème, celui-ci"),
    *("sim, nesse", "meu número", "no meu whatsapp", "pode ser nesse", "esse mesmo", "sim, no mesmo número"),
    *("sì, a questo", "il mio numero", "quello", "ja, unter dieser", "ja, meine Nummer", "genau, diese"),
    *("да, на этот", "мой номер", "да, это мой номер", "wi, nimewo sa a", "nimewo pa m", "wi sou nimewo m"),
]
NOT_TAKEN = [
    *("no", "no, a ese no", "ese no", "ese no es mi número", "sí, pero no a ese", "a este no", "claro que no"),
    *("busco en la zona este", "este mes me mudo", "ese apartamento me gusta", "ese es de mi hermano", "mi hija"),
    *(
        "sí, al 829 555 0199",
        "829 555 0199",
        "sí, 829",
        "¿ese cuál es?",
        "¿a este?",
        "por qué mi número",
        "por que ese",
        "otro",
        "prefiero otro",
    ),
    *("sí, pero a otro", "mi número es otro", "ahora vivo en este país", "8095", "Ana", ""),
    *("not this one", "don't call that one", "this weekend I'm free", "another one", "is that one mine?"),
    *("pas celui-là", "esse não", "questo non", "nicht diese", "не этот", "pa nimewo sa a", "ich wohne hier"),
]


@pytest.mark.parametrize("text", TAKEN)
def test_a_yes_or_a_pointing_word_takes_the_shown_number(text: str) -> None:
    """«Sí, a este», «ese» and «mi número» are a yes in all eight languages."""
    assert read_shown(text, WORDS) == "this"
    chat = at_own_number()
    chat.say(text)
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)
    assert chat.conversation.state is State.EMAIL


@pytest.mark.parametrize("text", NOT_TAKEN)
def test_nothing_else_takes_it(text: str) -> None:
    """A refusal, another number, a question and words that point at something else leave the number open."""
    assert read_shown(text, WORDS) != "this"


def at_own_number() -> Chat:
    chat = Chat()
    chat.say("hola", "acepto", "comprar", NAME)
    assert chat.conversation.state is State.PHONE_OWN
    return chat


def test_a_miss_keeps_the_number_open() -> None:
    """Who is not understood three times can still say «sí» to the number that was shown."""
    chat = at_own_number()
    assert chat.say("ay dio") == "¿Te llamamos al 809-555-0134? Dime sí, o escríbeme otro número."
    assert chat.heard
    assert [choice.label for choice in chat.heard.choices] == ["Sí, este mismo", "Otro número"]
    assert "10 dígitos" in chat.say("que cosa tan rara")
    assert "persona" in chat.say("bla bla bla")
    assert chat.conversation.state is State.PHONE_OWN
    chat.say("sí")
    assert chat.conversation.draft.phone == Phone(e164=PHONE, proven=True)


def test_a_number_after_a_miss_is_taken() -> None:
    """Who is not understood may write another number instead."""
    chat = at_own_number()
    chat.say("ay dio", "829-555-0199")
    assert chat.conversation.draft.phone == Phone(e164="+18295550199", proven=False)
    chat = at_own_number()
    chat.say("sí, al ocho veintinueve, cinco cincuenta y cinco, cero uno noventa y nueve")
    assert chat.conversation.draft.phone == Phone(e164="+18295550199", proven=False)


@pytest.mark.parametrize("text", ["otro", "prefiero otro", "Otro número", "no", "no, a ese no", "no, es de mi hija"])
def test_another_number_is_asked_for(text: str) -> None:
    """Who wants another number is asked which."""
    chat = at_own_number()
    assert chat.say(text).startswith("¿A qué número te contactamos?")
    assert chat.conversation.state is State.PHONE


def test_what_stands_beside_the_yes_is_not_lost() -> None:
    """«Sí, y mi correo es …» answers both, and other words go to the agency."""
    chat = at_own_number()
    chat.say("sí, y mi correo es ana@example.com")
    assert chat.conversation.draft.email
    assert chat.conversation.draft.email.address == "ana@example.com"
    chat = at_own_number()
    chat.say("sí, a ese, después de las 6 de la tarde")
    assert [aside.words for aside in chat.conversation.draft.asides] == ["sí, a ese, después de las 6 de la tarde"]
    assert "precio" in at_own_number().say("sí, ¿y cuánto vale?")
    chat = at_own_number()
    chat.say("sí, ese es mi número, gracias")
    assert chat.conversation.draft.asides == ()


def test_a_proposed_number_of_haiti_is_pointed_at_like_ones_own() -> None:
    """Eight digits in a Creole chat are proposed whole, and «se li» or «ese mismo» takes them."""
    chat = at_own_number()
    chat.say("HT", "Lòt nimewo", "3412 3456", "nimewo sa a")
    assert chat.conversation.draft.phone == Phone(e164="+50934123456", proven=False)
