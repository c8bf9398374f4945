"""How a talk begins: a link, a sign, the first words, and consent."""

from __future__ import annotations

from flows.conversation import EMPTY
from flows.events import Sender, Started
from tests.chats import ANA, Chat, default_flow


def test_refusing_keeps_nothing() -> None:
    """«No acepto» ends the talk, says how to reach people, and forgets what was written."""
    chat = Chat()
    chat.say("hola")
    answer = chat.say("no")
    assert answer == "Está bien, no guardo nada. Si prefieres, llama o escribe a Casa Caribe: 809-555-0100."
    assert chat.turn
    assert chat.turn.forget
    assert chat.say("hola").startswith("Hola, soy el asistente")


def test_start_asks_before_erasing() -> None:
    """«/start» over given answers asks first; «No, seguir» keeps them, «Sí» begins anew."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña")
    assert chat.happens(Started(sender=ANA)) == "¿Borro lo que llevas y empezamos de nuevo?"
    assert chat.tap("restart_no").startswith("¿A qué correo")
    chat.say("empezar de nuevo")
    assert chat.tap("restart_yes").startswith("Hola, soy el asistente automático")
    assert chat.conversation.draft.name is None


def test_a_link_keeps_its_payload_as_the_source() -> None:
    """A Telegram link's code greets with the property, in the link's language, and is kept."""
    chat = Chat(default_flow("telegram"), Sender(language="es"))
    answer = chat.happens(Started(payload="s-K7M4PF-en", sender=Sender(language="es")))
    assert "You're interested in: Apartamento 3 hab. en Naco (for sale)." in answer
    assert (chat.conversation.source.code, chat.conversation.source.payload) == ("K7M4PF", "s-K7M4PF-en")


def test_unknown_payloads_are_a_plain_start() -> None:
    """A payload we cannot read is kept, cut to 64 characters, and starts the talk all the same."""
    chat = Chat(default_flow("telegram"), Sender(language="es"))
    assert chat.happens(Started(payload="x" * 300)).startswith("Hola, soy el asistente automático")
    assert chat.conversation.source.payload == "x" * 64


def test_retired_and_unknown_signs_are_no_dead_end() -> None:
    """A retired or unknown code is said, and the talk goes on without the property."""
    chat = Chat()
    assert chat.say("ref C8F-2T7").startswith("Esa propiedad ya no está disponible")
    chat.say("acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com", "saltar", "sí")
    assert chat.leads[0].property_uid == ""
    assert any("Casa en Gazcue" in line for line in chat.leads[0].notes)
    assert Chat().say("ref H5V9QM").startswith("No reconozco ese código, igual te atendemos.")


def test_a_damaged_code_is_asked_about() -> None:
    """One wrong symbol of one active code: «¿será ese?»."""
    chat = Chat()
    assert chat.say("ref K7M4PD") == "¿Será el K7M-4PF, Apartamento 3 hab. en Naco?"
    assert "Veo que te interesa: Apartamento 3 hab. en Naco" in chat.tap("sign_yes")


def test_another_code_before_confirming_replaces_the_property() -> None:
    """Scanning another sign half-way keeps the answers and says which property it is now."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña")
    answer = chat.say("Hola, me interesa esta propiedad (ref. K7M-4PF)")
    assert answer.startswith("Veo que te interesa: Apartamento 3 hab. en Naco.")
    assert chat.conversation.draft.name == "Ana Peña"


def test_a_guessed_language_offers_the_others() -> None:
    """When the language is a guess, the last line says how to switch; the hint goes once they agree."""
    chat = Chat()
    assert chat.say("👋").endswith("English? Type EN. Otros idiomas: escribe IDIOMA.")
    assert chat.say("EN").startswith("Hi, I'm the automated assistant of Casa Caribe.")


def test_help_in_the_first_message_is_given() -> None:
    """Somebody who begins with «ayuda», «persona» or «English» gets just that."""
    assert Chat().say("ayuda").startswith("Puedo pasar tus datos a un asesor.")
    assert Chat().say("persona").startswith("Claro. Aquí te atiende una persona: 809-555-0100.")
    assert Chat().say("English").startswith("Hi, I'm the automated assistant")


def test_consent_can_be_the_yes_at_the_end() -> None:
    """Where an agency only informs, the notice and the first question come together, and sending is the consent."""
    chat = Chat(default_flow(consent="notice"))
    answer = chat.say("hola")
    assert answer.startswith("Hola, soy el asistente automático de Casa Caribe.")
    assert "Tus datos" in answer
    assert "¿Seguimos?" not in answer
    assert answer.endswith("¿Qué buscas?")
    chat.say("comprar", "Ana Peña", "este mismo", "ana@example.com", "saltar")
    chat.later(minutes=3)
    chat.say("sí")
    assert chat.leads[0].consent.at == chat.now


def test_what_was_said_before_consent_waits_for_it() -> None:
    """What the first messages say is used only after «acepto», and is gone after a refusal or half an hour."""
    for minutes, answer in ((0, "Gracias, Luis."), (31, "¿Qué buscas?")):
        chat = Chat()
        chat.say("Soy Luis Díaz, quiero comprar")
        assert chat.conversation.draft == EMPTY
        assert chat.say("¿y cuánto vale?").startswith("Un asesor puede responderte eso.")
        chat.later(minutes=minutes)
        assert chat.say("acepto").startswith(answer)
    chat = Chat()
    chat.say("Soy Luis Díaz, quiero comprar", "no acepto")
    assert "Luis" not in repr(chat.conversation)
