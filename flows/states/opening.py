"""Before the first question: whose sign it was, and whether the person agrees."""

from __future__ import annotations

from flows.changing import replace
from flows.conversation import Asked, Conversation, State
from flows.flow import Flow
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.rounds import accept, decline, settle_sign
from flows.shown import greeting, language_hint
from flows.states.row import Row, ask_the_same, asks, meaning, nothing
from flows.turn import Scene, Turn, ask, explain, turned_to
from flows.understanding.closed import Meaning
from flows.understanding.code import show_code
from flows.waiting import kept_waiting


def ask_sign_maybe(flow: Flow, conversation: Conversation) -> Prompt:
    sign = conversation.source.sign
    values = {"codigo": show_code(sign.code), "propiedad": sign.title} if sign else {}
    return Prompt(says=(Say("SIGN_MAYBE", values),), options=options("sign_yes", "sign_no"))


def take_sign(scene: Scene, conversation: Conversation) -> Turn:
    return settle_sign(scene, conversation, is_it=True)


def leave_sign(scene: Scene, conversation: Conversation) -> Turn:
    return settle_sign(scene, conversation, is_it=False)


def ask_consent(flow: Flow, conversation: Conversation) -> Prompt:
    says = (*greeting(flow, conversation, "WELCOME", "WELCOME_SIGN"), *language_hint(conversation))
    return Prompt(says=says, options=options("accept", "more", "human"))


def tell_more(scene: Scene, conversation: Conversation) -> Turn:
    return ask(turned_to(conversation, State.CONSENT_MORE))


def wait_for_consent(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Nothing is taken before the person agrees; what they wrote waits for that. Without a yes or no the question
    comes again, then with all that there is to know, and then it is a no (conversation §4)."""
    waiting = replace(kept_waiting(scene, conversation, text), misses=conversation.misses + 1)
    match waiting.misses:
        case 1:
            return explain(replace(waiting, pending=Asked(State.CONSENT)))
        case 2:
            return ask(replace(waiting, pending=Asked(State.CONSENT_MORE)))
        case _:
            return decline(scene, conversation)


ask_again = asks("CONSENT_AGAIN", "accept", "more", "human")
AGREED = {
    **meaning(accept, Meaning.YES),
    **meaning(decline, Meaning.NO, Meaning.NONE, Meaning.WONT),
    **meaning(tell_more, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.MUST),
}

ROWS = (
    Row(state=State.START, asks=nothing, hears=ask_the_same),
    Row(
        state=State.SIGN_MAYBE,
        asks=ask_sign_maybe,
        options={"sign_yes": take_sign, "sign_no": leave_sign},
        means={
            **meaning(take_sign, Meaning.YES, Meaning.THIS),
            **meaning(leave_sign, Meaning.NO, Meaning.NONE, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(leave_sign, Meaning.WONT, Meaning.MUST),
        },
        hears=ask_the_same,
        hears_last=True,
        gives_up=leave_sign,
    ),
    Row(
        state=State.CONSENT,
        asks=ask_consent,
        options={"accept": accept, "more": tell_more, "human": ask_person, "decline": decline},
        unshown=("decline",),
        hears=wait_for_consent,
        hears_last=True,
        means=AGREED,
        explains=lambda flow, conversation, about: ask_again(flow, conversation),
    ),
    Row(
        state=State.CONSENT_MORE,
        asks=asks("CONSENT_MORE", "accept", "decline"),
        options={"accept": accept, "decline": decline},
        hears=wait_for_consent,
        hears_last=True,
        means=AGREED,
    ),
)
