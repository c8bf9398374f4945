"""When we speak unasked: the one reminder, and the hours in which nothing is sent (conversation §8)."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from flows.changing import replace
from flows.conversation import Conversation, State
from flows.replies import Say
from flows.states import ROWS, question_of
from flows.turn import Scene, Timer, Turn, silence, tell

WINDOW = timedelta(hours=23)  # WhatsApp's 24 hours, with an hour to spare
ASKING = (*(state for state, row in ROWS.items() if row.question), State.REVIEW, State.EDIT)


def is_under_way(conversation: Conversation) -> bool:
    """Whether the person agreed, and has not sent the draft yet."""
    return conversation.consent is not None and conversation.state in ASKING


def set_nudge(scene: Scene, turn: Turn) -> Turn:
    """The same turn with the draft's one reminder set, as soon as there is something to be reminded of."""
    conversation = turn.conversation
    if conversation.nudge or not scene.flow.nudge or not is_under_way(conversation):
        return turn
    timer = Timer(name="nudge", due_at=scene.now + scene.flow.nudge)
    return replace(turn, conversation=replace(conversation, nudge="set"), timers=(*turn.timers, timer))


def nudge(scene: Scene, conversation: Conversation) -> Turn:
    """The reminder is due: by day, while the chat may be written to, and never to somebody who wants a person."""
    last = conversation.last_heard_at
    unwanted = conversation.blocked or conversation.nudge in ("asked", "done")
    if unwanted or last is None or not is_under_way(conversation):
        return silence(conversation)
    when = awake(max(scene.now, last + scene.flow.nudge), scene.flow.quiet, scene.flow.timezone)
    if when > last + WINDOW:
        return silence(conversation)
    if when > scene.now:
        return replace(silence(conversation), timers=(Timer(name="nudge", due_at=when),))
    lacking = question_of(conversation) or "review"
    return tell(replace(conversation, nudge="asked"), Say("NUDGE", {"falta": lacking}))


def put_back(conversation: Conversation, now: datetime) -> Conversation:
    """A clock that was put back since the person was last heard: what the chat remembers the time of goes back with it,
    or pauses and reminders would last for as long as the clock went back."""
    last = conversation.last_heard_at
    if last is None or last <= now:
        return conversation
    moments = ((field.name, getattr(conversation, field.name)) for field in fields(conversation))
    moved: dict[str, Any] = {name: value - (last - now) for name, value in moments if isinstance(value, datetime)}
    return replace(conversation, **moved)


def awake(when: datetime, quiet: tuple[time, time], zone: tzinfo) -> datetime:
    """`when`, or the end of the quiet hours it falls into; the same start and end: no quiet hours."""
    local = when.astimezone(zone)
    start, end = quiet
    late = local.time() >= start
    asleep = start <= local.time() < end if start < end else (late or local.time() < end) and start != end
    if not asleep:
        return when
    day = local.date() + timedelta(days=1) if start > end and late else local.date()
    return datetime.combine(day, end, tzinfo=zone).astimezone(when.tzinfo)
