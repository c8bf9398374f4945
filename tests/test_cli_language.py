"""Everything that commands say is in one language: their help, click's own words, and what is wrong with a call."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache

import pytest

from tests.commands import BARE, beside, two_leads
from tests.test_language import ENGLISH, QUOTED, ROOT, SPANISH

CHOICES = re.compile(r"\[[^ \]]*\]?|\{.*|\bes\W.*en\b.*|Ana Peña")  # values, JSON, languages, a name
SAY_ALL = """
import shlex, sys
import click
from click.testing import CliRunner
from bot.cli import main

def walk(command, context):
    print(command.get_help(context))
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        found = command.get_command(context, name)
        walk(found, click.Context(found, info_name=name, parent=context))

walk(main, click.Context(main, info_name="leadbot", **main.context_settings))
for line in sys.stdin:
    ended = CliRunner().invoke(main, shlex.split(line), prog_name="leadbot")
    assert isinstance(ended.exception, SystemExit | None), (line, ended.exception)
    print(f"$ {line}{ended.output}")
"""
WRONG = """
chek
check --confg x
check --config no.toml
check --config .
check --config=
check x
check x z
check --json=yes
check --lang fr
demo --port x
demo --port 99999
leads
leads lst
leads show
leads list --state x
leads list --limit 0
leads list --limit
chat --language fr
chat --code K7M4PX
chat --agency nope
chat --json --code K7M4PF
flow draw --language xx
flow draw --format gif
flow draw --output .
erase
erase --chat telegram
backup . --config no.toml
db copy
db copy a b
db copy --to sqlite:///x.db --to
parked retry x
restore
"""
RIGHT = """
check
leads list
leads show R-00001
leads resend R-00001
leads resend R-00002
leads done R-00001
leads discard R-00001 --yes
parked list
parked discard 1 --yes
sign new --title X --type venta
sign list
sign stats
sign import table.csv
erase 809-555-0134
erase R-00002 --yes
backup copy.db
restore copy.db --yes
db copy --to sqlite:///new.db
"""
TABLE = "titulo,tipo,pieza,tamano\nX,venta,rotulo,a4\n,foo,bar,a9\n"


Said = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """All help, all errors and what commands say of a working installation; one process speaks one language."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "leadbot.toml").write_text(BARE, encoding="utf-8")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    asyncio.run(beside(folder / "leadbot.toml", two_leads))

    @cache
    def lines(language: str) -> list[str]:
        spoken = subprocess.run(
            [sys.executable, "-c", SAY_ALL, "--lang", language],
            input=WRONG.strip() + RIGHT,
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=60,
            check=False,
        )
        assert spoken.returncode == 0, spoken.stderr
        return spoken.stdout.splitlines()

    return lines


@pytest.mark.parametrize(("language", "other"), [("es", ENGLISH), ("en", SPANISH)])
def test_nothing_is_left_of_the_other_language(said: Said, language: str, other: re.Pattern[str]) -> None:
    """Help, usage and errors of every command, click's own sentences included, and what is said when all is well."""
    plain = [line for line in said(language) if not line.startswith("$")]
    assert [line for line in plain if other.search(QUOTED.sub("", CHOICES.sub("", line)))] == []


@pytest.mark.parametrize(
    ("language", "other"),
    [
        ("es", r"\b(FILE|FOLDER|NAME|NUMBER|DAY|INTEGER|FLOAT|TEXT|DIRECTORY|PATH|VALUE|COMMAND)\b"),
        ("en", r"\b(ARCHIVO|CARPETA|NOMBRE|NÚMERO|DÍA|LUGAR|CORREO|VALOR|COMANDO|CÓDIGO|TÍTULO)\b"),
    ],
)
def test_what_stands_for_a_value_is_in_one_language_too(said: Said, language: str, other: str) -> None:
    """«--agency NOMBRE» is «--agency NAME»; click names a value by its type, in English."""
    assert [line for line in said(language) if re.search(other, line)] == []


def test_help_is_whole(said: Said) -> None:
    """What a command does is read to its end in the list of commands."""
    assert [line for line in said("es") if line.endswith("...")] == []


@pytest.mark.parametrize(("language", "usage"), [("es", "Uso: leadbot"), ("en", "Usage: leadbot")])
def test_an_error_says_how_it_is_meant(said: Said, language: str, usage: str) -> None:
    """A mistyped name gets the nearest one, and the frame around it speaks the same language."""
    lines = said(language)
    at = lines.index("$ chek")
    assert lines[at + 1].startswith(usage)
    assert "check" in lines[at + 4]
