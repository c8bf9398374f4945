"""`leadbot restore`: a backup becomes the store again (promises §7)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from bot.checks.lost import local_time
from bot.cli.long_work import end_progress, show_progress
from bot.cli.opening import ask_or_end, config_option, json_option, read_settings, store_errors, yes_option

if TYPE_CHECKING:
    from adapters.engines.copies import Restored


@click.command(
    "restore",
    help=tr(
        "Pone la copia ARCHIVO en el lugar de la base de datos, con «leadbot serve» detenido."
        "\n\nLa base de ahora se queda al lado, con otro nombre. Lo que pasó después de la copia falta: los "
        "leads que en ella estaban por enviar se marcan «sin respuesta clara», porque quizá ya salieron.",
        "Put the backup FILE in the place of the database, with «leadbot serve» stopped."
        "\n\nToday's database stays beside it, under another name. What happened after the backup is missing: "
        "leads that it holds as unsent are marked «no clear answer», because they may have left already.",
    ),
)
@config_option
@json_option
@yes_option
@click.argument("file", metavar=tr("ARCHIVO", "FILE"), type=click.Path(path_type=Path))
def command(config: Path, as_json: bool, yes: bool, file: Path) -> None:
    if os.path.isdir(file):
        raise click.UsageError(tr(f"{file} es una carpeta: nombra la copia", f"{file} is a folder: name the backup"))
    settings = read_settings(config)
    from adapters.engines.copies import name_of, restore

    if not yes:
        ask_or_end(
            tr(
                f"¿Poner {file} en el lugar de {name_of(settings.database_url)}?",
                f"Put {file} in the place of {name_of(settings.database_url)}?",
            )
        )
    with store_errors():
        keys = settings.data.encryption_keys
        restored = restore(file, settings.database_url, keys=keys, on_progress=show_progress)
    end_progress()
    if as_json:
        click.echo(json.dumps(as_object(restored), indent=2))
        return
    made_at = local_time(settings, restored.made_at)
    click.echo(
        tr(
            f"Restaurado: la base de datos es la copia del {made_at}. Lo que pasó después falta en ella.",
            f"Restored: the database is the backup of {made_at}. What happened after it is missing.",
        )
    )
    if restored.kept:
        click.echo(
            tr(
                f"La de antes está en {restored.kept}; bórrala cuando no la necesites.",
                f"The one before is in {restored.kept}; delete it when you do not need it.",
            )
        )
    click.echo(
        tr(
            "Falta: arrancar «leadbot serve», y ver qué dice «leadbot check» de lo que falta.",
            "To do: start «leadbot serve», and see what «leadbot check» says is missing.",
        )
    )


def as_object(restored: Restored) -> dict[str, str]:
    """For a program."""
    return {"made_at": restored.made_at.isoformat(), "kept": restored.kept}
