"""Where an answer sends what was shown, only a clear yes does (conversation §8.1)."""

from __future__ import annotations

from flows.asides import noted
from flows.conversation import Conversation, State
from flows.facts import take_facts
from flows.shown import active_sign
from flows.states.row import Row
from flows.turn import Scene, Turn
from flows.understanding.approval import Approval, opens_with_yes, read_approval
from flows.understanding.closed import Meaning
from flows.understanding.corrections import read_change
from flows.understanding.message import read


def sends(conversation: Conversation) -> bool:
    """Whether a yes hands the data over: at the summary, before a person, and to «¿avisamos?» about a sign."""
    if conversation.state is State.RETURN:
        return active_sign(conversation) is not None
    return conversation.state in (State.REVIEW, State.PASS_ON)


def approval_of(scene: Scene, conversation: Conversation, text: str) -> Approval | None:
    """How far a text agrees to what was shown; not at all where it holds a fact, or corrects one."""
    words, message = scene.flow.words, read(text)
    spoken = (conversation.language, scene.flow.language)
    approval = read_approval(message, words, *spoken)
    if approval is None and conversation.state is State.PASS_ON and opens_with_yes(message, words, *spoken):
        approval = Approval.WITH_WORDS  # the person is called anyway, and a condition goes along
    if approval is None or read_change(message, words):
        return None
    taken = take_facts(scene, conversation, text, None)
    return None if taken.found or taken.doubt else approval


def approve(scene: Scene, conversation: Conversation, row: Row, approval: Approval, text: str) -> Turn | None:
    """Send, with the words beside the yes; who only waits has sent nothing."""
    if approval is Approval.WAIT:
        later = row.means.get(Meaning.LATER)
        return later(scene, conversation) if later else None
    known = noted(conversation, text) if approval is Approval.WITH_WORDS else conversation
    return row.means[Meaning.YES](scene, known)
