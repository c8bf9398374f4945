"""Signs that copying puts into a value, where only plain ones can be right: invisible ones, curly quotes, dashes.

A chat, a PDF or a word processor puts them there, and nobody sees them; so each is named with its place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from adapters.language import tr

NAMES = {  # what people would call them; others are shown, or named by their number alone
    "…": tr("«…», que es del ejemplo", "«…», which is of the example"),
    "\u00a0": tr("un espacio duro", "a hard space"),
    "\u202f": tr("un espacio duro", "a hard space"),
    "\u00ad": tr("un guion invisible", "an invisible hyphen"),
    "\ufeff": tr("una marca invisible", "an invisible mark"),
}
KINDS = {
    "Pi": tr("una comilla tipográfica", "a curly quote"),
    "Pf": tr("una comilla tipográfica", "a curly quote"),
    "Pd": tr("una raya en lugar de «-»", "a dash instead of «-»"),
}
LOW_QUOTES = "‚„"  # Unicode counts them among the brackets
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp", "Mn", "Me")
SPACES = " \t\r\n"  # seen by anybody, so they have a complaint of their own


def stray_sign(value: str) -> str:
    """The first sign that nobody wrote on purpose, with its place; «» where there is none."""
    return _first(value, lambda sign: _is_plain(sign) or _is_written(sign))


def foreign_sign(value: str) -> str:
    """The first sign that no key or token can hold: a stray one, or a letter with an accent."""
    return _first(value, _is_plain)


def _first(value: str, fits: Callable[[str], bool]) -> str:
    for place, sign in enumerate(value, start=1):
        if not fits(sign):
            return tr(
                f"lleva {_named(sign)} en el lugar {place} de {len(value)}",
                f"has {_named(sign)} in place {place} of {len(value)}",
            )
    return ""


def _is_plain(sign: str) -> bool:
    return sign in SPACES or (sign.isascii() and sign.isprintable())


def _is_written(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return (
        sign not in NAMES and sign not in LOW_QUOTES and kind not in KINDS and (kind == "Mn" or kind not in INVISIBLE)
    )


def _named(sign: str) -> str:
    number = f"(U+{ord(sign):04X})"
    if sign in NAMES:
        return f"{NAMES[sign]} {number}"
    kind = unicodedata.category(sign)
    if kind in KINDS or sign in LOW_QUOTES:
        return f"{KINDS.get(kind, KINDS['Pi'])} {number}"
    return (
        tr(f"un signo invisible {number}", f"an invisible character {number}")
        if kind in INVISIBLE
        else f"«{sign}» {number}"
    )
