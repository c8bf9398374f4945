"""After the end: the same again is not sent again, more is kept with the lead, and a new round begins."""

from __future__ import annotations

from flows.outcomes import Created
from tests.chats import Chat


def test_the_same_data_again_is_not_sent_again() -> None:
    """The same data within a day: no second lead, and the reference of the first."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    chat.say("otra")
    chat.say("comprar", "saltar")
    answer = chat.say("sí")
    assert len(chat.leads) == 1
    assert "eso ya lo envié" in answer
    assert chat.leads[0].reference in answer


def send_again(chat: Chat, name: str, phone: str = "este mismo") -> str:
    chat.later(minutes=11)
    chat.say("otra", "comprar", "saltar", "cambiar nombre", name)
    if phone != "este mismo":
        chat.say("cambiar teléfono", phone)
    return chat.say("sí")


def test_a_fourth_send_in_a_day_is_held_for_staff() -> None:
    """More than three sends in 24 hours: staff decide, and the words reveal nothing."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    for name in ("Berta Gil", "Carla Gil"):
        send_again(chat, name)
        chat.settled(Created())
    answer = send_again(chat, "Dora Gil")
    assert [lead.held for lead in chat.leads] == ["", "", "", "volume"]
    assert "Si ya eras cliente" in answer


def test_a_fourth_phone_in_a_month_is_held_for_staff() -> None:
    """More than three different phones in 30 days: staff decide."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    for day, phone in enumerate(("829-555-0191", "829-555-0192", "829-555-0193")):
        chat.later(hours=30)
        send_again(chat, f"Ana {'BCD'[day]}eta", phone)
        chat.settled(Created())
    assert [bool(lead.held) for lead in chat.leads] == [False, False, False, True]


def test_words_after_the_end_are_kept_with_the_lead() -> None:
    """What somebody adds after sending reaches staff, and the CRM is not posted again."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    assert chat.say("y que tenga piscina").startswith("Lo guardé junto a tu solicitud")
    assert chat.turn
    assert chat.turn.follow_up == (chat.leads[0].id, "y que tenga piscina")
    assert len(chat.leads) == 1


def test_a_round_after_a_day_begins_anew() -> None:
    """A day after the end, a message is a new conversation with somebody we know."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    chat.later(hours=25)
    assert chat.say("hola") == "Hola de nuevo, Ana. ¿En qué te ayudo?"
    chat.later(days=90)
    assert chat.say("hola").startswith("Hola, soy el asistente automático")
