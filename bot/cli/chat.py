"""`leadbot chat`: a talk with the machine in a terminal. Nothing is stored and nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.opening import config_option, known_agency, settings_or_sample


@click.command("chat")
@config_option
@click.option("--agency", metavar="NOMBRE", help="Con los textos de esta agencia; si no, la primera.")
@click.option("--language", type=click.Choice(["es", "en"]), help="Idioma de la agencia en esta charla.")
@click.option("--channel", type=click.Choice(["whatsapp", "telegram"]), default="whatsapp", show_default=True)
@click.option("--code", metavar="CÓDIGO", help="Como si llegara de este letrero, por ejemplo K7M4PF.")
def command(config: Path, agency: str | None, language: str | None, channel: str, code: str | None) -> None:
    """Charla con el asistente aquí mismo; el lead se muestra y no se envía."""
    from bot.talk import Talk, flow_of, greeting, read_code

    sign = read_code(code) if code else ""
    if sign is None:
        raise click.UsageError(f"{code} no es un código de letrero: prueba con K7M-4PF")
    settings = settings_or_sample(config)
    name = known_agency(settings, agency) if agency else next(iter(settings.agencies))
    talk = Talk(flow_of(settings, name, language=language, channel=channel), sign)
    click.echo("Escribe como en el chat, /start incluido. Para salir: Ctrl-D.")
    for line in lines(greeting(channel, sign) if sign else ""):
        for said in talk.hear(line):
            click.echo(f"\n{said}\n")


def lines(first: str) -> Iterator[str]:
    """`first`, if there is one, and then what is typed until the terminal ends."""
    if first:
        click.echo(f"> {first}")
        yield first
    while True:
        try:
            line = input("> ").strip()
        except EOFError:
            return
        if line:
            yield line
