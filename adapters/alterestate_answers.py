"""What AlterEstate's answers mean for us: tolerant of everything, because almost nothing is documented.

The rules are facts/alterestate §6, the meanings promises §5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import from_json

from adapters.alterestate_request import FIELDS, REQUIRED
from flows.outcomes import Accepted, AlreadyRegistered, Created, Invalid, Later, Outcome, Refused, Unclear

DETAIL_LIMIT = 300  # characters kept for staff
UNRECOGNISED_LIMIT = 2048  # the same, of an answer nobody can place
REFERENCE_LIMIT = 64
RETRY_AFTER_S = (1.0, 3600.0)
PAUSE_S = 60.0  # after a 429 that does not say how long

_MISSING = re.compile(r"missing required fields?:\s*([\w, ]{1,200})", re.IGNORECASE)
_EXISTENCE = re.compile(r"exist|already|duplic|unique|regist|in use|en uso", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s\"'<>:,;@]{1,64}@[^\s\"'<>:,;@]{1,255}")
_NUMBER = re.compile(r"\d[\d ().-]{5,30}\d")


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
    """What an answer means for us; total, never raises. `body` may be cut short. promises §5."""
    said = _load_json(body)
    match status:
        case 201:
            return _read_created(said, body)
        case 200:
            return _read_ok(said, body)
        case 400 | 413 | 422:
            return Invalid(status=status, fields=_named_fields(said), detail=_detail(body))
        case 429:
            return Later(after_s=_retry_after_s(headers) or PAUSE_S)
        case 408 | 409:
            return _unclear(status, headers, body)
        case _ if 300 <= status < 500:
            return Refused(status=status, detail=_detail(body))
        case _ if status >= 500:
            return _unclear(status, headers, body)
        case _:
            return Unclear(reason="unrecognised", status=status, detail=_detail(body, UNRECOGNISED_LIMIT))


def _read_created(said: object, body: bytes) -> Created:
    if not isinstance(said, dict):
        return Created(detail=_detail(body))
    answer = _Answer.model_validate(said)
    odd = answer.status == "error" or not answer.reference
    return Created(reference=answer.reference, detail=_detail(body) if odd else "")


def _read_ok(said: object, body: bytes) -> Outcome:
    if said is None:
        return Unclear(reason="unrecognised", status=200, detail=_detail(body, UNRECOGNISED_LIMIT))
    answer = _Answer.model_validate(said if isinstance(said, dict) else {})
    if answer.status == "error":
        return Invalid(status=200, fields=_named_fields(said), detail=_detail(body))
    if "already exists" in answer.message.lower():
        return AlreadyRegistered(reference=answer.reference)
    if answer.has_deal:
        return Created(reference=answer.reference, status=200)
    return Accepted(reference=answer.reference, detail=_detail(body))


def _unclear(status: int, headers: Mapping[str, str], body: bytes) -> Unclear:
    return Unclear(reason="status", status=status, retry_after_s=_retry_after_s(headers), detail=_detail(body))


def _as_text(value: object) -> str:
    """Ids come as numbers or strings; whatever else stands there is no id."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    return str(value)


def _as_object(value: object) -> object:
    return value if isinstance(value, dict) else {}


_Text = Annotated[str, BeforeValidator(_as_text)]


class _Contact(BaseModel):
    uid: _Text = ""


class _Answer(BaseModel):
    """A JSON object as answer; all of it may be missing or of another type (facts/alterestate §6)."""

    model_config = ConfigDict(extra="allow")

    status: _Text = ""
    message: _Text = ""
    data: Annotated[_Contact, BeforeValidator(_as_object)] = _Contact()
    contact_uid: _Text = ""
    deal_uid: _Text = ""
    deal_id: _Text = ""
    log_id: _Text = ""

    @property
    def reference(self) -> str:
        found = self.data.uid or self.contact_uid or self.deal_uid or self.deal_id or self.log_id
        return found[:REFERENCE_LIMIT]

    @property
    def has_deal(self) -> bool:
        named = {**self.model_dump(), **(self.model_extra or {})}
        return bool(self.data.uid) or any(field.startswith("deal_") and value for field, value in named.items())


def _load_json(body: bytes) -> object:
    """None if it is not JSON; a bare `null` says as little. This parser stands deep nesting and lone surrogates."""
    try:
        value: object = from_json(body)
    except ValueError:
        return None
    return value


def _named_fields(said: object) -> tuple[str, ...]:
    """Our fields that an error names, in the CRM's order."""
    if not isinstance(said, dict):
        return ()
    message = said.get("message")
    if isinstance(message, str) and (missing := _MISSING.search(message)):
        return tuple(field for field in re.findall(r"\w+", missing[1]) if field in FIELDS)
    for place in (said, said.get("errors"), said.get("detail"), message):
        if isinstance(place, dict) and (
            named := tuple(f for f in place if f in FIELDS and _is_about_form(f, place[f]))
        ):
            return named
    return ()


def _is_about_form(field: str, complaint: object) -> bool:
    """That a phone exists already is never a reason to ask the person about it (promises §9)."""
    return field not in REQUIRED or not _EXISTENCE.search(str(complaint))


def _detail(body: bytes, limit: int = DETAIL_LIMIT) -> str:
    """The start of an answer as staff may read it: an echoed e-mail or phone is covered."""
    text = body[: 4 * limit].decode("utf-8", "replace").replace("\0", "")
    covered = _NUMBER.sub("•••", _EMAIL.sub("•••", text))
    return " ".join(covered.split())[:limit]


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds from now, within 1 s and 1 h; None if the header is missing or makes no sense.

    A date is measured against the answer's own Date, so neither clock has to be right.
    """
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        wanted = float(text)
    elif (at := _http_date(text)) and (answered_at := _http_date(headers.get("Date", ""))):
        wanted = (at - answered_at).total_seconds()
    else:
        return None
    shortest, longest = RETRY_AFTER_S
    return min(max(wanted, shortest), longest)


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
