"""«¿Cómo te llamas?»"""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import Asked, Conversation, Pending, ProposedName, State
from flows.facts import takes
from flows.flow import Flow
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.rounds import decline
from flows.states.row import Row, asks, by_misses, meaning
from flows.turn import Scene, Turn, ask, explain, turned_to, write_down
from flows.understanding.closed import Meaning
from flows.understanding.name import reads_as_full_name
from flows.understanding.text import bare

take_name = takes("name")


def first_asked(flow: Flow, conversation: Conversation) -> Pending:
    """With a proposal where the platform gives one."""
    profile = reads_as_full_name(conversation.profile_name, flow.words)
    return ProposedName(profile) if profile else Asked(State.NAME)


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    return Say("BEFORE", {"valor": conversation.draft.name}) if conversation.draft.name else None


def explain_why(scene: Scene, conversation: Conversation) -> Turn:
    """Why it is asked, with an example: the second explanation."""
    return explain(replace(conversation, pending=Asked(State.NAME), misses=2))


def refuse(scene: Scene, conversation: Conversation) -> Turn:
    """Whoever refuses twice what we cannot do without refuses as a whole (CONVERSATION §8.1)."""
    return decline(scene, conversation) if conversation.misses >= 2 else explain_why(scene, conversation)


def ask_suggest(flow: Flow, conversation: Conversation) -> Prompt:
    proposed = conversation.pending.name if isinstance(conversation.pending, ProposedName) else ""
    return Prompt(says=(Say("NAME_SUGGEST", {"perfil": proposed}),), options=options("yes", "other_name"))


def take_proposed(scene: Scene, conversation: Conversation) -> Turn | None:
    proposed = conversation.pending
    return write_down(conversation, name=proposed.name) if isinstance(proposed, ProposedName) else None


def take_again(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The proposed name once more is a yes to it."""
    proposed = conversation.pending
    if isinstance(proposed, ProposedName) and bare(text) == bare(proposed.name):
        return take_proposed(scene, conversation)
    return take_name(scene, conversation, text)


def ask_plainly(scene: Scene, conversation: Conversation) -> Turn:
    return ask(turned_to(conversation, State.NAME))


ROWS = (
    Row(
        state=State.NAME,
        question="name",
        asks=asks("NAME_ASK"),
        options={"human": ask_person},
        hears=take_name,
        hears_last=True,
        means={
            **meaning(explain_why, Meaning.NO, Meaning.NONE, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.MUST),
            Meaning.WONT: refuse,
        },
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
        options={"yes": take_proposed, "other_name": ask_plainly},
        hears=take_again,
        means={
            **meaning(take_proposed, Meaning.YES, Meaning.THIS, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(ask_plainly, Meaning.NO, Meaning.NONE, Meaning.WONT, Meaning.MUST),
        },
        plain=State.NAME,
    ),
)
