"""«¿Cómo te llamas?»"""

from __future__ import annotations

from flows.asides import noted
from flows.conversation import Asked, Conversation, Pending, ProposedName, State
from flows.facts import heard, take_facts, takes
from flows.flow import Flow
from flows.meant import closed_answer
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.states.proposal import asks_plainly, needed, proposes
from flows.states.row import Row, asks, by_misses
from flows.turn import Scene, Turn, ask_about, ask_instead, turned_to, write_down
from flows.understanding.message import read
from flows.understanding.name import names_company, reads_as_full_name, with_capitals
from flows.understanding.name_search import name_of_other
from flows.understanding.text import bare

take_person = takes("name")


def first_asked(flow: Flow, conversation: Conversation) -> Pending:
    """With a proposal where the platform gives one."""
    profile = reads_as_full_name(conversation.profile_name, flow.words)
    return ProposedName(profile) if profile else Asked(State.NAME)


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    return Say("BEFORE", {"valor": conversation.draft.name}) if conversation.draft.name else None


def take_name(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The facts of a message. What only answers, «déjalo así», «envíalo», is no name; somebody else's is proposed, and
    a company is for the agency, once, and a person of it is asked for (conversation §8.2, §8.3)."""
    closed = closed_answer(scene, conversation, text, "name")
    if closed and not closed.words_beside:
        return None
    if other := name_of_other(read(text), heard(scene, conversation)):
        return ask_about(noted(conversation, text), ProposedName(with_capitals(other)))
    known = noted(conversation, text, "company")
    if known == conversation or not is_company(scene, conversation, text):
        return take_person(scene, conversation, text)
    return ask_instead(turned_to(known, State.NAME), Prompt(says=(Say("NAME_COMPANY"),)))


def is_company(scene: Scene, conversation: Conversation, text: str) -> bool:
    """Whether a message names a company and gives nothing else."""
    named = names_company(read(text), scene.flow.words)
    return named and take_facts(scene, conversation, text, "name").found <= {"name"}


def ask_suggest(flow: Flow, conversation: Conversation) -> Prompt:
    proposed = conversation.pending.name if isinstance(conversation.pending, ProposedName) else ""
    return Prompt(says=(Say("NAME_SUGGEST", {"perfil": proposed}),), options=options("yes", "other_name"))


def take_proposed(scene: Scene, conversation: Conversation) -> Turn | None:
    proposed = conversation.pending
    return write_down(conversation, name=proposed.name) if isinstance(proposed, ProposedName) else None


def take_again(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The proposed name once more is a yes to it, in whatever words."""
    proposed = conversation.pending
    again = name_of_other(read(text), heard(scene, conversation)) or text
    if isinstance(proposed, ProposedName) and bare(again) == bare(proposed.name):
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
        instead=("NAME_COMPANY",),
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
