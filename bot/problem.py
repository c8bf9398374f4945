"""What is wrong with something that a technician wrote, settings and flows alike: where, what, and what to write
instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """`key` is dotted as in the file, or a variable's name; no part ever holds a secret."""

    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.key} {self.what}: {self.remedy}"


class SettingsError(Exception):
    """The settings cannot be used. `problems` are all of them, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(map(str, self.problems)))


def hint(written: str, known: Iterable[str]) -> str:
    """«¿querías decir «token»?», or «» where nothing that we know looks like it."""
    near = nearest(written, known)
    return f"¿querías decir «{near}»?" if near else ""


def nearest(written: str, known: Iterable[str]) -> str:
    """The one of the known words that looks most like it, whatever its capitals; «» where none does."""
    by_folded = {word.lower(): word for word in known}
    near = get_close_matches(written.lower(), by_folded, n=1)
    return by_folded[near[0]] if near else ""
