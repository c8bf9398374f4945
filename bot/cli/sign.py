"""`leadbot sign`: one file for what belongs together, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from adapters.language import tr
from bot.cli.group import Group

WHERE = {  # each module has its commands in COMMANDS, by name
    "new": "sign_new",
    "list": "sign_look",
    "show": "sign_look",
    "point": "sign_change",
    "undo": "sign_change",
    "pause": "sign_change",
    "resume": "sign_change",
    "retire": "sign_change",
    "import": "sign_import",
    "print": "sign_print",
    "proof": "sign_print",
    "stats": "sign_stats",
}


class SignCommands(Group):
    """Finds a command in the module that WHERE names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody new needs them."""
        return list(WHERE)

    def find(self, name: str) -> click.Command | None:
        """None where there is no such command."""
        if name not in WHERE:
            return None
        found: click.Command = import_module(f"bot.cli.{WHERE[name]}").COMMANDS[name]
        return found


@click.group(
    "sign",
    cls=SignCommands,
    help=tr(
        "Los letreros: sus códigos, a qué propiedad llevan, y qué resultado dan.",
        "The signs: their codes, which property they lead to, and what comes of them.",
    ),
)
def command() -> None:
    """One word of WHERE follows."""
