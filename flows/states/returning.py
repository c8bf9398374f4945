"""Somebody who sent us a lead before: what we would tell the agency about this sign, or how to help."""

from __future__ import annotations

from flows.conversation import Conversation, State
from flows.facts import take_facts, take_message
from flows.flow import Flow
from flows.person import ask_person, put_off
from flows.replies import Prompt, Say, options
from flows.sending import cancel, confirm
from flows.shown import active_sign, named
from flows.states.review import change_something
from flows.states.row import Row, meaning
from flows.turn import Scene, Turn
from flows.understanding.closed import Meaning
from flows.understanding.email import mask_email
from flows.understanding.phone import mask_phone
from flows.waiting import use_waiting


def ask_return(flow: Flow, conversation: Conversation) -> Prompt:
    draft, sign = conversation.draft, active_sign(conversation)
    if sign is None or draft.phone is None:
        return Prompt(says=(Say("RETURN", named(conversation)),), options=options("find", "return_change", "human"))
    values = {**named(conversation), "propiedad": sign.title, "tel_oculto": mask_phone(draft.phone.e164)}
    if draft.email and draft.email.given:
        says = Say("RETURN_SIGN", {**values, "correo_oculto": mask_email(draft.email.address)})
    else:
        says = Say("RETURN_SIGN_PHONE", values)
    return Prompt(says=(says,), options=options("return_yes", "return_change", "return_no"))


def agree(scene: Scene, conversation: Conversation) -> Turn:
    """With a sign it says what would be sent; without one it asks how to help."""
    return confirm(scene, conversation) if active_sign(conversation) else use_waiting(scene, conversation)


def take_wish(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """They write what they want instead of tapping; None where it is something else."""
    taken = take_facts(scene, conversation, text, None)
    return take_message(scene, conversation, text, None) if taken.found or taken.doubt else None


ROWS = (
    Row(
        state=State.RETURN,
        asks=ask_return,
        options={
            "return_yes": confirm,
            "return_change": change_something,
            "return_no": cancel,
            "find": use_waiting,
            "human": ask_person,
        },
        unshown=("return_no",),
        means={
            **meaning(agree, Meaning.YES, Meaning.THIS),
            **meaning(cancel, Meaning.NO, Meaning.NONE, Meaning.WONT, Meaning.MUST),
            **meaning(put_off, Meaning.UNKNOWN, Meaning.LEAVE),
        },
        hears=take_wish,
        gives_up=cancel,
    ),
)
