"""A question in the note or at the summary that settings answer is answered there (conversation §4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chats import Chat, default_flow

GIVEN = ("hola", "comprar", "Ana Peña", "ana@example.com")
HOURS, PROMISE = "Atienden 8:00–18:00.", "Un asesor te contacta hoy."
ANSWERED = [
    ("¿cuándo me llaman?", PROMISE),
    ("cuándo me llaman", PROMISE),
    ("¿a qué hora abren?", HOURS),
    ("busco en Naco. ¿a qué hora abren?", HOURS),
    ("a qué hora abren", HOURS),
    ("what are your opening hours?", HOURS),
    ("quels sont les horaires ?", HOURS),
    ("qual o horário de atendimento?", HOURS),
    ("quali sono gli orari?", HOURS),
    ("wann öffnen Sie?", HOURS),
    ("какой у вас график работы?", HOURS),
    ("a ki lè nou louvri?", HOURS),
    ("¿eres un robot?", "Sí, soy un asistente automático."),
]
NOT_ASKED = [
    "vi la página web de ustedes y me gustó una villa",
    "para que me llamen por la tarde",
    "para la semana que viene",
    "el precio máximo es 150 mil dólares",
    "que sea cerca del horario de oficina de mi trabajo",
    "mi horario de trabajo es hasta las 5",
    "con ascensor y dos parqueos",
    "cerca de la oficina de mi esposo",
    "quiero visitarla el sábado",
    "¿tiene piscina?",
    "¿cuánto vale?",
    "no me llamen antes de las 6",
    "llámenme al teléfono de la agencia de mi hermano",
    "in the opening hours of the school nearby there is traffic",
    "una casa con jardín para mis padres",
    "la dirección de la oficina ya la tengo",
]


def chat_until(*texts: str) -> Chat:
    flow = default_flow(consent="notice")
    chat = Chat(replace(flow, facts={**flow.facts, "horario": "8:00–18:00", "promesa": "hoy"}))
    chat.say(*GIVEN, *texts)
    return chat


@pytest.mark.parametrize(("text", "answer"), ANSWERED)
def test_a_question_in_the_note_is_answered_with_the_summary(text: str, answer: str) -> None:
    """The note keeps it all the same."""
    chat = chat_until()
    said = chat.say(text)
    assert said.startswith(answer)
    assert "¿Lo envío a Casa Caribe?" in said
    assert chat.conversation.draft.note == text


@pytest.mark.parametrize(("text", "answer"), ANSWERED)
def test_a_question_at_the_summary_is_answered(text: str, answer: str) -> None:
    """It is added to the note as any other text is."""
    chat = chat_until("saltar")
    said = chat.say(text)
    assert said.startswith(answer)
    assert "¿Lo envío a Casa Caribe?" in said


@pytest.mark.parametrize("text", NOT_ASKED)
def test_a_note_that_asks_nothing_of_us_gets_the_summary_alone(text: str) -> None:
    """Neither a wish nor a question for the agent is answered by us."""
    assert chat_until().say(text).startswith("Revisa, por favor:")


def test_a_handle_beside_no_email_reaches_the_agency() -> None:
    """Who has no e-mail and is found elsewhere is passed on in their own words."""
    for text in (
        "no tengo correo pero sí instagram @anagil",
        "no tengo correo, mi instagram es @anagil",
        "I don't have email but my insta is @anagil",
        "não tenho e-mail mas tenho instagram @anagil",
    ):
        flow = default_flow(consent="notice")
        chat = Chat(flow)
        chat.say("hola", "comprar", "Ana Peña", text)
        assert chat.conversation.state == "notes", text
        assert [aside.words for aside in chat.conversation.draft.asides] == [text]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "no tengo",
            "no tengo correo",
            "sin correo",
            "no uso correo",
            "no uso",
            "no tengo correo electrónico gracias",
        ),
        *("I don't have email", "no email", "je n'ai pas de mail", "não tenho e-mail", "non ho email", "keine E-Mail"),
        *("нет почты", "mwen pa gen imèl", "yo no tengo correo", "la verdad no tengo correo"),
    ],
)
def test_no_email_alone_is_no_words(text: str) -> None:
    """That there is none is the whole answer."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "comprar", "Ana Peña", text)
    assert chat.conversation.draft.asides == ()


def test_the_same_words_are_passed_on_once() -> None:
    """Case, accents and marks make no other message of them."""
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "¿tiene piscina grande?", "Tiene piscina grande", "¿¿TIENE PISCINA GRANDE??")
    assert len(chat.conversation.draft.asides) == 1
