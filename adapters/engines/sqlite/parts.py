"""A new file is filled under another name, and gets its own when it is whole and on the disk.

Every OSError names its file: the commands say it as it is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.store.errors import StoreTaken

ENDING = ".part"
JOURNALS = ("-journal", "-wal", "-shm")  # what SQLite leaves beside a file that was not closed


@contextmanager
def part_of(path: Path) -> Iterator[Path]:
    """An empty file beside `path`, for our account alone, until the block ends. What a killed one left goes first."""
    start = f".{path.name}."
    for left in path.parent.glob(f"{_literal(start)}*{ENDING}*"):
        left.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=start, suffix=ENDING, dir=path.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for ending in ("", *JOURNALS):
            Path(f"{name}{ending}").unlink(missing_ok=True)


def refuse_taken(path: Path) -> None:
    """Raises StoreTaken where there is a file already."""
    if os.path.lexists(path):
        raise StoreTaken(f"ya existe {path}")


def put(part: Path, path: Path, *, replace: bool) -> None:
    """Give it its name. Raises StoreTaken where there is a file already, unless it may be replaced."""
    sync(part)
    if replace:
        part.replace(path)
    else:
        try:
            os.link(part, path)  # unlike a rename it replaces nothing
        except FileExistsError:
            refuse_taken(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """A file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
