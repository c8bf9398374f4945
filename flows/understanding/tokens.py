"""The words of a message one by one, with where they stand and what separates them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from flows.understanding.text import bare

_WORD = re.compile(r"w(?:w|['-](?=w))*")
_LINK = re.compile(r"://|\bwww\.|[^\W_]\.(?:com|net|org|info|io|co|ly|me|do|es|fr|br|pt)\b", re.IGNORECASE)
_SAME = str.maketrans("’‘ʼ`´‐‑–—", "'''''----")  # what phones type for an apostrophe or a hyphen
_EMPHASIS = re.compile(r"(?<!\w)[*_~]+(?=\w)|(?<=\w)[*~]+(?!\w)|(?<=[^\W_])_+(?!\w)")
_STRETCHED = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, as `bare` gives it, and its place in the text.

    `gap` is what stands between it and the next word, spaces taken off. `solid`: nothing but letters.
    """

    text: str
    said: str
    start: int
    end: int
    gap: str
    solid: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital; a script without capitals has none."""
        return self.text[0].isupper() or self.text[0].istitle()

    @property
    def shouted(self) -> bool:
        """Whether it is all in capitals."""
        return len(self.text) > 1 and self.text.isupper()


def tokenise(line: str) -> tuple[Token, ...]:
    """The words of `line`, which has been cleaned. Links and addresses count as one word that is not `solid`."""
    same = line.translate(_SAME)
    shape = "".join(map(_shape, _mask_links(same)))
    spans = [found.span() for found in _WORD.finditer(shape)]
    starts = [start for start, _ in [*spans, (len(line), 0)]]
    return tuple(_token(same[a:b], a, b, same[b:after]) for (a, b), after in zip(spans, starts[1:], strict=True))


def plain_marks(line: str) -> str:
    """`line` with one apostrophe and one hyphen for all of them, and without what makes words *bold*."""
    return _EMPHASIS.sub(" ", line.translate(_SAME))


@lru_cache(maxsize=4096)  # a message is searched for many kinds of phrases
def squeeze(said: str) -> str:
    """«holaaaa» as «hola»; fewer than three of a letter stay."""
    return _STRETCHED.sub(r"\1", said)


def _token(text: str, start: int, end: int, gap: str) -> Token:
    return Token(text, bare(text), start, end, gap.strip(), _is_solid(text))


def _is_solid(text: str) -> bool:
    return text.isalpha() or all(c in "'-." or unicodedata.category(c)[0] in "LM" for c in text)


def _mask_links(line: str) -> str:
    """`line` with every link or address as so many digits, so that it is one word."""
    if "." not in line and "@" not in line:
        return line
    return "".join("0" * len(part) if "@" in part or _LINK.search(part) else part for part in re.split(r"(\s+)", line))


@lru_cache(maxsize=4096)
def _shape(character: str) -> str:
    """«w» for what words are made of, the character itself where it matters, else a blank."""
    if character.isalnum() or character in "@_" or unicodedata.category(character)[0] == "M":
        return "w"
    return character if character in "'-" else " "
