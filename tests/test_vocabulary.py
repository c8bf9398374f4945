"""What people say: every kind of words is read by somebody, and nobody asks for a kind that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.wording import LANGUAGES, load_catalogues
from flows.understanding.clause import KINDS
from flows.understanding.kinds import MADE, PHRASE_KINDS

FLOWS = Path(__file__).parent.parent / "flows"
CODE = "\n".join(file.read_text("utf-8") for file in sorted(FLOWS.rglob("*.py")) if file.name != "kinds.py")
BY_ID = {  # groups whose kinds are ids, values or options, so that the code names none of them
    *("command", "country", "field", "language", "number", "option"),
}


def kinds_in(language: str) -> set[str]:
    words = load_catalogues()[language].words
    return {f"{group}.{kind}" for group, kinds in words.items() for kind in kinds if group != "closed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kinds_that_the_type_checker_knows_are_those_of_every_language(language: str) -> None:
    """No reader looks for words that somebody forgot to write down, and none of a misspelt kind."""
    there = kinds_in(language)
    assert there >= PHRASE_KINDS - MADE
    assert {kind for kind in there - PHRASE_KINDS if kind.partition(".")[0] not in BY_ID} == set()
    assert set(load_catalogues()[language].words["closed"]) == set(KINDS)


def test_every_kind_of_words_is_read() -> None:
    """A translator fills in no list that nobody reads."""
    named = set(re.findall(r'"([a-z]+\.[a-z_]+)"', CODE)) | {
        f"{group}.{kind}" for group, kind in re.findall(r'words\["([a-z]+)"\]\["([a-z_]+)"\]', CODE)
    }
    assert {kind for kind in PHRASE_KINDS - named if kind.partition(".")[0] not in BY_ID} == set()
