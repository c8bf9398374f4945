"""From «Sí, enviar» to the last word about a lead: what is confirmed, what the CRM said, what the person hears."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from flows.answers.budget import read_budget
from flows.answers.own import budget_in
from flows.answers.words import Words
from flows.attribution import attribution_of, touch_of
from flows.conversation import DIRECT, EMPTY, Conversation, Draft, Field, State
from flows.events import LeadSettled, TimerDue
from flows.flow import Flow
from flows.lead import Budget, Email, Lead, Phone, Sent
from flows.notes import staff_notes
from flows.opening import proof_of_consent
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held
from flows.own import given_answers
from flows.questions import active_sign, at_question, outcome_says, pending, summary
from flows.reading import symbols, with_internal_email
from flows.replies import Reply, Say
from flows.silence import WINDOW, awake
from flows.turn import Scene, Timer, Turn, ask, silence, tell

SAME_DATA = timedelta(hours=24)
SENDS_A_DAY = 3  # FAILURES §4: more are held for staff
PHONES_A_MONTH = 3
MONTH = timedelta(days=30)
REMEMBERED = timedelta(days=90)  # FAILURES §9
STILL_THERE = timedelta(minutes=15)  # after their last message: nobody is woken by an answer to it
QUESTION_REFUSED: Mapping[str, Field] = {"name": "name", "phone": "phone", "email": "email"}


def confirm(scene: Scene, conversation: Conversation) -> Turn:
    """«Sí, enviar»: the draft becomes the lead that the last summary showed, once. One that had not left when they said
    so is shown first (FAILURES P5)."""
    if conversation.summary_step != conversation.step or scene.shown not in (None, conversation.step):
        return ask(scene, conversation)
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
    same = next((sent for sent in recent if sent.digest == digest and scene.now - sent.at < SAME_DATA), None)
    if same:
        return already_sent(scene, conversation, same)
    return submit(scene, conversation, new_sent(scene, conversation, digest), recent)


def rehearse(scene: Scene, conversation: Conversation) -> Turn:
    """A member of staff tried a sign: show what would have been sent, and keep nothing of it (SIGNS §8)."""
    lead = lead_of(scene, conversation, new_sent(scene, conversation, ""), "")
    after = replace(
        conversation, state=State.CANCELLED, source=DIRECT, draft=EMPTY, candidates=(), misses=0, editing=""
    )
    return replace(tell(after, Say("TEST_DONE")), rehearsed=lead)


def completed(scene: Scene, conversation: Conversation) -> Conversation:
    """What the flow does not ask gets its answer: the internal address, and what everybody here wants."""
    draft = replace(conversation.draft, intent=conversation.draft.intent or scene.flow.intent)
    if draft.email is None and scene.flow.find("email") is None:
        conversation = with_internal_email(scene, conversation)
        draft = replace(draft, email=Email(address=conversation.internal_email, given=False))
    return replace(conversation, draft=draft)


def new_sent(scene: Scene, conversation: Conversation, digest: str) -> Sent:
    return Sent(
        lead=str(uuid.UUID(hex=scene.fresh, version=4)),
        reference=f"R-{symbols(scene.fresh, 5).upper()}",
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
        digest=summary_digest(scene.flow, conversation),  # of a mended lead too
        step=conversation.step,
        told="DONE_NEUTRAL" if held else "",
    )
    state = State.DONE if held else State.SENDING
    after = replace(conversation, state=state, sent=(*earlier, sent), misses=0, editing="", back=None)
    lead = lead_of(scene, replace(conversation, sent=earlier), sent, held)
    if held:
        return replace(ask(scene, after, kind="receipt"), lead=lead)
    timer = Timer(name="receipt", due_at=scene.now + scene.flow.receipt, about=sent.lead)
    return Turn(conversation=after, lead=lead, timers=(timer,))


def lead_of(scene: Scene, conversation: Conversation, sent: Sent, held: str) -> Lead:
    """The lead, field by field what the summary showed (FAILURES P5)."""
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
        budget=own_budget(scene.flow, draft) or spoken_budget(draft, scene.flow.words),
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
    )


def own_budget(flow: Flow, draft: Draft) -> Budget | None:
    """What was answered to a question of the agency's own that asks for the budget."""
    asked = (budget_in(question, value) for question, value in given_answers(flow, draft))
    return next((budget for budget in asked if budget), None)


