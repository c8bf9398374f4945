"""What the settings name and cannot be used: `leadbot check` ends with 1; `serve` starts all the same, because the rest
may well work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from adapters.language import tr
from bot.channels import KINDS
from bot.problem import Problem
from bot.settings.examples import unchanged_keys
from bot.settings.model import Settings

COMPANIONS = ("", "-wal", "-shm", ".lock")  # of the database, beside it


def find_faults(settings: Settings) -> Iterator[Problem]:
    """One entry per fault, in the order of the file."""
    if settings.database_path:
        yield from _database(settings.database_path)
    yield from unchanged_keys(settings)
    if settings.traces_url and find_spec("opentelemetry") is None:
        yield Problem(
            "traces_url",
            tr("necesita un paquete que no está aquí", "needs a package that is not here"),
            tr("instálalo con «pip install leadbot[otel]»", "install it with «pip install leadbot[otel]»"),
        )
    for name, agency in settings.agencies.items():
        yield from _logo(f"agencies.{name}.signs.logo", agency.signs.logo)
        for channel, configured in agency.channels.items():
            yield from KINDS[configured.kind].faults(f"agencies.{name}.channels.{channel}", configured)


def _database(path: Path) -> Iterator[Problem]:
    """Whether `serve`, run by whoever runs this, could write there."""
    if os.path.isdir(path):  # unlike Path.is_dir, it does not raise where we may not look
        yield Problem(
            "database_url",
            tr(f"nombra una carpeta, {path}", f"names a folder, {path}"),
            tr("escribe el nombre de un archivo dentro de ella", "write the name of a file in it"),
        )
    elif not os.path.isdir(path.parent):
        yield Problem(
            "database_url",
            tr(
                f"nombra una carpeta que no existe, {path.parent}", f"names a folder that does not exist, {path.parent}"
            ),
            tr("créala, o corrige la ruta", "make it, or correct the path"),
        )
    elif not os.access(path.parent, os.W_OK | os.X_OK):
        remedy = tr(
            "dale permiso de escritura a la cuenta que corre leadbot: SQLite crea archivos al lado",
            "let the account that runs leadbot write there: SQLite makes files beside it",
        )
        yield Problem(
            "database_url",
            tr(
                f"está en {path.parent}, donde esta cuenta no puede escribir",
                f"is in {path.parent}, where this account cannot write",
            ),
            remedy,
        )
    else:
        files = (path.with_name(path.name + ending) for ending in COMPANIONS)
        for file in files:
            if os.path.exists(file) and not os.access(file, os.R_OK | os.W_OK):
                remedy = tr(
                    f"corre leadbot con la cuenta dueña del archivo, o dáselo a esta con «chown»: {file}",
                    f"run leadbot with the account that owns the file, or give it to this one with «chown»: {file}",
                )
                yield Problem(
                    "database_url",
                    tr(
                        f"usa {file.name}, donde esta cuenta no puede escribir",
                        f"uses {file.name}, where this account cannot write",
                    ),
                    remedy,
                )


def _logo(key: str, file: str) -> Iterator[Problem]:
    if not file:
        return
    from bot.signs.logo import logo_fault  # the libraries of print, only where there is something to print

    if fault := logo_fault(file):
        yield Problem(key, tr("no sirve", "cannot be used"), fault)
