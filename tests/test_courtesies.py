"""Greetings are neither questions nor answers; what people ask about the assistant is answered (conversation §7)."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.understanding.detour import read_detour
from flows.understanding.message import read
from flows.understanding.yesno import is_courtesy
from tests.chats import Chat, default_flow

WORDS = load_vocabulary()

GREETINGS = [
    *(
        "hola, ¿cómo estás?",
        "hola cómo están",
        "buenas, todo bien?",
        "¿qué lo que?",
        "¿hay alguien ahí?",
        "hola hay alguien?",
    ),
    *("hi how are you?", "Hello! How's it going?", "hi there, all good?", "is anyone there?", "hey, anybody there??"),
    *("bonjour, comment allez-vous ?", "salut ça va ?", "il y a quelqu'un ?", "Bonsoir, vous allez bien ?"),
    *("oi tudo bem?", "olá, tudo bom", "bom dia, como vai você?", "tem alguém aí?", "oi, td bem?"),
    *("ciao come stai?", "buongiorno, come sta?", "salve, tutto bene?", "c'è qualcuno?"),
    *("hallo, wie geht es Ihnen?", "hi, wie geht's?", "ist da jemand?", "Guten Tag, alles gut?"),
    *("привет, как дела?", "здравствуйте, как вы?", "есть кто-нибудь?", "добрый день, всё хорошо?"),
    *("bonjou, kijan ou ye?", "bonswa, sa k ap fèt?", "èske gen moun la?", "bonjou, tout bagay byen?"),
]
NO_GREETINGS = [
    *("todo bien", "tudo bem", "ça va", "tutto bene", "alles gut", "всё хорошо", "all good", "everything ok"),
    *(
        "¿cómo está la casa?",
        "hola, ¿hay alguien que hable inglés?",
        "¿hay alguien en la oficina?",
        "y tú",
        "how are you going to call me?",
    ),
    *("is anyone there to show it?", "comment ça se passe ?", "tem alguém que fale espanhol?", "come sta la casa?"),
    *("wie geht es weiter?", "как дела с квартирой?", "kijan pou m peye?", "¿qué tal la zona?", "hola tienen piscina"),
]
ABOUT_US = [
    *("¿y usted cómo se llama?", "cómo te llamas", "what's your name?", "who are you", "comment vous appelez-vous ?"),
    *("como você se chama?", "come ti chiami?", "wie heißen Sie?", "как вас зовут?", "kijan ou rele?"),
]
NOT_ABOUT_US = [
    *(
        "¿cómo se llama el residencial?",
        "¿cómo se llama la calle?",
        "what's the name of the street?",
        "who is the owner?",
    ),
    *("comment s'appelle la rue ?", "como se chama o prédio?", "come si chiama la via?", "wie heißt die Straße?"),
    *("как называется улица?", "kijan ri a rele?", "¿quién es el dueño?", "¿cuál es el nombre del proyecto?"),
    *("¿quiénes viven ahí?", "who lives there?", "wer wohnt dort?"),
]
WHY = [
    *("para qué quieren mi nombre", "hola, por qué me piden el correo", "para qué necesitan mi número de teléfono"),
    *(
        "why do you need my full name",
        "pourquoi vous voulez mon numéro de téléphone",
        "para que vocês querem o meu nome",
    ),
    *(
        "perché volete il mio numero di telefono",
        "wofür brauchen Sie denn meinen Namen",
        "зачем вам мой номер телефона здесь",
    ),
    *("poukisa nou bezwen nimewo telefòn mwen",),
]
NOT_WHY = [
    *(
        "para que me llamen al número de mi casa",
        "para que quede claro es una villa",
        "por que la casa tiene tres baños y patio",
    ),
    *(
        "para que mi esposa vea la casa el sábado",
        "why not make it three rooms instead",
        "pourquoi pas une villa avec trois chambres",
    ),
    *(
        "perché vorrei una casa con il giardino",
        "porque quiero mudarme en enero con mis hijos",
        "para que viva mi mamá con nosotros",
    ),
    *(
        "wozu auch immer sie die wohnung nutzen",
        "por qué queda tan lejos de la playa el terreno",
        "para que lo pongan a nombre de mi hijo",
    ),
    *(
        "para que me quede cerca del trabajo",
        "pou kisa kay la tèlman lwen lanmè a",
        "зачем такая большая терраса на крыше дома",
    ),
]
WONDERING = [
    *("quiero saber si tiene parqueo", "hola quisiera saber el área", "I'd like to know if pets are allowed"),
    *(
        "je voudrais savoir si le jardin est privé",
        "gostaria de saber se aceita cachorro",
        "vorrei sapere se c'è il garage",
    ),
    *("ich wüsste gern ob es einen Balkon gibt", "хотел бы узнать про парковку", "mwen ta renmen konnen si gen pakin"),
]
NOT_WONDERING = [
    *(
        "no sé si quiero comprar",
        "I don't know if I want to buy",
        "je ne sais pas si je veux acheter",
        "não sei se quero comprar",
    ),
    *("non so se voglio comprare", "ich weiß nicht ob ich kaufe", "не знаю покупать ли", "m pa konnen si m ap achte"),
    *("quiero comprar", "I want to buy a house", "me gustaría una villa", "sabe a poco", "I know the area well"),
    *("je connais le quartier", "conozco la zona", "ich kenne die Gegend", "mwen konnen zòn nan"),
]


def at_name() -> Chat:
    chat = Chat(default_flow(consent="notice"))
    chat.say("hola", "comprar")
    return chat


@pytest.mark.parametrize("text", GREETINGS)
def test_how_are_you_is_a_greeting(text: str) -> None:
    """It greets in every language, whether they ask how one is or whether somebody is there."""
    assert is_courtesy(read(text), WORDS)
    assert read_detour(read(text), WORDS) is None


@pytest.mark.parametrize("text", GREETINGS)
def test_a_greeting_gives_the_agency_nothing(text: str) -> None:
    """Neither the welcome nor the agency treats it as a question."""
    chat = Chat(default_flow(consent="notice"))
    chat.say(text)
    assert chat.conversation.draft.asides == ()


@pytest.mark.parametrize("text", NO_GREETINGS)
def test_what_only_resembles_a_greeting_is_none(text: str) -> None:
    """«Todo bien» may be a yes, and «¿cómo está la casa?» asks about the house."""
    assert not is_courtesy(read(text), WORDS)


@pytest.mark.parametrize("text", ABOUT_US)
def test_who_we_are_is_answered(text: str) -> None:
    """Who asks the assistant's name hears that it is one."""
    assert read_detour(read(text), WORDS) == "bot"


