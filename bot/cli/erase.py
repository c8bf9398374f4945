"""`leadbot erase`: what a person's chat left here goes, on their request (FAILURES §4)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.opening import changing, config_option, read_settings, yes_option

if TYPE_CHECKING:
    from bot.settings import Settings

TWILIO_PREFIX = "whatsapp:"  # of a number as Twilio writes it


@click.command("erase")
@config_option
@yes_option
@click.option("--chat", nargs=2, metavar="CANAL DIRECCIÓN", help="Nombre del canal, y número o id de la persona.")
@click.argument("reference", metavar="[REFERENCIA]", required=False)
def command(config: Path, yes: bool, chat: tuple[str, str] | None, reference: str | None) -> None:
    """Borra lo que dejó el chat de una persona, por la referencia de su lead o por su dirección."""
    if bool(chat) == bool(reference):
        raise click.UsageError("escribe la referencia de un lead, o --chat CANAL DIRECCIÓN")
    settings = read_settings(config)
    which = address(settings, *chat) if chat else str(reference)
    if not yes:
        click.confirm(f"¿Borrar todo lo del chat de {which}? No se puede deshacer", abort=True)
    erased = changing(settings, lambda store: store.erase(which))
    if not erased.existed:
        click.echo("No había nada de esa persona.")
        return
    click.echo("Borrado: sus mensajes, respuestas y datos ya no están aquí.")
    if erased.crm_copies:
        copies = "1 copia" if erased.crm_copies == 1 else f"{erased.crm_copies} copias"
        click.echo(f"Falta el CRM: una persona debe borrar {copies} allí. «leadbot leads list» dice de qué leads.")


def address(settings: Settings, channel: str, written: str) -> str:
    """The chat's address as its platform writes it."""
    kinds = {name: found.kind for agency in settings.agencies.values() for name, found in agency.channels.items()}
    if channel not in kinds:
        raise click.UsageError(f"no hay ningún canal «{channel}»: hay {', '.join(kinds)}")
    bare = written.removeprefix(TWILIO_PREFIX)
    return TWILIO_PREFIX + bare if kinds[channel] == "whatsapp" else bare
