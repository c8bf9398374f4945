"""The agency gets a number it can call."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wording import load_vocabulary
from flows.understanding.message import read
from flows.understanding.phone import (
    Found,
    NeedsArea,
    NeedsCountry,
    OwnNumber,
    PhoneRead,
    Several,
    Unclear,
    correct_phone,
    propose_abroad,
    read_phone,
    read_shared,
    search_phone,
    show_phone,
    with_area,
    with_nanp,
)
from tests.messages import left_of

WORDS = load_vocabulary()
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
    ("34.612.345.678", "", Found("+34612345678"), "the plus was forgotten"),
    ("1 917 555 0134", "", Found("+19175550134"), "the plus was forgotten"),
    ("+829-555-0134", "", Found("+18295550134"), "the 1 was forgotten"),
    ("+ 849 555 0134", "", Found("+18495550134"), "the 1 was forgotten"),
    ("+(809)555-0134", "", Found("+18095550134"), "the 1 was forgotten"),
    ("00829 555 0134", "", Found("+18295550134"), "the 1 was forgotten"),
    ("mi cel +829 5550134, o el 829-555-0134", "", Found("+18295550134"), "with and without the 1"),
    ("+84 912 345 678", "", Found("+84912345678"), "Vietnam"),
    ("+84 24 3825 5501", "", Found("+842438255501"), "Hanoi"),
    ("+82 2 955 5013", "", Found("+8229555013"), "Seoul"),
    ("+82 10 5555 0134", "", Found("+821055550134"), "Korea"),
    ("+52 1 55 5555 0108", "", Found("+525555550108"), "a 1 that nobody dials any more"),
    ("52 1 55 5555 0108", "", Found("+525555550108"), "a 1 that nobody dials any more"),
    ("0052 1 55 5555 0108", "", Found("+525555550108"), "a 1 that nobody dials any more"),
    ("011 521 55 5555 0108", "", Found("+525555550108"), "a 1 that nobody dials any more"),
    ("+1 521 555 0134", "", Found("+15215550134"), "not Mexico"),
    ("+52 55 5555 0108", "", Found("+525555550108"), "Mexico"),
    ("612 345 678", SPANISH, Found(SPANISH), "as people write it in the sender's own country"),
    ("612 345 678", DOMINICAN, Unclear(), "no country would be a guess"),
    ("917 555 0134", DOMINICAN, Found("+19175550134"), "the sender's own number is +1"),
    ("55 5555 0108", "+525512345678", Found("+525555550108"), "as people write it in the sender's own country"),
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
    ("+1 809 155 0134", "", Unclear(), "no exchange begins with 1, nor with its country"),
    ("2,550,500", "", Unclear(), "an amount"),
    ("2.550.500", "", Unclear(), "an amount as many countries write it"),
    ("917 555 0134 / 646 555 0199", "", NeedsCountry("9175550134"), "two numbers that lack their country"),
    ("917 555 0134 / 646 555 0199", DOMINICAN, Several(("+19175550134", "+16465550199")), "as at home"),
    ("usa este 305 555 0134", "", NeedsCountry("3055550134"), "«usa» is no country here"),
    ("por aquí, por favor", DOMINICAN, OwnNumber(), "own number, politely"),
    ("no, este número no", DOMINICAN, Unclear(), "they said no"),
    ("busco por aquí cerca uno de dos o tres habitaciones para mi familia", DOMINICAN, Unclear(), "a wish"),
    ("40212345678", "", Unclear(), "an identity card in one"),
    ("809-155-0134", "", Unclear(), "no exchange begins with 1"),
    ("809-123-4567", "", Unclear(), "a sequence"),
    ("150000", "", Unclear(), "a price"),
    ("001-1234567-8", "", Unclear(), "an identity card"),
    ("+999 1234 5678", "", Unclear(), "no such country"),
    ("", "", Unclear(), "nothing"),
    ("x" * 300 + "809-555-0134", "", Unclear(), "only the first 300 characters are read"),
]


@pytest.mark.parametrize(("text", "own", "phone", "why"), READ)
def test_phones_are_read_as_people_type_them(text: str, own: str, phone: PhoneRead, why: str) -> None:
    """A typed number becomes E.164, or the one thing that is missing is named."""
    assert read_phone(read(text), WORDS, region="DO", own=own) == phone, why


def test_the_region_is_the_agencys() -> None:
    """An agency in another country reads numbers as they are written there."""
    assert read_phone(read("787 555 0134"), WORDS, region="PR", own="") == Found("+17875550134")
    assert read_phone(read("612 345 678"), WORDS, region="ES", own="") == Found(SPANISH)
    assert read_phone(read("555 0134"), WORDS, region="ES", own="") == Unclear()
    assert search_phone(read("8812 3456"), WORDS, region="CR", asked=False)[0] == Found("+50688123456")
    assert search_phone(read("88123456"), WORDS, region="CR", asked=False)[0] is None  # could be anything


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
        ("5215555550108", "+525555550108", "a Mexican number with the old 1"),
        ("+829-555-0134", "+18295550134", "the 1 was forgotten"),
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


ANA, OTHER = Found(DOMINICAN), Found("+18295550199")
BOTH = Several((ANA.e164, OTHER.e164))

SEARCHED: list[tuple[str, PhoneRead | None, str]] = [
    ("Hola, soy Ana Peña, mi cel es 809-555-0134 y quiero comprar", ANA, "in the middle"),
    ("ana peña 8095550134 ana@gmail.com comprar", ANA, "no punctuation"),
    ("ocho cero nueve, cinco cincuenta y cinco, cero uno treinta y cuatro", ANA, "in words"),
    ("ochocientos nueve quinientos cincuenticinco cero uno treintaicuatro", ANA, "as one says it in the Cibao"),
    ("eight oh nine triple five oh one three four", ANA, "in English words"),
    ("huit cent neuf cinq cent cinquante-cinq zéro un trente-quatre", ANA, "in French words"),
    ("oito zero nove cinco cinco cinco zero um três quatro", ANA, "in Portuguese words"),
    ("809 cinco cincuenta y cinco 0134", ANA, "half in words"),
    ("8O9-555-OI34", ANA, "letters for digits"),
    ("8 0 9 5 5 5 0 1 3 4", ANA, "spaced out"),
    ("8 o 9 5 5 5 o 1 3 4", ANA, "spaced out with letters"),
    ("cel809-555-0134gracias", ANA, "words that stick to it"),
    ("https://wa.me/18095550134", ANA, "a link to the chat"),
    ("quiero 3 habitaciones 809 555 0134", ANA, "a number of something before it"),
    ("somos dos 809 555 0134", ANA, "a number in words before it"),
    ("el 809, 5550134", ANA, "the area apart"),
    ("precio? 809-555-0134", ANA, "the question is over"),
    ("a la orden 809-555-0134", ANA, "a courtesy"),
    ("cédula 001-1234567-8 tel 809 555 0134", ANA, "an identity card beside it"),
    ("tarjeta 4111 1111 1111 1111 y mi cel 809 555 0134", ANA, "a card beside it"),
    ("RD$ 5,000,000 el 23/11/2026 a las 10:30, 809 555 0134", ANA, "a price, a date and a time beside it"),
    ("ref K7M-4PF 809 555 0134", ANA, "a code beside it"),
    ("código de referencia A12 809 555 0134", ANA, "a code of letters and digits beside it"),
    ("tengo la cuenta. 809 555 0134", ANA, "another sentence"),
    ("mi telf. 555 0134", NeedsArea("5550134"), "an abbreviation ends no sentence"),
    ("mi teléfono:\n555 0134", NeedsArea("5550134"), "on the next line"),
    ("mi área es 809 y el número 555 0134", ANA, "the area named apart, with words between"),
    ("cédula 001-1234567-8 809 555 0134", ANA, "an identity card right before it"),
    ("del presupuesto hablamos con mi esposa 829-555-0199", OTHER, "of the budget they spoke before"),
    ("8095550134 €", None, "an amount"),
    ("contrato 100-8095550134-7", None, "the middle of a longer number"),
    ("100-8095550134-7", None, "the middle of a longer number"),
    ("809 555 0134, 2 habitaciones", ANA, "a number of something after it"),
    ("área 809, número 555 0134", ANA, "the area named apart"),
    ("809-555-0134 y 829-555-0199", BOTH, "two numbers"),
    ("llámame al 809-555-0134 o al 829-555-0199", BOTH, "both to call"),
    ("el de mi esposa es 809-555-0134 pero llámame al 829-555-0199", OTHER, "whose it is"),
    ("809-555-0134, ese no, el bueno es 829-555-0199", OTHER, "the first was wrong"),
    ("mi numero es 809-555-0134 no perdon 829-555-0199", OTHER, "a slip"),
    ("not 809-555-0134, it's 829-555-0199", OTHER, "in English"),
    ("it's 829-555-0199 not 809-555-0134", OTHER, "the wrong one last"),
    ("c'est le 829-555-0199, pas le 809-555-0134", OTHER, "in French"),
    ("não é 809-555-0134, é 829-555-0199", OTHER, "in Portuguese"),
    ("use 829-555-0199 instead of 809-555-0134", OTHER, "instead of"),
    ("mejor llámame al 809-555-0134 o al 829-555-0199", BOTH, "both are better"),
    ("este es 809-555-0134 pero llámame al 829-555-0199", OTHER, "one to call, against the other"),
    ("829-555-0199 y el otro 809-555-0134 ya no me funciona bien", OTHER, "the other is dead, at length"),
    ("809-555-0134 o 829-555-0199 mejor el segundo", OTHER, "by its place"),
    ("el 829-555-0199, y si no contesto el de mi hermana, 809-555-0134", OTHER, "the other one for need"),
    ("829-555-0199, el otro 809-555-0134 ya no sirve", OTHER, "the other is dead"),
    ("mi cell 809-555-0134, perdón, termina en 35", Found("+18095550135"), "corrected in the same breath"),
    ("mi numero no es 809-555-0134", None, "said not to be it"),
    ("mi cel 555-0134", NeedsArea("5550134"), "called a phone"),
    ("5550134", None, "seven digits that nobody called a phone"),
    ("call me at 917 555 0134", NeedsCountry("9175550134"), "called a phone"),
    ("9175550134", None, "ten foreign digits that nobody called a phone"),
    ("mi numero es 809 555 013", Unclear(), "meant, but a digit is missing"),
    ("presupuesto 8095550134", None, "a budget"),
    ("8095550134 pesos", None, "an amount"),
    ("RD$8,095,550,134", None, "an amount"),
    ("$8095550134", None, "an amount"),
    ("mi numero de cuenta es 8095550134", None, "a bank account"),
    ("cuenta numero 8095550134", None, "a bank account"),
    ("mi cédula es 402-1234567-8", None, "an identity card"),
    ("40212345678", None, "an identity card in one"),
    ("4111 1111 1111 1111", None, "a payment card"),
    ("DO28 BAGR 0000 0001 2124 5361 1324", None, "an IBAN"),
    ("apartamento 402 torre 3, 120 m2 por 250000", None, "an apartment and what it costs"),
    ("entre 800-1200 el metro", None, "a range"),
    ("el 23/11/2026 o 2026-11-24", None, "dates"),
    ("8095550134@gmail.com", None, "an e-mail"),
    ("busco por aquí uno de dos o tres habitaciones", None, "no number at all"),
]


@pytest.mark.parametrize(("text", "phone", "why"), SEARCHED)
def test_a_phone_is_found_anywhere_in_a_message(text: str, phone: PhoneRead | None, why: str) -> None:
    """Whoever writes everything at once is not asked for the phone again, and no other number is taken for it."""
    assert search_phone(read(text), WORDS, region="DO", asked=False)[0] == phone, why


@pytest.mark.parametrize(
    ("text", "own", "region", "e164"),
    [
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "", "FR", "+33612345678"),
        ("mon numéro: 06 12 34 56 78", "+33700000000", "DO", "+33612345678"),
        ("meu zap: onze nove oito sete meia cinco quatro três dois um", "", "BR", "+5511987654321"),
        ("meu zap é (11) 98765-4321", "", "BR", "+5511987654321"),
        ("mi móvil es el 612 34 56 78", "", "ES", SPANISH),
        ("+44 (0)20 7946 0958", "", "DO", "+442079460958"),
        ("011 34 612 345 678", "", "DO", "+34612345678"),
    ],
)
def test_numbers_of_other_countries(text: str, own: str, region: str, e164: str) -> None:
    """A number is read as people say it where they or the agency are."""
    assert search_phone(read(text), WORDS, region=region, own=own, asked=False)[0] == Found(e164)


GIVEN = [
    ("de España 612 345 678", SPANISH),
    ("612 345 678 (España)", SPANISH),
    ("vivo en Madrid, España. Mi número: 612 345 678", SPANISH),
    ("mi número de Francia 06 12 34 56 78", "+33612345678"),
    ("mon portable en France c'est le 06.12.34.56.78", "+33612345678"),
    ("US number 305 555 0134", "+13055550134"),
    ("my us number is (305) 555-0134", "+13055550134"),
    ("305-555-0134, it's a US number", "+13055550134"),
    ("mi teléfono canadiense 416-555-0134", "+14165550134"),
    ("vivo en Puerto Rico, 787 555 0134", "+17875550134"),
    ("mi celular de Colombia 300 555 0134", "+573005550134"),
    ("mi cel de Venezuela es el 0412 5550136", "+584125550136"),
    ("soy de Chile, mi cel es 9 6123 4567", "+56961234567"),
    ("mi cel en México es 55 5555 0108", "+525555550108"),
    ("número de Panamá 6123-4567", "+50761234567"),
    ("mein deutsches Handy: 0171 2345678", "+491712345678"),
    ("il mio cellulare italiano è 347 123 4567", "+393471234567"),
    ("meu celular do Brasil (11) 98765-4321", "+5511987654321"),
    ("мой российский номер 8 912 345-67-89", "+79123456789"),
    ("nimewo mwen an Ayiti se 3412 3456", "+50934123456"),
    ("my UK mobile is 07911 123456", "+447911123456"),
    ("vivo en España pero mi cel es 829-555-0134", "+18295550134"),
    ("vivo en Colombia y mi número de Estados Unidos es 305 555 0134", "+13055550134"),
    ("vivo en Estados Unidos y mi número de Colombia es 305 555 0134", "+573055550134"),
    ("I live in Germany, my number there is 809 555 0134", DOMINICAN),
    ("0034 612 345 678", SPANISH),
    ("0011 34 612 345 678", SPANISH),
    ("8~10 34 612 345 678", SPANISH),
    ("119 34 612 345 678", SPANISH),
    ("010 1 829 555 0134", "+18295550134"),
    ("829x555x0134", "+18295550134"),
    ("829 x 555 x 0134", "+18295550134"),
    ("8095550134x12", DOMINICAN),
    ("809-555-0134 x 12", DOMINICAN),
    ("mi cel 809 555 0134ext12", DOMINICAN),
    ("oficina 809-555-0134x12 o 809 555 0134 ext. 12", DOMINICAN),
]


@pytest.mark.parametrize(("text", "e164"), GIVEN)
@pytest.mark.parametrize("asked", [True, False])
def test_strangers_numbers(text: str, e164: str, asked: bool) -> None:
    """A number is taken whatever it is dialled with, and without its country code where the words name the country."""
    assert search_phone(read(text), WORDS, region="DO", asked=asked)[0] == Found(e164)


NONE_GIVEN = [
    "¿puedo ir a verla mañana a las 10:30 o a las 4:15?",
    "llámame después de las 18:00, salgo a las 17.30",
    "I can talk at 6.15pm or 7 30 pm",
    "je suis libre le 12/03/2026 entre 10h30 et 12h15",
    "nací el 12-05-1987 y ella el 3-8-1990",
    "trabajé en Nicaragua 2015-2019 y en Haití 2020 - 2023",
    "nos vamos a Haití el 30/09/2025",
    "me mudo de Nicaragua el 2026-11-24",
    "je pars en Haïti le 30-09-2025",
    "busco algo de 120 m2 en un solar de 1200 m2, por 250000",
    "un terreno de 1.500.000 m² en Higüey",
    "entre 2500000 y 3500000",
    "tengo 180 000 000 pesos",
    "mi presupuesto ronda 150 000 000 en Colombia",
    "il budget è 250.000 euro, massimo 300.000",
    "orçamento de 1.250.000,00 reais, entrada de 250.000",
    "квартира 54 м2 за 12500000 рублей",
    "mwen gen 25000000 goud",
    "mi cédula es 402-2345678-9",
    "cédula 00112345678",
    "mi DNI de España es 12345678Z",
    "meu CPF é 123.456.789-09",
    "my US passport number is 512345678",
    "la cuenta en Chile es 961234567",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "RNC 1-31-12345-6",
    "my booking reference number is 4471209931",
    "la referencia catastral es 9872023 VH5797S",
    "Postleitzahl 10115, Hausnummer 27, 3. Stock",
    "кадастровый номер 77:01:0001075:1361",
    "coordenadas 18.4861, -69.9312",
    "mide 10x20 y el solar 300x400",
    "https://www.inmuebles.do/propiedad/8095550134",
    "año 2023, 2024 y 2025, 12 cuotas de 85000",
]


@pytest.mark.parametrize("text", NONE_GIVEN)
@pytest.mark.parametrize("asked", [True, False])
def test_strangers_other_digits(text: str, asked: bool) -> None:
    """A time, a date, a price, an area, an account or an identity number is never a phone, in no country."""
    assert search_phone(read(text), WORDS, region="DO", asked=asked)[0] is None
    for language in ("es", "en", "fr", "pt", "it", "de", "ru", "ht"):
        assert propose_abroad(read(text), WORDS, language) is None


@pytest.mark.parametrize(
    ("language", "text", "e164"),
    [
        ("ht", "3412 3456", "+50934123456"),
        ("fr", "06 12 34 56 78", "+33612345678"),
        ("de", "0171 2345678", "+491712345678"),
        ("ru", "8 912 345-67-89", "+79123456789"),
        ("it", "333 123 4567", "+393331234567"),
        ("pt", "(11) 98765-4321", "+5511987654321"),
        ("pt", "912 345 678", "+351912345678"),
        ("en", "07911 123456", "+447911123456"),
        ("es", "612 345 678", None),
        ("de", "829 555 013", None),
        ("fr", "06 12 34 56", None),
    ],
)
def test_numbers_of_the_chats_language(language: str, text: str, e164: str | None) -> None:
    """A number as it is dialled where the chat's language is spoken is proposed, where there is one such country."""
    assert propose_abroad(read(text), WORDS, language) == e164


