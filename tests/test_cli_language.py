"""Everything that commands say is in one language: their help, click's own words, and what is wrong with a call."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

import pytest

from tests.test_language import ENGLISH, QUOTED, ROOT, SPANISH

CHOICES = re.compile(r"\[[^ \]]*\]?|\{.*|\bes\W.*en\b.*")  # values of options, JSON, languages
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
    assert ended.exit_code in (1, 2), (line, ended)
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


@cache
def said(language: str) -> list[str]:
    """All help and all errors; one process speaks one language."""
    command = [sys.executable, "-c", SAY_ALL, "--lang", language]
    spoken = subprocess.run(
        command, input=WRONG.strip(), capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert spoken.returncode == 0, spoken.stderr
    return spoken.stdout.splitlines()


@pytest.mark.parametrize(("language", "other"), [("es", ENGLISH), ("en", SPANISH)])
def test_nothing_is_left_of_the_other_language(language: str, other: re.Pattern[str]) -> None:
    """Help, usage and errors of every command, click's own sentences included."""
    plain = [line for line in said(language) if not line.startswith("$")]
    assert [line for line in plain if other.search(QUOTED.sub("", CHOICES.sub("", line)))] == []


def test_help_is_whole() -> None:
    """What a command does is read to its end in the list of commands."""
    assert [line for line in said("es") if line.endswith("...")] == []


@pytest.mark.parametrize(("language", "usage"), [("es", "Uso: leadbot"), ("en", "Usage: leadbot")])
def test_an_error_says_how_it_is_meant(language: str, usage: str) -> None:
    """A mistyped name gets the nearest one, and the frame around it speaks the same language."""
    lines = said(language)
    at = lines.index("$ chek")
    assert lines[at + 1].startswith(usage)
    assert "check" in lines[at + 4]
