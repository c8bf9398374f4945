"""`leadbot user`: who may use the console (docs/guides/console.md)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.console import ROLES, Role, User
from adapters.language import tr
from bot.cli.group import Group
from bot.cli.leads import zone_of
from bot.cli.opening import ask_or_end, changing, config_option, has_store, looking, read_settings, yes_option
from bot.cli.sign_opening import agency_option, chosen_agency, refuse
from bot.cli.tables import aligned, spoken_time

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

ROLE_NAMES: dict[Role, str] = {
    "owner": tr("dueño", "owner"),
    "staff": tr("equipo", "staff"),
    "technician": tr("técnico", "technician"),
}
FLAWS = {
    "short": tr("tiene menos de 12 caracteres", "has fewer than 12 characters"),
    "long": tr("pasa de 128 caracteres", "has more than 128 characters"),
    "common": tr("es muy fácil de adivinar", "is too easy to guess"),
    "login": tr("contiene el usuario", "contains the user name"),
}
TITLES = (
    tr("USUARIO", "USER"),
    tr("AGENCIA", "AGENCY"),
    tr("PAPEL", "ROLE"),
    tr("TELÉFONO", "PHONE"),
    tr("DESDE", "SINCE"),
)
login_argument = click.argument("login", metavar=tr("USUARIO", "USER"))


@click.group(
    "user",
    cls=Group,
    help=tr(
        "Quién entra a la consola de la agencia, y qué puede hacer allí.",
        "Who signs in to the agency's console, and what they may do there.",
    ),
)
def command() -> None:
    """One of the commands below follows."""


@command.command(
    "add",
    help=tr(
        "Crea una cuenta. Pide la contraseña; si la dejas vacía, da una.",
        "Make an account. Asks for the password; leave it empty to be given one.",
    ),
)
@config_option
@agency_option
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="staff",
    show_default=True,
    help=tr(
        "owner: todo, también cuentas y exportar; staff: leads, chats y letreros; technician: sin datos de personas.",
        "owner: everything, accounts and exports too; staff: leads, chats and signs; technician: no data of people.",
    ),
)
@login_argument
def add(config: Path, agency: str | None, role: Role, login: str) -> None:
    settings, login = read_settings(config), login.strip().casefold()
    agency = chosen_agency(settings, agency)
    if not login or len(login) > 100 or not login.isprintable() or " " in login:  # as the page takes it
        raise click.UsageError(
            tr("el usuario es una palabra, como ana, o un correo", "the user is one word, like ana, or an e-mail")
        )
    password, hashed = ask_password(login)

    async def work(store: Store) -> bool:
        now = datetime.now(UTC)
        added = await store.people.add_user(agency=agency, login=login, role=role, password=hashed, now=now)
        if added:
            await store.people.note(agency, "leadbot user", "user_added", login, now=now)
        return added

    if not changing(settings, work, may_create=True):
        refuse(
            tr(
                f"Ya hay una cuenta «{login}»: usa otro nombre, o «leadbot user passwd {login}».",
                f"There is an account «{login}» already: use another name, or «leadbot user passwd {login}».",
            )
        )
    called, of = ROLE_NAMES[role], settings.agencies[agency].name
    click.echo(tr(f"Cuenta creada: {login} ({called} de {of}).", f"Account made: {login} ({called} of {of})."))
    say_password(password)
    where = address_of(settings)
    click.echo(
        tr(
            f"Entra en {where}; la primera vez configura su teléfono.",
            f"Sign in at {where}; the first time sets up the phone.",
        )
    )


@command.command("list", help=tr("Todas las cuentas.", "All accounts."))
@config_option
def show_list(config: Path) -> None:
    settings = read_settings(config)
    users = looking(settings, lambda store: store.people.users()) if has_store(settings) else ()
    if not users:
        click.echo(
            tr(
                "No hay cuentas todavía: crea una con «leadbot user add USUARIO --role owner».",
                "There are no accounts yet: make one with «leadbot user add USER --role owner».",
            )
        )
    for line in aligned([TITLES, *(cells(settings, user) for user in users)]) if users else ():
        click.echo(line)


@command.command(
    "remove", help=tr("Quita una cuenta y cierra sus sesiones.", "Remove an account and end its sessions.")
)
@config_option
@yes_option
@login_argument
def remove(config: Path, yes: bool, login: str) -> None:
    settings = read_settings(config)
    user = find(settings, login)
    if not yes:
        ask_or_end(
            tr(
                f"¿Quitar la cuenta {user.login} de {user.agency}?",
                f"Remove the account {user.login} of {user.agency}?",
            )
        )

    async def work(store: Store) -> None:
        await store.people.remove_user(user.id)
        await store.people.note(user.agency, "leadbot user", "user_removed", user.login, now=datetime.now(UTC))

    changing(settings, work)
    click.echo(tr(f"Cuenta {user.login} quitada.", f"Account {user.login} removed."))


@command.command(
    "passwd",
    help=tr(
        "Cambia una contraseña y cierra las sesiones abiertas.",
        "Change a password and end the open sessions.",
    ),
)
@config_option
@click.option(
    "--new-phone",
    is_flag=True,
    help=tr(
        "Quita también su teléfono: lo configura en su próxima entrada.",
        "Take away the phone too: it is set up at the next sign-in.",
    ),
)
@login_argument
def passwd(config: Path, new_phone: bool, login: str) -> None:
    settings = read_settings(config)
    user = find(settings, login)
    password, hashed = ask_password(user.login)

    async def work(store: Store) -> None:
        now = datetime.now(UTC)
        await store.people.set_password(user.id, hashed)
        await store.people.note(user.agency, "leadbot user", "user_password", user.login, now=now)
        if new_phone:
            await store.people.set_factor(user.id, "")
            await store.people.note(user.agency, "leadbot user", "factor_cleared", user.login, now=now)

    changing(settings, work)
    click.echo(tr(f"Contraseña de {user.login} cambiada.", f"Password of {user.login} changed."))
    say_password(password)


def find(settings: Settings, login: str) -> User:
    """The user of that name; ends the command when there is none."""
    named = login.strip().casefold()
    found = looking(settings, lambda store: store.people.find_user(named)) if has_store(settings) else None
    return found or refuse(
        tr(
            f"No hay ninguna cuenta «{named}»: mira los nombres con «leadbot user list».",
            f"There is no account «{named}»: see the names with «leadbot user list».",
        )
    )


def ask_password(login: str) -> tuple[str, str]:
    """What was typed, twice, and its hash; one of ours where nothing was typed. The first is «» for their own."""
    from argon2 import PasswordHasher

    from bot.console.passwords import flaw_of, normal

    typed = click.prompt(
        tr("Contraseña (vacía: te doy una)", "Password (empty: you are given one)"),
        default="",
        show_default=False,
        hide_input=True,
    )
    if not typed:
        drawn = "-".join(secrets.token_hex(2) for _ in range(5))
        return drawn, PasswordHasher().hash(drawn)
    if flaw := flaw_of(typed, login):
        why = FLAWS[flaw]
        refuse(
            tr(
                f"Esa contraseña {why}. Una frase corta es fácil de recordar.",
                f"That password {why}. A short sentence is easy to remember.",
            )
        )
    if click.prompt(tr("Otra vez", "Again"), hide_input=True) != typed:
        refuse(tr("No son iguales: no se hizo nada.", "They differ: nothing was done."))
    return "", PasswordHasher().hash(normal(typed))


def say_password(password: str) -> None:
    if password:
        click.echo(
            tr(
                f"Su contraseña: {password}   (no se vuelve a mostrar; puede cambiarla en «Mi cuenta»)",
                f"Their password: {password}   (not shown again; they can change it in «My account»)",
            )
        )


def address_of(settings: Settings) -> str:
    """Where they sign in."""
    _, port = settings.address
    return f"{settings.public_url or f'http://localhost:{port}'}/console/"


def cells(settings: Settings, user: User) -> tuple[str, ...]:
    phone = tr("configurado", "set up") if user.secret else tr("falta", "not yet")
    since = spoken_time(user.created_at, zone_of(settings, user.agency))
    return (user.login, user.agency, ROLE_NAMES[user.role], phone, since)
