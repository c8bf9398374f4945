"""Watches the room on the disk under the store, and says when it becomes little and when there is enough again
(promises §7). What is then still taken in, the store itself decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from adapters.records import Room
from bot.workers.waiting import stopped_within

log = structlog.get_logger()

EVERY_S = 5.0


async def watch_room(look: Callable[[], Room | None], on_look: Callable[[Room], None], stop: asyncio.Event) -> None:
    """Until `stop`, or at once where the disk is not ours to see. `on_look` gets what was seen each time."""
    before: tuple[bool, str] = (False, "all")
    while (room := look()) and not stop.is_set():
        on_look(room)
        if (now := (room.low, room.takes)) != before:
            say = log.warning if room.low else log.info
            say("disk low" if room.low else "disk has room again", free_mib=room.free >> 20, takes=room.takes)
            before = now
        await stopped_within(stop, EVERY_S)
