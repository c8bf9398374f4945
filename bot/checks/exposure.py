"""Files with secrets or personal data that everybody on the machine can read."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from adapters.language import tr
from bot.channels import Table
from bot.checks.faults import COMPANIONS
from bot.problem import Problem
from bot.settings.examples import is_unchanged
from bot.settings.model import Settings
from bot.settings.problems import Path as Place
from bot.settings.problems import is_secret, table_at
from bot.toml_file import parse_toml, read_text


def exposed(config: Path, settings: Settings) -> Iterator[Problem]:
    """One entry per file. The group may read: it is how one account writes the settings and another runs with them."""
    if _others_read(config) and _has_secrets((), parse_toml(read_text(config), config)):
        yield Problem(
            str(config),
            tr(
                "tiene claves y lo puede leer cualquiera en esta máquina",
                "holds keys, and everybody on this machine can read it",
            ),
            f"«chmod 640 {config}»",
        )
    database = settings.database_path
    if database and any(_others_read(database.with_name(database.name + ending)) for ending in COMPANIONS):
        remedy = f"«chmod 600 {database}*»"
        yield Problem(
            str(database),
            tr(
                "guarda datos de personas y lo puede leer cualquiera en esta máquina",
                "holds people's data, and everybody on this machine can read it",
            ),
            remedy,
        )


def _others_read(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & stat.S_IROTH)
    except OSError:  # not there, or not for us to see
        return False


def _has_secrets(path: Place, tree: Table) -> bool:
    """Whether the file itself holds one; those that come from the environment are not in it."""
    return any(
        _has_secrets((*path, key), tree)
        if isinstance(value, dict)
        else bool(value) and _is_secret((*path, key), tree, str(value))
        for key, value in table_at(path, tree).items()
    )


def _is_secret(path: Place, tree: Table, value: str) -> bool:
    """Also an address with a password in it; but no example's value."""
    return ("://" in value and bool(urlsplit(value).password)) or (is_secret(path, tree) and not is_unchanged(value))
