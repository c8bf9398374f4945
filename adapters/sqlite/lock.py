"""One `serve` a file: a lock file beside it, freed by the kernel however the process ends (promises §7).

The same file says which event is being applied right now. It is written without a sync: a process that is killed leaves
it behind, and a power cut is no event's fault. So «attempt started» is on record before every attempt (promises §4) and
costs a turn no commit of its own.
"""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

from adapters.store_errors import StoreInUse, StoreUnavailable

HANG_S = 10.0  # of computing in one turn; promises §4 calls it a death
IN_HAND = Struct(">QI")  # the inbox row, and how many deaths it has caused if this turns out to be one
NOTHING = IN_HAND.pack(0, 0)


@dataclass(frozen=True, slots=True)
class ServeLock:
    """Held while it is open. `left_in_hand` is the row, and its deaths, that the process before died with; or None."""

    descriptor: int
    left_in_hand: tuple[int, int] | None

    @contextmanager
    def in_hand(self, row: int, deaths: int) -> Iterator[None]:
        """While inside, dying or computing for 10 s is on this row's account. The latter ends the process."""
        os.pwrite(self.descriptor, IN_HAND.pack(row, deaths + 1), 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            os.pwrite(self.descriptor, NOTHING, 0)


@contextmanager
def serve_lock(database: Path) -> Iterator[ServeLock]:
    """Raises StoreInUse if another process has it."""
    try:
        descriptor = os.open(database.with_name(f"{database.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"no se puede escribir junto a {database}: {error.strerror}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreInUse(f"otro «leadbot serve» ya trabaja con {database}: detén ese antes") from None
        yield ServeLock(descriptor, _read_in_hand(descriptor))
    finally:
        os.close(descriptor)


def _read_in_hand(descriptor: int) -> tuple[int, int] | None:
    written = os.pread(descriptor, IN_HAND.size, 0)
    if len(written) < IN_HAND.size or written == NOTHING:
        return None
    row, deaths = IN_HAND.unpack(written)
    return row, deaths
