"""What one state is: a row of the table that the machine, the proof and the picture read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.conversation import Conversation, Pending, PlainState, State
from flows.flow import Flow
from flows.replies import Prompt, Say, options
from flows.turn import Scene, Turn, ask
from flows.understanding.closed import Meaning

Asks = Callable[[Flow, Conversation], Prompt]
Explains = Callable[[Flow, Conversation, str], Prompt]
Deed = Callable[[Scene, Conversation], Turn | None]
Hears = Callable[[Scene, Conversation, str], Turn | None]
Means = Mapping[Meaning, Deed]


def ask_the_same(scene: Scene, conversation: Conversation, text: str) -> Turn:
    return ask(conversation)


def not_heard(scene: Scene, conversation: Conversation, text: str) -> None:
    """A state that only its options and the meanings of an answer can leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One state: what it asks, what its options do, how an answer is read, and what happens without one.

    `question`: which question of the flow it belongs to, by its id; empty where it asks for something else.
    `options` by id, also those that stand only in its explanations; `any_option` takes the ids that are data.
    `unshown`: options that a typed label chooses though no button shows them.
    `hears` reads a text that is neither an option nor a command, the value asked for first; `means` is what an answer
    without a value does (conversation §8.1), `alone` where it only counts if nothing else is said; `hears_last` where
    it comes before what `hears` would take («no sé» is no name); `denied` hears first what a no is about.
    What gives None, a deed or `hears`, has not understood: then `explains` (it gets that text) is asked in place of
    `asks`, until `gives_up` goes on without an answer, at a closed question with its no (None: it cannot). A proposal
    stays open meanwhile; `plain` is the question behind it. `instead`: texts that may stand in for the question
    besides. `opens` is what is pending when the question is asked for the first time; `before` says what was given when
    it is asked again.
    """

    state: State
    asks: Asks
    question: str = ""
    options: Mapping[str, Deed] = field(default_factory=dict)
    any_option: Callable[[Scene, Conversation, str], Turn | None] | None = None
    unshown: tuple[str, ...] = ()
    hears: Hears = not_heard
    means: Means = field(default_factory=dict)
    denied: Hears = not_heard
    alone: bool = False
    hears_last: bool = False
    explains: Explains | None = None
    plain: PlainState | None = None
    gives_up: Deed | None = None
    opens: Callable[[Flow, Conversation], Pending] | None = None
    instead: tuple[str, ...] = ()
    before: Callable[[Flow, Conversation], Say | None] | None = None


def nothing(flow: Flow, conversation: Conversation) -> Prompt:
    """A state that waits in silence."""
    return Prompt()


def asks(key: str, *ids: str) -> Asks:
    """A state that always asks the same."""
    prompt = Prompt(says=(Say(key),), options=options(*ids))
    return lambda flow, conversation: prompt


def by_misses(*prompts: Prompt) -> Explains:
    """What stands in for the question after one, two, or more misses."""
    return lambda flow, conversation, about: prompts[min(max(conversation.misses, 1), len(prompts)) - 1]


def meaning(deed: Deed, *meanings: Meaning) -> Means:
    """The same deed for each of these."""
    return dict.fromkeys(meanings, deed)
