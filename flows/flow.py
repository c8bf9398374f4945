"""What a conversation needs to know of its agency and channel, all of it data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta, tzinfo
from typing import Literal

from flows.channel import Channel
from flows.conversation import Conversation
from flows.lead import Intent
from flows.replies import TemplateName
from flows.understanding.words import Words
from flows.wording import Catalogue

Kind = Literal["intent", "name", "phone", "email", "note", "text", "number", "choice", "yesno"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a flow. Its words stand in the catalogues, under its id where it is a custom question.

    `id` is what it fills: a field of the draft, which is then its kind too, or the name that an agency gave it.
    Only custom questions have the rest: `choices` the ids of what can be chosen, `lowest` and `highest` the numbers
    that are taken, `currency` that of an amount typed without one, `goes_to` where the answer stands beside the notes.
    """

    id: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    currency: Literal["USD", "DOP"] = "USD"
    goes_to: Literal["notes", "budget", "metadata"] = "notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What is asked, in which words, by one agency on one channel.

    `questions` in their order; `version` tells them from any others. `intent` is what everybody here wants, where it is
    not asked. `facts` are the values of the copy that come from
    the settings (`agencia`, `tel_humano` …); what is not set is not in it. `receipt` is how long a person waits for the
    CRM before hearing that the lead is safe. `templates`: which texts are approved, and in which languages, for when
    the channel takes no others any more.
    """

    questions: tuple[Question, ...]
    version: str = field(init=False)
    intent: Intent = Intent.UNDECIDED
    channel: Channel
    language: str
    region: str
    timezone: tzinfo
    facts: Mapping[str, str]
    catalogues: Mapping[str, Catalogue]
    words: Words
    tell_registered: Literal["always", "own_phone", "never"] = "always"
    consent: Literal["ask", "notice"] = "ask"  # notice: the greeting informs, and «Sí, enviar» is the consent
    no_email: str = "sin-correo.invalid"  # a domain, or «person»: pass such people to a person
    same_inbox: bool = False
    tells_staff: bool = False  # who asks for a person is told of to staff, right now
    receipt: timedelta = field(default=timedelta(seconds=8))
    nudge: timedelta = field(default=timedelta(minutes=60))  # of silence, before the one reminder; 0: none
    quiet: tuple[time, time] = (time(20), time(8))  # from, to, local: nothing is sent unasked
    join: timedelta = field(default=timedelta(0))  # pieces of an answer that come so close together are one
    templates: frozenset[tuple[TemplateName, str]] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", hashlib.sha256(repr(self.questions).encode()).hexdigest()[:10])

    def find(self, question: str) -> Question | None:
        """The question of this id, None where the flow does not ask it."""
        return next((one for one in self.questions if one.id == question), None)

    def catalogue(self, conversation: Conversation) -> Catalogue:
        """The catalogue of the chat's language, else of the agency's."""
        return self.catalogues.get(conversation.language) or self.catalogues[self.language]


def is_given(conversation: Conversation, question: str) -> bool:
    """Whether the draft holds an answer to this question, be it an empty one."""
    draft = conversation.draft
    if question in FIELDS:
        return getattr(draft, question) is not None
    return question in dict(draft.answers)


def next_question(flow: Flow, conversation: Conversation) -> str | None:
    """The first question without an answer; None when the draft is complete."""
    return next((question.id for question in flow.questions if not is_given(conversation, question.id)), None)


FIELDS = frozenset({"intent", "name", "phone", "email", "note"})
