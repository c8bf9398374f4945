"""What the commands about signs share: whose they are, which code was meant, and how a refusal is said."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click

from adapters.language import tr
from adapters.signs import SignRow
from bot.cli.opening import FOUND_PROBLEMS, known_agency
from bot.cli.values import WebAddress
from bot.signs.links import Links, doors_of, links_of
from flows.understanding.code import read_typed, show_code

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

TYPES = ("venta", "alquiler", "ambos", "general")
UNTITLED = tr("sin asignar", "unassigned")
ASK_S = 5.0  # somebody waits in a terminal
code_argument = click.argument("written", metavar=tr("CÓDIGO", "CODE"))
property_option = click.option(
    "--property",
    "uid",
    metavar="UID",
    default="",
    help=tr("La propiedad en AlterEstate.", "The property in AlterEstate."),
)
url_option = click.option(
    "--url", type=WebAddress(), default="", help=tr("Página pública de la propiedad.", "Public page of the property.")
)


def agency_option(command: Command) -> Command:
    """`--agency NAME`, needed where there are several."""
    return click.option(
        "--agency",
        metavar=tr("NOMBRE", "NAME"),
        help=tr("De qué agencia, si hay varias.", "Of which agency, if there are several."),
    )(command)


def chosen_agency(settings: Settings, named: str | None) -> str:
    """The agency that was named, else the only one."""
    names = list(settings.agencies)
    if named is None and len(names) > 1:
        raise click.UsageError(
            tr(
                f"hay varias agencias: di cuál con --agency ({', '.join(names)})",
                f"there are several agencies: say which with --agency ({', '.join(names)})",
            )
        )
    return names[0] if named is None else known_agency(settings, named)


def read_code(written: str) -> str:
    """Six symbols, however they were typed; ends the command when that is no code."""
    return read_typed(written) or refuse(
        tr(
            f"{written} no es un código: tiene seis signos, como K7M-4PF; míralo otra vez",
            f"{written} is not a code: it has six characters, like K7M-4PF; look at it again",
        )
    )


def refuse(reason: str) -> NoReturn:
    """Say why not, and end with 1."""
    click.echo(reason, err=True)
    raise SystemExit(FOUND_PROBLEMS)


def refuse_to_replace(*files: Path | None, force: bool) -> None:
    """Ends the command where one of these files is there already: somebody may still need it."""
    if there := [file for file in files if file and file.exists() and not force]:
        rest = len(there) - 1
        more = tr(f" (y {rest} más)", f" (and {rest} more)") if rest else ""
        refuse(
            tr(
                f"Ya existe {there[0]}{more}. Reemplázalo con --force, o elige otro lugar.",
                f"{there[0]}{more} exists already. Replace it with --force, or choose another place.",
            )
        )


async def find_sign(store: Store, code: str, agency: str | None) -> SignRow:
    """The sign; ends the command when there is none, or when it is of another agency than the one named."""
    sign = await store.find_sign(code)
    if sign is None or agency not in (None, sign.agency):
        refuse(
            tr(
                f"No hay ningún letrero {show_code(code)}: mira los códigos con «leadbot sign list».",
                f"There is no sign {show_code(code)}: see the codes with «leadbot sign list».",
            )
        )
    return sign


async def links_in(store: Store, settings: Settings, sign: SignRow) -> Links:
    """Where it leads, as far as the settings and what its platforms said of it tell; ends the command for one whose
    agency is gone."""
    if sign.agency not in settings.agencies:
        refuse(
            tr(
                f"{show_code(sign.code)} es de «{sign.agency}», que ya no está en los ajustes: vuelve a ponerla ahí.",
                f"{show_code(sign.code)} is of «{sign.agency}», which is no longer in the settings: put it back there.",
            )
        )
    return links_of(doors_of(settings, sign.agency, learned=await store.bot_name(sign.agency)), sign)


async def learn_name(store: Store, settings: Settings, agency: str) -> str:
    """What a platform calls the agency; asked once, then known. «» where none has to be asked, or does not answer."""
    if known := await store.bot_name(agency):
        return known
    from bot.signs.bots import ask_name

    asked = await ask_name(settings, agency, timeout_s=ASK_S)
    if asked:
        await store.name_bot(agency, asked)
    return asked


def who() -> str:
    """The account on this machine, for the history; «» where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def zone_of(settings: Settings, agency: str) -> ZoneInfo:
    """The agency's clock; the default one for an agency that is no longer in the settings."""
    configured = settings.agencies.get(agency)
    return ZoneInfo(configured.timezone if configured else "America/Santo_Domingo")
