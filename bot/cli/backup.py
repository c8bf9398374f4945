"""`leadbot backup`: everything at one moment, into one file, beside a running `serve`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.long_work import end_progress, rows_in_words, show_progress
from bot.cli.opening import config_option, json_option, read_settings, store_errors


@click.command("backup")
@config_option
@json_option
@click.option("--force", is_flag=True, help="Reemplaza el archivo, si ya existe.")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
def command(config: Path, as_json: bool, force: bool, file: Path | None) -> None:
    """Guarda una copia de seguridad en FILE; si no lo dices, en esta carpeta, con la fecha en el nombre.

    Trabaja junto a un «leadbot serve», y no termina bien hasta que la copia se abrió y se leyó entera. Es un archivo
    SQLite, también el de un PostgreSQL, y «leadbot restore» lo devuelve a cualquiera de los dos.
    """
    settings = read_settings(config)
    path = file or Path(f"leadbot-{datetime.now(UTC):%Y%m%d-%H%M%S}.db")
    from adapters.engines.copies import back_up

    with store_errors():
        rows = back_up(settings.database_url, path, replace=force, on_progress=show_progress)
    end_progress()
    size = path.stat().st_size
    if as_json:
        click.echo(json.dumps({"file": str(path), "bytes": size, "rows": rows}, ensure_ascii=False, indent=2))
        return
    click.echo(f"Copia guardada y revisada: {path}, {size / 1_000_000:,.1f} MB, {in_words(rows)}.")
    if settings.data.encryption_keys:
        click.echo("Sin data.encryption_keys no se puede abrir: guarda las claves en otro lugar.")
    else:
        click.echo("Lo que escribió la gente se lee en ella: guárdala como guardas la base de datos.")


def in_words(rows: Mapping[str, int]) -> str:
    """«12 chats, 8 leads, 345 filas en total»."""
    return f"{rows['chat']:,} chats, {rows['lead']:,} leads, {rows_in_words(sum(rows.values()))} en total"
