"""Reads the packaged catalogues, because `flows` reads no files."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from flows.wording import Catalogue

LANGUAGES = ("es", "en", "fr", "pt", "it", "de", "ru", "ht")


def load_catalogues() -> dict[str, Catalogue]:
    """Every language's catalogue by its code, in the order in which they are offered."""
    return {language: load_catalogue(language) for language in LANGUAGES}


@cache
def load_catalogue(language: str) -> Catalogue:
    """The packaged catalogue of one language."""
    document = tomllib.loads(files("flows.wording").joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    words = {group: {kind: tuple(said) for kind, said in kinds.items()} for group, kinds in document["words"].items()}
    return Catalogue(**{**document, "language": language, "words": words})
