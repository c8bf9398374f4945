"""A name that is also a word is never refused twice (conversation §8.2)."""

from __future__ import annotations

import pytest

from flows.conversation import State
from tests.chats import Chat

BEFORE = ("hola", "acepto", "comprar")


def asked_for_name() -> Chat:
    chat = Chat()
    chat.say(*BEFORE)
    return chat


@pytest.mark.parametrize("agreed", ["sí", "Sí, así mismo", "claro", "Primo Bueno", "1"])
def test_a_name_that_was_refused_and_comes_again_is_proposed(agreed: str) -> None:
    """The second time it is proposed, and a yes, or the name once more, takes it."""
    chat = asked_for_name()
    assert chat.say("Primo Bueno").startswith("Disculpa")
    assert chat.say("Primo Bueno").startswith("¿Te registro como Primo Bueno?")
    assert chat.turn is not None
    assert chat.turn.reply is not None
    assert [option.id for option in chat.turn.reply.options] == ["yes", "other_name"]
    chat.say(agreed)
    assert chat.conversation.draft.name == "Primo Bueno"
    assert chat.conversation.state is State.EMAIL


@pytest.mark.parametrize("second", ["Casa Prima", "primo", "Luz Bella Casa"])
def test_a_second_try_is_proposed_whatever_it_is(second: str) -> None:
    """Another few words of letters are proposed too: nobody has to guess what we would take."""
    chat = asked_for_name()
    chat.say("Primo Bueno")
    assert chat.say(second).startswith(f"¿Te registro como {second}?")


@pytest.mark.parametrize("second", ["no quiero", "¿para qué?", "hola", "ayuda", "809-555-0134", "ninguno"])
def test_what_refuses_or_asks_is_not_proposed(second: str) -> None:
    """A refusal, a question, a greeting, a command or a number is no name at the second try either."""
    chat = asked_for_name()
    chat.say("Primo Bueno", second)
    assert chat.conversation.state is not State.NAME_SUGGEST


def test_a_proposal_may_be_declined_or_replaced() -> None:
    """«No» asks again, and a name written instead is taken."""
    chat = asked_for_name()
    chat.say("Primo Bueno", "Primo Bueno")
    assert chat.say("no").startswith("¿Cómo te llamas?")
    chat = asked_for_name()
    chat.say("Primo Bueno", "Primo Bueno", "Ana Gil")
    assert chat.conversation.draft.name == "Ana Gil"


def test_what_is_said_beside_a_yes_is_kept() -> None:
    """Who agrees and says more is heard in both."""
    chat = asked_for_name()
    chat.say("Primo Bueno", "Primo Bueno", "sí, mi correo es primo@example.com")
    draft = chat.conversation.draft
    assert draft.email is not None
    assert (draft.name, draft.email.address) == ("Primo Bueno", "primo@example.com")


def test_a_changed_name_is_proposed_too() -> None:
    """Insisting wins where a name is corrected, and the change is told."""
    chat = Chat()
    chat.to_review()
    chat.say("cambiar nombre", "Primo Bueno", "Primo Bueno")
    assert chat.say("sí").startswith("Cambiado: nombre, Primo Bueno.")
    assert chat.conversation.draft.name == "Primo Bueno"
    assert chat.conversation.state is State.REVIEW
