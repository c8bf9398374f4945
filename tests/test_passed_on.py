"""What somebody else wrote is never taken for the person's own answer, and reaches the agency as what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.http.redaction import redact_event
from bot.wording import load_vocabulary
from flows.conversation import State
from flows.events import Forwarded, Sender
from flows.lead import Email, Intent
from flows.understanding.advert import split_advert
from flows.understanding.message import read
from flows.understanding.several import read_facts
from tests.chats import NAME, Chat, default_flow

WORDS = load_vocabulary()
AD = "Se alquila apto en Naco 2 hab US$900. Llamar a Luis Díaz 809-555-0199 luis.diaz@example.com"

ADVERTS = [
    AD,
    "🏠 SE VENDE CASA EN GAZCUE 🏠\n3 hab, 2 baños\nRD$ 9,500,000\nInformes: 809-555-0199",
    "«Se renta apartamento amueblado. Interesados escribir a luis@example.com»",
    "• Se alquilan villas en Cap Cana: US$ 350 la noche.\nWhatsApp 829-555-0199",
    "Apartamento en venta en Piantini. US$180,000. Contacto: Luis Díaz 809-555-0199",
    "APTO EN ALQUILER\nNaco, 2 hab, US$900 al mes\nInformes al (809) 555-0199, Luis",
    "Se vende apto en Naco. ¿Interesado? Llámanos al 809-555-0199 o visita nuestra página",
    "Se alquila estudio amueblado en Gazcue, WhatsApp 829-555-0199",
    "House for sale in Cabarete, US$250,000. Call Luis Diaz +1 809 555 0199",
    "À louer : villa 3 chambres à Las Terrenas, 1200 €. Contactez Luc au +33 6 12 34 56 78",
    "Aluga-se apto em Naco por US$ 900. Tratar com Luís 809-555-0199",
    "Affittasi villa a Bayahibe, 1.500 €. Chiamare Luigi +39 347 555 0199",
    "Wohnung zu vermieten in Sosúa, 700 €. Kontakt: Lutz +49 1512 5550199",
    "Сдаётся вилла в Сосуа, $900. Звоните +7 912 555 01 99",
    "Kay pou lwe nan Naco, US$900. Rele Luis 809-555-0199",
]


@pytest.mark.parametrize("text", ADVERTS)
def test_a_pasted_advert_answers_nothing(text: str) -> None:
    """Name, number, address and offer of an advert are its author's."""
    for pasted in (text, f"Vi este anuncio:\n{text}", f"Me interesa este: {text}"):
        assert split_advert(read(pasted), WORDS)[1] == text
        facts = read_facts(read(pasted), WORDS, asked=None, region="DO")
        assert (facts.name, facts.phone, facts.email, facts.intent) == (None, None, None, None), pasted


