"""Stored data that the newest encryption key does not protect yet, or that no configured key opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adapters.language import tr
from bot.problem import Problem

if TYPE_CHECKING:
    from adapters.records import Undersealed

KEY = "data.encryption_keys"


def unsealed(found: Undersealed) -> Iterator[Problem]:
    """At most one entry for what will be closed anew, and one for what cannot be read."""
    if found.older or found.readable:
        remedy = tr(
            "«leadbot serve» las cierra solo con la más nueva; no quites ninguna clave hasta que esto no salga",
            "«leadbot serve» seals them by itself with the newest one; remove no key until this is gone",
        )
        older = [tr(f"{found.older} con una clave anterior", f"{found.older} with an older key")] if found.older else []
        readable = [tr(f"{found.readable} legibles", f"{found.readable} readable")] if found.readable else []
        yield Problem(
            KEY,
            tr(
                f"tiene en la base filas por cerrar: {' y '.join(older + readable)}",
                f"has rows in the database that are still to be sealed: {' and '.join(older + readable)}",
            ),
            remedy,
        )
    if found.missing:
        remedy = tr(
            "devuélvela al final de la lista; hasta entonces nadie las lee",
            "put it back at the end of the list; until then nobody can read them",
        )
        yield Problem(
            KEY,
            tr(
                f"no tiene la clave de {found.missing} filas de la base",
                f"lacks the key of {found.missing} rows of the database",
            ),
            remedy,
        )
