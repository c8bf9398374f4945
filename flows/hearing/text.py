"""A text: a word that ends everything, a sign's code, an option shown, a word that always works, or an answer.

This order is that of conversation §6.
"""

from __future__ import annotations

from datetime import timedelta

from flows.afterwards import after_the_end, beside_a_person
from flows.asides import WORTH_NOTING, noted
from flows.changing import replace
from flows.commands import FIRST_OF_ALL, command_in, obey
from flows.conversation import Conversation, State
from flows.events import TextReceived
from flows.hearing.answers import read_answer
from flows.hearing.codes import AS_WRITTEN, hear_code, names_sign
from flows.hearing.edits import remember
from flows.hearing.meanings import take_meaning
from flows.hearing.options import choose, find_option
from flows.hearing.pieces import hold
from flows.person import is_over, paused, returned, standing, wait_for_person
from flows.replies import Say
from flows.rounds import open_round
from flows.states import row_of
from flows.turn import AT_END, Scene, Turn, aside, ask, say_first, tell
from flows.understanding.commands import Command, Plain
from flows.understanding.corrections import Change
from flows.understanding.detour import is_insult
from flows.understanding.language import asked_language, detect, named_language
from flows.understanding.message import read
from flows.understanding.text import bare, has_no_words

PATIENCE = timedelta(minutes=10)  # a second insult within it, and we are silent
SULKS = timedelta(hours=24)
SWITCHES_AT = 4  # words of a message that switch the language by itself
JOINED = (State.NAME, State.NOTES)  # where people write one answer in several bubbles


def hear(scene: Scene, conversation: Conversation, event: TextReceived) -> Turn:
    """A text: an option, a command, or the answer to what is pending, in this order."""
    text = event.text
    command, option = command_here(scene, conversation, event), find_option(scene, conversation, text)
    if command in FIRST_OF_ALL and not (command is Plain.ERASE and option):
        return obey(scene, conversation, command, text)
    if event.test:
        return open_round(scene, conversation, event)
    if names_sign(conversation, event):
        return hear_code(scene, conversation, event)
    if option:
        return remember(choose(scene, conversation, option), conversation, event.message)
    if command:
        return obey(scene, conversation, command, text)
    if conversation.state is State.HUMAN:
        return beside_a_person(scene, conversation, text)
    if conversation.state in AT_END:
        return after_the_end(scene, conversation, text)
    if insulted := take_insult(scene, conversation, text):
        return insulted
    if not conversation.fragments and (switched := take_switch(scene, conversation, text)):
        return switched
    if conversation.state is State.PASS_ON:
        return hear_passing(scene, conversation, text)
    if scene.flow.join and conversation.state in JOINED and not has_no_words(text):
        return remember(hold(scene, conversation, text), conversation, event.message)
    return remember(read_answer(scene, conversation, text), conversation, event.message)


def command_here(scene: Scene, conversation: Conversation, event: TextReceived) -> Command | None:
    """The command that the text is; «otra» is one only after the end, or beside a person, who hears what to correct."""
    command = command_in(scene, event)
    if conversation.state is State.HUMAN and isinstance(command, Change) and (command.value or command.removes):
        return None
    mere_word = command is Plain.ANOTHER and not {standing(conversation), conversation.state} & {*AT_END, State.HUMAN}
    return None if mere_word else command


def take_insult(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The first insult gets an apology and the question again, a second one soon after gets a pause."""
    if not is_insult(read(text), scene.flow.words):
        return None
    if is_over(conversation.insulted_at, PATIENCE, scene.now):
        return ask(replace(conversation, insulted_at=scene.now), Say("ABUSE1"))
    return tell(paused(scene, replace(conversation, insulted_at=None), SULKS), Say("ABUSE2"))


def take_switch(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """They write another language than the chat's: in a message of four words or more, or in two in a row. What the
    message says is taken in the new one. Who asks for it by its name has asked for nothing else; in a note their words
    are kept all the same."""
    asked = asked_language(read(text), scene.flow.words)
    language = asked or detect(read(text), scene.flow.words)
    if language == conversation.language or (conversation.state in AS_WRITTEN and not asked):
        return None
    if language is None or language not in scene.flow.catalogues:
        return None
    if asked or named_language(read(text), scene.flow.words):
        known = noted(conversation, text) if conversation.state in AS_WRITTEN else conversation
        return ask(in_language(known, language), Say("SWITCHED"))
    if len(bare(text).split()) < SWITCHES_AT and conversation.other_language != language:
        return None
    return say_first(read_answer(scene, in_language(conversation, language), text), Say("SWITCHED"))


def in_language(conversation: Conversation, language: str) -> Conversation:
    return replace(conversation, language=language, language_guessed=False, other_language="")


def hear_passing(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Before what can be sent on to a person: a yes or a no; where nobody asked for a person, also an answer to the
    question behind it (conversation §7); anything else is for that person, and a later yes still sends (§6)."""
    if turn := take_meaning(scene, conversation, text):
        return turn
    if conversation.guarded_until is not None and scene.now < conversation.guarded_until:
        behind = replace(returned(conversation), guarded_until=conversation.guarded_until)
        if turn := row_of(behind).hears(scene, behind, text):
            return turn
    known = noted(conversation, text) if len(bare(text).split()) >= WORTH_NOTING else conversation
    return wait_for_person(scene, known)


def hear_redacted(scene: Scene, conversation: Conversation, event: TextReceived) -> Turn:
    """A text with a number that we never keep: say so, and take what else it says."""
    if has_no_words(event.text):
        return aside(conversation, Say("REDACT"))
    return say_first(hear(scene, conversation, event), Say("REDACT"))
