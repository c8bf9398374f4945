"""What the commands share: reading the settings, opening the store, and saying what is wrong without a traceback."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from adapters.sqlite import SqliteStore
    from bot.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
Found = TypeVar("Found")

FOUND_PROBLEMS = 1
DEFAULT_CONFIG = Path("leadbot.toml")


def config_option(command: Command) -> Command:
    """`--config FILE`, given to the command as `config`."""
    option = click.option(
        "--config",
        metavar="FILE",
        type=click.Path(path_type=Path),
        default=DEFAULT_CONFIG,
        show_default=True,
        help="Archivo de ajustes.",
    )
    return option(command)


def json_option(command: Command) -> Command:
    """`--json`, given to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Para programas: la respuesta en JSON.")(command)


def yes_option(command: Command) -> Command:
    """`--yes`, for what otherwise asks first."""
    return click.option("--yes", is_flag=True, help="No preguntar antes.")(command)


def read_settings(config: Path) -> Settings:
    """The settings of `config` and the environment; ends the command with a line for each problem."""
    from bot.settings_file import load_settings
    from bot.settings_problems import SettingsError

    if not config.is_file():
        raise click.UsageError(f"no encuentro {config}: copia leadbot.example.toml, o nombra otro con --config")
    try:
        return load_settings(config, os.environ)
    except SettingsError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        raise SystemExit(FOUND_PROBLEMS) from None


def settings_or_sample(config: Path) -> Settings:
    """Those of the file; a sample agency where there is no file yet and none was named."""
    from bot.talk import sample_settings

    return sample_settings() if config == DEFAULT_CONFIG and not config.is_file() else read_settings(config)


@contextmanager
def store_errors() -> Iterator[None]:
    """What is wrong with the store becomes one line and its exit status."""
    from adapters.store_errors import StoreError

    try:
        yield
    except StoreError as error:
        click.echo(error, err=True)
        raise SystemExit(error.exit_code) from None


def looking(settings: Settings, work: Callable[[SqliteStore], Awaitable[Found]]) -> Found:
    """Do something that only reads, beside a running `serve` or without one."""
    from adapters.sqlite import open_readonly

    return _run(open_readonly(settings.database_path, encryption_keys=settings.data.encryption_keys), work)


def changing(settings: Settings, work: Callable[[SqliteStore], Awaitable[Found]], *, may_create: bool = False) -> Found:
    """Do something that writes, beside a running `serve` or without one. `may_create`: where there is no store yet."""
    from adapters.sqlite import open_store

    keys = settings.data.encryption_keys
    return _run(open_store(settings.database_path, encryption_keys=keys, may_create=may_create), work)


def _run(opening: AbstractAsyncContextManager[SqliteStore], work: Callable[[SqliteStore], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        async with opening as store:
            return await work(store)

    with store_errors():
        return asyncio.run(run())
