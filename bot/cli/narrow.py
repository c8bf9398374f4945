"""Output that no terminal can make fail: what its encoding lacks is written as near as it can be.

A terminal without any encoding (ASCII) gets UTF-8 from click, and stderr escapes by itself; this is for the rest.
"""

from __future__ import annotations

import codecs
import sys
import unicodedata
from contextlib import suppress
from io import TextIOWrapper, UnsupportedOperation

LOOKALIKES = {"«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "·": "-"}
NEAREST, ESCAPED = "leadbot-nearest", "leadbot-escaped"  # names of error handlers


def write_for_people() -> None:
    """«Ana Peña» is «Ana Pena» where there is no ñ."""
    _handle_errors(NEAREST)


def write_for_programs() -> None:
    """In JSON nothing may change, and every letter has an escape."""
    _handle_errors(ESCAPED)


def read_anything() -> None:
    """What was typed in another encoding is unreadable, and no reason to fall over."""
    if isinstance(sys.stdin, TextIOWrapper):
        with suppress(UnsupportedOperation):  # somebody reads from it already
            sys.stdin.reconfigure(errors="replace")


def _handle_errors(name: str) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors=name)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_near(sign, error.encoding) for sign in error.object[error.start : error.end]), error.end


def _near(sign: str, encoding: str) -> str:
    spelled = LOOKALIKES.get(sign) or "".join(
        part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
    )
    try:
        spelled.encode(encoding)
    except UnicodeEncodeError:
        return "?"
    return spelled


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    pairs = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{pairs[at : at + 2].hex()}" for at in range(0, len(pairs), 2)), error.end


codecs.register_error(NEAREST, _nearest)
codecs.register_error(ESCAPED, _escaped)
