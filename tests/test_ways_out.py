"""Wherever a chat stands, what always works does so: a person, the end, erasing; and nobody is left waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.conversation import State
from flows.events import Blocked, Flooded, TextEdited, TimerDue, TurnFailed
from flows.lead import Budget, Intent
from flows.outcomes import Created
from tests.chats import Chat, default_flow


def at_name() -> Chat:
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    return chat


def sent() -> Chat:
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    return chat


ALWAYS = [
    ("persona", "Te paso con una persona: 809-555-0100."),
    ("salir", "Listo, no te escribo más."),
    ("borrar mis datos", "Borro lo que este chat guarda de ti"),
    ("cancelar", "Listo, no envié nada"),
    ("mis datos", "Esto guardo de ti: Ana, 809-555-0134, comprar."),
]


@pytest.mark.parametrize(("word", "answer"), ALWAYS)
def test_words_that_always_work_do_so_after_a_long_silence(word: str, answer: str) -> None:
    """Who comes back after two days with «salir» is not asked first whether to go on."""
    chat = at_name()
    chat.say("Ana", "atrás", "comprar")
    chat.later(days=2)
    assert chat.say(word).startswith(answer)


def test_a_finished_talk_is_not_half_way() -> None:
    """Who asked for a person after sending, and writes again the day after, begins a new round."""
    chat = sent()
    chat.settled(Created())
    chat.say("persona")
    chat.later(hours=25)
    assert chat.say("hola") == "Hola de nuevo, Ana. ¿En qué te ayudo?"


def test_words_for_staff_are_kept_once_the_person_had_their_time() -> None:
    """Twelve hours after «persona», what is written after the end goes with the lead again."""
    chat = sent()
    chat.settled(Created())
    chat.say("persona")
    chat.later(hours=13)
    assert chat.say("y que tenga piscina").startswith("Lo guardé junto a tu solicitud")


@pytest.mark.parametrize("word", ["cancelar", "cambiar correo"])
def test_what_was_sent_is_not_cancelled_beside_a_person(word: str) -> None:
    """After «Sí, enviar» and «persona» it would be untrue that nothing was sent: it is a message for staff."""
    chat = sent()
    chat.say("persona")
    assert chat.say(word).startswith("Lo guardé junto a tu solicitud")


@pytest.mark.parametrize("word", ["persona", "idioma", "borrar mis datos"])
def test_an_answer_that_comes_meanwhile_ends_the_waiting(word: str) -> None:
    """The CRM's answer that is told on a detour is the ending to come back to; the chat does not wait for it again."""
    chat = sent()
    chat.say(word)
    assert chat.settled(Created()).startswith("Listo, Ana.")
    for back in {"persona": ("seguir",), "idioma": ("Español",), "borrar mis datos": ("no",)}[word]:
        assert chat.say(back).startswith("Listo, Ana.")
    assert chat.say("gracias").startswith("Listo, Ana.")


def test_cancelling_erases_what_waited_too() -> None:
    """What was written before agreeing, or after a long silence, is erased with the rest."""
    chat = at_name()
    chat.later(days=2)
    chat.say("Soy Luis Díaz")
    chat.tap("return_no")
    assert "Luis" not in repr(chat.conversation)


def test_a_flood_does_not_keep_anybody_from_erasing() -> None:
    """Erasing and leaving work however fast somebody writes."""
    chat = at_name()
    chat.say(*["?"] * 25)
    assert chat.say("borrar mis datos").startswith("Borro lo que este chat guarda de ti")
    assert chat.say("sí").startswith("Hecho, borré lo de este chat.")


def test_who_left_hears_nothing() -> None:
    """After a block or «salir» nothing is written, whatever happens, until they write again."""
    for chat in (at_name(), at_name()):
        chat.happens(Blocked())
        assert chat.happens(Flooded()) == ""
        assert chat.happens(TurnFailed()) == ""
        assert chat.say("hola?")
    chat.say("salir")
    assert chat.happens(TurnFailed()) == ""


