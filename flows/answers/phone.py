"""Phone numbers as people type and share them (CONVERSATION §8, Phone).

libphonenumber knows the world's numbers; what is ours is the Dominican side: 809, 829 and 849 share the +1 of the
United States and Canada, so ten digits alone do not say the country, and seven are a number without its area.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from flows.answers.text import bare, holds
from flows.answers.words import Words

DOMINICAN_AREAS = ("809", "829", "849")
_DOMINICAN = "DO"
_NANP = 1  # country code that the United States, Canada and the Dominican Republic share
_NO_EXCHANGE = ("0", "1")  # what the three digits after the area never begin with; the library lets it pass
_READ = 300  # characters; the library's matcher takes 50 ms for 4 KB of numbers
_MOST_TRIES = 4  # of the matcher: two numbers are asked about, more are not
_MOST_WORDS = 10  # of a message that says «este mismo» and little else
_SEQUENCES = ("1234567", "12345678", "123456789", "1234567890")

_RUN = re.compile(r"(?:\+[\s(]{0,3})?\d[\d\s().\[\]-]*")
_EXTENSION = re.compile(r"(?<=\d)[\s,;]{0,3}(?:extensi[oó]n|ext|int|x|#)[\s.:]{0,3}\d{1,6}(?!\d)", re.IGNORECASE)
_DASHES = str.maketrans("‐‑‒–—−＋", "------+")


@dataclass(frozen=True, slots=True)
class Found:
    """One number, E.164."""

    e164: str


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """«Este mismo»: the number they write from. Given only where the channel knows it; else `Unclear`."""


@dataclass(frozen=True, slots=True)
class NeedsArea:
    """A Dominican number without its area code, seven digits."""

    digits: str


@dataclass(frozen=True, slots=True)
class NeedsCountry:
    """Ten digits that would be a number of the United States or Canada."""

    digits: str


@dataclass(frozen=True, slots=True)
class Several:
    """Two different numbers, E.164, in their order."""

    e164s: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unclear:
    """No number that could be called."""


PhoneRead = Found | OwnNumber | NeedsArea | NeedsCountry | Several | Unclear


def read_phone(text: str, words: Words, *, region: str, own: str) -> PhoneRead:
    """The number in an answer. `region`: the agency's, «DO». `own`: the sender's, E.164, if the channel knows it."""
    line = _plain_digits(text[:_READ])
    if own and _means_own(line, words):
        return OwnNumber()
    runs = [_read_run(run, region=region, own=own) for run in _RUN.findall(_EXTENSION.sub(" ", line))]
    found = [read.e164 for read in runs if isinstance(read, Found)] or _match(line, region)
    match list(dict.fromkeys(found)):
        case [first, second, *_]:
            return Several((first, second))
        case [only]:
            return Found(only)
    if not any(c.isalpha() for c in line):
        runs.append(_read_run("".join(c for c in line if c in "+0123456789"), region=region, own=own))
    clear = [read for read in runs if not isinstance(read, Unclear)]
    return clear[0] if clear else Unclear()


def with_area(digits: str, area: str) -> str | None:
    """E.164 of a Dominican number given in two parts, or None when there is no such number."""
    return _valid(f"+1{area}{digits}") if area in DOMINICAN_AREAS else None


def with_nanp(digits: str) -> str | None:
    """E.164 of ten digits that were said to be of the United States or Canada."""
    return _valid(f"+1{digits}")


def read_shared(phone: str) -> str | None:
    """E.164 of a contact card's number, written with or without «+»; None when it is none."""
    line = _plain_digits(phone[:_READ])
    digits = _digits(line)
    if line.startswith("+"):
        return _international(digits)
    if len(digits) == 10 and digits.startswith(DOMINICAN_AREAS):
        return _valid(f"+1{digits}")
    return _international(digits.removeprefix("00"))


def show_phone(e164: str) -> str:
    """A number as people write it: «809-555-0134», others «+33 6 12 34 56 78»."""
    if e164.startswith(tuple(f"+1{area}" for area in DOMINICAN_AREAS)) and len(e164) == 12:
        return f"{e164[2:5]}-{e164[5:8]}-{e164[8:]}"
    number = _parse(e164)
    return _format(number, PhoneNumberFormat.INTERNATIONAL).replace("-", " ") if number else e164


