"""Sign codes: finding them in messages and links, and telling a good one from a damaged one (SIGNS §1, §2)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import Literal, cast

from flows.answers.text import READ_LIMIT

SYMBOLS = "23456789CDFHJKMNPQRTVWX"  # no vowels, so no words; no pairs that look alike
LENGTH = 6
_MODULUS = len(SYMBOLS)
_MISREAD = str.maketrans("BSZG", "8526")
_DASHES = str.maketrans("‐‑‒–—−", "------")

# Every place is looked at, also inside an earlier hit: «ref K7M-4PF» holds «ref K7M» too.
_SHAPE = re.compile(r"(?<![\w@])(?=([0-9A-Z]{3})([ -]{0,3})([0-9A-Z]{3})(?![\w@]))")
_NAMED = re.compile(r"(?:\b(?:REF(?:ERENCIA|ERENCE)?|COD(?:IGO)?|CÓDIGO|CODE)|#)[ .:#(«\"-]{0,4}$")
_NAME_REACH = 16  # characters
_MOST_READ = 100  # things shaped like a code in one message
_PAYLOAD = re.compile(r"([slt])-([0-9A-Za-z]{6})(?:-([a-z]{2}))?")


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code in a message, six symbols. `named`: «ref», «código», «code» or «#» stood before it. `damaged`: its check
    fails. One that is not named counts only if the registry knows it, or, damaged, exactly one neighbour."""

    code: str
    named: bool = False
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Payload:
    """What a Telegram link's payload says; `language` is «» when it names none."""

    kind: Literal["s", "l", "t"]
    code: str
    language: str = ""


def find_code(text: str) -> FoundCode | None:
    """The first code in a message that passes its check, else the first damaged one, else None."""
    codes, damaged = _codes_in(text)
    return codes[0] if codes else damaged


def find_codes(text: str) -> tuple[FoundCode, ...]:
    """Every code in a message that passes its check, each once, in their order."""
    return tuple({found.code: found for found in _codes_in(text)[0]}.values())


def _codes_in(text: str) -> tuple[list[FoundCode], FoundCode | None]:
    """Those that pass their check, and the first damaged one."""
    line = unicodedata.normalize("NFKC", text[:READ_LIMIT])[:READ_LIMIT].upper().translate(_DASHES)
    shapes = (shape for shape in _SHAPE.finditer(line) if _is_mixed(_symbols(shape)))
    codes: list[FoundCode] = []
    damaged = None
    for shape in islice(shapes, _MOST_READ):
        code, named = _symbols(shape), _is_named(line, shape.start())
        if is_code(code):
            codes.append(FoundCode(code, named=named))
        elif damaged is None and _is_damaged(code, named=named, hyphen="-" in shape[2]):
            damaged = FoundCode(code, named=named, damaged=True)
    return codes, damaged


def is_code(code: str) -> bool:
    """Whether six symbols could have been issued: known symbols, a digit, two letters, and the check."""
    if len(code) != LENGTH or not set(code) <= set(SYMBOLS) or not _is_mixed(code):
        return False
    weighted = (weight * SYMBOLS.index(symbol) for weight, symbol in zip(range(LENGTH, 0, -1), code, strict=True))
    return sum(weighted) % _MODULUS == 0


def neighbours(code: str) -> tuple[str, ...]:
    """The codes that differ from `code` in one symbol, at most six."""
    changed = (code[:place] + symbol + code[place + 1 :] for place in range(LENGTH) for symbol in SYMBOLS)
    return tuple(other for other in changed if other != code and is_code(other))


def show_code(code: str) -> str:
    """«K7M4PF» as it is printed: «K7M-4PF»."""
    return f"{code[:3]}-{code[3:]}"


def read_typed(text: str) -> str | None:
    """A code that stands alone, typed in any case, with or without hyphen and spaces; None for anything else."""
    code = re.sub(r"[\s-]", "", text.translate(_DASHES)).upper().translate(_MISREAD)
    return code if is_code(code) else None


def read_payload(text: str) -> Payload | None:
    """`kind-code[-lang]`, or None for anything else, which is a plain start."""
    found = _PAYLOAD.fullmatch(text)
    code = found[2].upper().translate(_MISREAD) if found else ""
    if not found or not is_code(code):
        return None
    return Payload(cast(Literal["s", "l", "t"], found[1]), code, found[3] or "")


def _symbols(shape: re.Match[str]) -> str:
    return (shape[1] + shape[3]).translate(_MISREAD)


def _is_named(line: str, start: int) -> bool:
    return _NAMED.search(line[max(0, start - _NAME_REACH) : start]) is not None


def _is_damaged(code: str, *, named: bool, hyphen: bool) -> bool:
    """Whether a failed code is still worth asking about: it was named, or it is shaped like a printed one."""
    strange = sum(symbol not in SYMBOLS for symbol in code)
    return (named and strange <= 1) or (hyphen and not strange)


def _is_mixed(code: str) -> bool:
    digits = sum(symbol.isdigit() for symbol in code)
    return 1 <= digits <= LENGTH - 2