def spoken_budget(draft: Draft, words: Words) -> Budget | None:
    """The clear amount in the note, else in what they wrote beside other answers; the words themselves stay there."""
    beside = "\n".join(aside.words for aside in draft.asides if aside.kind == "words")
    return read_budget(draft.note or "", words) or read_budget(beside, words)


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
    """More sends, or more different phones, than one person has a use for (FAILURES §4); erasing does not undo them."""
    sends = [(sent.at, sent.phone.e164) for sent in earlier] + [(lead.at, lead.phone) for lead in scene.forgotten]
    today = sum(scene.now - at < SAME_DATA for at, _ in sends)
    phones = {number for at, number in sends if scene.now - at < MONTH} | {phone.e164}
    return today >= SENDS_A_DAY or len(phones) > PHONES_A_MONTH


def already_sent(scene: Scene, conversation: Conversation, same: Sent) -> Turn:
    """The same data within a day: no second lead, the first one's reference again."""
    again = replace(same, told="DONE_OWN", step=conversation.step)
    others = tuple(sent for sent in conversation.sent if sent.lead != same.lead)
    after = replace(conversation, state=State.DONE, sent=(*others, again), misses=0, editing="")
    return ask(scene, after, kind="receipt")


def settle(scene: Scene, conversation: Conversation, event: LeadSettled) -> Turn:
    """The CRM's answer came: tell it, in the words that the agency allows."""
    sent = next((sent for sent in conversation.sent if sent.lead == event.lead), None)
    if sent is None:
        return silence(conversation)
    match event.told:
        case Created() | AlreadyRegistered() | Accepted():
            settled = replace(sent, outcome=event.told.kind)
            if is_late(settled):
                return late_answer(scene, remembered(conversation, settled), settled)
            key = outcome_key(scene.flow, settled, after_unclear=event.after_unclear)
            return conclude(scene, conversation, settled, key) if not sent.told else silence(conversation)
        case Held():
            settled = replace(sent, outcome="held")
            if is_late(settled):
                return late_answer(scene, remembered(conversation, settled), settled)
            return conclude(scene, conversation, settled, "DONE_STAFF") if not sent.told else silence(conversation)
        case FieldRefused():
            return ask_field(scene, conversation, sent, QUESTION_REFUSED[event.told.field])
        case _:
            assert_never(event.told)


def outcome_key(flow: Flow, sent: Sent, *, after_unclear: bool) -> str:
    """Which ending fits (CONVERSATION §8). «Exists» after an attempt of unknown fate may be our own success."""
    if flow.tell_registered == "never" or (flow.tell_registered == "own_phone" and not sent.phone.proven):
        return "DONE_NEUTRAL"
    if sent.outcome == "created":
        return "DONE_NEW"
    if sent.outcome == "accepted":
        return "DONE_NEUTRAL"
    if after_unclear:
        return "QUEUED_OK"
    return "DONE_KNOWN" if sent.phone.proven else "DONE_KNOWN_PLAIN"


def conclude(scene: Scene, conversation: Conversation, sent: Sent, key: str) -> Turn:
    """Say an ending. A chat that has begun something new meanwhile hears it in passing."""
    told = remembered(conversation, replace(sent, told=key))
    if told.blocked:
        return silence(ended(told, sent))
    if is_waiting_for(conversation, sent):
        return ask(scene, ended(told, sent), kind="receipt")
    return tell(ended(told, sent), *outcome_says(scene.flow, sent, key), kind="receipt")


