"""Who refuses is heard: one answer where it can be missing, all of it for good (conversation §4, §8.1)."""

from __future__ import annotations

import pytest

from flows.conversation import EMPTY, State
from tests.chats import Chat
from tests.test_stray_sentences import ASKED, Stray, asked_again

WHOLE = [
    ("es", "no quiero dar mis datos"),
    ("es", "prefiero no dar mis datos"),
    ("es", "mejor no les doy mis datos, gracias"),
    ("en", "I don't want to give my details"),
    ("en", "I won't give you my data"),
    ("fr", "je ne veux pas donner mes coordonnées"),
    ("pt", "não quero dar meus dados"),
    ("it", "non voglio dare i miei dati"),
    ("de", "ich möchte meine Daten nicht angeben"),
    ("ru", "не хочу давать свои данные"),
    ("ht", "m pa vle bay enfòmasyon mwen"),
]
NOT_WHOLE = [
    ("es", "no quiero dar más datos"),
    ("es", "no quiero que compartan mis datos con otros"),
    ("es", "no quiero dar datos de mi trabajo"),
    ("es", "ya les di mis datos, no quiero darlos otra vez"),
    ("en", "I don't want to give any more details"),
    ("en", "I don't want to give my work details"),
    ("fr", "je ne veux pas donner plus de détails"),
    ("pt", "não quero dar mais dados"),
    ("it", "non voglio dare più dati"),
    ("de", "ich möchte nicht mehr Daten angeben"),
]
NO_EMAIL = [
    ("es", "no quiero dar mi correo"),
    ("en", "I don't want to give my e-mail"),
    ("fr", "je ne veux pas donner mon adresse mail"),
    ("pt", "não quero dar meu email"),
    ("it", "non voglio dare la mia email"),
    ("de", "ich will meine E-Mail nicht angeben"),
    ("ru", "не хочу давать почту"),
    ("ht", "m pa vle bay imèl mwen"),
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(("lang", "text"), WHOLE)
def test_who_refuses_as_a_whole_is_asked_nothing_more(lang: str, text: str, asked: str) -> None:
    """«No quiero dar mis datos» ends it anywhere before sending, and nothing of the draft stays."""
    chat = asked_again(Stray(lang, asked, text))
    chat.say(text)
    assert chat.conversation.state is State.DECLINED
    assert chat.conversation.draft == EMPTY
    assert chat.turn is not None
    assert chat.turn.forget


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(("lang", "text"), NOT_WHOLE)
def test_a_refusal_of_something_else_erases_nothing(lang: str, text: str, asked: str) -> None:
    """Who wants to give no more, or only this not, keeps what they gave."""
    chat = asked_again(Stray(lang, asked, text))
    chat.say(text)
    assert chat.conversation.draft.name == "Ana Peña"


@pytest.mark.parametrize(("lang", "text"), NO_EMAIL)
def test_a_refused_email_is_none(lang: str, text: str) -> None:
    """The e-mail may be missing: they go on without it."""
    chat = asked_again(Stray(lang, "email", text))
    chat.say(text)
    assert chat.conversation.draft.email is not None
    assert not chat.conversation.draft.email.given
    assert chat.conversation.state is State.REVIEW


@pytest.mark.parametrize("text", ["prefiero no decirlo", "no quiero decirte eso"])
def test_a_name_refused_twice_is_a_whole_refusal(text: str) -> None:
    """What we cannot do without is explained once; refused again, nothing is kept."""
    chat = Chat()
    chat.say("hola", "acepto", "comprar")
    assert chat.say(text).startswith("Es para que el asesor sepa con quién hablar.")
    assert chat.say(text).startswith("Está bien, no guardo nada.")
    assert chat.conversation.draft == EMPTY


def test_thanks_after_a_refusal_get_no_answer() -> None:
    """Who has refused and says goodbye is left in peace; what they want later begins anew."""
    chat = Chat()
    chat.say("hola", "acepto", "todavía no sé", "no quiero dar mis datos")
    assert chat.say("gracias") == chat.say("no") == ""
    assert chat.say("quiero comprar").startswith("Hola, soy el asistente automático")
