"""`leadbot erase`: what a person's chat left here goes, on their request (promises §4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.language import tr
from bot.channels import KINDS
from bot.cli.opening import FOUND_PROBLEMS, ask_or_end, changing, config_option, meant, read_settings, yes_option

if TYPE_CHECKING:
    from adapters.records import Erased, Traces
    from adapters.store import Store
    from bot.settings.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose data goes. `names`: addresses of chats, or references and ids of leads; `phones`, E.164, those of leads."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@click.command(
    "erase",
    help=tr(
        "Borra lo que dejó una persona: por la referencia de su lead, por su número, o por su chat."
        "\n\nEl número se escribe de cualquier manera: 809-555-0134, +1 809…, (809) 555 0134. Halla el chat "
        "que escribió desde él y los chats que lo dieron en un lead.",
        "Erase what a person left: by the reference of their lead, by their number, or by their chat."
        "\n\nWrite the number in any way: 809-555-0134, +1 809…, (809) 555 0134. It finds the chat that wrote "
        "from it, and the chats that gave it in a lead.",
    ),
)
@config_option
@yes_option
@click.option(
    "--chat",
    nargs=2,
    metavar=tr("CANAL DIRECCIÓN", "CHANNEL ADDRESS"),
    help=tr("Nombre del canal, y número o id de la persona.", "Name of the channel, and number or id of the person."),
)
@click.argument("written", metavar=tr("[REFERENCIA|NÚMERO]", "[REFERENCE|NUMBER]"), required=False)
def command(config: Path, yes: bool, chat: tuple[str, str] | None, written: str | None) -> None:
    if bool(chat) == bool(written):
        raise click.UsageError(
            tr(
                "escribe la referencia de un lead o un número, o --chat CANAL DIRECCIÓN",
                "write the reference of a lead or a number, or --chat CHANNEL ADDRESS",
            )
        )
    settings = read_settings(config)
    which = chat[1] if chat else str(written)
    wanted = in_chat(settings, *chat) if chat else anywhere(settings, which)
    found = changing(settings, lambda store: traces_of(store, wanted))
    if not found.chats:
        click.echo(
            tr(
                f"No hay nada de {which}: ni un chat, ni un lead con esa referencia o ese teléfono.",
                f"There is nothing of {which}: no chat, and no lead with that reference or that phone.",
            ),
            err=True,
        )
        raise SystemExit(FOUND_PROBLEMS)
    if not yes:
        ask_or_end(
            tr(
                f"¿Borrar todo lo de {which} ({extent(found)})? No se puede deshacer",
                f"Erase everything of {which} ({extent(found)})? It cannot be undone",
            )
        )
    erased = changing(settings, lambda store: erase(store, wanted))
    click.echo(
        tr(
            "Borrado: sus mensajes, respuestas y datos ya no están aquí.",
            "Erased: their messages, answers and data are no longer here.",
        )
    )
    if erased.crm_copies:
        copies = (
            tr("1 copia", "1 copy")
            if erased.crm_copies == 1
            else tr(f"{erased.crm_copies} copias", f"{erased.crm_copies} copies")
        )
        click.echo(
            tr(
                f"Falta el CRM: una persona debe borrar {copies} allí. «leadbot leads list» dice de qué leads.",
                f"The CRM is left: a person must erase {copies} there. «leadbot leads list» says of which leads.",
            )
        )


def anywhere(settings: Settings, written: str) -> Wanted:
    """A number names everybody who wrote from it or gave it. Ten digits may be a person's id on a channel too:
    that takes --chat."""
    if phones := phones_of(settings, written):
        return Wanted(names=chats_of(phones), phones=phones)
    return Wanted(names=frozenset({written.strip()}))


def in_chat(settings: Settings, channel: str, written: str) -> Wanted:
    """The chat on a channel; where numbers are what names it, the number may have been given in other chats as well."""
    kinds = {name: found.kind for agency in settings.agencies.values() for name, found in agency.channels.items()}
    if channel not in kinds:
        raise click.UsageError(
            tr(
                f"no hay ningún canal «{channel}»: {meant(channel, list(kinds))}",
                f"there is no channel «{channel}»: {meant(channel, list(kinds))}",
            )
        )
    if KINDS[kinds[channel]].chat_of or not written.strip().isdigit():
        return anywhere(settings, written)
    return Wanted(names=frozenset({written.strip()}))


def phones_of(settings: Settings, written: str) -> frozenset[str]:
    """The numbers that `written` may be where the agencies are."""
    from bot.phone_spellings import spellings  # its library only where somebody is looked for

    return spellings(written, {agency.region for agency in settings.agencies.values()})


def chats_of(phones: Iterable[str]) -> frozenset[str]:
    """What their chats are called where numbers name them."""
    named = [kind.chat_of for kind in KINDS.values() if kind.chat_of]
    return frozenset(chat_of(phone) for chat_of in named for phone in phones)


async def traces_of(store: Store, wanted: Wanted) -> Traces:
    return await store.traces(*wanted.names, phones=wanted.phones)


async def erase(store: Store, wanted: Wanted) -> Erased:
    return await store.erase(*wanted.names, phones=wanted.phones)


def extent(found: Traces) -> str:
    """«1 chat, 2 leads»."""
    chats = "1 chat" if found.chats == 1 else f"{found.chats} chats"
    leads = "1 lead" if found.leads == 1 else f"{found.leads} leads"
    return f"{chats}, {leads}"
