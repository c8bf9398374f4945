"""`leadbot chat`: a talk with the machine in a terminal or from a script. Nothing is stored and nothing leaves."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from bot.channels import KINDS
from bot.cli.opening import config_option, json_option, known_agency, settings_or_sample

if TYPE_CHECKING:
    from bot.talks import Talks
    from flows.lead import Lead


@click.command(
    "chat",
    help=tr(
        "Charla con el asistente aquí mismo; el lead se muestra y no se envía."
        '\n\nCon --json la lleva un programa: por cada línea JSON que entra sale una. Entra {"new": '
        '{"channel": "whatsapp", "phone": "+18095550134", "profile": "Ana", "language": "es", "sign": '
        '"K7M4PF"}} y después {"say": "…"}, {"tap": "id de una opción"}, {"share": "+1809…"}, {"wait_s": '
        '3600} o {"crm": "created"} (también exists, down, refused:email). Sale {"texts", "options", '
        '"state", "language", "draft", "lead"}, o {"error"} si la línea no se pudo leer. Solo wait_s mueve '
        "el reloj; cada chat empieza un lunes a mediodía.",
        "Talk with the assistant right here; the lead is shown and not sent."
        '\n\nWith --json a program leads the talk: for each JSON line in, one comes out. In goes {"new": '
        '{"channel": "whatsapp", "phone": "+18095550134", "profile": "Ana", "language": "es", "sign": '
        '"K7M4PF"}} and then {"say": "…"}, {"tap": "id of an option"}, {"share": "+1809…"}, {"wait_s": '
        '3600} or {"crm": "created"} (also exists, down, refused:email). Out comes {"texts", "options", '
        '"state", "language", "draft", "lead"}, or {"error"} where a line could not be read. Only wait_s '
        "moves the clock; each chat begins on a Monday at noon.",
    ),
)
@config_option
@json_option
@click.option(
    "--agency",
    metavar=tr("NOMBRE", "NAME"),
    help=tr("Con los textos de esta agencia; si no, la primera.", "With this agency's texts; else the first one's."),
)
@click.option(
    "--language",
    type=click.Choice(["es", "en"]),
    help=tr("Idioma de la agencia en esta charla.", "Language of the agency in this talk."),
)
@click.option(
    "--channel",
    type=click.Choice(list(KINDS)),
    help=tr(
        f"Por dónde se escribe; si no, {next(iter(KINDS))}.", f"The way somebody writes; else {next(iter(KINDS))}."
    ),
)
@click.option(
    "--code",
    metavar=tr("CÓDIGO", "CODE"),
    help=tr(
        "Como si llegara de este letrero, por ejemplo K7M4PF.", "As if they came from this sign, for example K7M4PF."
    ),
)
def command(
    config: Path, as_json: bool, agency: str | None, language: str | None, channel: str | None, code: str | None
) -> None:
    from bot.talks import Talks

    if as_json and (channel or code):
        raise click.UsageError(
            tr(
                "con --json, el canal y el letrero los dice cada «new»",
                "with --json, each «new» says the channel and the sign",
            )
        )
    settings = settings_or_sample(config)
    name = known_agency(settings, agency) if agency else next(iter(settings.agencies))
    talks = Talks(settings, name, language)
    if as_json:
        play_script(talks)
    else:
        talk_here(talks, channel or next(iter(KINDS)), code)


def play_script(talks: Talks) -> None:
    """A line out for each line in, at once."""
    from bot.cli.chat_script import Script

    script = Script(talks)
    for line in sys.stdin.buffer:
        click.echo(json.dumps(script.answer(line), ensure_ascii=False))
        sys.stdout.flush()


def talk_here(talks: Talks, channel: str, code: str | None) -> None:
    """A talk in the terminal, until it ends."""
    from bot.talks import Person, greeting, read_code
    from flows.replies import numbered_text

    sign = read_code(code) if code else ""
    if sign is None:
        raise click.UsageError(
            tr(
                f"{code} no es un código de letrero: prueba con K7M-4PF",
                f"{code} is not the code of a sign: try K7M-4PF",
            )
        )
    talk = talks.begin(channel, Person(code=sign))
    click.echo(
        tr(
            "Escribe como en el chat, /start incluido. Para salir: Ctrl-D.",
            "Write as in the chat, /start too. To leave: Ctrl-D.",
        )
    )
    for line in lines(greeting(channel, sign) if sign else ""):
        heard = talk.say(line)
        if heard.lead:
            click.echo("\n" + "\n".join(shown(heard.lead)) + "\n")
        for message in heard.messages:
            click.echo(f"\n{numbered_text(message)}\n")


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


def shown(lead: Lead) -> Iterator[str]:
    """What would go to the CRM."""
    yield tr("— Esto iría al CRM —", "— This would go to the CRM —")
    yield f"{lead.full_name} · {lead.phone.e164} · {lead.email.address} · {lead.intent.value} · {lead.reference}"
    yield from lead.notes
