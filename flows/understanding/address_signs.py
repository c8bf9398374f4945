"""A message as the signs and words of an e-mail address: «ana punto pena arroba gmail punto com» gives the same as
«ana.pena@gmail.com»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from flows.understanding.digits import find_pieces
from flows.understanding.message import read as read_message
from flows.understanding.plain import Word, first_words, phrase_at
from flows.understanding.text import bare
from flows.understanding.words import Words

_PART = re.compile(r"\.{2,3}|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_|\n")
_SIGNS = frozenset("@._-+")
_LONG_AT = 6  # letters of an «arroba» that is seen where it sticks to other words
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_SPOKEN = (("email.underscore", "_"), ("email.at", "@"), ("email.hyphen", "-"), ("email.dot", "."), ("email.plus", "+"))


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or one sign or symbol. `written`: what it adds to an address, lower case. `said`: the word as `bare`
    gives it, «» for a sign. `spoken`: the sign was said in words, so spaces around it mean nothing. `weak`: the words
    mean something else too («at», «chez»)."""

    start: int
    end: int
    written: str
    said: str
    spoken: bool = False
    weak: bool = False

    @property
    def is_sign(self) -> bool:
        return not self.said and self.written in _SIGNS


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts of a message. `together`: they said that it is written in one («todo junto»)."""

    parts: Sequence[Part]
    together: bool


def parts_of(text: str, words: Words) -> Parts:
    """The parts of `text`; words become signs, digits and letters only where an «arroba» was said or stands apart."""
    typed = _typed(text, words)
    signed = _with_signs(typed, words)
    ats = [part for part in signed if part.written == "@"]
    if not ats:
        return Parts(typed, together=False)
    if not any(part.spoken for part in ats):
        return Parts(signed, together=False)
    spelt = _with_letters(_with_digits(text, _without_pauses(signed), words), words)
    kept, together = _without_remarks(spelt, words)
    return Parts(kept, together)


def signs_of(text: str, words: Words) -> list[Part]:
    """The parts of `text` with every sign and number that was said as such, whether an «arroba» is there or not."""
    typed = _typed(text, words)
    return _with_digits(text, _with_signs(typed, words), words, shortest=2)


def _typed(text: str, words: Words) -> list[Part]:
    known = words.of("email.at")
    ats = sorted((word for word in known if len(word) >= _LONG_AT and " " not in word), key=len, reverse=True)
    parts: list[Part] = []
    for found in _PART.finditer(text):
        part = _part(found)
        glued = next((at for at in ats if at in part.said), "") if part.said and part.said not in known else ""
        place = part.written.find(glued) if glued else -1
        if place < 0:
            parts.append(part)
            continue
        seams = (part.start, part.start + place, part.start + place + len(glued), part.end)  # «anaarrobagmail»
        pairs = [(start, end) for start, end in pairwise(seams) if start < end]
        parts.extend(Part(start, end, text[start:end].lower(), bare(text[start:end])) for start, end in pairs)
    return parts


def _part(found: re.Match[str]) -> Part:
    written = found[0]
    if not written[0].isalnum():
        return Part(found.start(), found.end(), written, "")
    lower = written.lower()
    return Part(found.start(), found.end(), lower, lower if lower.isascii() and lower.isalnum() else bare(written))


def _with_signs(parts: list[Part], words: Words) -> list[Part]:
    """Words that name a sign as that sign, brackets around them included."""
    said = [Word(part.start, part.end, part.said) for part in parts]
    begins = first_words(
        frozenset(phrase for kind, _ in (*_SPOKEN, ("email.at_weak", "@")) for phrase in words.of(kind))
    )
    signed: list[Part] = []
    place = 0
    while place < len(parts):
        part, size = _sign_at(parts, said, place, words) if parts[place].said in begins else (parts[place], 1)
        closing = _BRACKETS.get(signed[-1].written) if signed and part.is_sign else None
        if closing and parts[place + size : place + size + 1] and parts[place + size].written == closing:
            part = replace(part, start=signed.pop().start, end=parts[place + size].end, spoken=True, weak=False)
            size += 1
        signed.append(part)
        place += size
    return signed


def _sign_at(parts: list[Part], said: list[Word], place: int, words: Words) -> tuple[Part, int]:
    part = parts[place]
    if part.said:
        for kind, sign in _SPOKEN:
            if size := phrase_at(said, place, words.of(kind)):
                return Part(part.start, parts[place + size - 1].end, sign, "", spoken=True), size
        if part.said in words.of("email.at_weak"):
            return Part(part.start, part.end, "@", "", spoken=True, weak=True), 1
    return part, 1


def _without_pauses(parts: list[Part]) -> list[Part]:
    """«ana, arroba, gmail, punto, com»: without the commas."""
    return [
        part
        for place, part in enumerate(parts)
        if part.written != "," or not any(near.spoken for near in parts[max(0, place - 1) : place + 2])
    ]


def _with_digits(text: str, parts: list[Part], words: Words, shortest: int = 1) -> list[Part]:
    """Numbers in words as digits: «ana noventa y dos»; those of fewer than `shortest` digits stay words."""
    pieces = [
        piece for piece in find_pieces(read_message(text), words) if piece.spoken and len(piece.digits) >= shortest
    ]
    starts = {piece.start: piece for piece in pieces}
    kept: list[Part] = []
    reached = 0
    for part in parts:
        if piece := starts.get(part.start):
            kept.append(Part(piece.start, piece.end, piece.digits, piece.digits))
            reached = piece.end
        elif part.start >= reached:
            kept.append(part)
    return kept


def _with_letters(parts: list[Part], words: Words) -> list[Part]:
    """«a de ana», "p as in Peter": the letter alone."""
    said = [Word(part.start, part.end, part.said) for part in parts]
    kept: list[Part] = []
    place = 0
    while place < len(parts):
        kept.append(parts[place])
        letter = parts[place].said
        size = phrase_at(said, place + 1, words.of("email.as_in"), 2) if len(letter) == 1 else 0
        example = parts[place + size + 1].said if size and place + size + 1 < len(parts) else ""
        place += size + 2 if len(example) > 1 and example[0] == letter else 1
    return kept


def _without_remarks(parts: list[Part], words: Words) -> tuple[list[Part], bool]:
    """Without «en minúscula», «todo junto» and the like."""
    said = [Word(part.start, part.end, part.said) for part in parts]
    remarks = words.of("email.together") | words.of("email.fillers")
    begins = first_words(remarks)
    kept: list[Part] = []
    together = False
    place = 0
    while place < len(parts):
        size = phrase_at(said, place, remarks) if parts[place].said in begins else 0
        joined = size and " ".join(one.said for one in said[place : place + size]) in words.of("email.together")
        together = together or bool(joined)
        if not size:
            kept.append(parts[place])
        place += size or 1
    return kept, together
