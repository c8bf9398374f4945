"""The README says what is there: every setting, every command, every file it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import BaseModel

from bot.cli import main
from bot.kinds.telegram import TelegramSettings
from bot.kinds.whatsapp import WhatsAppSettings
from bot.settings.model import Agency, AlterEstate, Data, Delivery, Settings, Signs

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTIONS: tuple[type[BaseModel], ...] = (
    Settings,
    Agency,
    AlterEstate,
    Signs,
    TelegramSettings,
    WhatsAppSettings,
    Delivery,
    Data,
)
TABLES = {"agencies", "alterestate", "channels", "delivery", "data", "signs"}  # sections with a table of their own


def named(heading: str) -> str:
    """The part of the README under a heading."""
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_every_setting_is_in_the_readme() -> None:
    """Whoever looks a key up finds it, and no key stands there that does not exist."""
    keys = {key for section in SECTIONS for key in section.model_fields} - TABLES
    shown = set(re.findall(r"`([a-z_]+)`", named("Settings").split("### ")[0]))
    assert keys <= shown
    values = {"always", "own_phone", "never", "person", "notice", "telegram", "whatsapp", "polling", "webhook", "es"}
    assert shown - keys <= values | {"tu", "usted", "normal", "careful", "ask", "true", "false", "elegir"}


def commands(group: click.Group) -> Iterator[str]:
    """Every command by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield name
        if isinstance(command, click.Group):
            yield from command.list_commands(click.Context(command))


def test_every_command_is_in_the_readme() -> None:
    """Whoever has a question finds the command that answers it."""
    table = named("Commands")
    for name in commands(main):
        assert re.search(rf"\b{name}\b", table), name


def test_files_that_the_documents_name_exist() -> None:
    """A newcomer who follows a path arrives somewhere."""
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    named_paths = {
        path
        for page in pages
        for path in re.findall(r"[`(]((?:bot|flows|adapters|tests|docs)/[\w./]*)[`)]", page.read_text("utf-8"))
    }
    assert named_paths
    for path in named_paths:
        assert (ROOT / path).exists(), path
