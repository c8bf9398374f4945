"""What readers leave of a message."""

from __future__ import annotations

from flows.understanding.message import MASK, Message
from flows.understanding.text import clean_note


def left_of(message: Message) -> str:
    """What is not claimed, as it was written."""
    stretches = [(place, place + len(part)) for place, part in parts(message.text) if part.strip()]
    return clean_note(" ".join(message.source[start:end].strip() for start, end in stretches))


def parts(text: str) -> list[tuple[int, str]]:
    """The stretches between the masks, and where each begins."""
    found, place = [], 0
    for part in text.split(MASK):
        found.append((place, part))
        place += len(part) + len(MASK)
    return found
