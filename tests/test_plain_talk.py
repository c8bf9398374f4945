"""Between the questions people greet, thank, hesitate and change their minds, in words of their own."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.events import OptionTapped
from flows.lead import Intent
from flows.outcomes import Created
from tests.chats import Chat

ROUND = ("hola", "acepto", "comprar", "Ana Peña", "ana@example.com", "nada")


@pytest.mark.parametrize("answered", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("words", ["hola", "Buenas tardes", "muchas gracias", "holaaa, buenas", "bonjour", "спасибо"])
def test_a_greeting_is_neither_an_answer_nor_a_mistake(words: str, answered: int) -> None:
    """Who greets or thanks half-way is asked on, in other words than a moment ago, and nothing is noted."""
    chat = Chat()
    asked = chat.say(*ROUND[:answered])
    before = chat.conversation
    again = chat.say(words)
    assert again
    assert again != asked
    assert (chat.conversation.draft, chat.conversation.pending) == (before.draft, before.pending)
    assert chat.say(words) != again


PERSON = [
    "quiero hablar con una persona",
    "necesito un asesor",
    "Hablar con alguien",
    "una persona por favor",
    "llámenme",
    "I want to talk to someone",
    "can I speak to a person?",
    "je voudrais parler à quelqu'un",
    "quero falar com alguém",
    "vorrei parlare con una persona",
    "ich möchte mit einem Menschen sprechen",
    "хочу поговорить с человеком",
    "mwen vle pale ak yon moun",
]


@pytest.mark.parametrize("words", PERSON)
def test_a_person_may_be_asked_for_in_a_sentence(words: str) -> None:
    """Nobody has to know the one word: people ask for a person in their own, before consent and after."""
    for before in (("hola",), ("hola", "acepto"), ROUND):
        chat = Chat()
        chat.say(*before)
        chat.say(words)
        assert chat.conversation.state is (State.PASS_ON if before is ROUND else State.HUMAN)


CHANGES = [
    ("quiero cambiar mi correo", State.EMAIL),
    ("mi correo está mal", State.EMAIL),
    ("necesito corregir el nombre por favor", State.NAME),
    ("me equivoqué", State.EDIT),
    ("my phone is wrong", State.PHONE),
    ("I'd like to change my name", State.NAME),
    ("je veux changer mon numéro", State.PHONE),
    ("quero mudar meu nome", State.NAME),
    ("vorrei cambiare il telefono", State.PHONE),
    ("Telefon ändern", State.PHONE),
    ("ich möchte meine Telefonnummer ändern", State.PHONE),
    ("хочу изменить номер", State.PHONE),
    ("mwen vle chanje nimewo mwen", State.PHONE),
]


@pytest.mark.parametrize(("words", "state"), CHANGES)
def test_a_change_may_be_asked_for_in_a_sentence(words: str, state: State) -> None:
    """At the summary, wanting to change something is no word for the note: it leads to the question."""
    chat = Chat()
    chat.say(*ROUND)
    chat.say(words)
    assert chat.conversation.state is state
    assert chat.conversation.draft.note == ""


@pytest.mark.parametrize("words", ["quiero cambiar de casa", "quiero algo nuevo", "puedo pagar con préstamo"])
def test_a_wish_is_no_command(words: str) -> None:
    """«Quiero…» before anything else is what they want, and it stays in the note."""
    chat = Chat()
    chat.say(*ROUND[:-1], words)
    assert chat.conversation.draft.note == words


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("nada", State.REVIEW),
        ("no", State.REVIEW),
        ("el correo", State.EMAIL),
        ("mi apellido", State.NAME),
        ("829-555-0199", State.REVIEW),
    ],
)
def test_what_to_change_is_understood(words: str, state: State) -> None:
    """«¿Qué cambio?» takes the thing, its new value, or nothing after all."""
    chat = Chat()
    chat.say(*ROUND, "no")
    assert chat.conversation.state is State.EDIT
    chat.say(words)
    assert chat.conversation.state is state


def test_nothing_more_adds_nothing() -> None:
    """«Nada más» and «eso es todo» are no note, and «sí» invites one."""
    for words in ("nada más", "eso es todo"):
        chat = Chat()
        assert chat.say(*ROUND[:-1], "sí") == "Te leo."
        shown = chat.say(words)
        assert shown.startswith("Revisa, por favor:")
        assert "Nota" not in shown


def test_why_without_a_question_mark() -> None:
    """«por que mi numero», as it is typed on a small phone, gets its answer."""
    chat = Chat()
    chat.say(*ROUND[:4])
    assert chat.say("por que mi numero").startswith("Para que el asesor pueda atenderte")


def test_a_misspelt_address_that_is_none_cannot_be_kept() -> None:
    """«Dejar el mío» is offered only where theirs is an address; otherwise «No» asks for it again."""
    for typed, labels in {"luis@gmial": ["Sí, ese", "No"], "luis@gmial.com": ["Sí, ese", "No, dejar el mío"]}.items():
        chat = Chat()
        chat.say(*ROUND[:4], typed)
        assert chat.heard
        assert [choice.label for choice in chat.heard.choices] == labels
    chat = Chat()
    chat.say(*ROUND[:4], "luis@gmial")
    assert chat.say("no").startswith("¿A qué correo te mandan los detalles?")
    chat.happens(OptionTapped(option="keep", step=chat.conversation.step))
    assert chat.conversation.draft.email is None


def test_a_message_with_more_than_its_facts_goes_to_the_agency_whole() -> None:
    """A message full of facts is used, and reaches the agency as it was written, without holes where they stood."""
    chat = Chat()
    written = "Hola soy Carlos Matos, quiero rentar en Piantini, mi cel 829-555-0111, carlos@gmail.com"
    chat.say(written, "acepto")
    assert "Nota: lo que escribiste\n" in chat.say("nada")
    chat.say("sí")
    assert f"Escribió: {written}" in chat.leads[0].notes


def test_who_comes_back_with_a_wish_is_heard() -> None:
    """Somebody we know who begins with what they look for is not asked for it again."""
    chat = Chat()
    chat.say(*ROUND, "sí")
    chat.settled(Created())
    chat.later(days=2)
    assert chat.say("quiero alquilar en Bávaro") == "Hola de nuevo, Ana. ¿En qué te ayudo?"
    assert chat.say("buscar propiedad").startswith("Última, y es opcional")
    assert chat.conversation.draft.intent is Intent.RENT


def test_who_comes_back_and_wants_nothing() -> None:
    """«No, gracias» to «¿en qué te ayudo?» ends it."""
    chat = Chat()
    chat.say(*ROUND, "sí")
    chat.settled(Created())
    chat.later(days=2)
    chat.say("hola")
    assert chat.say("no, gracias").startswith("Listo, no envié nada")


def test_four_is_no_answer_where_three_are_offered() -> None:
    """A number means an option that was shown, never one that is only understood."""
    chat = Chat()
    chat.say("hola", "4")
    assert chat.conversation.state is State.CONSENT


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ES", "no quiero nada"),
        ("PT", "não quero"),
        ("FR", "je ne veux pas"),
        ("IT", "non voglio"),
        ("HT", "mwen pa vle"),
        ("HT", "non mèsi"),
        ("RU", "не хочу"),
    ],
)
def test_a_refusal_is_no_note(language: str, words: str) -> None:
    """«No quiero», in the language of the chat, is nothing to add."""
    chat = Chat()
    chat.say(*ROUND[:-1], language, words)
    assert (chat.conversation.state, chat.conversation.draft.note) == (State.REVIEW, "")


def test_a_name_is_corrected_in_the_note() -> None:
    """«No, me llamo …» and nothing else is no note; with more words it is."""
    chat = Chat()
    assert chat.say(*ROUND[:-1], "no, me llamo Ana Pérez").startswith("Cambiado: nombre, Ana Pérez.")
    assert chat.conversation.draft.name == "Ana Pérez"
    for words in ("no soy de aquí", "no, soy abogada", "mi esposo se llama Luis", "soy de Santiago"):
        chat = Chat()
        chat.say(*ROUND[:-1], words)
        assert (chat.conversation.draft.name, chat.conversation.draft.note) == ("Ana Peña", words)


def test_a_number_without_its_country_from_somebody_who_writes_kreyol() -> None:
    """Eight digits from a Kreyòl speaker may be a number in Haiti: it is proposed with +509."""
    chat = Chat()
    chat.say("Bonjou", "Kreyòl", "dakò", "lwe", "Marie Joseph", "lòt nimewo")
    assert "+509 34 12 3456" in chat.say("3412 3456")
    chat.say("wi")
    assert chat.conversation.draft.phone
    assert (chat.conversation.draft.phone.e164, chat.conversation.draft.phone.proven) == ("+50934123456", False)
    chat.say("chanje nimewo", "3412 3456")
    assert chat.say("non").startswith("Sou ki nimewo")


def test_a_number_as_it_is_dialled_where_the_language_is_spoken() -> None:
    """Who writes French and gives ten digits of France is asked whether it is that number, with +33."""
    chat = Chat()
    chat.say("hola", "Français", "j'accepte", "acheter", "Marie Dupont", "un autre numéro")
    assert "+33 6 12 34 56 78" in chat.say("06 12 34 56 78")
    chat.say("oui")
    assert chat.conversation.draft.phone
    assert chat.conversation.draft.phone.e164 == "+33612345678"


@pytest.mark.parametrize("number", ["809-555-0177 ext. 12", "8095550177x12"])
def test_an_extension_is_for_the_agent(number: str) -> None:
    """No number can hold an extension, so it goes along in the person's words."""
    chat = Chat()
    chat.say("hola", "ES", "acepto", "comprar", "Ana Peña", "otro", number)
    assert chat.conversation.draft.phone
    assert chat.conversation.draft.phone.e164 == "+18095550177"
    assert number in [aside.words for aside in chat.conversation.draft.asides]


