"""What the conversation promises, turn by turn: a lead is what the person confirmed, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.conversation import State
from flows.events import LeadSettled, TextEdited, TimerDue
from flows.lead import Intent
from flows.outcomes import Created
from tests.chats import PHONE, Chat, default_flow, pending_in


def test_budget_of_messages_with_a_sign() -> None:
    """With a sign that has one offer, a whole intake takes seven messages of ours."""
    chat = Chat()
    spoken = [
        chat.say(text) for text in ("ref K7M4PF", "acepto", "Ana Peña", "este mismo", "ana@example.com", "saltar", "sí")
    ]
    spoken.append(chat.settled(Created()))
    assert len([text for text in spoken if text]) == 7


def test_budget_of_messages_without_a_sign() -> None:
    """Without a sign it takes eight."""
    chat = Chat()
    texts = ("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com", "saltar", "sí")
    spoken = [chat.say(text) for text in texts]
    spoken.append(chat.settled(Created()))
    assert len([text for text in spoken if text]) == 8


def test_nothing_is_sent_before_the_yes() -> None:
    """No lead exists until the summary was shown and confirmed."""
    chat = Chat()
    chat.to_review()
    assert not chat.leads
    chat.say("sí")
    assert len(chat.leads) == 1


def test_the_lead_is_what_the_summary_showed() -> None:
    """What was confirmed and what is sent are the same, field by field."""
    chat = Chat()
    shown = chat.to_review()
    chat.say("sí")
    lead = chat.leads[0]
    assert "Ana Peña" in shown
    assert "809-555-0134" in shown
    assert "ana@example.com" in shown
    assert (lead.full_name, lead.phone.e164, lead.phone.proven) == ("Ana Peña", PHONE, True)
    assert (lead.email.address, lead.intent) == ("ana@example.com", Intent.BUY)


def test_yes_to_an_older_summary_never_submits() -> None:
    """After a change, the button under the old summary is old: the new one is shown again."""
    chat = Chat()
    chat.to_review()
    old = chat.heard.step if chat.heard else None
    chat.say("y con parqueo")
    answer = chat.tap("send", step=old)
    assert not chat.leads
    assert answer.startswith("Eso era de antes.")
    assert "y con parqueo" in answer


def test_double_yes_makes_one_lead() -> None:
    """A second yes, typed or tapped, sends nothing more and gets the same ending, once."""
    chat = Chat()
    chat.to_review()
    step = chat.heard.step if chat.heard else None
    chat.tap("send")
    assert chat.tap("send", step=step) == ""  # the CRM's answer is on its way and answers both
    first = chat.settled(Created())
    assert chat.say("sí") == first
    assert chat.tap("send", step=step) == ""  # said twice already
    assert len(chat.leads) == 1


def test_an_edit_of_the_last_answer_is_a_correction() -> None:
    """Editing the answer to this or the previous question corrects it; any other edit changes nothing."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com")
    name, email = (message for message, _ in chat.conversation.heard[-2:])
    assert chat.happens(TextEdited(text="ana.b@example.com", message=email)).startswith(
        "Cambiado: correo, ana.b@example.com."
    )
    assert chat.conversation.draft.email
    assert chat.conversation.draft.email.address == "ana.b@example.com"
    assert chat.happens(TextEdited(text="ana.b@example.com", message=email)) == ""
    before = chat.conversation.draft
    assert chat.happens(TextEdited(text="otra cosa", message="old")).startswith("Eso era de antes.")
    assert chat.conversation.draft == before
    assert name != email


def test_no_email_gives_each_person_an_address_of_their_own() -> None:
    """Somebody without e-mail gets an internal address nobody can receive at, the same one in every round."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo", "no tengo correo", "saltar", "sí")
    address = chat.leads[0].email.address
    assert address.startswith("sc-")
    assert address.endswith("@sin-correo.invalid")
    assert any(line.startswith("Sin correo") for line in chat.leads[0].notes)
    chat.settled(Created())
    chat.say("otra", "acepto", "alquilar", "Ana Peña", "este mismo", "no tengo correo", "saltar", "sí")
    assert chat.leads[1].email.address == address


def test_no_email_can_mean_a_person() -> None:
    """An agency may have people without e-mail passed to a person; then nothing is sent."""
    chat = Chat(default_flow(no_email="person"))
    answer = chat.say("hola", "acepto", "comprar", "Ana Peña", "este mismo", "no tengo correo")
    assert answer.startswith("Claro. Aquí te atiende una persona")
    assert not chat.leads


def test_an_unknown_version_goes_on_at_the_first_unanswered_question() -> None:
    """A conversation of another flow keeps its answers and never submits what was not shown."""
    chat = Chat()
    chat.to_review()
    chat.conversation = replace(chat.conversation, version="99")
    assert "¿Lo envío a Casa Caribe?" in chat.say("sí")
    assert not chat.leads
    chat.say("sí")
    assert len(chat.leads) == 1


@pytest.mark.parametrize("state", list(State))
def test_events_of_forgotten_leads_change_nothing(state: State) -> None:
    """A timer or an answer about a lead nobody remembers is silence in every state."""
    chat = Chat()
    chat.conversation = replace(chat.conversation, pending=pending_in(state))
    assert chat.happens(LeadSettled(lead="gone", told=Created())) == ""
    assert chat.happens(TimerDue(name="receipt", about="gone")) == ""
