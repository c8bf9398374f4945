"""How much room the disk still has for the file, and a ballast that gives some back when it is full (promises §7).

Whoever serves the file has it. The ballast is there while it is open: what is released with it is for what must still
be written down, an answer of the CRM above all, and not for what can come again.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from adapters.records import LOW, SCARCE, Room, Takes

BALLAST = 64 << 20  # bytes
LOOK_EVERY_S = 1.0


class Disk:
    """Looked at by the one thread that writes; `room` may be asked by others."""

    def __init__(self, database: Path) -> None:
        self.takes: Takes = "all"
        self._ballast = database.with_name(f"{database.name}.ballast")
        self._released = False
        self._look_at = 0.0
        self._lay()

    def look(self) -> None:
        """Once a second: what there is room for. A ballast comes back when there is room for it twice."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_EVERY_S
        if not self._ballast.exists():
            self._lay()
        if self._released:
            self.takes = "nothing"
        else:
            self.takes = "all" if self._free() >= SCARCE else "known"

    def release(self) -> bool:
        """The disk is full: whether that made room. Until there is more, nothing is taken in."""
        if not self._drop():
            return False
        self._released, self.takes, self._look_at = True, "nothing", 0.0
        return True

    def room(self) -> Room:
        """As it is now."""
        free = self._free()
        return Room(free=free, low=free < LOW, takes=self.takes)

    def close(self) -> None:
        """Whoever opens the file next lays a ballast of its own."""
        self._drop()

    def _free(self) -> int:
        """None where the disk cannot even be asked."""
        try:
            return shutil.disk_usage(self._ballast.parent).free
        except OSError:
            return 0

    def _drop(self) -> bool:
        with suppress(OSError):
            self._ballast.unlink()
            return True
        return False

    def _lay(self) -> None:
        """Where there is room; what a killed process left is as good."""
        if self._free() < 2 * BALLAST and not self._ballast.exists():
            return
        try:
            descriptor = os.open(self._ballast, os.O_CREAT | os.O_WRONLY, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, BALLAST)
            finally:
                os.close(descriptor)
        except OSError:  # a disk that cannot set room aside, or has none by now
            self._drop()
        else:
            self._released = False


@contextmanager
def watched(database: Path) -> Iterator[Disk]:
    """The disk under a file, while the block runs."""
    disk = Disk(database)
    try:
        yield disk
    finally:
        disk.close()
