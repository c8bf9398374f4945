"""The pages say what is there: every setting, command and metric, every file they name, and for whom they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from docs.write_reference import REFERENCE, TABLES, keys, pages, words

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
FOR_WHOM = re.compile(r"# .+\n\n\*(?:For|Para) [^*]*\b(?:minut|hour)[^*]*\*\n")


def test_the_reference_is_what_the_code_says() -> None:
    """Whoever looks up a key, a command or a metric reads what this release has."""
    for page, text in pages().items():
        assert page.read_text("utf-8") == text, "python -m docs.write_reference writes it anew"


def test_every_setting_has_its_words() -> None:
    """No key stands without what it is for, and none that does not exist."""
    assert {table: set(told) for table, told in words().items()} == {table: set(keys(table)) for table in TABLES}


def commands(group: click.Group) -> Iterator[str]:
    """Every command by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {word}" for word in command.list_commands(click.Context(command)))
        else:
            yield name


def test_every_command_is_in_the_reference() -> None:
    """Whoever has a question finds the command that answers it."""
    page = (REFERENCE / "commands.md").read_text("utf-8")
    assert [name for name in commands(main) if f"\n## `leadbot {name}`\n" not in page] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_says_for_whom_it_is(guide: Path) -> None:
    """Nobody reads ten minutes to find out that a page was meant for somebody else."""
    assert FOR_WHOM.match(guide.read_text("utf-8"))


def test_files_that_the_documents_name_exist() -> None:
    """A newcomer who follows a path arrives somewhere."""
    read = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"), *GUIDES]
    named_paths = {
        path
        for page in read
        for path in re.findall(r"[`(]((?:bot|flows|adapters|tests|docs)/[\w./]*)[`)]", page.read_text("utf-8"))
    }
    assert named_paths
    for path in named_paths:
        assert (ROOT / path).exists(), path
