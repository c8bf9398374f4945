"""What can be wrong with a store, each with the exit status `leadbot` ends with (promises §7)."""

from __future__ import annotations

from typing import ClassVar


class StoreError(Exception):
    """The store cannot do it. The message is Spanish, for the technician, and holds no personal data."""

    exit_code: ClassVar[int] = 1


class StoreLocked(StoreError):
    """None of the configured keys opens what is stored."""

    exit_code = 2


class StoreCorrupt(StoreError):
    """The file is damaged or not ours. It was not touched."""

    exit_code = 3


class StoreAbsent(StoreCorrupt):
    """There is no store there at all. None was made."""


class StoreTooNew(StoreError):
    """A newer release wrote the file. It was not touched."""

    exit_code = 4


class StoreInUse(StoreError):
    """Another `serve` works on the same file."""

    exit_code = 5


class StoreTaken(StoreError):
    """Something is there already that nobody asked to replace. It was not touched."""


class StoreUnavailable(StoreError):
    """Not now: the disk is full or read-only, or another process held the file for 5 s. Nothing was written."""


class StoreFull(StoreUnavailable):
    """The disk has room for what was begun, and not for this. Nothing of it was written."""


class StoreBroken(StoreError):
    """An I/O error or corruption while running. The last write may or may not have happened; nothing more will."""

    exit_code = 6
