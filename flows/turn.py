"""One turn: what an event changes and what is said about it. Every inbound event gets at most one reply.

What happens in a state returns a `Turn` that says what it has to say and what comes then; `machine.advance` makes the
reply of it, once, at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from flows.changing import replace
from flows.conversation import Asked, Conversation, Pending, PlainState, State
from flows.events import Forgotten
from flows.flow import Flow
from flows.lead import Lead
from flows.replies import Prompt, Reply, ReplyKind, Say
from flows.shown import changes

Then = Literal["", "ask", "explain", "go_on"]
AT_END = (State.SENDING, State.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Wakes the chat at `due_at` (aware, UTC) with a `TimerDue` of this name; setting it again moves it."""

    name: Literal["receipt", "outcome", "nudge", "fragments"]
    due_at: datetime
    about: str = ""


@dataclass(frozen=True, kw_only=True)  # without slots: see `changing.py`
class Turn:
    """All that one event changes.

    `says`: what is said first; `then` what follows in the same message: nothing, the pending question («ask»), what
    stands in its place after a miss («explain», `about` is what was not understood), or `question`, by default the
    first one without an answer («go_on»). `prompt` stands in the place of what would be asked, and `last` is said
    after it. `reply` is made of these by `advance` alone.
    `follow_up`: a lead's id and words to keep with it. `forget`: erase what the person wrote in this chat so far;
    `erase`: and everything else of them, leads included («borrar mis datos»).
    `silenced`: nothing more may be sent to this chat until it writes again. `rehearsed`: what a test would have sent,
    to be shown with the reply.
    """

    conversation: Conversation
    says: tuple[Say, ...] = ()
    then: Then = ""
    question: str = ""
    about: str = ""
    prompt: Prompt | None = None
    last: tuple[Say, ...] = ()
    kind: ReplyKind = "question"
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


def ask(conversation: Conversation, *first: Say, kind: ReplyKind = "question") -> Turn:
    """Say something, if anything, and then the pending question."""
    return Turn(conversation=conversation, says=first, then="ask", kind=kind)


def explain(conversation: Conversation, about: str = "") -> Turn:
    """The pending question in the words that it has after so many misses, the last of which was this text."""
    return Turn(conversation=conversation, then="explain", about=about)


def ask_instead(conversation: Conversation, prompt: Prompt) -> Turn:
    """The pending question in words of its own, for this once."""
    return Turn(conversation=conversation, then="ask", prompt=prompt)


def go_on(conversation: Conversation, *first: Say) -> Turn:
    """Say something, if anything, and then the first question without an answer, or the summary."""
    return Turn(conversation=conversation, says=first, then="go_on")


def go_to(conversation: Conversation, question: str, *first: Say) -> Turn:
    """Say something, if anything, and then a certain question, be it answered or not."""
    return Turn(conversation=conversation, says=first, then="go_on", question=question)


def write_down(conversation: Conversation, *first: Say, **answers: object) -> Turn:
    """Write answers into the draft and go on with the next question, or back to where a change was asked for."""
    draft = replace(conversation.draft, **answers)  # type: ignore[arg-type]  # each caller names fields of Draft
    changed = changes(conversation.draft, draft, *answers) if conversation.editing == "changing" else ()
    return go_on(replace(conversation, draft=draft), *changed, *first)


def tell(conversation: Conversation, *says: Say, kind: ReplyKind = "notice") -> Turn:
    """Say something and ask nothing."""
    return Turn(conversation=conversation, says=says, kind=kind)


def silence(conversation: Conversation) -> Turn:
    """Change, at most, and say nothing."""
    return Turn(conversation=conversation)


def aside(conversation: Conversation, *says: Say) -> Turn:
    """Say something beside the point and repeat the pending question; at the end, and with a person, say only that."""
    if says and conversation.state in (*AT_END, State.HUMAN):
        return tell(conversation, *says)
    return ask(conversation, *says)


def say_first(turn: Turn, *says: Say) -> Turn:
    """The same turn with something said before its reply, if it has one."""
    return replace(turn, says=(*says, *turn.says)) if turn.says or turn.then else turn


def ask_about(conversation: Conversation, pending: Pending, *first: Say) -> Turn:
    """Ask the one thing that is missing to make the answer good."""
    return ask(turned_to(conversation, pending), *first)


def turned_to(conversation: Conversation, pending: Pending | PlainState) -> Conversation:
    """The conversation with something else pending, not yet misunderstood; a number that was stated with what was
    pending before is no longer what a yes is to."""
    asked = Asked(pending) if isinstance(pending, str) else pending
    return replace(conversation, pending=asked, misses=0, number_stated=False)
