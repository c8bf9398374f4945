"""Reads a TOML file that a technician wrote; what is wrong with it as a file is told in their words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.problem import Problem, SettingsError


def read_text(path: Path) -> str:
    """The file's text. Raises SettingsError."""
    try:
        return path.read_text("utf-8-sig")
    except OSError:
        raise SettingsError([Problem(str(path), "no se puede leer", "revisa la ruta y sus permisos")]) from None
    except UnicodeDecodeError:
        raise SettingsError([Problem(str(path), "no está en UTF-8", "guárdalo con esa codificación")]) from None


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """What the text says. Raises SettingsError with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"{path}, línea {place[1]}," if place else f"{path}, al final,"
        remedy = f"mira comillas, corchetes y signos = de esa línea y la anterior ({error})"
        raise SettingsError([Problem(where, "no es TOML", remedy)]) from None
