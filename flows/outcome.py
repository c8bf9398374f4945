"""What the CRM said of a lead, and what the person hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from flows.changing import replace
from flows.conversation import PLAIN, Asked, Conversation, Field, State
from flows.events import Event, LeadSettled, Said, TimerDue
from flows.flow import Flow
from flows.lead import Sent
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held
from flows.replies import Say, TemplateName
from flows.shown import ending_says
from flows.timing import WINDOW, awake
from flows.turn import Scene, Timer, Turn, ask, say_first, silence, tell, turned_to

STILL_THERE = timedelta(minutes=15)  # after their last message: nobody is woken by an answer to it


def settle(scene: Scene, conversation: Conversation, event: LeadSettled) -> Turn:
    """The CRM's answer came: tell it, in the words that the agency allows."""
    sent = next((sent for sent in conversation.sent if sent.lead == event.lead), None)
    if sent is None:
        return silence(conversation)
    match event.told:
        case Created() | AlreadyRegistered() | Accepted():
            settled = replace(sent, outcome=event.told.kind)
            if is_late(settled):
                return late_answer(scene, remembered(conversation, settled), settled)
            key = outcome_key(scene.flow, settled, after_unclear=event.after_unclear)
            return conclude(scene, conversation, settled, key) if not sent.told else silence(conversation)
        case Held():
            settled = replace(sent, outcome="held")
            if is_late(settled):
                return late_answer(scene, remembered(conversation, settled), settled)
            return conclude(scene, conversation, settled, "DONE_STAFF") if not sent.told else silence(conversation)
        case FieldRefused():
            return ask_field(scene, conversation, sent, event.told.field)
        case _:
            assert_never(event.told)


def outcome_key(flow: Flow, sent: Sent, *, after_unclear: bool) -> str:
    """Which ending fits (conversation §8). «Exists» after an attempt of unknown fate may be our own success."""
    if flow.tell_registered == "never" or (flow.tell_registered == "own_phone" and not sent.phone.proven):
        return "DONE_NEUTRAL"
    if sent.outcome == "created":
        return "DONE_NEW"
    if sent.outcome == "accepted":
        return "DONE_NEUTRAL"
    if after_unclear:
        return "QUEUED_OK"
    return "DONE_KNOWN" if sent.phone.proven else "DONE_KNOWN_PLAIN"


def conclude(scene: Scene, conversation: Conversation, sent: Sent, key: str) -> Turn:
    """Say an ending. A chat that has begun something new meanwhile hears it in passing."""
    told = remembered(conversation, replace(sent, told=key))
    if told.blocked:
        return silence(ended(told, sent))
    if is_waiting_for(conversation, sent):
        return ask(ended(told, sent), kind="receipt")
    return tell(ended(told, sent), *ending_says(scene.flow, sent, key), kind="receipt")


def is_waiting_for(conversation: Conversation, sent: Sent) -> bool:
    """Whether the chat still stands at the end of this very lead."""
    at_end = conversation.state in (State.SENDING, State.DONE)
    return at_end and bool(conversation.sent) and conversation.sent[-1].lead == sent.lead


def ended(conversation: Conversation, sent: Sent) -> Conversation:
    """The conversation with the waiting for this lead over, also where a detour would come back to it."""
    if is_waiting_for(conversation, sent):
        return replace(conversation, pending=Asked(State.DONE))
    waits = conversation.back == Asked(State.SENDING) and conversation.sent[-1].lead == sent.lead
    return replace(conversation, back=Asked(State.DONE)) if waits else conversation


def remembered(conversation: Conversation, sent: Sent) -> Conversation:
    """The conversation with this lead's memory brought up to date, in its place."""
    return replace(conversation, sent=tuple(sent if other.lead == sent.lead else other for other in conversation.sent))


def is_late(sent: Sent) -> bool:
    """Whether the answer came after we said that the lead is still being sent, and has not been told."""
    return sent.told == "DONE_QUEUED" and sent.outcome in ("created", "registered", "accepted", "held")


