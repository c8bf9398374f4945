"""What is never kept: identity card and payment card numbers (CONVERSATION §2.11)."""

from __future__ import annotations

import re

HIDDEN = "•••"

_CEDULA = re.compile(r"(?<![\d-])\d{3}[-\u2010-\u2015 ]\d{7}[-\u2010-\u2015 ]\d(?![\d-])")
_CARD = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)")  # 13 to 19 digits; a «+» before them makes it a phone


def redact(text: str) -> str:
    """The text with such numbers replaced by «•••»; the same text when there are none."""
    return _CARD.sub(_hide_card, _CEDULA.sub(HIDDEN, text))


def _hide_card(found: re.Match[str]) -> str:
    digits = [int(symbol) for symbol in found[0] if symbol.isdecimal()]
    return HIDDEN if _passes_luhn(digits) else found[0]


def _passes_luhn(digits: list[int]) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
