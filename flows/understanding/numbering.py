"""What a row of digits is in the world's numbering plans.

libphonenumber knows them; what is ours is the Dominican side: 809, 829 and 849 share the +1 of the United States and
Canada, so ten digits alone do not say the country, and seven are a number without its area.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat, ValidationResult

from flows.understanding.message import read

DOMINICAN_AREAS = ("809", "829", "849")
DOMINICAN = "DO"
LOCAL, NATIONAL = 7, 10  # digits of a Dominican number without and with its area
_NANP = 1  # country code that the United States, Canada and the Dominican Republic share
_NO_EXCHANGE = ("0", "1")  # what the three digits after the area never begin with; the library lets it pass
_CARD_READ = 100  # characters of a contact card's number
_ISSUED_ABROAD = "402"  # cédulas since 2014 begin with it; before that with the municipality, «001»
_MEXICAN_MOBILE = re.compile(r"521(\d{10})")  # until 2019 a 1 stood there; WhatsApp and many people still write it
_EXIT_CODES = ("00", "011", "0011", "001", "010", "810", "119")  # Europe, America, Australia, Asia, Russia, Cuba
_SHORTEST_ABROAD = 10  # digits of a number with its country's code, from which it is hardly anything else
_ROUND = "00000"  # ends a price, and hardly a number


def load_numbers() -> None:
    """Load every country's numbers; takes about 0.05 s. The library else loads each when it is first met, and keeps its
    lock for ever when that fails: whoever asks it next then waits without end."""
    for region in phonenumbers.SUPPORTED_REGIONS:
        PhoneMetadata.metadata_for_region(region)
    for country in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        PhoneMetadata.metadata_for_nongeo_region(country)


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
    if line.startswith("+"):
        return international(digits)
    if len(digits) == 10 and digits.startswith(DOMINICAN_AREAS):
        return valid(f"+1{digits}")
    return international(digits.removeprefix("00"))


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
    number = _parse(f"+{digits}") if 8 <= len(digits) <= 16 else None
    if number is None or phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == _NANP and not _is_callable(number):
        return None  # the plan of +1 is fixed, so a number outside it is a slip
    return _e164(number)


def at_home(digits: str, region: str) -> str | None:
    """A number as it is dialled in the agency's country, or from any country with what is dialled there before it."""
    if is_made_up(digits):
        return None
    number = _parse(digits, region) if len(digits) > 7 or region != DOMINICAN else None
    if number and _has_exchange(number) and phonenumbers.is_valid_number_for_region(number, region):
        return _e164(number)
    if len(digits) == 10 and digits.startswith(DOMINICAN_AREAS):
        return valid(f"+1{digits}")
    rests = (digits.removeprefix(code) for code in _EXIT_CODES if digits.startswith(code))
    return next((e164 for rest in rests if len(rest) >= 10 and (e164 := valid(f"+{_as_dialled(rest)}"))), None)


def national(digits: str, country: str) -> str | None:
    """A number as it is dialled within a country (ISO 3166), E.164."""
    if is_made_up(digits) or digits.endswith(_ROUND):
        return None
    number, code = _parse(digits, country), phonenumbers.country_code_for_region(country)
    return _e164(number) if number and number.country_code == code and _is_callable(number) else None


def region_of(e164: str) -> str | None:
    """The country of a number (ISO 3166), None for «»."""
    number = _parse(e164)
    return phonenumbers.region_code_for_number(number) if number else None


def without_plus(digits: str) -> str | None:
    """A number whose «+» was left out: «34 612 345 678»."""
    if len(digits) < 8 or is_made_up(digits) or could_be_cedula(digits):
        return None
    return valid(f"+{_as_dialled(digits)}")


def with_code(first: str, digits: str) -> str | None:
    """A number whose «+» was left out, as long as its country's numbers are, where its code stands apart: «44 7700
    900134». `first`: the digits before the first gap."""
    apart = first != digits and first.isdecimal() and int(first) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    if not apart or len(digits) < _SHORTEST_ABROAD or is_made_up(digits) or could_be_cedula(digits):
        return None
    return None if digits.endswith(_ROUND) else international(digits)


def could_be_local(digits: str) -> bool:
    """Whether seven digits are a Dominican number without its area."""
    made_up = is_made_up(digits) or digits.endswith(_ROUND)
    return not made_up and any(with_area(digits, area) for area in DOMINICAN_AREAS)


def is_made_up(digits: str) -> bool:
    """All the same digit; what counts up («1234567») begins with what no number begins with."""
    return len(set(digits)) < 2


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
    return phonenumbers.is_valid_number(number) and _has_exchange(number)


def _has_exchange(number: PhoneNumber) -> bool:
    return number.country_code != _NANP or str(number.national_number)[3:4] not in _NO_EXCHANGE


def _parse(text: str, region: str | None = None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return _format(number, PhoneNumberFormat.E164)


def _format(number: PhoneNumber, form: int) -> str:
    return phonenumbers.format_number(number, form)