def mask_phone(e164: str) -> str:
    """The number as its owner knows it again and nobody else learns it: «809-•••-0134», «+33 ••• 5678»."""
    shown = show_phone(e164)
    if "-" in shown:
        return f"{shown[:3]}-•••-{shown[-4:]}"
    return f"{shown.split(' ')[0]} ••• {e164[-4:]}"


def _read_run(run: str, *, region: str, own: str) -> PhoneRead:
    """What one run of digits is. The order is that of CONVERSATION §8."""
    digits = _digits(run)
    if run.startswith("+") or digits.startswith("00"):
        return _found(_international(digits if run.startswith("+") else digits[2:]))
    if len(set(digits)) < 2 or digits in _SEQUENCES:
        return Unclear()
    at_home = _parse(digits, region)
    if len(digits) == 7 and region == _DOMINICAN:
        return NeedsArea(digits) if _could_be_local(digits) else Unclear()
    if at_home and _is_callable(at_home) and phonenumbers.is_valid_number_for_region(at_home, region):
        return _found(_e164(at_home))
    if len(digits) == 10 and (nanp := _valid(f"+1{digits}")):
        ours = digits.startswith(DOMINICAN_AREAS) or own.startswith("+1")
        return Found(nanp) if ours else NeedsCountry(digits)
    return _found(_abroad(digits, own) if len(digits) > 7 else None)


def _abroad(digits: str, own: str) -> str | None:
    """A number of the sender's own country, or one whose «+» was left out: «34 612 345 678»."""
    mine = _parse(own)
    country = phonenumbers.region_code_for_number(mine) if mine else None
    there = _parse(digits, country) if country else None
    if there and country and phonenumbers.is_valid_number_for_region(there, country):
        return _e164(there)
    return _valid(f"+{digits}")


def _international(digits: str) -> str | None:
    """A number with its country code, if it has the length that numbers of that country have."""
    number = _parse(f"+{digits}") if 8 <= len(digits) <= 15 and len(set(digits[1:])) > 1 else None
    if number is None or phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == _NANP and not _is_callable(number):
        return None  # the plan of +1 is fixed, so a number outside it is a slip
    return _e164(number)


def _match(line: str, region: str) -> list[str]:
    """Numbers that stand one after the other with nothing but a space between them."""
    if sum(c.isdigit() for c in line) <= 15:
        return []
    matcher = phonenumbers.PhoneNumberMatcher(line, region, max_tries=_MOST_TRIES)
    return [_e164(match.number) for match in islice(matcher, _MOST_TRIES)]


def _means_own(line: str, words: Words) -> bool:
    said = bare(line)
    if any(c.isdigit() for c in said) or len(said.split()) > _MOST_WORDS:
        return False
    own = words.of("answer.own_phone")
    if said in own:
        return True
    spoken = any(holds(said, phrase) for phrase in own if " " in phrase)
    return spoken and words.of("answer.no").isdisjoint(said.split())


def _plain_digits(text: str) -> str:
    """`text` with the digits of every script as ASCII, without what is invisible or drawn around them."""
    seen = (c for c in text if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Mn", "Me"} or c.isspace())
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen).translate(_DASHES).strip()


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


def _could_be_local(digits: str) -> bool:
    return any(with_area(digits, area) for area in DOMINICAN_AREAS)


def _found(e164: str | None) -> Found | Unclear:
    return Found(e164) if e164 else Unclear()


def _valid(e164: str) -> str | None:
    number = _parse(e164)
    return _e164(number) if number and _is_callable(number) else None


def _is_callable(number: PhoneNumber) -> bool:
    exchange = str(number.national_number)[3:4]
    return phonenumbers.is_valid_number(number) and (number.country_code != _NANP or exchange not in _NO_EXCHANGE)


def _parse(text: str, region: str | None = None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return _format(number, PhoneNumberFormat.E164)


def _format(number: PhoneNumber, form: int) -> str:
    return phonenumbers.format_number(number, form)
