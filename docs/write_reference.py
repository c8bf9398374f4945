"""Writes docs/reference/: every setting, command and metric, as the code has them.

    python -m docs.write_reference

What a setting is for stands in docs/reference/settings.toml; everything else is read from the code.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.channels import KINDS
from bot.metrics import Metrics
from bot.settings.model import Settings
from bot.settings.section import ChannelSettings

REFERENCE = Path(__file__).with_name("reference")
ROOT = REFERENCE.parent.parent
SETTINGS_HEAD = """# Settings

<!-- Written by docs/write_reference.py: do not edit. -->

*For the technician; to look things up. En español: cada clave está explicada en `leadbot.example.toml`.*

The settings are one TOML file, `leadbot.toml`; `leadbot init` writes a first one, `leadbot check` says what is
wrong in it, and an unknown key names the nearest known one. Every key can come from the environment too, as
`LEADBOT_AGENCIES__CASANOVA__ALTERESTATE__API_KEY=…`, and from a file whose name the environment gives, as
`LEADBOT_AGENCIES__CASANOVA__ALTERESTATE__API_KEY_FILE=/run/secrets/key`. A key without a default that is not
required may be left out: what it would add is then left out too, and `leadbot check` lists what an agency thereby
does not say."""
METRICS_HEAD = """# Metrics

<!-- Written by docs/write_reference.py: do not edit. -->

*For the technician; to look things up. What to watch, and rules for it:
[operate](../guides/operate.md#metrics-and-rules).*

`/metrics` speaks Prometheus' text format. No label names a person; `channel` is «agency/channel». Besides these
there are `process_*`: memory, processor time, open files.

| Metric | Kind | Labels | What it counts |
|---|---|---|---|"""

NAMES = {"agencies": "NAME", "channels": "CHANNEL"}  # what stands for a name that the reader gives
CHANNEL = "agencies.NAME.channels.CHANNEL"


def tables(model: type[BaseModel] = Settings, place: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of the settings file by its name, «» for what stands above all; a kind of channel by its own."""
    yield place, model
    if place == CHANNEL:
        yield from ((kind, row.settings) for kind, row in KINDS.items())
    for key, field in model.model_fields.items():
        if inner := table_of(field):
            yield from tables(inner, ".".join(filter(None, (place, key, NAMES.get(key, "")))))


def table_of(field: FieldInfo) -> type[BaseModel] | None:
    """What is inside, where a setting is a table or many of them by name."""
    parts = (field.annotation, *get_args(field.annotation))
    inner = (*parts, *(inside for part in parts for inside in get_args(part)))
    return next((part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)), None)


def heading(table: str) -> str:
    """As the table is written."""
    if table in KINDS:
        return f'The same, with `kind = "{table}"`'
    return f"`[{table}]`" if table else "At the top of the file"


def words() -> dict[str, dict[str, str]]:
    """What each setting is for, by table and key."""
    read: dict[str, dict[str, str]] = tomllib.loads((REFERENCE / "settings.toml").read_text("utf-8"))
    return read


def keys(table: str, model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The settings of a table: without the tables inside it, and of a kind of channel only what not every kind has."""
    shared = ChannelSettings.model_fields if table in KINDS else {}
    return {key: field for key, field in model.model_fields.items() if key not in shared and not table_of(field)}


def settings_lines() -> Iterator[str]:
    """A table for each table of the settings file."""
    told = words()
    yield SETTINGS_HEAD
    for table, model in tables():
        yield f"\n## {heading(table)}\n\n| Key | Default | What it is |\n|---|---|---|"
        for key, field in keys(table, model).items():
            yield f"| `{key}` | {default(field)} | {told[table][key]}{closed_set(field)} |"


def default(field: FieldInfo) -> str:
    """As it would be written in the file."""
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True)
    return "" if value in ("", (), {}) else f"`{json.dumps(value, ensure_ascii=False)}`"


def closed_set(field: FieldInfo) -> str:
    """The values that a setting of few values may have."""
    allowed = [f"`{one}`" for one in get_args(field.annotation) if isinstance(one, str)]
    return f" (one of {', '.join(allowed)})" if len(allowed) > 1 else ""


def commands() -> str:
    """In English, which takes a process of its own."""
    command = (sys.executable, "-m", "docs.list_commands", "--lang", "en")
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603  # ours


def metrics_lines() -> Iterator[str]:
    """Name, kind, labels and words of each metric of ours, as Prometheus gets them."""
    registry = Metrics()._registry
    collectors = registry._names_to_collectors  # what has not been counted yet shows its labels nowhere else
    yield METRICS_HEAD
    for family in registry.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        if name.startswith("leadbot_"):
            labels = ", ".join(f"`{label}`" for label in getattr(collectors[name], "_labelnames", ()))
            yield f"| `{name}` | {family.type} | {labels} | {family.documentation} |"


def pages() -> dict[Path, str]:
    """What stands in docs/reference/, by file."""
    return {
        REFERENCE / "settings.md": "\n".join(settings_lines()) + "\n",
        REFERENCE / "commands.md": commands(),
        REFERENCE / "metrics.md": "\n".join(metrics_lines()) + "\n",
    }


if __name__ == "__main__":
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")
