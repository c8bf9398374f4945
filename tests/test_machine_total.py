"""Whatever happens in whatever order, the machine has an answer: random events through every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.store.codec import dump_conversation, load_conversation
from flows.conversation import Conversation, State
from flows.events import (
    Blocked,
    CodeSeen,
    ContactShared,
    Event,
    Flooded,
    GroupAddressed,
    LeadSettled,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Sender,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
    TurnFailed,
    Unblocked,
    Unheard,
)
from flows.machine import advance
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held
from flows.turn import Turn
from flows.wording import render
from tests.chats import NOON, RETIRED, SIGN, Chat, default_flow

WORDS = (
    "hola",
    "acepto",
    "no",
    "sí",
    "1",
    "2",
    "3",
    "9",
    "comprar",
    "quiero alquilar mi casa",
    "Ana",
    "Ana Peña",
    "este mismo",
    "8095550134",
    "555-0134",
    "917 555 0134",
    "809-555-0134 o 829-555-0199",
    "829",
    "ana@example.com",
    "ana@gmial.com",
    "a@b.co y c@d.co",
    "no tengo correo",
    "saltar",
    "atrás",
    "cambiar",
    "cambiar correo",
    "cambiar nombre",
    "persona",
    "seguir",
    "idioma",
    "EN",
    "ES",
    "ayuda",
    "repetir",
    "cancelar",
    "otra",
    "empezar de nuevo",
    "gracias",
    "👍",
    "🏠",
    "?",
    "",
    "ref K7M4PF",
)
OPTIONS = ("accept", "more", "decline", "human", "buy", "yes", "own", "skip", "send", "change", "cancel", "a", "b", "?")
TOLD = (Created(), AlreadyRegistered(), Accepted(), FieldRefused(field="email"), FieldRefused(field="phone"), Held())
SEEN = st.sampled_from(
    (
        None,
        CodeSeen(code="K7M4PF", sign=SIGN),
        CodeSeen(code="C8F2T7", sign=RETIRED),
        CodeSeen(code="H5V9QM"),
        CodeSeen(code="K7M4PD", maybe=SIGN),
    )
)
FRESH = st.integers(0, 2**128 - 1).map("{:032x}".format)
SENDERS = st.sampled_from(
    (Sender(), Sender(profile_name="Ana"), Sender(profile_name="Ana Peña", phone="+18095550134", language="en"))
)
TEXTS = st.sampled_from(WORDS) | st.text(max_size=40)


def said(text: st.SearchStrategy[str], seen: st.SearchStrategy[CodeSeen | None]) -> st.SearchStrategy[Event]:
    return st.builds(TextReceived, text=text, message=st.sampled_from("abc"), seen=seen, fresh=FRESH, sender=SENDERS)


LAST = "last"  # stands for the chat's last lead, or its present step, which are known only when the event happens
LIKELY = said(st.sampled_from(WORDS), st.none())
EVENTS: st.SearchStrategy[Event] = st.one_of(
    LIKELY,
    LIKELY,
    said(TEXTS, SEEN),
    st.builds(OptionTapped, option=st.sampled_from(OPTIONS), step=st.sampled_from((None, 0, -1)), fresh=FRESH),
    st.builds(Started, payload=st.sampled_from(("", "s-K7M4PF", "nonsense")), seen=SEEN, sender=SENDERS),
    st.builds(TextEdited, text=TEXTS, message=st.sampled_from("abcd"), sender=SENDERS),
    st.builds(ContactShared, phone=TEXTS, whose=st.sampled_from(("own", "other", "unknown")), sender=SENDERS),
    st.builds(MediaReceived, what=st.sampled_from(("voice", "file", "sticker", "unknown")), caption=TEXTS),
    st.builds(LeadSettled, lead=st.just(LAST), told=st.sampled_from(TOLD), after_unclear=st.booleans()),
    st.builds(TimerDue, name=st.sampled_from(("receipt", "outcome")), about=st.just(LAST)),
    st.sampled_from((LocationShared(), GroupAddressed(), Blocked(), Unblocked(), Flooded(), Unheard(), TurnFailed())),
)
MINUTES = st.sampled_from((0, 0, 0, 1, 61, 1500))


def happening_to(chat: Conversation, event: Event) -> Event:
    """The event with what it needs to know of the chat."""
    last = chat.sent[-1].lead if chat.sent else "gone"
    match event:
        case LeadSettled():
            return replace(event, lead=last)
        case TimerDue():
            return replace(event, about=last)
        case OptionTapped(step=int(ago)):
            return replace(event, step=chat.step + ago)
        case _:
            return event


def check(before: Conversation, turn: Turn, shown: int | None) -> None:
    """What holds after every turn, whatever happened."""
    after = turn.conversation
    assert after.step in (before.step, before.step + 1)
    if turn.reply:
        assert turn.reply.step == after.step
        assert turn.reply.says
        assert len(turn.reply.options) <= 10
    if turn.lead:
        assert before.state in (State.REVIEW, State.PASS_ON, State.RETURN), (
            "a lead leaves from what was shown of it alone"
        )
        assert before.step == shown, "and from the summary that was shown last"
        assert turn.lead.consent.text_version
        assert turn.lead.full_name == before.draft.name
        assert turn.lead.phone == before.draft.phone
        assert turn.lead.email == before.draft.email


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    happenings=st.lists(st.tuples(EVENTS, MINUTES), min_size=20, max_size=60),
    kind=st.sampled_from(("whatsapp", "telegram")),
    consent=st.sampled_from(("ask", "notice")),
)
def test_every_state_answers_every_event(happenings: list[tuple[Event, int]], kind: str, consent: str) -> None:
    """Random events in a row: never an exception, one reply at most, nothing sent that was not shown."""
    flow, now = default_flow(kind, consent=consent), NOON
    conversation = Conversation(version=flow.version)
    shown: int | None = None
    for drawn, minutes in happenings:
        now += timedelta(minutes=minutes)
        event = happening_to(conversation, drawn)
        turn = advance(flow, conversation, event, now)
        check(conversation, turn, shown)
        assert advance(flow, conversation, event, now) == turn, "the same event gives the same turn"
        if turn.reply:
            assert render(flow.catalogue(turn.conversation), turn.reply, flow.facts).text
            shown = turn.reply.step if turn.reply.summary else shown
        conversation = load_conversation(dump_conversation(turn.conversation))
        assert conversation == turn.conversation, "what is stored is what comes back"


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.sampled_from(WORDS), max_size=12))
def test_a_way_out_from_everywhere(texts: list[str]) -> None:
    """Wherever a chat stands, «persona» reaches a person and «cancelar» ends it or tells staff."""
    chat = Chat()
    chat.say(*texts)
    named = ("Claro. Aquí te atiende una persona", "Te paso con una persona")
    assert chat.say("persona").startswith(named) or chat.conversation.language != "es"
    assert state_of(chat) in (State.HUMAN, State.PASS_ON)
    chat.say("seguir")
    assert state_of(chat) not in (State.HUMAN, State.PASS_ON)
    under_way = state_of(chat) not in (State.SENDING, State.DONE)
    chat.say("cancelar")
    assert (state_of(chat) is State.CANCELLED) == under_way


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.sampled_from(WORDS), max_size=12))
def test_every_talk_can_be_finished(texts: list[str]) -> None:
    """Wherever a chat stands, plain answers lead to the summary within a bounded number of steps."""
    chat = Chat()
    chat.say(*texts)
    chat.say("persona", "seguir")
    for _ in range(12):
        if chat.conversation.state in (State.REVIEW, State.SENDING, State.DONE):
            return
        chat.say(ANSWERS.get(chat.conversation.state, "sí"))
    raise AssertionError(chat.conversation.state)


def state_of(chat: Chat) -> State:
    return chat.conversation.state


ANSWERS = {
    State.INTENT: "comprar",
    State.INTENT_OTHER: "comprar",
    State.OWNER: "1",
    State.NAME: "Ana Peña",
    State.PHONE: "809-555-0134",
    State.PHONE_AREA: "829",
    State.PHONE_COUNTRY: "1",
    State.PHONE_WHICH: "1",
    State.EMAIL: "ana@example.com",
    State.EMAIL_WHICH: "1",
    State.NOTES: "saltar",
    State.EDIT: "atrás",
    State.LANGUAGE: "1",
}
