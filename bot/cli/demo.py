"""`leadbot demo`: everything embedded, no accounts and no network."""

from __future__ import annotations

import logging

import click

from bot.cli.opening import FOUND_PROBLEMS, reason


@click.command("demo")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8300, show_default=True, help="De la página; con 0, uno libre."
)
@click.option("--no-browser", is_flag=True, help="No abrir el navegador.")
def command(port: int, no_browser: bool) -> None:
    """Muestra todo en el navegador, con un CRM y teléfonos de mentira."""
    from bot.demo import demo
    from bot.logs import configure_logging

    configure_logging(least=logging.WARNING)  # whoever watches the page has no use for the rest
    try:
        raise SystemExit(demo(port, open_browser=not no_browser))
    except OSError as error:
        if error.filename is not None:
            raise
        step = f"mira si ya está abierta en http://127.0.0.1:{port}/, o elige otro: «make run port={port + 1}»"
        click.echo(f"El puerto {port} no se puede usar: {reason(error)}; {step}", err=True)
        raise SystemExit(FOUND_PROBLEMS) from None
