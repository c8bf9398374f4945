"""The questions that an agency adds are asked, understood, changed and handed on like ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.alterestate_request import Labels, request_body
from adapters.store.codec import dump_conversation, dump_lead, load_conversation, load_lead
from flows.conversation import CustomAsked, State
from flows.events import Sender, TextEdited
from flows.lead import Budget, Intent
from flows.understanding.custom import OffLimits, read_custom
from flows.understanding.message import read
from tests.chats import NAME, Chat
from tests.flows import BUDGET, DATES, DEVELOPMENTS, GUESTS, PETS, PLACE, RENTALS, flow_from, toml, written

ASK_GUESTS, ASK_PLACE, ASK_PETS = "¿Cuántos serían?", "¿Qué prefieres?", "¿Vienen con mascotas?"


def chat_with(folder: Path, questions: str, *tables: str, head: str = 'languages = ["es", "en"]') -> Chat:
    """Somebody who agreed, at the first question of this flow."""
    chat = Chat(flow_from(written(folder, toml(questions, *tables, head=head))))
    chat.say("hola", "acepto")
    return chat


FLOWS = {path: flow_from(path) for path in (RENTALS, DEVELOPMENTS)}
READ = [
    (RENTALS, "guests", "4", "4", "digits"),
    (RENTALS, "guests", "somos 12 en total", "12", "the one number in a sentence"),
    (RENTALS, "guests", "2 adultos y 3 niños", None, "two numbers: which?"),
    (RENTALS, "guests", "0", OffLimits(), "below the least"),
    (RENTALS, "guests", "31", OffLimits(), "above the most"),
    (RENTALS, "guests", "2.5", None, "no whole number"),
    (RENTALS, "guests", "muchos", None, "no number"),
    (DEVELOPMENTS, "budget", "150 mil", "150000 USD", "thousands in words, the question's currency"),
    (DEVELOPMENTS, "budget", "US$ 180,000", "180000 USD", "grouped"),
    (DEVELOPMENTS, "budget", "unos 9 millones de pesos", "9000000 DOP", "another currency, said"),
    (DEVELOPMENTS, "budget", "150", OffLimits(), "150 what?"),
    (DEVELOPMENTS, "budget", "150 mil euros", None, "a currency that the CRM has no field for"),
    (DEVELOPMENTS, "budget", "€ 150.000", None, "the same as a sign"),
    (DEVELOPMENTS, "budget", "150 mil dólares canadienses", None, "not those dollars"),
    (RENTALS, "place", "prefiero la villa", "villa", "one choice named in a sentence"),
    (RENTALS, "place", "villa o apartamento", None, "two choices named"),
    (RENTALS, "place", "un castillo", None, "no choice named"),
    (RENTALS, "dates", "  del 20\nal 27 ", "del 20 al 27", "one line of text"),
    (RENTALS, "dates", "x" * 600, "x" * 500, "cut at 500 characters"),
]


@pytest.mark.parametrize(("path", "question", "text", "kept", "why"), READ)
def test_answers_are_read(path: Path, question: str, text: str, kept: object, why: str) -> None:
    """Numbers, choices and words are taken as people write them, or not at all."""
    asked = FLOWS[path].find(question)
    assert asked
    assert read_custom(asked, read(text), FLOWS[path].words) == kept, why


def test_what_is_answered_is_shown_and_sent(tmp_path: Path) -> None:
    """The summary shows each answer behind its label, and the agency gets it where it asked for it."""
    chat = chat_with(tmp_path, "name guests place pets dates limit phone", GUESTS, PLACE, PETS, DATES, BUDGET)
    summary = chat.say(NAME, "4", "apto", "no", "en enero", "200 mil")
    for line in ("Huéspedes: 4", "Alojamiento: Apartamento", "Mascotas: No", "Fechas: en enero"):
        assert line in summary.splitlines()
    assert "Presupuesto: USD 200,000" in summary
    assert "Guests: 4" in chat.say("EN")
    chat.say("yes")
    lead = chat.leads[0]
    assert lead.budget == Budget(amount=200_000, currency="USD")
    assert lead.metadata == {"pets": "no"}
    assert "Alojamiento: Apartamento" in lead.notes, "staff read their own language"
    body = request_body(lead, Labels())
    assert body["budget"] == 200_000
    assert body["metadata"] == {"pets": "no", "leadbot_id": lead.id, "reference": lead.reference}
    assert load_lead(dump_lead(lead)) == lead


def test_a_lead_stored_before_there_was_metadata_still_loads() -> None:
    """An update of the service loses no lead that waits."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    before = dump_lead(chat.leads[0]).replace(b',"metadata":{}', b"")
    assert b"metadata" not in before
    assert load_lead(before) == chat.leads[0]


