"""Reads the packaged catalogues, because `flows` reads no files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from flows.wording import Catalogue

if TYPE_CHECKING:
    from flows.understanding.words import Words

LANGUAGES = ("es", "en", "fr", "pt", "it", "de", "ru", "ht")


def load_catalogues() -> dict[str, Catalogue]:
    """Every language's catalogue by its code, in the order in which they are offered."""
    return {language: load_catalogue(language) for language in LANGUAGES}


@cache
def load_vocabulary() -> Words:
    """The words of every language, which people mix."""
    from flows.understanding.words import merge  # all that understands, where only texts are wanted

    return merge(load_catalogues().values())


@cache
def load_catalogue(language: str) -> Catalogue:
    """The packaged catalogue of one language."""
    document, spoken = _read(language), _read(language, "flows.vocabulary")
    words = {group: {kind: tuple(said) for kind, said in kinds.items()} for group, kinds in spoken.items()}
    sections = {name: section for name, section in document.items() if name != "questions"}
    catalogue = Catalogue(**sections, language=language, words=words)
    for id, said in document.get("questions", {}).items():
        catalogue = with_question(catalogue, id, text=said["text"], label=said["label"])
    return catalogue


def with_question(catalogue: Catalogue, id: str, *, text: str, label: str) -> Catalogue:
    """The catalogue with the words of a custom question; people change its answer by its label."""
    return replace(
        catalogue,
        texts={**catalogue.texts, f"own.{id}": text},
        options={**catalogue.options, f"edit_{id}": label},
        words={**catalogue.words, "field": {**catalogue.words["field"], id: (label,)}},
    )


def in_tone(catalogues: Mapping[str, Catalogue], tone: Literal["tu", "usted"]) -> Mapping[str, Catalogue]:
    """The catalogues with Spanish speakers addressed as `tone` says; what an agency's flow rewords stays as it is."""
    if tone == "tu" or "es" not in catalogues:
        return catalogues
    spanish, packaged = catalogues["es"], load_catalogue("es")
    sections: dict[str, Any] = {
        section: _reworded(getattr(spanish, section), entries, getattr(packaged, section))
        for section, entries in _formal().items()
    }
    return {**catalogues, "es": replace(spanish, **sections)}


def _reworded(spoken: Mapping[str, Any], said: Mapping[str, Any], packaged: Mapping[str, Any]) -> dict[str, Any]:
    """`spoken` with the entries of `said`, but for those that are not the packaged ones any more."""
    changed = {
        key: _reworded(spoken[key], entry, packaged[key]) if isinstance(entry, Mapping) else entry
        for key, entry in said.items()
        if spoken[key] == packaged[key]
    }
    return {**spoken, **changed}


@cache
def _formal() -> dict[str, Any]:
    """What is said otherwise to somebody who is «usted»."""
    return _read("es_usted")


def _read(name: str, room: str = "flows.wording") -> dict[str, Any]:
    return tomllib.loads(files(room).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
