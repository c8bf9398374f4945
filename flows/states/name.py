"""«¿Cómo te llamas?»"""

from __future__ import annotations

from flows.conversation import Asked, Conversation, Pending, ProposedName, State
from flows.facts import closed_answer, takes
from flows.flow import Flow
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.states.proposal import asks_plainly, needed, proposes
from flows.states.row import Row, asks, by_misses
from flows.turn import Scene, Turn, write_down
from flows.understanding.name import reads_as_full_name
from flows.understanding.text import bare

take_facts_of_name = takes("name")


def first_asked(flow: Flow, conversation: Conversation) -> Pending:
    """With a proposal where the platform gives one."""
    profile = reads_as_full_name(conversation.profile_name, flow.words)
    return ProposedName(profile) if profile else Asked(State.NAME)


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    return Say("BEFORE", {"valor": conversation.draft.name}) if conversation.draft.name else None


def ask_suggest(flow: Flow, conversation: Conversation) -> Prompt:
    proposed = conversation.pending.name if isinstance(conversation.pending, ProposedName) else ""
    return Prompt(says=(Say("NAME_SUGGEST", {"perfil": proposed}),), options=options("yes", "other_name"))


def take_proposed(scene: Scene, conversation: Conversation) -> Turn | None:
    proposed = conversation.pending
    return write_down(conversation, name=proposed.name) if isinstance(proposed, ProposedName) else None


def take_name(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The facts of a message; what only answers, «déjalo así», «envíalo», is no name."""
    closed = closed_answer(scene, conversation, text, "name")
    return None if closed and not closed.words_beside else take_facts_of_name(scene, conversation, text)


def take_again(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The proposed name once more is a yes to it."""
    proposed = conversation.pending
    if isinstance(proposed, ProposedName) and bare(text) == bare(proposed.name):
        return take_proposed(scene, conversation)
    return take_name(scene, conversation, text)


ROWS = (
    Row(
        state=State.NAME,
        question="name",
        asks=asks("NAME_ASK"),
        options={"human": ask_person},
        hears=take_name,
        hears_last=True,
        means=needed("name"),
        explains=by_misses(
            Prompt(says=(Say("NAME_R1"),)),
            Prompt(says=(Say("NAME_R2"),)),
            Prompt(says=(Say("NAME_R3"),), options=options("human")),
        ),
        opens=first_asked,
        before=given_before,
    ),
    Row(
        state=State.NAME_SUGGEST,
        question="name",
        asks=ask_suggest,
        options={"yes": take_proposed, "other_name": asks_plainly(State.NAME)},
        hears=take_again,
        means=proposes(take_proposed, "name"),
        plain=State.NAME,
    ),
)