def test_an_answer_survives_the_store(tmp_path: Path) -> None:
    """What was answered, and what is being asked, is there after a restart."""
    chat = chat_with(tmp_path, "guests place name phone", GUESTS, PLACE)
    chat.say("4")
    assert chat.conversation.pending == CustomAsked("place")
    assert load_conversation(dump_conversation(chat.conversation)) == chat.conversation


def test_a_number_is_never_an_option(tmp_path: Path) -> None:
    """«1» answers how many, also where the question may be skipped and after three misses."""
    optional = GUESTS.replace("required = true", "")
    chat = chat_with(tmp_path, "guests name phone", optional)
    assert chat.heard
    assert "escribe «saltar»" in chat.heard.text
    assert chat.heard.choices == ()
    chat.say("1")
    assert dict(chat.conversation.draft.answers) == {"guests": "1"}
    insistent = chat_with(tmp_path, "guests name phone", GUESTS)
    insistent.say("eh", "eh", "eh", "eh", "1")
    assert dict(insistent.conversation.draft.answers) == {"guests": "1"}


def test_misses_of_a_question_that_must_be_answered(tmp_path: Path) -> None:
    """Asked again with more words each time, and from the third on with a way to a person."""
    chat = chat_with(tmp_path, "place name phone", PLACE)
    assert chat.say("eh") == f"Disculpa, no te entendí. ¿Cuál eliges?\n\n{ASK_PLACE}"
    assert chat.say("eh").startswith("Responde con una de las opciones")
    assert chat.heard
    assert [choice.id for choice in chat.heard.choices] == ["own.place.villa", "own.place.flat"]
    chat.say("eh")
    assert [choice.label for choice in chat.heard.choices][-1] == "Hablar con alguien"
    chat.say("3")
    assert chat.conversation.state is State.HUMAN
    assert ASK_PLACE in chat.say("seguir")


def test_misses_of_a_question_that_may_be_left_out(tmp_path: Path) -> None:
    """After the third miss it is left empty and the talk goes on."""
    chat = chat_with(tmp_path, "pets name phone", PETS)
    chat.say("quizás", "quizás")
    assert "¿Cómo te llamas?" in chat.say("quizás")
    assert "Mascotas" not in chat.say(NAME)


def test_a_number_out_of_bounds_hears_the_bounds(tmp_path: Path) -> None:
    """Somebody who wrote a number is not told to write a number."""
    chat = chat_with(tmp_path, "guests name phone", GUESTS)
    assert chat.say("50") == f"Como mínimo 1. Como máximo 20.\n\n{ASK_GUESTS}"


def test_skipping(tmp_path: Path) -> None:
    """«Saltar» leaves out what may be left out, keeps what was given, and explains what is needed."""
    chat = chat_with(tmp_path, "dates guests name phone", DATES, GUESTS)
    assert chat.say("saltar") == ASK_GUESTS
    assert chat.say("saltar").endswith(ASK_GUESTS)
    chat.say("4")
    assert chat.say("atrás") == f"{ASK_GUESTS}\n\nAntes pusiste: 4"
    assert "¿Cómo te llamas?" in chat.say("saltar")
    assert dict(chat.conversation.draft.answers) == {"dates": "", "guests": "4"}


