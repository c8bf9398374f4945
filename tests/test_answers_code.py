"""A sign's code is found however it was typed, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.code import SYMBOLS, FoundCode, Payload, find_code, is_code, neighbours, read_payload, show_code

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
    ("K7M4PD", None, "neither named nor shaped like one"),
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


@pytest.mark.parametrize("code", VALID)
def test_the_published_examples_pass_the_check(code: str) -> None:
    """The codes that SIGNS gives as examples are good ones."""
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
