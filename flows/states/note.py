"""«¿Algo más para el asesor?»: the whole text is the note."""

from __future__ import annotations

from flows.asides import answers_in_note
from flows.conversation import ChangeOf, Conversation, State
from flows.facts import ask_change, take_facts
from flows.flow import Flow
from flows.replies import Prompt, Say, options
from flows.shown import changes
from flows.states.row import Row, asks, meaning
from flows.turn import Scene, Turn, ask, tell, write_down
from flows.understanding.closed import Meaning
from flows.understanding.text import clean_note


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    return Say("BEFORE", {"valor": conversation.draft.note}) if conversation.draft.note else None


def take_note(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The whole text is the note, unless it corrects an answer, or is another value and nothing else; what it asks and
    settings answer is answered."""
    taken = take_facts(scene, conversation, text, "note")
    if isinstance(taken.doubt, ChangeOf):
        return ask_change(conversation, taken.doubt)
    if taken.changed:
        return ask(taken.conversation, *changes(conversation.draft, taken.conversation.draft))
    return write_down(conversation, *answers_in_note(scene, conversation, text), note=clean_note(text))


def say_nothing(scene: Scene, conversation: Conversation) -> Turn:
    return write_down(conversation, note=conversation.draft.note or "")


def leave_to_note(scene: Scene, conversation: Conversation) -> None:
    """«Para el lunes» is what was asked."""


def invite(scene: Scene, conversation: Conversation) -> Turn:
    """«Sí», and what they want to say comes next."""
    return tell(conversation, Say("NOTES_GO"), kind="question")


def explain_note(flow: Flow, conversation: Conversation, about: str) -> Prompt:
    return Prompt(says=(Say("NOTES_GO"),), options=options("nothing_else"))


ROWS = (
    Row(
        state=State.NOTES,
        question="note",
        asks=asks("NOTES_ASK", "nothing_else"),
        options={"nothing_else": say_nothing, "send": say_nothing},
        unshown=("send",),
        hears=take_note,
        means={
            **meaning(say_nothing, Meaning.NO, Meaning.NONE, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(say_nothing, Meaning.WONT, Meaning.MUST, Meaning.LATER, Meaning.FINE),
            Meaning.YES: invite,
            Meaning.WHEN: leave_to_note,
        },
        alone=True,
        hears_last=True,
        explains=explain_note,
        gives_up=say_nothing,
        before=given_before,
    ),
)
