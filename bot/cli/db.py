"""`leadbot db copy`: an installation moves from SQLite to PostgreSQL, or back (docs/postgresql.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.long_work import end_progress, rows_in_words, show_progress
from bot.cli.opening import config_option, json_option, read_settings, store_errors

if TYPE_CHECKING:
    from adapters.engines.copying import Sum


@click.group("db")
def command() -> None:
    """La base de datos entera."""


@command.command("copy")
@config_option
@json_option
@click.option("--to", metavar="URL", help="A esta base de datos, la que dicen los ajustes.")
@click.argument("urls", metavar="[DE A]", nargs=-1)
def copy(config: Path, as_json: bool, to: str | None, urls: tuple[str, ...]) -> None:
    """Copia toda la instalación a otra base de datos, vacía, y comprueba que quedó igual.

    Con «leadbot serve» detenido. Las direcciones se escriben como database_url; la contraseña de un servidor, mejor en
    PGPASSWORD o ~/.pgpass. Lo que había queda como estaba.
    """
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
    click.echo(f"\nCopiado: {rows} de {name_of(source)} a {name_of(target)}, iguales tabla por tabla.")
    click.echo(
        "Falta: poner la nueva en database_url y arrancar «leadbot serve». La de antes no se toca; no la sirvas más."
    )


def chosen(config: Path, to: str | None, urls: tuple[str, ...]) -> tuple[str, str]:
    """From where, and where to; ends the command unless both are said."""
    if to is not None and not urls:
        source, target = read_settings(config).database_url, usable(to)
    elif to is None and len(urls) == 2:
        source, target = (usable(url) for url in urls)
    else:
        raise click.UsageError("escribe de dónde y a dónde, o --to URL para copiar la base de los ajustes")
    if source == target:
        raise click.UsageError("son la misma base de datos")
    return source, target


def usable(url: str) -> str:
    """An address as the settings take it; ends the command with what to write instead."""
    from pydantic import TypeAdapter, ValidationError

    from bot.settings.values import Database

    try:
        found: str = TypeAdapter(Database).validate_python(url)
    except ValidationError as error:
        raise click.UsageError(f"una dirección {error.errors()[0]['msg']}") from None
    return found


def table(sums: Mapping[str, Sum]) -> list[str]:
    """What was copied."""
    width = max(map(len, sums))
    return [f"{'TABLA':{width}}  FILAS", *(f"{name:{width}}  {one.rows:>11,}" for name, one in sums.items())]


def as_object(sums: Mapping[str, Sum]) -> str:
    """For a program."""
    return json.dumps({"tables": {name: one._asdict() for name, one in sums.items()}}, indent=2)
