"""How a lead reads for the agency's staff: its state in plain words with what to do, and the lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from adapters.records import Attempt, FollowUp, LeadRow, LeadState
from flows.lead import Attachment, Intent

STATES: dict[LeadState, tuple[str, str]] = {  # what it is called, what to do
    "queued": ("en cola", "nada: se envía solo"),
    "sending": ("enviándose", "nada: espera unos segundos"),
    "unclear": ("sin respuesta clara", "nada: se reintenta solo; si urge, búscalo en el CRM"),
    "delivered_new": ("entregado", "nada: el CRM lo tiene como nuevo"),
    "delivered_existing": ("ya existía", "dale seguimiento a mano: el CRM no creó un negocio nuevo"),
    "delivered_unsure": ("entregado", "búscalo en el CRM: no dijo si era nuevo"),
    "rejected": ("rechazado", "mira por qué con «leadbot leads show»; luego «resend» o «discard»"),
    "parked": ("te espera", "míralo con «leadbot leads show»; luego «resend» o «discard»"),
    "cancelled": ("cancelado", "nada: no se envía"),
}
REASONS = {  # of a state; what is not here is shown as it stands
    "volume": "la misma persona envió demasiados",
    "gave_up": "se acabó el plazo de los reintentos",
    "refused": "el CRM rechaza la clave o la conexión",
    "refused_alone": "el CRM acepta otros y rechaza este",
    "careful": "pudo haber llegado: búscalo en el CRM antes de reenviar",
    "conflict": "el CRM dice que choca con otro",
    "invalid": "el CRM no acepta sus datos",
    "name": "el CRM no acepta el nombre; se le preguntó de nuevo",
    "phone": "el CRM no acepta el teléfono; se le preguntó de nuevo",
    "email": "el CRM no acepta el correo; se le preguntó de nuevo",
    "slowed": "el CRM pidió ir más despacio",
    "after_unclear": "un intento anterior pudo haberlo creado",
    "unreadable": "no se puede leer: falta su clave en data.encryption_keys, o se borró",
    "discarded": "lo descartó una persona",
    "erase_in_crm": "la persona pidió borrar: bórralo también en el CRM",
}
OUTCOMES = {
    "": "sin respuesta todavía",
    "created": "contacto nuevo",
    "registered": "ya existía",
    "accepted": "aceptado, sin decir si es nuevo",
    "invalid": "datos rechazados",
    "refused": "acceso rechazado",
    "not_sent": "no salió",
    "unclear": "sin respuesta clara",
    "later": "pidió esperar",
}
KINDS = {"image": "foto", "audio": "nota de voz", "video": "video"}  # of a file, by the first half of its type
INTENTS = {
    Intent.BUY: "comprar",
    Intent.RENT: "alquilar",
    Intent.BOTH: "comprar o alquilar",
    Intent.OFFER: "ofrece su propiedad",
    Intent.UNDECIDED: "por definir",
}


WAITING: tuple[LeadState, ...] = ("queued", "unclear")  # would go by themselves, if the CRM took anything
KEY_REFUSED = (401, 403)


def refusal(agency: str, status: int) -> str:
    """What follows from a CRM that refuses everything, and what to do; `status` is what it last said."""
    said, remedy = _refused(status)
    return (
        f"¡Atención! El CRM de «{agency}» {said}: no se envía ningún lead. {remedy}; "
        "luego reinicia «leadbot serve» y los que esperan salen solos."
    )


def _refused(status: int) -> tuple[str, str]:
    shown = f" ({status})" if status else ""
    if status in KEY_REFUSED:
        return f"rechaza la clave{shown}", "Revisa alterestate.api_key en los ajustes"
    return f"no atiende en esa dirección{shown}", "Revisa alterestate.base_url en los ajustes"


def todo(row: LeadRow, refusing: Mapping[str, int]) -> str:
    """What waits for a person, what they wrote after sending too; else what happens by itself."""
    advice = _advice(row, refusing)
    if not any(said.done_at is None for said in row.follow_ups):
        return advice
    wrote = f"escribió después: léelo con «leadbot leads show {row.lead.reference}»; luego «leads done»"
    return wrote if advice.startswith("nada") else f"{advice}; {wrote}"


def _advice(row: LeadRow, refusing: Mapping[str, int]) -> str:
    """What to do about the lead itself; `refusing` are the agencies whose CRM refuses everything, with its status."""
    if row.reason in ("erase_in_crm", "unreadable"):
        return REASONS[row.reason]
    if row.state in WAITING and row.agency in refusing:
        said, remedy = _refused(refusing[row.agency])
        return f"no se envía, el CRM {said}: {remedy[0].lower()}{remedy[1:]}"
    return STATES[row.state][1]


def table(rows: Sequence[tuple[LeadRow, tzinfo]], refusing: Mapping[str, int]) -> Iterator[str]:
    """The leads under one another, each with its agency's zone."""
    titles = ("REFERENCIA", "RECIBIDO", "ESTADO", "NOMBRE", "TELÉFONO", "CORREO", "BUSCA", "QUÉ HACER")
    return aligned([titles, *(_cells(row, zone, todo(row, refusing)) for row, zone in rows)])


