"""What is never kept: identity card and payment card numbers (conversation §2.11).

It is taken out before anything is stored, when nobody knows yet which question is pending. So what could answer the
one for a phone is spared always: nothing that is hidden here could have been called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from flows.understanding.numbering import (
    DOMINICAN,
    DOMINICAN_AREAS,
    LONGEST,
    NATIONAL,
    could_be_cedula,
    guess,
    sure,
    valid,
)

HIDDEN = "•••"

_DASHES = r"-\u2010-\u2015"
_CEDULA = re.compile(rf"(?<![\d+-])(\d{{3}})([{_DASHES} ])(\d{{7}})[{_DASHES} ](\d)(?![\d-])")
_WORD = r"\b[cs][eé]d(?:ula)?s?\b"
_ELEVEN = rf"(?<![\d+])\d(?:[{_DASHES} .]?\d){{10}}(?!\d)"
_CALLED = re.compile(  # «mi cédula es la 00112345678», «00112345678 es mi cédula»
    rf"{_WORD}[^\d\n;!?]{{0,30}}({_ELEVEN})|({_ELEVEN})(?=[^\d\n;.!?]{{1,20}}{_WORD})", re.IGNORECASE
)
_ROW = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,59}(?!\d)")  # a «+» before it makes it a phone
_GROUP = re.compile(r"\d+")
_CARD = range(13, 20)  # digits
_PRINTED = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4))  # the groups on a card


def redact(text: str) -> str:
    """The text with such numbers replaced by «•••»; the same text when there are none."""
    text = _CALLED.sub(_hide_called, _CEDULA.sub(_hide_cedula, text))
    while (hidden := _ROW.sub(_hide_card, text)) != text:
        text = hidden
    return text


def _hide_cedula(found: re.Match[str]) -> str:
    digits = found[1] + found[3] + found[4]
    spaced = found[2] == " " and not could_be_cedula(digits)
    is_phone = digits.startswith(DOMINICAN_AREAS) or (spaced and valid(f"+1{digits[:NATIONAL]}"))
    return found[0] if is_phone else HIDDEN


def _hide_called(found: re.Match[str]) -> str:
    """Eleven digits beside the word; one of our own numbers with its 1 is a phone there too."""
    number = found[1] or found[2]
    digits = "".join(_GROUP.findall(number))
    is_phone = digits.startswith("1") and valid(f"+{digits}")
    return found[0] if is_phone else found[0].replace(number, HIDDEN)


def _hide_card(found: re.Match[str]) -> str:
    """A row of digits without the first card in it."""
    row = list(_GROUP.finditer(found[0]))
    for start, end in _could_be_cards([len(group[0]) for group in row]):
        groups = [group[0] for group in row[start:end]]
        if _passes_luhn("".join(groups)) and not _reads_as_phone(groups):
            return found[0][: row[start].start()] + HIDDEN + found[0][row[end - 1].end() :]
    return found[0]


def _could_be_cards(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The whole row, and groups in it as they are printed on a card: a date or a code may stand behind them."""
    if sum(sizes) in _CARD:
        yield 0, len(sizes)
    for start, size in enumerate(sizes):
        if size in _CARD:
            yield start, start + 1
        yield from (
            (start, start + len(shape)) for shape in _PRINTED if tuple(sizes[start : start + len(shape)]) == shape
        )


def _reads_as_phone(groups: Sequence[str]) -> bool:
    """Whether it could be called: the whole of it, or its first digits («829 5550134 2 habitaciones»)."""
    printed = tuple(map(len, groups)) in _PRINTED
    begun = [digits for digits in accumulate(groups) if NATIONAL <= len(digits) <= LONGEST]
    return any(sure(digits, DOMINICAN, plus=False) or guess(digits, DOMINICAN, ()) for digits in begun if not printed)


def _passes_luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    values = [int(digit) for digit in digits]
    doubled = (sum(divmod(2 * value, 10)) for value in values[-2::-2])
    return (sum(values[-1::-2]) + sum(doubled)) % 10 == 0