@pytest.mark.parametrize("text", NOT_ABOUT_US)
def test_other_names_are_for_the_agency(text: str) -> None:
    """The name of a street or an owner is not ours to tell."""
    assert read_detour(read(text), WORDS) != "bot"


@pytest.mark.parametrize("text", WHY)
def test_why_we_need_it_is_answered_without_a_mark(text: str) -> None:
    """«Para qué quieren mi nombre» needs no question mark."""
    assert read_detour(read(text), WORDS) == "why"


@pytest.mark.parametrize("text", NOT_WHY)
def test_a_purpose_is_no_question(text: str) -> None:
    """«Para que me llamen …» tells what something is for."""
    assert read_detour(read(text), WORDS) != "why"


@pytest.mark.parametrize("text", WONDERING)
def test_wondering_is_asking(text: str) -> None:
    """«Quiero saber si …» is a question without a mark."""
    assert read_detour(read(text), WORDS)


@pytest.mark.parametrize("text", NOT_WONDERING)
def test_not_knowing_is_no_question(text: str) -> None:
    """«No sé si …» is an answer, and knowing a place is none of either."""
    assert read_detour(read(text), WORDS) is None


def test_todo_bien_still_sends() -> None:
    """At the summary it is a yes."""
    chat = at_name()
    chat.say("Ana Peña", "ana@example.com", "saltar", "todo bien")
    assert len(chat.leads) == 1