def test_an_edit_does_not_end_a_pause() -> None:
    """While we pause after insults, an edited message changes nothing."""
    chat = at_name()
    chat.say("idiota", "idiota")
    assert chat.happens(TextEdited(text="Ana Peña", message=chat.conversation.heard[0][0])) == ""
    assert chat.conversation.state is State.PAUSED


def test_beside_a_person_nothing_is_swallowed() -> None:
    """«Otra», «¿cómo?» and «saltar» are words to the person; another language says again how to reach them."""
    for word in ("otra", "¿cómo?", "saltar"):
        chat = at_name()
        chat.say("persona")
        assert chat.say(word).startswith("Sigo siendo el asistente automático.")
    assert chat.say("EN").startswith("Sure. A person will help you here: 809-555-0100.")


def test_an_edited_piece_is_the_piece() -> None:
    """Who mends a piece of an answer before having finished it has mended just that piece."""
    chat = Chat(default_flow(join=timedelta(seconds=1.5)))
    chat.say("hola", "acepto", "comprar", "Ana", "Pena")
    assert chat.happens(TextEdited(text="Peña", message=chat.conversation.heard[-1][0])) == ""
    chat.happens(TimerDue(name="fragments"))
    assert chat.conversation.draft.name == "Ana Peña"


def test_an_edit_of_an_earlier_answer_loses_no_pieces() -> None:
    """Who mends an earlier message while a name is still being written has given both."""
    chat = Chat(default_flow(join=timedelta(seconds=1.5)))
    chat.say("hola", "acepto", "comprar")
    earlier = chat.conversation.heard[-1][0]
    chat.say("Ana Peña")
    assert chat.happens(TextEdited(text="alquilar", message=earlier)).startswith("Cambiado: qué buscas, alquilar.")
    assert (chat.conversation.draft.name, chat.conversation.draft.intent) == ("Ana Peña", Intent.RENT)
    assert chat.conversation.fragments == ()


def test_pieces_survive_a_silence() -> None:
    """Should the timer of the pieces be lost, what was written is still the answer."""
    chat = Chat(default_flow(join=timedelta(seconds=1.5)))
    chat.say("hola", "acepto", "comprar", "Ana", "Peña")
    chat.later(days=2)
    assert chat.say("hola") == "Nos quedamos a la mitad. ¿Seguimos?"
    assert chat.conversation.draft.name == "Ana Peña"


@pytest.mark.parametrize("word", ["salir", "no me escriban más"])
def test_a_summary_that_nobody_saw_is_shown_before_it_can_be_confirmed(word: str) -> None:
    """Who leaves while a note is still being written, and comes back with «sí», sees first what would be sent."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com")
    chat.flow = default_flow(join=timedelta(seconds=1.5))
    chat.say("es para mi mamá", word)
    assert "Nota: es para mi mamá" in chat.say("sí")
    assert chat.leads == []
    chat.say("sí")
    assert len(chat.leads) == 1


def test_pieces_before_an_insult_or_a_smile_are_not_lost() -> None:
    """What was written before «😊», or before an insult, is the answer."""
    for more in ("😊", "idiota"):
        chat = Chat(default_flow(join=timedelta(seconds=1.5)))
        chat.say("hola", "acepto", "comprar", "Ana Peña", more)
        assert chat.conversation.draft.name == "Ana Peña"
        assert chat.conversation.fragments == ()


def test_an_amount_said_beside_an_answer_is_not_lost() -> None:
    """A budget said in the first message stays when the note names none; one in the note is the newer one."""
    for note, amount in (("dos habitaciones", 150_000), ("hasta 180 mil dólares", 180_000)):
        chat = Chat()
        chat.say("Soy Ana Peña, busco comprar en Naco, tengo US$150 mil", "acepto", "este mismo", "ana@example.com")
        chat.say(note, "sí")
        assert chat.leads[0].budget == Budget(amount=amount, currency="USD")
