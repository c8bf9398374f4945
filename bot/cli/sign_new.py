"""`leadbot sign new`: mint a code for a property, a window or a post."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.language import tr
from adapters.signs import PIECES, SIZES, CodeTaken, SignRow, Titles
from bot.channels import KINDS
from bot.cli.opening import changing, config_option, json_option, read_settings
from bot.cli.sign_opening import (
    TYPES,
    UNTITLED,
    Command,
    agency_option,
    chosen_agency,
    learn_name,
    property_option,
    read_code,
    refuse,
    url_option,
    who,
    zone_of,
)
from bot.cli.values import Day
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
STATIC = tr(
    "Sin dominio el QR lleva el enlace del chat: es más denso, no cuenta aperturas, y el número o el bot ya no podrá "
    "cambiar (la propiedad sí). Para un QR mejor, pon [agencies.NOMBRE.signs] domain.",
    "Without a domain the QR holds the link of the chat: it is denser, counts no openings, and number or bot can never "
    "change (the property can). For a better QR, set [agencies.NAME.signs] domain.",
)


def day_option(name: str, given_as: str, said: str) -> Callable[[Command], Command]:
    """A day as «2026-11-23»."""
    return click.option(name, given_as, type=Day(), help=said)


def title_options(command: Command) -> Command:
    """`--title-en` and its neighbours: what it is called in another language, facts and all."""
    for language in reversed(LANGUAGES):
        said = tr("Lo mismo en inglés; y así --title-fr …", "The same in English; and so --title-fr …")
        shown = language == "en"
        name, metavar = f"--title-{language}", tr("TÍTULO", "TITLE")
        command = click.option(name, metavar=metavar, default="", help=said if shown else "", hidden=not shown)(command)
    return command


def read_titles(given: dict[str, Any], first: str) -> tuple[str | None, Titles]:
    """Takes the titles out of the options: the one in the sign's first language, None for none, and the others."""
    title = given.pop("title")
    named = {language: clean_line(given.pop(f"title_{language}"), LONGEST) for language in LANGUAGES}
    own = named.pop(first, "")
    if title and own:
        raise click.UsageError(
            tr(
                f"--title ya está en «{first}»: deja --title-{first}, o cambia --language",
                f"--title is in «{first}» already: leave --title-{first}, or change --language",
            )
        )
    return title or own or None, tuple((language, line) for language, line in named.items() if line)


@click.command(
    "new",
    help=tr(
        "Crea un código para un letrero o un enlace.",
        "Create a code for a sign or a link.",
    ),
)
@config_option
@agency_option
@json_option
@click.option(
    "--title",
    metavar=tr("TÍTULO", "TITLE"),
    help=tr("Lo que lee la gente: «Apartamento 3 hab. en Naco».", "What people read: «Apartamento 3 hab. en Naco»."),
)
@title_options
@click.option("--type", "offer", type=click.Choice(TYPES), required=True, help=tr("Qué ofrece.", "What it offers."))
@property_option
@url_option
@click.option(
    "--piece",
    type=click.Choice(PIECES),
    help=tr("Qué es: va al CRM como utm_medium.", "What it is: goes to the CRM as utm_medium."),
)
@click.option("--size", type=click.Choice(SIZES), help=tr("De qué tamaño se imprime.", "The size that is printed."))
@click.option(
    "--place",
    metavar=tr("LUGAR", "PLACE"),
    default="",
    help=tr("Dónde cuelga: «porton-frente».", "Where it hangs: «porton-frente»."),
)
@click.option(
    "--campaign",
    metavar=tr("CAMPAÑA", "CAMPAIGN"),
    default="",
    help=tr("Minúsculas, números y «-».", "Small letters, digits and «-»."),
)
@click.option(
    "--agent",
    metavar=tr("CORREO", "E-MAIL"),
    default="",
    help=tr("De qué agente serán sus leads.", "The agent who gets its leads."),
)
@click.option(
    "--rule",
    metavar="UID",
    default="",
    help=tr("O qué regla de turno los reparte.", "Or the rule of turns that shares them out."),
)
@click.option(
    "--language",
    metavar="es[,en]",
    default="",
    help=tr("Idiomas del impreso; si no, el de la agencia.", "Languages of the print; else the agency's."),
)
@click.option(
    "--mode",
    type=click.Choice(sign_modes()),
    help=tr("Adónde lleva al escanear; si no, como la agencia.", "Where scanning leads; else as the agency has it."),
)
@day_option("--from", "since", tr("Desde qué día funciona.", "From which day it works."))
@day_option("--until", "until", tr("Hasta qué día.", "Until which day."))
@click.option(
    "--code",
    "written",
    metavar=tr("CÓDIGO", "CODE"),
    help=tr("Uno ya impreso; si no, se crea.", "One that is printed already; else one is made."),
)
@click.option(
    "--kind",
    type=click.Choice(["s", "l", "t"]),
    default="s",
    help=tr("s letrero, l enlace, t prueba.", "s sign, l link, t test."),
)
def new(config: Path, agency: str | None, as_json: bool, written: str | None, **given: Any) -> None:
    settings = read_settings(config)
    name = chosen_agency(settings, agency)
    spoken = read_languages(given.pop("language") or settings.agencies[name].language)
    title, titles = read_titles(given, spoken[0])
    code = read_code(written) if written else ""
    wanted = read_sign(settings, name, code=code, title=title, titles=titles, languages=spoken, **given)

    async def work(store: Store) -> tuple[SignRow, Links]:
        learned = await learn_name(store, settings, name)
        sign = wanted if wanted.title or not wanted.property_uid else await with_title(store, settings, wanted)
        (added,) = await store.add_signs([sign], who=who(), now=datetime.now(UTC), mint=mint_code)
        return added, links_of(doors_of(settings, name, learned=learned), added)

    try:
        added, links = changing(settings, work, may_create=True)
    except CodeTaken as taken:
        refuse(
            tr(
                f"El código {show_code(taken.code)} ya se usó: un código no se repite nunca. Sin --code se crea otro.",
                f"The code {show_code(taken.code)} was used already: none is used twice. Without --code you get one.",
            )
        )
    if links.is_static:
        click.echo(STATIC, err=True)
    click.echo(as_object(added, links) if as_json else as_lines(added, links))


