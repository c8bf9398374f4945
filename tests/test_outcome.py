"""Whoever confirmed hears what became of it, and never anything that is not so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.events import TimerDue, Unheard
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held, Told
from flows.replies import Template
from tests.chats import NOON, Chat, default_flow

ENDINGS = [
    ("always", "este mismo", Created(), "ya tiene tus datos"),
    ("always", "este mismo", AlreadyRegistered(), "ya estabas en los registros"),
    ("always", "829-555-0199", AlreadyRegistered(), "Ya había un registro"),
    ("always", "este mismo", Accepted(), "Si ya eras cliente"),
    ("own_phone", "este mismo", AlreadyRegistered(), "ya estabas en los registros"),
    ("own_phone", "829-555-0199", AlreadyRegistered(), "Si ya eras cliente"),
    ("own_phone", "829-555-0199", Created(), "Si ya eras cliente"),
    ("never", "este mismo", AlreadyRegistered(), "Si ya eras cliente"),
    ("never", "este mismo", Created(), "Si ya eras cliente"),
    ("always", "este mismo", Held(), "una persona de Casa Caribe los revisa"),
]


@pytest.mark.parametrize(("tell", "phone", "told", "words"), ENDINGS)
def test_the_person_is_told_the_outcome(tell: str, phone: str, told: Created, words: str) -> None:
    """Created, already registered and the rest are told in the words that the agency allows."""
    chat = Chat(default_flow(tell_registered=tell))
    chat.to_review(phone=phone)
    chat.say("sí")
    assert words in chat.settled(told)


def test_an_unclear_attempt_never_becomes_ya_estabas() -> None:
    """«Already exists» after an attempt of unknown fate may be our own success: it is told as sent."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    answer = chat.settled(AlreadyRegistered(), after_unclear=True)
    assert "ya quedó enviado" in answer
    assert "ya estabas" not in answer


def receipt(chat: Chat) -> str:
    return chat.happens(TimerDue(name="receipt", about=chat.leads[-1].id, fresh=chat.fresh()))


def test_safe_and_waiting_within_eight_seconds() -> None:
    """When the CRM has not answered in eight seconds the person hears that the lead is safe, and once more later."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    assert chat.turn
    assert [timer.due_at - chat.now for timer in chat.turn.timers] == [timedelta(seconds=8)]
    chat.later(seconds=8)
    assert "están guardados" in receipt(chat)
    assert "ya quedó enviado" in chat.settled(AlreadyRegistered())
    assert chat.settled(Created()) == ""


def test_the_receipt_is_silent_once_the_answer_came() -> None:
    """One answer, not two: the timer that comes after the CRM's word says nothing."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    assert receipt(chat) == ""


def test_staff_must_look_after_the_receipt() -> None:
    """A lead that staff must look at after «están guardados» is said to be with a person, once."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    assert "una persona de Casa Caribe" in chat.settled(Held())
    assert chat.settled(Held()) == ""


LATE = [(Created(), "ya quedó enviado"), (Held(), "una persona de Casa Caribe los revisa")]


@pytest.mark.parametrize(("told", "words"), LATE)
def test_a_late_answer_waits_for_the_day(told: Told, words: str) -> None:
    """Between 20:00 and 8:00 nobody is woken: the news comes in the morning, once."""
    chat = Chat(now=datetime(2026, 11, 24, 2, tzinfo=UTC))  # 22:00 in Santo Domingo
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    chat.later(minutes=16)
    assert chat.settled(told) == ""
    assert chat.turn
    (timer,) = chat.turn.timers
    assert timer.due_at == datetime(2026, 11, 24, 12, tzinfo=UTC)
    chat.now = timer.due_at
    assert words in chat.happens(TimerDue(name="outcome", about=timer.about))
    assert chat.happens(TimerDue(name="outcome", about=timer.about)) == ""


@pytest.mark.parametrize(("told", "words"), LATE)
def test_who_is_still_there_is_told_at_any_hour(told: Told, words: str) -> None:
    """Within a quarter of an hour of their last message nobody is woken by the answer, and nobody waits for the day."""
    chat = Chat(now=datetime(2026, 11, 24, 2, tzinfo=UTC))
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    chat.later(minutes=15)
    assert words in chat.settled(told)


def test_who_asks_at_night_hears_what_is_so() -> None:
    """Whose lead got through at night, and who writes before the morning, does not hear that it is still being sent."""
    chat = Chat(now=datetime(2026, 11, 24, 2, tzinfo=UTC))
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    chat.later(minutes=30)
    chat.settled(Created())
    assert "ya quedó enviado" in chat.say("gracias")
    assert "ya quedó enviado" in chat.say("gracias")
    chat.later(hours=10)
    assert chat.happens(TimerDue(name="outcome", about=chat.leads[0].id)) == ""


def test_a_late_answer_outside_the_window_is_not_sent() -> None:
    """After 23 hours of their silence nobody may be written to."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    chat.later(hours=24)
    assert chat.settled(Created()) == ""


