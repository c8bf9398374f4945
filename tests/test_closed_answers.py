"""Answers that hold no value, «no sé», «déjalo así», «el primero», are understood however they are put."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.wording import LANGUAGES, load_vocabulary
from flows.understanding.clause import KINDS
from flows.understanding.closed import LONGEST, Closed, Meaning, read_closed
from flows.understanding.message import read
from flows.understanding.place import read_place
from flows.understanding.words import closed_lexicon, mentions_of
from tests.chats import Chat, default_flow
from tests.understanding.cases import HALVES
from tests.understanding.closed_answers import count_understood, load_answers, share

WORDS = load_vocabulary()
TABLES = Path(__file__).with_name("understanding") / "closed"
MEANINGS = tomllib.loads((TABLES / "meanings.toml").read_text(encoding="utf-8"))
NOT_MEANT = tomllib.loads((TABLES / "not_meant.toml").read_text(encoding="utf-8"))
ANSWERS = {half: load_answers(half) for half in HALVES}
UNDERSTOOD = {half: count_understood(ANSWERS[half], WORDS) for half in HALVES}
LEAST_CASES = 400
LEAST_NOT_MEANT = 20

TWO = ("ana.gil@gmail.com", "agil@example.net")
PHONES = ("809-555-0166", "829-555-0123", "849-555-0142")


def meaning(text: str, language: str = "es", asked: str = "") -> Closed | None:
    return read_closed(read(text), closed_lexicon(WORDS, language, "es"), mentions_of(WORDS, asked))


def place(text: str, labels: tuple[str, ...], language: str = "es") -> int | None:
    return read_place(read(text), closed_lexicon(WORDS, language, "es"), labels)


def test_there_are_enough_answers_in_every_language() -> None:
    """How well people are understood is measured on answers that nobody had tuned for."""
    assert sum(answer.sort is not None for half in HALVES for answer in ANSWERS[half]) >= LEAST_CASES
    for half in HALVES:
        assert {answer.lang for answer in ANSWERS[half]} == set(LANGUAGES)


def test_no_answer_is_in_both_halves() -> None:
    """The half to report on holds what nobody met while tuning."""
    texts = [{(answer.lang, answer.asked, answer.text.casefold()) for answer in ANSWERS[half]} for half in HALVES]
    assert texts[0].isdisjoint(texts[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_understood_in_every_language(language: str) -> None:
    """A person who answers in their own words is not asked the same again."""
    assert share(UNDERSTOOD["tune"], "closed", (language,)) >= 0.96
    assert share(UNDERSTOOD["report"], "closed", (language,)) >= 0.85


def test_hardly_anything_else_is_taken_for_an_answer() -> None:
    """Who speaks of the house, of hours or of neighbours has said neither yes nor no."""
    assert share(UNDERSTOOD["tune"], "closed") >= 0.98
    assert share(UNDERSTOOD["report"], "closed") >= 0.95
    for half in HALVES:
        assert share(UNDERSTOOD[half], "trap") >= 0.97
        assert share(UNDERSTOOD[half], "place") >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_in_every_language(language: str) -> None:
    """No language lacks a way to say something."""
    assert {kind for kind in KINDS if not WORDS.closed[language][kind]} == set()


def test_the_table_holds_every_meaning_in_every_language() -> None:
    """What works in Spanish works in Creole."""
    assert set(MEANINGS) == set(LANGUAGES)
    for language, meanings in MEANINGS.items():
        assert set(meanings) == set(Meaning), language
        assert min(len(texts) for texts in meanings.values()) >= 2, language


@pytest.mark.parametrize(
    ("language", "means", "text"),
    [
        (language, means, text)
        for language, table in MEANINGS.items()
        for means, texts in table.items()
        for text in texts
    ],
)
def test_an_answer_means_what_people_mean_by_it(language: str, means: str, text: str) -> None:
    """A person is understood in the words and the language in which they answer."""
    closed = meaning(text, language)
    assert closed is not None, "not understood"
    assert closed.meaning == means


@pytest.mark.parametrize("means", Meaning)
def test_each_meaning_has_enough_that_does_not_mean_it(means: Meaning) -> None:
    """No rule is done before it was tried on what it must leave alone."""
    assert len(NOT_MEANT[means]) >= LEAST_NOT_MEANT


@pytest.mark.parametrize(
    ("means", "language", "text"),
    [(means, *said.split(": ", 1)) for means, texts in NOT_MEANT.items() for said in texts],
)
def test_what_is_said_about_something_else_is_no_answer(means: str, language: str, text: str) -> None:
    """A person's remark about the house or the hour is kept as their words, and answers nothing."""
    closed = meaning(text, language)
    assert closed is None or closed.meaning != means


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("correo no uso", "email", Closed(Meaning.NONE)),
        ("no, a ese no", "phone", Closed(Meaning.NO, other=True)),
        ("no, prefiero otro", "phone", Closed(Meaning.NO, other=True)),
        ("sí, pero no antes de las 6", "", Closed(Meaning.YES, words_beside=True, doubted=True)),
        ("sí, no te preocupes", "", Closed(Meaning.YES)),
        ("no, deja la vieja", "", Closed(Meaning.NO)),
        ("ok, así está bien", "", Closed(Meaning.FINE)),
        ("dale, llámenme el lunes", "", Closed(Meaning.YES, words_beside=True)),
        ("q se yo", "", Closed(Meaning.UNKNOWN)),
        ("Si hay piscina, sí", "", None),
        ("", "", None),
    ],
)
def test_what_stands_beside_an_answer_is_told(text: str, asked: str, expected: Closed | None) -> None:
    """What a person adds to their answer is kept, and what takes it back is heard."""
    assert meaning(text, asked=asked) == expected


