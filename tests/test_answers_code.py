"""A sign's code is found however it was typed, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.understanding.code import (
    SYMBOLS,
    FoundCode,
    Payload,
    find_code,
    is_code,
    neighbours,
    read_payload,
    show_code,
    without_codes,
)

VALID = ("K7M4PF", "C8F2T7", "H5V9QM", "9WXH38", "T4K7ND")


def closed(start: str) -> str:
    """Five symbols and the sixth that makes their check come out."""
    weighted = (weight * SYMBOLS.index(symbol) for weight, symbol in zip(range(6, 1, -1), start, strict=True))
    return start + SYMBOLS[-sum(weighted) % 23]


codes = st.text(SYMBOLS, min_size=5, max_size=5).map(closed).filter(is_code)

FOUND = [
    ("Hola, me interesa esta propiedad (ref. K7M-4PF)", FoundCode("K7M4PF", named=True), "the link's own text"),
    ("Hi, I'm interested in this property (ref. K7M-4PF)", FoundCode("K7M4PF", named=True), "the link's own text"),
    ("k7m4pf", FoundCode("K7M4PF"), "lower case, no hyphen, no word"),
    ("la del código K7M 4PF, gracias", FoundCode("K7M4PF", named=True), "a space inside"),
    ("code: k7m-4pf", FoundCode("K7M4PF", named=True), "English"),
    ("#T4K7ND", FoundCode("T4K7ND", named=True), "«#»"),
    ("🏠K7M–4PF🏠", FoundCode("K7M4PF"), "emoji around, another hyphen"),
    ("ref CBF-ZT7", FoundCode("C8F2T7", named=True), "B for 8, Z for 2"),
    ("Ｋ７Ｍ４ＰＦ", FoundCode("K7M4PF"), "wide letters"),
    ("9WXH38 y T4K7ND", FoundCode("9WXH38"), "two codes: the first"),
    ("ref K7M4PD o K7M4PF", FoundCode("K7M4PF"), "a good code before a damaged one"),
    ("ref K7M4PD", FoundCode("K7M4PD", named=True, damaged=True), "named, the check fails"),
    ("K7M-4PD", FoundCode("K7M4PD", damaged=True), "it looks like a printed code"),
    ("ref K7M4P0", FoundCode("K7M4P0", named=True, damaged=True), "one symbol that no code has"),
    ("К7М-4РF", FoundCode("K7M4PF"), "К, М and Р of a Cyrillic keyboard"),
    ("ref. к7м4рf", FoundCode("K7M4PF", named=True), "the same in small letters"),
    ("rеf К7М4РF", FoundCode("K7M4PF", named=True), "«ref» with a Cyrillic е"),
    ("код К7М-4РD", FoundCode("K7M4PD", named=True, damaged=True), "«код», the check fails"),
    ("К7М-4РD", FoundCode("K7M4PD", damaged=True), "Cyrillic, and it looks like a printed code"),
    ("Νόμιζα #Τ4Κ7ΝD", FoundCode("T4K7ND", named=True), "Greek capitals"),
    ("СВF-ЅТ7", FoundCode("C8F5T7", damaged=True), "Cyrillic В for 8, Ѕ for 5, and a wrong symbol"),
    ("K7M\u200b-4PF", FoundCode("K7M4PF"), "a space of no width"),
    ("K7M\u00ad4PF", FoundCode("K7M4PF"), "a soft hyphen"),
    ("\ufeffref. \u2068K7M-4PF\u2069", FoundCode("K7M4PF", named=True), "a mark at the start, marks of direction"),
    ("código\u200b:\u200eK\u200d7\u2060M\u200c4P\u200fF", FoundCode("K7M4PF", named=True), "one between all"),
    ("hola\u200bK7M4PF\u200bgracias", FoundCode("K7M4PF"), "invisible signs for spaces"),
    ("K7️⃣M-4️⃣PF", FoundCode("K7M4PF"), "digits as emoji"),
    ("𝐊𝟕𝐌-𝟒𝐏𝐅", FoundCode("K7M4PF"), "letters of a font app"),
    ("codice K7M4PD", FoundCode("K7M4PD", named=True, damaged=True), "as our Italian posters call it"),
    ("kòd K7M4PD", FoundCode("K7M4PD", named=True, damaged=True), "as our Haitian posters call it"),
    ("K7M4PD", None, "neither named nor shaped like one"),
    ("К7М4РD", None, "the same in Cyrillic"),
    ("домК7М4РF", None, "a longer word"),
    ("К7М4РFХ", None, "seven symbols in Cyrillic"),
    ("к7м4рf@gmail.com", None, "an address in Cyrillic"),
    ("сдам 3-ком кв 120 м2, 100 сом", None, "an ordinary Russian message"),
    ("код подъезда 245, 5 этаж, кв 12", None, "the code of a door"),
    ("дом 12-КМН", None, "an address"),
    ("ΔΕΗ 245 ΜΗΝ", None, "Greek words and a number"),
    ("809-555-0134", None, "a phone"),
    ("código postal", None, "a word"),
    ("ref. amigos", None, "a word"),
    ("K7M4PFX", None, "seven symbols"),
    ("k7m4pf@gmail.com", None, "an address"),
    ("Busco apartamento de 2 hab en Naco", None, "an ordinary message"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("text", "found", "why"), FOUND)
def test_codes_are_found_in_messages(text: str, found: FoundCode | None, why: str) -> None:
    """The code on a sign is read anywhere in a message, and ordinary messages hold none."""
    assert find_code(text) == found, why


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("К7М-4РF", ""),
        ("к7м4рd", ""),
        ("Hola, К7М 4РF!", "Hola, !"),
        ("код К7М-4РF", "код"),
        ("K7M4PF T4K7ND", ""),
        ("сдам за 300 сот", "сдам за 300 сот"),
        ("Quiero 2 hab por 250 mil", "Quiero 2 hab por 250 mil"),
    ],
)
def test_the_letters_of_a_code_are_no_words(text: str, rest: str) -> None:
    """What a code is written with says nothing of what a person speaks; everything else does."""
    assert " ".join(without_codes(text).split()) == rest


@pytest.mark.parametrize("code", VALID)
def test_the_published_examples_pass_the_check(code: str) -> None:
    """The codes that docs/signs.md gives as examples are good ones."""
    assert is_code(code)


@given(codes, st.integers(0, 5), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_always_noticed_and_can_be_mended(code: str, place: int, symbol: str) -> None:
    """A misread symbol never leads to another sign, and the sign meant is among the neighbours."""
    damaged = code[:place] + symbol + code[place + 1 :]
    if damaged != code:
        assert not is_code(damaged)
        assert code in neighbours(damaged)
        assert len(neighbours(damaged)) <= 6


@given(codes, st.integers(0, 5), st.integers(0, 5))
def test_two_swapped_symbols_are_always_noticed(code: str, one: int, other: int) -> None:
    """Swapping two different symbols never leads to another sign."""
    swapped = list(code)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert code[one] == code[other] or not is_code("".join(swapped))


@given(codes, st.sampled_from(["{}", "ref {}", "Hola (ref. {})", "código: {}", "quiero {} por favor"]))
def test_every_code_is_found_as_it_is_printed(code: str, message: str) -> None:
    """Whatever code is minted, people can type it as they see it."""
    found = find_code(message.format(show_code(code)))
    assert found is not None
    assert (found.code, found.damaged) == (code, False)


@given(st.from_regex(r"(\+?[0-9]{1,3}[ -]?)?[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", fullmatch=True))
def test_phones_are_never_codes(phone: str) -> None:
    """A phone number is never mistaken for a sign."""
    assert find_code(phone) is None


@given(st.lists(st.sampled_from(["me", "interesa", "esta", "casa", "de", "la", "por", "favor", "tres", "baños"])))
def test_plain_words_are_never_codes(words: list[str]) -> None:
    """Ordinary words are never mistaken for a sign."""
    assert find_code(" ".join(words)) is None


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ("s-K7M4PF", Payload("s", "K7M4PF")),
        ("s-K7M4PF-en", Payload("s", "K7M4PF", "en")),
        ("l-t4k7nd", Payload("l", "T4K7ND")),
        ("t-9WXH38-fr", Payload("t", "9WXH38", "fr")),
        ("x-K7M4PF", None),
        ("s-K7M4PD", None),
        ("K7M4PF", None),
        ("s-K7M4PF-eng", None),
        ("s-K7M4PF\n", None),
        ("", None),
    ],
)
def test_link_payloads_follow_their_grammar(payload: str, read: Payload | None) -> None:
    """A link's payload is read by its grammar, and anything else is a plain start."""
    assert read_payload(payload) == read
