"""`leadbot demo`: everything embedded, no accounts and no network."""

from __future__ import annotations

import logging

import click

from adapters.language import tr
from bot.cli.opening import FOUND_PROBLEMS, reason


@click.command(
    "demo",
    help=tr(
        "Muestra todo en el navegador, con un CRM y teléfonos de mentira.",
        "Show everything in the browser, with a CRM and phones that are only played.",
    ),
)
@click.option(
    "--port",
    metavar=tr("NÚMERO", "NUMBER"),
    type=click.IntRange(0, 65535),
    default=0,
    help=tr("Puerto de la página; sin él, uno libre.", "Port of the page; without it, a free one."),
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
        click.echo(
            tr(
                f"El puerto {port} no se puede usar: {reason(error)}. Elige otro con --port, o ninguno.",
                f"Port {port} cannot be used: {reason(error)}. Choose another with --port, or none.",
            ),
            err=True,
        )
        raise SystemExit(FOUND_PROBLEMS) from None
