"""What is wrong with something that a technician wrote, settings and flows alike: where, what, and what to write
instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from adapters.language import tr

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


NOT_A_NUMBER = (tr("no es un número", "is not a number"), tr("escribe un número", "write a number"))
SHAPES = {  # pydantic's own complaints: what is wrong, what to write
    "too_short": (tr("está vacío", "is empty"), tr("escribe al menos un valor", "write at least one value")),
    "float_parsing": NOT_A_NUMBER,
    "float_type": NOT_A_NUMBER,
    "finite_number": NOT_A_NUMBER,
    "int_parsing": NOT_A_NUMBER,
    "int_type": NOT_A_NUMBER,
    "int_from_float": (
        tr("no es un número entero", "is not a whole number"),
        tr("escríbelo sin decimales", "write it without decimals"),
    ),
    "less_than_equal": (
        tr("es demasiado grande", "is too large"),
        tr("escribe un número menor", "write a smaller one"),
    ),
    "greater_than": (
        tr("es demasiado pequeño", "is too small"),
        tr("escribe un número mayor que 0", "write a number above 0"),
    ),
    "greater_than_equal": (tr("es demasiado pequeño", "is too small"), tr("escribe 0 o más", "write 0 or more")),
    "bool_parsing": (
        tr("no es sí ni no", "is neither true nor false"),
        tr("escribe true o false", "write true or false"),
    ),
    "bool_type": (tr("no es sí ni no", "is neither true nor false"), tr("escribe true o false", "write true or false")),
    "string_type": (tr("no es un texto", "is not a text"), tr("escríbelo entre comillas", "write it in quotes")),
    "tuple_type": (
        tr("no es una lista", "is not a list"),
        tr("escríbelo entre corchetes: [10, 30]", "write it in brackets: [10, 30]"),
    ),
}


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


def choose(words: Iterable[str]) -> str:
    """«escribe "webhook" o "polling"»."""
    return tr("escribe ", "write ") + tr(" o ", " or ").join(f'"{word}"' for word in words)


def alternatives(detail: ErrorDetails) -> list[str]:
    """What pydantic expected in the place of a word that is none of them."""
    return re.findall(r"'([^']*)'", detail.get("ctx", {})["expected"])


def hint(written: str, known: Iterable[str]) -> str:
    """«¿querías decir «token»?», or «» where nothing that we know looks like it."""
    near = nearest(written, known)
    return tr(f"¿querías decir «{near}»?", f"did you mean «{near}»?") if near else ""


def nearest(written: str, known: Iterable[str]) -> str:
    """The one of the known words that looks most like it, whatever its capitals; «» where none does."""
    by_folded = {word.lower(): word for word in known}
    near = get_close_matches(written.lower(), by_folded, n=1)
    return by_folded[near[0]] if near else ""