ORDINARY = [
    ("Hola, busco apto en alquiler en Naco hasta US$900. Soy Ana Peña 829-555-0134 ana@example.com", Intent.RENT),
    ("Quiero comprar casa, soy Ana Peña, mi cel 829-555-0134, ana@example.com", Intent.BUY),
    (
        "Vi que se alquila un apto en Naco por US$900, quiero alquilar. Soy Ana Peña 829-555-0134 ana@example.com",
        Intent.RENT,
    ),
    ("¿Todavía se alquila el apto de US$900? Quiero rentar. Soy Ana Peña 829-555-0134 ana@example.com", Intent.RENT),
    (
        "¿La casa de Gazcue está en venta? Quiero comprar, soy Ana Peña, llamarme al 829-555-0134, ana@example.com",
        Intent.BUY,
    ),
    ("Busco casa en venta en Gazcue, US$150,000. Soy Ana Peña. Contacto: 829-555-0134 ana@example.com", Intent.BUY),
    ("Se busca apto. Necesito alquilar en Naco, US$900. Soy Ana Peña 829-555-0134 ana@example.com", Intent.RENT),
    ("Soy Ana Peña. Necesito alquilar, presupuesto US$900. Llamar a 829-555-0134 ana@example.com", Intent.RENT),
    ("Me interesa el que está en venta. Quiero comprar. Me llamo Ana Peña, 829-555-0134, ana@example.com", Intent.BUY),
    ("Para alquilar, US$900. Mi nombre es Ana Peña, contacto 829-555-0134, ana@example.com", Intent.RENT),
    ("Comprar. Soy Ana Peña. Cel: 829-555-0134. Correo: ana@example.com", Intent.BUY),
    ("Quiero rentar el que se renta en US$900, me llamo Ana Peña, 829-555-0134, ana@example.com", Intent.RENT),
    ("Hola! Quiero comprar en Piantini, US$200,000\nSoy Ana Peña\n829-555-0134\nana@example.com", Intent.BUY),
    (
        "I want to buy a house for sale in Naco, US$90,000. I'm Ana Peña, call me at 829-555-0134, ana@example.com",
        Intent.BUY,
    ),
    ("Looking to rent, US$900 max. My name is Ana Peña. Contact: 829-555-0134, ana@example.com", Intent.RENT),
    ("Je cherche à louer, 900 €. Je m'appelle Ana Peña, contactez-moi au 829-555-0134, ana@example.com", Intent.RENT),
    ("Quero alugar por US$ 900. Meu nome é Ana Peña, contato 829-555-0134, ana@example.com", Intent.RENT),
    ("Cerco casa in affitto, 900 €. Mi chiamo Ana Peña, chiamare 829-555-0134, ana@example.com", Intent.RENT),
    ("Ich möchte eine Wohnung mieten, 900 €. Ich heiße Ana Peña, Kontakt 829-555-0134, ana@example.com", Intent.RENT),
    ("Хочу снять квартиру, $900. Меня зовут Ana Peña, звоните 829-555-0134, ana@example.com", Intent.RENT),
    ("Mwen vle lwe yon kay, US$900. Mwen rele Ana Peña, rele m nan 829-555-0134, ana@example.com", Intent.RENT),
    (f"Soy Ana Peña, 829-555-0134, ana@example.com, quiero alquilar. Vi este anuncio: {AD}", Intent.RENT),
    (f"{AD}\nQuiero alquilar ese. Soy Ana Peña, 829-555-0134, ana@example.com", Intent.RENT),
]


@pytest.mark.parametrize(("text", "intent"), ORDINARY)
def test_an_ordinary_first_message_is_read_whole(text: str, intent: Intent) -> None:
    """A wish with the person's own name, number and address is no advert, whatever it says about one."""
    assert split_advert(read(text), WORDS)[1] == (AD if AD in text else "")
    chat = Chat(sender=Sender())
    chat.say(text, "acepto")
    draft = chat.conversation.draft
    assert (draft.name, draft.phone and draft.phone.e164, draft.email, draft.intent) == (
        *("Ana Peña", "+18295550134"),
        *(Email(address="ana@example.com"), intent),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Vendo mi casa en Naco, US$150,000. Llámame al 829-555-0134",
        "Se vende mi casa en Naco. US$150,000. Llámenme al 829-555-0134",
        "Tengo un apto en alquiler en Naco, US$900. Mi contacto: 829-555-0134",
        "I have a house for sale, US$90,000. Call me: 829-555-0134",
    ],
)
def test_an_owner_is_no_advert(text: str) -> None:
    """Whoever offers what is theirs has given their own number."""
    assert split_advert(read(text), WORDS) == (read(text), "")
    assert read_facts(read(text), WORDS, asked=None, region="DO").phone is not None


def test_long_texts_cost_little() -> None:
    """Thousands of offers or dots in a message are looked at once."""
    for text in ("se vende. " * 400, "." * 4000, "se vende " * 450, "se vende: " * 200 + "llamar 8095550134 " * 100):
        split_advert(read(text), WORDS)


def forwarded(text: str = AD) -> Forwarded:
    return Forwarded(text=text, sender=Sender(profile_name="Ana", phone="+18095550134"))


def test_a_forwarded_message_is_no_first_message() -> None:
    """Whoever begins by forwarding something is asked everything, and the agency gets the words."""
    chat = Chat(default_flow(consent="notice"))
    answer = chat.happens(forwarded("Soy Luis Díaz, quiero comprar, 809-555-0199, luis@example.com"))
    assert "¿Qué buscas?" in answer
    draft = chat.conversation.draft
    assert (draft.name, draft.phone, draft.email, draft.intent) == (None, None, None, None)
    chat.say("alquilar", NAME, "ana@example.com", "nada más", "sí")
    (lead,) = chat.leads
    assert "Reenvió o copió: Soy Luis Díaz, quiero comprar, 809-555-0199, luis@example.com" in lead.notes


