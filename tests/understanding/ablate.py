"""`make ablate`: which mechanisms of the readers of facts change nothing in the evaluation set when they are off.

Each is switched off alone: a kind of the vocabulary by leaving it empty, a reader's own test of a word or a phrase by
letting it say no, or find nothing. Whoever is listed wants a message that needs it, or to go.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

import flows.understanding
from bot.cli.understand import understand
from bot.wording import load_vocabulary
from flows.understanding.phrases import PhraseBook
from flows.understanding.words import Words
from tests.understanding.cases import HALVES, Case, load_cases

OFF: dict[str, Any] = {"bool": False, "int": 0, "str": ""}  # what a mechanism gives that is off, by its annotation
GROUPS = (
    "correct",
    "country",
    "email",
    "intent",
    "name",
    "phone",
    "single",
)  # of the vocabulary that facts are read by
READERS = ("address", "digits", "email", "intent", "name", "number", "phone", "respell", "runs", "scope", "spell")


def answers(words: Words) -> Sequence[object]:
    """What is understood of every message of the set; a mechanism that breaks is needed."""
    try:
        return [_facts(case, words) for half in HALVES for case in load_cases(half)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return [repr(error)]


def _facts(case: Case, words: Words) -> object:
    asked = {"text": case.text, "locale": case.locale, "asked": case.asked, "known": dict(case.known)}
    return understand(asked, words)


def without_kind(words: Words, kind: str) -> Words:
    """The vocabulary with nothing under a kind."""
    kinds = {**words.kinds, kind: frozenset[str]()}
    book = PhraseBook([{known: kinds[known] for known in words.book.vocabularies[0]}])
    return replace(words, kinds=kinds, book=book)


def mechanisms() -> Iterator[tuple[str, Callable[..., Any], object]]:
    """The readers' own functions that answer yes or no, a number of words, or nothing at all; and what «off» is."""
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            gives = str(inspect.signature(function).return_annotation)
            off = OFF.get(gives, None if gives.endswith("| None") else ...)
            if function.__module__ == module.__name__ and off is not ...:
                yield f"{module.__name__.rpartition('.')[2]}.{name}", function, off


def modules() -> list[ModuleType]:
    names = (found.name for found in pkgutil.iter_modules(flows.understanding.__path__))
    return [import_module(f"flows.understanding.{name}") for name in names if name.startswith(READERS)]


@contextmanager
def switched_off(function: Callable[..., Any], off: object) -> Iterator[None]:
    """Every reader that calls the function gets `off` from it."""
    places = [(module, name) for module in modules() for name, one in vars(module).items() if one is function]
    for module, name in places:
        setattr(module, name, lambda *_, **__: off)
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, function)


def main() -> None:
    """Print every mechanism that changes nothing."""
    words = load_vocabulary()
    usual = answers(words)
    for kind in sorted(kind for kind in words.kinds if kind.startswith(GROUPS)):
        if answers(without_kind(words, kind)) == usual:
            print(f"vocabulary {kind}: {len(words.kinds[kind])} phrases change nothing", flush=True)
    for name, function, off in mechanisms():
        with switched_off(function, off):
            idle = answers(words) == usual
        if idle:
            print(f"{name} changes nothing", flush=True)


if __name__ == "__main__":
    main()
