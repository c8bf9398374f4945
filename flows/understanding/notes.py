"""What the person wants the agent to know: their words, kept as they are (CONVERSATION §8)."""

from __future__ import annotations

from flows.understanding.text import NOTE_LIMIT, bare, clean_note
from flows.understanding.words import Words
from flows.understanding.yesno import read_yes_no


def read_note(text: str, words: Words) -> str:
    """The note, at most 2,000 characters, or «» when they have nothing to add («ninguna», «no quiero», «nada»)."""
    nothing = bare(text) in words.of("answer.none") or read_yes_no(text, words) is False
    return "" if nothing else clean_note(text)


def add_to_note(note: str, text: str) -> str:
    """`note` with a further line, still at most 2,000 characters: what came first stays."""
    return "\n".join(part for part in (note, clean_note(text)) if part)[:NOTE_LIMIT].rstrip()
