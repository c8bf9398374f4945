"""What one turn understood, as data: what the person did, which facts were taken, what came of it.

Told by what changed in the chat, so it is what the machine did and not a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from adapters.records import TurnDone
from flows.conversation import EMPTY, Conversation, Draft
from flows.events import (
    ContactShared,
    Event,
    Forwarded,
    MediaReceived,
    OptionTapped,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
)
from flows.sending import spoken_budget
from flows.understanding.code import show_code
from flows.understanding.words import Words

Result = Literal["understood", "missed", "old_button", "joining", "sent", "done"]
NOTHING = "–"  # said by the person: no e-mail, no note


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was taken from a message; an empty value means that it was taken back."""

    what: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """`asks`: the question that is pending now."""

    facts: tuple[Fact, ...]
    result: Result
    asks: str


def understood(turned: TurnDone, words: Words) -> Understood:
    """What a turn took from its event. `words`: what the service's flows understand."""
    before = turned.before or Conversation()
    return Understood(
        facts=tuple(facts_of(turned, before, words)),
        result=result_of(turned, before),
        asks=question_of(turned.applied.turn.conversation),
    )


def deed_of(event: Event) -> tuple[str, str]:
    """What somebody did, and the words with it."""
    match event:
        case TextReceived(text=text) | TextEdited(text=text) | Forwarded(text=text):
            return event.kind, text
        case Started(payload=payload):
            return event.kind, payload
        case OptionTapped(option=option):
            return event.kind, option
        case ContactShared(phone=phone, whose=whose):
            return f"contact_{whose}", phone
        case MediaReceived(what=what, caption=caption):
            return what, caption
        case TimerDue(name=name):
            return f"timer_{name}", ""
        case _:
            return event.kind, ""


def question_of(conversation: Conversation) -> str:
    """The question that is pending, without its finer cases: a proposed name is the question for the name."""
    return conversation.state.value.partition("_")[0]


def result_of(turned: TurnDone, before: Conversation) -> Result:
    """What came of it, in one word."""
    turn, event = turned.applied.turn, turned.event
    after = turn.conversation
    if turn.lead:
        return "sent"
    if isinstance(event, OptionTapped) and event.step not in (None, before.step):
        return "old_button"
    if after.fragments:
        return "joining"
    if after.misses > before.misses or after.lost > before.lost:
        return "missed"
    return "understood" if after.draft != before.draft or after.source != before.source else "done"


def facts_of(turned: TurnDone, before: Conversation, words: Words) -> Iterator[Fact]:
    """What changed of what the chat knows."""
    turn = turned.applied.turn
    after = turn.conversation
    if turn.lead:
        yield Fact("lead", turn.lead.reference)
        return
    if after.language != before.language:
        yield Fact("language", after.language)
    if after.source.code and after.source.code != before.source.code:
        title = after.source.sign.title if after.source.sign else ""
        yield Fact("sign", " · ".join(filter(None, (show_code(after.source.code), title))))
    if after.draft != EMPTY:  # a talk that ended leaves an empty draft: nothing was taken back
        old, new = dict(_shown(before.draft, words)), dict(_shown(after.draft, words))
        yield from (Fact(what, new.get(what, "")) for what in {**new, **old} if new.get(what) != old.get(what))


def _shown(draft: Draft, words: Words) -> Iterator[tuple[str, str]]:
    """The draft as text, what is open left out."""
    for what in ("intent", "name"):
        if value := getattr(draft, what):
            yield what, str(value)
    if draft.note is not None:
        yield "note", draft.note or NOTHING
    if draft.phone:
        yield "phone", draft.phone.e164
    if draft.phone and draft.phone.proven:
        yield "proven", "✓"
    if draft.email:
        yield "email", draft.email.address if draft.email.given else NOTHING
    if budget := spoken_budget(draft, words):
        yield "budget", f"{budget.currency} {budget.amount:,}"
    if draft.short_rent:
        yield "short_rent", "✓"
    yield from ((f"answer {question}", value) for question, value in draft.answers)
    yield from ((f"aside_{aside.kind} {place}", aside.words) for place, aside in enumerate(draft.asides))
