"""The loop guard: machines that talk to us fall silent, and people who answer are never stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest

from flows.conversation import State
from flows.events import Flooded, OptionTapped, Sender, TextEdited, TimerDue
from tests.chats import Chat, default_flow

ASK_NAME = "¿Cómo te llamas? Nombre y apellido, por favor."
SLOWER = "Recibí muchos mensajes seguidos. Espera un momento y sigue."
POINTED = "Claro. Aquí te atiende una persona: 809-555-0100."
PASSED_ON = "Te paso con una persona: 809-555-0100."
SUMMARY = "Revisa, por favor:"
REVIEW_R1 = "¿Lo envío así? Dime sí, o qué cambio."


def at_name(**settings: object) -> Chat:
    chat = Chat(default_flow(**settings))
    chat.say("hola", "acepto", "comprar")
    return chat


def at_phone() -> Chat:
    """On Telegram, where the number is asked."""
    chat = Chat(default_flow("telegram"), Sender())
    chat.say("hola", "acepto", "comprar", "Ana Peña")
    return chat


def flooding() -> Chat:
    """A chat in which the guard has just spoken: at the summary, where the same again is no miss."""
    chat = Chat()
    chat.to_review()
    assert any(chat.say("😊").startswith(SLOWER) for _ in range(30))
    return chat


def lost() -> Chat:
    """A chat that has just been pointed to a person: no number is there yet that could be passed on."""
    chat = at_phone()
    assert chat.say(*["8095"] * 4).startswith(POINTED)
    return chat


def lost_at_name() -> Chat:
    chat = at_name()
    assert chat.say(*["12"] * 4).startswith(POINTED)
    return chat


def passed_on() -> Chat:
    """The same where a name and a number are there: they can be sent."""
    chat = at_name()
    chat.say("Ana Peña", "cambiar teléfono")
    assert chat.say(*["8095"] * 4).startswith(PASSED_ON)
    return chat


SENSIBLE = (
    *("hola", "acepto", "comprar", "Ana Peña", "este mismo", "ana@example.com", "busco en Naco"),
    *("cambiar nombre", "Ana Gil", "cambiar correo", "ana.gil@example.com", "cambiar teléfono", "829-555-0177"),
    *("cambiar qué buscas", "alquilar", "¿sigue disponible?", "y con parqueo", "segundo piso", "cambiar"),
    *("1", "Ana Peña Gil", "cambiar correo", "no tengo", "mi correo es ana@example.org", "¿cuánto vale?"),
    *("cambiar", "nombre", "Ana Peña de la Cruz", "atrás", "nada más", "idioma", "español"),
)


def test_who_answers_is_never_stopped() -> None:
    """Somebody quick who changes their mind a lot is heard to the end, however many messages it takes."""
    chat = Chat()
    answers = [chat.say(text) for text in SENSIBLE]
    assert len(answers) > 30
    assert all(answers)
    assert not any(answer.startswith((SLOWER, POINTED)) for answer in answers)
    chat.say("sí")
    assert [lead.full_name for lead in chat.leads] == ["Ana Peña de la Cruz"]


def test_who_moves_nothing_in_a_flood_is_told_once() -> None:
    """Of over twenty messages in ten minutes the last eight moved nothing: we say so and ask again, and then not."""
    chat = Chat()
    summary = chat.to_review()
    answers = [chat.say("😊") for _ in range(25)]
    assert summary.startswith(SUMMARY)
    assert answers[:13] == [REVIEW_R1, summary] * 6 + [REVIEW_R1]
    assert answers[13] == f"{SLOWER}\n\n{summary}"
    assert answers[14:] == [""] * 11


def test_who_was_told_is_not_told_again_by_the_door() -> None:
    """Where a flood is so fast that messages are turned away too, one notice is enough."""
    assert flooding().happens(Flooded()) == ""
    assert at_name().happens(Flooded()) == SLOWER


HEARD_AT_THE_SUMMARY = [
    ("y con parqueo", "Lo agregué a tu nota."),
    ("es Gil, no Peña", "Cambiado: nombre, Ana Gil."),
    ("me llamo Luz Gil", "¿Cambio tu nombre por Luz Gil?"),
    ("no", "¿Qué cambio?"),
    ("todavía no", "Está bien, no envío nada todavía."),
    ("me da igual", "¿Lo envío así?"),
    ("ayuda", "Puedo pasar tus datos"),
    ("persona", PASSED_ON),
    ("repetir", SUMMARY),
    ("atrás", "Última, y es opcional"),
    ("cambiar correo", "¿A qué correo"),
    ("cancelar", "Listo, no envié nada"),
    ("salir", "Listo, no te escribo más."),
    ("borrar mis datos", "Borro lo que este chat guarda de ti"),
    ("mis datos", "Esto guardo de ti:"),
    ("EN", "Please check:"),
    ("seguir", SUMMARY),
]


@pytest.mark.parametrize(("words", "answer"), HEARD_AT_THE_SUMMARY)
def test_what_fits_is_heard_in_a_flood(words: str, answer: str) -> None:
    """The answer to the question, and every word that always works, does what it does at any other time."""
    chat = flooding()
    assert chat.say("😊") == ""
    assert answer in chat.say(words)


def test_a_yes_is_heard_in_a_flood() -> None:
    """What the summary shows is sent, however many messages came before."""
    chat = flooding()
    chat.say("😊", "sí")
    assert [lead.full_name for lead in chat.leads] == ["Ana Peña"]


HEARD_AT_THE_NAME = [
    ("Ana Peña", "Gracias, Ana."),
    ("me llamo Ana Peña", "Gracias, Ana."),
    ("ayuda", "Puedo pasar tus datos"),
    ("persona", POINTED),
    ("repetir", ASK_NAME),
    ("después", "Está bien, cuando quieras."),
    ("atrás", "¿Qué buscas?"),
    ("cancelar", "Listo, no envié nada"),
    ("salir", "Listo, no te escribo más."),
    ("borrar mis datos", "Borro lo que este chat guarda de ti"),
    ("mis datos", "Todavía no guardo nada de ti."),
    ("EN", "What's your name?"),
    ("seguir", ASK_NAME),
    ("ref K7M4PF", "Veo que te interesa"),
]


@pytest.mark.parametrize(("words", "answer"), HEARD_AT_THE_NAME)
def test_what_fits_is_heard_after_being_pointed_to_a_person(words: str, answer: str) -> None:
    """The same holds for whoever was pointed to a person."""
    chat = lost_at_name()
    assert chat.say("😊", "12") == ""
    assert answer in chat.say(words)


def test_what_does_not_fit_is_kept_for_the_agency() -> None:
    """What somebody writes meanwhile is not answered and not lost; a courtesy is not worth keeping."""
    chat = lost_at_name()
    assert chat.say("¿cuánto vale el de Naco?") == ""
    assert chat.say("12345 67 8 por la 27 con 9") == ""
    assert [chat.say("hola"), chat.say("gracias"), chat.say("👋")] == [""] * 3
    assert chat.conversation.state is State.NAME
    chat.say("Ana Peña", "ana@example.com", "nada", "sí")
    notes = "\n".join(chat.leads[0].notes)
    assert "¿cuánto vale el de Naco?" in notes
    assert "12345 67 8 por la 27 con 9" in notes
    assert "hola" not in notes


def test_nothing_is_kept_before_consent() -> None:
    """What is written in a flood before «Acepto» waits for it like everything else."""
    chat = Chat(default_flow(consent="ask"))
    chat.say("hola", *["quiero una casa en Naco que tenga parqueo"] * 25)
    assert chat.conversation.draft.asides == ()
    assert chat.conversation.waiting


def test_a_flood_is_over_after_ten_minutes() -> None:
    """Whoever comes back is asked again."""
    chat = flooding()
    chat.later(minutes=9, seconds=59)
    assert chat.say("hola") == ""
    chat = flooding()
    chat.later(minutes=10)
    assert chat.say("hola").startswith(SUMMARY)


def test_a_miss_after_the_last_explanation_points_to_a_person() -> None:
    """After three explanations there is no fourth: we say where a person is, and call nobody who was not asked for."""
    chat = at_phone()
    told = [chat.say("8095") for _ in range(6)]
    assert [text.startswith(POINTED) for text in told] == [False, False, False, True, False, False]
    assert len(set(told[:4])) == 4
    assert told[4:] == ["", ""]
    assert not chat.conversation.asked_for_person


def test_signs_without_words_come_to_an_end() -> None:
    """A question that is answered with emoji alone is explained, and then a person is named."""
    chat = at_name()
    told = [chat.say("😊") for _ in range(20)]
    assert len([text for text in told if text.startswith(POINTED)]) == 1
    assert not any(told[10:])


def test_six_misses_in_a_row_point_to_a_person() -> None:
    """The same where the questions go on by themselves: three misses at the wish, three at the name."""
    chat = Chat()
    chat.say("hola", "acepto")
    told = [chat.say("12345") for _ in range(7)]
    assert [text.startswith(POINTED) for text in told] == [False] * 5 + [True, False]


def test_who_can_be_called_is_offered_to_be_passed_on() -> None:
    """Where a name and a number are there, the last miss asks whether to send them; that is no wish for a person."""
    chat = passed_on()
    assert chat.say("8095", "hola", "😊") == ""
    assert not chat.conversation.asked_for_person
    chat.say("sí")
    assert [(lead.full_name, lead.phone.e164) for lead in chat.leads] == [("Ana Peña", "+18095550134")]
    assert not any("Pidió hablar con una persona" in note for note in chat.leads[0].notes)


@pytest.mark.parametrize("yes", ["sí", "sí, enviar", "1", "este mismo"])
def test_a_yes_after_other_words_still_passes_on(yes: str) -> None:
    """What was written in between is kept in silence, and goes with what is sent."""
    chat = passed_on()
    assert chat.say("quiero que me llamen por la tarde") == ""
    chat.say(yes)
    assert "Escribió: quiero que me llamen por la tarde" in chat.leads[0].notes


def test_words_beside_the_yes_are_passed_on_too() -> None:
    """Who sends with a condition beside it has the agency read the condition."""
    chat = passed_on()
    chat.say("sí, pero llámenme por la tarde")
    assert "Escribió: sí, pero llámenme por la tarde" in chat.leads[0].notes


def test_the_answer_is_heard_before_what_can_be_passed_on() -> None:
    """Within the hour the question behind the offer can still be answered, and the talk goes on."""
    chat = passed_on()
    assert chat.say("8095") == ""
    assert chat.say("829-555-0177").startswith("Cambiado: teléfono, 829-555-0177.\n\n¿A qué correo")
    chat.say("ana@example.com", "nada", "sí")
    assert [lead.phone.e164 for lead in chat.leads] == ["+18295550177"]


def test_a_no_to_passing_on_names_the_person() -> None:
    """Who wants nothing sent is told where a person is, and «seguir» goes on."""
    chat = passed_on()
    assert chat.say("no").startswith(POINTED)
    assert chat.say("seguir").startswith("¿A qué número")
    assert not chat.leads


def test_an_hour_after_passing_on_it_is_as_beside_a_person() -> None:
    """After the hour other words are answered once that this is an assistant, and a yes still sends."""
    chat = passed_on()
    chat.later(minutes=59)
    assert chat.say("8095") == ""
    chat.later(minutes=1)
    assert chat.say("8095").startswith("Sigo siendo el asistente automático.")
    assert chat.say("8095") == ""
    chat.say("sí")
    assert len(chat.leads) == 1


@pytest.mark.parametrize("words", ["829-555-0177", "mi número es 829-555-0177", "al +1 829 555 0177"])
def test_after_being_pointed_to_a_person_the_answer_is_heard(words: str) -> None:
    """Within the hour the right answer goes on, and the lead says nothing of a person nobody asked for."""
    chat = lost()
    assert chat.say("8095", "hola") == ""
    assert chat.say(words).startswith("¿A qué correo")
    chat.say("ana@example.com", "nada", "sí")
    assert not any("Pidió hablar con una persona" in note for note in chat.leads[0].notes)


def test_who_then_asks_for_a_person_is_noted() -> None:
    """The button below and the word do what they say."""
    for tapped in (True, False):
        chat = lost()
        answer = chat.tap("human") if tapped else chat.say("persona")
        assert answer.startswith(POINTED)
        chat.say("seguir", "829-555-0177", "ana@example.com", "nada", "sí")
        assert any("Pidió hablar con una persona" in note for note in chat.leads[0].notes)


def test_the_hour_ends() -> None:
    """An hour later a miss is answered again, once."""
    chat = lost()
    chat.later(minutes=59)
    assert chat.say("8095") == ""
    chat.later(minutes=1)
    assert chat.say("8095").startswith(POINTED)
    assert chat.say("8095") == ""


def test_where_nobody_can_be_reached_nothing_is_promised() -> None:
    """Without a phone or link of the agency's we do not say that we noted a wish for a person; the way to ask stays."""
    chat = at_phone()
    chat.flow = replace(chat.flow, facts={"agencia": "Casa Caribe"})
    told = [chat.say("8095") for _ in range(5)]
    assert told[3] == told[2]
    assert "escribe «persona»" in told[3]
    assert told[4] == ""


