"""The state a chat is in: plain data, changed only by making a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from flows.events import Ad, Sign
from flows.lead import Aside, Attachment, Consent, Email, Intent, Origin, Phone, Sent


class State(StrEnum):
    """Where a conversation stands (conversation §4), one name per thing that can be pending."""

    START = "start"
    SIGN_MAYBE = "sign_maybe"
    CONSENT = "consent"
    CONSENT_MORE = "consent_more"
    INTENT = "intent"
    INTENT_OTHER = "intent_other"
    OWNER = "owner"
    NAME = "name"
    NAME_SUGGEST = "name_suggest"
    PHONE = "phone"
    PHONE_SUGGEST = "phone_suggest"
    PHONE_AREA = "phone_area"
    PHONE_COUNTRY = "phone_country"
    PHONE_WHICH = "phone_which"
    PHONE_CARD = "phone_card"
    EMAIL = "email"
    EMAIL_TYPO = "email_typo"
    EMAIL_KEEP = "email_keep"
    EMAIL_WHICH = "email_which"
    EMAIL_OPTIONAL = "email_optional"
    NOTES = "notes"
    CUSTOM = "custom"  # a question that an agency added
    REVIEW = "review"
    EDIT = "edit"
    CHANGE = "change"
    PASS_ON = "pass_on"  # noqa: S105  # no password
    LANGUAGE = "language"
    RESTART = "restart"
    HUMAN = "human"
    PAUSED = "paused"
    HALFWAY = "halfway"
    RETURN = "return"
    ERASE = "erase"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    DECLINED = "declined"


Field = Literal["intent", "name", "phone", "email", "note"]
PlainState = Literal[
    State.START,
    State.SIGN_MAYBE,
    State.CONSENT,
    State.CONSENT_MORE,
    State.INTENT,
    State.INTENT_OTHER,
    State.OWNER,
    State.NAME,
    State.PHONE,
    State.EMAIL,
    State.EMAIL_OPTIONAL,
    State.NOTES,
    State.REVIEW,
    State.EDIT,
    State.PASS_ON,
    State.LANGUAGE,
    State.RESTART,
    State.HUMAN,
    State.PAUSED,
    State.HALFWAY,
    State.RETURN,
    State.ERASE,
    State.SENDING,
    State.DONE,
    State.CANCELLED,
    State.DECLINED,
]
PLAIN: Mapping[str, PlainState] = {  # where each question of ours is asked when nothing is proposed
    "intent": State.INTENT,
    "name": State.NAME,
    "phone": State.PHONE,
    "email": State.EMAIL,
    "note": State.NOTES,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What needs nothing but its name."""

    state: PlainState


@dataclass(frozen=True, slots=True)
class CustomAsked:
    """A custom question, by its id."""

    question: str
    state: Literal[State.CUSTOM] = State.CUSTOM


@dataclass(frozen=True, slots=True)
class ProposedName:
    """«¿Te registro como …?»"""

    name: str
    state: Literal[State.NAME_SUGGEST] = State.NAME_SUGGEST


@dataclass(frozen=True, slots=True)
class ProposedPhone:
    """«¿Es el …?», E.164."""

    e164: str
    state: Literal[State.PHONE_SUGGEST] = State.PHONE_SUGGEST


@dataclass(frozen=True, slots=True)
class AreaOf:
    """Seven digits that lack their area code."""

    digits: str
    state: Literal[State.PHONE_AREA] = State.PHONE_AREA


@dataclass(frozen=True, slots=True)
class CountryOf:
    """Ten digits that may be a number of the United States or Canada."""

    digits: str
    state: Literal[State.PHONE_COUNTRY] = State.PHONE_COUNTRY


@dataclass(frozen=True, slots=True)
class WhichPhone:
    """Two numbers of the same message, E.164."""

    a: str
    b: str
    state: Literal[State.PHONE_WHICH] = State.PHONE_WHICH


@dataclass(frozen=True, slots=True)
class CardOf:
    """The number of a contact card that may be somebody else's, E.164."""

    e164: str
    state: Literal[State.PHONE_CARD] = State.PHONE_CARD


@dataclass(frozen=True, slots=True)
class TypoOf:
    """An address that looks mistyped, and the likely one; `typed` is empty where it is no address at all."""

    typed: str
    meant: str
    state: Literal[State.EMAIL_TYPO] = State.EMAIL_TYPO


@dataclass(frozen=True, slots=True)
class OddEmail:
    """An address that does not look like one, and that they insist on."""

    address: str
    state: Literal[State.EMAIL_KEEP] = State.EMAIL_KEEP


