"""`leadbot serve`: the service, until it is told to stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from adapters.reasons import reason
from bot.cli.opening import FOUND_PROBLEMS, config_option, read_settings, store_errors

if TYPE_CHECKING:
    from bot.problem import Problem
    from bot.settings.model import Settings


@click.command(
    "serve",
    help=tr(
        "Atiende los chats y entrega los leads, hasta que lo detengas.",
        "Answer the chats and deliver the leads, until you stop it.",
    ),
)
@config_option
def command(config: Path) -> None:
    settings = read_settings(config)
    from bot.logs import configure_logging
    from bot.main import serve
    from bot.metrics import Metrics

    metrics = Metrics()
    configure_logging(metrics.count_alert)
    try:
        with store_errors():
            raise SystemExit(serve(settings, metrics, to_mend(config, settings)))
    except OSError as error:
        if error.filename is not None:
            raise
        click.echo(
            tr(
                f"listen dice «{settings.listen}» y no se puede usar: {reason(error)}.",
                f"listen says «{settings.listen}» and cannot be used: {reason(error)}.",
            ),
            err=True,
        )
        raise SystemExit(FOUND_PROBLEMS) from None


def to_mend(config: Path, settings: Settings) -> list[Problem]:
    """What `check` would have said and a person has to mend, for whoever starts without it."""
    from bot.checks.exposure import exposed
    from bot.settings.examples import unchanged_keys

    return [*unchanged_keys(settings), *exposed(config, settings)]
