"""What staff read beside a lead: plain lines in the agency's language, each understandable alone (SIGNS §6)."""

from __future__ import annotations

from flows.answers.code import show_code
from flows.attribution import other_codes, touch_of
from flows.conversation import Conversation, Source
from flows.events import Ad
from flows.flow import Flow
from flows.lead import Intent
from flows.own import answer_lines
from flows.wording import fill

ASIDES = {"question": "question", "for_other": "for_other", "words": "also_wrote", "passed_on": "passed_on"}
CHANNELS = {"whatsapp": "WhatsApp", "telegram": "Telegram"}


def staff_notes(flow: Flow, conversation: Conversation) -> tuple[str, ...]:
    """The lines, the person's own words first; nothing is escaped here."""
    draft, consent = conversation.draft, conversation.consent
    lines = [
        staff_line(flow, "owner") if draft.intent == Intent.OFFER else "",
        staff_line(flow, "message", nota=draft.note or ""),
        *(staff_line(flow, ASIDES[aside.kind], palabras=aside.words) for aside in draft.asides),
        staff_line(flow, "intent", busca=draft.intent or ""),
        staff_line(flow, "short_rent") if draft.short_rent else "",
        *answer_lines(flow, draft, flow.catalogues[flow.language]),
        *source_lines(flow, conversation.source),
        staff_line(flow, "channel", canal=CHANNELS.get(flow.channel, flow.channel)),
        staff_line(flow, "phone_proven" if draft.phone and draft.phone.proven else "phone_typed"),
        "" if draft.email and draft.email.given else staff_line(flow, "no_email"),
        staff_line(flow, "asked_for_person") if conversation.asked_for_person else "",
        staff_line(flow, "returned") if conversation.sent else "",
        staff_line(flow, "language", idioma=conversation.language),
    ]
    if consent:
        when = consent.at.astimezone(flow.timezone).strftime("%Y-%m-%d %H:%M")
        lines.append(staff_line(flow, "consent", version=consent.text_version, fecha=when))
    return tuple(line for line in lines if line)


def source_lines(flow: Flow, source: Source) -> tuple[str, ...]:
    """The sign or link, and the property as the person saw it."""
    others = tuple(staff_line(flow, "other_code", codigo=show_code(code)) for code in other_codes(source))
    return (*ad_lines(flow, touch_of(source).ad), *code_lines(flow, source), *others)


def code_lines(flow: Flow, source: Source) -> tuple[str, ...]:
    code, sign = show_code(source.code), source.sign
    if not source.code:
        return ()
    if sign is None:
        return (staff_line(flow, "unknown_code", codigo=f"{code} («{source.written}»)" if source.written else code),)
    where = " · ".join(filter(None, (code, sign.piece, sign.place)))
    label = "link" if sign.kind == "l" or source.origin == "enlace" else "sign"
    offered = "property" if sign.state in ("active", "unassigned") else "former_property"
    return staff_line(flow, label, codigo=where), staff_line(flow, offered, propiedad=sign.title)


def ad_lines(flow: Flow, ad: Ad | None) -> tuple[str, ...]:
    return (staff_line(flow, "ad", anuncio=" · ".join(filter(None, (ad.headline, ad.id)))),) if ad else ()


def staff_line(flow: Flow, label: str, **values: str) -> str:
    """One labelled line in the agency's language; empty when its value is."""
    catalogue = flow.catalogues[flow.language]
    spoken = {name: catalogue.values.get(name, {}).get(value, value) for name, value in values.items()}
    return fill(catalogue.staff[label], spoken)
