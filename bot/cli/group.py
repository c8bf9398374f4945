"""A group of commands: its help is never cut, a mistyped name gets the nearest one, and each takes `--lang`."""

from __future__ import annotations

from typing import Any

import click

from adapters.language import OPTION, tr

WIDTH = 100  # columns, where the terminal has them
LONGEST = 1000  # characters of the sentence that a list has for each command: all of it
LANG = click.Option(
    [OPTION],
    type=click.Choice(["es", "en"]),
    expose_value=False,  # `adapters/language.py` has read it, before any text was made
    help=tr("Idioma de lo que lees; si no, el de esta máquina.", "Language of what you read, else this machine's."),
)


class Group(click.Group):
    """Every group of ours: `@click.group("leads", cls=Group)`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subcommand_metavar = tr("COMANDO …", "COMMAND …")
        adopt(self)

    def find(self, name: str) -> click.Command | None:
        """For groups that import a command when it is asked for."""
        return self.commands.get(name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are written."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """None makes click say that there is no such command."""
        found = self.find(cmd_name)
        return adopt(found) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click looks for the nearest name among the commands that are imported already."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Click cuts what does not fit into one line."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(tr("Comandos", "Commands")):
            formatter.write_dl([(name, found.get_short_help_str(LONGEST)) for name, found in commands if found])


def adopt(command: click.Command) -> click.Command:
    """What every command has, whoever wrote it."""
    command.options_metavar = tr("[OPCIONES]", "[OPTIONS]")
    if LANG not in command.params:
        command.params.append(LANG)
    for one in command.params:
        one.metavar = one.metavar or metavar_of(one.type)
    return command


def metavar_of(kind: click.ParamType[Any]) -> str | None:
    """What stands for a value in help; click's own names of types are English."""
    if isinstance(kind, click.Path):
        return tr("ARCHIVO", "FILE") if kind.file_okay else tr("CARPETA", "FOLDER")
    return tr("NÚMERO", "NUMBER") if kind.name.startswith(("integer", "float")) else None
