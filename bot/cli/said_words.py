"""What was said to a person, and what they said too late, as staff read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from adapters.language import tr
from adapters.records import LateEvent, ReplyRow, ReplyState
from bot.cli.tables import aligned, spoken_time
from flows.events import Forwarded, MediaReceived, TextReceived

TAKEN = tr("enviado", "sent")
ARRIVED = {  # by what the platform said last
    "": TAKEN,
    "queued": TAKEN,
    "sending": TAKEN,
    "sent": TAKEN,
    "delivered": tr("entregado", "delivered"),
    "read": tr("leído", "read"),
}
LOST = tr("no llegó", "did not arrive")
NOT_THERE: dict[ReplyState, str] = {
    "queued": tr("en cola", "queued"),
    "sending": tr("saliendo", "leaving"),
    "sent": LOST,
    "unclear": tr("no se sabe si llegó", "nobody knows whether it arrived"),
    "dropped": tr("no se envió", "not sent"),
    "failed": LOST,
}
REASONS = {  # what is not here is shown as it stands
    "budget": tr("ya se le había dicho bastante", "enough had been said"),
    "superseded": tr("otra pregunta tomó su lugar", "another question took its place"),
    "stale": tr("salía demasiado tarde", "it would have left too late"),
    "window": tr(
        "WhatsApp no deja escribir a quien no escribe desde hace 24 horas",
        "WhatsApp takes nothing for somebody who has not written for 24 hours",
    ),
    "unreachable": tr("la persona bloqueó, o ese número no recibe", "blocked, or that number receives nothing"),
    "blocked": tr("la persona bloqueó, o pidió no recibir más", "blocked, or the person asked for no more"),
    "erased": tr("se borró", "it was erased"),
    "not delivered": tr("la plataforma no pudo entregarlo", "the platform could not deliver it"),
}
UNREACHED = tr("no le llegan: llámala por teléfono", "none arrive: call the person")
EXCERPT = 70  # characters


def reached(replies: Sequence[ReplyRow]) -> str:
    """What to do where nothing gets through to the person any more; «» otherwise."""
    return UNREACHED if replies and replies[-1].reason == "unreachable" else ""


def said_line(reply: ReplyRow, zone: tzinfo) -> str:
    """When, what became of it, and how it begins."""
    words = " ".join(reply.text.split()) or tr("(ya se borró)", "(already erased)")
    shown = words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1]}…"
    return f"  {spoken_time(reply.queued_at, zone)}  [{delivery_of(reply)}]  {shown}"


def delivery_of(reply: ReplyRow) -> str:
    """«leído», «no llegó: … (63024)»."""
    if reply.state == "sent" and reply.status in ARRIVED:
        return ARRIVED[reply.status]
    why = REASONS.get(reply.reason, reply.reason)
    code = f" ({reply.error_code})" if reply.error_code else ""
    return f"{NOT_THERE[reply.state]}{': ' if why else ''}{why}{code}"


def late_table(rows: Sequence[tuple[LateEvent, tzinfo]]) -> Iterator[str]:
    """Who wrote while nobody was there, for somebody to call; each with its agency's zone."""
    titles = (
        tr("LLEGÓ", "RECEIVED"),
        tr("AGENCIA Y CANAL", "AGENCY, CHANNEL"),
        tr("DE QUIÉN", "FROM"),
        tr("DICE", "SAYS"),
    )
    return aligned([titles, *(_late_cells(row, zone) for row, zone in rows)])


def _late_cells(row: LateEvent, zone: tzinfo) -> tuple[str, ...]:
    where = f"{row.agency}, {row.channel}"
    return spoken_time(row.received_at, zone), where, row.address.rpartition(":")[2], late_words(row)


def late_words(row: LateEvent) -> str:
    """In one line; what has no words is named."""
    match row.event:
        case TextReceived(text=words) | Forwarded(text=words) | MediaReceived(caption=words) if words.strip():
            return " ".join(words.split())
        case MediaReceived(what="voice"):
            return tr("(nota de voz)", "(voice note)")
        case None:
            return tr("(no se puede leer)", "(cannot be read)")
        case _:
            return tr("(sin texto)", "(no text)")
