"""`leadbot flow draw`: the states of an agency's flow as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.language import tr
from bot.cli.group import Group
from bot.cli.opening import config_option, known_agency, settings_or_sample


@click.group(
    "flow",
    cls=Group,
    help=tr(
        "El flujo de preguntas.",
        "The flow of questions.",
    ),
)
def command() -> None:
    """One of the commands below follows."""


@command.command(
    "draw",
    help=tr(
        "Dibuja los estados del flujo y adónde lleva cada opción y cada respuesta.",
        "Draw the states of the flow, and where each option and each answer leads.",
    ),
)
@config_option
@click.option(
    "--agency",
    metavar=tr("NOMBRE", "NAME"),
    help=tr("El de esta agencia; si no, el de la primera.", "That of this agency; else the first one's."),
)
@click.option(
    "--language",
    metavar=tr("CÓDIGO", "CODE"),
    help=tr("En este idioma; si no, en el de la agencia.", "In this language; else in the agency's."),
)
@click.option("--format", "form", type=click.Choice(["mermaid", "svg"]), default="mermaid", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help=tr("A este archivo; si no, a la pantalla.", "To this file; else to the screen."),
)
def draw(config: Path, agency: str | None, language: str | None, form: str, output: Path | None) -> None:
    from bot.channels import KINDS
    from bot.drawing.mermaid import mermaid
    from bot.drawing.picture import picture_of
    from bot.drawing.svg import svg
    from bot.flow_files.agencies import make_flow
    from bot.flow_files.file import read_flow
    from bot.wording import load_catalogues

    settings = settings_or_sample(config)
    name = known_agency(settings, agency) if agency else next(iter(settings.agencies))
    file = read_flow(settings.agencies[name].flow, load_catalogues())
    asking = next(name for name, kind in KINDS.items() if not kind.shows_number)  # a phone always, and so draws it
    flow = make_flow(settings, name, kind=asking, file=file)
    if (language or flow.language) not in flow.catalogues:
        raise click.UsageError(
            tr(
                f"el flujo no se ofrece en «{language}»: puede ser {', '.join(flow.catalogues)}",
                f"the flow is not offered in «{language}»: it can be {', '.join(flow.catalogues)}",
            )
        )
    picture = picture_of(flow, flow.catalogues[language or flow.language])
    drawn = svg(picture) if form == "svg" else mermaid(picture)
    if output is None:
        click.echo(drawn, nl=False)
    else:
        output.write_text(drawn, encoding="utf-8")
