"""What a correction in words does, whatever is pending (CONVERSATION §6, §8.2)."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Conversation, State
from flows.facts import ASKABLE, take_facts, take_message
from flows.flow import is_given
from flows.states.email import go_without
from flows.states.review import change
from flows.turn import Scene, Turn, ask, write_down
from flows.understanding.corrections import Change
from flows.understanding.message import read
from flows.understanding.scope import only_corrects
from flows.understanding.text import clean_note


def correct(scene: Scene, conversation: Conversation, correction: Change, text: str) -> Turn:
    """Take the answer out, put the new value in its place, or ask its question where none is said."""
    question = correction.question
    if conversation.consent is None:
        return ask(conversation)
    if question == "budget":
        return change(scene, conversation, "note")  # that is where people say it
    if question not in ASKABLE or not scene.flow.find(question):
        return change(scene, conversation, question)
    if correction.removes:
        return take_out(scene, conversation, question)
    if correction.value and (
        turn := put_in(scene, conversation, question, read(text).source[slice(*correction.value)])
    ):
        return turn
    taken = take_facts(scene, conversation, text, None)
    if taken.changed and question in taken.found:  # «mi apellido está mal, es con z»
        return take_message(scene, conversation, text, None) or ask(conversation)
    return change(scene, conversation, question)


def take_out(scene: Scene, conversation: Conversation, question: str) -> Turn:
    """An address and a note can be done without; for a name or a number there must be another."""
    if question == "email":
        return go_without(scene, changing(conversation, question))
    if question != "note":
        return change(scene, conversation, question)
    if conversation.draft.note or conversation.state is State.NOTES:
        return write_down(changing(conversation, question), note="")
    return ask(conversation)


def put_in(scene: Scene, conversation: Conversation, question: str, told: str) -> Turn | None:
    """The new value as an answer to its question; None where it holds none, or only letters of one («con z»)."""
    asked = changing(conversation, question)
    if question == "note":
        return write_down(asked, note=clean_note(told))
    if only_corrects(read(told).said, scene.flow.words):
        return None
    taken = take_facts(scene, asked, told, question)
    return take_message(scene, asked, told, question) if question in taken.found or taken.doubt else None


def changing(conversation: Conversation, question: str) -> Conversation:
    """The conversation in which another answer to the question is a change of it."""
    return replace(conversation, editing="changing" if is_given(conversation, question) else "")
