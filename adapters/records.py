"""What the store takes in and hands out. Both stores use these; times are aware and UTC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from adapters.alerts import EMAIL, WEBHOOK, Alert, Raised
from adapters.signs import Tick
from flows.conversation import Conversation, State
from flows.events import Event
from flows.lead import Attachment, Lead
from flows.outcomes import Told
from flows.replies import Message, ReplyKind

if TYPE_CHECKING:
    from flows.turn import Turn  # and with it the whole machine, which no store needs

ReplyState = Literal["queued", "sending", "sent", "unclear", "dropped", "failed"]
LeadState = Literal[
    "queued",
    "sending",
    "unclear",
    "delivered_new",
    "delivered_existing",
    "delivered_unsure",
    "rejected",
    "parked",
    "cancelled",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that somebody pressed, which the platform wants acknowledged by `id`. `message` is the message it stands
    under and `text` what that says, `label` what stands on the button; «» each where the platform does not show it."""

    id: str
    message: str = ""
    text: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One event as a channel's adapter read it, not yet stored.

    `key` identifies the event on its channel for ever (promises P3). `chat` is the platform's id of the person, to
    which replies go; empty when it could not be read. `alias`: another id of the same person, if one came along.
    `event` is None for what is stored but never applied; `ignored` then says why, and `raw` keeps at most 2 KiB of it.
    `press` is there where a button was pressed. `sent_at` stands only with what the platform had to be asked for: it
    may be too late for an answer. `staff_code`: what stood behind «/staff», which makes a chat one of staff's where it
    is good.
    """

    key: str
    chat: str = ""
    alias: str = ""
    event: Event | None = None
    ignored: str = ""
    raw: bytes = b""
    press: Press | None = None
    sent_at: datetime | None = None
    staff_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One person on one channel. `id` is ours; `address` is where the platform wants replies sent."""

    id: int
    agency: str
    channel: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A chat got somewhere in the flow. `day` counts from 1970 on the agency's calendar; `code` is that of its sign."""

    agency: str
    day: int
    channel: str
    code: str
    language: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """All that one event changes, and what it says in words; written in one transaction (map §4).

    `ticks`: what is counted of it (signs §9). `checked`: the code of a sign that staff tried where it hangs.
    For whoever applied it, `steps`: how far the chat got with it; `unassigned`: the code of a sign that nobody has
    given a property; `calls_staff`: the person has asked for somebody. `alerts`: what staff are told of it; `calmed`:
    the person goes on without somebody.
    """

    turn: Turn
    message: Message | None = None
    ticks: tuple[Tick, ...] = ()
    steps: tuple[Step, ...] = ()
    checked: str = ""
    unassigned: str = ""
    calls_staff: bool = False
    alerts: tuple[Alert, ...] = ()
    calmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReply:
    """A reply claimed by this worker until its lease ends.

    `attempts` counts tries begun, this one included; `unclear` the earlier ones that may have reached the person.
    `heard_at`: when the person last wrote. `channel_held`: the channel was slowed or blocked when it was claimed.
    """

    id: int
    chat: Chat
    message: Message
    attempts: int
    unclear: int = 0
    queued_at: datetime
    heard_at: datetime
    lease: str
    channel_held: bool = False