@pytest.mark.parametrize("paste", [True, False])
def test_it_changes_nothing_wherever_it_comes(paste: bool) -> None:
    """At every question it is kept for the agency and the question stands; its price is nobody's budget."""
    chat = Chat()
    chat.say("hola", "acepto")
    for answer in ("comprar", NAME, "ana@example.com"):
        asked, before = chat.conversation.state, chat.conversation.draft
        chat.say(AD) if paste else chat.happens(forwarded())
        assert chat.conversation.state is asked
        assert (chat.conversation.draft.name, chat.conversation.draft.phone) == (before.name, before.phone)
        chat.say(answer)
    summary = chat.say(AD) if paste else chat.happens(forwarded())
    assert "Nota: lo que escribiste" in summary
    assert "Lo agregué a tu nota." in (chat.say(AD) if paste else chat.happens(forwarded()))
    chat.say("sí")
    (lead,) = chat.leads
    assert f"Reenvió o copió: {AD}" in lead.notes
    assert lead.budget is None
    assert (lead.full_name, lead.email.address) == (NAME, "ana@example.com")


@pytest.mark.parametrize("words", ["sí", "salir", "cancelar", "borrar mis datos", "persona", "829-555-0199"])
def test_forwarded_words_command_and_confirm_nothing(words: str) -> None:
    """A forwarded «sí» sends nothing, and a forwarded «salir» ends nothing."""
    chat = Chat()
    chat.to_review()
    chat.happens(forwarded(words))
    assert chat.conversation.state is State.REVIEW
    assert not chat.conversation.blocked
    assert chat.leads == []


def test_before_the_yes_to_the_notice_it_waits() -> None:
    """Where the agency asks first, forwarded words are used after the yes, and gone after a no."""
    chat = Chat()
    chat.say("hola")
    assert "permiso" in chat.happens(forwarded())
    chat.say("acepto")
    assert [(aside.kind, aside.words) for aside in chat.conversation.draft.asides] == [("passed_on", AD)]
    chat = Chat()
    chat.happens(forwarded())
    chat.say("no acepto")
    assert chat.conversation.draft.asides == ()


def test_our_own_link_in_it_is_followed() -> None:
    """Whoever forwards the text of a sign is greeted with its property."""
    chat = Chat()
    assert "Apartamento 3 hab. en Naco" in chat.happens(forwarded("Hola, me interesa esta propiedad (ref. K7M-4PF)"))
    chat.say("acepto")
    assert chat.conversation.draft.asides == ()


def test_it_waits_for_no_pieces_and_for_no_silence() -> None:
    """It ends an answer in several bubbles, and after a day the person is asked whether to go on."""
    chat = Chat(default_flow(join=timedelta(seconds=1.5)))
    chat.say("hola", "acepto", "comprar", NAME)
    assert "¿A qué correo" in chat.happens(forwarded("mira"))
    assert chat.conversation.draft.name == NAME
    chat.say("ana@example.com", "para enero")
    assert "Nota: para enero, y lo que escribiste" in chat.say(AD)
    assert [aside.words for aside in chat.conversation.draft.asides] == ["mira", AD]
    assert chat.conversation.state is State.REVIEW
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    chat.later(hours=30)
    assert chat.happens(forwarded()).endswith("¿Seguimos?")
    chat.say("sí")
    assert [aside.words for aside in chat.conversation.draft.asides] == [AD]


def test_after_the_end_it_is_kept_with_the_lead() -> None:
    """What is forwarded after sending joins the lead's words."""
    chat = Chat()
    chat.to_review()
    chat.say("sí")
    chat.happens(forwarded())
    assert chat.turn
    assert chat.turn.follow_up == (chat.leads[0].id, AD)


def test_cards_in_it_are_hidden() -> None:
    """Numbers that are never kept are not kept in somebody else's words either."""
    assert redact_event(forwarded("4111 1111 1111 1111")) == forwarded("•••")
