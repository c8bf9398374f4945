"""What people type for an option, where click knows no type of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from adapters.language import tr


class Day(click.ParamType[datetime]):
    """«2026-11-23», at midnight."""

    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return tr("DÍA", "DAY")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007  # a day of whichever agency is meant
        except ValueError:
            wrong = tr(f"«{value}» no es un día: escribe 2026-12-31", f"«{value}» is not a day: write 2026-12-31")
            raise click.BadParameter(wrong, ctx, param) from None


class WebAddress(click.ParamType[str]):
    """A whole address, as the settings take one."""

    name = "url"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from pydantic import TypeAdapter, ValidationError

        from bot.settings.values import Link

        try:
            return str(TypeAdapter(Link).validate_python(value))
        except ValidationError as error:
            raise click.BadParameter(f"«{value}» {error.errors()[0]['msg']}", ctx, param) from None
