"""The ways out of any chat: a person, «cancelar», «borrar mis datos», and to answer what is asked until it is sent.

Each is walked from wherever a chat stands, with how many messages it may take, and the only exceptions there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from flows.conversation import Conversation, CustomAsked, State
from flows.events import Event, TextReceived, TimerDue
from flows.flow import Flow
from flows.turn import Turn

AT_END = (State.SENDING, State.DONE)
CANCELS_WITHIN = 2  # messages: to who has nothing under way the first one is a greeting's
SENDS_WITHIN = 20  # messages: every question of the longest flow, consent, the summary, and back from a person
ANSWERS: Mapping[State, str] = {
    State.START: "hola",
    State.SIGN_MAYBE: "sí",
    State.CONSENT: "acepto",
    State.CONSENT_MORE: "acepto",
    State.INTENT: "comprar",
    State.INTENT_OTHER: "2",
    State.OWNER: "2",
    State.NAME: "Ana Peña",
    State.NAME_SUGGEST: "sí",
    State.PHONE: "809-555-0134",
    State.PHONE_SUGGEST: "sí",
    State.PHONE_AREA: "829",
    State.PHONE_COUNTRY: "1",
    State.PHONE_WHICH: "1",
    State.PHONE_CARD: "sí",
    State.EMAIL: "ana@example.com",
    State.EMAIL_TYPO: "1",
    State.EMAIL_WHICH: "1",
    State.EMAIL_KEEP: "sí",
    State.EMAIL_OPTIONAL: "ana@example.com",
    State.CHANGE: "sí",
    State.PASS_ON: "sí",
    State.NOTES: "saltar",
    State.REVIEW: "sí",
    State.EDIT: "1",
    State.LANGUAGE: "1",
    State.RESTART: "2",
    State.HUMAN: "seguir",
    State.PAUSED: "seguir",
    State.HALFWAY: "1",
    State.RETURN: "1",
    State.ERASE: "2",
    State.SENDING: "otra",
    State.DONE: "otra",
    State.CANCELLED: "hola",
    State.DECLINED: "hola",
}
OWN_ANSWERS: Mapping[str, str] = {"text": "del 20 al 27", "choice": "1", "yesno": "sí"}


class Walker(Protocol):
    """A walk that can be gone on with."""

    flow: Flow
    conversation: Conversation

    def copy(self) -> Walker: ...
    def fresh(self) -> str: ...
    def wait(self, time: timedelta) -> None: ...
    def happens(self, event: Event) -> Turn: ...


def helpful(flow: Flow, conversation: Conversation) -> str:
    """What somebody says who answers just what they are asked."""
    question = flow.find(conversation.pending.question) if isinstance(conversation.pending, CustomAsked) else None
    if question is None:
        return ANSWERS.get(conversation.state, "seguir")
    if question.kind == "number":
        return str(question.lowest if question.lowest is not None else question.highest or 1)
    return OWN_ANSWERS[question.kind]


def check_ways_out(chat: Walker) -> None:
    """From wherever the chat stands, each way out by itself."""
    reaches_a_person(chat.copy())
    cancels(chat.copy())
    erases(chat.copy())
    sends(chat.copy())


def reaches_a_person(chat: Walker) -> None:
    """One word, in every state: a person is named or noted, and what was given can be sent first. Who floods us hears
    it too."""
    turn = say(chat, "persona")
    assert turn.conversation.state in (State.HUMAN, State.PASS_ON), turn.conversation.state
    assert says(turn) & {"HUMAN", "HUMAN_NOTED", "PASS_ON"}
    assert turn.conversation.asked_for_person


def cancels(chat: Walker) -> None:
    """Nothing is left of the draft. What was confirmed is on its way: there «cancelar» is a message for staff, and
    nobody is told that nothing was sent."""
    for _ in range(CANCELS_WITHIN):
        turn = say(chat, "cancelar")
        if turn.follow_up:
            assert turn.conversation.state in AT_END
            assert "CANCELLED" not in says(turn)
            return
        if turn.conversation.state is State.CANCELLED:
            assert turn.forget
            assert turn.conversation.draft.name is None
            return
    raise AssertionError(("cancelar", chat.conversation.state))


def erases(chat: Walker) -> None:
    """Asked once, done at the first yes, and nothing of the person is left."""
    say(chat, "borrar mis datos")
    assert chat.conversation.state is State.ERASE, chat.conversation.state
    turn = say(chat, "sí")
    assert turn.erase
    left = turn.conversation
    assert (left.draft.name, left.sent, left.own_phone, left.waiting, left.fragments) == (None, (), "", (), ())


def sends(chat: Walker) -> None:
    """Who answers what is asked gets to a lead, a new one after an earlier one; the same data is not sent twice."""
    for _ in range(SENDS_WITHIN):
        turn = say(chat, helpful(chat.flow, chat.conversation))
        if turn.lead or "DONE_OWN" in says(turn):
            return
    raise AssertionError(("sends", chat.conversation.state))


def say(chat: Walker, text: str) -> Turn:
    """Write, and wait for the answer."""
    chat.wait(timedelta(seconds=5))
    turn = chat.happens(TextReceived(text=text, message="", fresh=chat.fresh()))
    if not turn.conversation.fragments:
        return turn
    chat.wait(chat.flow.join)
    return chat.happens(TimerDue(name="fragments"))


def says(turn: Turn) -> set[str]:
    return {say.key for say in turn.reply.says} if turn.reply else set()
