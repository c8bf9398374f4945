"""From «Sí, enviar» to a lead: what is confirmed, whether it is held, and what staff read beside it (signs §6)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flows.attribution import attribution_of, other_codes, touch_of
from flows.changing import replace
from flows.conversation import DIRECT, EMPTY, Asked, Conversation, Draft, Source, State
from flows.drawn import lead_id, reference, with_internal_email
from flows.events import Ad
from flows.flow import Flow
from flows.lead import MONTH, Budget, Email, Intent, Lead, Phone, Sent
from flows.replies import Say
from flows.rounds import proof_of_consent
from flows.shown import active_sign, answer_lines, given_answers, summary
from flows.turn import Scene, Timer, Turn, ask, tell
from flows.understanding.budget import read_spoken
from flows.understanding.code import show_code
from flows.understanding.custom import budget_in
from flows.understanding.words import Words
from flows.wording import fill

SAME_DATA = timedelta(hours=24)
SENDS_A_DAY = 3  # promises §4: more are held for staff
PHONES_A_MONTH = 3
REMEMBERED = timedelta(days=90)  # promises §9
ASIDES = {
    "question": "wrote",
    "for_other": "for_other",
    "words": "wrote",
    "company": "company",
    "passed_on": "passed_on",
}


def confirm(scene: Scene, conversation: Conversation) -> Turn:
    """«Sí, enviar»: the draft becomes the lead that the last summary showed, once. One that had not left when they said
    so is shown first (promises P5)."""
    if conversation.summary_step != conversation.step or scene.shown not in (None, conversation.step):
        return ask(conversation)
    recent = tuple(sent for sent in conversation.sent if scene.now - sent.at < REMEMBERED)
    conversation = replace(conversation, sent=recent)
    conversation = completed(scene, conversation)
    if scene.flow.consent == "notice":
        conversation = replace(conversation, consent=proof_of_consent(scene, conversation))
    if conversation.source.test:
        return rehearse(scene, conversation)
    mended = recent[-1] if recent and recent[-1].outcome == "field_refused" else None
    if mended:
        return submit(scene, conversation, replace(mended, outcome="", told=""), recent[:-1])
    digest = summary_digest(scene.flow, conversation)
    same = next((sent for sent in recent if sent.digest == digest and abs(scene.now - sent.at) < SAME_DATA), None)
    if same:
        return already_sent(scene, conversation, same)
    return submit(scene, conversation, new_sent(scene, conversation, digest), recent)


def rehearse(scene: Scene, conversation: Conversation) -> Turn:
    """A member of staff tried a sign: show what would have been sent, and keep nothing of it (signs §8)."""
    lead = lead_of(scene, conversation, new_sent(scene, conversation, ""), "")
    after = replace(conversation, pending=Asked(State.CANCELLED), source=DIRECT, draft=EMPTY, misses=0, editing="")
    return replace(tell(after, Say("TEST_DONE")), rehearsed=lead)


def completed(scene: Scene, conversation: Conversation) -> Conversation:
    """What the flow does not ask gets its answer: the internal address, and what everybody here wants."""
    draft = replace(conversation.draft, intent=conversation.draft.intent or scene.flow.intent)
    if draft.email is None:
        conversation = with_internal_email(scene, conversation)
        draft = replace(draft, email=Email(address=conversation.internal_email, given=False))
    return replace(conversation, draft=draft)


def new_sent(scene: Scene, conversation: Conversation, digest: str) -> Sent:
    return Sent(
        lead=lead_id(scene),
        reference=reference(scene),
        at=scene.now,
        name=conversation.draft.name or "",
        phone=confirmed_phone(conversation),
        digest=digest,
        step=conversation.step,
    )


def submit(scene: Scene, conversation: Conversation, sent: Sent, earlier: tuple[Sent, ...]) -> Turn:
    """Hand the lead over and start the clock of the receipt; a held one is answered at once, in neutral words."""
    phone = confirmed_phone(conversation)
    held = "volume" if too_many(scene, earlier, phone) else ""
    sent = replace(
        sent,
        name=conversation.draft.name or "",
        phone=phone,
        step=conversation.step,
        digest=summary_digest(scene.flow, conversation),  # of a mended lead too
        told="DONE_NEUTRAL" if held else "",
    )
    at_end = Asked(State.DONE if held else State.SENDING)
    after = replace(conversation, pending=at_end, sent=(*earlier, sent), misses=0, editing="", back=None)
    lead = lead_of(scene, replace(conversation, sent=earlier), sent, held)
    if held:
        return replace(ask(after, kind="receipt"), lead=lead)
    timer = Timer(name="receipt", due_at=scene.now + scene.flow.receipt, about=sent.lead)
    return Turn(conversation=after, lead=lead, timers=(timer,))


def lead_of(scene: Scene, conversation: Conversation, sent: Sent, held: str) -> Lead:
    """The lead, field by field what the summary showed (promises P5)."""
    draft, source, consent = conversation.draft, conversation.source, conversation.consent
    sign = active_sign(conversation)
    if not (draft.name and draft.phone and draft.email and draft.intent and consent):
        raise UnconfirmedDraft("a lead needs a complete draft, its consent and a summary that was shown")
    return Lead(
        id=sent.lead,
        reference=sent.reference,
        full_name=draft.name,
        phone=draft.phone,
        email=draft.email,
        intent=draft.intent,
        budget=answered_budget(scene.flow, draft) or spoken_budget(draft, scene.flow.words),
        notes=staff_notes(scene.flow, conversation),
        metadata={q.id: value for q, value in given_answers(scene.flow, draft) if q.goes_to == "metadata"},
        language=conversation.language,
        property_uid=sign.property_uid if sign else "",
        code=touch_of(source).code,
        origin=touch_of(source).origin,
        attribution=attribution_of(source),
        consent=consent,
        confirmed_at=scene.now,
        held=held,
        media=draft.media,
    )


def answered_budget(flow: Flow, draft: Draft) -> Budget | None:
    """What was answered to a custom question that asks for the budget."""
    asked = (budget_in(question, value) for question, value in given_answers(flow, draft))
    return next((budget for budget in asked if budget), None)


def spoken_budget(draft: Draft, words: Words) -> Budget | None:
    """The clear amount in the note, else in what they wrote beside other answers; the words themselves stay there."""
    return read_spoken(draft.note or "", [aside.words for aside in draft.asides if aside.kind == "words"], words)


class UnconfirmedDraft(Exception):
    """Something tried to make a lead out of a draft that nobody was shown complete. A bug of ours."""


def confirmed_phone(conversation: Conversation) -> Phone:
    if conversation.draft.phone is None:
        raise UnconfirmedDraft("a lead needs a phone")
    return conversation.draft.phone


def summary_digest(flow: Flow, conversation: Conversation) -> str:
    """The same for the same data, whatever the language of the summary."""
    draft, source = conversation.draft, conversation.source
    values = {**summary(flow, conversation), "respuestas": repr(draft.answers)}
    shown = (*sorted(values.items()), draft.intent, source.code)
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def too_many(scene: Scene, earlier: tuple[Sent, ...], phone: Phone) -> bool:
    """More sends, or more different phones, than one person has a use for (promises §4); erasing does not undo them."""
    sends = [(sent.at, sent.phone.e164) for sent in earlier] + [(lead.at, lead.phone) for lead in scene.forgotten]
    apart = [
        (abs(scene.now - at), number) for at, number in sends
    ]  # a clock that was put back counts nobody out for years
    today = sum(ago < SAME_DATA for ago, _ in apart)
    phones = {number for ago, number in apart if ago < MONTH} | {phone.e164}
    return today >= SENDS_A_DAY or len(phones) > PHONES_A_MONTH


def already_sent(scene: Scene, conversation: Conversation, same: Sent) -> Turn:
    """The same data within a day: no second lead, the first one's reference again."""
    again = replace(same, told="DONE_OWN", step=conversation.step)
    others = tuple(sent for sent in conversation.sent if sent.lead != same.lead)
    after = replace(conversation, pending=Asked(State.DONE), sent=(*others, again), misses=0, editing="")
    return ask(after, kind="receipt")