def test_no_reminder_after_pointing_to_a_person() -> None:
    """Who was told where a person is, is not asked an hour later whether to go on."""
    chat = lost()
    chat.later(minutes=61)
    assert chat.happens(TimerDue(name="nudge")) == ""


def test_pieces_of_an_answer_count_like_whole_ones() -> None:
    """Where bubbles are joined, who is not understood is pointed to a person all the same."""
    chat = at_name(join=timedelta(seconds=1.5))
    told = []
    for _ in range(5):
        assert chat.say("12345") == ""
        told.append(chat.happens(TimerDue(name="fragments")))
    assert [text.startswith(POINTED) for text in told] == [False, False, False, True, False]
    assert told[4] == ""
    chat.say("Ana Peña")
    assert chat.happens(TimerDue(name="fragments")).startswith("Gracias, Ana.")


def test_a_button_of_the_question_is_heard_in_a_flood() -> None:
    """Tapping is answering; an old button is not."""
    chat = flooding()
    step = chat.conversation.step
    assert chat.happens(OptionTapped(option="change", step=step - 1)) == ""
    assert chat.tap("change").startswith("¿Qué cambio?")


BOTS = [
    ["😊"],
    ["no"],
    ["1"],
    ["Hola"],
    ["¿En qué puedo ayudarle?"],
    ["Gracias por escribir a Inversiones Sol. En breve le atenderemos."],
    ["¡Bienvenido! Elija: 1 ventas, 2 alquileres, 3 otros"],
    ["Thanks for your message. We will get back to you soon."],
    ["no", "hola"],
    ["sí", "no"],
    ["sí"],
]


