"""What a correction in words does, whatever is pending (conversation §6, §8.2)."""

from __future__ import annotations

from flows.asides import noted
from flows.changing import replace
from flows.conversation import Conversation, State
from flows.facts import ASKABLE, after_facts, take_facts
from flows.flow import is_given
from flows.states import question_of, row_of
from flows.states.email import go_without
from flows.states.review import change
from flows.turn import Scene, Turn, ask, write_down
from flows.understanding.closed import Meaning
from flows.understanding.corrections import Change
from flows.understanding.message import read
from flows.understanding.scope import only_corrects
from flows.understanding.text import clean_note
from flows.waiting import kept_waiting


def correct(scene: Scene, conversation: Conversation, correction: Change, text: str) -> Turn:
    """Take the answer out, put the new value in its place, or ask its question where none is said."""
    question = correction.question
    if conversation.consent is None:
        return ask(kept_waiting(scene, conversation, text) if correction.value else conversation)
    if question == "budget":
        return change(scene, conversation, "note")  # that is where people say it
    if question is None or question not in ASKABLE or not scene.flow.find(question):
        return change(scene, conversation, question)
    if correction.removes:
        return take_out(scene, noted(conversation, text) if correction.value else conversation, question)
    told = read(text).source[slice(*correction.value)] if correction.value else ""
    whole = bool(told) and not (question == "name" and is_part(scene, told, text))
    turn = put_in(scene, conversation, question, told) if whole else None
    return turn or respell(scene, conversation, question, text)


def take_out(scene: Scene, conversation: Conversation, question: str) -> Turn:
    """An address and a note, with all that the summary shows as one, can be done without; for a name or a number there
    must be another."""
    if question == "email":
        asked = changing(conversation, question)
        none = row_of(conversation).means.get(Meaning.NONE) if question_of(conversation) == "email" else None
        return (none(scene, asked) if none else None) or go_without(scene, asked)
    if question != "note":
        return change(scene, conversation, question)
    if not (conversation.draft.note or conversation.draft.asides or conversation.state is State.NOTES):
        return ask(conversation)
    return write_down(changing(conversation, question), note="", asides=())


def put_in(scene: Scene, conversation: Conversation, question: str, told: str) -> Turn | None:
    """The new value as an answer to its question; None where it holds none."""
    asked = changing(conversation, question)
    if question == "note":
        return write_down(asked, note=clean_note(told))
    taken = take_facts(scene, asked, told, question)
    return after_facts(asked, taken, question) if question in taken.found or taken.doubt else None


def is_part(scene: Scene, told: str, text: str) -> bool:
    """Whether no whole name is told: «con z», or one word for the surname."""
    words, message = scene.flow.words, read(told)
    surname = len(message.words) == 1 and words.find(read(text)).has("correct.surname")
    return surname or only_corrects(message.said, words)


def respell(scene: Scene, conversation: Conversation, question: str, text: str) -> Turn:
    """What the whole message corrects of the given answer: «mi apellido está mal, es con z»; else its question."""
    taken = take_facts(scene, conversation, text, None)
    corrected = after_facts(conversation, taken, None) if taken.changed and question in taken.found else None
    return corrected or change(scene, conversation, question)


def changing(conversation: Conversation, question: str) -> Conversation:
    """The conversation in which another answer to the question is a change of it."""
    return replace(conversation, editing="changing" if is_given(conversation, question) else "")
