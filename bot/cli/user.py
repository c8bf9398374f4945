"""`leadbot user`: who may use the console (docs/console.md)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.console import ROLES, Role, User
from bot.cli.lead_words import aligned, spoken_time
from bot.cli.leads import zone_of
from bot.cli.opening import ask_or_end, changing, config_option, has_store, looking, read_settings, yes_option
from bot.cli.sign_opening import agency_option, chosen_agency, refuse

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

ROLE_NAMES: dict[Role, str] = {"owner": "dueño", "staff": "equipo", "technician": "técnico"}
FLAWS = {
    "short": "tiene menos de 12 caracteres",
    "long": "pasa de 128 caracteres",
    "common": "es muy fácil de adivinar",
    "login": "contiene el usuario",
}
TITLES = ("USUARIO", "AGENCIA", "PAPEL", "TELÉFONO", "DESDE")
login_argument = click.argument("login", metavar="USUARIO")


@click.group("user")
def command() -> None:
    """Quién entra a la consola de la agencia, y qué puede hacer allí."""


@command.command("add")
@config_option
@agency_option
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="staff",
    show_default=True,
    help="owner: todo, también cuentas y exportar; staff: leads, chats y letreros; technician: sin datos de personas.",
)
@login_argument
def add(config: Path, agency: str | None, role: Role, login: str) -> None:
    """Crea una cuenta. Pide la contraseña; si la dejas vacía, da una."""
    settings, login = read_settings(config), login.strip().casefold()
    agency = chosen_agency(settings, agency)
    if not login or len(login) > 100 or not login.isprintable() or " " in login:  # as the page takes it
        raise click.UsageError("el usuario es una palabra, como ana, o un correo")
    password, hashed = ask_password(login)

    async def work(store: Store) -> bool:
        now = datetime.now(UTC)
        added = await store.people.add_user(agency=agency, login=login, role=role, password=hashed, now=now)
        if added:
            await store.people.note(agency, "leadbot user", "user_added", login, now=now)
        return added

    if not changing(settings, work, may_create=True):
        refuse(f"Ya hay una cuenta «{login}»: usa otro nombre, o «leadbot user passwd {login}».")
    click.echo(f"Cuenta creada: {login} ({ROLE_NAMES[role]} de {settings.agencies[agency].name}).")
    say_password(password)
    click.echo(f"Entra en {address_of(settings)}; la primera vez configura su teléfono.")


@command.command("list")
@config_option
def show_list(config: Path) -> None:
    """Todas las cuentas."""
    settings = read_settings(config)
    users = looking(settings, lambda store: store.people.users()) if has_store(settings) else ()
    if not users:
        click.echo("No hay cuentas todavía: crea una con «leadbot user add USUARIO --role owner».")
    for line in aligned([TITLES, *(cells(settings, user) for user in users)]) if users else ():
        click.echo(line)


@command.command("remove")
@config_option
@yes_option
@login_argument
def remove(config: Path, yes: bool, login: str) -> None:
    """Quita una cuenta y cierra sus sesiones."""
    settings = read_settings(config)
    user = find(settings, login)
    if not yes:
        ask_or_end(f"¿Quitar la cuenta {user.login} de {user.agency}?")

    async def work(store: Store) -> None:
        await store.people.remove_user(user.id)
        await store.people.note(user.agency, "leadbot user", "user_removed", user.login, now=datetime.now(UTC))

    changing(settings, work)
    click.echo(f"Cuenta {user.login} quitada.")


@command.command("passwd")
@config_option
@click.option("--new-phone", is_flag=True, help="Quita también su teléfono: lo configura en su próxima entrada.")
@login_argument
def passwd(config: Path, new_phone: bool, login: str) -> None:
    """Cambia una contraseña y cierra las sesiones abiertas."""
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
    click.echo(f"Contraseña de {user.login} cambiada.")
    say_password(password)


def find(settings: Settings, login: str) -> User:
    """The user of that name; ends the command when there is none."""
    named = login.strip().casefold()
    found = looking(settings, lambda store: store.people.find_user(named)) if has_store(settings) else None
    return found or refuse(f"No hay ninguna cuenta «{named}»: mira los nombres con «leadbot user list».")


def ask_password(login: str) -> tuple[str, str]:
    """What was typed, twice, and its hash; one of ours where nothing was typed. The first is «» for their own."""
    from argon2 import PasswordHasher

    from bot.console.passwords import flaw_of, normal

    typed = click.prompt("Contraseña (vacía: te doy una)", default="", show_default=False, hide_input=True)
    if not typed:
        drawn = "-".join(secrets.token_hex(2) for _ in range(5))
        return drawn, PasswordHasher().hash(drawn)
    if flaw := flaw_of(typed, login):
        refuse(f"Esa contraseña {FLAWS[flaw]}. Una frase corta es fácil de recordar.")
    if click.prompt("Otra vez", hide_input=True) != typed:
        refuse("No son iguales: no se hizo nada.")
    return "", PasswordHasher().hash(normal(typed))


def say_password(password: str) -> None:
    if password:
        click.echo(f"Su contraseña: {password}   (no se vuelve a mostrar; puede cambiarla en «Mi cuenta»)")


def address_of(settings: Settings) -> str:
    """Where they sign in."""
    _, port = settings.address
    return f"{settings.public_url or f'http://localhost:{port}'}/console/"


def cells(settings: Settings, user: User) -> tuple[str, ...]:
    phone = "configurado" if user.secret else "falta"
    since = spoken_time(user.created_at, zone_of(settings, user.agency))
    return (user.login, user.agency, ROLE_NAMES[user.role], phone, since)
