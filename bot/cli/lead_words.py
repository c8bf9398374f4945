"""How a lead reads for the agency's staff: its state in plain words with what to do, and the lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from adapters.language import tr
from adapters.records import Attempt, FollowUp, LeadRow, LeadState
from bot.cli.lead_states import STATES
from bot.cli.said_words import reached, said_line
from bot.cli.tables import aligned, spoken_time
from flows.lead import Attachment, Intent

REASONS = {  # of a state; what is not here is shown as it stands
    "volume": tr("la misma persona envió demasiados", "the same person sent too many"),
    "gave_up": tr("se acabó el plazo de los reintentos", "the time for trying again is over"),
    "refused": tr("el CRM rechaza la clave o la conexión", "the CRM refuses the key or the connection"),
    "refused_alone": tr("el CRM acepta otros y rechaza este", "the CRM takes others and refuses this one"),
    "careful": tr(
        "pudo haber llegado: búscalo en el CRM antes de reenviar",
        "it may have arrived: look for it in the CRM before sending it again",
    ),
    "conflict": tr("el CRM dice que choca con otro", "the CRM says that it clashes with another"),
    "invalid": tr("el CRM no acepta sus datos", "the CRM does not accept its data"),
    "name": tr(
        "el CRM no acepta el nombre; se le preguntó de nuevo",
        "the CRM does not accept the name; the person was asked again",
    ),
    "phone": tr(
        "el CRM no acepta el teléfono; se le preguntó de nuevo",
        "the CRM does not accept the phone; the person was asked again",
    ),
    "email": tr(
        "el CRM no acepta el correo; se le preguntó de nuevo",
        "the CRM does not accept the e-mail; the person was asked again",
    ),
    "slowed": tr("el CRM pidió ir más despacio", "the CRM asked to go slower"),
    "after_unclear": tr("un intento anterior pudo haberlo creado", "an earlier try may have created it"),
    "unreadable": tr(
        "no se puede leer: falta su clave en data.encryption_keys, o se borró",
        "it cannot be read: its key is missing in data.encryption_keys, or it was erased",
    ),
    "discarded": tr("lo descartó una persona", "a person discarded it"),
    "erase_in_crm": tr(
        "la persona pidió borrar: bórralo también en el CRM", "the person asked to be erased: erase it in the CRM too"
    ),
}
OUTCOMES = {
    "": tr("sin respuesta todavía", "no answer yet"),
    "created": tr("contacto nuevo", "new contact"),
    "registered": tr("ya existía", "known already"),
    "accepted": tr("aceptado, sin decir si es nuevo", "taken, without saying whether new"),
    "invalid": tr("datos rechazados", "data refused"),
    "refused": tr("acceso rechazado", "access refused"),
    "not_sent": tr("no salió", "did not leave"),
    "unclear": tr("sin respuesta clara", "no clear answer"),
    "later": tr("pidió esperar", "asked to wait"),
}
KINDS = {  # of a file, by the first half of its type
    "image": tr("foto", "photo"),
    "audio": tr("nota de voz", "voice note"),
    "video": "video",
}
INTENTS = {
    Intent.BUY: tr("comprar", "buy"),
    Intent.RENT: tr("alquilar", "rent"),
    Intent.BOTH: tr("comprar o alquilar", "buy or rent"),
    Intent.OFFER: tr("ofrece su propiedad", "offers a property"),
    Intent.UNDECIDED: tr("por definir", "undecided"),
}


PROVEN, UNPROVEN = tr("comprobado", "proven"), tr("escrito, sin comprobar", "typed, not proven")
WAITING: tuple[LeadState, ...] = ("queued", "unclear")  # would go by themselves, if the CRM took anything
KEY_REFUSED = (401, 403)


def refusal(agency: str, status: int) -> str:
    """What follows from a CRM that refuses everything, and what to do; `status` is what it last said."""
    said, remedy = _refused(status)
    return tr(
        f"¡Atención! El CRM de «{agency}» {said}: no se envía ningún lead. {remedy}; "
        "luego reinicia «leadbot serve» y los que esperan salen solos.",
        f"Attention! The CRM of «{agency}» {said}: no lead is sent. {remedy}; "
        "then restart «leadbot serve», and those that wait leave by themselves.",
    )


def _refused(status: int) -> tuple[str, str]:
    shown = f" ({status})" if status else ""
    if status in KEY_REFUSED:
        return tr(f"rechaza la clave{shown}", f"refuses the key{shown}"), tr(
            "Revisa alterestate.api_key en los ajustes", "Check alterestate.api_key in the settings"
        )
    return tr(f"no atiende en esa dirección{shown}", f"does not answer at that address{shown}"), tr(
        "Revisa alterestate.base_url en los ajustes", "Check alterestate.base_url in the settings"
    )


def todo(row: LeadRow, refusing: Mapping[str, int]) -> str:
    """What waits for a person, what they wrote after sending too; else what happens by itself."""
    advice = _advice(row, refusing)
    if not any(said.done_at is None for said in row.follow_ups):
        return advice
    wrote = tr(
        f"escribió después: léelo con «leadbot leads show {row.lead.reference}»; luego «leads done»",
        f"wrote again: read it with «leadbot leads show {row.lead.reference}»; then «leads done»",
    )
    return wrote if advice.startswith(tr("nada", "nothing")) else f"{advice}; {wrote}"


def _advice(row: LeadRow, refusing: Mapping[str, int]) -> str:
    """What to do about the lead itself; `refusing` are the agencies whose CRM refuses everything, with its status."""
    if row.reason in ("erase_in_crm", "unreadable"):
        return REASONS[row.reason]
    if row.state in WAITING and row.agency in refusing:
        said, remedy = _refused(refusing[row.agency])
        return tr(
            f"no se envía, el CRM {said}: {remedy[0].lower()}{remedy[1:]}",
            f"is not sent, the CRM {said}: {remedy[0].lower()}{remedy[1:]}",
        )
    return STATES[row.state][1]


def table(rows: Sequence[tuple[LeadRow, tzinfo]], refusing: Mapping[str, int]) -> Iterator[str]:
    """The leads under one another, each with its agency's zone."""
    titles = (
        tr("REFERENCIA", "REFERENCE"),
        tr("RECIBIDO", "RECEIVED"),
        tr("ESTADO", "STATE"),
        tr("NOMBRE", "NAME"),
        tr("TELÉFONO", "PHONE"),
        tr("CORREO", "E-MAIL"),
        tr("BUSCA", "WANTS"),
        tr("QUÉ HACER", "WHAT TO DO"),
    )
    return aligned([titles, *(_cells(row, zone, todo(row, refusing)) for row, zone in rows)])


