"""Whatever the catalogues hold is said somewhere: no text is translated into eight languages for nobody."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from bot.wording import load_catalogue
from flows.wording import placeholders

ROOMS = ("flows", "bot", "adapters")
BY_ID = ("edit_", "lang_", "answer_")  # an option of each question, language, or plain answer: the ids are data
ES = load_catalogue("es")


@cache
def written() -> frozenset[str]:
    """Every string that stands in the code as a whole, and every name of an argument."""
    nodes = [
        node
        for room in ROOMS
        for path in (Path(__file__).parent.parent / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(strings | {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg})


def inner() -> set[str]:
    """What stands in the texts by its name in braces: values, and other texts."""
    templates = (*ES.texts.values(), *ES.staff.values())
    return {name for template in templates for name in placeholders(template)}


@pytest.mark.parametrize("key", ES.texts)
def test_a_text_is_said(key: str) -> None:
    """Something says each text, or another text holds it."""
    assert key in written() | inner()


@pytest.mark.parametrize("option", ES.options)
def test_an_option_is_offered(option: str) -> None:
    """Something offers each option."""
    assert option in written() or option.startswith(BY_ID)


@pytest.mark.parametrize("line", ES.staff)
def test_a_line_for_staff_is_written(line: str) -> None:
    """Each line for the agency is written in some note."""
    assert line in written()


@pytest.mark.parametrize("name", [*ES.values, *ES.defaults])
def test_a_value_is_shown(name: str) -> None:
    """Each value that has words of its own stands in some text, and each of its words is given by something."""
    assert name in inner()
    assert set(ES.values.get(name, ())) <= written()
