"""Who uses the console, what they did there, and what it shows. Times are aware and UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from adapters.records import LeadRow, LeadState, ParkedEvent
from flows.conversation import Conversation
from flows.events import Event
from flows.lead import Lead
from flows.replies import Message

Role = Literal["owner", "staff", "technician"]
ROLES: tuple[Role, ...] = get_args(Role)
Stage = Literal["password", "full"]  # «password» still waits for the second factor


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody of one agency. `password` is argon2's own text. `secret` is the second factor's, «» until it is set up;
    `language` is what they chose, «» for what their browser wants."""

    id: int
    agency: str
    login: str
    role: Role
    password: str
    secret: str = ""
    language: str = ""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that somebody signed in with."""

    user: User
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did. `about`: the id of a lead or chat, the code of a sign, a login; `why` is a word of ours."""

    done_at: datetime
    who: str
    deed: str
    about: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLine:
    """A lead as a list shows it. `chat` is our number of its chat; `followed_at`: when somebody followed up."""

    lead: Lead
    agency: str
    channel: str
    state: LeadState
    reason: str
    chat: int
    next_at: datetime | None = None
    crm_reference: str = ""
    followed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """A chat as a list shows it. `address` is «» once it was erased, `conversation` None before its first turn and
    after its last; `calls_at`: since when the person asks for somebody."""

    id: int
    channel: str
    address: str
    heard_at: datetime
    calls_at: datetime | None
    conversation: Conversation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a person said; `event` is None once its words are gone. `state` is that of the inbox."""

    at: datetime
    kind: str
    state: str
    event: Event | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What we said; `message` is None once its words are gone. `state` is that of the outbox."""

    at: datetime
    state: str
    message: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Where nothing, or little, goes out. The CRM's `channel` is «»."""

    channel: str
    state: Literal["slowed", "blocked"]
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """What needs a person, of each kind the most pressing ones."""

    stuck: tuple[LeadLine, ...]
    written: tuple[LeadRow, ...]
    to_follow: tuple[LeadLine, ...]
    to_erase: tuple[LeadLine, ...]
    calling: tuple[ChatLine, ...]
    parked: tuple[ParkedEvent, ...]
    held: tuple[Held, ...]
    crm_status: int | None  # with which it refuses everything, 0 where that is not known; None while it does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One day of an agency. `crm_ms`: how long the CRM took, sorted."""

    people: int
    leads: Mapping[LeadState, int]
    waiting: int
    oldest_waiting: datetime | None
    crm_ms: tuple[int, ...]
