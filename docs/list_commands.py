"""Prints docs/reference/commands.md, in the language that this process speaks: a command's words are made once, at its
start.

    python -m docs.list_commands --lang en
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from bot.cli import main

HEAD = """# Commands

<!-- Written by docs/write_reference.py: do not edit. -->

*For the technician; to look things up. En español: las mismas palabras, con `leadbot COMANDO --help`.*

All take `--config FILE` (default `leadbot.toml`), and work beside a running `serve` where nothing else is said.
They speak Spanish or English, by the machine's locale (`LC_ALL`, `LC_MESSAGES`, `LANG`) or `--lang es` and `--lang
en`, and Spanish where neither says. Many take `--json`, for programs.

Exit status: 0 good, 1 problems found, 2 usage, 3 damaged database, 4 database of a newer release, 5 database in
use, 6 the disk failed or the store hung while running. What a script says to `leadbot chat --json` and hears from
it: [a chat from a script](chat-json.md)."""
OF_MANY = ("--config", "--json", "--lang")


def lines() -> Iterator[str]:
    """The page."""
    yield HEAD
    for name, command in leaves(main, "leadbot"):
        yield f"\n## `{name}`\n\n{cleandoc(command.help or '')}\n"
        yield from usage(name, command)


def leaves(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    context = click.Context(group, info_name=name)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if isinstance(command, click.Group):
            yield from leaves(command, f"{name} {word}")
        elif command:
            yield f"{name} {word}", command


def usage(name: str, command: click.Command) -> Iterator[str]:
    """How it is called, and a row for each option but those that many have."""
    context = click.Context(command, info_name=name)
    yield f"```text\n{' '.join((name, *command.collect_usage_pieces(context)))}\n```"
    records = [one.get_help_record(context) for one in command.params if isinstance(one, click.Option)]
    rows = [record for record in records if record and record[0].split()[0] not in OF_MANY]
    if rows:
        yield "\n| Option | What it does |\n|---|---|"
    for option, about in rows:
        yield f"| `{option.replace('|', ' · ')}` | {about.replace('|', ' · ')} |"


if __name__ == "__main__":
    print("\n".join(lines()))
