"""A new file is filled under another name, and gets its own when it is whole and on the disk.

Every OSError names its file: the commands say it as it is.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from adapters.engines.sqlite.file import as_store_error, inspect
from adapters.engines.sqlite.ledger import BUSY_TIMEOUT_MS
from adapters.language import tr
from adapters.store.errors import StoreBroken, StoreCorrupt, StoreTaken, StoreTooNew

ENDING = ".part"
LOGS = ("-journal", "-wal")  # what SQLite leaves beside a file that was not closed: the rest of what is in it,
JOURNALS = (*LOGS, "-shm")  # and an index to that


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
        raise StoreTaken(tr(f"ya existe {path}", f"{path} exists already"))


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


def take_after(part: Path, path: Path) -> None:
    """Permissions and owner of what it will replace, or whoever serves that could not open it any more."""
    if path.exists():
        there = path.stat()
        os.chmod(part, stat.S_IMODE(there.st_mode))
        os.chown(part, there.st_uid, there.st_gid)


def set_aside(path: Path, name: str) -> str:
    """Let a database be found under another name too, so that another file may take its place. That name, empty if
    there is no database. Nobody serves it."""
    if not path.exists():
        return ""
    _empty_log(path)
    for ending in LOGS:
        beside = path.with_name(f"{path.name}{ending}")
        if beside.exists() and beside.stat().st_size:
            os.link(beside, path.with_name(f"{name}{ending}"))
    os.link(path, path.with_name(name))
    sync(path.parent)
    for ending in JOURNALS:  # or SQLite would take them for the new file's
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    return str(path.with_name(name))


def sync(path: Path) -> None:
    """A file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _empty_log(path: Path) -> None:
    """What is in it belongs into the file. A damaged one is kept as it is, for whoever looks into it."""
    try:
        inspect(path, whole=False)
    except (StoreCorrupt, StoreBroken):
        return
    except StoreTooNew:
        pass  # that is what is to be replaced
    with as_store_error(path), closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        connection.pragma("schema_version")  # one that has not read yet knows of no log
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
