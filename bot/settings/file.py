"""Reads the settings: the TOML file, the environment over it, and the rules between two keys.

All problems are found before any is told, so that a technician mends the file once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from adapters.engines import SQLITE
from bot.channels import KINDS, Table
from bot.problem import Problem, SettingsError
from bot.settings.environ import overlay
from bot.settings.model import Agency, Settings
from bot.settings.problems import explain, table_at
from bot.toml_file import parse_toml, read_text

NAME = re.compile(r"[a-z0-9_-]{1,64}")  # of an agency or channel: part of a URL and of a variable


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in `path` with the variables of `environ` over them; relative paths are taken from the file's
    folder. Raises SettingsError with every problem found."""
    tree = parse_toml(read_text(path), path)
    origins, problems = overlay(tree, environ)
    problems += [*_names(tree), *_contradictions(tree)]
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        problems += explain(error, tree)
    if problems:
        raise SettingsError(_with_origin(problem, origins) for problem in problems)
    settings = _placed(settings, path.absolute().parent)
    if problems := list(_flows(settings)):
        raise SettingsError(problems)
    return settings


def _placed(settings: Settings, folder: Path) -> Settings:
    """The settings with the paths in them taken from the file's folder."""
    agencies = {name: _agency_placed(agency, folder) for name, agency in settings.agencies.items()}
    file = settings.database_path
    database_url = SQLITE + str(folder / file) if file else settings.database_url
    return settings.model_copy(update={"database_url": database_url, "agencies": agencies})


def _agency_placed(agency: Agency, folder: Path) -> Agency:
    flow, logo = (str(folder / path) if path else "" for path in (agency.flow, agency.signs.logo))
    return agency.model_copy(update={"flow": flow, "signs": agency.signs.model_copy(update={"logo": logo})})


def _flows(settings: Settings) -> Iterator[Problem]:
    """Agencies' own flows are settings too: read now, so that no command meets a bad one later."""
    own = {name: agency for name, agency in settings.agencies.items() if agency.flow}
    if not own:
        return
    from bot.flow_files.file import read_document  # this and the catalogues only where there is something to read
    from bot.wording import load_catalogues

    for name, agency in own.items():
        try:
            document = read_document(Path(agency.flow), load_catalogues())
        except SettingsError as error:
            yield from error.problems
            continue
        if agency.no_email == "person" and "email" not in document.questions:
            remedy = "escribe un dominio, o añade «email» a questions en su flujo"
            yield Problem(f"agencies.{name}.no_email", "dice «person», y su flujo no pregunta el correo", remedy)
        if document.languages and agency.language not in document.languages:
            remedy = f"puede ser {', '.join(document.languages)}"
            yield Problem(f"agencies.{name}.language", f"dice «{agency.language}», que su flujo no ofrece", remedy)


def _with_origin(problem: Problem, origins: Mapping[str, str]) -> Problem:
    variable = origins.get(problem.key)
    return replace(problem, key=f"{problem.key} (de {variable})") if variable else problem


def _names(tree: Table) -> Iterator[Problem]:
    for agency in table_at(("agencies",), tree):
        yield from _name(f"agencies.{agency}", agency)
        for channel in table_at(("agencies", agency, "channels"), tree):
            yield from _name(f"agencies.{agency}.channels.{channel}", channel)


def _name(key: str, name: str) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        yield Problem(key, "tiene un nombre que no sirve", "usa minúsculas sin acento, números, «-» y «_»")


def _contradictions(tree: Table) -> Iterator[Problem]:
    """What no value shows alone. Works on the raw tree, where anything may be missing or misshapen."""
    channels = dict(_channels(tree))
    webhooks = [key for key, channel in channels.items() if channel.get("mode") != "polling"]
    if webhooks and not tree.get("public_url"):
        remedy = 'escribe public_url = "https://…", la dirección que llaman Twilio y Telegram'
        yield Problem("public_url", f"falta y {webhooks[0]} la necesita", remedy)
    for agency in table_at(("agencies",), tree):
        table = table_at(("agencies", agency), tree)
        if table.get("related") and table.get("round_robin"):
            remedy = "deja uno de los dos; con ambos el CRM no hace caso de related"
            yield Problem(f"agencies.{agency}.round_robin", "está junto con related", remedy)
    for key, channel in channels.items():
        if kind := KINDS.get(str(channel.get("kind"))):
            yield from kind.contradictions(key, channel)
    for kind in KINDS.values():
        yield from _twice(channels, *kind.identity)


def _channels(tree: Table) -> Iterator[tuple[str, Table]]:
    for agency in table_at(("agencies",), tree):
        for channel in table_at(("agencies", agency, "channels"), tree):
            yield f"agencies.{agency}.channels.{channel}", table_at(("agencies", agency, "channels", channel), tree)


def _twice(channels: Mapping[str, Table], field: str, what: str) -> Iterable[Problem]:
    first: dict[str, str] = {}
    for key, channel in channels.items():
        if not (value := str(channel.get(field, ""))):
            continue
        if value in first:
            yield Problem(f"{key}.{field}", f"es {what} que {first[value]}.{field}", "un canal por cada uno")
        first.setdefault(value, key)