@dataclass(frozen=True, slots=True)
class WhichEmail:
    """Two addresses of the same message."""

    a: str
    b: str
    state: Literal[State.EMAIL_WHICH] = State.EMAIL_WHICH


@dataclass(frozen=True, slots=True)
class ChangeOf:
    """Another value than the one given, without a word that it corrects it: «¿Cambio tu correo por …?»"""

    field: Field
    value: str
    state: Literal[State.CHANGE] = State.CHANGE


Pending = (
    Asked
    | CustomAsked
    | ProposedName
    | ProposedPhone
    | AreaOf
    | CountryOf
    | WhichPhone
    | CardOf
    | TypoOf
    | OddEmail
    | WhichEmail
    | ChangeOf
)
START = Asked(State.START)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The answers so far. None means not asked yet; an empty note means that the person has nothing to add.

    `short_rent`: by the night, as on Airbnb. `answers` are those to custom questions, each with the question's
    id; an empty one was left out.
    """

    intent: Intent | None = None
    name: str | None = None
    phone: Phone | None = None
    email: Email | None = None
    note: str | None = None
    asides: tuple[Aside, ...] = ()
    short_rent: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    media: tuple[Attachment, ...] = ()


EMPTY = Draft()


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What brought somebody, as the CRM is told; a later code changes the property, not this (signs §6)."""

    origin: Origin = "directo"
    code: str = ""
    medium: str = ""
    campaign: str = ""
    place: str = ""
    ad: Ad | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a chat came from. `payload` is the link's payload as it arrived, at most 64 characters are kept.

    `written`: the words in which a code stood that nobody issued; `others` are the codes of the same message after the
    first. `ad` is the ad that was tapped. `first`: what brought the person, where another code came later. `test`:
    staff try a sign, and nothing is sent.
    """

    origin: Origin = "directo"
    payload: str = ""
    code: str = ""
    sign: Sign | None = None
    written: str = ""
    others: tuple[str, ...] = ()
    ad: Ad | None = None
    first: Touch | None = None
    test: bool = False


DIRECT = Source()


@dataclass(frozen=True, kw_only=True)  # without slots: see `changing.py`
class Conversation:
    """All that is remembered of one chat between two events. Times are aware and UTC."""

    version: str = ""  # of the flow that wrote it
    pending: Pending = START
    number_stated: bool = False  # the last message said at which number we call them
    step: int = 0  # grows whenever what is pending changes; options carry it
    summary_step: int | None = None  # the step whose summary the person was shown: only that one can be confirmed
    language: str = ""  # empty until the first message
    language_guessed: bool = False
    source: Source = DIRECT
    profile_name: str = ""
    own_phone: str = ""  # E.164 that the channel vouches for
    consent: Consent | None = None
    draft: Draft = EMPTY
    refused: str = ""  # the last answer that was not understood
    other_language: str = ""  # of the last message, where it was not the chat's
    misses: int = 0  # answers to the pending question that were not understood
    lost: int = 0  # misses in a row, whatever was asked
    waiting: tuple[str, ...] = ()  # what was written before consent, or after a long silence: not yet used
    waiting_since: datetime | None = None
    fragments: tuple[str, ...] = ()  # pieces of one answer, until the person has stopped typing
    editing: Literal["", "changing", "stepped_back"] = ""  # why a given field is being asked again
    back: Pending | None = None  # where HUMAN, or a question about language, restart or a change, returns to
    heard: tuple[tuple[str, str], ...] = ()  # the last two answers: platform's message id, which question it answered
    keyboard_shown: bool = False  # the share-my-number keyboard is there, also folded away
    keyboard_used: bool = False  # and folded away, since it was used
    internal_email: str = ""  # drawn once for somebody without e-mail
    asked_for_person: bool = False
    human_since: datetime | None = None
    paused_until: datetime | None = None
    insulted_at: datetime | None = None
    burst: int = 0  # messages since `burst_since`
    burst_since: datetime | None = None
    still: int = 0  # messages in a row that moved nothing
    guarded_until: datetime | None = None  # until then only what fits is heard (`guard.py`)
    repeated: bool = False  # the ending was said once more
    follow_ups: int = 0  # words after the end that were answered
    spoken: str = ""  # a mark of the last thing we said, to say nothing twice
    detoured: bool = False  # something beside the point was said since the pending question was asked
    nudge: Literal["", "set", "asked", "done"] = ""  # the one reminder of this draft; «asked»: nothing came after it
    reminded_at: datetime | None = None  # «sigo siendo el asistente automático», once an hour
    sorry_at: datetime | None = None
    blocked: bool = False
    last_heard_at: datetime | None = None
    sent: tuple[Sent, ...] = ()  # leads of the last 90 days, oldest first

    @property
    def state(self) -> State:
        return self.pending.state
