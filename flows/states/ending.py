"""Where nothing is asked any more."""

from __future__ import annotations

from flows.conversation import Conversation, State
from flows.flow import Flow
from flows.replies import Prompt
from flows.shown import ending_says
from flows.states.row import Row, ask_the_same, nothing


def say_outcome(flow: Flow, conversation: Conversation) -> Prompt:
    """The last thing said about the last lead."""
    last = conversation.sent[-1] if conversation.sent else None
    return Prompt(says=ending_says(flow, last, last.told)) if last and last.told else Prompt()


ROWS = (
    Row(state=State.SENDING, asks=nothing, hears=ask_the_same),
    Row(state=State.DONE, asks=say_outcome, hears=ask_the_same),
    Row(state=State.CANCELLED, asks=nothing, hears=ask_the_same),
    Row(state=State.DECLINED, asks=nothing, hears=ask_the_same),
)
