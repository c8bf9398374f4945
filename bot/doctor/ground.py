"""What this machine itself gives: room on the disk for what people write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from adapters.language import tr
from bot.doctor.finding import Finding

LOW, FULL = 1 << 30, 200 << 20  # bytes free (promises §7)


def look_at_disk(database: Path | None) -> Iterator[Finding]:
    """Of the folder that the database lies in; a server's disk is not ours to see."""
    if database is None or not database.parent.is_dir():
        return
    free = shutil.disk_usage(database.parent).free
    if free >= LOW:
        yield Finding(
            about=tr("disco", "disk"),
            grade="good",
            what=tr(f"quedan {free >> 30} GB libres", f"{free >> 30} GB are free"),
        )
        return
    means = tr(
        "cuando se llene no se puede guardar nada: las plataformas repiten durante horas, y después se pierde",
        "once it is full nothing can be stored: the platforms repeat for hours, and then it is lost",
    )
    what = tr(
        f"quedan {free >> 20} MB libres donde está la base de datos",
        f"{free >> 20} MB are free where the database lies",
    )
    yield Finding(
        about=tr("disco", "disk"),
        grade="bad" if free < FULL else "notice",
        what=what,
        means=means,
        step=tr("libera espacio", "make room"),
    )