@pytest.mark.parametrize("consent", ["ask", "notice"])
@pytest.mark.parametrize("pace_s", [1, 20, 100, 400])
@pytest.mark.parametrize("lines", BOTS, ids=[lines[0][:12] + str(len(lines)) for lines in BOTS])
def test_another_machine_is_not_answered_for_ever(lines: list[str], pace_s: int, consent: str) -> None:
    """Whatever a machine says again and again, and however fast, we fall silent: but for one line an hour, that this is
    an assistant, where it happened to ask for a person (and after twelve hours of that a few questions more)."""
    chat = Chat(default_flow(consent=consent))
    answers = []
    for _, line in zip(range(180), cycle(lines), strict=False):
        chat.later(seconds=pace_s)
        answers.append(chat.say(line))
    assert len([answer for answer in answers if answer]) <= 60
    assert len([answer for answer in answers[-100:] if answer]) <= 5 + pace_s * 100 // 3600


def test_a_machine_that_edits_its_message_is_not_answered_for_ever() -> None:
    """An edited message is one more message."""
    chat = at_name()
    answers = [chat.happens(TextEdited(text="hola", message="an old one")) for _ in range(100)]
    assert not any(answers[30:])


def test_a_machine_after_the_end_is_not_answered_for_ever() -> None:
    """After sending its words are kept with the lead, without an answer to each."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    answers = []
    for _ in range(60):
        answers.append(chat.say("Gracias por escribirnos, en breve le atenderemos"))
        assert chat.turn
        assert chat.turn.follow_up
    assert not any(answers[-30:])
