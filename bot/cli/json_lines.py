"""Commands that a script talks to: a JSON object on each line, an answer to each."""

from __future__ import annotations

import json
from collections.abc import Mapping

from adapters.language import tr


class BadLine(Exception):
    """A line that asks nothing. The text says why, for the technician."""


def read_line(line: bytes) -> Mapping[str, object]:
    """The JSON object of a line; broken UTF-8 becomes «�»."""
    try:
        message = json.loads(line.decode("utf-8", errors="replace"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadLine(tr("la línea no es JSON", "the line is not JSON")) from None
    if not isinstance(message, dict):
        raise BadLine(tr("la línea no es un objeto JSON", "the line is not a JSON object"))
    return message


def text_of(fields: Mapping[str, object], key: str, default: str | None) -> str:
    """A text field; a missing one has its default, where there is one."""
    value = fields.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BadLine(tr(f"falta «{key}», o no es un texto", f"«{key}» is missing, or is not a text"))
    return value


def _refuse(constant: str) -> None:
    """«NaN» and «Infinity» are not JSON, though Python reads them."""
    raise ValueError(constant)
