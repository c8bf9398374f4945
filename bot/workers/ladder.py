"""What to leave out of a lead that the CRM called invalid, one step at a time (facts/alterestate §6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from adapters.alterestate_request import ALL_OPTIONAL, LONG_NOTES, REQUIRED, VIA_AS_TEXT
from adapters.records import DueDelivery
from flows.outcomes import Invalid

ASKED = "asked"  # the person was asked about a field, which happens once a lead
ASKABLE: Mapping[str, Literal["name", "phone", "email"]] = {"full_name": "name", "phone": "phone", "email": "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """Post it again without what `without` names, which is all that has been left out until now."""

    step: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Only the person can mend this field."""

    field: Literal["name", "phone", "email"]


def next_rung(invalid: Invalid, delivery: DueDelivery, body: Mapping[str, object]) -> AskAgain | Ask | None:
    """The next step, None when only staff can help. Each is taken once, so that the ladder ends: what was left out
    cannot be left out again."""
    if invalid.status == 413:
        return _without(delivery, "notes", LONG_NOTES)
    named = invalid.fields
    if "related" in body and (not named or "related" in named):
        return _without(delivery, "related", "related")  # the agent is unknown: the default rule decides
    if optional := [field for field in named if field in body and field not in (*REQUIRED, "notes")]:
        return _without(delivery, "fields", *_gentler(optional, body, delivery))
    if "notes" in named and LONG_NOTES not in delivery.without:
        return _without(delivery, "notes", LONG_NOTES)
    if required := [field for field in named if field in REQUIRED]:
        return _ask(required[0], delivery)
    return _without(delivery, "optional", ALL_OPTIONAL)


def _gentler(fields: list[str], body: Mapping[str, object], delivery: DueDelivery) -> list[str]:
    """A channel ID that is refused as a number may still be taken as text."""
    as_text = isinstance(body.get("via"), int) and VIA_AS_TEXT not in delivery.without
    return [VIA_AS_TEXT if field == "via" and as_text else field for field in fields]


def _ask(field: str, delivery: DueDelivery) -> Ask | None:
    """None if the person was asked before, or never gave what is refused: our address for people without e-mail."""
    if ASKED in delivery.steps or (field == "email" and not delivery.lead.email.given):
        return None
    return Ask(field=ASKABLE[field])


def _without(delivery: DueDelivery, step: str, *names: str) -> AskAgain | None:
    new = tuple(name for name in names if name not in delivery.without)
    return AskAgain(step=step, without=(*delivery.without, *new)) if new else None
