"""What we say: first as wording keys and values (`Reply`), then filled in one language (`Message`).

Only a channel's adapter knows whether an option becomes a button, a list row or «1.».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ReplyKind = Literal["question", "receipt", "notice"]  # receipt: an answer about a lead, kept 23 h; others 10 min


@dataclass(frozen=True, slots=True)
class Say:
    """One text of the catalogue and the values of its placeholders; a missing value leaves its sentence out."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose. `label` is set only where it does not stand in the catalogue (a number, an area code)."""

    id: str
    label: str = ""


def options(*ids: str) -> tuple[Option, ...]:
    return tuple(Option(id) for id in ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is pending: nothing to say means that this state waits in silence."""

    says: tuple[Say, ...] = ()
    options: tuple[Option, ...] = ()
    share_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to the person. `step` marks its options, so that a later tap on them is known to be old."""

    says: tuple[Say, ...]
    options: tuple[Option, ...] = ()
    kind: ReplyKind = "question"
    step: int = 0
    summary: bool = False  # what can be confirmed stands in it
    share_phone: bool = False  # offer the platform's own way to share the person's number
    clear_keyboard: bool = False  # that offer was made before and has to go


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as the person reads it. `given`: the label is a value of this talk (a number), not our words."""

    id: str
    label: str
    given: bool = False


TemplateName = Literal["receipt", "fix"]  # what became of a lead; a field that the CRM did not take


@dataclass(frozen=True, slots=True)
class Template:
    """What may be said instead where a platform takes approved words only. `values` in their order: of a receipt the
    person's name, the agency and the reference; of a fix the agency and the field."""

    name: TemplateName
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A reply in one language, ready for an adapter. `text` never holds the options.

    `given`, where there are options: the stretches of `text` (from, to) that hold values of this talk, such as a name;
    all else are our words. `plain`: the platform has refused its buttons, so that the options have to go as text.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    language: str = ""
    given: tuple[tuple[int, int], ...] = ()
    plain: bool = False
    kind: ReplyKind = "question"
    step: int = 0
    summary: bool = False
    hint: str = ""  # how to choose without buttons: «Responde con el número.», «O escribe «Saltar».», or it is clear
    list_button: str = ""  # «Ver opciones»
    share_phone: str = ""  # label of the share-my-number button, empty when it is not offered
    clear_keyboard: bool = False
    template: Template | None = None


def numbered_text(message: Message) -> str:
    """The message as plain text with numbered options, for where buttons cannot be had; one alone is only named, if
    the text does not name it (conversation §3)."""
    several = message.choices if len(message.choices) > 1 else ()
    lines = [f"{number}. {choice.label}" for number, choice in enumerate(several, 1)]
    hint = [message.hint] if message.choices and message.hint else []
    return "\n".join([message.text, *lines, *hint])
