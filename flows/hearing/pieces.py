"""One answer in several bubbles: it is read when no more of it comes (conversation §3)."""

from __future__ import annotations

from datetime import timedelta

from flows.changing import replace
from flows.conversation import Conversation, State
from flows.events import Said, TextEdited, TextReceived
from flows.hearing.answers import read_answer
from flows.hearing.codes import names_sign
from flows.hearing.options import find_option
from flows.turn import Scene, Timer, Turn, silence
from flows.understanding.commands import read_command
from flows.understanding.detour import is_insult
from flows.understanding.message import read
from flows.understanding.text import clean_note, has_no_words

MOST_FRAGMENTS = 20
MOST_APART = timedelta(minutes=10)  # two pieces of one answer, where the timer between them was lost


def hold(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """One answer in several bubbles: wait a moment whether more of it follows (conversation §3)."""
    held = replace(conversation, fragments=(*conversation.fragments, clean_note(text))[-MOST_FRAGMENTS:])
    timer = Timer(name="fragments", due_at=scene.now + scene.flow.join)
    return replace(silence(held), timers=(timer,))


def is_piece(scene: Scene, conversation: Conversation, event: Said) -> bool:
    """Whether it is words of the same answer: no command, no option, no code, and no long time after."""
    if not isinstance(event, TextReceived):
        return False
    other_flow = conversation.version != scene.flow.version
    if other_flow or scene.silent_for >= MOST_APART or has_no_words(event.text):
        return False
    if is_insult(read(event.text), scene.flow.words):
        return False
    taken = read_command(read(event.text), scene.flow.words) or find_option(scene, conversation, event.text)
    return not (taken or event.redacted or names_sign(conversation, event))


def hear_fragments(scene: Scene, conversation: Conversation) -> Turn:
    """They have stopped typing: the pieces are one answer."""
    if not conversation.fragments:
        return silence(conversation)
    text = ("\n" if conversation.state is State.NOTES else " ").join(conversation.fragments)
    return read_answer(scene, replace(conversation, fragments=()), text)


def edited_piece(conversation: Conversation, event: TextEdited) -> Turn | None:
    """An edit of a piece that still waits for the rest of its answer; None where it is of something else."""
    for age, (message, _) in enumerate(reversed(conversation.heard), 1):
        if message == event.message and age <= len(conversation.fragments):
            pieces = list(conversation.fragments)
            pieces[-age] = clean_note(event.text)
            return silence(replace(conversation, fragments=tuple(pieces)))
    return None
