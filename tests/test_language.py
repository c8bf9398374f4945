"""One language at a time: whoever runs leadbot reads Spanish or English, and nothing of the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.language import chosen

ROOT = Path(__file__).parent.parent
ELSEWHERE = (  # what is said there is for other readers: the CRM, a demo's people, who hangs signs; or is no sentence
    "adapters/alterestate_request.py",
    "adapters/signs.py",
    "bot/cli/click_words.py",
    "bot/drawing/svg.py",
    "bot/sandbox",
    "bot/signs/dates.py",
    "bot/signs/lists.py",
)
SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(el|la|los|las|un|una|de|del|que|con|para|por|sin|ni|y|hay|puede|ser|escribe|revisa|son|está|falta|tiene|lleva|dice|es|se|al|su|ya|nada|bien|mal|aviso|archivo|agencia|canal|canales|hecho)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(r"\b(the|of|is|are|and|to|with|for|what|which|this|that|your|not|file)\b", re.IGNORECASE)
VALUES = re.compile(  # what happens at a sign, its styles, a password that anybody guesses; addresses, patterns, dates
    r"abrió|inició chat|aceptó|envió|clásico|mínimo|contraseña|\S*@\S+|.*\(\?:.*|%Y\S*", re.DOTALL
)
QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|'[^']*'|\S*[./_=-]\S+|[A-Z]{3,}")  # commands, keys, values, names of files


@pytest.mark.parametrize(
    ("words", "environ", "language"),
    [
        ("check", {}, "es"),
        ("check", {"LANG": "C.UTF-8"}, "es"),
        ("check", {"LANG": "fr_FR.UTF-8"}, "es"),
        ("check", {"LANG": "en_US.UTF-8"}, "en"),
        ("check", {"LC_MESSAGES": "en_GB", "LANG": "es_DO.UTF-8"}, "en"),
        ("check", {"LC_ALL": "es_DO.UTF-8", "LC_MESSAGES": "en_GB", "LANG": "en_US"}, "es"),
        ("check", {"LC_ALL": "", "LANG": "en_US"}, "en"),
        ("--lang en check", {"LANG": "es_DO.UTF-8"}, "en"),
        ("check --lang=es", {"LANG": "en_US.UTF-8"}, "es"),
        ("check --lang", {"LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_machine_or_the_flag_says_which(words: str, environ: dict[str, str], language: str) -> None:
    """`--lang` counts before the locale, and Spanish is for machines that say neither."""
    assert chosen(words.split(), environ) == language


def bilingual_files() -> list[Path]:
    """All that may speak to a technician; `flows` knows none."""
    found = [file for folder in ("adapters", "bot") for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in found if not str(file.relative_to(ROOT)).startswith(ELSEWHERE)]


def texts(file: Path) -> tuple[list[ast.Call], list[ast.expr]]:
    """The pairs in a file, and every text that stands outside of one and is no docstring."""
    pairs: list[ast.Call] = []
    alone: list[ast.expr] = []

    def walk(node: ast.AST) -> None:
        match node:
            case ast.Call(func=ast.Name(id="tr")):
                pairs.append(node)
            case ast.Expr(value=ast.Constant()):  # a docstring
                pass
            case ast.JoinedStr() | ast.Constant(value=str()):
                alone.append(node)
            case _:
                for child in ast.iter_child_nodes(node):
                    walk(child)

    walk(ast.parse(file.read_text(encoding="utf-8")))
    return pairs, alone


def words_in(text: ast.expr) -> str:
    """All that a text may say literally, whatever is filled in; a space stands between two pieces."""
    assert isinstance(text, ast.Constant | ast.JoinedStr), f"line {text.lineno}: tr() is given both texts as they are"
    return " ".join(literals(text))


def literals(node: ast.AST) -> Iterator[str]:
    """But not what is a pair of its own."""
    match node:
        case ast.Constant():
            yield str(node.value)
        case ast.Call(func=ast.Name(id="tr")):
            pass
        case _:
            for child in ast.iter_child_nodes(node):
                yield from literals(child)


def test_everything_is_said_in_both() -> None:
    """A text for the technician stands in a pair, Spanish first; the two differ in no value that is filled in."""
    assert [f"{file.relative_to(ROOT)}:{fault}" for file in bilingual_files() for fault in faults(file)] == []


def faults(file: Path) -> Iterator[str]:
    """The line, and what is wrong there."""
    pairs, alone = texts(file)
    for pair in pairs:
        spanish, english = pair.args
        if SPANISH.search(QUOTED.sub("", words_in(english))):
            yield f"{pair.lineno}: Spanish in the English"
        if ENGLISH.search(QUOTED.sub("", words_in(spanish))):
            yield f"{pair.lineno}: English in the Spanish"
        if names_in(spanish) != names_in(english):
            yield f"{pair.lineno}: other values are filled in"
    yield from (f"{text.lineno}: in Spanish alone" for text in alone if is_spanish(words_in(text)))


def is_spanish(text: str) -> bool:
    """A single word may be a key, or an option's value."""
    said = VALUES.sub("", text)
    return bool(SPANISH.search(said)) and (" " in said or not said.isascii())


def names_in(text: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(text) if isinstance(node, ast.Name)}
