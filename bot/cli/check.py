"""`leadbot check`: are settings and wording complete, can what they name be used, and does every flow lead somewhere?
Asks nobody outside and answers in half a second."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from adapters.language import tr
from bot.checks.advice import advise
from bot.checks.doubts import doubted
from bot.checks.exposure import exposed
from bot.checks.faults import find_faults
from bot.checks.gone import gone_agencies
from bot.checks.lost import lost_interval
from bot.checks.seals import unsealed
from bot.checks.untold import untold
from bot.cli.opening import FOUND_PROBLEMS, config_option, has_store, json_option, require_file
from bot.problem import Problem, SettingsError
from bot.settings.file import load_settings
from bot.settings.model import Settings
from bot.wording import load_catalogues
from flows.wording import Catalogue, missing

GOOD, HINT, BAD = tr("Bien    ", "Good    "), tr("Aviso   ", "Note    "), tr("Mal     ", "Bad     ")


@click.command(
    "check",
    help=tr(
        "Revisa los ajustes, los textos y el flujo, sin preguntar a nadie fuera.",
        "Check settings, wording and flow, without asking anybody outside.",
    ),
)
@config_option
@json_option
def command(config: Path, as_json: bool) -> None:
    require_file(config)
    catalogues = load_catalogues()
    problems = [
        Problem(tr("textos", "wording"), tr("no están completos", "is not complete"), fault)
        for fault in missing(list(catalogues.values()))
    ]
    settings: Settings | None = None
    advice: list[Problem] = []
    try:
        settings = load_settings(config, os.environ)
    except SettingsError as error:
        problems = [*error.problems, *problems]
    if settings and not problems:
        problems = [*find_faults(settings), *prove_own_flows(settings, catalogues)]
    if settings:
        unusable, waiting = look_into_store(settings)
        problems += unusable
        advice = [*waiting, *exposed(config, settings), *advise(settings, catalogues)]
    if as_json:
        say_json(problems, advice)
    else:
        say(problems, advice)
        if settings and not problems:
            click.echo(summary(config, settings))
    raise SystemExit(FOUND_PROBLEMS if problems else 0)


def prove_own_flows(settings: Settings, catalogues: Mapping[str, Catalogue]) -> list[Problem]:
    """Where somebody would be stuck in a flow that an agency wrote."""
    if not any(agency.flow for agency in settings.agencies.values()):
        return []
    from bot.flow_files.proof import unproven  # the whole machine, which nothing else here needs

    return list(unproven(settings, catalogues))


def look_into_store(settings: Settings) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with a store that is there already, and what in it waits in vain. Nothing is written to it."""
    if not has_store(settings):
        return [], []
    import asyncio

    from adapters.engines import open_readonly  # its library only where there is something to look into
    from adapters.store.errors import StoreAbsent, StoreError, StoreUnavailable

    async def look() -> list[Problem]:
        keys = settings.data.encryption_keys
        async with open_readonly(settings.database_url, encryption_keys=keys) as store:
            return [
                *lost_interval(settings, await store.lost(datetime.now(UTC))),
                *gone_agencies(settings, await store.waiting_leads()),
                *doubted(store.doubts),
                *unsealed(await store.undersealed()),
                *untold(settings, {chat.agency for chat in await store.staff_chats()}),
            ]

    try:
        return [], asyncio.run(look())
    except StoreAbsent:  # the first start makes it
        return [], []
    except StoreUnavailable as error:  # held by somebody, or still to be migrated: a start may well succeed
        return [], [Problem("database_url", tr("no se pudo mirar", "could not be looked at"), str(error))]
    except StoreError as error:
        return [Problem("database_url", tr("no se puede usar", "cannot be used"), str(error))], []


def say(problems: list[Problem], advice: list[Problem]) -> None:
    """For a person: what stops the service, then what is good to know."""
    for problem in problems:
        click.echo(f"{BAD}{problem}")
    for hint in advice:
        click.echo(f"{HINT}{hint}")


def say_json(problems: list[Problem], advice: list[Problem]) -> None:
    """For a program: the same."""
    answer = {
        "problems": [asdict(problem) for problem in problems],
        "warnings": [asdict(hint) for hint in advice],
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def summary(config: Path, settings: Settings) -> str:
    """One line that says what would be served."""
    channels = sum(len(agency.channels) for agency in settings.agencies.values())
    agencies = count(len(settings.agencies), tr("agencia", "agency"), tr("agencias", "agencies"))
    return f"{GOOD}{config}: {agencies}, {count(channels, tr('canal', 'channel'), tr('canales', 'channels'))}"


def count(number: int, one: str, many: str) -> str:
    """«1 agencia», «2 agencias»."""
    return f"{number} {one if number == 1 else many}"
