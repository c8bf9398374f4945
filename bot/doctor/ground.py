"""What this machine itself gives: room on the disk for what people write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from adapters.records import LOW, SCARCE
from bot.doctor.finding import Finding


def look_at_disk(database: Path | None) -> Iterator[Finding]:
    """Of the folder that the database lies in; a server's disk is not ours to see."""
    if database is not None and database.parent.is_dir():
        yield room_left(shutil.disk_usage(database.parent).free)


def room_left(free: int) -> Finding:
    """What so many bytes mean (promises §7)."""
    if free >= LOW:
        return Finding(about="disco", grade="good", what=f"quedan {free >> 30} GB libres")
    what = f"quedan {free >> 20} MB libres donde está la base de datos"
    if free >= SCARCE:
        means = f"por debajo de {SCARCE >> 20} MB ya no empieza ningún chat nuevo"
        return Finding(about="disco", grade="notice", what=what, means=means, step="libera espacio")
    means = (
        "quien escribe por primera vez no recibe respuesta; quien ya conversaba sigue, hasta que se llene. Las "
        "plataformas repiten durante horas, y después se pierde"
    )
    return Finding(about="disco", grade="bad", what=what, means=means, step="libera espacio ya")
