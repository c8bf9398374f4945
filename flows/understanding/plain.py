"""A message as the readers of numbers and addresses see it, with the way back to what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.understanding.text import bare

CUT = " ; "  # stands where something was taken out, so that what is left and right of it does not grow together
READ = 1500  # characters of a message in which numbers and addresses are looked for

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_GLUED = re.compile(r"(\d{3,})([^\W\d_]{2,})|([^\W\d_]{2,})(\d{3,})")  # «0134gracias», «cel809»
_UNSEEN = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Me"})
_DASHES = frozenset("‐‑‒–—−")
_PLAIN_ASCII = re.compile(r"[\n -~]*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, as `bare` gives it, and where it stands."""

    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True)
class Plain:
    """`text`: digits of every script, dashes and wide forms as ASCII, nothing invisible. `places[i]`: where in `source`
    its character `i` stands."""

    text: str
    source: str
    places: Sequence[int]

    def without(self, spans: Iterable[Span]) -> str:
        """The source with these stretches of `text` replaced by `CUT`."""
        kept, reached = [], 0
        for start, end in sorted(spans):
            kept.append(self.source[reached : self.places[start]])
            reached = max(reached, self.places[end])
        kept.append(self.source[reached:])
        return CUT.join(kept)


def plain(text: str) -> Plain:
    """The first `READ` characters as the readers see them."""
    if _PLAIN_ASCII.fullmatch(text):
        return Plain(text[:READ], text, range(READ + 1))
    source = unicodedata.normalize("NFC", text[: 4 * READ]) + text[4 * READ :]
    seen, places = [], []
    for place, character in enumerate(source[:READ]):
        shown = _shown(character)
        seen.append(shown)
        places.extend([place] * len(shown))
    return Plain("".join(seen), source, [*places, min(len(source), READ)])


def words_of(text: str) -> list[Word]:
    """The words in `text`, numbers among them; a number and a word that were written together are two."""
    return [word for found in _WORD.finditer(text) for word in _split(found)]


def between(text: str, before: Word | None, after: Word | None) -> str:
    """What stands between two neighbours."""
    return text[before.end if before else 0 : after.start if after else len(text)]


def phrase_at(words: Sequence[Word], place: int, phrases: frozenset[str], longest: int = 4) -> int:
    """How many words from `place` on are one of `phrases`, the longest counting; 0 when none is."""
    said = [word.said for word in words[place : place + longest]]
    return next((size for size in range(len(said), 0, -1) if " ".join(said[:size]) in phrases), 0)


def find_phrase(words: Sequence[Word], phrases: frozenset[str]) -> tuple[int, int] | None:
    """Place and number of words of the first of `phrases`."""
    begins = first_words(phrases)
    places = (place for place, word in enumerate(words) if word.said in begins)
    sizes = ((place, phrase_at(words, place, phrases, 6)) for place in places)
    return next(((place, size) for place, size in sizes if size), None)


@lru_cache(maxsize=256)  # a vocabulary is the same for every message
def first_words(phrases: frozenset[str]) -> frozenset[str]:
    """What a phrase can begin with: most words of a message need no closer look."""
    return frozenset(phrase.partition(" ")[0] for phrase in phrases)


def _split(found: re.Match[str]) -> list[Word]:
    if glued := _GLUED.fullmatch(found[0]):
        seam = found.start() + len(glued[1] or glued[3])
        halves = ((found.start(), seam), (seam, found.end()))
        return [Word(start, end, bare(found.string[start:end])) for start, end in halves]
    said = found[0].lower() if found[0].isascii() and found[0].isalnum() else bare(found[0])
    return [Word(found.start(), found.end(), said)]


def _shown(character: str) -> str:
    if character == "\0":
        return character
    if character.isascii():
        return character if character.isprintable() or character == "\n" else " " if character.isspace() else ""
    if character.isspace():
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _DASHES:
        return "-"
    if unicodedata.category(character) in _UNSEEN or "\ufe00" <= character <= "\ufe0f":
        return ""
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 and wide.isascii() else character
