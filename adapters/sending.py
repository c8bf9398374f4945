"""What a platform can answer when we send a reply, named by what we do next (promises §6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

JUST_HEARD = timedelta()  # the person whom a reply is for has written right now


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted. `provider_id` is the platform's id of the message; the last one where it went in parts. `messages`: how
    many it took now, 0 where it had them already."""

    provider_id: str
    messages: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Later:
    """Not processed, safe to repeat after `after_s` seconds (None: the platform did not say). `whole_channel`: the
    limit is the channel's, not this chat's."""

    after_s: float | None = None
    whole_channel: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This person, or this address, will not get it: stop writing until they write."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform refuses this very message, and would again. `reason` is a short code, never the text. `as_text`: it
    is the buttons that it does not take."""

    reason: str
    as_text: bool = False


@dataclass(frozen=True, slots=True)
class WindowClosed:
    """WhatsApp's 24 hours are over: drop it."""


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """Our token, our account or the platform's terms: no reply of this channel gets out until somebody looks."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been delivered: timeout, reset or 5xx."""

    reason: str


Failure = Later | Unreachable | Rejected | WindowClosed | Misconfigured | Unknown
SendOutcome = Sent | Failure


Progress = Literal["queued", "sending", "sent", "delivered", "read", "failed", "undelivered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """What the platform says later of a message it accepted, in any order and more than once. `provider_id` as in
    `Sent`; `error_code` is the platform's own number, None when it named none; `failure`: what the same answer to the
    send itself would have meant, None where it did not fail, or the platform does not say why."""

    provider_id: str
    status: Progress
    error_code: int | None = None
    failure: Failure | None = None
