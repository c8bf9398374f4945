"""«¿Cómo te llamas?»"""

from __future__ import annotations

from flows.conversation import Asked, Conversation, Pending, ProposedName, State
from flows.facts import noted_aside, take_facts, takes
from flows.flow import Flow
from flows.lead import Aside
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.states.proposal import asks_plainly, needed, proposes
from flows.states.row import Row, asks, by_misses
from flows.turn import Scene, Turn, ask_instead, turned_to, write_down
from flows.understanding.name import reads_as_full_name
from flows.understanding.text import bare

INTRODUCED = ("name.strong", "name.weak", "company.lead")
LONGEST_COMPANY = 8  # words
TRADE_LAST = 3  # words of a name that ends in what the company does: «Smith Realty»

take_person = takes("name")


def first_asked(flow: Flow, conversation: Conversation) -> Pending:
    """With a proposal where the platform gives one."""
    profile = reads_as_full_name(conversation.profile_name, flow.words)
    return ProposedName(profile) if profile else Asked(State.NAME)


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    return Say("BEFORE", {"valor": conversation.draft.name}) if conversation.draft.name else None


def take_name(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """A company is for the agency, once, and a person of it is asked for (CONVERSATION §8.3)."""
    noted = noted_aside(conversation, Aside(kind="company", words=text))
    if noted == conversation or not names_company(scene, conversation, text):
        return take_person(scene, conversation, text)
    return ask_instead(turned_to(noted, State.NAME), Prompt(says=(Say("NAME_COMPANY"),)))


def names_company(scene: Scene, conversation: Conversation, text: str) -> bool:
    """Whether nothing but a company is named, by its legal form or by what it does."""
    words, said = scene.flow.words, bare(text)
    introduced = [phrase for kind in INTRODUCED for phrase in words.of(kind) if starts(said, phrase)]
    name = said.removeprefix(max(introduced, key=len, default="")).strip()
    size = len(name.split())
    if not 2 <= size <= LONGEST_COMPANY or "?" in text:
        return False
    is_one = any(starts(name, form) or ends(name, form) for form in words.of("company.forms")) or any(
        starts(name, trade) or (size <= TRADE_LAST and ends(name, trade)) for trade in words.of("company.trades")
    )
    return is_one and take_facts(scene, conversation, text, "name").found <= {"name"}


def starts(said: str, phrase: str) -> bool:
    return said.startswith(f"{phrase} ")


def ends(said: str, phrase: str) -> bool:
    return said.endswith(f" {phrase}")


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
