"""`leadbot`: one file a command, imported only when it is asked for, so that none waits for another's libraries.

A new one is a file here and a name in COMMANDS. What it says, it says by `tr` in both languages: the tests find what is
said in one alone.

Exit status everywhere: 0 good, 1 found problems, 2 usage, 3 to 6 the store (promises §7).
"""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from typing import Any

import click

from adapters.language import tr
from adapters.reasons import reason
from bot.cli.click_words import say_in_spanish
from bot.cli.group import WIDTH, Group
from bot.cli.narrow import read_anything, write_for_people

USAGE = 2
OF_FILES = (errno.ENOSPC, errno.EDQUOT, errno.EIO)  # also when the system does not say of which
COMMANDS = (
    *("demo", "init", "serve", "check", "doctor", "chat", "understand", "flow", "sign", "leads", "staff", "parked"),
    *("erase", "user"),
    *("backup", "restore", "db"),
)


class Commands(Group):
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
            unreadable = tr(
                "Lo que escribiste no está en UTF-8: escríbelo de nuevo.",
                "What you typed is not in UTF-8: type it again.",
            )
            click.echo(unreadable, err=True)
            raise SystemExit(USAGE) from None
        except OSError as error:
            if error.filename is None and error.errno not in OF_FILES:  # not for whoever typed a path
                raise
            from bot.cli.opening import FOUND_PROBLEMS

            where, why = error.filename or tr("el archivo", "the file"), reason(error)
            click.echo(tr(f"No se puede usar {where}: {why}.", f"{where} cannot be used: {why}."), err=True)
            raise SystemExit(FOUND_PROBLEMS) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody new needs them."""
        return list(COMMANDS)

    def find(self, name: str) -> click.Command | None:
        """None where there is no such command."""
        if name not in COMMANDS:
            return None
        found: click.Command = import_module(f"bot.cli.{name}").command
        return found


say_in_spanish()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
    help=tr(
        "Del letrero al chat, y del chat al CRM de la agencia.",
        "From the sign to the chat, and from the chat to the agency's CRM.",
    ),
)
@click.version_option(package_name="leadbot", message="leadbot %(version)s")
def main() -> None:
    """One word of COMMANDS follows."""
