"""What is beside the point: it gets its answer, the question comes again, and the agency reads the person's words."""

from __future__ import annotations

import pytest

from flows.events import Sender, Sign
from tests.chats import Chat

ASKED = "¿Cómo te llamas?"


def at_name() -> Chat:
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    return chat


DETOURS = [
    ("¿y cuánto vale?", "El precio te lo confirma el asesor", True),
    ("sigue disponible", "El precio te lo confirma el asesor", True),
    ("quiero verla mañana", "Anoté que quieres visitarla.", True),
    ("mándame fotos", "Anoté tu pregunta para el asesor.", True),
    ("¿para qué lo quieres?", "Para que el asesor pueda atenderte; solo lo usa Casa Caribe.", False),
    ("¿eres un robot?", "Sí, soy un asistente automático.", False),
    ("¿quién me atiende?", "Eso te lo responde el asesor; ya lo anoté.", True),
    ("¿aceptan mascotas?", "Eso te lo responde el asesor; ya lo anoté.", True),
    ("es para mi mamá", "Te registro a ti como contacto", True),
]


def test_a_question_in_another_language_switches_and_is_answered() -> None:
    """A question of four words that only another language has is answered in it."""
    answer = at_name().say("are you a bot?")
    assert answer.startswith("Let's go on in English.\n\nYes, I'm automated.")
    assert "What's your name?" in answer


@pytest.mark.parametrize(("text", "answer", "noted"), DETOURS, ids=[text for text, *_ in DETOURS])
def test_a_question_is_answered_and_noted(text: str, answer: str, noted: bool) -> None:
    """A question costs nobody a try: it is answered, what the agency should know is noted, the pending one follows."""
    chat = at_name()
    said = chat.say(text)
    assert said.startswith(answer)
    assert ASKED in said
    assert chat.conversation.misses == 0
    chat.say("Ana Peña", "ana@example.com")
    assert ("Nota: lo que escribiste" in chat.say("saltar")) is noted
    chat.say("sí")
    assert any(text in line for line in chat.leads[-1].notes) is noted


def test_the_catalogue_link_answers_where_there_is_one() -> None:
    """Photos and address are where the agency shows them, if the sign's property has a page."""
    sign = Sign(code="K7M4PF", title="Apartamento", type="venta", url="https://casacaribe.example/naco")
    chat = Chat(signs={"K7M4PF": sign})
    chat.say("ref K7M4PF", "acepto")
    assert chat.say("¿tienen fotos?").startswith("Aquí la ves: https://casacaribe.example/naco\n")


def test_an_answer_with_a_question_is_both() -> None:
    """Who answers and asks in one message is heard twice."""
    chat = at_name()
    answer = chat.say("me llamo Ana Peña, ¿y cuánto vale?")
    assert answer.startswith("El precio te lo confirma el asesor")
    assert "Te contactamos al 809-555-0134" in answer


def test_the_note_is_taken_as_it_is() -> None:
    """At the last question everything is the note, also a question."""
    chat = at_name()
    chat.say("Ana Peña", "ana@example.com")
    assert "Nota: ¿aceptan mascotas?" in chat.say("¿aceptan mascotas?")


def test_one_insult_is_forgiven() -> None:
    """An insult gets an apology, a way to a person, and the question again; a later one the question more simply."""
    chat = at_name()
    answer = chat.say("eres un idiota")
    assert answer.startswith("Siento la molestia. Si prefieres una persona: 809-555-0100.")
    assert ASKED in answer
    chat.later(minutes=11)
    assert chat.say("idiota").startswith("Disculpa, ¿me escribes solo tu nombre?")


def test_a_second_insult_gets_a_pause() -> None:
    """Two insults within ten minutes: silence for a day, or until «seguir»."""
    chat = at_name()
    chat.say("eres un idiota")
    assert chat.say("vete a la mierda") == "Hago una pausa. Cuando quieras seguir, escribe «seguir»."
    assert chat.say("hola?") == chat.say("1") == ""
    assert chat.say("persona").startswith("Claro. Aquí te atiende una persona")
    assert chat.say("seguir").startswith(ASKED)
    chat.say("idiota", "idiota")
    chat.later(hours=25)
    assert chat.say("hola").startswith("Nos quedamos a la mitad.")


def test_a_name_may_sound_rude_in_a_long_message() -> None:
    """Only a short message is an insult; a complaint in many words is somebody's note."""
    chat = at_name()
    chat.say("Ana Peña", "ana@example.com")
    note = "la otra agencia eran unos ladrones y quiero que esta vez todo sea por contrato"
    assert f"Nota: {note}" in chat.say(note)


def test_a_hidden_number_is_asked_for() -> None:
    """WhatsApp may hide the number: then it is asked for, and the proposal to use it is left out."""
    chat = Chat(sender=Sender(profile_name="Ana"))
    chat.say("hola", "acepto", "comprar")
    assert chat.say("Ana Peña").startswith("WhatsApp no me muestra tu número.")