def read_sign(
    settings: Settings,
    agency: str,
    *,
    code: str,
    title: str | None,
    titles: Titles,
    languages: tuple[str, ...],
    offer: SignType,
    uid: str,
    agent: str,
    rule: str,
    since: datetime | None,
    until: datetime | None,
    **labels: Any,
) -> SignRow:
    """The sign that the options describe; ends the command where one of them cannot be."""
    if agent and rule:
        raise click.UsageError(
            tr(
                "--agent o --rule, uno de los dos: con ambos el CRM no hace caso del agente",
                "--agent or --rule, one of the two: with both the CRM ignores the agent",
            )
        )
    if agent and not EMAIL.fullmatch(agent):
        raise click.UsageError(
            tr(
                f"--agent dice «{agent}», que no es un correo",
                f"--agent says «{agent}», which is not an e-mail address",
            )
        )
    if since and until and until < since:
        raise click.UsageError(tr("--until es antes que --from", "--until is before --from"))
    zone = zone_of(settings, agency)
    if until and until.date() < datetime.now(zone).date():
        raise click.UsageError(tr("--until ya pasó", "--until is over already"))
    return SignRow(
        code=code,
        agency=agency,
        title=read_title(title, offer, uid, may_ask=bool(settings.agencies[agency].alterestate.read_token)),
        titles=titles,
        type=offer,
        state="active" if title or uid else "unassigned",
        property_uid=read_property(uid),
        related=agent,
        rule=rule,
        languages=languages,
        from_at=first_moment(since.date() if since else None, zone),
        until_at=moment_after(until.date() if until else None, zone),
        **read_labels(labels),
    )


def read_title(title: str | None, offer: SignType, uid: str, *, may_ask: bool = False) -> str:
    """One line. Only a general sign may be printed before anybody knows what for; `may_ask`: the CRM can tell the title
    of a property."""
    line = clean_line(title or "", LONGEST)
    if not line and (not may_ask if uid else offer != "general"):
        raise click.UsageError(
            tr(
                "falta --title; sin título solo se crea un letrero general, para asignarlo después",
                "--title is missing; only a general sign, to be assigned later, is created without a title",
            )
        )
    return line


async def with_title(store: Store, settings: Settings, sign: SignRow) -> SignRow:
    """As the CRM calls the property; ends the command when it does not."""
    from bot.signs.properties import find_property

    now = datetime.now(UTC)
    found = await find_property(store, settings, sign.agency, sign.property_uid, timeout_s=ASK_CRM_S, now=now)
    if found is None:
        refuse(
            tr(
                f"El CRM no conoce la propiedad {sign.property_uid}, o no contesta: revisa el UID, o escribe --title.",
                f"The CRM does not know {sign.property_uid}, or does not answer: check the UID, or write --title.",
            )
        )
    return replace(sign, title=found.title)


def read_property(uid: str) -> str:
    if uid and not PROPERTY.fullmatch(uid):
        raise click.UsageError(
            tr(
                f"--property dice «{uid}»: el UID tiene de 6 a 20 letras y números, como JSORJ9S5AY",
                f"--property says «{uid}»: a UID has 6 to 20 letters and digits, like JSORJ9S5AY",
            )
        )
    return uid


def read_languages(written: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(part.strip().lower() for part in written.split(",") if part.strip()))
    if unknown := [language for language in languages if language not in LANGUAGES]:
        raise click.UsageError(
            tr(
                f"--language dice «{unknown[0]}»: hay {', '.join(LANGUAGES)}",
                f"--language says «{unknown[0]}»: there are {', '.join(LANGUAGES)}",
            )
        )
    return languages


def read_labels(labels: Mapping[str, str | None]) -> dict[str, Any]:
    """What only names the sign; the campaign is what reports and the CRM group by, so its form is strict."""
    cleaned = {name: clean_line(value or "", LONGEST) for name, value in labels.items()}
    if (campaign := cleaned["campaign"]) and not SLUG.fullmatch(campaign):
        raise click.UsageError(
            tr(
                f"--campaign dice «{campaign}»: usa minúsculas sin acento, números y «-»",
                f"--campaign says «{campaign}»: use small letters without accents, digits and «-»",
            )
        )
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
    return "\n".join([f"{show_code(sign.code)}  {sign.title or UNTITLED}", *shown])


COMMANDS = {"new": new}
