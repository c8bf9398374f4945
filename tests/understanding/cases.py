"""The messages of the evaluation set, as README.md describes their files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

Half = Literal["tune", "report"]
HALVES: tuple[Half, ...] = get_args(Half)
SLOTS = ("name", "phone", "email", "email_suggestion", "intent")
LANGUAGES = ("es", "en", "fr", "pt")

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message, what was asked, what is known, and the slots that must be found in it and no others."""

    id: str
    theme: str
    locale: str
    asked: str
    text: str
    known: Mapping[str, str]
    expected: Mapping[str, str]

    @property
    def language(self) -> str:
        return self.locale.partition("-")[0]


def load_cases(half: Half) -> tuple[Case, ...]:
    """All messages of one half, theme by theme."""
    files = sorted((_HERE / half).glob("*.toml"))
    return tuple(case for file in files for case in _cases_of(file))


def _cases_of(file: Path) -> list[Case]:
    theme = tomllib.loads(file.read_text(encoding="utf-8"))
    return [_case(file.stem, number, {"locale": theme["locale"], **row}) for number, row in theme["cases"].items()]


def _case(theme: str, number: str, row: dict[str, Any]) -> Case:
    return Case(
        id=f"{theme}/{number}",
        theme=theme,
        locale=row.pop("locale"),
        asked=row.pop("asked"),
        text=row.pop("text"),
        known=row.pop("known", {}),
        expected=row,
    )
