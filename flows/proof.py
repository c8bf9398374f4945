"""Proves of a flow, by talking to the machine itself, that nobody gets stuck in it.

`explore` says in every state what people say there and notes where that leads; `stuck` looks whether each state can
reach the sending, the cancelling and a person from there. The picture of a flow is drawn from the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from flows.changing import replace
from flows.conversation import PLAIN, Conversation, CustomAsked, State
from flows.events import CodeSeen, ContactShared, Event, LeadSettled, OptionTapped, Sender, Sign, Started, TextReceived
from flows.flow import Flow, Question
from flows.machine import advance
from flows.outcomes import Created, FieldRefused
from flows.replies import Prompt
from flows.states import asked, offered

How = Literal["option", "answer", "card", "code", "miss", "insult", "command", "crm", "silence"]

NOON = datetime(2026, 1, 12, 16, tzinfo=UTC)
DAY_LATER = timedelta(hours=26)
KNOWN = Sender(profile_name="Ana Peña", phone="+33612345678")  # the platform proposes a name and a number
UNKNOWN = Sender()
HAITIAN = Sender(language="ht")  # whose eight digits are proposed with their country
CODE = Sign(code="K7M4PF", title="K7M-4PF")
ANSWERS: Mapping[str, tuple[str, ...]] = {  # what people type in a state; each leads somewhere else
    State.INTENT: ("quiero alquilar mi casa",),
    State.NAME: ("Ana Peña", "Ana"),
    State.PHONE: ("809-555-0134", "555-0134", "917 555 0134", "809-555-0134 / 829-555-0199", "34 12 3456"),
    State.EMAIL: ("ana@casa.do", "ana@gmial.com", "ana@casa.do / luz@casa.do", "¿es obligatorio?"),
    State.REVIEW: ("829-555-0198",),
    State.NOTES: ("abc",),
}
MISS = "x@x"  # no answer to anything, and no question either
MISSES = 6  # in a row at a question: by then it has given up, or the loop guard has stepped in
COMMANDS = ("person", "cancel")  # said in every place; and those that lead elsewhere, where they are needed
COMMANDS_OF: Mapping[State, tuple[str, ...]] = {
    State.REVIEW: ("back", "language", "restart", "erase"),
    State.HUMAN: ("resume",),
    State.PAUSED: ("resume",),
    State.DONE: ("another",),
}
GOALS = (State.SENDING, State.CANCELLED, State.HUMAN)


@dataclass(frozen=True, slots=True)
class Step:
    """`said` in one place leads to another: an option's id, a text, a command. A place is a state's name, or the id of
    a custom question."""

    start: str
    how: How
    said: str
    end: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A place from which these goals cannot be reached."""

    place: str
    goals: tuple[State, ...]


def place_of(conversation: Conversation) -> str:
    """Where a conversation stands: its state's name, or a custom question's table in the flow file («own.guests»)."""
    pending = conversation.pending
    return f"own.{pending.question}" if isinstance(pending, CustomAsked) else pending.state.value


@dataclass(frozen=True, slots=True)
class Explored:
    """Every place that can be reached, with the first conversation that came there and what it is asked, and every
    step; in the order of discovery."""

    conversations: Mapping[str, Conversation]
    places: Mapping[str, Prompt]
    steps: tuple[Step, ...]


def explore(flow: Flow, senders: Sequence[Sender] = (KNOWN,)) -> Explored:
    """Talk to the machine, as each of these people, until nothing new is reached. Nobody writes in pieces here."""
    flow = replace(flow, join=timedelta(0))
    first: dict[str, Conversation] = {}
    steps: dict[Step, None] = {}
    for sender in senders:
        waiting = [Conversation(version=flow.version)]
        seen = {place_of(waiting[0])}
        for before in waiting:
            first.setdefault(place_of(before), before)
            for how, said, after in _answered(flow, before, sender):
                steps[Step(place_of(before), how, said, place_of(after))] = None
                if place_of(after) not in seen:
                    seen.add(place_of(after))
                    waiting.append(after)
    return Explored(first, {place: asked(flow, one) for place, one in first.items()}, tuple(steps))


def stuck(explored: Explored) -> list[Stuck]:
    """The places that cannot reach everything that has to be in reach; [] when all is well."""
    onward: dict[str, set[str]] = {place: set() for place in explored.places}
    for step in explored.steps:  # what is passed on to a person can be sent, but that is no way to the summary
        onward[step.start].add(State.HUMAN.value if step.end == State.PASS_ON else step.end)
    found = []
    for place in onward:
        reached = _reached(place, onward)
        if lacking := tuple(goal for goal in GOALS if goal.value not in reached):
            found.append(Stuck(place, lacking))
    return found


def _reached(place: str, onward: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [place]
    while waiting:
        new = onward[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def _answered(flow: Flow, before: Conversation, sender: Sender) -> Iterator[tuple[How, str, Conversation]]:
    """What can be said where a conversation stands, and the conversation after it."""
    for how, said, event in sayings(flow, before, sender):
        yield how, said, advance(flow, before, event, NOON).conversation
    for told in (Created(), FieldRefused(field="phone")) if before.state is State.SENDING else ():
        settled = LeadSettled(lead=before.sent[-1].lead, told=told)
        yield "crm", told.kind, advance(flow, before, settled, NOON).conversation
    missing = before
    for _ in range(MISSES if before.state in (*PLAIN.values(), State.CUSTOM) else 1):
        missing = advance(flow, missing, TextReceived(text=MISS, sender=sender), NOON).conversation
        yield "miss", MISS, missing
    if before.state is State.REVIEW:
        rude = TextReceived(text=min(flow.words.of("detour.abuse")), sender=sender)
        yield (
            "insult",
            rude.text,
            advance(flow, advance(flow, before, rude, NOON).conversation, rude, NOON).conversation,
        )
    silent = TextReceived(text=MISS, sender=sender)
    yield "silence", MISS, advance(flow, before, silent, NOON + DAY_LATER).conversation


def sayings(flow: Flow, before: Conversation, sender: Sender) -> Iterator[tuple[How, str, Event]]:
    if before.state is State.START:
        yield "answer", "/start", Started(sender=sender)
        yield "code", CODE.code, Started(sender=sender, seen=CodeSeen(code=CODE.code, maybe=CODE))
    for option in offered(flow, before).options:
        yield "option", option.id, OptionTapped(option=option.id, sender=sender)
    for text in _answers(flow, before):
        yield "answer", text, TextReceived(text=text, sender=sender)
    if before.state is State.PHONE:
        yield "card", KNOWN.phone, ContactShared(phone=KNOWN.phone, whose="unknown", sender=sender)
    words = {kind: word for word, kind in flow.words.commands.items()}
    for command in (*COMMANDS, *COMMANDS_OF.get(before.state, ())):
        yield "command", command, TextReceived(text=words[command], sender=sender)


def _answers(flow: Flow, before: Conversation) -> tuple[str, ...]:
    question = flow.find(before.pending.question) if isinstance(before.pending, CustomAsked) else None
    if question and question.kind == "number":
        return (_number(question),)
    return ("abc",) if question and question.kind == "text" else ANSWERS.get(before.state, ())


def _number(question: Question) -> str:
    """A number that the question takes."""
    return str(question.lowest if question.lowest is not None else min(1, question.highest or 1))
