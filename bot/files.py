"""Reads a file that somebody named, whatever it turns out to be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

MOST = 64 << 20  # bytes; nothing that is ours to read is larger, and a device may never end


def read_bytes(path: Path) -> bytes:
    """All of it. Raises OSError, also for what is larger than MOST."""
    with path.open("rb") as file:
        data = file.read(MOST + 1)
    if len(data) > MOST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data