def late_answer(scene: Scene, conversation: Conversation, sent: Sent) -> Turn:
    """A lead that had to wait got through, or staff must look at it: say so once, by day or while the person is still
    there, and only while the chat may be written to."""
    last = conversation.last_heard_at
    there = last is not None and scene.now - last <= STILL_THERE
    when = scene.now if there else awake(scene.now, scene.flow.quiet, scene.flow.timezone)
    if not may_still_say(scene.flow, conversation, "receipt" if sent.outcome != "held" else None, when):
        return silence(conversation)
    if when > scene.now:
        return replace(silence(conversation), timers=(Timer(name="outcome", due_at=when, about=sent.lead),))
    return conclude(scene, conversation, sent, "DONE_STAFF" if sent.outcome == "held" else "QUEUED_OK")


def may_still_say(flow: Flow, conversation: Conversation, template: TemplateName | None, when: datetime) -> bool:
    """Whether the chat may be written to then, if need be in approved words. What cannot be said is not lost: it comes
    first when they write again (`with_news`)."""
    last = conversation.last_heard_at
    open_then = last is not None and when <= last + WINDOW
    return open_then or (template, flow.catalogue(conversation).language) in flow.templates


def ask_field(scene: Scene, conversation: Conversation, sent: Sent, field: Field) -> Turn:
    """The CRM did not take the form of one field: ask that question once more (T-FIX)."""
    too_late = not may_still_say(scene.flow, conversation, "fix", scene.now)
    if conversation.blocked or sent.fixed or too_late or not is_waiting_for(conversation, sent):
        held = replace(sent, outcome="held")
        if is_late(held):
            return late_answer(scene, remembered(conversation, held), held)
        return conclude(scene, conversation, held, "DONE_STAFF")
    refused = remembered(conversation, replace(sent, outcome="field_refused", fixed=True))
    asking = replace(turned_to(refused, PLAIN[field]), editing="changing", back=None)
    return ask(asking, Say("FIELD_REFUSED", {"campo": field}), kind="receipt")


def wake_about_lead(scene: Scene, conversation: Conversation, event: TimerDue) -> Turn:
    """A lead's timer is due: its receipt while it is still under way, or an answer that waited for the day."""
    sent = next((sent for sent in conversation.sent if sent.lead == event.about), None)
    if sent is None:
        return silence(conversation)
    if event.name == "receipt":
        waiting = not sent.told and not sent.outcome
        return conclude(scene, conversation, sent, "DONE_QUEUED") if waiting else silence(conversation)
    return late_answer(scene, conversation, sent) if is_late(sent) else silence(conversation)


def with_news(scene: Scene, turn: Turn, event: Event) -> Turn:
    """What became of a lead while its person could not be written to stands before what is said to them now."""
    if not isinstance(event, Said) or not (turn.says or turn.then):
        return turn
    conversation, news = turn.conversation, tuple[Say, ...]()
    for sent in filter(is_late, conversation.sent):
        key = "DONE_STAFF" if sent.outcome == "held" else "QUEUED_OK"
        conversation = remembered(conversation, replace(sent, told=key))
        news += ending_says(scene.flow, sent, key)[:1]
    return replace(say_first(turn, *news), conversation=conversation, kind="receipt") if news else turn


def unheard(conversation: Conversation) -> Conversation:
    """The last answer that we gave about a lead did not arrive, so it is late now."""
    for sent in reversed(conversation.sent):
        late = replace(sent, told="DONE_QUEUED")
        if sent.told not in ("", "DONE_QUEUED") and is_late(late):
            return remembered(conversation, late)
    return conversation


def say_it_again(scene: Scene, conversation: Conversation) -> Turn:
    """After the end: the same ending once more, or the newer one that waits for the day; while the CRM is still being
    asked, the answer is on its way."""
    if is_late(last := conversation.sent[-1]):
        return late_answer(scene, conversation, last)
    if conversation.state is not State.DONE or conversation.repeated:
        return silence(conversation)
    return ask(replace(conversation, repeated=True), kind="receipt")
