"""Somebody said something: which round it belongs to, after how long a silence, and what kind of thing it is."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from flows.changing import replace
from flows.commands import ALWAYS_HEARD, command_in, last_sent, obey
from flows.conversation import Asked, Conversation, State
from flows.events import (
    ContactShared,
    Forwarded,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Started,
    TextReceived,
)
from flows.hearing.codes import start_again
from flows.hearing.options import tapped
from flows.hearing.pieces import hear_fragments, is_piece
from flows.hearing.text import hear, hear_redacted
from flows.hearing.wordless import cannot_read, take_contact, take_forwarded, take_media
from flows.meant import closed_answer
from flows.person import DETOURS, HUMAN_LASTS, aside_from, is_over, returned, standing, wait_for_person
from flows.replies import Say
from flows.rounds import fresh_round, open_round, seen_in, with_passed_on
from flows.shown import still_good
from flows.states import at_next_question, move_on
from flows.turn import AT_END, Scene, Turn, aside, ask, say_first, silence
from flows.understanding.closed import Meaning
from flows.understanding.commands import Language, Plain
from flows.understanding.text import bare
from flows.waiting import kept_waiting

HALFWAY_AFTER = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=7)
ROUND_ENDS = timedelta(hours=24)  # after DONE: what comes later begins a new round
WORDLESS = (ContactShared, LocationShared, MediaReceived, Forwarded)
FRESH = (State.START, State.CANCELLED, State.DECLINED)


def answer(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """Somebody said something, and we are not pausing."""
    if conversation.state is State.PAUSED:
        return hear_paused(scene, conversation, event)
    return respond(scene, conversation, event)


def respond(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """It begins a round, comes after a long silence or from another flow, or answers what is pending."""
    if conversation.state in (State.CANCELLED, State.DECLINED) and says_goodbye(scene, conversation, event):
        return silence(conversation)
    if conversation.state in FRESH or is_long_done(scene, conversation):
        return first_words(scene, conversation, event)
    if conversation.fragments and not is_piece(scene, conversation, event):
        return after_fragments(scene, conversation, event)
    if is_forgotten_detour(scene, conversation):
        return respond(scene, returned(conversation), event)
    if scene.silent_for >= HALFWAY_AFTER and conversation.state not in AT_END and seen_in(event) is None:
        return break_silence(scene, conversation, event)
    if conversation.version != scene.flow.version:
        return pick_up(scene, conversation, event)
    if conversation.state is State.HUMAN and isinstance(event, WORDLESS):
        return wait_for_person(scene, conversation)
    return hear_kind(scene, conversation, event)


def hear_kind(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    match event:
        case Started():
            return start_again(scene, conversation, event)
        case TextReceived():
            return hear_redacted(scene, conversation, event) if event.redacted else hear(scene, conversation, event)
        case OptionTapped():
            return tapped(scene, conversation, event)
        case ContactShared():
            return take_contact(scene, conversation, event)
        case LocationShared():
            return aside(conversation, Say("LOCATION"))
        case MediaReceived():
            return take_media(scene, conversation, event)
        case Forwarded():
            return take_forwarded(scene, conversation, event)
        case _:
            assert_never(event)


def says_goodbye(scene: Scene, conversation: Conversation, event: Said) -> bool:
    """After a refusal or a cancelling: thanks, or another no."""
    if not isinstance(event, TextReceived) or event.seen or command_in(scene, event):
        return False
    closed = closed_answer(scene, conversation, event.text)
    thanks = bare(event.text) in scene.flow.words.of("answer.polite")
    return thanks or (closed is not None and closed.meaning in (Meaning.NO, Meaning.NONE, Meaning.WONT))


def is_long_done(scene: Scene, conversation: Conversation) -> bool:
    sent = last_sent(conversation)
    return conversation.state is State.DONE and (sent is None or is_over(sent.at, ROUND_ENDS, scene.now))


def first_words(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """The first message of a round: a greeting, unless it asks for something that can be had at once."""
    match command := command_in(scene, event):
        case Plain.HELP | Plain.PERSON | Plain.OUT | Plain.PRIVACY | Plain.MY_DATA | Plain.ERASE | Language():
            return obey(scene, fresh_round(scene.flow, conversation, event), command, "")
        case _:
            turn = open_round(scene, conversation, event)
            return say_first(turn, *cannot_read(event)) if isinstance(event, MediaReceived) else turn


def after_fragments(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """Something else came while we waited for the end of an answer."""
    used = move_on(scene.flow, hear_fragments(scene, conversation))
    confirms = not isinstance(event, Forwarded) and command_in(scene, event) is None
    if used.conversation.state is State.REVIEW and confirms:
        return used  # a summary has to be seen before anything can confirm it (promises P5)
    return respond(scene, used.conversation, event)


def is_forgotten_detour(scene: Scene, conversation: Conversation) -> bool:
    """After the end they asked for a person, or began to erase or to switch language, and it is long ago."""
    if conversation.state not in DETOURS or standing(conversation) not in AT_END:
        return False
    if conversation.state is State.HUMAN:
        return is_over(conversation.human_since, HUMAN_LASTS, scene.now)
    return scene.silent_for >= HALFWAY_AFTER


def break_silence(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """After a day: ask whether to go on. After a week, or before consent, begin anew."""
    known = returned(conversation) if conversation.state in DETOURS else conversation
    if known.consent is None or scene.silent_for >= FORGOTTEN_AFTER:
        return first_words(scene, known, event)
    command = command_in(scene, event)
    if isinstance(event, TextReceived) and command in ALWAYS_HEARD:
        return obey(scene, known, command, event.text)
    if isinstance(event, TextReceived):
        known = kept_waiting(scene, replace(known, waiting=()), event.text)
    return ask(aside_from(with_passed_on(known, event), State.HALFWAY))


def pick_up(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """A conversation of another flow: keep what was given and go on at the first unanswered question of this one. Words
    that always work do so, and who waits for a person goes on waiting."""
    draft = replace(conversation.draft, answers=still_good(scene.flow, conversation.draft))
    current = replace(conversation, version=scene.flow.version, draft=draft)
    if current.state in AT_END and current.sent:
        return respond(scene, current, event)
    if current.consent is None:
        return first_words(scene, replace(current, pending=Asked(State.START)), event)
    onward = at_next_question(scene.flow, current)
    if current.state is State.HUMAN:
        return respond(scene, replace(onward, pending=Asked(State.HUMAN), back=onward.pending), event)
    if command_in(scene, event):
        return respond(scene, onward, event)
    return ask(onward)


def hear_paused(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """We said that we are silent for a while. «Seguir» ends it, and what always works still does."""
    if is_over(conversation.paused_until, timedelta(0), scene.now):
        return answer(scene, returned(conversation), event)
    if seen_in(event):
        return answer(scene, returned(conversation), event)
    command = command_in(scene, event)
    if isinstance(event, TextReceived) and command in ALWAYS_HEARD:
        return obey(scene, conversation, command, event.text)
    return silence(conversation)
