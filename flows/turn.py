"""One turn: what an event changes and what is said about it. Every inbound event gets at most one reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flows.conversation import Conversation
from flows.events import Forgotten
from flows.flow import Flow
from flows.lead import Lead
from flows.questions import pending
from flows.replies import Reply, ReplyKind, Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Wakes the chat at `due_at` (aware, UTC) with a `TimerDue` of this name; setting it again moves it."""

    name: Literal["receipt", "outcome", "nudge", "fragments"]
    due_at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """All that one event changes.

    `follow_up`: a lead's id and words to keep with it. `forget`: erase what the person wrote in this chat so far;
    `erase`: and everything else of them, leads included («borrar mis datos»).
    `silenced`: nothing more may be sent to this chat until it writes again. `rehearsed`: what a test would have sent,
    to be shown with the reply.
    """

    conversation: Conversation
    reply: Reply | None = None
    lead: Lead | None = None
    timers: tuple[Timer, ...] = ()
    follow_up: tuple[str, str] | None = None
    forget: bool = False
    erase: bool = False
    silenced: bool = False
    rehearsed: Lead | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What stays the same for a whole turn: the flow, the time (aware, UTC) and the event's random hex digits.

    `silent_for`: how long the person had been silent before this event. `shown`: the step of the summary they had
    before them when they did this, None for whichever was last. `forgotten`: leads that count and are not remembered.
    """

    flow: Flow
    now: datetime
    fresh: str
    silent_for: timedelta = timedelta(0)
    shown: int | None = None
    forgotten: tuple[Forgotten, ...] = ()


def ask(scene: Scene, conversation: Conversation, *first: Say, kind: ReplyKind = "question") -> Turn:
    """Say something, if anything, and then the pending question, in one message."""
    question = pending(scene.flow, conversation)
    says = (*first, *question.says)
    if not says:
        return Turn(conversation=conversation)
    reply = Reply(says=says, options=question.options, share_phone=question.share_phone, kind=kind)
    return Turn(conversation=conversation, reply=reply)


def tell(conversation: Conversation, *says: Say, kind: ReplyKind = "notice") -> Turn:
    """Say something and ask nothing."""
    return Turn(conversation=conversation, reply=Reply(says=says, kind=kind))


def silence(conversation: Conversation) -> Turn:
    """Change, at most, and say nothing."""
    return Turn(conversation=conversation)
