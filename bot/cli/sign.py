"""`leadbot sign`: one file for what belongs together, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

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


class SignCommands(click.Group):
    """Finds a command in the module that WHERE names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody new needs them."""
        return list(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """None makes click say that there is no such command."""
        if cmd_name not in WHERE:
            return None
        found: click.Command = import_module(f"bot.cli.{WHERE[cmd_name]}").COMMANDS[cmd_name]
        return found


@click.group("sign", cls=SignCommands)
def command() -> None:
    """Los letreros: sus códigos, a qué propiedad llevan, y qué resultado dan."""