def test_a_yes_of_another_language_is_understood_alone() -> None:
    """A person may agree in a language that is not the chat's; a word of theirs that looks like it is no yes."""
    assert meaning("ja", "es") == Closed(Meaning.YES)
    assert meaning("da", "pt") is None
    assert meaning("já vi outro apartamento", "pt") is None


NAMES = (
    "Noé",
    "Roger",
    "Jo",
    "Ale",
    "Dai",
    "Nel",
    "Mía",
    "Anna",
    "Otto",
    "Sissi",
    "Luz",
    "Sol",
    "Ana Claro",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_answer_because_it_sounds_like_one(language: str, name: str) -> None:
    """Noé and Roger are people, whatever these words are in another language."""
    assert meaning(name, language) is None


@pytest.mark.parametrize(
    ("language", "text", "means"),
    [
        ("es", "siiii", Meaning.YES),
        ("es", "klaro ke sí", Meaning.YES),
        ("es", "eso es nesesario?", Meaning.MUST),
        ("es", "mándaselo", Meaning.YES),
        ("es", "se me a olvidao", Meaning.UNKNOWN),
        ("es", "nooo", Meaning.NO),
        ("fr", "gardez l'ancien", Meaning.LEAVE),
        ("en", "nopeee", Meaning.NO),
    ],
)
def test_an_answer_is_understood_as_people_type_it(language: str, text: str, means: Meaning) -> None:
    """Who spells by ear, or holds a key, is understood."""
    closed = meaning(text, language)
    assert closed is not None
    assert closed.meaning == means


def test_a_long_message_is_no_answer() -> None:
    """Who writes a paragraph has something to say, and costs no more than a short one."""
    assert meaning("no " * LONGEST) is not None
    assert meaning("no " * (LONGEST + 1)) is None


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("1", TWO, 0),
        ("2", PHONES, 1),
        ("3", TWO, None),
        ("0", TWO, None),
        ("opción 2", TWO, 1),
        ("el primero", TWO, 0),
        ("la segunda por favor", TWO, 1),
        ("el último", PHONES, 2),
        ("la de abajo", PHONES, 2),
        ("el de arriba", PHONES, 0),
        ("el que termina en 66", PHONES, 0),
        ("el que termina en 2", PHONES, 2),
        ("el 849", PHONES, 2),
        ("el 555", PHONES, None),
        ("el de gmail", TWO, 0),
        ("el que dice example", TWO, 1),
        ("el tercero", TWO, None),
        ("ese", TWO, None),
        ("el primero no", TWO, None),
        ("ninguno de los dos", TWO, None),
        ("el primer apartamento me gustó más", TWO, None),
        ("último precio cuánto es?", TWO, None),
        ("el primero o el segundo", TWO, None),
    ],
)
def test_one_of_the_options_shown_is_chosen_in_words(text: str, labels: tuple[str, ...], expected: int | None) -> None:
    """A person chooses by position, by what an option says, or by how it ends."""
    assert place(text, labels) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the last one", 1),
        ("en", "the gmail one", 0),
        ("en", "this one", None),
        ("en", "number two", 1),
        ("fr", "le n°1", 0),
        ("pt", "a de baixo", 1),
        ("it", "quella sopra", 0),
        ("de", "die zweite bitte", 1),
        ("ru", "на второй пожалуйста", 1),
        ("ht", "dezyèm nan", 1),
    ],
)
def test_an_option_is_chosen_in_every_language(language: str, text: str, expected: int | None) -> None:
    """Whoever is shown two addresses can say which in their own language."""
    assert place(text, TWO, language) == expected


@pytest.mark.parametrize("words", ["el que termina en 66", "el último", "el segundo", "the second one", "el 829", "2"])
def test_pointing_at_one_of_two_numbers_takes_that_one(words: str) -> None:
    """«El que termina en 66» is one of the numbers shown, never a new one made of its figures."""
    chat = Chat(default_flow("telegram", consent="notice"))
    chat.say("hola", "comprar", "Ana Peña", "809-555-0134 o 829-555-0166", words)
    assert chat.conversation.draft.phone is not None
    assert chat.conversation.draft.phone.e164 == "+18295550166"


@pytest.mark.parametrize("words", ["829-555-0177", "mejor 829-555-0177"])
def test_another_number_than_the_two_shown_is_taken(words: str) -> None:
    """Who writes a third number points at neither of the two."""
    chat = Chat(default_flow("telegram", consent="notice"))
    chat.say("hola", "comprar", "Ana Peña", "809-555-0134 o 829-555-0166", words)
    assert chat.conversation.draft.phone is not None
    assert chat.conversation.draft.phone.e164 == "+18295550177"