def aligned(lines: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Cells under one another, in columns as wide as what stands in them."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cells(row: LeadRow, zone: tzinfo, advice: str) -> tuple[str, ...]:
    lead = row.lead
    email = lead.email.address if lead.email.given else "sin correo"
    return (
        lead.reference,
        spoken_time(lead.confirmed_at, zone),
        STATES[row.state][0],
        lead.full_name,
        lead.phone.e164,
        email,
        INTENTS[lead.intent],
        advice,
    )


def sheet(
    row: LeadRow, zone: tzinfo, refusing: Mapping[str, int], links: Sequence[str], until: datetime
) -> Iterator[str]:
    """Everything about one lead: who, what they want, what happened to it, what they wrote since. `links` open its
    files until then."""
    lead = row.lead
    facts = {
        "Referencia": lead.reference,
        "Estado": STATES[row.state][0],
        "Por qué": REASONS.get(row.reason, row.reason),
        "Qué hacer": todo(row, refusing),
        "Recibido": spoken_time(lead.confirmed_at, zone),
        "Próximo intento": spoken_time(row.next_at, zone) if row.next_at else "",
        "Agencia y canal": f"{row.agency}, {row.channel}",
        "Nombre": lead.full_name,
        "Teléfono": f"{lead.phone.e164} ({'comprobado' if lead.phone.proven else 'escrito, sin comprobar'})",
        "Correo": lead.email.address if lead.email.given else "sin correo",
        "Busca": INTENTS[lead.intent],
        "Presupuesto": f"{lead.budget.amount} {lead.budget.currency}" if lead.budget else "",
        "Letrero": lead.code,
        "Propiedad": lead.property_uid,
        "En el CRM": row.crm_reference,
        "Número interno": lead.id,
    }
    yield from (f"{name + ':':17}{value}" for name, value in facts.items() if value)
    yield from _titled("Nota", [f"  {line}" for note in lead.notes for line in note.splitlines()])
    files = [f"  {kind_of(file)}  {link}" for file, link in zip(lead.media, links, strict=True)]
    yield from _titled(f"Archivos (enlaces hasta las {until.astimezone(zone):%H:%M})", files)
    yield from _titled("Escribió después", [follow_up_line(said, zone) for said in row.follow_ups])
    yield from _titled("Intentos", [_attempt(attempt, zone) for attempt in row.attempts])


def kind_of(file: Attachment) -> str:
    """«foto», «nota de voz» …"""
    return KINDS.get(file.content_type.partition("/")[0], "archivo")


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"{title}:", *lines)


def follow_up_line(said: FollowUp, zone: tzinfo) -> str:
    """When it was written and what, in one line, and whether somebody has done it."""
    by = f" por {said.done_by}" if said.done_by else ""
    done = f"hecho {spoken_time(said.done_at, zone)}{by}" if said.done_at else "pendiente"
    return f"  {spoken_time(said.said_at, zone)}  [{done}]  {' '.join(said.words.split())}"


def _attempt(attempt: Attempt, zone: tzinfo) -> str:
    status = f" ({attempt.status})" if attempt.status else ""
    detail = f": {attempt.detail}" if attempt.detail else ""
    outcome = OUTCOMES.get(attempt.outcome, attempt.outcome)
    return f"  {attempt.number}. {spoken_time(attempt.started_at, zone)}  {outcome}{status}{detail}"


def spoken_time(at: datetime, zone: tzinfo) -> str:
    """«2026-11-23 10:05» on the agency's clock."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
