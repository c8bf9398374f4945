"""An edited message: a correction, if it answered this or the previous question."""

from __future__ import annotations

from flows.afterwards import edited_after_the_end
from flows.changing import replace
from flows.conversation import Conversation, State
from flows.events import TextEdited
from flows.hearing.answers import read_answer
from flows.hearing.pieces import edited_piece, hear_fragments
from flows.replies import Say
from flows.states import at_question, move_on, question_of
from flows.turn import AT_END, Scene, Turn, ask, silence


def remember(turn: Turn, before: Conversation, message: str) -> Turn:
    """Note which question this message answered, so that a later edit of it is a correction."""
    question = question_of(before)
    if not message or question is None:
        return turn
    heard = (*before.heard, (message, question))[-2:]
    return replace(turn, conversation=replace(turn.conversation, heard=heard))


def correct(scene: Scene, conversation: Conversation, event: TextEdited) -> Turn:
    """An edited message corrects the answer to this or the previous question; any other edit changes nothing."""
    if conversation.state in AT_END:
        return edited_after_the_end(scene, conversation, event.text)
    if conversation.consent is None or conversation.state in (State.HUMAN, State.PAUSED):
        return silence(conversation)
    if piece := edited_piece(conversation, event):
        return piece
    if conversation.fragments:
        used = move_on(scene.flow, hear_fragments(scene, conversation))
        corrected = correct(scene, used.conversation, event)
        return corrected if corrected.says or corrected.then else used
    question = dict(conversation.heard).get(event.message)
    if question is None or scene.flow.find(question) is None:
        return ask(conversation, Say("STALE"))
    if question == question_of(conversation):
        return read_answer(scene, conversation, event.text)
    asked = at_question(scene.flow, replace(conversation, editing="changing"), question)
    turn = read_answer(scene, asked, event.text)
    return silence(conversation) if turn.conversation.draft == conversation.draft else turn
