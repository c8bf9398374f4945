"""A phone number as staff write it, copied from wherever: which numbers it may stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
)

PREFIX = re.compile(r"\s*(?:whatsapp|tel)\s*:\s*", re.IGNORECASE)
WITHOUT_ONE = re.compile(r"\+(8[024]9\d{7})")  # a Dominican number after a plus, where its 1 is missing
MEXICAN = re.compile(r"\+521?(\d{10})")  # WhatsApp still puts a 1 after the 52 that is no part of the number


def spellings(written: str, regions: Iterable[str]) -> frozenset[str]:
    """Every number in E.164 that `written` may be to somebody in one of `regions`; none where it is no number."""
    text = PREFIX.sub("", unicodedata.normalize("NFKC", written), count=1).strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    bare = re.sub(r"[^\d+]", "", text)
    text = WITHOUT_ONE.sub(r"+1\1", bare) if WITHOUT_ONE.fullmatch(bare) or MEXICAN.fullmatch(bare) else text
    found = {number for region in regions for number in _read(text, region)}
    found = found or set(_read(f"+{bare}", "ZZ"))  # a country code without its plus
    return frozenset(
        found | {f"+52{one}{match[1]}" for n in found if (match := MEXICAN.fullmatch(n)) for one in ("", "1")}
    )


def _read(text: str, region: str) -> Iterator[str]:
    if mexican := MEXICAN.fullmatch(text):
        yield f"+52{mexican[1]}"
        return
    try:
        number = parse(text, region)
    except NumberParseException:
        return
    if is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE:
        yield format_number(number, PhoneNumberFormat.E164)
