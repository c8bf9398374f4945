"""The state a chat is in: plain data, changed only by making a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from flows.events import Ad, Sign
from flows.lead import Aside, Consent, Email, Intent, Origin, Phone, Sent


class State(StrEnum):
    """Where a conversation stands (CONVERSATION §4), one name per thing that can be pending."""

    START = "start"
    SIGN_MAYBE = "sign_maybe"
    CONSENT = "consent"
    CONSENT_MORE = "consent_more"
    INTENT = "intent"
    INTENT_OTHER = "intent_other"
    OWNER = "owner"
    NAME = "name"
    NAME_SUGGEST = "name_suggest"
    SURNAME = "surname"
    PHONE = "phone"
    PHONE_OWN = "phone_own"
    PHONE_AREA = "phone_area"
    PHONE_COUNTRY = "phone_country"
    PHONE_WHICH = "phone_which"
    PHONE_CARD = "phone_card"
    EMAIL = "email"
    EMAIL_TYPO = "email_typo"
    EMAIL_WHICH = "email_which"
    NOTES = "notes"
    OWN = "own"  # a question of the agency's own; `Conversation.asking` says which
    REVIEW = "review"
    EDIT = "edit"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The answers so far. None means not asked yet; an empty note means that the person has nothing to add.

    `one_name`: the person has no surname, or keeps it. `short_rent`: by the night, as on Airbnb. `answers` are those to
    an agency's own questions, each with the question's id; an empty one was left out.
    """

    intent: Intent | None = None
    name: str | None = None
    one_name: bool = False
    phone: Phone | None = None
    email: Email | None = None
    note: str | None = None
    asides: tuple[Aside, ...] = ()
    short_rent: bool = False
    answers: tuple[tuple[str, str], ...] = ()


EMPTY = Draft()


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What brought somebody, as the CRM is told; a later code changes the property, not this (SIGNS §6)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All that is remembered of one chat between two events. Times are aware and UTC."""

    version: str = ""  # of the flow that wrote it
    state: State = State.START
    asking: str = ""  # which question of the agency's own is pending, in State.OWN
    step: int = 0  # grows whenever what is pending changes; options carry it
    summary_step: int | None = None  # the step whose summary the person was shown: only that one can be confirmed
    language: str = ""  # empty until the first message
    language_guessed: bool = False
    source: Source = DIRECT
    profile_name: str = ""
    own_phone: str = ""  # E.164 that the channel vouches for
    consent: Consent | None = None
    draft: Draft = EMPTY
    candidates: tuple[str, ...] = ()  # what a «which one?» question offers, in its order
    misses: int = 0  # answers to the pending question that were not understood
    lost: int = 0  # misses in a row, whatever was asked
    waiting: tuple[str, ...] = ()  # what was written before consent, or after a long silence: not yet used
    waiting_since: datetime | None = None
    fragments: tuple[str, ...] = ()  # pieces of one answer, until the person has stopped typing
    editing: Literal["", "changing", "stepped_back"] = ""  # why a given field is being asked again
    back: State | None = None  # where HUMAN, or a question about language, restart or a change, returns to
    heard: tuple[tuple[str, str], ...] = ()  # the last two answers: platform's message id, which question it answered
    keyboard_shown: bool = False  # the share-my-number keyboard is up
    internal_email: str = ""  # drawn once for somebody without e-mail
    asked_for_person: bool = False
    human_since: datetime | None = None
    paused_until: datetime | None = None
    insulted_at: datetime | None = None
    burst: int = 0  # messages since `burst_since`
    burst_since: datetime | None = None
    still: int = 0  # messages in a row that moved nothing
    guarded_until: datetime | None = None  # until then only what fits is heard (`guard.py`)
    nudge: Literal["", "set", "done"] = ""  # the one reminder of this draft
    reminded_at: datetime | None = None  # «sigo siendo el asistente automático», once an hour
    sorry_at: datetime | None = None
    blocked: bool = False
    last_heard_at: datetime | None = None
    sent: tuple[Sent, ...] = ()  # leads of the last 90 days, oldest first
