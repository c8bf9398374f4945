"""What AlterEstate is asked: a confirmed lead and an agency's labels as the documented fields of POST /leads/.

Where each field comes from: facts/alterestate §1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html import escape

from pydantic import BaseModel

from flows.lead import Intent, Lead

REQUIRED = ("full_name", "phone", "email")
LISTING_TYPES = {Intent.BUY: 1, Intent.RENT: 2}  # «both» and the rest: not sent, nobody knows a value for them
LONGEST_LABEL = 120  # characters of a utm field or name; where clients cut them (facts/alterestate §1)
SHORT_NOTES = 2000  # characters; what clients cut notes to (facts/alterestate §1)

# What `without` may name beside fields of the request: the ladder's other ways of asking again.
VIA_AS_TEXT = "via_number"
LONG_NOTES = "long_notes"
ALL_OPTIONAL = "optional"

# How a value that may not go into its own field is announced in the notes, for the agent who reads them.
IN_NOTES = {
    "property_uid": "Propiedad",
    "listing_type": "Operación",
    "via": "Canal",
    "related": "Agente",
    "round_robin": "Regla de reparto",
    "platform": "Plataforma",
    "form_name": "Formulario",
    "utm_source": "Origen",
    "utm_medium": "Pieza",
    "utm_campaign": "Campaña",
    "utm_content": "Código",
    "utm_term": "Lugar",
    "campaign_name": "Campaña del anuncio",
    "currency": "Moneda",
    "budget": "Presupuesto",
    "metadata": "Referencia",
}
LISTING_WORDS = {1: "compra", 2: "alquiler"}

_CUT_ENTITY = re.compile(r"&[a-z]{0,4}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """How an agency wants the leads of one channel marked in its CRM; empty means not sent. A sign may name another
    agent or rule, which then stands for both.

    `via` is AlterEstate's channel ID. `related` (an agent's e-mail) goes before `round_robin` (a rule's UID); never
    both, because the CRM would silently drop the agent.
    """

    via: str = ""
    platform: str = ""
    form_name: str = ""
    related: str = ""
    round_robin: str = ""


class LeadRequest(BaseModel):
    """The documented fields that we use (facts/alterestate §1). No `custom_fields`: on a known contact the CRM would
    overwrite what stands there."""

    full_name: str
    phone: str
    email: str
    notes: str | None = None
    property_uid: str | None = None
    listing_type: int | None = None
    via: int | str | None = None
    related: str | None = None
    round_robin: str | None = None
    platform: str | None = None
    form_name: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None
    utm_term: str | None = None
    campaign_name: str | None = None
    currency: str | None = None
    budget: int | None = None
    metadata: dict[str, str] | None = None


FIELDS = frozenset(LeadRequest.model_fields)


def request_body(lead: Lead, labels: Labels, *, without: Collection[str] = ()) -> dict[str, object]:
    """The JSON body of POST /leads/. `without` names optional fields, or the ways above, that an earlier 400 or 413
    ruled out; their values go into the notes instead (facts/alterestate §6.6)."""
    optional = _optional_fields(lead, labels, without)
    left_out = set(optional) if ALL_OPTIONAL in without else _left_out(without)
    kept = {field: value for field, value in optional.items() if field not in left_out}
    moved = (f"{IN_NOTES[field]}: {_in_words(field, optional[field])}" for field in optional if field in left_out)
    request = LeadRequest(
        full_name=lead.full_name,
        phone=lead.phone.e164,
        email=lead.email.address,
        notes=_notes((*lead.notes, *moved), short=LONG_NOTES in without) or None,
        **kept,  # type: ignore[arg-type]  # one mapping, many types; pydantic checks them
    )
    return request.model_dump(exclude_none=True)


def _optional_fields(lead: Lead, labels: Labels, without: Collection[str]) -> dict[str, object]:
    """What this lead has for the optional fields, in the request's order."""
    way = lead.attribution
    related, rule = (way.related, way.rule) if way.related or way.rule else (labels.related, labels.round_robin)
    assigned = bool(related) and "related" not in without
    as_number = labels.via.isascii() and labels.via.isdecimal() and VIA_AS_TEXT not in without
    clicked = {"ctwa_clid": way.click} if way.click else {}
    offered: dict[str, object] = {
        "property_uid": lead.property_uid,
        "listing_type": LISTING_TYPES.get(lead.intent),
        "via": int(labels.via) if as_number else labels.via,
        "related": related,
        "round_robin": "" if assigned else rule or labels.round_robin,
        "platform": labels.platform,
        "form_name": labels.form_name,
        "utm_source": lead.origin,
        "utm_medium": way.medium,
        "utm_campaign": way.campaign,
        "utm_content": way.ad or lead.code,
        "utm_term": way.place,
        "campaign_name": way.headline[:LONGEST_LABEL],
        "currency": lead.budget and lead.budget.currency,
        "budget": lead.budget and lead.budget.amount,
        "metadata": {**lead.metadata, **clicked, "leadbot_id": lead.id, "reference": lead.reference},
    }
    return {field: value for field, value in offered.items() if value not in (None, "")}


def _left_out(without: Collection[str]) -> set[str]:
    money = {"budget", "currency"}  # one means nothing without the other
    return set(without) | money if money & set(without) else set(without)


def _in_words(field: str, value: object) -> str:
    if field == "listing_type":
        return LISTING_WORDS[int(str(value))]
    return " · ".join(value.values()) if isinstance(value, dict) else str(value)


def _notes(lines: Iterable[str], *, short: bool) -> str:
    """AlterEstate puts notes inside HTML. Quotes stay as they are: outside an attribute they do no harm."""
    text = "\n".join(escape(line, quote=False) for line in lines)
    return _CUT_ENTITY.sub("", text[:SHORT_NOTES]) if short else text
