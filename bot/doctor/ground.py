"""What this machine itself gives: room on the disk for what people write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from adapters.language import tr
from adapters.records import LOW, SCARCE
from bot.doctor.finding import Finding


def look_at_disk(database: Path | None) -> Iterator[Finding]:
    """Of the folder that the database lies in; a server's disk is not ours to see."""
    if database is not None and database.parent.is_dir():
        yield room_left(shutil.disk_usage(database.parent).free)


def room_left(free: int) -> Finding:
    """What so many bytes mean (promises §7)."""
    if free >= LOW:
        what = tr(f"quedan {free >> 30} GB libres", f"{free >> 30} GB are free")
        return Finding(about=tr("disco", "disk"), grade="good", what=what)
    what = tr(
        f"quedan {free >> 20} MB libres donde está la base de datos",
        f"{free >> 20} MB are free where the database lies",
    )
    step = tr("libera espacio", "make room")
    if free >= SCARCE:
        means = tr(
            f"por debajo de {SCARCE >> 20} MB ya no empieza ningún chat nuevo",
            f"below {SCARCE >> 20} MB no new chat begins",
        )
        return Finding(about=tr("disco", "disk"), grade="notice", what=what, means=means, step=step)
    means = tr(
        "quien escribe por primera vez no recibe respuesta; quien ya conversaba sigue, hasta que se llene. Las "
        "plataformas repiten durante horas, y después se pierde",
        "who writes for the first time gets no answer; who was talking goes on, until it is full. The platforms repeat "
        "for hours, and then it is lost",
    )
    return Finding(about=tr("disco", "disk"), grade="bad", what=what, means=means, step=step)
