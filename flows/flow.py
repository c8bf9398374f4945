"""What a conversation needs to know of its agency and channel, all of it data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta, tzinfo
from typing import Literal

from flows.answers.words import Words
from flows.conversation import Conversation, Field, State
from flows.wording import Catalogue

VERSION = "1"
QUESTIONS: tuple[Field, ...] = ("intent", "name", "phone", "email", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The default flow as one agency uses it on one channel.

    `facts` are the values of the copy that come from the settings (`agencia`, `tel_humano` …); what is not set is not
    in it. `receipt` is how long a person waits for the CRM before hearing that the lead is safe.
    """

    channel: str  # kind of the channel: «whatsapp», «telegram»
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
    receipt: timedelta = field(default=timedelta(seconds=8))
    nudge: timedelta = field(default=timedelta(minutes=60))  # of silence, before the one reminder; 0: none
    quiet: tuple[time, time] = (time(20), time(8))  # from, to, local: nothing is sent unasked
    join: timedelta = field(default=timedelta(0))  # pieces of an answer that come so close together are one
    version: str = VERSION

    def catalogue(self, conversation: Conversation) -> Catalogue:
        """The catalogue of the chat's language, else of the agency's."""
        return self.catalogues.get(conversation.language) or self.catalogues[self.language]


def is_given(conversation: Conversation, question: Field) -> bool:
    """Whether the draft holds an answer to this question; a name alone lacks its surname."""
    draft = conversation.draft
    if question == "name":
        return draft.name is not None and (draft.one_name or " " in draft.name)
    return getattr(draft, question) is not None


def next_question(conversation: Conversation) -> Field | None:
    """The first question without an answer; None when the draft is complete."""
    return next((question for question in QUESTIONS if not is_given(conversation, question)), None)


QUESTION_OF: Mapping[State, Field] = {
    State.INTENT: "intent",
    State.INTENT_OTHER: "intent",
    State.OWNER: "intent",
    State.NAME: "name",
    State.NAME_SUGGEST: "name",
    State.SURNAME: "name",
    State.PHONE: "phone",
    State.PHONE_OWN: "phone",
    State.PHONE_AREA: "phone",
    State.PHONE_COUNTRY: "phone",
    State.PHONE_WHICH: "phone",
    State.PHONE_CARD: "phone",
    State.EMAIL: "email",
    State.EMAIL_TYPO: "email",
    State.EMAIL_WHICH: "email",
    State.NOTES: "note",
}
