"""`leadbot sign point`, `undo`, `pause`, `resume` and `retire`: the life of a sign (signs §8)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adapters.language import tr
from adapters.signs import Aim, Deed, SignRow
from bot.cli.opening import changing, config_option, json_option, listed_agency, read_settings
from bot.cli.sign_look import STATES, as_object, dump
from bot.cli.sign_new import read_property, read_title, read_titles, title_options, with_title
from bot.cli.sign_opening import (
    TYPES,
    UNTITLED,
    agency_option,
    code_argument,
    find_sign,
    property_option,
    read_code,
    refuse,
    url_option,
    who,
)
from flows.events import SignState, SignType
from flows.understanding.code import show_code

if TYPE_CHECKING:
    from adapters.store import Store

Change = Callable[["Store", SignRow], Awaitable[SignRow | None]]
UNPRINTED = tr("Quita o cubre el texto impreso que ya no aplica.", "Remove or cover printed text that is no longer so.")


@click.command(
    "point",
    help=tr(
        "Usa este letrero para otra propiedad, desde ahora.",
        "Use this sign for another property, from now on.",
    ),
)
@config_option
@agency_option
@json_option
@code_argument
@click.option(
    "--title",
    metavar=tr("TÍTULO", "TITLE"),
    help=tr("Lo que lee la gente desde ahora.", "What people read from now on."),
)
@title_options
@click.option(
    "--type",
    "offer",
    type=click.Choice(TYPES),
    required=True,
    help=tr("Qué ofrece desde ahora.", "What it offers from now on."),
)
@property_option
@url_option
def point(
    config: Path,
    agency: str | None,
    as_json: bool,
    written: str,
    offer: SignType,
    uid: str,
    url: str,
    **given: Any,
) -> None:
    if not (uid or any(given.values())):
        raise click.UsageError(
            tr("falta --title: di qué ofrece desde ahora", "--title is missing: say what it offers from now on")
        )
    settings, uid = read_settings(config), read_property(uid)

    async def aimed(store: Store, sign: SignRow) -> SignRow | None:
        may_ask = bool(settings.agencies[sign.agency].alterestate.read_token)
        title, titles = read_titles(given, sign.languages[0])
        line = read_title(title, offer, uid, may_ask=may_ask)
        named = replace(sign, title=line, property_uid=uid)
        named = named if line else await with_title(store, settings, named)
        aim = Aim(title=named.title, type=offer, property_uid=uid, url=url, titles=titles)
        return await store.point_sign(sign.code, aim, who=who(), now=datetime.now(UTC))

    changed(
        config,
        agency,
        written,
        aimed,
        as_json=as_json,
        refusal=tr("no se pudo cambiar", "could not be changed"),
        hint=tr(
            f"{UNPRINTED} Para volver atrás, en 24 horas: leadbot sign undo {written}",
            f"{UNPRINTED} To go back, within 24 hours: leadbot sign undo {written}",
        ),
    )


@click.command(
    "undo",
    help=tr(
        "Deshace el último cambio de propiedad, dentro de 24 horas.",
        "Undo the last change of property, within 24 hours.",
    ),
)
@config_option
@agency_option
@json_option
@code_argument
def undo(config: Path, agency: str | None, as_json: bool, written: str) -> None:
    changed(
        config,
        agency,
        written,
        lambda store, sign: store.undo_sign(sign.code, who=who(), now=datetime.now(UTC)),
        as_json=as_json,
        refusal=tr(
            "no tiene ningún cambio de las últimas 24 horas que deshacer",
            "has no change of the last 24 hours to be undone",
        ),
        hint=UNPRINTED,
    )


def life_command(name: Deed, state: SignState, among: Sequence[SignState], said: str) -> click.Command:
    """A command that moves a sign into `state`, from one of `among`."""

    @click.command(name, help=said)
    @config_option
    @agency_option
    @json_option
    @code_argument
    def command(config: Path, agency: str | None, as_json: bool, written: str) -> None:
        changed(
            config,
            agency,
            written,
            lambda store, sign: store.set_sign_state(
                sign.code, state, deed=name, among=among, who=who(), now=datetime.now(UTC)
            ),
            as_json=as_json,
            refusal=tr(
                f"no puede quedar {STATES[state]}: antes debe estar {' o '.join(STATES[one] for one in among)}",
                f"cannot become {STATES[state]}: before that it must be {' or '.join(STATES[one] for one in among)}",
            ),
        )

    return command


def changed(
    config: Path,
    agency: str | None,
    written: str,
    change: Change,
    *,
    as_json: bool,
    refusal: str,
    hint: str = "",
) -> None:
    """Change one sign and say how it is now; `refusal` when its state does not allow it."""
    settings, code = read_settings(config), read_code(written)
    agency = listed_agency(settings, agency)

    async def work(store: Store) -> SignRow | None:
        return await change(store, await find_sign(store, code, agency))

    sign = changing(settings, work)
    if sign is None:
        refuse(f"{show_code(code)} {refusal}.")
    now = datetime.now(UTC)
    if as_json:
        click.echo(dump(as_object(sign, now)))
        return
    click.echo(f"{show_code(code)}: {sign.title or UNTITLED}, {STATES[sign.state_at(now)]}.")
    if hint:
        click.echo(hint)


COMMANDS = {
    "point": point,
    "undo": undo,
    "pause": life_command(
        "pause",
        "paused",
        ("active",),
        tr("Deja de ofrecer la propiedad por un tiempo.", "Stop offering the property for a while."),
    ),
    "resume": life_command("resume", "active", ("paused", "retired"), tr("Vuelve a ofrecerla.", "Offer it again.")),
    "retire": life_command(
        "retire",
        "retired",
        ("active", "paused", "unassigned"),
        tr("Ya no se ofrece: vendida o alquilada.", "It is no longer offered: sold or rented."),
    ),
}
