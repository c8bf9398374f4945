"""`leadbot`: one file a command, imported only when it is asked for, so that none waits for another's libraries.

Exit status everywhere: 0 good, 1 found problems, 2 usage, 3 to 6 the store (promises §7).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from bot.cli.narrow import read_anything, write_for_people

USAGE = 2
COMMANDS = (
    *("demo", "serve", "check", "doctor", "chat", "understand", "flow", "sign", "leads", "parked", "erase", "user"),
    *("backup", "restore", "db"),
)


class Commands(click.Group):
    """Finds a command in the module of its name."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Whatever is asked for, the answer can be written; and a file that cannot be used is one line."""
        read_anything()
        write_for_people()
        try:
            return super().main(*args, **kwargs)
        except UnicodeEncodeError:
            if all(word.isprintable() for word in sys.argv[1:]):  # what is no UTF-8 became half of a pair, unprintable
                raise
            click.echo("Lo que escribiste tiene letras que no están en UTF-8: escríbelas de nuevo.", err=True)
            raise SystemExit(USAGE) from None
        except OSError as error:
            if error.filename is None:  # of no file, so it is not for whoever typed a path
                raise
            from bot.cli.opening import FOUND_PROBLEMS, reason

            click.echo(f"No se puede usar {error.filename}: {reason(error)}.", err=True)
            raise SystemExit(FOUND_PROBLEMS) from None

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
