"""`leadbot`: one file a command, imported only when it is asked for, so that none waits for another's libraries.

Exit status everywhere: 0 good, 1 found problems, 2 usage, 3 to 6 the store (FAILURES §7).
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = ("demo", "serve", "check", "chat", "understand", "flow", "sign", "leads", "erase")


class Commands(click.Group):
    """Finds a command in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody new needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """None makes click say that there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"bot.cli.{cmd_name}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Del letrero al chat, y del chat al CRM de la agencia."""
