"""What the commands share: reading the settings, opening the store, and saying what is wrong without a traceback."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adapters.language import tr
from bot.cli.narrow import write_for_programs
from flows.understanding.text import bare

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
Found = TypeVar("Found")

FOUND_PROBLEMS = 1
YES, NO = ("s", "si", "y", "yes"), ("n", "no")
DEFAULT_CONFIG = Path("leadbot.toml")


def config_option(command: Command) -> Command:
    """`--config FILE`, given to the command as `config`."""
    option = click.option(
        "--config",
        type=click.Path(path_type=Path, readable=False),  # what is wrong with it, we say ourselves
        default=DEFAULT_CONFIG,
        show_default=True,
        help=tr("Archivo de ajustes.", "File of settings."),
    )
    return option(command)


def json_option(command: Command) -> Command:
    """`--json`, given to the command as `as_json`."""
    option = click.option(
        "--json",
        "as_json",
        is_flag=True,
        callback=_noted_json,
        help=tr("Para programas: la respuesta en JSON.", "For programs: the answer in JSON."),
    )
    return option(command)


def _noted_json(context: click.Context, parameter: click.Parameter, as_json: bool) -> bool:
    if as_json:
        write_for_programs()
    return as_json


def yes_option(command: Command) -> Command:
    """`--yes`, for what otherwise asks first."""
    return click.option("--yes", is_flag=True, help=tr("No preguntar antes.", "Do not ask first."))(command)


def ask_or_end(question: str) -> None:
    """Go on after a yes; a no ends the command."""
    if not says_yes(question, usual=False):
        click.echo(tr("No se hizo nada.", "Nothing was done."), err=True)
        raise SystemExit(FOUND_PROBLEMS)


def says_yes(question: str, *, usual: bool) -> bool:
    """A yes or a no in either language; `usual` is what an empty line means."""
    shown = tr("[S/n]", "[Y/n]") if usual else tr("[s/N]", "[y/N]")
    while True:
        answer = bare(click.prompt(f"{question} {shown}", default="y" if usual else "n", show_default=False))
        if answer in (*YES, *NO):
            return answer in YES
        click.echo(tr("Escribe «s» o «n».", "Write «y» or «n»."), err=True)


def known_agency(settings: Settings, named: str, gone: Collection[str] = ()) -> str:
    """`named`, if the settings or `gone` have it; else the command ends with the nearest one."""
    names = sorted({*settings.agencies, *gone})
    if named in names:
        return named
    raise click.UsageError(
        tr(
            f"no hay ninguna agencia «{named}»: {meant(named, names)}",
            f"there is no agency «{named}»: {meant(named, names)}",
        )
    )


def listed_agency(settings: Settings, named: str | None) -> str | None:
    """What `--agency` asks to see: also one that is gone from the settings and left leads or signs."""
    if named is None or named in settings.agencies:
        return named
    there = has_store(settings)
    return known_agency(settings, named, looking(settings, lambda store: store.agencies()) if there else ())


def has_store(settings: Settings) -> bool:
    """Whether there is something to look into; only a server can say it of itself."""
    return settings.database_path is None or os.path.isfile(settings.database_path)


def meant(written: str, names: Sequence[str]) -> str:
    """«¿querías decir «casanova»?», else what there is."""
    from bot.problem import hint

    return hint(written, names) or tr(
        f"hay {', '.join(names) or 'ninguna'}", f"there are: {', '.join(names) or 'none'}"
    )


def read_settings(config: Path) -> Settings:
    """The settings of `config` and the environment; ends the command with a line for each problem."""
    from bot.problem import SettingsError
    from bot.settings.file import load_settings

    require_file(config)
    try:
        return load_settings(config, os.environ)
    except SettingsError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        raise SystemExit(FOUND_PROBLEMS) from None


def require_file(config: Path) -> None:
    """A mistyped name ends the command before anything is done."""
    if os.path.isdir(config):  # unlike Path.is_dir, it does not raise where we may not look
        raise click.UsageError(
            tr(
                f"{config} es una carpeta: nombra el archivo, por ejemplo {config / DEFAULT_CONFIG}",
                f"{config} is a folder: name the file, for example {config / DEFAULT_CONFIG}",
            )
        )
    if not os.path.exists(config):
        raise click.UsageError(
            tr(
                f"no encuentro {config}: créalo con «leadbot init», o nombra otro con --config",
                f"cannot find {config}: make it with «leadbot init», or name another with --config",
            )
        )


def settings_or_sample(config: Path) -> Settings:
    """Those of the file; a sample agency where there is no file yet and none was named."""
    from bot.sample import sample_settings

    return sample_settings() if config == DEFAULT_CONFIG and not os.path.exists(config) else read_settings(config)


@contextmanager
def store_errors() -> Iterator[None]:
    """What is wrong with the store becomes one line and its exit status."""
    from adapters.store.errors import StoreError

    try:
        yield
    except StoreError as error:
        click.echo(error, err=True)
        raise SystemExit(error.exit_code) from None


def looking(settings: Settings, work: Callable[[Store], Awaitable[Found]]) -> Found:
    """Do something that only reads, beside a running `serve` or without one."""
    from adapters.engines import open_readonly

    return _run(open_readonly(settings.database_url, encryption_keys=settings.data.encryption_keys), work)


def changing(settings: Settings, work: Callable[[Store], Awaitable[Found]], *, may_create: bool = False) -> Found:
    """Do something that writes, beside a running `serve` or without one. `may_create`: where there is no store yet."""
    from adapters.engines import open_store

    keys = settings.data.encryption_keys
    return _run(open_store(settings.database_url, encryption_keys=keys, may_create=may_create), work)


def _run(opening: AbstractAsyncContextManager[Store], work: Callable[[Store], Awaitable[Found]]) -> Found:
    import asyncio  # where there is something to open

    async def run() -> Found:
        async with opening as store:
            return await work(store)

    with store_errors():
        return asyncio.run(run())
