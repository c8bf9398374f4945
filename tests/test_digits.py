"""Digits are read however people give them: typed, spelt, doubled, in words."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.understanding.digits import find_pieces
from flows.understanding.message import read

WORDS = load_vocabulary()

GIVEN = [
    ("809-555", ["809", "555"]),
    ("8O9 OI34", ["809", "0134"]),
    ("829x555x0134", ["829", "555", "0134"]),
    ("0134x12", ["0134", "12"]),
    ("0134ext12", ["0134"]),
    ("0134gracias", ["0134"]),
    ("8 o 9", ["8", "0", "9"]),
    ("dos o tres", ["2", "0", "3"]),
    ("o 9", ["9"]),
    ("DNI 12345678Z", []),
    ("ocho cero nueve", ["8", "0", "9"]),
    ("ocho veintinueve", ["8", "29"]),
    ("quinientos cincuenta y cinco", ["555"]),
    ("quinientos, cincuenta, cinco", ["500", "50", "5"]),
    ("treinta y cuatro, treintaicuatro, treinticuatro", ["34", "34", "34"]),
    ("cero uno treinta", ["0", "1", "30"]),
    ("eight hundred nine", ["809"]),
    ("triple five oh double one", ["555", "0", "11"]),
    ("dos veces cinco", ["55"]),
    ("tres cincos y dos ceros", ["555", "00"]),
    ("two fives", ["55"]),
    ("double room", []),
    ("soixante-dix-huit quatre-vingt-quinze", ["78", "95"]),
    ("cent vingt-trois", ["123"]),
    ("vingt et un", ["21"]),
    ("dos mil cinco", ["2005"]),
    ("mil novecientos noventa y dos", ["1992"]),
    ("mil gracias, tres mil", ["3"]),
    ("восемьсот двадцать девять", ["829"]),
    ("fünf hundert", ["500"]),
    ("oitocentos e nove", ["809"]),
    ("veinte " * 3, ["20", "20", "20"]),
]


@pytest.mark.parametrize(("said", "digits"), GIVEN)
def test_digits_as_people_give_them(said: str, digits: list[str]) -> None:
    """Digits in any spelling are the same digits."""
    assert [piece.digits for piece in find_pieces(read(said), WORDS)] == digits
