"""What commands say while they copy a whole store."""

from __future__ import annotations

import sys

import click

from adapters.language import tr


def show_progress(what: str, done: int, of: int) -> None:
    """For somebody who waits in front of a terminal."""
    if sys.stderr.isatty():
        click.echo(tr(f"\r\033[K{what}: {done:,} de {of:,}", f"\r\033[K{what}: {done:,} of {of:,}"), err=True, nl=False)


def end_progress() -> None:
    """What is said next begins a line of its own."""
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)


def rows_in_words(rows: int) -> str:
    """«1 fila», «12,345 filas»."""
    return tr("1 fila", "1 row") if rows == 1 else tr(f"{rows:,} filas", f"{rows:,} rows")
