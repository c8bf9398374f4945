"""`leadbot backup`: everything at one moment, into one file, beside a running `serve`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from adapters.language import tr
from bot.cli.long_work import end_progress, rows_in_words, show_progress
from bot.cli.opening import config_option, json_option, read_settings, store_errors


@click.command(
    "backup",
    help=tr(
        "Guarda una copia de seguridad en ARCHIVO; si no lo dices, en esta carpeta, con la fecha en el nombre."
        "\n\nTrabaja junto a un «leadbot serve», y no termina bien hasta que la copia se abrió y se leyó "
        "entera. Es un archivo SQLite, también el de un PostgreSQL, y «leadbot restore» lo devuelve a "
        "cualquiera de los dos.",
        "Save a backup into FILE; if you name none, in this folder, with the date in its name."
        "\n\nIt works beside a «leadbot serve», and does not end well until the backup was opened and read "
        "through. It is a SQLite file, also that of a PostgreSQL, and «leadbot restore» gives it back to "
        "either of them.",
    ),
)
@config_option
@json_option
@click.option(
    "--force", is_flag=True, help=tr("Reemplaza el archivo, si ya existe.", "Replace the file, if there is one.")
)
@click.argument(
    "file", metavar=tr("[ARCHIVO]", "[FILE]"), required=False, type=click.Path(path_type=Path, dir_okay=False)
)
def command(config: Path, as_json: bool, force: bool, file: Path | None) -> None:
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
    click.echo(
        tr(
            f"Copia guardada y revisada: {path}, {size / 1_000_000:,.1f} MB, {in_words(rows)}.",
            f"Backup saved and read through: {path}, {size / 1_000_000:,.1f} MB, {in_words(rows)}.",
        )
    )
    if settings.data.encryption_keys:
        click.echo(
            tr(
                "Sin data.encryption_keys no se puede abrir: guarda las claves en otro lugar.",
                "It cannot be opened without data.encryption_keys: keep the keys somewhere else.",
            )
        )
    else:
        click.echo(
            tr(
                "Lo que escribió la gente se lee en ella: guárdala como guardas la base de datos.",
                "What people wrote can be read in it: guard it as you guard the database.",
            )
        )


def in_words(rows: Mapping[str, int]) -> str:
    """«12 chats, 8 leads, 345 filas en total»."""
    return tr(
        f"{rows['chat']:,} chats, {rows['lead']:,} leads, {rows_in_words(sum(rows.values()))} en total",
        f"{rows['chat']:,} chats, {rows['lead']:,} leads, {rows_in_words(sum(rows.values()))} in all",
    )
