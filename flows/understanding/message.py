"""A message, cut into words and clauses once; every reader works on these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.understanding.text import READ_LIMIT, bare, clean_note

_SAME = str.maketrans("’‘ʼ`´‐‑–—", "'''''----")  # what phones type for an apostrophe or a hyphen
_WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f]|'(?=[^\W_]))*"  # a word, its marks and its apostrophes
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"  # an emoji
)
_CLAUSE_END = re.compile(r"[,.;:!?¡¿…()\n]|\s-+\s")
_ASKS = frozenset("?¿؟")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, folded for comparing («Sí» is «si», "don't" is «dont»), and its place in the text.

    `clause` counts the marks before it, so that two words of the same clause have the same number.
    """

    text: str
    said: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, cleaned; `asks`: it holds a question mark."""

    text: str
    words: tuple[Word, ...]
    asks: bool

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(word.said for word in self.words)


@lru_cache(maxsize=16)  # one message is looked at by several readers, and then never again
def read(text: str) -> Message:
    """The message of a text as it came."""
    cleaned = clean_note(text, READ_LIMIT).translate(_SAME)
    words: list[Word] = []
    clause, reached = 0, 0
    for found in _WORD.finditer(cleaned):
        start, end = found.span()
        clause += _CLAUSE_END.search(cleaned, reached, start) is not None
        words.append(Word(found[0], fold_word(found[0]), start, end, clause))
        reached = end
    return Message(cleaned, tuple(words), not _ASKS.isdisjoint(cleaned))


@lru_cache(maxsize=8192)  # people use the same words
def fold_word(word: str) -> str:
    """One word without case, accents and apostrophes."""
    return bare(word)
