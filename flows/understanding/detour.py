"""What is beside the point: questions for the agency, about us, «es para mi mamá», insults (conversation §7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words
from flows.understanding.yesno import is_courtesy

Detour = Literal[
    "bot", "why", "for_other", "hours", "phone", "address", "web", "when", "long", "visit", "price", "info", "other"
]

_INSULT_LENGTH = 6  # words: in a longer message the insult is not what it is about
_NEAR = 4  # words from «why» to what is wanted, and from there to the data
_DATA: tuple[PhraseKind, ...] = ("field.name", "field.phone", "field.email", "change.data")
_BRIEF = range(2, 5)  # words of «por que mi numero», typed without a mark
KINDS: Mapping[Detour, PhraseKind] = {
    "bot": "detour.bot",
    "for_other": "detour.for_other",
    "hours": "detour.hours",
    "phone": "detour.phone",
    "address": "detour.address",
    "web": "detour.web",
    "when": "detour.when",
    "long": "detour.long",
    "visit": "detour.visit",
    "price": "detour.price",
    "info": "detour.info",
}


def read_detour(message: Message, words: Words) -> Detour | None:
    """The kind of question or remark, None when it is neither. «Other» is any question that we have no answer to."""
    if is_courtesy(message, words):
        return None
    phrases, size = words.find(message), len(message.words)
    opening = _after_greetings(phrases)
    asks = (message.asks and size > 0) or phrases.has("detour.wonders")
    why, left = phrases.at(opening, "detour.why"), size - opening
    if why and (why == left or message.asks or left in _BRIEF or _asks_for_data(phrases, opening + 1)):
        return "why"
    if detour := next((detour for detour, kind in KINDS.items() if phrases.has(kind)), None):
        return detour
    return "other" if asks or (size > 1 and phrases.at(opening, "detour.asking")) else None


def _after_greetings(phrases: Phrases) -> int:
    """The place of the first word behind «hola, buenas»."""
    place = 0
    while size := phrases.at(place, "answer.greeting"):
        place += size
    return place


def _asks_for_data(phrases: Phrases, place: int) -> bool:
    """Whether «para qué» is followed by «quieren mi nombre»."""
    needs = next((at for at in range(place, place + _NEAR) if phrases.at(at, "detour.needing")), None)
    return needs is not None and any(phrases.at(at, *_DATA) for at in range(needs + 1, needs + 1 + _NEAR))


def is_insult(message: Message, words: Words) -> bool:
    """Whether a short message is an insult."""
    return len(message.words) <= _INSULT_LENGTH and words.find(message).has("detour.abuse")
