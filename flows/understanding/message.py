"""A message, cleaned and cut into words once; every reader works on these.

A reader that finds something claims the stretch where it stands, and the next one gets the message `without` it. What
was claimed is masked, so every place stays the same in what is left, and no mark of ours ever stands among the
person's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from flows.understanding.text import READ_LIMIT, bare, clean_note

MASK = "\0"  # stands for each character of a claimed stretch; nobody can type it
Span = tuple[int, int]  # the places of the first character and after the last

_UNUSUAL = re.compile(r"[^ -~\n\u00a1-\u00ff\u0100-\u017f]")  # Latin letters are read as they are
_APOSTROPHES = frozenset("’‘ʼ`´")
_DASHES = frozenset("‐‑‒–—−")
_UNSEEN = re.compile("[\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")  # how an emoji is drawn
_SIMPLE = re.compile(r"[\n -\u02ff\u2010-\u203a]*")  # without letters that need a mark beside them
_EMPHASIS = re.compile(r"(?<![\w.@-])[*_~]+(?=\w)|(?<=\w)[*~]+(?!\w)|(?<=[^\W_])_+(?![\w@]|\.\w)")
_WORD = re.compile(
    r"[^\W_]+(?:'[^\W_]+)*"  # letters and digits, with the apostrophes among them
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"  # an emoji
)
_GLUED = re.compile(r"(\d{3,})[^\W\d_]{2,}|([^\W\d_]{2,})\d{3,}")  # «0134gracias», «cel809»
CLAUSE_END = re.compile(rf"[,.;:!?¡¿…()\n{MASK}]|\s-+\s")
_SENTENCE_END = re.compile(r"[.!?…:;]+(?=\s|$)|\n|(?=¿)")
_OPEN = re.compile(rf"[^{MASK}]+")
_ASKS = frozenset("?¿؟？")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, folded for comparing («Sí» is «si», "don't" is «dont»), and its place in the text."""

    text: str
    said: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital; a script without capitals has none."""
        return self.text[0].isupper() or self.text[0].istitle()


@dataclass(frozen=True, eq=False)
class Message:
    """What somebody wrote. `source`: cleaned, as it is kept. `text`: the same characters as readers see them: digits of
    every script, dashes and apostrophes as ASCII, nothing *bold*, and `MASK` for what is claimed. `words`: what is not
    claimed. `origin`: the message of which nothing was claimed yet."""

    source: str
    text: str
    words: tuple[Word, ...]
    origin: Message | None = None

    @property
    def whole(self) -> Message:
        return self.origin or self

    @cached_property
    def said(self) -> tuple[str, ...]:
        return tuple(word.said for word in self.words)

    @cached_property
    def line(self) -> str:
        """The words folded, one blank between them and around: phrases are looked for in it as « no tengo »."""
        return f" {' '.join(self.said)} "

    @cached_property
    def asks(self) -> bool:
        """Whether it holds a question mark."""
        return not _ASKS.isdisjoint(self.text)

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """What stands behind each word, up to the next one or the end, blanks included."""
        ends = [*(word.start for word in self.words), len(self.text)][1:]
        return tuple(self.text[word.end : end] for word, end in zip(self.words, ends, strict=True))

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """The words between two marks, as places in `words`."""
        ends = [place + 1 for place, gap in enumerate(self.gaps) if CLAUSE_END.search(gap)]
        edges = sorted({0, *ends, len(self.words)})
        return tuple(pairwise(edges))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Where each sentence stands, its mark included."""
        edges = sorted({0, *(found.end() for found in _SENTENCE_END.finditer(self.text)), len(self.text)})
        return tuple(pairwise(edges))

    def without(self, spans: Iterable[Span]) -> Message:
        """The message with these stretches claimed."""
        text = self.text
        for start, end in spans:
            text = f"{text[:start]}{MASK * (end - start)}{text[end:]}"
        if text == self.text:
            return self
        left = tuple(part for word in self.words for part in _left_of(word, text))
        return Message(self.source, text, left, self.whole)

    def within(self, start: int, end: int) -> Message:
        """The message with everything claimed but this stretch."""
        return self.without([(0, start), (end, len(self.text))])

    def span_of(self, first: int, after: int) -> Span:
        """Where the words from `first` to before `after` stand."""
        return self.words[first].start, self.words[after - 1].end

    def is_cut(self, first: int, after: int) -> bool:
        """Whether something that is claimed stands between these words."""
        start, end = self.span_of(first, after)
        return MASK in self.text[start:end]

    def phrase(self, first: int, after: int) -> str:
        """These words folded, as one phrase."""
        return " ".join(self.said[first:after])


@lru_cache(maxsize=16)  # one message is looked at by several readers, and then never again
def read(text: str) -> Message:
    """The message of a text as it came."""
    source = _UNSEEN.sub("", clean_note(text, READ_LIMIT))
    shown = source if source.isascii() else _UNUSUAL.sub(_as_read, source)
    shown = _EMPHASIS.sub(lambda found: " " * len(found[0]), shown)
    return Message(source, shown, tuple(_words_in(shown)))


@lru_cache(maxsize=8192)  # people use the same words
def fold_word(word: str) -> str:
    """One word without case, accents and apostrophes."""
    return bare(word)


def _words_in(text: str) -> Iterator[Word]:
    shape = text if _SIMPLE.fullmatch(text) else "".join(map(_shape, text))
    for found in _WORD.finditer(shape):
        start, end = found.span()
        glued = _GLUED.fullmatch(shape, start, end)
        seams = (start, start + len(glued[1] or glued[2]), end) if glued else (start, end)
        for first, after in pairwise(seams):
            written = text[first:after]
            yield Word(written, fold_word(written), first, after)


def _left_of(word: Word, text: str) -> Iterator[Word]:
    """What is not claimed of a word: «x12» of «8095550177x12»."""
    shown = text[word.start : word.end]
    if MASK not in shown:
        yield word
        return
    for part in _OPEN.finditer(shown):
        yield Word(part[0], fold_word(part[0]), word.start + part.start(), word.start + part.end())


def _shape(character: str) -> str:
    """A letter for the marks that belong to the letter before."""
    return "x" if unicodedata.category(character)[0] == "M" else character


def _as_read(found: re.Match[str]) -> str:
    character = found[0]
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 and wide.isascii() else character
