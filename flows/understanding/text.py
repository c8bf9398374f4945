"""Cleaning and comparing what people type (promises §8, text)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

READ_LIMIT = 4096  # characters that are read of one message; the platforms send no more
WORDS_LIMIT = 200  # characters of a message that can still be one command, one «sí», one name
NOTE_LIMIT = 2000
MARKS_PER_LETTER = 4

# Letters and symbols that show nothing: a name made of them would be an empty line in the review.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_APOSTROPHES = frozenset("'’‘ʼ`´")


def clean_line(text: str, limit: int) -> str:
    """`text` as one line of at most `limit` code points, NFC, without anything invisible, spaces squeezed."""
    return " ".join(_visible(text).split())[:limit].rstrip()


def clean_note(text: str, limit: int = NOTE_LIMIT) -> str:
    """The same with its line breaks kept, and at most one empty line between two others."""
    lines = [" ".join(line.split()) for line in _visible(text).splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept)[:limit].strip()


def fold(text: str) -> str:
    """`text` for comparisons: accents, case and compatibility forms off, spaces squeezed."""
    if text.isascii():
        return " ".join(text[:READ_LIMIT].lower().split())  # the same, ten times faster
    compatible = unicodedata.normalize("NFKD", text[:READ_LIMIT])[:READ_LIMIT]  # one letter may become 18
    plain = unicodedata.normalize("NFKD", compatible.casefold())[:READ_LIMIT]
    return " ".join("".join(c for c in plain if unicodedata.category(c) not in _UNSEEN).split())


@lru_cache(maxsize=1024)  # every reader asks for the same text and the same words
def bare(text: str) -> str:
    """`text` folded and without punctuation: «¡Sí, este mismo!» → «si este mismo». Emoji stay."""
    folded = fold(text)
    words = folded.translate(_ASCII_BARE) if folded.isascii() else "".join(map(_bare, folded))
    return " ".join(words.split())


@lru_cache(maxsize=65_536)  # a vocabulary is folded for each agency, and has half as many phrases
def fold_phrase(phrase: str) -> str:
    """The same for a phrase of ours, which nobody sent."""
    return bare.__wrapped__(phrase)


def holds(bare_text: str, phrase: str) -> bool:
    """Whether `phrase` stands in `bare_text` as whole words; both as `bare` gives them."""
    return f" {phrase} " in f" {bare_text} "


@lru_cache(maxsize=4096)  # people stretch the same words
def squeeze(said: str) -> str:
    """«holaaaa» as «hola»; fewer than three of a letter stay."""
    return _STRETCHED.sub(r"\1", said)


def has_no_words(text: str) -> bool:
    """Emoji and punctuation alone."""
    return not any(symbol.isalnum() for symbol in text)


_PLAIN = re.compile(r"[\n -~\u00a1-\u00ac\u00ae-\u017f]*")  # letters and marks of which none is hidden or composed
_STRETCHED = re.compile(r"(.)\1{2,}")
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cs", "Co", "Cn"})


def _bare(character: str) -> str:
    if character in _APOSTROPHES:
        return ""
    return " " if unicodedata.category(character)[0] in "PC" else character


_ASCII_BARE = {code: _bare(chr(code)) for code in range(128)}


def _visible(text: str) -> str:
    """NFC, with no control, format, surrogate or blank letter, and few marks on each letter. Spaces and breaks stay."""
    if _PLAIN.fullmatch(text):
        return text[:READ_LIMIT]
    shown = "".join(
        c for c in text[:READ_LIMIT] if c.isspace() or not (unicodedata.category(c)[0] == "C" or c in _BLANKS)
    )
    kept, marks = [], 0
    for character in unicodedata.normalize("NFC", shown):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept)
