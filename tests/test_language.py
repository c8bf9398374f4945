"""One language at a time: whoever runs leadbot reads Spanish or English, and nothing of the other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from adapters.language import chosen

ROOT = Path(__file__).parent.parent
BILINGUAL = (  # files and folders where everything is said in both
    *("bot/cli", "bot/checks", "bot/doctor", "bot/settings", "bot/flow_files", "bot/kinds"),
    *("bot/problem.py", "bot/toml_file.py", "bot/channels.py"),
    *("adapters/engines", "adapters/store"),
)
SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(el|la|los|las|un|una|de|del|que|con|para|por|sin|ni|y|hay|falta|tiene|lleva|dice|es|se|al|su|ya|nada|bien|mal|aviso|archivo|agencia|canal|canales|hecho)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(r"\b(the|of|is|are|and|to|with|for|what|which|this|that|your|not|file)\b", re.IGNORECASE)
COUNTED = ("abrió", "inició chat", "aceptó", "envió")  # what happens at a sign, as it is stored
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
    named = [ROOT / name for name in BILINGUAL]
    found = [file for one in named for file in (sorted(one.rglob("*.py")) if one.is_dir() else [one])]
    return [file for file in found if file.name != "click_words.py"]


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


def words_in(node: ast.expr) -> str:
    """What is said literally in a text; a space stands for what is filled in."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(str(part.value) if isinstance(part, ast.Constant) else " " for part in node.values)
    raise AssertionError(f"line {node.lineno}: both languages are written out where tr() is called")


@pytest.mark.parametrize("file", bilingual_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_everything_is_said_in_both(file: Path) -> None:
    """A text for the technician stands in a pair, Spanish first; the two differ in no value that is filled in."""
    pairs, alone = texts(file)
    for pair in pairs:
        spanish, english = pair.args
        assert not SPANISH.search(QUOTED.sub("", words_in(english))), f"line {pair.lineno}: Spanish in the English"
        assert not ENGLISH.search(QUOTED.sub("", words_in(spanish))), f"line {pair.lineno}: English in the Spanish"
        assert names_in(spanish) == names_in(english), f"line {pair.lineno}: other values are filled in"
    for text in alone:
        assert not is_spanish(words_in(text)), f"line {text.lineno}: in Spanish alone"


def is_spanish(text: str) -> bool:
    """A single word may be a key, or an option's value; and patterns and forms of dates say nothing."""
    if text in COUNTED:
        return False
    return bool(SPANISH.search(text)) and (" " in text or not text.isascii()) and "(?:" not in text and "%Y" not in text


def names_in(text: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(text) if isinstance(node, ast.Name)}
