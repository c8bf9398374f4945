"""The sentences of the page that a sign opens, one file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.wording import LANGUAGES


def page_words(language: str) -> Mapping[str, str]:
    """By key; Spanish for a language that we do not speak."""
    return _words(language if language in LANGUAGES else LANGUAGES[0])


@cache
def _words(language: str) -> Mapping[str, str]:
    return tomllib.loads(files("bot").joinpath("templates", f"sign.{language}.toml").read_text("utf-8"))
