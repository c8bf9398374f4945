"""Our dataclasses as JSON and back, for the columns that hold personal data.

Reading is forgiving where a chat would otherwise be stuck: a conversation of another version gives what can be kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from adapters.alerts import Facts
from flows.changing import replace
from flows.conversation import Conversation, Draft, Pending
from flows.events import Event
from flows.lead import Lead
from flows.replies import Message


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a conversation stands, and where it comes back to."""

    pending: Pending
    back: Pending | None


_STANDING = {field.name for field in fields(_Standing)}
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}

UNKNOWN_VERSION = "?"
KEPT = (  # of a conversation that does not decode; and of its draft every answer that still fits
    "language",
    "consent",
    "sent",
    "step",
    "profile_name",
    "own_phone",
    "internal_email",
    "source",
    "blocked",
    "last_heard_at",
)
_EVENT_TYPES: Mapping[str, Any] = {event.__dataclass_fields__["kind"].default: event for event in get_args(Event)}


def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Made once, when first needed: a command that reads no conversation does not pay for it."""
    adapter = _ADAPTERS.get(shape)
    if adapter is None:
        adapter = _ADAPTERS[shape] = TypeAdapter(shape)
    return adapter


def prepare() -> None:
    """Make them all, so that no message has to."""
    for shape in (*_EVENT_TYPES.values(), _Standing, Conversation, Message, Lead, Facts):
        _adapter(shape)


def dump_event(event: Event) -> bytes:
    """With its defaults: what tells a `Told` from another is its kind, and that is one."""
    return _adapter(type(event)).dump_json(event)


def load_event(kind: str, data: bytes) -> Event:
    """Raises ValueError (or KeyError, for its kind) if a release that is gone wrote it; the other loads likewise."""
    event: Event = _adapter(_EVENT_TYPES[kind]).validate_json(data)
    return event


def dump_conversation(conversation: Conversation) -> bytes:
    """Two lines: what is pending, with its defaults because its state tells what it is, and the rest without them."""
    pending = _adapter(_Standing).dump_json(_Standing(conversation.pending, conversation.back))
    return pending + b"\n" + _adapter(Conversation).dump_json(conversation, exclude_defaults=True, exclude=_STANDING)


def load_conversation(data: bytes) -> Conversation:
    """Never raises: what does not decode comes back with what can be kept and `version` «?»."""
    pending, _, rest = data.rpartition(b"\n")
    try:
        standing: _Standing = _adapter(_Standing).validate_json(pending)
        conversation: Conversation = _adapter(Conversation).validate_json(rest)
    except ValidationError:
        return _salvage(rest)
    return replace(conversation, pending=standing.pending, back=standing.back)


def dump_message(message: Message) -> bytes:
    return _adapter(Message).dump_json(message, exclude_defaults=True)


def load_message(data: bytes) -> Message:
    message: Message = _adapter(Message).validate_json(data)
    return message


def dump_lead(lead: Lead) -> bytes:
    return _adapter(Lead).dump_json(lead, exclude_defaults=True)


def load_lead(data: bytes) -> Lead:
    lead: Lead = _adapter(Lead).validate_json(data)
    return lead


def dump_facts(facts: Facts) -> bytes:
    return _adapter(Facts).dump_json(facts, exclude_defaults=True)


def load_facts(data: bytes) -> Facts:
    facts: Facts = _adapter(Facts).validate_json(data)
    return facts


def _salvage(data: bytes) -> Conversation:
    try:
        raw = from_json(data)
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        return Conversation(version=UNKNOWN_VERSION)
    kept = _readable(Conversation, raw, KEPT)
    draft = raw.get("draft")
    if isinstance(draft, dict):
        kept["draft"] = Draft(**_readable(Draft, draft, tuple(field.name for field in fields(Draft))))
    return Conversation(version=UNKNOWN_VERSION, **kept)


def _readable(shape: Any, raw: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Those of the named fields that still fit their type."""
    hints = get_type_hints(shape)
    readable = {}
    for name in names:
        if name in raw:
            try:
                readable[name] = _adapter(hints[name]).validate_python(raw[name])
            except ValidationError:
                continue
    return readable
