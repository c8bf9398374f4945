"""`leadbot serve`: the service, until it is told to stop."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.opening import FOUND_PROBLEMS, config_option, read_settings, store_errors


@click.command("serve")
@config_option
def command(config: Path) -> None:
    """Atiende los chats y entrega los leads, hasta que lo detengas."""
    settings = read_settings(config)
    from bot.logs import configure_logging
    from bot.main import serve
    from bot.metrics import Metrics

    metrics = Metrics()
    configure_logging(metrics.count_alert)
    try:
        with store_errors():
            raise SystemExit(serve(settings, metrics))
    except OSError as error:
        click.echo(f"listen dice «{settings.listen}» y no se puede usar: {error.strerror}", err=True)
        raise SystemExit(FOUND_PROBLEMS) from None
