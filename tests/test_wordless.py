"""What cannot be read, or is not wanted, is answered kindly, and what stands beside it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.events import (
    ContactShared,
    Flooded,
    GroupAddressed,
    LocationShared,
    MediaReceived,
    Sender,
    TextReceived,
    TurnFailed,
)
from flows.outcomes import Created
from tests.chats import ANA, Chat, default_flow


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (MediaReceived(what="voice"), "Todavía no puedo escuchar notas de voz."),
        (MediaReceived(what="file"), "Recibí el archivo, pero no puedo verlo ni lo guardo."),
        (MediaReceived(what="unknown"), "Eso no lo puedo leer."),
        (LocationShared(), "Gracias. No guardo ubicaciones exactas."),
        (ContactShared(phone="8295550199", whose="other"), "Solo puedo registrar tu propio contacto."),
        (TurnFailed(), "Disculpa, algo falló de nuestro lado."),
    ],
)
def test_what_cannot_be_read_is_answered_kindly(event: MediaReceived, words: str) -> None:
    """Voice notes, files, places and cards get one kind line and the pending question."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    answer = chat.happens(event)
    assert answer.startswith(words)
    assert answer.endswith("¿Cómo te llamas? Nombre y apellido, por favor.")


def test_a_sticker_gets_the_question_again() -> None:
    """A sticker, or emoji alone, is no answer; nobody hears the same words twice for it."""
    chat = Chat()
    chat.say("hola", "acepto")
    assert chat.happens(MediaReceived(what="sticker")).startswith("Disculpa, no te entendí.")
    assert chat.say("🏠🏠").startswith("Te pregunto para pasarte con el asesor indicado.")


def test_words_beside_a_photo_count() -> None:
    """A caption is read as if it had come alone."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    answer = chat.happens(MediaReceived(what="file", caption="Ana Peña", sender=ANA))
    assert answer.startswith("Recibí el archivo")
    assert chat.conversation.draft.name == "Ana Peña"


def test_only_the_own_card_counts() -> None:
    """A shared contact proves the phone only when Telegram says it is the sender's own."""
    chat = Chat(default_flow("telegram"), Sender(profile_name="Ana"))
    chat.say("hola", "acepto", "comprar", "Ana Peña")
    assert chat.heard
    assert chat.heard.share_phone == "Compartir mi número"
    assert chat.happens(ContactShared(phone="8295550199", whose="other")).startswith("Solo puedo registrar")
    assert chat.happens(ContactShared(phone="8295550199", whose="unknown")) == "¿Ese número es tuyo?"
    chat.tap("no")
    chat.happens(ContactShared(phone="33612345678", whose="own"))
    assert chat.conversation.draft.phone
    assert (chat.conversation.draft.phone.e164, chat.conversation.draft.phone.proven) == ("+33612345678", True)
    assert (chat.heard.clear_keyboard, [choice.id for choice in chat.heard.choices]) == (False, ["no_email"])
    chat.say("ana@example.com", "nada más", "sí")
    chat.settled(Created())
    assert chat.heard.clear_keyboard  # it has folded away, and goes with the first message that has no buttons


def test_a_keyboard_that_nobody_used_goes_with_the_next_message() -> None:
    """A number that was typed leaves it up, and it would cover the buttons."""
    chat = Chat(default_flow("telegram"), Sender(profile_name="Ana"))
    chat.say("hola", "acepto", "comprar", "Ana Peña", "829-555-0177")
    assert chat.heard
    assert chat.heard.clear_keyboard
    chat.say("ana@example.com")
    assert not chat.heard.clear_keyboard


def test_groups_are_declined_politely_once_an_hour() -> None:
    """In a group we say where we work, and no more."""
    chat = Chat(default_flow("telegram"), Sender())
    assert chat.happens(GroupAddressed()) == "Solo atiendo en chats privados: escríbeme directamente."
    assert chat.happens(GroupAddressed()) == ""


def test_a_flood_is_told() -> None:
    """Who writes faster than we read is told to wait; nothing else changes."""
    chat = Chat()
    chat.say("hola", "acepto")
    before = chat.conversation
    assert chat.happens(Flooded()) == "Recibí muchos mensajes seguidos. Espera un momento y sigue."
    assert replace(chat.conversation, spoken=before.spoken) == before


def test_an_identity_number_is_not_wanted() -> None:
    """Who sends a cédula hears that it is neither needed nor kept, and the question again."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com")
    answer = chat.happens(TextReceived(text="•••", redacted=True, sender=ANA))
    assert answer.startswith("Por tu seguridad no necesito cédula")
    assert "Última, y es opcional" in answer
    answer = chat.happens(TextReceived(text="mi cédula es •••, busco en Naco", redacted=True, sender=ANA))
    assert answer.startswith("Por tu seguridad")
    assert "Nota: mi cédula es •••, busco en Naco" in answer
