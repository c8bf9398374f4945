"""A flow file as TOML gives it, key by key (`flows/default.toml` explains them), and where in it a fault stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from adapters.language import tr
from bot.problem import SHAPES, Problem, alternatives, choose, hint

FEW = 20  # words that can still be listed

Spoken = dict[str, str]  # by language


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class CustomQuestion(_Table):
    """A question that the agency adds to ours: the table «[own.…]» of its file."""

    kind: Literal["text", "number", "choice", "yesno"]
    label: Spoken
    text: Spoken
    required: bool = False
    goes_to: Literal["notes", "budget", "metadata"] = "notes"
    currency: Literal["USD", "DOP"] | None = None
    min: int | None = None
    max: int | None = None
    options: dict[str, Spoken] = Field(default_factory=dict)
    words: dict[str, list[str]] = Field(default_factory=dict)


class Document(_Table):
    """The whole file. No `languages`: all that we speak."""

    questions: list[str]
    languages: list[str] = Field(default_factory=list)
    intent: Literal["buy", "rent"] | None = None
    own: dict[str, CustomQuestion] = Field(default_factory=dict)
    texts: dict[str, Spoken] = Field(default_factory=dict)
    options: dict[str, Spoken] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a key; `path` names it as the file nests it, `what` and `remedy` are for the technician."""

    path: tuple[str, ...]
    what: str
    remedy: str


def shape_faults(error: ValidationError) -> Iterator[Fault]:
    """What pydantic has against a file, in our words."""
    for detail in error.errors(include_url=False, include_input=False):
        yield _in_words(tuple(part for part in detail["loc"] if isinstance(part, str)), detail)


def _in_words(path: tuple[str, ...], detail: ErrorDetails) -> Fault:
    table, key = ".".join(path[:-1]), path[-1]
    match detail["type"]:
        case "missing":
            where = f"en [{table}]" if table else tr("al principio", "at the beginning")
            return Fault(path, tr("falta", "is missing"), tr(f"escribe {key} = … {where}", f"write {key} = … {where}"))
        case "extra_forbidden":
            return Fault(
                path, tr("no es una clave que exista", "is not a key that exists"), one_of_ours(key, _keys_of(path))
            )
        case "literal_error":
            return Fault(path, tr("no se entiende", "is not understood"), choose(alternatives(detail)))
        case "dict_type" | "model_type":
            return Fault(
                path,
                tr("no es una tabla", "is not a table"),
                tr(f"escribe [{'.'.join(path)}] y debajo sus claves", f"write [{'.'.join(path)}] and its keys below"),
            )
        case kind:
            return Fault(path, *SHAPES.get(kind, (tr("no sirve", "cannot be used"), detail["msg"])))


def _keys_of(path: tuple[str, ...]) -> list[str]:
    return list((CustomQuestion if path[0] == "own" and len(path) == 3 else Document).model_fields)


def one_of_ours(word: str, known: Sequence[str]) -> str:
    """A hint at what was meant: the nearest of the known words, else all of them where they are few."""
    if meant := hint(word, known):
        return meant
    return (
        tr("puede ser ", "it can be ") + ", ".join(known)
        if len(known) <= FEW
        else tr("no se parece a ninguna de las nuestras; quítala", "it resembles none of ours; remove it")
    )


def located(fault: Fault, path: Path, tree: Mapping[str, Any], text: str) -> Problem:
    """The fault with its file and line in front of the key."""
    line = line_of(text, _standing(fault.path, tree))
    return Problem(
        tr(f"{path.name}, línea {line}, {'.'.join(fault.path)}", f"{path.name}, line {line}, {'.'.join(fault.path)}"),
        fault.what,
        fault.remedy,
    )


def _standing(path: tuple[str, ...], tree: Any) -> tuple[str, ...]:
    """As much of the path as the file has."""
    for depth, part in enumerate(path):
        if not isinstance(tree, Mapping) or part not in tree:
            return path[:depth]
        tree = tree[part]
    return path


def line_of(text: str, path: Sequence[str]) -> int:
    """The line, from 1, where a key of the file stands. TOML's reader does not say, so it is searched part by part."""
    lines, found = text.splitlines(), 0
    for part in path:
        key = re.compile(rf'^[^#]*?(^|[\s.\[{{,"]){re.escape(part)}"?\s*[\].=]')
        found = next((number for number in range(found, len(lines)) if key.search(lines[number])), found)
    return found + 1
