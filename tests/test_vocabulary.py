"""What people say: every kind of words is read by somebody, and nobody asks for a kind that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from bot.wording import LANGUAGES, load_catalogues

FLOWS = Path(__file__).parent.parent / "flows"
CODE = "\n".join(file.read_text("utf-8") for file in sorted(FLOWS.rglob("*.py")))
NAMED = re.compile(r'f?"([a-z]+)(?:\.|"\]\[")([a-z_0-9{}]+)"')  # "answer.yes", words["answer"]["either"]
ASKED_BY_PARTS = {  # groups whose kinds are ids, values or options, so that the code names none of them
    *("closed", "command", "country", "field", "language", "number", "option"),
}
KINDS = {
    f"{group}.{kind}"
    for catalogue in load_catalogues().values()
    for group, kinds in catalogue.words.items()
    for kind in kinds
}


def patterns() -> list[str]:
    """The kinds that the code asks for; one with a name in braces stands for several."""
    return [re.sub(r"\\{\w+\\}", r"\\w+", re.escape(f"{group}.{kind}")) for group, kind in NAMED.findall(CODE)]


def test_every_kind_of_words_is_read() -> None:
    """A translator fills in no list that nobody reads."""
    asked = re.compile("|".join(patterns()))
    idle = {kind for kind in KINDS if kind.partition(".")[0] not in ASKED_BY_PARTS and not asked.fullmatch(kind)}
    assert idle == set()


def test_every_kind_that_is_asked_for_stands_in_every_language() -> None:
    """No reader looks for words that somebody forgot to write down."""
    groups = {kind.partition(".")[0] for kind in KINDS}
    asked = {f"{group}.{kind}" for group, kind in NAMED.findall(CODE) if group in groups and "{" not in kind}
    others = {"name.home", "name.meant", "email.com"}  # made of other kinds; an address's domain
    for language in LANGUAGES:
        words = load_catalogues()[language].words
        there = {f"{group}.{kind}" for group, kinds in words.items() for kind in kinds}
        assert asked - there - others == set(), language
