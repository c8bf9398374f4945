"""Chats under way survive an edited flow: nothing given is lost, and each of them ends in a lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flows.conversation import Conversation, CustomAsked, State
from flows.flow import Flow, is_given
from flows.proof import KNOWN, explore
from tests.chats import NAME, Chat, default_flow
from tests.flows import DATES, DEVELOPMENTS, GUESTS, PETS, PLACE, RENTALS, flow_from, toml, written

RENTING, BUYING = flow_from(RENTALS), flow_from(DEVELOPMENTS)
EDITS = {
    "ours to rentals": (default_flow(), RENTING),
    "rentals to ours": (RENTING, default_flow()),
    "rentals to developments": (RENTING, BUYING),
    "developments to rentals": (BUYING, RENTING),
}
ANSWERS = {
    "intent": "comprar",
    "name": NAME,
    "phone": "809-555-0134",
    "email": "ana@example.com",
    "note": "nada",
    "dates": "en enero",
    "guests": "4",
    "place": "villa",
    "pets": "no",
    "purpose": "vivir",
    "budget": "200 mil",
    "financing": "no",
    "when": "ya",
}
UNDER_WAY = [(edit, place) for edit, (before, _) in EDITS.items() for place in explore(before).conversations]


def finish(chat: Chat) -> None:
    """Answer whatever is asked until a lead leaves."""
    for _ in range(30):
        if chat.leads:
            return
        match chat.conversation.state:
            case State.REVIEW:
                chat.say("sí")
            case State.CONSENT | State.CONSENT_MORE:
                chat.say("acepto")
            case _:
                asked = next((one.id for one in chat.flow.questions if not is_given(chat.conversation, one.id)), "name")
                chat.say(ANSWERS[asked])
    raise AssertionError(chat.conversation)


@pytest.mark.parametrize(("edit", "place"), UNDER_WAY)
def test_a_chat_anywhere_in_a_flow_ends_in_a_lead_of_the_other(edit: str, place: str) -> None:
    """Whatever was pending when the flow was edited, the next message goes on, and the talk reaches the agency."""
    before, after = EDITS[edit]
    chat = Chat(after, sender=KNOWN)
    chat.conversation = explore(before).conversations[place]
    given = chat.conversation.draft
    ended = place in (State.SENDING, State.DONE)
    chat.say("otra" if ended else "seguir")
    if not ended and chat.conversation.consent:
        assert chat.conversation.draft.name == given.name
        assert chat.conversation.draft.phone == given.phone
        assert {id for id, _ in chat.conversation.draft.answers} <= {one.id for one in after.questions}
    finish(chat)
    assert chat.leads[0].full_name


def edited(folder: Path, before: Flow, *said: str, questions: str, tables: tuple[str, ...]) -> Chat:
    """A chat that got this far in one flow and goes on in another."""
    chat = Chat(before)
    chat.say("hola", "acepto", *said)
    chat.flow = flow_from(written(folder, toml(questions, *tables)))
    return chat


def test_an_answer_that_no_longer_fits_is_asked_again(tmp_path: Path) -> None:
    """Fewer guests, other choices, another kind of question: only what the new question takes is kept."""
    before = flow_from(written(tmp_path, toml("guests place pets dates name phone", GUESTS, PLACE, PETS, DATES)))
    said = ("18", "villa", "sí", "en enero")
    fewer, house = GUESTS.replace("max = 20", "max = 10"), PLACE.replace("villa =", "house =")
    questions = "guests place pets dates name phone"
    chat = edited(tmp_path, before, *said, questions=questions, tables=(fewer, house, PETS, DATES))
    assert "¿Cuántos serían?" in chat.say("Ana Peña")
    assert dict(chat.conversation.draft.answers) == {"pets": "yes", "dates": "en enero"}


def test_a_question_that_must_be_answered_now_is_asked(tmp_path: Path) -> None:
    """What was skipped while it was optional is asked when it no longer is."""
    optional = GUESTS.replace("required = true", "")
    before = flow_from(written(tmp_path, toml("guests name phone", optional)))
    chat = edited(tmp_path, before, "saltar", questions="guests name phone", tables=(GUESTS,))
    assert chat.say(NAME) == "¿Cuántos serían?"


def test_words_that_always_work_do_so_right_after_an_edit(tmp_path: Path) -> None:
    """«Salir» and «persona» are not swallowed because the flow was edited a moment ago."""
    for word, answer in {"salir": "Listo, no te escribo más.", "persona": "Claro."}.items():
        chat = edited(tmp_path, default_flow(), "comprar", questions="name phone", tables=())
        assert chat.say(word).startswith(answer)


def test_who_waits_for_a_person_goes_on_waiting(tmp_path: Path) -> None:
    """An edited flow does not speak up in a chat that staff look after; «seguir» comes back to a question that is."""
    before = replace(flow_from(written(tmp_path, toml("guests name phone", GUESTS))), same_inbox=True)
    chat = edited(tmp_path, before, "persona", questions="name phone", tables=())
    chat.flow = replace(chat.flow, same_inbox=True)
    assert chat.say("¿hay alguien?") == ""
    assert chat.conversation.state is State.HUMAN
    assert "¿Cómo te llamas?" in chat.say("seguir")


def test_other_words_alone_disturb_nobody(tmp_path: Path) -> None:
    """A flow that only says things differently is the same flow to a chat under way."""
    before = flow_from(written(tmp_path, toml("dates name phone", DATES)))
    chat = edited(
        tmp_path, before, questions="dates name phone", tables=(DATES.replace("¿Para qué fechas?", "¿Cuándo?"),)
    )
    assert "¿Cómo te llamas?" in chat.say("en enero")


def test_a_conversation_of_no_flow_at_all() -> None:
    """What an older release stored goes on too."""
    chat = Chat()
    chat.conversation = Conversation(version="1", pending=CustomAsked("gone"))
    assert chat.say("hola").startswith("Hola, soy el asistente")
