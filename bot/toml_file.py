"""Reads a TOML file that a technician wrote; what is wrong with it as a file is told in their words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from adapters.language import tr
from bot.problem import Problem, SettingsError


def read_text(path: Path) -> str:
    """The file's text. Raises SettingsError."""
    try:
        return path.read_text("utf-8-sig")
    except OSError:
        raise SettingsError(
            [
                Problem(
                    str(path),
                    tr("no se puede leer", "cannot be read"),
                    tr("revisa la ruta y sus permisos", "see to the path and its permissions"),
                )
            ]
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(
            [
                Problem(
                    str(path),
                    tr("no está en UTF-8", "is not in UTF-8"),
                    tr("guárdalo con esa codificación", "save it in that encoding"),
                )
            ]
        ) from None


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """What the text says. Raises SettingsError with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = (
            tr(f"{path}, línea {place[1]},", f"{path}, line {place[1]},")
            if place
            else tr(f"{path}, al final,", f"{path}, at the end,")
        )
        remedy = tr(
            f"mira comillas, corchetes y signos = de esa línea y la anterior ({error})",
            f"look at quotes, brackets and = signs of that line and the one before ({error})",
        )
        raise SettingsError([Problem(where, tr("no es TOML", "is not TOML"), remedy)]) from None
