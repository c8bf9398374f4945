"""Sign codes: finding them in messages and links, and telling a good one from a damaged one (signs §1, §2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, cast

from flows.understanding.text import READ_LIMIT

SYMBOLS = "23456789CDFHJKMNPQRTVWX"  # no vowels, so no words; no pairs that look alike
LENGTH = 6
_MODULUS = len(SYMBOLS)
_MISREAD = str.maketrans("BSZG", "8526")
_ALONE = re.compile(r"[\W_]*([0-9A-Z]{6})[\W_]*")

# A code also comes in the letters of another keyboard, and with invisible signs that an app put between its own. Each
# sign becomes one sign, so that places in a line stay what they are.
_SEAM = "\u200b"  # stands for everything that shows nothing
_DASHES = "‐‑‒–—―−"
_ALIKE = "АВЕЗІЈКМНОРСЅТУҮХԌԚԜѴΑΒΕΖΗΙͿΚΜΝΟΡΤΥΧϜ"  # Cyrillic, Greek
_LATIN = "ABE3IJKMHOPCSTYYXGQWVABEZHIJKMNOPTYXF"
_UNSEEN = (
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x20E3, 0xFEFF),
    *(*range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)),
)
_READ_AS: dict[int, str | int | None] = {
    **str.maketrans(_DASHES + _ALIKE + _ALIKE.lower(), "-" * len(_DASHES) + 2 * _LATIN),
    **dict.fromkeys(_UNSEEN, _SEAM),
}

# Every place is looked at, also inside an earlier hit: «ref K7M-4PF» holds «ref K7M» too.
_NEXT = f"[0-9A-Z]{_SEAM}*+"
_SHAPE = re.compile(
    rf"(?<![\w@])(?=((?:{_NEXT}){{3}})((?:[ -]{_SEAM}*+){{0,3}})((?:{_NEXT}){{2}}[0-9A-Z])(?![\w@]))", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:\b(?:R[EÉ]F(?:[EÉ]RENCE|ER[EÊ]NCIA)?|C[OÓ]D(?:IGO|ICE|E)?|K[OÒ][DД]|PEФ)|#)"  # «код», «реф.» read so too
    rf"[ .:#(«\"{_SEAM}-]{{0,4}}$",
    re.IGNORECASE,
)
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
    found = [shape.found for shape in _shapes_in(text) if shape.found]
    return min(found, key=lambda code: code.damaged, default=None)


def find_codes(text: str) -> tuple[FoundCode, ...]:
    """Every code in a message that passes its check, each once, in their order."""
    found = (shape.found for shape in _shapes_in(text))
    return tuple({code.code: code for code in found if code and not code.damaged}.values())


def without_codes(text: str) -> str:
    """`text` without what is a code or nearly one: its letters say nothing of the language it is in."""
    return _blanked(text, ((shape.start, shape.end) for shape in _shapes_in(text) if _strange(shape.code) <= 1))


def beside_codes(text: str) -> str:
    """`text` without its codes and what names them: «Hola (ref. K7M-4PF)» as «Hola (           )»."""
    return _blanked(text, ((shape.name, shape.end) for shape in _shapes_in(text) if shape.found))


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
    """A code that stands alone, typed in any case, with or without hyphen, spaces, and marks around it; None for
    anything else."""
    alone = _ALONE.fullmatch(re.sub(r"[\s-]", "", latin(text)))
    code = alone[1].translate(_MISREAD) if alone else ""
    return code if is_code(code) else None


def latin(text: str) -> str:
    """`text` in capitals, without what shows nothing, and with Latin letters for those that only look like them."""
    return _compatible(text).translate(_READ_AS).replace(_SEAM, "").upper()


def read_payload(text: str) -> Payload | None:
    """`kind-code[-lang]`, or None for anything else, which is a plain start."""
    found = _PAYLOAD.fullmatch(text)
    code = found[2].upper().translate(_MISREAD) if found else ""
    if not found or not is_code(code):
        return None
    return Payload(cast(Literal["s", "l", "t"], found[1]), code, found[3] or "")


@dataclass(frozen=True, slots=True)
class _Shape:
    """Six symbols in a line, between `start` and `end`. `name`: where what names them begins, `start` if nothing."""

    code: str
    name: int
    start: int
    end: int
    hyphen: bool

    @property
    def found(self) -> FoundCode | None:
        """The code; a failed one where it is worth asking about: it was named, or is shaped like a printed one."""
        named, strange, good = self.name < self.start, _strange(self.code), is_code(self.code)
        asked = (named and strange <= 1) or (self.hyphen and not strange)
        return FoundCode(self.code, named=named, damaged=not good) if good or asked else None


def _shapes_in(text: str) -> Iterator[_Shape]:
    line = _compatible(text).translate(_READ_AS)
    found = ((shape, _as_symbols(shape[1] + shape[3])) for shape in _SHAPE.finditer(line))
    for shape, code in islice((one for one in found if _is_mixed(one[1])), _MOST_READ):
        start = shape.start()
        named = _NAMED.search(line, max(0, start - _NAME_REACH), start)
        yield _Shape(code, named.start() if named else start, start, shape.end(3), "-" in shape[2])


def _as_symbols(typed: str) -> str:
    return typed.replace(_SEAM, "").upper().translate(_MISREAD)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    shown = _compatible(text)
    for start, end in spans:
        shown = f"{shown[:start]}{' ' * (end - start)}{shown[end:]}"
    return shown


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:READ_LIMIT])[:READ_LIMIT]


def _strange(code: str) -> int:
    """How many of its symbols no code has."""
    return sum(symbol not in SYMBOLS for symbol in code)


def _is_mixed(code: str) -> bool:
    digits = sum(symbol.isdigit() for symbol in code)
    return 1 <= digits <= LENGTH - 2
