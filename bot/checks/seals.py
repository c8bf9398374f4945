"""Stored data that the newest encryption key does not protect yet, or that no configured key opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.problem import Problem

if TYPE_CHECKING:
    from adapters.records import Undersealed

KEY = "data.encryption_keys"


def unsealed(found: Undersealed) -> Iterator[Problem]:
    """At most one entry for what will be closed anew, and one for what cannot be read."""
    if found.older or found.readable:
        remedy = "«leadbot serve» las cierra solo con la más nueva; no quites ninguna clave hasta que esto no salga"
        older = [f"{found.older} con una clave anterior"] if found.older else []
        readable = [f"{found.readable} legibles"] if found.readable else []
        yield Problem(KEY, f"tiene en la base filas por cerrar: {' y '.join(older + readable)}", remedy)
    if found.missing:
        remedy = "devuélvela al final de la lista; hasta entonces nadie las lee"
        yield Problem(KEY, f"no tiene la clave de {found.missing} filas de la base", remedy)
