"""The statements of adapters/sql by their names, and the migrations in their order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

SQL_FOLDER = Path(__file__).parent.parent / "sql"
NAME_MARK = "-- name: "


@cache
def statements(dialect: str = "") -> Mapping[str, str]:
    """Every statement, without the semicolon at its end. One that a database must be told differently stands a second
    time under its name, in the folder of that dialect."""
    found = dict(statements()) if dialect else {}
    for file in sorted((SQL_FOLDER / dialect).glob("*.sql")):
        for part in file.read_text("utf-8").split(NAME_MARK)[1:]:
            name, _, text = part.partition("\n")
            found[name.strip()] = text.strip().removesuffix(";")
    return found


def migrations() -> list[Path]:
    """The oldest first; the newest schema's version is their number."""
    return sorted((SQL_FOLDER / "migrations").glob("*.sql"))
