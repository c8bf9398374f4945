"""What a row of digits is in the world's numbering plans: the one place that says which digits are a phone.

libphonenumber knows them; what is ours is the Dominican side: 809, 829 and 849 share the +1 of the United States and
Canada, so ten digits alone do not say the country, and seven are a number without its area.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat, ValidationResult

from flows.understanding.message import read

DOMINICAN_AREAS = ("809", "829", "849")
DOMINICAN = "DO"
LOCAL, NATIONAL = 7, 10  # digits of a Dominican number without and with its area
LONGEST = 16  # digits of one number with what is dialled before it
_NANP = 1  # country code that the United States, Canada and the Dominican Republic share
_NO_EXCHANGE = ("0", "1")  # what the three digits after the area never begin with; the library lets it pass
_CARD_READ = 100  # characters of a contact card's number
_ISSUED_ABROAD = "402"  # cédulas since 2014 begin with it; before that with the municipality, «001»
_MEXICAN_MOBILE = re.compile(r"521(\d{10})")  # until 2019 a 1 stood there; WhatsApp and many people still write it
_EXIT_CODES = ("00", "011", "0011", "001", "010", "810", "119")  # Europe, America, Australia, Asia, Russia, Cuba
_SHORTEST_ABROAD = 10  # digits of a number with its country's code, from which it is hardly anything else
_ROUND = "00000"  # ends a price, and hardly a number
_PLANS: Mapping[
    str, Sequence[tuple[str, str]]
] = {  # by a chat's language: countries, and what numbers begin with there
    "de": (("DE", "0"),),
    "en": (("GB", "0"),),
    "fr": (("FR", "0"), ("GP", "0"), ("MQ", "0"), ("GF", "0"), ("RE", "0")),
    "ht": (("HT", ""),),
    "it": (("IT", "0"), ("IT", "3")),
    "pt": (("BR", ""), ("PT", "9")),
    "ru": (("RU", "8"),),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One number, E.164."""

    e164: str


@dataclass(frozen=True, slots=True)
class NeedsArea:
    """A Dominican number without its area code, seven digits."""

    digits: str


@dataclass(frozen=True, slots=True)
class NeedsCountry:
    """Ten digits that would be a number of the United States or Canada."""

    digits: str


One = Found | NeedsArea | NeedsCountry


def load_numbers() -> None:
    """Load every country's numbers; takes about 0.05 s. The library else loads each when it is first met, and keeps its
    lock for ever when that fails: whoever asks it next then waits without end."""
    for region in phonenumbers.SUPPORTED_REGIONS:
        PhoneMetadata.metadata_for_region(region)
    for country in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        PhoneMetadata.metadata_for_nongeo_region(country)


def sure(digits: str, region: str, *, plus: bool) -> Found | None:
    """A number of the agency's country, or one that is written with its own."""
    e164 = international(digits) if plus else at_home(digits, region)
    return Found(e164) if e164 else None


def guess(digits: str, region: str, homes: Iterable[str | None]) -> One | None:
    """What digits could be that are no number of the agency's country. `homes`: where else they may be dialled."""
    if len(digits) == LOCAL and region == DOMINICAN:
        local = _is_varied(digits) and any(with_area(digits, area) for area in DOMINICAN_AREAS)
        return NeedsArea(digits) if local else None
    if there := next((e164 for home in homes if home and (e164 := national(digits, home))), None):
        return Found(there)
    if len(digits) == NATIONAL and with_nanp(digits):
        return NeedsCountry(digits)
    return Found(e164) if not could_be_cedula(digits) and (e164 := valid(f"+{_as_dialled(digits)}")) else None


def propose(digits: str, first: str, language: str) -> str | None:
    """What digits are where the chat's language is spoken, or with the code of a country that stands apart without its
    «+» («44 7700 900134»). `first`: the digits before the first gap."""
    plans = _PLANS.get(language, ())
    there = (e164 for country, begin in plans if digits.startswith(begin) and (e164 := national(digits, country)))
    apart = first != digits and first.isdecimal() and int(first) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    likely = apart and len(digits) >= _SHORTEST_ABROAD and _is_varied(digits) and not could_be_cedula(digits)
    return next(there, None) or (international(digits) if likely else None)


