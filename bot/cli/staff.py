"""`leadbot staff …`: the chats in which an agency's staff are told, and a test of every way."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.opening import (
    FOUND_PROBLEMS,
    changing,
    config_option,
    json_option,
    known_agency,
    listed_agency,
    looking,
    read_settings,
)

if TYPE_CHECKING:
    from adapters.records import Chat
    from bot.settings.model import Settings

SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # that nobody takes for another
CODE_LENGTH = 8  # 39 bits, good once and for half an hour
GOOD_FOR = timedelta(minutes=30)


@click.group("staff")
def command() -> None:
    """Los chats del equipo que reciben avisos."""


@command.command("code")
@click.option("--agency", metavar="NAME", help="Si hay más de una.")
@config_option
def code(config: Path, agency: str | None) -> None:
    """Un código para que un chat de Telegram reciba los avisos."""
    settings = read_settings(config)
    name, drawn, now = chosen_agency(settings, agency), draw_code(), datetime.now(UTC)
    changing(settings, lambda store: store.add_staff_code(name, drawn, now + GOOD_FOR, now), may_create=True)
    click.echo(f"Escribe en Telegram, al bot de {settings.agencies[name].name} o en un grupo donde él esté:\n")
    click.echo(f"  /staff {drawn}\n")
    click.echo("Vale una vez, durante 30 minutos. Con «/staff salir» ese chat deja de recibirlos.")


@command.command("chats")
@click.option("--agency", metavar="NAME", help="Solo los de esta.")
@config_option
@json_option
def chats(config: Path, agency: str | None, as_json: bool) -> None:
    """Qué chats reciben avisos."""
    settings = read_settings(config)
    found = looking(settings, lambda store: store.staff_chats(listed_agency(settings, agency)))
    if as_json:
        click.echo(json.dumps([as_row(chat) for chat in found], ensure_ascii=False, indent=2))
    elif not found:
        click.echo("Ningún chat recibe avisos: saca un código con «leadbot staff code».")
    for chat in () if as_json else found:
        what = "grupo" if chat.address.startswith("-") else "chat"
        click.echo(f"{chat.id}  {chat.agency}  {chat.channel}  {what} {chat.address}")


@command.command("unlink")
@click.argument("number", type=int)
@config_option
def unlink(config: Path, number: int) -> None:
    """Ese chat deja de recibir avisos. El número es el de «staff chats»."""
    settings = read_settings(config)
    if not changing(settings, lambda store: store.unlink_staff_chat(number)):
        click.echo(f"El chat {number} no recibe avisos: mira «leadbot staff chats».", err=True)
        raise SystemExit(FOUND_PROBLEMS)
    click.echo(f"El chat {number} ya no recibe avisos.")


@command.command("test")
@click.option("--agency", metavar="NAME", help="Si hay más de una.")
@config_option
def test(config: Path, agency: str | None) -> None:
    """Manda un aviso de prueba por todos los caminos; lo envía «leadbot serve»."""
    from adapters.alerts import Alert

    settings = read_settings(config)
    name, now = chosen_agency(settings, agency), datetime.now(UTC)
    alert = Alert(cause="test", about=f"{now:%Y-%m-%d %H:%M:%S.%f}")
    changing(settings, lambda store: store.raise_alert(name, alert, now), may_create=True)
    click.echo("Listo: llega en segundos a cada chat, correo y sistema, si «leadbot serve» está en marcha.")


def chosen_agency(settings: Settings, named: str | None) -> str:
    """The one that is named; the only one where none is."""
    if named:
        return known_agency(settings, named)
    if len(settings.agencies) > 1:
        raise click.UsageError(f"di cuál con --agency: {', '.join(settings.agencies)}")
    return next(iter(settings.agencies))


def draw_code() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(CODE_LENGTH))


def as_row(chat: Chat) -> dict[str, object]:
    """For a program."""
    return {"number": chat.id, "agency": chat.agency, "channel": chat.channel, "address": chat.address}
