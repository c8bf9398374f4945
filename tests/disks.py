"""A disk that remembers what SQLite asked of it, to be stopped at any moment, and one that fails when it is told to.

What a disk must keep is what was written before the last sync of its file. Everything after that it may have kept,
lost, or kept in part and in any order; a power loss is any of these (https://www.sqlite.org/atomiccommit.html).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512  # bytes that a disk writes whole
LASTING = (".db", "-wal")  # files of a database that count after a power loss; the log's index is made anew
USUAL = "unix"
NUMBERS = count()
Image = dict[str, bytes]  # the files after a power loss, by name


@dataclass(frozen=True, slots=True)
class Change:
    """Bytes at a place, or without `data` the file's new length."""

    at: int
    data: bytes | None = None

    def apply(self, content: bytearray) -> None:
        if self.data is None:
            del content[self.at :]
            return
        content.extend(bytes(max(0, self.at - len(content))))
        content[self.at : self.at + len(self.data)] = self.data

    def torn(self, chance: random.Random) -> Change:
        """What a write leaves that the power loss met in its middle: some of its sectors."""
        if self.data is None or len(self.data) <= SECTOR:
            return self
        return Change(self.at, self.data[: SECTOR * chance.randrange(1, -(-len(self.data) // SECTOR))])


@dataclass(slots=True)
class Contents:
    """One file: what a sync made sure of, and what was asked since then. A file that was never synced may be gone."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[Change] = field(default_factory=list)
    is_there: bool = False

    def sync(self) -> None:
        for change in self.since:
            change.apply(self.sure)
        self.since.clear()
        self.is_there = True

    def after_power_loss(self, chance: random.Random) -> bytes | None:
        """One of the contents that the disk may have; None for no file."""
        if not self.is_there and chance.random() < 0.3:
            return None
        content = bytearray(self.sure)
        kept = [change for change in self.since if chance.random() < chance.choice((0.1, 0.5, 0.9))]
        if chance.random() < 0.5:
            chance.shuffle(kept)
        for change in kept:
            (change.torn(chance) if chance.random() < 0.3 else change).apply(content)
        return bytes(content)


class Disk(apsw.VFS):
    """SQLite's way to the disk. `before` hears of each write, truncation and sync, by its number, and may raise."""

    def __init__(self, name: str, before: Callable[[int], None]) -> None:
        self.files: dict[str, Contents] = {}
        self.calls = 0
        self._before = before
        super().__init__(name, USUAL)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # SQLite's name
        return _File(self, name, flags)

    def asked(self) -> None:
        self.calls += 1
        self._before(self.calls)

    def contents(self, path: Path) -> Contents | None:
        """None for a file that nobody needs after a power loss."""
        if not path.name.endswith(LASTING):
            return None
        if path.name not in self.files:
            there = path.exists() and path.stat().st_size > 0
            self.files[path.name] = Contents(bytearray(path.read_bytes() if there else b""), is_there=there)
        return self.files[path.name]

    def power_loss(self, chance: random.Random) -> Image:
        """What may be on the disk when the power goes now."""
        after = {name: contents.after_power_loss(chance) for name, contents in self.files.items()}
        return {name: content for name, content in after.items() if content is not None}


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        self._disk, self._contents = disk, disk.contents(Path(path))
        super().__init__(USUAL, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.asked()
        super().xWrite(data, offset)
        self._note(Change(offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        self._disk.asked()
        super().xTruncate(size)
        self._note(Change(size))

    def xSync(self, flags: int) -> None:
        self._disk.asked()
        super().xSync(flags)
        if self._contents:
            self._contents.sync()

    def _note(self, change: Change) -> None:
        if self._contents:
            self._contents.since.append(change)


@contextmanager
def disk(before: Callable[[int], None] = lambda call: None) -> Iterator[Disk]:
    """Whatever SQLite opens in this block lies on this disk."""
    name = f"disk {next(NUMBERS)}"
    watched = Disk(name, before)
    apsw.set_default_vfs(name)
    try:
        yield watched
    finally:
        apsw.set_default_vfs(USUAL)
        watched.unregister()