def cancel(scene: Scene, conversation: Conversation) -> Turn:
    """Nothing was sent, and what was typed is erased."""
    after = replace(
        conversation,
        pending=Asked(State.CANCELLED),
        draft=EMPTY,
        waiting=(),
        waiting_since=None,
        fragments=(),
        heard=(),
        misses=0,
        editing="",
        back=None,
    )
    return replace(tell(after, Say("CANCELLED")), forget=True)


def staff_notes(flow: Flow, conversation: Conversation) -> tuple[str, ...]:
    """The lines, the person's own words first; nothing is escaped here."""
    draft, consent = conversation.draft, conversation.consent
    lines = [
        staff_line(flow, "owner") if draft.intent == Intent.OFFER else "",
        staff_line(flow, "message", nota=draft.note or ""),
        *(staff_line(flow, ASIDES[aside.kind], palabras=aside.words) for aside in draft.asides),
        staff_line(flow, "intent", busca=draft.intent or ""),
        staff_line(flow, "short_rent") if draft.short_rent else "",
        staff_line(flow, "media", n=str(len(draft.media))) if draft.media else "",
        *answer_lines(flow, draft, flow.catalogues[flow.language]),
        *source_lines(flow, conversation.source),
        staff_line(flow, "channel", canal=flow.channel.name),
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
