"""The agency gets a number it can call."""

from __future__ import annotations

import pytest

from bot.wording import load_catalogues
from flows.answers.phone import (
    Found,
    NeedsArea,
    NeedsCountry,
    OwnNumber,
    PhoneRead,
    Several,
    Unclear,
    read_phone,
    read_shared,
    show_phone,
    with_area,
    with_nanp,
)
from flows.answers.words import merge

WORDS = merge(load_catalogues().values())
DOMINICAN, SPANISH = "+18095550134", "+34612345678"

READ: list[tuple[str, str, PhoneRead, str]] = [
    ("829-555-0177", "", Found("+18295550177"), "Dominican area codes are +1"),
    ("809 555 0134", "", Found("+18095550134"), "spaces"),
    ("(849) 555.0134", "", Found("+18495550134"), "brackets and dots"),
    ("[829] 555 0199", "", Found("+18295550199"), "square brackets"),
    ("809,555,0134", "", Found("+18095550134"), "commas between the groups"),
    ("1-829-555-0199", "", Found("+18295550199"), "with the 1"),
    ("tel: 809-555-0134", "", Found("+18095550134"), "«tel»"),
    ("809-555-0134 ext 12", "", Found("+18095550134"), "an extension cannot be stored"),
    ("mi cel es 829 555 0177, después de las 6", "", Found("+18295550177"), "words and other digits around"),
    ("٨٠٩٥٥٥٠١٣٤", "", Found("+18095550134"), "digits of any script"),
    ("８０９－５５５－０１３４", "", Found("+18095550134"), "wide digits"),
    ("8️⃣0️⃣9️⃣5️⃣5️⃣5️⃣0️⃣1️⃣3️⃣4️⃣", "", Found("+18095550134"), "digits as emoji"),
    ("809\u200b5550134", "", Found("+18095550134"), "an invisible character inside"),
    ("809‑555‑0134", "", Found("+18095550134"), "hyphens that do not break"),
    ("+1 917 555 0134", "", Found("+19175550134"), "another country with its code"),
    ("+33 6 12 34 56 78", "", Found("+33612345678"), "another country with its code"),
    ("＋33612345678", "", Found("+33612345678"), "a wide plus"),
    ("0034 612 345 678", "", Found("+34612345678"), "00 instead of +"),
    ("34 612 345 678", "", Found("+34612345678"), "the plus was forgotten"),
    ("1 917 555 0134", "", Found("+19175550134"), "the plus was forgotten"),
    ("612 345 678", SPANISH, Found(SPANISH), "as people write it in the sender's own country"),
    ("612 345 678", DOMINICAN, Unclear(), "no country would be a guess"),
    ("917 555 0134", DOMINICAN, Found("+19175550134"), "the sender's own number is +1"),
    ("917 555 0134", "", NeedsCountry("9175550134"), "it could be from anywhere"),
    ("917 555 0134", SPANISH, NeedsCountry("9175550134"), "it could be from anywhere"),
    ("555-0134", "", NeedsArea("5550134"), "seven digits lack their area"),
    ("155 0134", "", Unclear(), "no number begins like this"),
    ("809-555-0134 / 829-555-0199", "", Several(("+18095550134", "+18295550199")), "two numbers"),
    ("809-555-0134 829-555-0199", "", Several(("+18095550134", "+18295550199")), "only a space between them"),
    ("809-555-0134 o 809 555 0134", "", Found("+18095550134"), "the same number twice"),
    ("este mismo", DOMINICAN, OwnNumber(), "own number"),
    ("Sí, a este mismo número por favor", DOMINICAN, OwnNumber(), "own number, politely"),
    ("el mismo", DOMINICAN, OwnNumber(), "own number"),
    ("mi WhatsApp", DOMINICAN, OwnNumber(), "own number"),
    ("por aquí", DOMINICAN, OwnNumber(), "own number"),
    ("this one", DOMINICAN, OwnNumber(), "own number"),
    ("same", DOMINICAN, OwnNumber(), "own number"),
    ("no, el mismo no", DOMINICAN, Unclear(), "they said no"),
    ("este mismo", "", Unclear(), "the channel does not know it"),
    ("este mismo: 829 555 0177", DOMINICAN, Found("+18295550177"), "a number written out wins"),
    ("8095", "", Unclear(), "incomplete"),
    ("te dije 80955", "", Unclear(), "incomplete"),
    ("ay dio", "", Unclear(), "no number"),
    ("+1 809 555", "", Unclear(), "incomplete, with a plus"),
    ("1111111", "", Unclear(), "all the same digit"),
    ("8888888888", "", Unclear(), "all the same digit"),
    ("+1 111 111 1111", "", Unclear(), "all the same digit after the country"),
    ("1234567", "", Unclear(), "a sequence"),
    ("809-155-0134", "", Unclear(), "no exchange begins with 1"),
    ("809-123-4567", "", Unclear(), "a sequence"),
    ("150000", "", Unclear(), "a price"),
    ("001-1234567-8", "", Unclear(), "an identity card"),
    ("+999 1234 5678", "", Unclear(), "no such country"),
    ("", "", Unclear(), "nothing"),
    ("x" * 300 + "809-555-0134", "", Unclear(), "only the first 300 characters are read"),
]


@pytest.mark.parametrize(("text", "own", "read", "why"), READ)
def test_phones_are_read_as_people_type_them(text: str, own: str, read: PhoneRead, why: str) -> None:
    """A typed number becomes E.164, or the one thing that is missing is named."""
    assert read_phone(text, WORDS, region="DO", own=own) == read, why


def test_the_region_is_the_agencys() -> None:
    """An agency in another country reads numbers as they are written there."""
    assert read_phone("787 555 0134", WORDS, region="PR", own="") == Found("+17875550134")
    assert read_phone("612 345 678", WORDS, region="ES", own="") == Found(SPANISH)
    assert read_phone("555 0134", WORDS, region="ES", own="") == Unclear()


def test_the_missing_part_completes_the_number() -> None:
    """An area code or a country, once chosen, makes the number whole."""
    assert with_area("5550134", "829") == "+18295550134"
    assert with_area("5550134", "917") is None
    assert with_area("1550134", "809") is None
    assert with_nanp("9175550134") == "+19175550134"
    assert with_nanp("1234567890") is None


@pytest.mark.parametrize(
    ("phone", "e164", "why"),
    [
        ("18295550134", "+18295550134", "Telegram writes no plus"),
        ("+1 829-555-0134", "+18295550134", "a card from an address book"),
        ("829-555-0134", "+18295550134", "a card without the country"),
        ("33612345678", "+33612345678", "abroad, without a plus"),
        ("0033 6 12 34 56 78", "+33612345678", "abroad, with 00"),
        ("+888 0123 4567", None, "an anonymous number cannot be called"),
        ("", None, "an empty card"),
        ("abc", None, "no number"),
    ],
)
def test_shared_contacts_are_read_with_and_without_plus(phone: str, e164: str | None, why: str) -> None:
    """A shared contact gives the same number however the platform writes it."""
    assert read_shared(phone) == e164, why


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+18095550134", "809-555-0134"),
        ("+19175550134", "+1 917 555 0134"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("+34612345678", "+34 612 34 56 78"),
        ("", ""),
    ],
)
def test_numbers_are_shown_as_people_write_them(e164: str, shown: str) -> None:
    """Dominican numbers are shown as at home, all others with their country."""
    assert show_phone(e164) == shown
