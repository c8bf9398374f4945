"""What the console is made of: words in two languages, and one script that is not ours."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from adapters.records import LeadState
from bot.cli.lead_words import OUTCOMES, REASONS
from bot.console.today import DISCARD_REASONS

CONSOLE = Path(__file__).parent.parent / "bot" / "console"
TEMPLATES = CONSOLE.parent / "templates" / "console"
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"  # npm: htmx.org 4.0.1, dist/htmx.min.js


def words(language: str) -> dict[str, Any]:
    return tomllib.loads((CONSOLE / "words" / f"{language}.toml").read_text("utf-8"))


def keys(table: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, int]]:
    """Every key with how many values it has, a text one."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys(value, f"{place}{key}.")
        else:
            yield f"{place}{key}", len(value) if isinstance(value, list) else 1


def test_the_script_is_the_one_that_was_looked_at() -> None:
    """htmx is what its makers published, and its licence lies beside it."""
    assert hashlib.sha256((CONSOLE / "static" / "htmx.min.js").read_bytes()).hexdigest() == HTMX
    assert "Zero-Clause BSD" in (CONSOLE / "static" / "htmx.LICENSE.txt").read_text("utf-8")


def test_both_languages_say_the_same() -> None:
    """Whoever chooses English misses nothing."""
    assert list(keys(words("es"))) == list(keys(words("en")))


@pytest.mark.parametrize("language", ["es", "en"])
def test_everything_has_a_plain_word(language: str) -> None:
    """No state, reason or answer of the CRM reaches a page by its name in the code."""
    said = words(language)
    assert set(said["states"]) == set(said["next_steps"]) == set(get_args(LeadState))
    assert set(said["reasons"]) >= set(REASONS)
    assert set(said["outcomes"]) == {outcome or "none" for outcome in OUTCOMES}
    assert set(said["discard_reasons"]) == set(DISCARD_REASONS)
    noted = {
        deed
        for file in [*CONSOLE.glob("*.py"), CONSOLE.parent / "cli" / "user.py"]
        for deed in re.findall(r'\.note\(\s*(?:[\w.]+, (?:[\w.]+|"leadbot user"), )?"(\w+)"', file.read_text("utf-8"))
    }
    assert noted
    assert noted <= set(said["deeds"])


def test_pages_load_nothing_from_elsewhere() -> None:
    """The console works without the internet, and nobody outside learns that it is used."""
    for file in [*TEMPLATES.glob("*.j2"), *CONSOLE.glob("static/console.*")]:
        text = file.read_text("utf-8")
        assert not re.search(r"(?:src|action|url\()\W*https?:", text), file.name
        assert " style=" not in text, file.name
        assert not re.search(r"\son\w+=", text), file.name