def test_changing(tmp_path: Path) -> None:
    """«Cambiar» knows the question by its label in any language, and the list of answers shows it."""
    chat = chat_with(tmp_path, "name guests place phone", GUESTS, PLACE)
    chat.say(NAME, "4", "villa")
    assert chat.say("cambiar huéspedes").startswith(ASK_GUESTS)
    assert "Huéspedes: 5" in chat.say("5")
    assert chat.say("change place").startswith(ASK_PLACE)
    assert "Alojamiento: Apartamento" in chat.say("2")
    chat.say("2")
    assert chat.heard
    assert [choice.label for choice in chat.heard.choices] == ["Nombre", "Teléfono", "Huéspedes", "Alojamiento"]
    assert chat.say("3").startswith(ASK_GUESTS)


def test_what_is_not_asked_is_not_said(tmp_path: Path) -> None:
    """Without the e-mail question there is no e-mail in the talk; the CRM gets the internal address it needs."""
    chat = chat_with(tmp_path, "name phone")
    summary = chat.say(NAME)
    assert "Correo" not in summary
    assert "Busca" not in summary
    assert chat.say("cambiar correo").startswith("¿Qué cambio?")
    chat.say("saltar", "sí")
    assert chat.leads[0].email.address.endswith("@sin-correo.invalid")
    assert not chat.leads[0].email.given
    assert chat.leads[0].intent == Intent.UNDECIDED


def test_one_internal_address_a_person(tmp_path: Path) -> None:
    """Two requests of one person without e-mail carry the same address, and the same request is not sent twice."""
    chat = chat_with(tmp_path, "name dates phone", DATES)
    chat.say(NAME, "en enero", "sí")
    chat.later(minutes=5)
    chat.say("otra", "acepto", NAME, "en mayo", "sí")
    first, second = chat.leads
    assert first.email == second.email
    chat.later(minutes=5)
    chat.say("otra", "acepto", NAME, "en mayo")
    chat.say("sí")
    assert len(chat.leads) == 2


def test_everybody_wants_the_same_where_the_flow_says_so(tmp_path: Path) -> None:
    """An agency that only rents out does not ask, and its leads are for rent all the same."""
    chat = chat_with(tmp_path, "name phone", head='intent = "rent"')
    assert "Buscas: alquilar" in chat.say(NAME)
    chat.say("sí")
    assert request_body(chat.leads[0], Labels())["listing_type"] == 2


def test_the_greeting_counts_the_agencys_questions(tmp_path: Path) -> None:
    """People are told how many questions there are, and it is true: a number that is known is not asked."""
    flow = flow_from(written(tmp_path, toml("name guests phone", GUESTS)))
    assert "Te hago 2 preguntas cortas" in Chat(flow).say("hola")
    assert "Te hago 3 preguntas cortas" in Chat(flow, sender=Sender(profile_name="Ana")).say("hola")


def test_only_offered_languages_can_be_switched_to(tmp_path: Path) -> None:
    """Whoever asks for a language that the agency does not offer hears which ones it does."""
    chat = chat_with(tmp_path, "name phone", head='languages = ["es"]')
    assert chat.say("EN") == "¿En qué idioma?"
    assert chat.heard
    assert [choice.label for choice in chat.heard.choices] == ["Español"]


def test_other_words_of_the_agency_are_said(tmp_path: Path) -> None:
    """A reworded question and a reworded option read as the agency wrote them, and ours are still understood."""
    texts = '[texts.es]\nNOTES_ASK = "¿Algo más?"\n[options.es]\nskip = "Nada más"\n'
    chat = chat_with(tmp_path, "name phone note", texts)
    assert chat.say(NAME).endswith("¿Algo más?")
    assert chat.heard
    assert [choice.label for choice in chat.heard.choices] == ["Nada más"]
    assert "Revisa, por favor" in chat.say("saltar")


def test_an_edited_message_corrects_an_own_answer(tmp_path: Path) -> None:
    """Telegram's edit of an answer is a correction, whatever question it answered."""
    chat = chat_with(tmp_path, "guests name phone", GUESTS)
    chat.say("4")
    message = chat.conversation.heard[-1][0]
    assert chat.happens(TextEdited(text="6", message=message, fresh=chat.fresh())).startswith("Cambiado: Huéspedes, 6.")
    assert dict(chat.conversation.draft.answers) == {"guests": "6"}
