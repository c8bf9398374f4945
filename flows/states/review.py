"""The summary: what of it is sent, and what to change."""

from __future__ import annotations

from flows.asides import answers_in_note, noted
from flows.changing import replace
from flows.conversation import PLAIN, ChangeOf, Conversation, State
from flows.facts import after_facts, take_facts, take_message, written
from flows.flow import Flow, is_given
from flows.meant import agrees_partly, closed_answer
from flows.person import ask_person, returned
from flows.replies import Prompt, Say, options
from flows.sending import cancel, confirm
from flows.shown import change_values, summary
from flows.states.row import Row, meaning
from flows.turn import Scene, Turn, ask, ask_instead, explain, go_on, go_to, turned_to, write_down
from flows.understanding.closed import Meaning
from flows.understanding.corrections import fields_in
from flows.understanding.message import read
from flows.understanding.notes import add_to_note, is_in_note

OFFERED = options("send", "change", "cancel")


def ask_review(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=(Say("REVIEW", summary(flow, conversation)),), options=OFFERED)


def explain_review(flow: Flow, conversation: Conversation, about: str) -> Prompt:
    return Prompt(says=(Say("REVIEW_R1"),), options=OFFERED)


def ask_whether(scene: Scene, conversation: Conversation) -> Turn:
    return explain(conversation)


def not_yet(scene: Scene, conversation: Conversation) -> Turn:
    return ask_instead(conversation, Prompt(says=(Say("NOT_YET"),), options=OFFERED))


def take_addition(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """Facts change the draft; anything else joins the note, once."""
    taken = take_facts(scene, conversation, text, None)
    if turn := after_facts(conversation, taken, None):
        return turn
    answers, closed = answers_in_note(scene, conversation, text), closed_answer(scene, conversation, text)
    puts_off = closed is not None and closed.meaning is Meaning.LATER
    if puts_off and not answers and not agrees_partly(scene, conversation, text):
        return not_yet(scene, noted(conversation, text))
    if is_in_note(conversation.draft.note or "", text):
        return None
    return write_down(conversation, *answers, Say("REVIEW_ADD"), note=add_to_note(conversation.draft.note or "", text))


def ask_edit(flow: Flow, conversation: Conversation) -> Prompt:
    """Everything that the flow asks, in the order of the review."""
    asked = [question.id for question in flow.questions]
    first = [field for field in ("name", "phone", "email", "intent") if field in asked]
    custom = [question for question in asked if question not in PLAIN]
    last = [field for field in asked if field == "note"]
    return Prompt(says=(Say("EDIT_ASK"),), options=options(*(f"edit_{id}" for id in (*first, *custom, *last))))


def take_change(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """What to change, by its new value."""
    return take_message(scene, conversation, text, None)


def change(scene: Scene, conversation: Conversation, question: str | None) -> Turn:
    """Ask one question again, or ask which."""
    if conversation.consent is None:
        return ask(conversation)
    if question is None or scene.flow.find(question) is None:
        return ask(replace(turned_to(conversation, State.EDIT), back=None, editing=""))
    editing = replace(conversation, editing="changing" if is_given(conversation, question) else "")
    return go_to(editing, question)


def change_something(scene: Scene, conversation: Conversation) -> Turn:
    return change(scene, conversation, None)


def change_denied(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """«Ese no es mi correo»: the one line that it names."""
    message, words = read(text), scene.flow.words
    denials = dict(words.find(message).all("answer.no", "intent.negations"))  # «nòt» is the note, and "not" a no
    named = {field for place, field in fields_in(message, words) if place not in denials}
    return change(scene, conversation, named.pop()) if len(named) == 1 else None


def change_field(scene: Scene, conversation: Conversation, option: str) -> Turn:
    return change(scene, conversation, option.removeprefix("edit_"))


def leave_all(scene: Scene, conversation: Conversation) -> Turn:
    return go_on(conversation)


def ask_change(flow: Flow, conversation: Conversation) -> Prompt:
    """Another value than the one given, and no word that it corrects it (conversation §8.2)."""
    rival = conversation.pending
    says = (Say("CHANGE_Q", change_values(rival, "tuyo")),) if isinstance(rival, ChangeOf) else ()
    return Prompt(says=says, options=options("change_yes", "change_no"))


def take_rival(scene: Scene, conversation: Conversation) -> Turn | None:
    rival = conversation.pending
    if not isinstance(rival, ChangeOf):
        return None
    return go_on(written(conversation, rival), Say("CHANGED", change_values(rival, "cambiado")))


def keep_given(scene: Scene, conversation: Conversation) -> Turn:
    return ask(returned(conversation))


def ask_pass_on(flow: Flow, conversation: Conversation) -> Prompt:
    """Somebody who wants a person, and has given enough to be called; an e-mail that is still to come is none."""
    none_yet = {"correo": "none"} if flow.find("email") else {}
    return Prompt(says=(Say("PASS_ON", {**none_yet, **summary(flow, conversation)}),), options=options("send", "no"))


ROWS = (
    Row(
        state=State.REVIEW,
        asks=ask_review,
        options={"send": confirm, "change": change_something, "cancel": cancel},
        any_option=change_field,
        hears=take_addition,
        means={
            **meaning(confirm, Meaning.YES, Meaning.THIS),
            **meaning(change_something, Meaning.NO, Meaning.NONE),
            **meaning(ask_whether, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(not_yet, Meaning.WONT, Meaning.MUST, Meaning.LATER),
        },
        denied=change_denied,
        alone=True,
        hears_last=True,
        explains=explain_review,
        instead=("NOT_YET",),
    ),
    Row(
        state=State.EDIT,
        asks=ask_edit,
        options={"send": leave_all},
        unshown=("send",),
        any_option=change_field,
        hears=take_change,
        means=meaning(leave_all, Meaning.NO, Meaning.NONE, Meaning.LEAVE, Meaning.LATER, Meaning.WONT),
        gives_up=leave_all,
    ),
    Row(
        state=State.CHANGE,
        asks=ask_change,
        options={"change_yes": take_rival, "change_no": keep_given},
        means={
            **meaning(take_rival, Meaning.YES, Meaning.THIS),
            **meaning(keep_given, Meaning.NO, Meaning.NONE, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(keep_given, Meaning.WONT, Meaning.MUST),
        },
    ),
    Row(
        state=State.PASS_ON,
        asks=ask_pass_on,
        options={"send": confirm, "no": ask_person},
        means={
            **meaning(confirm, Meaning.YES, Meaning.THIS),
            **meaning(ask_person, Meaning.NO, Meaning.NONE, Meaning.ANY, Meaning.UNKNOWN, Meaning.LEAVE),
            **meaning(ask_person, Meaning.WONT, Meaning.MUST),
        },
    ),
)
