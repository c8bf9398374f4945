"""`leadbot staff …`: the chats in which an agency's staff are told, and a test of every way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from bot.cli.group import Group
from bot.cli.opening import (
    FOUND_PROBLEMS,
    changing,
    config_option,
    json_option,
    listed_agency,
    looking,
    read_settings,
)
from bot.cli.sign_opening import agency_option, chosen_agency
from bot.staff.codes import GOOD_FOR, draw_code

if TYPE_CHECKING:
    from adapters.records import Chat


@click.group(
    "staff",
    cls=Group,
    help=tr("Los chats del equipo que reciben avisos.", "The chats of staff that hear alerts."),
)
def command() -> None:
    """One of the commands below follows."""


@command.command(
    "code",
    help=tr(
        "Un código para que un chat de Telegram reciba los avisos.",
        "A code that makes a Telegram chat hear the alerts.",
    ),
)
@agency_option
@config_option
def code(config: Path, agency: str | None) -> None:
    """Good once, for half an hour."""
    settings = read_settings(config)
    name, drawn, now = chosen_agency(settings, agency), draw_code(), datetime.now(UTC)
    changing(settings, lambda store: store.add_staff_code(name, drawn, now + GOOD_FOR, now), may_create=True)
    called = settings.agencies[name].name
    where = tr(
        f"Escribe en Telegram, al bot de {called} o en un grupo donde él esté:",
        f"Write in Telegram, to the bot of {called} or in a group in which it is:",
    )
    until = tr(
        "Vale una vez, durante 30 minutos. Con «/staff salir» ese chat deja de recibirlos.",
        "Good once, for 30 minutes. «/staff salir» ends it in that chat.",
    )
    click.echo(f"{where}\n\n  /staff {drawn}\n\n{until}")


@command.command("chats", help=tr("Qué chats reciben avisos.", "Which chats hear alerts."))
@agency_option
@config_option
@json_option
def chats(config: Path, agency: str | None, as_json: bool) -> None:
    """With their numbers, for `unlink`."""
    settings = read_settings(config)
    found = looking(settings, lambda store: store.staff_chats(listed_agency(settings, agency)))
    if as_json:
        click.echo(json.dumps([as_row(chat) for chat in found], ensure_ascii=False, indent=2))
    elif not found:
        click.echo(
            tr(
                "Ningún chat recibe avisos: saca un código con «leadbot staff code».",
                "No chat hears alerts: get a code with «leadbot staff code».",
            )
        )
    for chat in () if as_json else found:
        what = tr("grupo", "group") if chat.address.startswith("-") else "chat"
        click.echo(f"{chat.id}  {chat.agency}  {chat.channel}  {what} {chat.address}")


@command.command(
    "unlink",
    help=tr(
        "Ese chat deja de recibir avisos. El número es el de «staff chats».",
        "That chat hears no more alerts. The number is that of «staff chats».",
    ),
)
@click.argument("number", type=int, metavar=tr("NÚMERO", "NUMBER"))
@config_option
def unlink(config: Path, number: int) -> None:
    """From then on it is a chat like any other."""
    settings = read_settings(config)
    if not changing(settings, lambda store: store.unlink_staff_chat(number)):
        click.echo(
            tr(
                f"El chat {number} no recibe avisos: mira «leadbot staff chats».",
                f"Chat {number} hears no alerts: look at «leadbot staff chats».",
            ),
            err=True,
        )
        raise SystemExit(FOUND_PROBLEMS)
    click.echo(tr(f"El chat {number} ya no recibe avisos.", f"Chat {number} hears no more alerts."))


@command.command(
    "test",
    help=tr(
        "Manda un aviso de prueba por todos los caminos; lo envía «leadbot serve».",
        "Sends a test on every way; «leadbot serve» sends it.",
    ),
)
@agency_option
@config_option
def test(config: Path, agency: str | None) -> None:
    """Each time anew."""
    from adapters.alerts import Alert

    settings = read_settings(config)
    name, now = chosen_agency(settings, agency), datetime.now(UTC)
    alert = Alert(cause="test", about=f"{now:%Y-%m-%d %H:%M:%S.%f}")
    changing(settings, lambda store: store.raise_alert(name, alert, now), may_create=True)
    click.echo(
        tr(
            "Listo: llega en segundos a cada chat, correo y sistema, si «leadbot serve» está en marcha.",
            "Done: it arrives within seconds in every chat, mailbox and system, if «leadbot serve» runs.",
        )
    )


def as_row(chat: Chat) -> dict[str, object]:
    """For a program."""
    return {"number": chat.id, "agency": chat.agency, "channel": chat.channel, "address": chat.address}
