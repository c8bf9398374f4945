"""At any time a person may be asked for, the language changed, the talk left, and what is kept seen and erased."""

from __future__ import annotations

import pytest

from flows.events import Blocked, Unblocked
from flows.lead import Intent
from flows.outcomes import Created
from tests.chats import ANA, Chat, default_flow


def test_cancelling_erases_the_draft() -> None:
    """«Cancelar» sends nothing and erases what was typed."""
    chat = Chat()
    chat.to_review()
    assert chat.say("cancelar").startswith("Listo, no envié nada")
    assert chat.turn
    assert chat.turn.forget
    assert chat.conversation.draft.name is None


def test_leaving_the_room_while_waiting_for_the_crm_is_no_cancelling() -> None:
    """After «Sí, enviar», «cancelar» is a message for staff: it would be untrue that nothing was sent."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    assert chat.say("cancelar").startswith("Lo guardé junto a tu solicitud")


def test_a_person_is_one_word_away_and_the_bot_steps_aside() -> None:
    """«Persona» gives the contact; then one reminder an hour, and «seguir» comes back to the question."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    assert "809-555-0100" in chat.say("persona")
    assert chat.say("¿hola?") == "Sigo siendo el asistente automático. Persona: 809-555-0100"
    assert chat.say("¿hola?") == ""
    chat.later(hours=1)
    assert chat.say("¿hola?").startswith("Sigo siendo")
    assert chat.say("seguir") == "¿Cómo te llamas? Nombre y apellido, por favor."


def test_in_a_shared_inbox_the_bot_is_silent_beside_a_person() -> None:
    """Where staff answer in the same chat, the bot says nothing for twelve hours."""
    chat = Chat(default_flow(same_inbox=True))
    chat.say("hola", "acepto", "comprar", "persona")
    assert chat.say("¿hola?") == ""
    chat.later(hours=12)
    assert chat.say("¿hola?") == "¿Cómo te llamas? Nombre y apellido, por favor."


def test_a_blocked_chat_hears_nothing_and_its_lead_goes_on() -> None:
    """Who blocks us is not written to; writing again opens the chat."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.happens(Blocked())
    assert chat.turn
    assert chat.turn.silenced
    assert chat.settled(Created()) == ""
    assert chat.happens(Unblocked(sender=ANA)) == ""
    assert chat.say("gracias").startswith("Listo, Ana.")


@pytest.mark.parametrize("word", ["salir", "STOP", "no me escriban más"])
def test_who_wants_out_is_left_alone(word: str) -> None:
    """One word, and nothing more is written, not even about a lead under way; writing again comes back."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    assert chat.say(word).startswith("Listo, no te escribo más.")
    assert chat.settled(Created()) == ""
    assert chat.say("gracias").startswith("Listo, Ana.")


def test_my_data_shows_what_the_chat_keeps() -> None:
    """«Mis datos» lists what was given so far, and whom to ask for what the agency holds."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo")
    answer = chat.say("mis datos")
    assert answer.startswith("Esto guardo de ti: Ana Peña, 809-555-0134, comprar.")
    assert answer.endswith("¿A qué correo te mandan los detalles? Si no usas, dime «no tengo».")


def test_my_data_can_be_erased() -> None:
    """«Borrar mis datos» asks once, erases everything of the chat, and says the same whether or not there was any."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    assert chat.say("borrar mis datos").endswith("¿Seguimos?")
    assert chat.say("sí").startswith("Hecho, borré lo de este chat. Si Casa Caribe ya había recibido algo tuyo")
    assert chat.turn
    assert chat.turn.erase
    assert chat.conversation.sent == ()
    empty = Chat()
    empty.say("hola", "borrar mis datos")
    assert empty.tap("erase_yes").startswith("Hecho, borré lo de este chat.")


def test_erasing_can_be_thought_over() -> None:
    """«No» after «borrar mis datos» erases nothing and comes back to the question."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "borrar mis datos")
    assert chat.tap("erase_no") == "¿Cómo te llamas? Nombre y apellido, por favor."
    assert chat.conversation.draft.intent == Intent.BUY


def test_language_can_be_switched_at_any_time() -> None:
    """«English» half-way keeps everything and repeats the question in English."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    assert chat.say("EN") == "What's your name? First and last, please."
    assert chat.conversation.draft.intent == Intent.BUY
    assert chat.say("idioma") == "Which language?"
    assert chat.say("Español").startswith("¿Cómo te llamas?")
