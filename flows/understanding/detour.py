"""What is beside the point: questions for the agency, about us, «es para mi mamá», insults (CONVERSATION §7)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from flows.understanding.text import bare, holds_any
from flows.understanding.words import Words

Detour = Literal[
    "bot", "why", "for_other", "hours", "phone", "address", "web", "when", "long", "visit", "price", "info", "other"
]

_READ = 1000  # characters
_INSULT_LENGTH = 6  # words: in a longer message the insult is not what it is about
_BRIEF = 4  # words
_BY_PHRASE: tuple[Detour, ...] = (
    "bot",
    "for_other",
    "hours",
    "phone",
    "address",
    "web",
    "when",
    "long",
    "visit",
    "price",
    "info",
)


def read_detour(text: str, words: Words) -> Detour | None:
    """The kind of question or remark, None when it is neither. «Other» is any question that we have no answer to."""
    said = bare(text[:_READ])
    asks = any(mark in text for mark in "?¿？؟") and said != ""
    brief = 1 < len(said.split()) <= _BRIEF  # «por que mi numero», typed without a mark
    if said in words.of("detour.why") or ((asks or brief) and _starts(said, words.of("detour.why"))):
        return "why"
    for kind in _BY_PHRASE:
        if holds_any(said, words.of(f"detour.{kind}")):
            return kind
    return "other" if asks or (" " in said and _starts(said, words.of("detour.asking"))) else None


def is_insult(text: str, words: Words) -> bool:
    """Whether a short message is an insult."""
    said = bare(text[:_READ])
    return len(said.split()) <= _INSULT_LENGTH and holds_any(said, words.of("detour.abuse"))


def _starts(said: str, phrases: frozenset[str]) -> bool:
    return f"{said} ".startswith(_spaced(phrases))


@cache  # a vocabulary is the same for every message
def _spaced(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"{phrase} " for phrase in phrases)
