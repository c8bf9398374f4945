"""`leadbot db copy`: an installation moves from SQLite to PostgreSQL, or back (docs/postgresql.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from bot.cli.group import Group
from bot.cli.long_work import end_progress, rows_in_words, show_progress
from bot.cli.opening import config_option, json_option, read_settings, store_errors

if TYPE_CHECKING:
    from adapters.engines.copying import Sum


@click.group(
    "db",
    cls=Group,
    help=tr(
        "La base de datos entera.",
        "The database as a whole.",
    ),
)
def command() -> None:
    """One of the commands below follows."""


@command.command(
    "copy",
    help=tr(
        "Copia toda la instalación a otra base de datos, vacía, y comprueba que quedó igual."
        "\n\nCon «leadbot serve» detenido. Las direcciones se escriben como database_url; la contraseña de un "
        "servidor, mejor en PGPASSWORD o ~/.pgpass. Lo que había queda como estaba.",
        "Copy a whole installation to another database, an empty one, and see that both are the same."
        "\n\nWith «leadbot serve» stopped. Addresses are written as in database_url; the password of a server "
        "is best in PGPASSWORD or ~/.pgpass. The old one stays as it was.",
    ),
)
@config_option
@json_option
@click.option(
    "--to",
    metavar="URL",
    help=tr("A esta base de datos, la que dicen los ajustes.", "To this database, the one of the settings."),
)
@click.argument("urls", metavar=tr("[DE A]", "[FROM TO]"), nargs=-1)
def copy(config: Path, as_json: bool, to: str | None, urls: tuple[str, ...]) -> None:
    source, target = chosen(config, to, urls)
    from adapters.engines.copies import copy_store, name_of

    with store_errors():
        sums = copy_store(source, target, show_progress)
    end_progress()
    if as_json:
        click.echo(as_object(sums))
        return
    for line in table(sums):
        click.echo(line)
    rows = rows_in_words(sum(one.rows for one in sums.values()))
    click.echo(
        tr(
            f"\nCopiado: {rows} de {name_of(source)} a {name_of(target)}, iguales tabla por tabla.",
            f"\nCopied: {rows} from {name_of(source)} to {name_of(target)}, the same table by table.",
        )
    )
    click.echo(
        tr(
            "Falta: poner la nueva en database_url y arrancar «leadbot serve». "
            "La de antes no se toca; no la sirvas más.",
            "To do: put the new one into database_url and start «leadbot serve». "
            "The old one is not touched; serve it no more.",
        )
    )


def chosen(config: Path, to: str | None, urls: tuple[str, ...]) -> tuple[str, str]:
    """From where, and where to; ends the command unless both are said."""
    if to is not None and not urls:
        source, target = read_settings(config).database_url, usable(to)
    elif to is None and len(urls) == 2:
        source, target = (usable(url) for url in urls)
    else:
        raise click.UsageError(
            tr(
                "escribe de dónde y a dónde, o --to URL para copiar la base de los ajustes",
                "write where from and where to, or --to URL to copy the database of the settings",
            )
        )
    if source == target:
        raise click.UsageError(tr("son la misma base de datos", "they are the same database"))
    return source, target


def usable(url: str) -> str:
    """An address as the settings take it; ends the command with what to write instead."""
    from pydantic import TypeAdapter, ValidationError

    from bot.settings.values import Database

    try:
        found: str = TypeAdapter(Database).validate_python(url)
    except ValidationError as error:
        raise click.UsageError(
            tr(f"una dirección {error.errors()[0]['msg']}", f"an address {error.errors()[0]['msg']}")
        ) from None
    return found


def table(sums: Mapping[str, Sum]) -> list[str]:
    """What was copied."""
    width = max(map(len, sums))
    return [
        tr(f"{'TABLA':{width}}  FILAS", f"{'TABLE':{width}}  ROWS"),
        *(f"{name:{width}}  {one.rows:>11,}" for name, one in sums.items()),
    ]


def as_object(sums: Mapping[str, Sum]) -> str:
    """For a program."""
    return json.dumps({"tables": {name: one._asdict() for name, one in sums.items()}}, indent=2)
