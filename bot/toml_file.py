"""Reads a TOML file that a technician wrote; what is wrong with it as a file is told in their words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from adapters.language import tr
from bot.files import read_bytes
from bot.problem import Problem, SettingsError


def read_text(path: Path) -> str:
    """The file's text. Raises SettingsError."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except OSError:
        raise SettingsError(
            [
                Problem(
                    str(path),
                    tr("no se puede leer", "cannot be read"),
                    tr("revisa la ruta y sus permisos", "check the path and its permissions"),
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
        line, column = re.findall(r"(?:line|column) (\d+)", str(error)) or ("", "")
        where = (
            tr(f"{path}, línea {line},", f"{path}, line {line},")
            if line
            else tr(f"{path}, al final,", f"{path}, at the end,")
        )
        sign = tr(f" (signo {column})", f" (sign {column})") if column else ""
        remedy = tr(
            f"mira comillas, corchetes y signos = de esa línea{sign} y la anterior",
            f"look at quotes, brackets and = signs of that line{sign} and the one before",
        )
        raise SettingsError([Problem(where, tr("no es TOML", "is not TOML"), remedy)]) from None