class Spent(NamedTuple):
    """Messages of a kind on a channel in a day (counted from 1970, UTC)."""

    day: int
    agency: str
    channel: str
    kind: ReplyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A reply is down as sent. `more`: another one of the chat waits."""

    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """Whoever applies an event sends its reply: for how long it is theirs, and whether a channel of an agency can take
    one more right now."""

    lease_s: float
    has_room: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A lead claimed by this worker, its attempt row already committed.

    `attempts` counts tries that consumed the schedule before this one, `unclear` those of unknown fate among them.
    `first_at` is when the first attempt began. `without` names request fields that a ladder step has left out
    («related», «custom», …), `steps` the ladder steps taken. `refused_since`: first 403 of this lead.
    """

    lead: Lead
    chat: Chat
    attempt: int
    lease: str
    attempts: int = 0
    unclear: int = 0
    first_at: datetime
    without: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    refusals: int = 0
    refused_since: datetime | None = None
    probe: bool = False  # the destination is blocked and this lead tries the door


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What an attempt did to its lead, written in one transaction with the event that tells the chat.

    `next_at` is when to try again, None when the lead is at its end. `counts`: the attempt consumed the schedule.
    `told` goes to the chat as `LeadSettled`, `alert` to staff. `destination`/`until` change the agency's CRM account:
    «up», «slowed» until a time, «blocked» with the next probe at that time.
    """

    state: LeadState
    reason: str = ""
    next_at: datetime | None = None
    counts: bool = True
    was_unclear: bool = False
    without: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    refusals: int = 0
    refused_since: datetime | None = None
    crm_reference: str = ""
    status: int | None = None
    outcome: str = ""  # kind of the outcome, for staff
    detail: str = ""  # what the CRM said, for staff
    told: Told | None = None
    alert: Alert | None = None
    destination: Literal["up", "slowed", "blocked"] | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotice:
    """Alerts that go to one place in one message, claimed until the lease ends. `chat`: the chat of staff, where it is
    one. `attempts`: tries begun, this one included."""

    agency: str
    way: str
    chat: Chat | None
    alerts: tuple[Raised, ...]
    attempts: int
    lease: str

    @property
    def kind(self) -> str:
        """Of its way: chats are many."""
        return self.way if self.way in (EMAIL, WEBHOOK) else "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to hand a lead over, as staff see it. `ended_at` is None while it runs or when its worker died."""

    number: int
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    status: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What somebody wrote after sending: work for staff until it is done. `done_by` is the login of who did it."""

    words: str
    said_at: datetime
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRow:
    """Something we said in a lead's chat, as staff see it. `state` and `reason` are ours, `status` what the platform
    said last of it («delivered», «read», «failed» …, «» where it says nothing), `error_code` its number; `text` is «»
    once it is erased."""

    text: str
    queued_at: datetime
    state: ReplyState
    reason: str = ""
    status: str = ""
    error_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEvent:
    """What the platform had to be asked for, too late for an answer. `address` is the platform's id of the person;
    `event` is None where it cannot be read."""

    agency: str
    channel: str
    address: str
    received_at: datetime
    event: Event | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """A lead as `leads list` and `leads show` print it."""

    lead: Lead
    agency: str
    channel: str
    state: LeadState
    reason: str = ""
    crm_reference: str = ""
    next_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    replies: tuple[ReplyRow, ...] = ()  # the last ones in its chat, where one lead alone is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMedia:
    """A file of a lead, and the channel it came by. `number` counts from 1."""

    agency: str
    channel: str
    reference: str
    number: int
    attachment: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedEvent:
    """An event that no try got through. `number` names it; `error` is the class of what it raised.

    `state` is where its chat stands, None before its first turn. `event` is None for one that is `erased`, or that
    cannot be read any more.
    """

    number: int
    agency: str
    channel: str
    chat: int
    kind: str
    error: str
    received_at: datetime
    erased: bool
    event: Event | None
    state: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDone:
    """One event was applied, to a chat that stood as in `before`, None at first. `handed`: the reply, where it is the
    caller's to send; the others wait in the outbox, but for one that was `withheld`, because enough was said to that
    chat. `more`: another event of the chat is due."""

    who: Chat
    event: Event
    before: Conversation | None
    applied: Applied
    handed: DueReply | None = None
    withheld: bool = False
    more: bool = False

    @property
    def chat(self) -> int:
        return self.who.id

    @property
    def event_kind(self) -> str:
        return self.event.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBroke:
    """Applying one event raised and was rolled back. `again_at` is when it is tried again, None once parked."""

    chat: int
    event_kind: str
    error: Exception
    parked: bool
    again_at: datetime | None = None


Turned = TurnDone | TurnBroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a batch of arrivals. `chats` have something to apply, in order of arrival; `turned`: what came of
    one that was applied in the commit that stored it."""

    chats: tuple[int, ...] = ()
    duplicates: int = 0
    flooded: int = 0
    turned: Turned | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """Chats with an event to apply now, and when the next one falls due, None when nothing waits.

    `hastened`: so many rows would have waited too long, because the clock was put back since the last look.
    """

    chats: tuple[int, ...] = ()
    next_at: datetime | None = None
    hastened: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is here of somebody, before it is erased. A chat that was erased before counts: its counters stay."""

    chats: int
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure met. `crm_copies`: leads that a person still has to delete in the CRM."""

    existed: bool
    crm_copies: int = 0


ClockSeen = Literal["believed", "jumped", "doubted"]  # «jumped» once, then «doubted» until it is believed again


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What one look at the store erased because its time was over, in rows; nothing unless the clock was believed.

    `words`: events and replies that lost their text; `chats`, `leads`: those that lost the person; `records`, `proofs`:
    deleted whole; `copies`: files of before a migration. `more`: the look ended before the work did.
    """

    clock: ClockSeen
    words: int = 0
    chats: int = 0
    leads: int = 0
    records: int = 0
    proofs: int = 0
    copies: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealing:
    """How far a pass that closes everything with the newest key has come: `after` is the key of the last row seen in
    the table of this number. `rows` were closed anew; `unreadable` ones no configured key opens."""

    table: int = 0
    after: tuple[int | str, ...] = ()
    rows: int = 0
    unreadable: int = 0
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undersealed:
    """How many stored values are not under the newest key: `readable` to everybody, under an `older` key, or under one
    that is `missing` from the settings. Nothing where no key is configured."""

    readable: int = 0
    older: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something about the database that makes us promise less than usual; Spanish, for the technician."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A restored backup knows nothing of what happened since it was made, until the service started again."""

    since: datetime
    until: datetime


LOW = 1 << 30  # bytes free on the disk; below that somebody has to know
SCARCE = 200 << 20  # below that no chat begins
Takes = Literal["all", "known", "nothing"]  # of what arrives: every chat, those that are known, none


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """On the disk under the store: bytes `free`, whether that is so `low` that somebody has to know, and what is still
    taken in."""

    free: int
    low: bool
    takes: Takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Depth of the queues, for metrics. `leads` and `inbox` by state; `inbox` without what is done."""

    inbox: Mapping[str, int]
    replies: int
    leads: Mapping[LeadState, int]
