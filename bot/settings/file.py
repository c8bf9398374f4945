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
from adapters.language import tr
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
            remedy = tr(
                "escribe un dominio, o añade «email» a questions en su flujo",
                "write a domain, or add «email» to the questions of its flow",
            )
            yield Problem(
                f"agencies.{name}.no_email",
                tr(
                    "dice «person», y su flujo no pregunta el correo",
                    "says «person», and its flow does not ask for the e-mail",
                ),
                remedy,
            )
        if document.languages and agency.language not in document.languages:
            remedy = tr(f"puede ser {', '.join(document.languages)}", f"it can be {', '.join(document.languages)}")
            yield Problem(
                f"agencies.{name}.language",
                tr(
                    f"dice «{agency.language}», que su flujo no ofrece",
                    f"says «{agency.language}», which its flow does not offer",
                ),
                remedy,
            )


def _with_origin(problem: Problem, origins: Mapping[str, str]) -> Problem:
    variable = origins.get(problem.key)
    return (
        replace(problem, key=tr(f"{problem.key} (de {variable})", f"{problem.key} (from {variable})"))
        if variable
        else problem
    )


def _names(tree: Table) -> Iterator[Problem]:
    for agency in table_at(("agencies",), tree):
        yield from _name(f"agencies.{agency}", agency)
        for channel in table_at(("agencies", agency, "channels"), tree):
            yield from _name(f"agencies.{agency}.channels.{channel}", channel)


def _name(key: str, name: str) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        yield Problem(
            key,
            tr("tiene un nombre que no sirve", "has a name that cannot be used"),
            tr(
                "usa minúsculas sin acento, números, «-» y «_»",
                "use small letters without accents, digits, «-» and «_»",
            ),
        )


def _contradictions(tree: Table) -> Iterator[Problem]:
    """What no value shows alone. Works on the raw tree, where anything may be missing or misshapen."""
    channels = dict(_channels(tree))
    webhooks = [key for key, channel in channels.items() if channel.get("mode") != "polling"]
    if webhooks and not tree.get("public_url"):
        remedy = tr(
            'escribe public_url = "https://…", la dirección que llaman Twilio y Telegram',
            'write public_url = "https://…", the address that Twilio and Telegram call',
        )
        yield Problem(
            "public_url", tr(f"falta y {webhooks[0]} la necesita", f"is missing and {webhooks[0]} needs it"), remedy
        )
    for agency in table_at(("agencies",), tree):
        table = table_at(("agencies", agency), tree)
        if table.get("related") and table.get("round_robin"):
            remedy = tr(
                "deja uno de los dos; con ambos el CRM no hace caso de related",
                "leave one of the two; with both the CRM ignores related",
            )
            yield Problem(
                f"agencies.{agency}.round_robin", tr("está junto con related", "stands beside related"), remedy
            )
        yield from _alerts(f"agencies.{agency}.alerts", table_at(("agencies", agency, "alerts"), tree), tree)
    for key, channel in channels.items():
        if kind := KINDS.get(str(channel.get("kind"))):
            yield from kind.contradictions(key, channel)
    for name, kind in KINDS.items():
        of_kind = {key: channel for key, channel in channels.items() if channel.get("kind") == name}
        yield from _twice(of_kind, *kind.identity)


def _alerts(key: str, alerts: Table, tree: Table) -> Iterator[Problem]:
    mail = table_at(("mail",), tree)
    for needed in ("host", "sender") if alerts.get("email") else ():
        if not mail.get(needed):
            what = tr(f"falta y {key}.email lo necesita", f"is missing and {key}.email needs it")
            remedy = tr(f'escribe {needed} = "…" en [mail]', f'write {needed} = "…" in [mail]')
            yield Problem(f"mail.{needed}", what, remedy)
    if alerts.get("webhook") and not alerts.get("webhook_secret"):
        remedy = tr(
            "crea uno con «openssl rand -hex 32»; con él se comprueba quién llama",
            "make one with «openssl rand -hex 32»; it proves who calls",
        )
        yield Problem(f"{key}.webhook_secret", tr("falta", "is missing"), remedy)


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
            yield Problem(
                f"{key}.{field}",
                tr(f"es {what} que {first[value]}.{field}", f"is {what} as {first[value]}.{field}"),
                tr("un canal por cada uno", "one channel for each"),
            )
        first.setdefault(value, key)