def waiting(**settings: object) -> Chat:
    """A chat that has heard that its lead is safe, and then nothing for 30 hours."""
    chat = Chat(default_flow(**settings))
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    chat.later(hours=30)
    return chat


@pytest.mark.parametrize(("told", "words"), LATE)
@pytest.mark.parametrize("days", [0, 3, 30])
def test_who_writes_again_hears_what_became_of_the_lead(told: Told, words: str, days: int) -> None:
    """What could not be said in time comes first when they write again, once, and their message is answered too."""
    chat = waiting()
    assert chat.settled(told) == ""
    chat.later(days=days)
    answer = chat.say("hola")
    assert words in answer
    assert "¿En qué te ayudo?" in answer
    assert words not in chat.say("buscar propiedad")


def test_a_receipt_that_did_not_arrive_is_said_at_the_next_message() -> None:
    """The platform did not take it any more: nobody has heard it, whatever we wrote down."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    assert "ya tiene tus datos" in chat.settled(Created())
    assert chat.happens(Unheard()) == ""
    chat.later(hours=30)
    assert "ya quedó enviado" in chat.say("hola")
    assert "ya quedó enviado" not in chat.say("hola")


def test_an_approved_template_tells_it_at_any_time() -> None:
    """Where the agency has one in the chat's language, good news does not wait, but for the night to end."""
    templates = frozenset({("receipt", "es")})
    chat = waiting(templates=templates)
    assert "ya quedó enviado" in chat.settled(Created())
    assert chat.heard
    assert chat.heard.template == Template("receipt", ("Ana", "Casa Caribe", chat.leads[0].reference))
    late = waiting(templates=templates)
    late.later(hours=10)
    assert late.settled(Created()) == ""
    assert late.turn
    assert [timer.name for timer in late.turn.timers] == ["outcome"]
    assert waiting(templates=templates).settled(Held()) == ""
    assert waiting(templates=frozenset({("receipt", "en")})).settled(Created()) == ""


def test_a_field_that_is_refused_too_late_is_for_staff() -> None:
    """Nobody can be asked any more, so the person hears who looks at it; with a template they are asked."""
    chat = waiting()
    assert chat.settled(FieldRefused(field="email")) == ""
    assert "una persona de Casa Caribe" in chat.say("hola")
    asked = waiting(templates=frozenset({("fix", "es")}))
    assert "no aceptó ese correo" in asked.settled(FieldRefused(field="email"))
    assert asked.heard
    assert asked.heard.template == Template("fix", ("Casa Caribe", "correo"))


def test_a_refused_field_is_asked_once_and_sent_as_the_same_lead() -> None:
    """When the CRM does not take the form of a field, the person mends it and the same lead goes again."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    asked = chat.settled(FieldRefused(field="email"))
    assert asked.startswith("El sistema de la agencia no aceptó ese correo.")
    assert "¿A qué correo te mandan" in asked
    assert "¿Lo envío a Casa Caribe?" in chat.say("ana.pena@example.com")
    chat.say("sí")
    first, second = chat.leads
    assert (first.id, first.reference) == (second.id, second.reference)
    assert second.email.address == "ana.pena@example.com"
    assert "una persona" in chat.settled(FieldRefused(field="email"))


def test_a_mended_lead_is_still_the_first_one() -> None:
    """To staff, who mends a field has not come back: only who sent another lead before has."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(FieldRefused(field="email"))
    chat.say("ana.pena@example.com", "sí")
    chat.settled(Created())
    assert not any("Ya nos había escrito" in note for lead in chat.leads for note in lead.notes)
    chat.say("otra", "alquilar", "nada", "sí")
    assert "Ya nos había escrito; vuelve a interesarse" in chat.leads[-1].notes
    chat.settled(FieldRefused(field="phone"))
    chat.say("829-555-0177", "sí")
    assert "Ya nos había escrito; vuelve a interesarse" in chat.leads[-1].notes


def test_a_mended_lead_is_not_sent_twice() -> None:
    """Who sends once more just what they mended and sent hears that it was sent."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(FieldRefused(field="email"))
    chat.say("ana.pena@example.com", "sí")
    chat.settled(Created())
    chat.say("otra", "comprar", "nada")
    assert "eso ya lo envié" in chat.say("sí")
    assert len(chat.leads) == 2


def test_a_late_answer_reaches_a_new_round_in_passing() -> None:
    """When a new talk has begun, the old lead's good news is said without disturbing it."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    receipt(chat)
    chat.say("otra", "acepto")
    pending = chat.conversation.state
    assert "Ana, ya quedó enviado" in chat.settled(Created())
    assert chat.conversation.state is pending
    assert chat.now == NOON
