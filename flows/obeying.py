"""What the words that always work do, wherever they are said (CONVERSATION §6)."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from flows.answers.commands import Change, Command, Language, Plain, read_command
from flows.anytime import (
    AT_END,
    aside,
    change,
    follow_up,
    has_answers,
    restart,
    show_data,
    skip,
    step_back,
    switch_language,
)
from flows.conversation import Conversation, State
from flows.endings import cancel
from flows.events import Said, Started, TextReceived
from flows.opening import begin
from flows.person import aside_from, ask_person, come_back, returned, standing, wait_for_person
from flows.reading import read_answer
from flows.replies import Say
from flows.returning import open_round
from flows.turn import Scene, Turn, ask, tell

FIRST_OF_ALL = (Plain.OUT, Plain.ERASE)  # nothing a question offers goes before these
ALWAYS_HEARD = (  # also while we pause, and after a long silence
    Plain.RESUME,
    Plain.PERSON,
    Plain.OUT,
    Plain.ERASE,
    Plain.CANCEL,
    Plain.HELP,
    Plain.PRIVACY,
    Plain.MY_DATA,
)


def obey(scene: Scene, conversation: Conversation, command: Command, text: str) -> Turn:
    """One of the words that always work."""
    at_end = standing(conversation) in AT_END
    match command:
        case Plain.HELP:
            return aside(scene, conversation, Say("HELP"))
        case Plain.PERSON:
            return ask_person(scene, conversation)
        case Language():
            return switch_language(scene, conversation, command.code)
        case Plain.RESUME:
            return come_back(scene, conversation)
        case Plain.RESTART | Plain.ANOTHER if at_end:
            return open_round(scene, conversation, TextReceived(text=text), greeting=command is Plain.RESTART)
        case Plain.RESTART:
            return restart(scene, conversation) if has_answers(conversation) else begin_anew(scene, conversation)
        case Change() | Plain.CANCEL if at_end:
            return follow_up(returned(conversation), text)
        case Plain.BACK | Plain.SKIP if conversation.state in AT_END:
            return follow_up(conversation, text)
        case Plain.REPEAT | Plain.SKIP | Plain.ANOTHER if conversation.state is State.HUMAN:
            return wait_for_person(scene, conversation)
        case Plain.REPEAT:
            return ask(scene, conversation)
        case Plain.BACK:
            return step_back(scene, conversation)
        case Change():
            return change(scene, conversation, command.question)
        case Plain.SKIP:
            return skip(scene, conversation)
        case Plain.OUT:
            return leave_alone(conversation)
        case Plain.PRIVACY:
            return aside(scene, conversation, Say("PRIVACY"))
        case Plain.MY_DATA:
            return show_data(scene, conversation)
        case Plain.ERASE:
            return ask(scene, aside_from(conversation, State.ERASE))
        case Plain.CANCEL:
            return cancel(scene, conversation)
        case Plain.ANOTHER:
            return read_answer(scene, conversation, text)
        case _:
            assert_never(command)


def leave_alone(conversation: Conversation) -> Turn:
    """«Salir»: not another word, not even about a lead under way, until they write again."""
    return tell(replace(conversation, blocked=True), Say("OUT"))


def begin_anew(scene: Scene, conversation: Conversation) -> Turn:
    return begin(scene, conversation, Started())


def command_in(scene: Scene, event: Said) -> Command | None:
    return read_command(event.text, scene.flow.words) if isinstance(event, TextReceived) else None
