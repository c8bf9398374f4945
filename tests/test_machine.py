"""What the conversation promises, turn by turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.conversation import EMPTY, State
from flows.events import (
    Blocked,
    ContactShared,
    Flooded,
    GroupAddressed,
    LeadSettled,
    LocationShared,
    MediaReceived,
    Sender,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
    TurnFailed,
    Unblocked,
)
from flows.lead import Intent
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held, Told
from tests.chats import ANA, NOON, PHONE, Chat, default_flow, pending_in


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


def test_refusing_keeps_nothing() -> None:
    """«No acepto» ends the talk, says how to reach people, and forgets what was written."""
    chat = Chat()
    chat.say("hola")
    answer = chat.say("no")
    assert answer == "Está bien, no guardo nada. Si prefieres, llama o escribe a Casa Caribe: 809-555-0100."
    assert chat.turn
    assert chat.turn.forget
    assert chat.say("hola").startswith("Hola, soy el asistente")


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
    assert chat.heard.clear_keyboard


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


def test_an_unknown_version_goes_on_at_the_first_unanswered_question() -> None:
    """A conversation of another flow keeps its answers and never submits what was not shown."""
    chat = Chat()
    chat.to_review()
    chat.conversation = replace(chat.conversation, version="99")
    assert "¿Lo envío a Casa Caribe?" in chat.say("sí")
    assert not chat.leads
    chat.say("sí")
    assert len(chat.leads) == 1


def test_language_can_be_switched_at_any_time() -> None:
    """«English» half-way keeps everything and repeats the question in English."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    assert chat.say("EN") == "What's your name? First and last, please."
    assert chat.conversation.draft.intent == Intent.BUY
    assert chat.say("idioma") == "Which language?"
    assert chat.say("Español").startswith("¿Cómo te llamas?")


def test_a_guessed_language_offers_the_others() -> None:
    """When the language is a guess, the last line says how to switch; the hint goes once they agree."""
    chat = Chat()
    assert chat.say("👋").endswith("English? Type EN. Otros idiomas: escribe IDIOMA.")
    assert chat.say("EN").startswith("Hi, I'm the automated assistant of Casa Caribe.")


@pytest.mark.parametrize("state", list(State))
def test_events_of_forgotten_leads_change_nothing(state: State) -> None:
    """A timer or an answer about a lead nobody remembers is silence in every state."""
    chat = Chat()
    chat.conversation = replace(chat.conversation, pending=pending_in(state))
    assert chat.happens(LeadSettled(lead="gone", told=Created())) == ""
    assert chat.happens(TimerDue(name="receipt", about="gone")) == ""


def test_help_in_the_first_message_is_given() -> None:
    """Somebody who begins with «ayuda», «persona» or «English» gets just that."""
    assert Chat().say("ayuda").startswith("Puedo pasar tus datos a un asesor.")
    assert Chat().say("persona").startswith("Claro. Aquí te atiende una persona: 809-555-0100.")
    assert Chat().say("English").startswith("Hi, I'm the automated assistant")


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
