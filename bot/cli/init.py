"""`leadbot init`: a few questions become settings, and each key is tried at its service as it is typed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from adapters.language import tr
from bot.cli.init_file import file_of, short_name, tree_of, written
from bot.cli.init_questions import QUESTIONS, SERVICES, STEPS, Step
from bot.cli.opening import (
    DEFAULT_CONFIG,
    FOUND_PROBLEMS,
    ask_or_end,
    config_option,
    read_settings,
    says_yes,
    yes_option,
)
from bot.files import read_bytes
from bot.question import Answers, Question

if TYPE_CHECKING:
    from bot.doctor.finding import Finding
    from bot.settings.model import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def question_options(command: Command) -> Command:
    """An option for each question, and for where a trial finds the services."""
    for question in reversed((*QUESTIONS, *SERVICES)):
        metavar = tr("VALOR", "VALUE")
        command = click.option(question.option, question.name, metavar=metavar, help=f"{question.asks}.")(command)
    return command


@click.command(
    "init",
    help=tr(
        "Hace unas preguntas y escribe los ajustes."
        "\n\nPrueba cada clave al escribirla, y al final dice qué pegar y dónde. No pregunta lo que dice una opción; "
        "con --yes no pregunta nada. Una clave dada como @ARCHIVO se lee de ese archivo.",
        "Ask a few questions and write the settings."
        "\n\nIt tries each key as it is typed, and says at the end what to paste where. It does not ask what an option "
        "says already; with --yes it asks nothing. A key given as @FILE is read from that file.",
    ),
)
@config_option
@question_options
@click.option("--untested", is_flag=True, help=tr("No probar las claves.", "Do not try the keys."))
@click.option("--force", is_flag=True, help=tr("Reemplaza el archivo que haya.", "Replace a file that is there."))
@yes_option
def command(config: Path, untested: bool, force: bool, yes: bool, **given: str | None) -> None:
    make_way(config, force=force, yes=yes)
    bases = {question.name: said(question, given[question.name], "") for question in SERVICES}
    answers: Answers = {}
    for step in STEPS:
        take(step, given, answers, ask=not yes)
        while not untested and not works(step, answers, bases):
            if yes:
                raise SystemExit(FOUND_PROBLEMS)
            if not says_yes(tr("¿Escribirlo otra vez?", "Type it again?"), usual=True):
                break  # a number may still be waiting for Meta
            take(step, {}, answers, ask=True)
    with written(config, file_of(tree_of(answers, bases))) as part:
        settings = read_settings(part)
    say_what_is_left(config, settings)


def make_way(config: Path, *, force: bool, yes: bool) -> None:
    """A file that is there is replaced by whoever says so; ends the command before anything is asked in vain."""
    if os.path.isdir(config) or not os.access(config.parent, os.W_OK | os.X_OK):
        raise click.UsageError(tr(f"no se puede escribir {config}", f"{config} cannot be written"))
    if os.path.lexists(config) and not force:
        if yes:
            raise click.UsageError(
                tr(f"ya existe {config}: reemplázalo con --force", f"{config} exists already: replace it with --force")
            )
        ask_or_end(tr(f"Ya existe {config}: ¿reemplazarlo?", f"{config} exists already: replace it?"))


def take(step: Step, given: Mapping[str, str | None], answers: Answers, *, ask: bool) -> None:
    """The answers of a step: from the options, else from whoever sits there, else what is usual."""
    for question in step.questions:
        written = given.get(question.name)
        if question.after and not answers[question.after]:
            answers[question.name] = ""
        elif written is None and ask:
            answers[question.name] = asked(question, question.default(answers))
        else:
            answers[question.name] = said(question, written, question.default(answers))


def asked(question: Question, usual: str | None) -> str:
    """Until it fits; what is typed of a secret is not shown."""
    typed = click.prompt(
        f"{question.asks}{f' [{usual}]' if usual else ''}",
        default=usual if usual is not None else "",
        show_default=False,
        hide_input=question.secret and sys.stdin.isatty(),  # a script shows nothing, and getpass would complain
    )
    try:
        return fitting(question, typed, usual)
    except ValueError as error:
        click.echo(f"  {error}", err=True)
        return asked(question, usual)


def said(question: Question, written: str | None, usual: str | None) -> str:
    """From the command line; ends the command where it does not fit."""
    if written is None and usual is None:
        raise click.UsageError(tr(f"falta {question.option}", f"{question.option} is missing"))
    try:
        return fitting(question, (written if written is not None else usual) or "", usual)
    except ValueError as error:
        raise click.UsageError(f"{question.option} {error}") from None


def fitting(question: Question, text: str, usual: str | None) -> str:
    """Raises ValueError with what is wrong."""
    if question.secret and text.startswith("@"):
        try:
            text = read_bytes(Path(text[1:])).decode("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(tr(f"no se puede leer {text[1:]}", f"{text[1:]} cannot be read")) from None
    return "" if not text and usual == "" else question.read(text)


def works(step: Step, answers: Answers, bases: Mapping[str, str]) -> bool:
    """What the doctor says of a part; what `serve` or the doctor will set up themselves is not asked of anybody."""
    from bot.cli.doctor import lines
    from bot.settings.model import Settings

    if not step.part or not answers[step.questions[0].name]:
        return True
    settings = Settings.model_validate(tree_of(answers, bases))
    about = f"agencies.{short_name(answers['name'])}.{step.part}"
    found = asyncio.run(examined(settings, crm=step.part == "alterestate"))
    told = [one for one in found if one.about.startswith(about) and not one.fix]
    for one in told:
        click.echo("\n".join(lines(one)))
    return not any(
        one.grade == "bad" and one.about != f"{about}.base_url" for one in told
    )  # not for a CRM that is away


async def examined(settings: Settings, *, crm: bool) -> list[Finding]:
    from bot.assembly import http_session
    from bot.doctor.examine import examine

    async with http_session() as http:
        return await examine(settings, http, crm=crm)


def say_what_is_left(config: Path, settings: Settings) -> None:
    """What nobody but a person can do."""
    from bot.cli.doctor import to_paste

    where = "" if config == DEFAULT_CONFIG else f" --config {config}"
    click.echo(
        tr(
            f"\nEscrito: {config}, que solo lee esta cuenta. "
            "Guarda también en otro lugar data.encryption_keys: sin esa clave nadie lee lo que escribió la gente.\n",
            f"\nWritten: {config}, which only this account can read. "
            "Keep data.encryption_keys somewhere else too: without that key nobody can read what people wrote.\n",
        )
    )
    for paste in to_paste(settings):
        click.echo(paste)
    click.echo(
        tr(
            f"Falta: «leadbot check{where}» dice qué más conviene escribir; «leadbot serve{where}» atiende a la gente; "
            f"y con él en marcha, «leadbot doctor --fix{where}» avisa a Telegram y a Twilio y lo prueba todo.",
            f"To do: «leadbot check{where}» says what else is worth writing; «leadbot serve{where}» answers people; "
            f"and while it runs, «leadbot doctor --fix{where}» tells Telegram and Twilio, and tries everything.",
        )
    )
