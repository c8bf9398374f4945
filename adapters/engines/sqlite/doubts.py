"""What SQLite's library, as it is built in, may do to the file (promises §7)."""

from __future__ import annotations

from adapters.language import tr
from adapters.records import Doubt

WHOLE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))  # from these on, the first of all and the others of their line


def find_doubts(version: str) -> tuple[Doubt, ...]:
    """Of a version like «3.54.1». Until it was mended, two connections that write back and commit at the wrong moment
    could damage a file with a log of its own (SQLite's release notes of 3.51.3)."""
    number = tuple(int(part) for part in version.split("."))
    if number >= WHOLE[0] or any(number[:2] == line[:2] and number >= line for line in WHOLE[1:]):
        return ()
    what = tr(
        f"usa SQLite {version}, que puede dañar el archivo cuando dos programas lo usan a la vez",
        f"uses SQLite {version}, which can damage the file when two programs use it at once",
    )
    return (Doubt(what=what, remedy=tr("instala apsw 3.54 o posterior", "install apsw 3.54 or later")),)