def is_waiting_for(conversation: Conversation, sent: Sent) -> bool:
    """Whether the chat still stands at the end of this very lead."""
    at_end = conversation.state in (State.SENDING, State.DONE)
    return at_end and bool(conversation.sent) and conversation.sent[-1].lead == sent.lead


def ended(conversation: Conversation, sent: Sent) -> Conversation:
    """The conversation with the waiting for this lead over, also where a detour would come back to it."""
    if is_waiting_for(conversation, sent):
        return replace(conversation, state=State.DONE)
    waits = conversation.back is State.SENDING and conversation.sent[-1].lead == sent.lead
    return replace(conversation, back=State.DONE) if waits else conversation


def remembered(conversation: Conversation, sent: Sent) -> Conversation:
    """The conversation with this lead's memory brought up to date, in its place."""
    return replace(conversation, sent=tuple(sent if other.lead == sent.lead else other for other in conversation.sent))


def is_late(sent: Sent) -> bool:
    """Whether the answer came after we said that the lead is still being sent, and has not been told."""
    return sent.told == "DONE_QUEUED" and sent.outcome in ("created", "registered", "accepted", "held")


def late_answer(scene: Scene, conversation: Conversation, sent: Sent) -> Turn:
    """A lead that had to wait got through, or staff must look at it: say so once, by day or while the person is still
    there, and only while the chat may be written to."""
    last = conversation.last_heard_at
    there = last is not None and scene.now - last <= STILL_THERE
    when = scene.now if there else awake(scene.now, scene.flow.quiet, scene.flow.timezone)
    if last is None or when > last + WINDOW:
        return silence(conversation)
    if when > scene.now:
        return replace(silence(conversation), timers=(Timer(name="outcome", due_at=when, about=sent.lead),))
    return conclude(scene, conversation, sent, "DONE_STAFF" if sent.outcome == "held" else "QUEUED_OK")


def ask_field(scene: Scene, conversation: Conversation, sent: Sent, field: Field) -> Turn:
    """The CRM did not take the form of one field: ask that question once more (T-FIX)."""
    if conversation.blocked or sent.fixed or not is_waiting_for(conversation, sent):
        held = replace(sent, outcome="held")
        if is_late(held):
            return late_answer(scene, remembered(conversation, held), held)
        return conclude(scene, conversation, held, "DONE_STAFF")
    refused = remembered(conversation, replace(sent, outcome="field_refused", fixed=True))
    asking = at_question(scene.flow, replace(refused, editing="changing"), field)
    says = Say("FIELD_REFUSED", {"campo": field})
    return ask(scene, asking, says, kind="receipt")


def wake_about_lead(scene: Scene, conversation: Conversation, event: TimerDue) -> Turn:
    """A lead's timer is due: its receipt while it is still under way, or an answer that waited for the day."""
    sent = next((sent for sent in conversation.sent if sent.lead == event.about), None)
    if sent is None:
        return silence(conversation)
    if event.name == "receipt":
        waiting = not sent.told and not sent.outcome
        return conclude(scene, conversation, sent, "DONE_QUEUED") if waiting else silence(conversation)
    return late_answer(scene, conversation, sent) if is_late(sent) else silence(conversation)


def cancel(scene: Scene, conversation: Conversation) -> Turn:
    """Nothing was sent, and what was typed is erased."""
    after = replace(
        conversation,
        state=State.CANCELLED,
        draft=EMPTY,
        candidates=(),
        waiting=(),
        waiting_since=None,
        fragments=(),
        heard=(),
        misses=0,
        editing="",
        back=None,
    )
    return Turn(conversation=after, reply=Reply(says=(Say("CANCELLED"),), kind="notice"), forget=True)


def say_it_again(scene: Scene, conversation: Conversation) -> Turn:
    """After the end: the same ending once more, or the newer one that waits for the day; while the CRM is still being
    asked, the answer is on its way."""
    if is_late(last := conversation.sent[-1]):
        return late_answer(scene, conversation, last)
    return ask(scene, conversation, kind="receipt") if pending(scene.flow, conversation).says else silence(conversation)
