"""A name is taken whole: a couple's, one said twice, and never a remark (conversation §8.3)."""

from __future__ import annotations

import pytest

from bot.wording import load_vocabulary
from flows.understanding.message import read
from flows.understanding.name import first_word, search_name

WORDS = load_vocabulary()


def answered(text: str, *languages: str) -> str | None:
    """The name in an answer to «¿cómo te llamas?» where these languages are heard."""
    name, _ = search_name(read(text), WORDS.heard_in(languages), asked=True)
    return name


@pytest.mark.parametrize(
    ("language", "text", "full"),
    [
        ("es", "José Luis y Marisol Taveras", "José Luis y Marisol Taveras"),
        ("es", "María y José", "María y José"),
        ("es", "maría y josé", "maría y josé"),
        ("es", "Juan Carlos y Laura Gómez", "Juan Carlos y Laura Gómez"),
        ("es", "Ana Gil y Pedro Díaz", "Ana Gil y Pedro Díaz"),
        ("es", "ana gil y pedro díaz", "ana gil y pedro díaz"),
        ("es", "me llamo María y José", "María y José"),
        ("en", "John Paul and Mary Jones", "John Paul and Mary Jones"),
        ("fr", "Marie Curie et Jean Dupont", "Marie Curie et Jean Dupont"),
        ("it", "Maria Rossi e Marco Bianchi", "Maria Rossi e Marco Bianchi"),
        ("de", "Anna Schmidt und Peter Weber", "Anna Schmidt und Peter Weber"),
        ("ru", "Анна Петрова и Иван Сидоров", "Анна Петрова и Иван Сидоров"),
        ("ht", "Marie Joseph ak Jean Pierre", "Marie Joseph ak Jean Pierre"),
        ("es", "yo me llamo Francia, Francia Minaya", "Francia Minaya"),
        ("es", "Francia, Francia Minaya", "Francia Minaya"),
        ("en", "Bond, James Bond", "James Bond"),
        ("fr", "Dupont, Marie Dupont", "Marie Dupont"),
        ("es", "Santiago Ramón y Cajal", "Santiago Ramón y Cajal"),
        ("es", "Peña, Ana María", "Ana María Peña"),
    ],
)
def test_a_couple_and_a_name_said_twice_are_one_name(language: str, text: str, full: str) -> None:
    """Two people who answer are one name, and of a name that is said again the longer one counts once."""
    assert answered(text, language, "es") == full


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Ana Gil y busco casa", "Ana Gil"),
        ("Ana y necesito un apartamento", "Ana"),
        ("me llamo Ana Gil y Pedro Díaz es mi esposo", "Ana Gil"),
        ("soy Ana y José Luis Pérez es mi esposo", "Ana"),
        ("Ana, Luis me recomendó", "Ana"),
    ],
)
def test_what_is_said_of_another_is_no_part_of_the_name(text: str, full: str) -> None:
    """Who says more of themselves, or something of another, is no couple."""
    assert answered(text, "es") == full


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("José Luis y Marisol Taveras", "José y Marisol"),
        ("Ana Gil y Pedro Díaz", "Ana y Pedro"),
        ("María y José", "María y José"),
        ("Ana y Luis Peña", "Ana y Luis"),
        ("Santiago Ramón y Cajal", "Santiago"),
        ("José Ortega y Gasset", "José"),
        ("Maria Costa e Silva Santos", "Maria"),
        ("Ana e Luis Souza", "Ana e Luis"),
    ],
)
def test_both_of_a_couple_are_addressed(name: str, called: str) -> None:
    """A couple is called by both first names, and who has two surnames joined by «y» by their own."""
    assert first_word(name) == called


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "c'est bizarre de parler à une machine"),
        ("fr", "c'est gentil de votre part"),
        ("fr", "c'est sympa"),
        ("fr", "c'est drôle"),
        ("fr", "je suis gaucher"),
        ("de", "das ist lustig"),
        ("de", "ich bin schwanger"),
        ("en", "it's nice"),
        ("en", "it's weird talking to a bot"),
        ("en", "i'm tall"),
        ("es", "soy zurdo"),
        ("es", "es raro hablar con una máquina"),
        ("pt", "sou canhota"),
        ("it", "sono incinta"),
        ("it", "è strano parlare con una macchina"),
        ("ru", "я высокий"),
        ("ru", "это смешно"),
        ("ht", "mwen bouke"),
    ],
)
def test_a_quality_is_no_name(language: str, text: str) -> None:
    """What somebody is like, and what they think of the chat, is nobody's name."""
    assert answered(text, language, "es") is None


@pytest.mark.parametrize(
    ("language", "text", "full"),
    [
        ("fr", "c'est julie", "julie"),
        ("fr", "C'est Clément de Lyon", "Clément"),
        ("de", "das ist peter", "peter"),
        ("en", "it's julie", "julie"),
        ("en", "it's Tom from Leeds", "Tom"),
        ("es", "es julia", "julia"),
        ("ru", "это Анна", "Анна"),
        ("it", "sono marco", "marco"),
        ("pt", "sou a rita", "rita"),
    ],
)
def test_a_name_behind_the_same_words_is_one(language: str, text: str, full: str) -> None:
    """Behind "it's" and «soy» a name is still taken, with the place they come from or without."""
    assert answered(text, language, "es") == full
