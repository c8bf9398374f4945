"""«¿Qué buscas?»: to buy, to rent, or to offer."""

from __future__ import annotations

from flows.conversation import Conversation, State
from flows.facts import takes
from flows.flow import Flow
from flows.lead import Intent
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.states.proposal import asks_plainly, unless_either
from flows.states.row import Deed, Row, asks, by_misses, meaning
from flows.turn import Scene, Turn, ask, turned_to, write_down
from flows.understanding.closed import Meaning
from flows.understanding.message import read
from flows.understanding.owner import looks_for_one


def wants(intent: Intent) -> Deed:
    return lambda scene, conversation: write_down(conversation, intent=intent)


def ask_other(scene: Scene, conversation: Conversation) -> Turn:
    return ask(turned_to(conversation, State.INTENT_OTHER))


def leave_open(scene: Scene, conversation: Conversation) -> Turn:
    return write_down(conversation, Say("INTENT_R3"), intent=Intent.UNDECIDED)


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    intent = conversation.draft.intent
    return Say("BEFORE_INTENT", {"busca": intent}) if intent else None


EXPLAINED = by_misses(
    *(Prompt(says=(Say(key),), options=options("buy", "rent", "other")) for key in ("INTENT_R1", "INTENT_R2"))
)
take_wish = takes("intent")


def take_wish_if_any(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """What they look for; who only looks around does not know yet."""
    turn = take_wish(scene, conversation, text)
    browses = turn is None and scene.flow.words.find(read(text)).has("intent.browsing")
    return leave_open(scene, conversation) if browses else turn


def take_owner(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """Whether they offer or look for one, and what they look for where they say it."""
    turn = take_wish(scene, conversation, text)
    looks = turn is None and looks_for_one(read(text), scene.flow.words)
    return asks_plainly(State.INTENT)(scene, conversation) if looks else turn


OPEN = meaning(leave_open, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.WONT, Meaning.MUST)

ROWS = (
    Row(
        state=State.INTENT,
        question="intent",
        asks=asks("INTENT_ASK", "buy", "rent", "other"),
        options={"buy": wants(Intent.BUY), "rent": wants(Intent.RENT), "other": ask_other},
        hears=take_wish_if_any,
        means={**OPEN, **meaning(ask_other, Meaning.NO, Meaning.NONE), Meaning.ANY: wants(Intent.BOTH)},
        explains=EXPLAINED,
        gives_up=leave_open,
        before=given_before,
    ),
    Row(
        state=State.INTENT_OTHER,
        question="intent",
        asks=asks("INTENT_OTHER", "offer", "undecided", "human"),
        options={"offer": wants(Intent.OFFER), "undecided": wants(Intent.UNDECIDED), "human": ask_person},
        hears=take_wish,
        means={**OPEN, **meaning(leave_open, Meaning.NONE, Meaning.NO, Meaning.ANY)},
        gives_up=leave_open,
    ),
    Row(
        state=State.OWNER,
        question="intent",
        asks=asks("OWNER_CHECK", "looking", "offering"),
        options={"looking": asks_plainly(State.INTENT), "offering": wants(Intent.OFFER)},
        hears=unless_either(take_owner, "intent"),
        means={**OPEN, Meaning.ANY: wants(Intent.OFFER)},
        gives_up=leave_open,
    ),
)
