"""What this machine itself gives: room on the disk for what people write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.finding import Finding

LOW, FULL = 1 << 30, 200 << 20  # bytes free (promises §7)


def look_at_disk(database: Path | None) -> Iterator[Finding]:
    """Of the folder that the database lies in; a server's disk is not ours to see."""
    if database is None or not database.parent.is_dir():
        return
    free = shutil.disk_usage(database.parent).free
    if free >= LOW:
        yield Finding(about="disco", grade="good", what=f"quedan {free >> 30} GB libres")
        return
    means = "cuando se llene no se puede guardar nada: las plataformas repiten durante horas, y después se pierde"
    what = f"quedan {free >> 20} MB libres donde está la base de datos"
    yield Finding(
        about="disco", grade="bad" if free < FULL else "notice", what=what, means=means, step="libera espacio"
    )
