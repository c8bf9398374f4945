"""The pages say what is there: every setting, command and metric, every file they name, and for whom they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from docs.write_reference import REFERENCE, keys, pages, tables, words

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
FOR_WHOM = re.compile(r"# .+\n\n\*(?:For|Para) [^*]*\b(?:minut|hour)[^*]*\*\n")


def test_the_reference_is_what_the_code_says() -> None:
    """Whoever looks up a key, a command or a metric reads what this release has."""
    for page, text in pages().items():
        assert page.read_text("utf-8") == text, "python -m docs.write_reference writes it anew"


def test_every_setting_has_its_words() -> None:
    """No key stands without what it is for, and none that does not exist."""
    assert {table: set(told) for table, told in words().items()} == {
        table: set(keys(table, model)) for table, model in tables()
    }


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


def test_what_somebody_sees_is_what_is_said() -> None:
    """Whoever looks a message up under «No contesta» finds it in the words of this release."""
    rows = [
        line.split("|")[1]
        for line in (ROOT / "docs/guides/no-answer.md").read_text("utf-8").splitlines()
        if "|" in line
    ]
    parts = [
        part.strip(" «».,;") for row in rows for seen in re.findall("«(.*)»", row) for part in re.split("[…«»]", seen)
    ]
    said = "".join(
        file.read_text("utf-8")
        for folder in ("bot", "flows")
        for file in sorted((ROOT / folder).rglob("*.[pt]*"))
        if file.suffix in (".py", ".toml")
    )
    assert len(parts) > 10
    assert [part for part in parts if part not in said] == []


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