@pytest.mark.parametrize("words", ["ya no me interesa", "cancelar mi solicitud", "I changed my mind", "doch nicht"])
def test_who_no_longer_wants_it_has_cancelled(words: str) -> None:
    """At the summary, a change of heart is no word for the note."""
    chat = Chat()
    chat.say(*ROUND)
    chat.say(words)
    assert chat.conversation.state is State.CANCELLED


def test_the_name_of_a_line_of_the_summary_is_asked_again() -> None:
    """«Correo», typed under the summary, is what they want to change."""
    chat = Chat()
    chat.say(*ROUND)
    assert chat.say("el correo").startswith("¿A qué correo te mandan los detalles?")


def test_what_they_look_for_is_kept_though_it_was_no_answer() -> None:
    """A sentence that says neither buy nor rent still tells the agency something."""
    chat = Chat()
    assert chat.say("hola", "acepto", "me interesa el apto de Naco").startswith("Disculpa, no te entendí.")
    assert "Nota: lo que escribiste" in chat.say(*ROUND[2:])
    chat.say("sí")
    assert "Escribió: me interesa el apto de Naco" in chat.leads[0].notes


def test_a_number_that_is_somebody_elses() -> None:
    """«Ese no, es de mi hija» to the number that was stated asks for another, with no word of a mistake."""
    for words in ("ese no, es de mi hija", "no, a ese no, es de mi hija"):
        chat = Chat()
        chat.say(*ROUND[:4])
        assert chat.say(words).startswith("¿A qué número te contactamos?")
        assert chat.conversation.misses == 0


def test_a_name_in_small_letters_gets_its_capitals() -> None:
    """A name in small letters is written as names are."""
    chat = Chat()
    assert chat.say(*ROUND[:3], "pedro pérez").startswith("Gracias, Pedro.")
    assert chat.conversation.draft.name == "Pedro Pérez"