def with_area(digits: str, area: str) -> str | None:
    """E.164 of a Dominican number given in two parts, or None when there is no such number."""
    return valid(f"+1{area}{digits}") if area in DOMINICAN_AREAS else None


def with_nanp(digits: str) -> str | None:
    """E.164 of ten digits that were said to be of the United States or Canada."""
    return valid(f"+1{digits}")


def read_shared(phone: str) -> str | None:
    """E.164 of a contact card's number, written with or without «+»; None when it is none."""
    line = read(phone[:_CARD_READ]).text
    digits = "".join(c for c in line if c in "0123456789")
    home = None if line.startswith("+") else at_home(digits, DOMINICAN)
    return home or international(digits)


def show_phone(e164: str) -> str:
    """A number as people write it: «809-555-0134», others «+33 6 12 34 56 78»."""
    if e164.startswith(tuple(f"+1{area}" for area in DOMINICAN_AREAS)) and len(e164) == 12:
        return f"{e164[2:5]}-{e164[5:8]}-{e164[8:]}"
    number = _parse(e164)
    return _format(number, PhoneNumberFormat.INTERNATIONAL).replace("-", " ") if number else e164


def valid(e164: str) -> str | None:
    """The same number if it could be called, else None."""
    number = _parse(e164)
    return _e164(number) if number and _is_callable(number) else None


def international(digits: str) -> str | None:
    """A number with its country code, if it has the length that numbers of that country have."""
    digits = _as_dialled(digits)
    number = _parse(f"+{digits}") if 8 <= len(digits) <= LONGEST else None
    if number is None or phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == _NANP and not _is_callable(number):
        return None  # the plan of +1 is fixed, so a number outside it is a slip
    return _e164(number)


def at_home(digits: str, region: str) -> str | None:
    """A number as it is dialled in the agency's country or ours, or from any with what is dialled there before it."""
    ours = digits.removeprefix(str(_NANP)).startswith(DOMINICAN_AREAS)  # the library knows shared ones there, as 900
    for home in (region, DOMINICAN):
        number = _parse(digits, home) if ours or home != DOMINICAN else None
        if number and _is_callable(number) and phonenumbers.is_valid_number_for_region(number, home):
            return _e164(number)
    rests = (digits.removeprefix(code) for code in _EXIT_CODES if digits.startswith(code))
    return next((e164 for rest in rests if len(rest) >= NATIONAL and (e164 := valid(f"+{_as_dialled(rest)}"))), None)


def national(digits: str, country: str) -> str | None:
    """A number as it is dialled within a country (ISO 3166), E.164."""
    number, code = _parse(digits, country), phonenumbers.country_code_for_region(country)
    callable_there = number and number.country_code == code and _is_callable(number) and _is_varied(digits)
    return _e164(number) if number and callable_there else None


def region_of(e164: str) -> str | None:
    """The country of a number (ISO 3166), None for «»."""
    number = _parse(e164)
    return phonenumbers.region_code_for_number(number) if number else None


def could_be_cedula(digits: str) -> bool:
    """Whether eleven digits begin as those of a Dominican identity card."""
    return len(digits) == 11 and digits.startswith(("0", _ISSUED_ABROAD))


def _as_dialled(digits: str) -> str:
    """A number with its country code as it is dialled today: Mexican ones without the old 1, and Dominican ones with
    the 1 that «+829…» leaves out, unless another country has such a number."""
    if mexican := _MEXICAN_MOBILE.fullmatch(digits):
        return f"52{mexican[1]}"
    lacks_country = len(digits) == 10 and digits.startswith(DOMINICAN_AREAS) and not valid(f"+{digits}")
    return f"1{digits}" if lacks_country else digits


def _is_callable(number: PhoneNumber) -> bool:
    national = str(number.national_number)
    exchange = number.country_code != _NANP or national[3:4] not in _NO_EXCHANGE
    return exchange and len(set(national)) > 1 and phonenumbers.is_valid_number(number)


def _is_varied(digits: str) -> bool:
    """Neither one digit alone nor as round as a price."""
    return len(set(digits)) > 1 and not digits.endswith(_ROUND)


def _parse(text: str, region: str | None = None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return _format(number, PhoneNumberFormat.E164)


def _format(number: PhoneNumber, form: int) -> str:
    return phonenumbers.format_number(number, form)