def test_the_number_they_write_from() -> None:
    """«Este mismo número» in a longer message means the sender's, where the channel knows it."""
    said = "Soy Ana, quiero comprar, llámame a este mismo número"
    assert search_phone(read(said), WORDS, region="DO", own=DOMINICAN, asked=False)[0] == OwnNumber()
    number, left = search_phone(read(said), WORDS, region="DO", asked=False)
    assert (number, left_of(left)) == (None, said)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Soy José, +1 (809) 555-0134", "Soy José,"),
        ("Soy José 8️⃣0️⃣9️⃣ 555 0134, o el 829-555-0199. ¡Gracias!", "Soy José , o el . ¡Gracias!"),
        ("809-555-0134 ext. 12", "ext. 12"),
        ("mi cel 8095550134x12 después de las 6", "mi cel x12 después de las 6"),
        ("(829) 555-0134 #12", "#12"),
    ],
)
def test_what_is_left_of_the_message(said: str, left: str) -> None:
    """The other readers do not see what was taken, and see the rest as it was written, an extension too."""
    assert left_of(search_phone(read(said), WORDS, region="DO", asked=False)[1]) == left


@pytest.mark.parametrize(
    ("said", "e164"),
    [
        ("no, termina en 35", "+18095550135"),
        ("el último dígito es 5", "+18095550135"),
        ("los últimos dos son 35", "+18095550135"),
        ("termina en treinta y cinco", "+18095550135"),
        ("termina en 35 no en 34", "+18095550135"),
        ("termina en 01 35", "+18095550135"),
        ("termina en cero uno tres cinco", "+18095550135"),
        ("0135 no 0134", "+18095550135"),
        ("it ends in 0135", "+18095550135"),
        ("ça finit par 35", "+18095550135"),
        ("termina em 35", "+18095550135"),
        ("es 829 no 809", "+18295550134"),
        ("el área es 829", "+18295550134"),
        ("no es ese, es 829 555 0199", "+18295550199"),
        ("me faltó un 4", None),
        ("termina en 34", None),
        ("mi contrato termina cuando acabe el año 2035", None),
        ("2 habitaciones no 3", None),
        ("busco 35 no 34", None),
        ("quiero comprar", None),
    ],
)
def test_a_number_is_corrected_in_words(said: str, e164: str | None) -> None:
    """A correction changes just the digits it names, and only where no other reading is possible."""
    assert correct_phone(read(said), DOMINICAN, WORDS, region="DO") == e164


PIECES = (
    "8",
    "809 ",
    "555-0134",
    "+",
    "+1",
    "00",
    "ocho ",
    "treinta y ",
    "double ",
    "o ",
    "no ",
    "(",
    " - ",
    "12:",
    "/",
)
hostile = st.lists(st.one_of(st.text(st.characters(exclude_categories=[])), st.sampled_from(PIECES)), max_size=10)


@settings(max_examples=100, deadline=None)
@given(text=hostile.map("".join), asked=st.booleans())
def test_no_message_breaks_the_search(text: str, asked: bool) -> None:
    """Any Unicode at all is answered, and whatever was no number is given back as it came."""
    message = read(text)
    number, rest = search_phone(message, WORDS, region="DO", own=SPANISH, asked=asked)
    assert number is not None or rest is message
    correct_phone(read(text), DOMINICAN, WORDS, region="DO")
