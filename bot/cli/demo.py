"""`leadbot demo`: everything embedded, no accounts and no network."""

from __future__ import annotations

import logging

import click

from adapters.language import tr
from adapters.reasons import reason
from bot.cli.opening import FOUND_PROBLEMS


@click.command(
    "demo",
    help=tr(
        "Muestra todo en el navegador, con un CRM y teléfonos de mentira.",
        "Show everything in the browser, with a CRM and phones that are only played.",
    ),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8300,
    show_default=True,
    help=tr("Puerto de la página; con 0, uno libre.", "Port of the page; with 0, a free one."),
)
@click.option("--no-browser", is_flag=True, help=tr("No abrir el navegador.", "Do not open the browser."))
def command(port: int, no_browser: bool) -> None:
    from bot.demo import demo
    from bot.logs import configure_logging

    configure_logging(least=logging.WARNING)  # whoever watches the page has no use for the rest
    try:
        raise SystemExit(demo(port, open_browser=not no_browser))
    except OSError as error:
        if error.filename is not None:
            raise
        open_there, another = f"http://127.0.0.1:{port}/", f"make run port={port + 1}"
        click.echo(
            tr(
                f"El puerto {port} no se puede usar: {reason(error)}; "
                f"mira si ya está abierta en {open_there}, o elige otro: «{another}»",
                f"Port {port} cannot be used: {reason(error)}; "
                f"see whether it is open already at {open_there}, or choose another: «{another}»",
            ),
            err=True,
        )
        raise SystemExit(FOUND_PROBLEMS) from None
