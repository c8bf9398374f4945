"""One `serve` a file: a lock file beside it, freed by the kernel however the process ends (promises §7).

The same file says which event is being applied right now. It is mapped and never synced: a process that is killed
leaves the page behind, and a power cut is no event's fault. So «attempt started» is on record before every attempt
(promises §4) and costs a turn no commit of its own.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from struct import Struct

from adapters.engines.watch import computing
from adapters.language import tr
from adapters.reasons import reason
from adapters.store.errors import StoreInUse, StoreUnavailable
from adapters.store.ledger import KEY_BYTES, InHand

IN_HAND = Struct(f">{KEY_BYTES}sI")  # the event's key, and how many deaths it has caused if this turns out to be one
NOTHING = IN_HAND.pack(b"", 0)


@dataclass(frozen=True, slots=True)
class ServeLock:
    """Held while it is open. `left_in_hand` is what the process before died with, or None."""

    page: mmap
    left_in_hand: InHand | None

    @contextmanager
    def in_hand(self, key: bytes, deaths: int) -> Iterator[None]:
        """While inside, dying or computing for 10 s is on this event's account. The latter ends the process."""
        IN_HAND.pack_into(self.page, 0, key, deaths + 1)
        try:
            with computing():
                yield
        finally:
            self.page[: IN_HAND.size] = NOTHING


def lock_file(database: Path) -> Path:
    """It stays when its process has ended: there was a database beside it."""
    return database.with_name(f"{database.name}.lock")


@contextmanager
def serve_lock(database: Path) -> Iterator[ServeLock]:
    """Raises StoreInUse if another process has it."""
    try:
        descriptor = os.open(lock_file(database), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unwritable(database, error) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreInUse(
                tr(
                    f"otro «leadbot serve» ya trabaja con {database}: detén ese antes",
                    f"another «leadbot serve» works with {database} already: stop that one first",
                )
            ) from None
        left = _read_in_hand(descriptor)
        try:
            os.posix_fallocate(descriptor, 0, IN_HAND.size)  # a mapped page without room on the disk kills
        except OSError as error:
            raise _unwritable(database, error) from None
        with mmap(descriptor, IN_HAND.size) as page:
            yield ServeLock(page, left)
    finally:
        os.close(descriptor)


def _unwritable(database: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        tr(
            f"no se puede escribir junto a {database}: {reason(error)}",
            f"nothing can be written beside {database}: {reason(error)}",
        )
    )


def _read_in_hand(descriptor: int) -> InHand | None:
    written = os.pread(descriptor, IN_HAND.size, 0)
    if len(written) < IN_HAND.size or written == NOTHING:
        return None
    return InHand(*IN_HAND.unpack(written))
