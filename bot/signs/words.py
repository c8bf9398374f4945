"""The sentences of the page that a sign opens, and of the message that its link prepares; one file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.wording import LANGUAGES
from flows.understanding.code import LENGTH, show_code

if TYPE_CHECKING:
    from bot.channels import Entry


def page_words(language: str) -> Mapping[str, str]:
    """By key; Spanish for a language that we do not speak."""
    return _words(language if language in LANGUAGES else LANGUAGES[0])


def prepared_text(entry: Entry) -> str:
    """What stands ready to be sent, the code last; below 140 characters in every language."""
    words = page_words(entry.language)
    if not entry.code:
        return words["hello_plain"]
    shown = show_code(entry.code) if len(entry.code) == LENGTH else entry.code
    return words["hello_general" if entry.is_general else "hello"].replace("{codigo}", shown)


@cache
def _words(language: str) -> Mapping[str, str]:
    return tomllib.loads(files("bot").joinpath("templates", f"sign.{language}.toml").read_text("utf-8"))
