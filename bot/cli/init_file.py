"""The file that `leadbot init` writes: answers become settings, and settings TOML."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adapters.language import tr
from bot.channels import KINDS, Table
from bot.question import Answers

ABOUT = tr(
    "# Toda clave, con lo que significa: leadbot.example.toml. «leadbot check» dice qué más conviene escribir aquí.",
    "# Every key and what it means: leadbot.example.toml. «leadbot check» says what else is worth writing here.",
)


def tree_of(answers: Answers, bases: Mapping[str, str]) -> Table:
    """The settings as far as they are answered. `bases`: other addresses of the services, «twilio_url» and so on."""
    agency: dict[str, Any] = {key: answers[key] for key in ("name", "language", "region", "timezone")}
    agency["alterestate"] = filled(api_key=answers["api_key"], base_url=bases["alterestate_url"])
    agency["channels"] = dict(channels(answers, bases))
    return {**filled(public_url=answers.get("public_url", "")), "agencies": {short_name(answers["name"]): agency}}


def channels(answers: Answers, bases: Mapping[str, str]) -> Iterator[tuple[str, Table]]:
    """A table for each kind whose first question has an answer."""
    for name, kind in KINDS.items():
        if kind.questions and answers.get(kind.questions[0].name):
            yield name, filled(kind=name, **kind.table_of(answers), api_base_url=bases[f"{kind.service}_url"])


def filled(**keys: str) -> Table:
    return {key: value for key, value in keys.items() if value}


def short_name(name: str) -> str:
    """«Casa Caribe» is «casacaribe» in addresses and commands."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)[:64] or "agencia"


def file_of(tree: Table) -> str:
    """The whole file, with a new key for what people write."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return "\n".join((ABOUT, "", *toml_of({**tree, "data": {"encryption_keys": [key]}}), ""))


def toml_of(table: Table, path: str = "") -> Iterator[str]:
    """Keys before tables, as TOML has it; JSON's texts and lists are TOML's too."""
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    plain = {key: value for key, value in table.items() if key not in tables}
    if path and plain:
        yield from ("", f"[{path}]")
    yield from (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items())
    for key, value in tables.items():
        yield from toml_of(value, f"{path}.{key}" if path else key)


@contextmanager
def written(path: Path, text: str) -> Iterator[Path]:
    """`text` in a file that only this account reads. It takes the place of `path` if all is well with it."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
