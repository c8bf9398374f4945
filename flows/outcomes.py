"""What the CRM can answer, named by what we do next (promises §5), and what of it the conversation gets to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new contact and deal. `reference` is the CRM's own id, empty when it could not be read. `detail`: what was odd
    about the answer, for staff. `status` is 200 where the CRM said it that way."""

    kind: Literal["created"] = "created"
    reference: str = ""
    detail: str = ""
    status: int = 201


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyRegistered:
    """The CRM knew the contact and made no new deal."""

    kind: Literal["registered"] = "registered"
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The CRM took it and did not say whether it was new. `detail`: the first 300 characters, for staff."""

    kind: Literal["accepted"] = "accepted"
    reference: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """400, 413, 422, or 200 with «status: error»: nothing was created. `fields` are names of our own request fields,
    in the CRM's order; empty when it named none."""

    kind: Literal["invalid"] = "invalid"
    status: int
    fields: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Our key, our URL, or a wall before the CRM: nothing gets through until somebody looks."""

    kind: Literal["refused"] = "refused"
    status: int
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The request certainly never reached the CRM. `reason` is one word for staff: dns, refused, tls, timeout."""

    kind: Literal["not_sent"] = "not_sent"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """It may have been processed. `status` is None when no status line came; `retry_after_s` what the CRM asked for."""

    kind: Literal["unclear"] = "unclear"
    reason: str
    status: int | None = None
    retry_after_s: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """429: nothing was created, the whole destination waits."""

    kind: Literal["later"] = "later"
    after_s: float


Settled = Created | AlreadyRegistered | Accepted | Invalid
Unsettled = Refused | NotSent | Unclear | Later
Outcome = Settled | Unsettled


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRefused:
    """The CRM did not accept the form of one field that the person gave."""

    kind: Literal["field_refused"] = "field_refused"
    field: Literal["name", "phone", "email"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A member of staff has to look at the lead."""

    kind: Literal["held"] = "held"


Told = Created | AlreadyRegistered | Accepted | FieldRefused | Held
