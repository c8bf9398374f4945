"""Whatever a path turns out to be, every command ends with a line and an exit status, and never with a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.commands import beside, two_leads

BAD = (
    *("", ".", "nowhere", "nowhere/file", "leadbot.toml/x", "x" * 300, "bytes", "empty", "picture.png", "page.pdf"),
    *("/dev/full", "/proc/self/mem"),  # never ends, and takes nothing; cannot be read
)
NEEDED = {"reference": "R-00001", "number": "1", "file": "bytes", "distance": "1", "link": "http://a.do", "size": "a4"}
Place = tuple[tuple[str, ...], click.Parameter, click.Command]


def places(group: click.Group = main, names: tuple[str, ...] = ()) -> Iterator[Place]:
    """Every place of a command line where a path may stand."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from places(command, (*names, name))
        elif command:
            yield from (((*names, name), one, command) for one in command.params if isinstance(one.type, click.Path))


def words_of(place: Place, path: str) -> list[str]:
    """A command line with what is needed, and `path` in its place."""
    names, there, command = place
    words = [*names]
    for one in command.params:
        value = path if one is there else NEEDED.get(one.name or "", "K7M4PF")
        if one is there or one.required or one.name == "yes":
            words += [] if isinstance(one, click.Argument) else [one.opts[0]]
            words += [] if one.name == "yes" else [value]
    return words


@pytest.fixture
async def folder(config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working installation, and files that are none of what is asked for."""
    await beside(config, two_leads)
    for name, content in {"bytes": bytes(range(256)), "empty": b"", "picture.png": b"\x89PNG\r\n\x1a\n\0"}.items():
        (config.parent / name).write_bytes(content)
    (config.parent / "page.pdf").write_bytes(b"%PDF-1.4\n\xff")
    monkeypatch.chdir(config.parent)
    return config.parent


@pytest.mark.parametrize("place", list(places()), ids=lambda place: f"{' '.join(place[0])} {place[1].opts[0]}")
def test_no_path_ends_in_a_traceback(folder: Path, place: Place) -> None:
    """Folders, what is not there, what holds bytes, what cannot be read or written, names that are too long."""
    for path in BAD:
        words = words_of(place, path)
        ended = CliRunner().invoke(main, words)
        assert isinstance(ended.exception, SystemExit | None), (words, ended.exception)
        assert ended.exit_code == 0 or ended.output.strip(), words
    assert os.path.isfile(folder / "leadbot.db")
