"""What is beside the point: questions for the agency, about us, «es para mi mamá», insults (CONVERSATION §7)."""

from __future__ import annotations

from typing import Literal

from flows.understanding.message import Message
from flows.understanding.words import Words

Detour = Literal[
    "bot", "why", "for_other", "hours", "phone", "address", "web", "when", "long", "visit", "price", "info", "other"
]

_INSULT_LENGTH = 6  # words: in a longer message the insult is not what it is about
_BRIEF = range(2, 5)  # words of «por que mi numero», typed without a mark
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


def read_detour(message: Message, words: Words) -> Detour | None:
    """The kind of question or remark, None when it is neither. «Other» is any question that we have no answer to."""
    phrases, size = words.find(message), len(message.words)
    asks = message.asks and size > 0
    why = phrases.at(0, "detour.why")
    if why and (why == size or asks or size in _BRIEF):
        return "why"
    for kind in _BY_PHRASE:
        if phrases.has(f"detour.{kind}"):
            return kind
    asks = asks or phrases.has("detour.wonders")
    return "other" if asks or (size > 1 and phrases.at(0, "detour.asking")) else None


def is_insult(message: Message, words: Words) -> bool:
    """Whether a short message is an insult."""
    return len(message.words) <= _INSULT_LENGTH and words.find(message).has("detour.abuse")
