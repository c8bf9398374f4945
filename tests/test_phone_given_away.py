"""Who asks to be called at another number, since the one they gave is a relative's, is called there
(conversation §8.2)."""

from __future__ import annotations

import pytest

from tests.chats import Chat

GIVEN, OTHER = "+18295550134", "+18495550190"


def told(text: str, *before: str) -> Chat:
    chat = Chat()
    chat.say("hola", "acepto", "comprar", "Ana Gil", "829 555 0134", *before, text)
    return chat


@pytest.mark.parametrize("before", [(), ("ana.gil@example.com",)])
@pytest.mark.parametrize(
    "text",
    [
        "q me llamen al 849 555 0190 que este es de mi hijo",
        "que me llamen al 849 555 0190, este número es de mi hija",
        "llámenme al 849 555 0190 que el otro es de mi esposa",
        "call me at 849 555 0190 because this one is my wife's",
        "appelez-moi au 849 555 0190 car celui-ci est à mon fils",
        "me liga no 849 555 0190 que este é do meu filho",
        "chiamatemi al 849 555 0190 che questo è di mio figlio",
        "звоните на 849 555 0190 а этот номер моего сына",
    ],
)
def test_the_number_to_call_takes_the_place_of_a_relatives(text: str, before: tuple[str, ...]) -> None:
    """Without a comma too, at the next question and in the note, and their words are kept."""
    draft = told(text, *before).conversation.draft
    assert draft.phone is not None
    assert draft.phone.e164 == OTHER
    assert text in [aside.words for aside in draft.asides]


@pytest.mark.parametrize(
    "text",
    [
        "llamen a mi hermano al 849 555 0190",
        "llamen a mi hermano al 849 555 0190 que este es mío",
        "llamen al 849 555 0190 que es de mi hermano",
        "el 849 555 0190 es de mi hijo",
        "mi hijo tiene el 849 555 0190",
        "llamen al guardia al 849 555 0190, este es de mi hijo",
        "¿me llaman al 849 555 0190 o este es de mi hijo?",
        "llámenme al 849 555 0190, este horario es de mi esposa",
        "call my wife at 849 555 0190, this one is my son's",
        "don't call 849 555 0190, that one is my son's",
        "849 555 0190 es el de mi esposa",
        "si no contesto llamen al 849 555 0190 que es de mi esposa",
        "llamen a la oficina al 849 555 0190 este es de mi hijo",
        "escriban a mi jefe al 849 555 0190",
        "llamen al encargado, 849 555 0190, este otro es de mi esposa",
        "no me llamen al 849 555 0190 que ese es de mi hijo",
        "por favor no me llamen más al 849 555 0190, es de mi hijo",
        "no, no me llamen al 849 555 0190, ese es de mi hijo",
        "don't call me at 849 555 0190, that one is my son's",
        "ne m'appelez pas au 849 555 0190, c'est celui de mon fils",
        "não me liguem no 849 555 0190 que esse é do meu filho",
        "non chiamatemi al 849 555 0190 che è di mio figlio",
        "rufen Sie mich nicht unter 849 555 0190 an, die ist von meinem Sohn",
        "не звоните мне на 849 555 0190 это номер сына",
    ],
)
def test_a_number_of_somebody_else_changes_nothing(text: str) -> None:
    """Where a relative is to be called, or the other number is theirs, the one given stays."""
    draft = told(text, "ana.gil@example.com").conversation.draft
    assert draft.phone is not None
    assert draft.phone.e164 == GIVEN
