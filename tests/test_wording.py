"""What the assistant says is complete in every language and never says half a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.wording import LANGUAGES, load_catalogue, load_catalogues
from flows.replies import Choice, Option, Reply, Say, numbered_text
from flows.wording import fill, missing, render, say_text

CATALOGUES = load_catalogues()
ES, EN = CATALOGUES["es"], CATALOGUES["en"]
REACH = "Aquí te atiende una persona: {tel}, {enlace}. Horario: {horario}. Escribe «seguir»."
LEGAL = "Responsable: {razon}, RNC {rnc}, {direccion}. ¿Aceptas?"
ALONE = [
    ("es", "NOTES_ASK", "nothing_else", "\nO escribe «Nada más»."),
    ("en", "NOTES_ASK", "nothing_else", '\nOr type "Nothing else".'),
    ("fr", "NOTES_ASK", "nothing_else", "\nOu écrivez «\u202fRien d’autre\u202f»."),
    ("de", "NOTES_ASK", "nothing_else", "\nOder schreiben Sie „Nichts weiter“."),
    ("es", "EMAIL_R1", "go_without", "\nO escribe «Seguir sin correo»."),
    *((language, "EMAIL_ASK", "no_email", "") for language in LANGUAGES),
    *((language, "PHONE_R3", "human", "") for language in LANGUAGES),
]

FILLED = [
    ("Hola, {nombre}. ¿Seguimos?", {"nombre": "Ana"}, "Hola, Ana. ¿Seguimos?", "all there"),
    ("Hola, {nombre}. ¿Seguimos?", {}, "¿Seguimos?", "a sentence without its value goes"),
    ("Hola, {nombre}. ¿Seguimos?", {"nombre": " "}, "¿Seguimos?", "a blank is no value"),
    ("Si es urgente: {tel}.", {}, "", "nothing but the optional part"),
    (
        "Listo. Si es urgente: {tel}. Tu referencia: {ref}.",
        {"ref": "R-1"},
        "Listo. Tu referencia: R-1.",
        "in the middle",
    ),
    ("Llama: {tel} ({horario}).", {"tel": "1", "horario": "9-5"}, "Llama: 1 (9-5).", "a parenthesis"),
    ("Llama: {tel} ({horario}).", {"tel": "1"}, "Llama: 1.", "only the parenthesis goes"),
    ("Llama: {tel} ({horario}).", {"horario": "9-5"}, "", "what the parenthesis hung on is missing"),
    (REACH, {"tel": "1", "enlace": "u"}, "Aquí te atiende una persona: 1, u. Escribe «seguir».", "an enumeration"),
    (REACH, {"enlace": "u"}, "Aquí te atiende una persona: u. Escribe «seguir».", "one item stays"),
    (REACH, {}, "Escribe «seguir».", "no item stays"),
    (
        LEGAL,
        {"razon": "A", "rnc": "1", "direccion": "B"},
        "Responsable: A, RNC 1, B. ¿Aceptas?",
        "with a word before it",
    ),
    (LEGAL, {"razon": "A", "direccion": "B"}, "Responsable: A, B. ¿Aceptas?", "the word before it goes too"),
    ("Uno: {a}\nDos: {b}\nTres: {c}", {"a": "1", "c": "3"}, "Uno: 1\nTres: 3", "a line of a list"),
    ("A {a}.\n\n{b}\n\nC.", {"a": "1"}, "A 1.\n\nC.", "no hole where a paragraph was"),
    (
        "{a}, {b} ya.",
        {"a": "Dr. Gil? {b}", "b": "x  y\n\n\nz"},
        "Dr. Gil? {b}, x  y\n\n\nz ya.",
        "values are not touched",
    ),
]


@pytest.mark.parametrize(("template", "values", "said", "why"), FILLED)
def test_what_has_no_value_is_left_out(template: str, values: dict[str, str], said: str, why: str) -> None:
    """A sentence that lacks its value is not said, and what is left reads as if nothing were missing."""
    assert fill(template, values) == said, why


def test_every_text_exists_in_every_language() -> None:
    """No language lacks a text, an option or a word list, and everything fits the platforms."""
    assert tuple(CATALOGUES) == LANGUAGES
    assert missing(tuple(CATALOGUES.values())) == []


def test_every_kind_of_word_exists_in_every_language() -> None:
    """No language that people may write in lacks a kind of word that another has."""
    assert missing([load_catalogue(language) for language in LANGUAGES]) == []


def test_faults_of_a_catalogue_are_named() -> None:
    """Whoever edits the copy hears which text is missing, differs or is too long."""
    texts = {**EN.texts, "EMAIL_TYPO": "Is it right?", "SAFE": "x" * 1100}
    del texts["SORRY"]
    worse = replace(EN, texts=texts, options={**EN.options, "send": "Yes, please send it now"})
    assert missing((ES, worse)) == [
        "en: texts.EMAIL_TYPO no lleva los mismos datos que en es",
        "en: falta texts.SORRY, que sí está en es",
        "en: la opción send pasa de 20 caracteres: «Yes, please send it now»",
        "en: el texto SAFE puede pasar de 1024 caracteres",
    ]


WELCOME = {"agencia": "Casa Caribe", "n": "4", "url_privacidad": "https://casacaribe.example/privacidad"}
NOTICE = (
    "Tus datos (nombre, teléfono, correo y lo que cuentes) los guarda Casa Caribe en su sistema de clientes, solo para "
    "atenderte. Darlos es voluntario; sin nombre y teléfono no podemos contactarte. Puedes verlos, corregirlos o "
    "borrarlos cuando quieras: https://casacaribe.example/privacidad"
)


def test_the_welcome_is_rendered_exactly() -> None:
    """The first message names the agency, the property, what is kept, and asks for consent."""
    values = {"n": "4", "propiedad": "Apartamento 3 hab. en Naco", "tipo": "venta"}
    reply = Reply(says=(Say("WELCOME_SIGN", values),), options=(Option("accept"), Option("more"), Option("human")))
    message = render(ES, reply, WELCOME)
    assert message.text == (
        "Hola, soy el asistente automático de Casa Caribe. Veo que te interesa: Apartamento 3 hab. en Naco (en venta). "
        f"Te hago 4 preguntas cortas y un asesor te contacta.\n\n{NOTICE}\n\n¿Seguimos?"
    )
    assert [choice.label for choice in message.choices] == ["Acepto, seguir", "Leer más", "Hablar con alguien"]


def test_a_guessed_language_is_said_last() -> None:
    """Whoever was greeted in a guessed language reads at the end how to change it."""
    message = render(ES, Reply(says=(Say("WELCOME"), Say("LANG_HINT"))), WELCOME)
    assert message.text.endswith("¿Seguimos?\n\nEnglish? Type EN. Otros idiomas: escribe IDIOMA.")


def test_the_review_is_rendered_exactly() -> None:
    """The review shows what will be sent, line by line, and leaves out what was not given."""
    values = {"agencia": "Casa Caribe", "nombre": "Ana Rosa Peña de la Cruz", "tel": "809-555-0134", "correo": "none"}
    full = {**values, "busca": "buy", "propiedad": "Apartamento 3 hab. en Naco", "nota": "para enero, con préstamo"}
    assert say_text(ES, "REVIEW", full).split("\n") == [
        "Revisa, por favor:",
        "Nombre: Ana Rosa Peña de la Cruz",
        "Teléfono: 809-555-0134",
        "Correo: sin correo",
        "Buscas: comprar",
        "Propiedad: Apartamento 3 hab. en Naco",
        "Nota: para enero, con préstamo",
        "¿Lo envío a Casa Caribe?",
    ]
    assert say_text(EN, "REVIEW", {**values, "busca": "rent"}).split("\n") == [
        "Please check:",
        "Name: Ana Rosa Peña de la Cruz",
        "Phone: 809-555-0134",
        "E-mail: none",
        "Looking to: rent",
        "Shall I send it to Casa Caribe?",
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"tel_humano": "809-555-0100", "horario": "8 a 6", "avisado": "yes"},
            "Claro. Aquí te atiende una persona: 809-555-0100. Horario: 8 a 6. Ya le avisé al equipo. "
            "Si quieres seguir conmigo, escribe «seguir».",
        ),
        ({"avisado": "yes"}, "Claro. Ya le avisé al equipo. Si quieres seguir conmigo, escribe «seguir»."),
        (
            {"tel_humano": "809-555-0100"},
            "Claro. Aquí te atiende una persona: 809-555-0100. Si quieres seguir conmigo, escribe «seguir».",
        ),
    ],
)
def test_a_person_is_named_only_as_far_as_known(values: dict[str, str], said: str) -> None:
    """The team counts as told only where it was, and no contact is invented."""
    assert say_text(ES, "HUMAN", values) == said


def test_the_promise_has_a_default() -> None:
    """Where the owner promised nothing the ending still says when somebody calls."""
    values = {"nombre": "Ana", "agencia": "Casa Caribe", "tel": "809-555-0134", "ref": "R-7K2M4"}
    assert "lo antes posible, en horario de oficina" in say_text(ES, "DONE_NEW", values)
    assert "te contacta hoy antes de las 6, al 809-555-0134." in say_text(
        ES, "DONE_NEW", {**values, "promesa": "hoy antes de las 6"}
    )


def test_a_reply_becomes_a_message() -> None:
    """Parts are joined by an empty line, options get their labels, and an empty part leaves no gap."""
    options = (Option("skip"), Option("829", "829"))
    changed = Say("CHANGED", {"cambiado": "note"})
    reply = Reply(says=(Say("BEFORE"), changed, Say("NOTES_ASK")), options=options, step=3, share_phone=True)
    message = render(EN, reply, {})
    assert message.text.startswith("Changed: note.\n\nLast one, and optional:")
    assert message.choices == (Choice("skip", "Skip"), Choice("829", "829", given=True))
    assert (message.step, message.share_phone, message.list_button) == (3, "Share my number", "See options")
    assert numbered_text(message).endswith("1. Skip\n2. 829\nReply with the number.")


def test_a_message_tells_a_persons_values_from_our_words() -> None:
    """Where there are options each value of the talk is marked; the agency's facts are our words."""
    values = {"nombre": "Ana Ruiz", "nota": "dos\nlíneas", "busca": "buy"}
    reply = Reply(says=(Say("REVIEW", values), Say("NOTES_ASK")), options=(Option("send"),))
    message = render(ES, reply, {"agencia": "Casa Caribe"})
    assert [message.text[start:end] for start, end in message.given] == ["Ana Ruiz", "comprar", "dos\nlíneas"]
    bare = render(ES, replace(reply, options=()), {"agencia": "Casa Caribe"})
    assert (bare.text, bare.given) == (message.text, ())


@pytest.mark.parametrize(("language", "key", "option", "named"), ALONE)
def test_an_option_alone_is_named_once(language: str, key: str, option: str, named: str) -> None:
    """Where there are no buttons the only option is written behind the text, unless the text says what to write."""
    message = render(CATALOGUES[language], Reply(says=(Say(key),), options=(Option(option),)), {})
    assert numbered_text(message) == message.text + named
