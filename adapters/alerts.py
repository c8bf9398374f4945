"""What staff are told, and where: the alerts as everybody passes them on (promises §11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Cause = Literal["test", "new", "existing", "words", "person", "held", "waiting", "crm", "channel", "disk"]
URGENT: tuple[Cause, ...] = ("crm", "channel")  # nothing gets through until somebody does something: day and night

EMAIL, WEBHOOK = "email", "webhook"  # ways; any other is the number of a chat of staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an alert says besides its cause; «» for what it does not know. `name`, `phone` (E.164) and `words` are a
    person's. `reason` is a word of ours for why; `count`: how many it is about."""

    reference: str = ""
    name: str = ""
    phone: str = ""
    words: str = ""
    channel: str = ""
    reason: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something staff have to know. `about`: the lead, channel or chat it is about, «» for the agency as a whole; while
    the same is open it is not raised again. `chat`: whose person `facts` names."""

    cause: Cause
    about: str = ""
    chat: int | None = None
    facts: Facts = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert as it is sent. `number` names it for good."""

    number: int
    cause: Cause
    about: str
    raised_at: datetime
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an agency wants to be told. `ways`: besides its chats of staff. What is not urgent waits until `held_until`;
    None: it does not wait now."""

    ways: tuple[str, ...] = ()
    held_until: datetime | None = None


Plans = Mapping[str, Plan]  # by agency
