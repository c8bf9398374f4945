"""`leadbot sign new`: mint a code for a property, a window or a post."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.signs import PIECES, SIZES, CodeTaken, SignRow
from bot.channels import KINDS
from bot.cli.opening import changing, config_option, json_option, read_settings
from bot.cli.sign_opening import (
    TYPES,
    Command,
    agency_option,
    chosen_agency,
    learn_name,
    read_code,
    refuse,
    who,
    zone_of,
)
from bot.settings.by_kind import sign_modes
from bot.signs.codes import mint_code
from bot.signs.dates import first_moment, moment_after
from bot.signs.links import Links, by_label, doors_of, links_of
from bot.signs.values import EMAIL, LONGEST, PROPERTY, SLUG
from bot.wording import LANGUAGES
from flows.events import SignType
from flows.understanding.code import show_code
from flows.understanding.text import clean_line

if TYPE_CHECKING:
    from adapters.store import Store
    from bot.settings.model import Settings

ASK_CRM_S = 20.0  # somebody waits in a terminal
STATIC = (
    "Sin dominio el QR lleva el enlace del chat: es más denso, no cuenta aperturas, y el número o el bot ya no podrá "
    "cambiar (la propiedad sí). Para un QR mejor, pon [agencies.NOMBRE.signs] domain."
)


def day_option(name: str, given_as: str, said: str) -> Callable[[Command], Command]:
    """A day as «2026-11-23»."""
    return click.option(name, given_as, metavar="DÍA", type=click.DateTime(["%Y-%m-%d"]), help=said)


@click.command("new")
@config_option
@agency_option
@json_option
@click.option("--title", metavar="TÍTULO", help="Lo que lee la gente: «Apartamento 3 hab. en Naco».")
@click.option("--type", "offer", type=click.Choice(TYPES), required=True, help="Qué ofrece.")
@click.option("--property", "uid", metavar="UID", default="", help="La propiedad en AlterEstate.")
@click.option("--url", metavar="URL", default="", help="Página pública de la propiedad.")
@click.option("--piece", type=click.Choice(PIECES), help="Qué es: va al CRM como utm_medium.")
@click.option("--size", type=click.Choice(SIZES), help="De qué tamaño se imprime.")
@click.option("--place", metavar="LUGAR", default="", help="Dónde cuelga: «porton-frente».")
@click.option("--campaign", metavar="CAMPAÑA", default="", help="Minúsculas, números y «-».")
@click.option("--agent", metavar="CORREO", default="", help="De qué agente serán sus leads.")
@click.option("--rule", metavar="UID", default="", help="O qué regla de turno los reparte.")
@click.option("--language", metavar="es[,en]", default="", help="Idiomas del impreso; si no, el de la agencia.")
@click.option("--mode", type=click.Choice(sign_modes()), help="Adónde lleva al escanear; si no, como la agencia.")
@day_option("--from", "since", "Desde qué día funciona.")
@day_option("--until", "until", "Hasta qué día.")
@click.option("--code", "written", metavar="CÓDIGO", help="Uno ya impreso; si no, se crea.")
@click.option("--kind", type=click.Choice(["s", "l", "t"]), default="s", help="s letrero, l enlace, t prueba.")
def new(config: Path, agency: str | None, as_json: bool, written: str | None, **given: Any) -> None:
    """Crea un código para un letrero o un enlace."""
    settings = read_settings(config)
    name = chosen_agency(settings, agency)
    wanted = read_sign(settings, name, code=read_code(written) if written else "", **given)

    async def work(store: Store) -> tuple[SignRow, Links]:
        learned = await learn_name(store, settings, name)
        sign = wanted if wanted.title or not wanted.property_uid else await with_title(store, settings, wanted)
        (added,) = await store.add_signs([sign], who=who(), now=datetime.now(UTC), mint=mint_code)
        return added, links_of(doors_of(settings, name, learned=learned), added)

    try:
        added, links = changing(settings, work, may_create=True)
    except CodeTaken as taken:
        refuse(f"El código {show_code(taken.code)} ya se usó: un código no se repite nunca. Sin --code se crea otro.")
    if links.is_static:
        click.echo(STATIC, err=True)
    click.echo(as_object(added, links) if as_json else as_lines(added, links))


def read_sign(
    settings: Settings,
    agency: str,
    *,
    code: str,
    title: str | None,
    offer: SignType,
    uid: str,
    agent: str,
    rule: str,
    language: str,
    since: datetime | None,
    until: datetime | None,
    **labels: Any,
) -> SignRow:
    """The sign that the options describe; ends the command where one of them cannot be."""
    if agent and rule:
        raise click.UsageError("--agent o --rule, uno de los dos: con ambos el CRM no hace caso del agente")
    if agent and not EMAIL.fullmatch(agent):
        raise click.UsageError(f"--agent dice «{agent}», que no es un correo")
    if since and until and until < since:
        raise click.UsageError("--until es antes que --from")
    zone = zone_of(settings, agency)
    return SignRow(
        code=code,
        agency=agency,
        title=read_title(title, offer, uid, may_ask=bool(settings.agencies[agency].alterestate.read_token)),
        type=offer,
        state="active" if title or uid else "unassigned",
        property_uid=read_property(uid),
        related=agent,
        rule=rule,
        languages=read_languages(language or settings.agencies[agency].language),
        from_at=first_moment(since.date() if since else None, zone),
        until_at=moment_after(until.date() if until else None, zone),
        **read_labels(labels),
    )


def read_title(title: str | None, offer: SignType, uid: str, *, may_ask: bool = False) -> str:
    """One line. Only a general sign may be printed before anybody knows what for; `may_ask`: the CRM can tell the title
    of a property."""
    line = clean_line(title or "", LONGEST)
    if not line and (not may_ask if uid else offer != "general"):
        raise click.UsageError("falta --title; sin título solo se crea un letrero general, para asignarlo después")
    return line


async def with_title(store: Store, settings: Settings, sign: SignRow) -> SignRow:
    """As the CRM calls the property; ends the command when it does not."""
    from bot.signs.properties import find_property

    now = datetime.now(UTC)
    found = await find_property(store, settings, sign.agency, sign.property_uid, timeout_s=ASK_CRM_S, now=now)
    if found is None:
        refuse(f"El CRM no conoce la propiedad {sign.property_uid}, o no contesta: revisa el UID, o escribe --title.")
    return replace(sign, title=found.title)


def read_property(uid: str) -> str:
    if uid and not PROPERTY.fullmatch(uid):
        raise click.UsageError(f"--property dice «{uid}»: el UID tiene de 6 a 20 letras y números, como JSORJ9S5AY")
    return uid


def read_languages(written: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(part.strip().lower() for part in written.split(",") if part.strip()))
    if unknown := [language for language in languages if language not in LANGUAGES]:
        raise click.UsageError(f"--language dice «{unknown[0]}»: hay {', '.join(LANGUAGES)}")
    return languages


def read_labels(labels: Mapping[str, str | None]) -> dict[str, Any]:
    """What only names the sign; the campaign is what reports and the CRM group by, so its form is strict."""
    cleaned = {name: clean_line(value or "", LONGEST) for name, value in labels.items()}
    if (campaign := cleaned["campaign"]) and not SLUG.fullmatch(campaign):
        raise click.UsageError(f"--campaign dice «{campaign}»: usa minúsculas sin acento, números y «-»")
    return cleaned


def as_object(sign: SignRow, links: Links) -> str:
    """The links of a sign, for a program; null where the agency has no such door."""
    answer = {
        "code": sign.code,
        "display": show_code(sign.code),
        "url": links.url or None,
        **{kind: links.chats.get(kind) for kind in KINDS},
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_lines(sign: SignRow, links: Links) -> str:
    """The same for a person."""
    doors = {"QR": links.url, **by_label(links)}
    shown = [f"{name + ':':10}{link}" for name, link in doors.items() if link]
    return "\n".join([f"{show_code(sign.code)}  {sign.title or 'sin asignar'}", *shown])


COMMANDS = {"new": new}
