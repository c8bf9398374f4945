"""A sign's code: scanned, in a link's text, or typed."""

from __future__ import annotations

from flows.commands import has_answers, restart
from flows.conversation import Conversation, State
from flows.events import Forwarded, Started, TextReceived
from flows.rounds import open_round, switch_sign
from flows.turn import AT_END, Scene, Turn

AS_WRITTEN = (State.NOTES, State.REVIEW)  # what is typed there is the person's own words, codes and all


def names_sign(conversation: Conversation, event: TextReceived | Forwarded) -> bool:
    """Whether a text names a sign; in a note a code is a word like any other."""
    return event.seen is not None and conversation.state not in AS_WRITTEN


def start_again(scene: Scene, conversation: Conversation, event: Started) -> Turn:
    """«/start»: a link's code is always followed; otherwise ask before erasing answers."""
    under_way = conversation.consent is not None and conversation.state not in (*AT_END, State.RETURN)
    if event.seen and under_way:
        return switch_sign(scene, conversation, event.seen, event)
    if event.seen or event.payload or not (under_way and has_answers(conversation)):
        return open_round(scene, conversation, event)
    return restart(scene, conversation)


def hear_code(scene: Scene, conversation: Conversation, event: TextReceived | Forwarded) -> Turn:
    """A sign's code, typed or in a link's text: before confirming it changes the property, else it begins a round."""
    if conversation.consent and conversation.state not in (*AT_END, State.RETURN) and event.seen:
        return switch_sign(scene, conversation, event.seen, event)
    return open_round(scene, conversation, event)
