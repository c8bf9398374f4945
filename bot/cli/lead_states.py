"""The states of a lead in words: what each is called in a table, and what to do about it."""

from __future__ import annotations

import click

from adapters.language import tr
from adapters.records import LeadState
from bot.cli.opening import meant
from flows.understanding.text import bare

STATES: dict[LeadState, tuple[str, str]] = {  # what it is called, a word of its own each; what to do
    "queued": (tr("en cola", "queued"), tr("nada: se envía solo", "nothing: it leaves by itself")),
    "sending": (tr("enviándose", "on its way"), tr("nada: espera unos segundos", "nothing: wait a few seconds")),
    "unclear": (
        tr("sin respuesta clara", "no clear answer"),
        tr(
            "nada: se reintenta solo; si urge, búscalo en el CRM",
            "nothing: it is tried again by itself; if it is urgent, look for it in the CRM",
        ),
    ),
    "delivered_new": (
        tr("entregado", "delivered"),
        tr("nada: el CRM lo tiene como nuevo", "nothing: the CRM has it as new"),
    ),
    "delivered_existing": (
        tr("ya existía", "known already"),
        tr(
            "dale seguimiento a mano: el CRM no creó un negocio nuevo", "follow it up by hand: the CRM made no new deal"
        ),
    ),
    "delivered_unsure": (
        tr("aceptado", "accepted"),
        tr("búscalo en el CRM: no dijo si era nuevo", "look for it in the CRM: it did not say whether it was new"),
    ),
    "rejected": (
        tr("rechazado", "refused"),
        tr(
            "mira por qué con «leadbot leads show»; luego «resend» o «discard»",
            "see why with «leadbot leads show»; then «resend» or «discard»",
        ),
    ),
    "parked": (
        tr("te espera", "waits for you"),
        tr(
            "míralo con «leadbot leads show»; luego «resend» o «discard»",
            "look at it with «leadbot leads show»; then «resend» or «discard»",
        ),
    ),
    "cancelled": (tr("cancelado", "cancelled"), tr("nada: no se envía", "nothing: it is not sent")),
}
WORDS = [word for word, _ in STATES.values()]


class StateWord(click.ParamType[LeadState]):
    """A state by its word in the table, in any case and with or without accents, or by its name in JSON."""

    name = "state"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return tr("ESTADO", "STATE")

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> LeadState:
        for state, (word, _) in STATES.items():
            if value == state or bare(value) == bare(word):
                return state
        raise click.BadParameter(f"«{value}»: {meant(value, WORDS)}", ctx, param)
