"""What the person wants the agent to know: their words, kept as they are (conversation §8)."""

from __future__ import annotations

from flows.understanding.message import Message
from flows.understanding.text import NOTE_LIMIT, bare, clean_note, holds
from flows.understanding.words import Words
from flows.understanding.yesno import read_yes_no


def read_note(message: Message, words: Words) -> str:
    """The note, at most 2,000 characters, or «» when they have nothing to add («ninguna», «no quiero», «nada»)."""
    nothing = words.find(message).at(0, "answer.none") == len(message.words)
    return "" if nothing or read_yes_no(message, words) is False else clean_note(message.source)


def is_in_note(note: str, text: str) -> bool:
    """Whether the note says it already, however it is typed."""
    return holds(bare(note), bare(text))


def add_to_note(note: str, text: str) -> str:
    """`note` with a further line, still at most 2,000 characters: what came first stays."""
    return "\n".join(part for part in (note, clean_note(text)) if part)[:NOTE_LIMIT].rstrip()
