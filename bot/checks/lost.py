"""What is missing because a backup was restored (promises §7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adapters.language import tr
from bot.problem import Problem
from bot.settings.model import Settings

if TYPE_CHECKING:
    from adapters.records import Lost

REMEDY = tr(
    "mira en los teléfonos y en Telegram quién escribió entonces, y en el CRM los leads «sin respuesta clara»",
    "see on the phones and in Telegram who wrote then, and in the CRM the leads «without a clear answer»",
)


def lost_interval(settings: Settings, lost: Lost | None) -> Iterator[Problem]:
    """One entry, or none."""
    if lost:
        since, until = (local_time(settings, moment) for moment in (lost.since, lost.until))
        yield Problem(
            "database_url",
            tr(
                f"es una copia restaurada: le falta lo que pasó del {since} al {until}",
                f"is a restored backup: what happened from {since} to {until} is missing in it",
            ),
            REMEDY,
        )


def local_time(settings: Settings, moment: datetime) -> str:
    """By the clock of the first agency."""
    zone = ZoneInfo(next(iter(settings.agencies.values())).timezone)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
