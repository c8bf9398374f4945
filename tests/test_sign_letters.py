"""No letter of a sign is missing in print, in any language."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from bot.signs.layouts import LAYOUTS, Layout
from bot.signs.poster import poster_languages, poster_pdf
from bot.signs.printing import poster_of, print_sign
from bot.signs.qr import Unprintable
from bot.wording import LANGUAGES
from flows.understanding.text import clean_line
from tests.commands import Run
from tests.test_sign_print import BRAND, LINK, SIGN, every_layout, pdf_of


@every_layout
def test_fonts_travel_with_the_file(layout: Layout) -> None:
    """A print shop without our fonts prints the same letters."""
    pdf = pdf_of(layout)
    fonts = re.findall(rb"/BaseFont /([\w+-]+)", pdf)
    assert fonts
    assert all(re.match(rb"[A-Z]{6}\+Inter", font) for font in fonts)
    assert pdf.count(b"/FontFile2 ") == len(fonts)


def test_every_language_can_be_printed() -> None:
    """The words of signs exist in all eight languages."""
    assert tuple(poster_languages()) == LANGUAGES
    for language in LANGUAGES:
        read = print_sign(replace(SIGN, languages=(language,)), LINK, BRAND, LAYOUTS["a5"])
        assert read.proof.ok


LOST = [
    ("Penthouse 🏖 en Bávaro", ("«🏖»",), "--title 'Penthouse en Bávaro' --type venta --property KNM6135T3B"),
    ("שכונת נאקו", ("«שכונת»", "«נאקו»"), "--title 'TÍTULO'"),
    ("Villa 海景 · 3 hab", ("«海景»",), "--title 'Villa · 3 hab'"),
    ("شقة 2 hab", ("«شقة»",), "--title '2 hab'"),
    ("Bandera 🇩🇴 👨‍👩‍👧", ("«🇩🇴»", "«👨👩👧»"), "--title Bandera"),
    ("Pe\ufffda", ("«\ufffd»",), "--title 'Pe a'"),
]


@pytest.mark.parametrize(("title", "named", "remedy"), LOST, ids=[row[0] for row in LOST])
def test_letters_that_would_be_missing_are_named(
    run_sign: Run, tmp_path: Path, title: str, named: tuple[str, ...], remedy: str
) -> None:
    """No file says «probado» with a hole in its title: which letters, of which sign, and the command that mends it."""
    good = json.loads(run_sign("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    words = ("--title", title, "--type", "venta", "--property", "KNM6135T3B", "--code", "K7M4PF")
    assert run_sign("new", *words).exit_code == 0
    refused = run_sign("print", good, "K7M4PF", "--layout", "a5", "--out", str(tmp_path / "out"))
    assert refused.exit_code == 1
    assert all(letters in refused.stderr for letters in named)
    assert f"leadbot sign point K7M-4PF {remedy}" in refused.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("setting", "brand", "link"),
    [
        ("casacaribe.name", {"name": "Casa 🌴 Caribe"}, LINK),
        ("casacaribe.human_phone", {"phone": "☎ 809-555-0100"}, LINK),
        ("casacaribe.privacy_url", {"privacy_url": "https://例え.example/p"}, LINK),
        ("casacaribe.signs.domain", {}, "https://例え.EXAMPLE/K7M4PF"),
    ],
)
def test_letters_missing_in_what_the_agency_says_are_named(setting: str, brand: dict[str, str], link: str) -> None:
    """Its name, its phone and its addresses stand on every sign; the setting to be mended is named."""
    with pytest.raises(Unprintable, match=f"agencies.{setting} dice"):
        print_sign(SIGN, link, replace(BRAND, **brand), LAYOUTS["a5"])  # type: ignore[arg-type]  # each row names its own


def test_no_text_leaves_the_sheet_incomplete() -> None:
    """Also one that nobody looked at before: the sheet itself refuses what its fonts cannot draw."""
    poster = replace(poster_of(SIGN, LINK, BRAND), titles=("Casa 🏠",))
    with pytest.raises(Unprintable, match="«🏠»"):
        poster_pdf(poster, LAYOUTS["a5"])


DRAWN = [
    "Ático «Ñandú» · 2½ baños – 100 m² · US$ 1,200/mes",
    "Résidence L’Été · 3 pièces · 250 000 €",
    "Größe 90 m² · Übergabe ab März",
    "Квартира в Пунта-Кане · 2 спальни · 5 000 000 ₽",
    "Kay nan Pòtoprens · 3 chanm · № 5",
    "Çatı katı İstanbul · ğışö ĞIŞÖ · Łódź, Đà Nẵng",
    "Διαμέρισμα στη Νάξο",
    "Torre™️ ☀️ Mar ★★★★ → playa",
    "Cafe\u0301 Nin\u0303o",
]


@pytest.mark.parametrize("title", DRAWN)
def test_what_the_fonts_have_is_printed_whole(title: str) -> None:
    """Every letter of the languages we speak stands in the file, and «shown as an emoji» is no letter."""
    pdf = pdf_of(LAYOUTS["a4"], sign=replace(SIGN, title=clean_line(title, 120)))
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    shown = clean_line(title, 120).replace("\ufe0f", "")
    assert [letter for letter in shown if letter not in f"{text} ·\u00a0"] == []
    assert "\ufe0f" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@every_layout
def test_our_own_words_lack_no_letter(layout: Layout, language: str) -> None:
    """The words of a sign can be drawn in every language and layout."""
    assert pdf_of(layout, sign=replace(SIGN, languages=(language,)))
