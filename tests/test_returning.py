"""Somebody who sent their details before is not asked for them again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.conversation import State
from flows.events import Sign, Started
from flows.lead import Intent
from flows.outcomes import AlreadyRegistered, Created
from tests.chats import ANA, SIGN, Chat

VILLA = Sign(code="T4K7ND", title="Villa 2 hab. en Las Terrenas", property_uid="VLT2H7Q9ZX", type="alquiler")
SIGNS = {sign.code: sign for sign in (SIGN, VILLA)}


def known(*, email: str = "ana@example.com") -> Chat:
    chat = Chat(signs=SIGNS)
    chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo", email, "en enero", "sí")
    chat.settled(Created())
    return chat


def test_a_second_sign_takes_one_tap() -> None:
    """Scan and «Sí, avisar»: a new lead about the new property, with what was given before and shown masked."""
    chat = known()
    chat.later(days=7)
    answer = chat.say("Hola, me interesa esta propiedad (ref. T4K-7ND)")
    assert answer == (
        "Hola de nuevo, Ana. ¿Le aviso al asesor que te interesa Villa 2 hab. en Las Terrenas? "
        "Uso tu número 809-•••-0134 y tu correo an•••@example.com."
    )
    chat.tap("return_yes")
    first, second = chat.leads
    assert (second.full_name, second.phone, second.email) == (first.full_name, first.phone, first.email)
    assert (second.property_uid, second.code, second.intent) == ("VLT2H7Q9ZX", "T4K7ND", Intent.RENT)
    assert second.id != first.id
    assert not any("en enero" in line for line in second.notes)
    assert chat.settled(AlreadyRegistered()).startswith("Ana, ya estabas en los registros")


def test_the_second_sign_may_come_within_the_hour() -> None:
    """Two signs on one walk: no greeting from the start in between."""
    chat = known()
    assert chat.say("ref T4K7ND").startswith("Hola de nuevo, Ana. ¿Le aviso")
    assert chat.happens(Started(payload="s-K7M4PF", sender=ANA)).startswith("Hola de nuevo, Ana. ¿Le aviso")


def test_without_email_only_the_number_is_shown() -> None:
    """Somebody without e-mail is not shown the internal address."""
    chat = known(email="no tengo")
    assert chat.say("ref T4K7ND").endswith("Uso tu número 809-•••-0134.")


def test_details_can_be_changed_first() -> None:
    """«Cambiar mis datos» asks which, and shows everything before it is sent."""
    chat = known()
    chat.say("ref T4K7ND")
    assert chat.tap("return_change") == "¿Qué cambio?"
    chat.say("teléfono")
    review = chat.say("829-555-0199")
    assert "Teléfono: 829-555-0199" in review
    assert "Propiedad: Villa 2 hab. en Las Terrenas" in review
    chat.say("sí")
    assert chat.leads[-1].phone.e164 == "+18295550199"


def test_no_thanks_sends_nothing() -> None:
    """A refused proposal is no lead."""
    chat = known()
    chat.say("ref T4K7ND")
    assert chat.tap("return_no").startswith("Listo, no envié nada")
    assert len(chat.leads) == 1


def test_without_a_sign_we_ask_what_for() -> None:
    """Who comes back without a sign says what they look for, and is asked nothing else they said before."""
    chat = known()
    chat.later(days=2)
    assert chat.say("buenas") == "Hola de nuevo, Ana. ¿En qué te ayudo?"
    assert chat.tap("find") == "¿Qué buscas?"
    assert chat.say("alquilar").startswith("Última, y es opcional")
    assert "Nombre: Ana Peña" in chat.say("saltar")


def test_what_they_write_is_heard() -> None:
    """Instead of tapping they may say what they want, or ask."""
    chat = known()
    chat.later(days=2)
    chat.say("buenas")
    assert chat.say("¿cuánto vale la de Naco?").startswith("El precio te lo confirma el asesor")
    assert chat.say("quiero alquilar").startswith("Última, y es opcional")


def test_another_begins_without_greeting() -> None:
    """«Otra» goes straight to what is not known yet."""
    chat = known()
    assert chat.say("otra") == "¿Qué buscas?"


@pytest.mark.parametrize(("days", "greeting"), [(89, "Hola de nuevo, Ana."), (90, "Hola, soy el asistente")])
def test_after_ninety_days_everybody_is_new(days: int, greeting: str) -> None:
    """What was sent is kept ninety days, and so is the memory of it."""
    chat = known()
    chat.later(days=days)
    assert chat.say("hola").startswith(greeting)


def test_a_new_notice_asks_for_consent_again() -> None:
    """When the agency's notice has changed, the old consent no longer counts."""
    chat = known()
    chat.later(days=2)
    facts = {**chat.flow.facts, "url_privacidad": "https://casacaribe.example/nuevo"}
    chat.flow = replace(chat.flow, facts=facts)
    assert chat.say("hola").startswith("Hola, soy el asistente automático")
    assert chat.conversation.state is State.CONSENT


def test_staff_read_that_they_came_back() -> None:
    """The note says that this person had written before."""
    chat = known()
    chat.say("ref T4K7ND")
    chat.tap("return_yes")
    assert any("vuelve a interesarse" in line for line in chat.leads[-1].notes)
