"""Where the file is. It may be deleted, moved or replaced under whoever has it open, and SQLite would write on for
nobody (promises §7)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from adapters.language import tr
from adapters.store.errors import StoreBroken, StoreInUse


class Place:
    """The database and its log as they were when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = (path, path.with_name(f"{path.name}-wal"))
        self._found = self._look()

    def check(self) -> None:
        """Raises StoreBroken when what stands there now are not the files that are open."""
        if self._look() != self._found:
            raise StoreBroken(
                tr(
                    f"{self._path} ya no es el archivo abierto: lo borraron, lo movieron o pusieron otro en su lugar. "
                    "Devuelve el de antes con sus «-wal» y «-shm», o restaura una copia, y arranca de nuevo",
                    f"{self._path} is no longer the file that was opened: it was deleted, moved or replaced. "
                    "Give back the one from before with its «-wal» and «-shm», or restore a backup, and start again",
                )
            )

    def _look(self) -> list[tuple[int, int] | None]:
        return [identity(file) for file in self._files]


def identity(file: Path) -> tuple[int, int] | None:
    """What stays the same while it is the same file; None where there is none."""
    with suppress(FileNotFoundError):
        found = file.stat()
        return found.st_dev, found.st_ino
    return None


def refuse_second_name(path: Path) -> None:
    """SQLite keeps the newest commits beside the name it was given: under another name they are not there, and two who
    write under two names destroy the file. (A symbolic link is only another way to the one name.)"""
    with suppress(OSError):
        if (found := path.stat()).st_nlink > 1:
            raise StoreInUse(
                tr(
                    f"{path} tiene más de un nombre (enlaces duros) y otro puede estar usándolo: "
                    f"busca el otro con «find -inum {found.st_ino}» y bórralo",
                    f"{path} has more than one name (hard links) and somebody else may be using it: "
                    f"find the other with «find -inum {found.st_ino}» and delete it",
                )
            )
