"""After «Sí, enviar»: what somebody still writes reaches staff, and nobody is told what is not so."""

from __future__ import annotations

import pytest

from flows.conversation import State
from flows.events import ContactShared, TextEdited
from flows.outcomes import Created
from tests.chats import Chat, default_flow


def sent(*, settled: bool = True, **settings: object) -> Chat:
    chat = Chat(default_flow(**settings))
    chat.to_review()
    chat.say("sí")
    if settled:
        chat.settled(Created())
    return chat


def kept(chat: Chat) -> tuple[str, str] | None:
    assert chat.turn
    return chat.turn.follow_up


WORK = [
    "mi teléfono es otro: 829-555-0177",
    "mejor quiero comprar",
    "829-555-0177",
    "ana.pena@example.com",
    "soy Ana Peña Gil",
    "cambiar correo",
    "mi nombre está mal",
    "me equivoqué",
    "cancelar",
    "no quiero que me llamen",
    "borra mi teléfono",
    "¿cuándo me llaman?",
    "ok, pero no antes de las 6",
    "gracias. llámenme por la tarde",
    "my phone is wrong",
    "mon numéro a changé",
    "ok " * 100,
]


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("words", WORK)
def test_a_correction_after_sending_is_work_for_staff(words: str, settled: bool) -> None:
    """It is kept with the lead, and the answer says that and no more: nothing was changed, nothing is sent again."""
    chat = sent(settled=settled)
    draft = chat.conversation.draft
    assert chat.say(words).startswith("Lo guardé junto a tu solicitud R-")
    assert kept(chat) == (chat.leads[0].id, words)
    assert (chat.conversation.draft, len(chat.leads)) == (draft, 1)


NO_WORK = [
    *("gracias", "muchas gracias", "ok", "Ok.", "dale", "perfecto", "sí", "listo", "vale", "de acuerdo", "está bien"),
    *("hola", "buenas tardes", "👍", "😊😊", "ok gracias, buen día", "perfecto, muchas gracias", "no, gracias"),
    *("nada más", "eso es todo", "thank you", "merci beaucoup", "grazie mille", "obrigado", "danke schön", "спасибо"),
    *("mèsi", "ayuda", "EN", "privacidad", "repetir"),
]


@pytest.mark.parametrize("words", NO_WORK)
def test_courtesies_after_sending_are_nobodys_work(words: str) -> None:
    """Staff have nothing to do for a thank-you; what always works does so."""
    chat = sent()
    assert chat.say(words)
    assert kept(chat) is None


def test_what_is_said_to_a_person_after_sending_is_kept_too() -> None:
    """Who asked for a person meanwhile is not read by one in this chat: their correction is work all the same."""
    chat = sent()
    chat.say("persona", "gracias")
    assert kept(chat) is None
    assert chat.say("mi teléfono es otro: 829-555-0177") == ""
    assert kept(chat) == (chat.leads[0].id, "mi teléfono es otro: 829-555-0177")


def test_where_staff_answer_in_the_same_chat_they_have_read_it() -> None:
    """Nothing is put on a list for those who see the chat itself."""
    chat = sent(same_inbox=True)
    chat.say("persona", "no", "mi teléfono es otro: 829-555-0177")
    assert kept(chat) is None


def test_before_sending_there_is_no_lead_to_keep_it_with() -> None:
    """Words to a person half-way belong to no lead."""
    chat = Chat()
    chat.to_review()
    chat.say("persona", "no", "mi teléfono es otro: 829-555-0177")
    assert kept(chat) is None
    assert chat.conversation.state is State.HUMAN


def test_an_own_card_after_sending_is_a_correction() -> None:
    """Another number of theirs, shared as a card, is kept; somebody else's is not."""
    chat = sent()
    assert chat.happens(ContactShared(phone="+18295550177", whose="own")).startswith("Lo guardé junto a tu solicitud")
    assert kept(chat) == (chat.leads[0].id, "829-555-0177")
    assert chat.happens(ContactShared(phone="+18295550199", whose="other")).startswith("Solo puedo registrar")
    assert kept(chat) is None


def test_an_edited_message_after_sending_is_work_if_it_says_something() -> None:
    """Whoever mends an earlier message has written one more; a mended thank-you is none."""
    chat = sent()
    assert chat.happens(TextEdited(text="829-555-0177", message="x")).startswith("Lo guardé junto a tu solicitud")
    assert kept(chat) == (chat.leads[0].id, "829-555-0177")
    assert chat.happens(TextEdited(text="muchas gracias", message="x")) == ""
    assert kept(chat) is None


@pytest.mark.parametrize("first", ["otra cosa, tiene piscina?", "y que me llamen por la tarde", "tiene parqueo?"])
def test_more_words_are_acknowledged_twice_and_never_word_for_word(first: str) -> None:
    """The second time says less than the first, the third nothing; all three are kept with the lead."""
    chat = sent()
    once = chat.say(first)
    assert once.endswith("Por aquí nunca pedimos pagos ni claves.")
    twice = chat.say("¿y gimnasio?")
    assert once.startswith(twice)
    assert once != twice != ""
    assert chat.say("¿y ascensor?") == ""
    assert kept(chat) == (chat.leads[0].id, "¿y ascensor?")
