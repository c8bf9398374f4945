"""Stepping aside for a member of staff, and coming back (conversation §6, HUMAN)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.changing import replace
from flows.conversation import Asked, Conversation, PlainState, State
from flows.replies import Say
from flows.turn import Scene, Turn, ask, silence, tell

HUMAN_LASTS = timedelta(hours=12)
REMIND_EVERY = timedelta(hours=1)
DETOURS = (
    State.HUMAN,
    State.PAUSED,
    State.HALFWAY,
    State.LANGUAGE,
    State.RESTART,
    State.ERASE,
    State.CHANGE,
    State.PASS_ON,
)


def ask_person(scene: Scene, conversation: Conversation) -> Turn:
    """They want a person: step aside, and tell the agency with the lead."""
    return step_aside(scene, replace(conversation, asked_for_person=True))


def step_aside(scene: Scene, conversation: Conversation) -> Turn:
    """Leave the talk to a person; «seguir» comes back to where this was said. No reminder comes after that."""
    aside = aside_from(conversation, State.HUMAN)
    waiting = replace(aside, human_since=scene.now, reminded_at=None, nudge="done")
    told = {"avisado": "yes"} if scene.flow.tells_staff else {}
    return tell(waiting, Say("HUMAN", told) if told or can_be_reached(scene) else Say("HUMAN_NOTED"))


def can_be_reached(scene: Scene) -> bool:
    """Whether the agency says how to reach a person."""
    return "tel_humano" in scene.flow.facts or "enlace_humano" in scene.flow.facts


def wait_for_person(scene: Scene, conversation: Conversation) -> Turn:
    """While a person is on it: silence in a shared inbox, else a reminder once an hour that this is the assistant."""
    if is_over(conversation.human_since, HUMAN_LASTS, scene.now):
        return come_back(scene, conversation)
    if scene.flow.same_inbox or not is_over(conversation.reminded_at, REMIND_EVERY, scene.now):
        return silence(conversation)
    return tell(replace(conversation, reminded_at=scene.now), Say("HUMAN_STILL"))


def paused(scene: Scene, conversation: Conversation, lasts: timedelta) -> Conversation:
    """Silent for so long; «seguir» ends it."""
    return replace(aside_from(conversation, State.PAUSED), paused_until=scene.now + lasts)


def put_off(scene: Scene, conversation: Conversation) -> Turn:
    """«Después»: the question stays, and nobody is reminded of it."""
    return tell(replace(conversation, nudge="done"), Say("LATER"))


def is_over(since: datetime | None, lasts: timedelta, now: datetime) -> bool:
    return since is None or now - since >= lasts


def aside_from(conversation: Conversation, state: PlainState) -> Conversation:
    """Step aside to a state that comes back: one such detour out of another returns to where the first one began."""
    back = conversation.back if conversation.state in DETOURS else conversation.pending
    return replace(conversation, pending=Asked(state), back=back)


def standing(conversation: Conversation) -> State:
    """Where the talk itself stands, whatever detour it is on."""
    return (conversation.back or conversation.pending).state if conversation.state in DETOURS else conversation.state


def come_back(scene: Scene, conversation: Conversation) -> Turn:
    """Back from a person, or from a question about language or restart, to what was pending."""
    return ask(returned(conversation))


def returned(conversation: Conversation) -> Conversation:
    return replace(
        conversation,
        pending=conversation.back or conversation.pending,
        back=None,
        misses=0,
        lost=0,
        burst=0,
        human_since=None,
        paused_until=None,
        guarded_until=None,
    )