def _cells(row: LeadRow, zone: tzinfo, advice: str) -> tuple[str, ...]:
    lead = row.lead
    email = lead.email.address if lead.email.given else tr("sin correo", "no e-mail")
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
        tr("Referencia", "Reference"): lead.reference,
        tr("Estado", "State"): STATES[row.state][0],
        tr("Por qué", "Why"): REASONS.get(row.reason, row.reason),
        tr("Qué hacer", "What to do"): todo(row, refusing),
        tr("Recibido", "Received"): spoken_time(lead.confirmed_at, zone),
        tr("Próximo intento", "Next try"): spoken_time(row.next_at, zone) if row.next_at else "",
        tr("Agencia y canal", "Agency, channel"): f"{row.agency}, {row.channel}",
        tr("Nombre", "Name"): lead.full_name,
        tr("Teléfono", "Phone"): f"{lead.phone.e164} ({PROVEN if lead.phone.proven else UNPROVEN})",
        tr("Correo", "E-mail"): lead.email.address if lead.email.given else tr("sin correo", "no e-mail"),
        tr("Busca", "Wants"): INTENTS[lead.intent],
        tr("Presupuesto", "Budget"): f"{lead.budget.amount} {lead.budget.currency}" if lead.budget else "",
        tr("Letrero", "Sign"): lead.code,
        tr("Propiedad", "Property"): lead.property_uid,
        tr("En el CRM", "In the CRM"): row.crm_reference,
        tr("Mensajes", "Messages"): reached(row.replies),
        tr("Número interno", "Internal number"): lead.id,
    }
    yield from (f"{name + ':':17}{value}" for name, value in facts.items() if value)
    yield from _titled(tr("Nota", "Note"), [f"  {line}" for note in lead.notes for line in note.splitlines()])
    files = [f"  {kind_of(file)}  {link}" for file, link in zip(lead.media, links, strict=True)]
    ends = until.astimezone(zone).strftime("%H:%M")
    yield from _titled(tr(f"Archivos (enlaces hasta las {ends})", f"Files (links until {ends})"), files)
    yield from _titled(
        tr("Escribió después", "Wrote afterwards"), [follow_up_line(said, zone) for said in row.follow_ups]
    )
    yield from _titled(tr("Se le dijo", "Was told"), [said_line(reply, zone) for reply in row.replies])
    yield from _titled(tr("Intentos", "Tries"), [_attempt(attempt, zone) for attempt in row.attempts])


def kind_of(file: Attachment) -> str:
    """«foto», «nota de voz» …"""
    return KINDS.get(file.content_type.partition("/")[0], tr("archivo", "file"))


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"{title}:", *lines)


def follow_up_line(said: FollowUp, zone: tzinfo) -> str:
    """When it was written and what, in one line, and whether somebody has done it."""
    by = tr(f" por {said.done_by}", f" by {said.done_by}") if said.done_by else ""
    done = (
        tr(f"hecho {spoken_time(said.done_at, zone)}{by}", f"done {spoken_time(said.done_at, zone)}{by}")
        if said.done_at
        else tr("pendiente", "to do")
    )
    return f"  {spoken_time(said.said_at, zone)}  [{done}]  {' '.join(said.words.split())}"


def _attempt(attempt: Attempt, zone: tzinfo) -> str:
    status = f" ({attempt.status})" if attempt.status else ""
    detail = f": {attempt.detail}" if attempt.detail else ""
    outcome = OUTCOMES.get(attempt.outcome, attempt.outcome)
    return f"  {attempt.number}. {spoken_time(attempt.started_at, zone)}  {outcome}{status}{detail}"
