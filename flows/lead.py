"""A confirmed draft: what goes to the CRM, and what the chat remembers of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

MONTH = timedelta(days=30)  # the numbers of so many days count together (promises §4)


class Intent(StrEnum):
    BUY = "buy"
    RENT = "rent"
    BOTH = "both"
    OFFER = "offer"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """E.164. `proven`: the channel vouches that it is the person's own."""

    e164: str
    proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """`given` is False for the internal address of somebody without e-mail."""

    address: str
    given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """`amount` in whole units of `currency`."""

    amount: int
    currency: Literal["USD", "DOP"]


AsideKind = Literal["question", "for_other", "words", "company", "passed_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Words that no question asked for and the agency should read: a question of the person's, whom it is for, what
    they wrote beside an answer, the company they write for, or what somebody else wrote and they passed on."""

    kind: AsideKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Proof that the person agreed: which text, when (aware, UTC), in which language."""

    text_version: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that somebody sent, to be fetched from its platform when staff want to see it; we never have it.

    `ref` is the platform's own name of it, which only the channel's adapter can read; `content_type` what the platform
    said of it, in lower case.
    """

    ref: str
    content_type: str


Origin = Literal["letrero", "enlace", "anuncio", "directo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What brought the person beside the code (signs §6). `related` (an agent's e-mail) or `rule` (a UID) is the sign's
    own word on who gets the lead; empty, the agency's default decides."""

    medium: str = ""
    campaign: str = ""
    place: str = ""
    ad: str = ""  # its id at Meta
    headline: str = ""
    click: str = ""
    related: str = ""
    rule: str = ""


NO_ATTRIBUTION = Attribution()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A draft that the person confirmed, exactly as the last summary showed it.

    `id` is a UUID, `reference` what the person is told («R-7K2M4»). `notes` are plain lines for the agency, in its
    language, not yet escaped; the first ones may be long. `held` is set when staff must release it, with the reason.
    """

    id: str
    reference: str
    full_name: str
    phone: Phone
    email: Email
    intent: Intent
    budget: Budget | None = None
    notes: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)  # answers that the agency wants as data, by question
    language: str
    property_uid: str = ""
    code: str = ""
    origin: Origin = "directo"
    attribution: Attribution = NO_ATTRIBUTION
    consent: Consent
    confirmed_at: datetime
    held: str = ""
    media: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the chat remembers of a lead it sent. `told` is the wording key the person last heard, «» while waiting."""

    lead: str
    reference: str
    at: datetime
    name: str  # the one it was sent under; replies use its first word
    phone: Phone
    digest: str  # of everything the summary showed: the same data again is not sent again
    step: int  # of the summary that was confirmed
    told: str = ""
    outcome: str = ""  # kind of what the CRM said, «» while unknown
    fixed: bool = False  # the CRM refused a field and the person was asked about it, once
