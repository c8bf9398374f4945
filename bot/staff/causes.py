"""What of a turn or of an answer of the CRM staff have to know: plain functions, called where it is decided."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.alerts import Alert, Cause, Facts
from adapters.records import Chat, DueDelivery, Settlement
from flows.conversation import Conversation, State
from flows.lead import Lead
from flows.outcomes import Held
from flows.turn import Turn


def of_turn(chat: Chat, before: Conversation, turn: Turn) -> Iterator[Alert]:
    """Somebody asks for a person, writes after sending, or sends more than one chat may."""
    after = turn.conversation
    if is_left_to_staff(before, after):
        yield Alert(cause="person", about=str(chat.id), chat=chat.id, facts=who_writes(chat, after))
    if turn.follow_up:
        lead, words = turn.follow_up
        sent = next((sent for sent in after.sent if sent.lead == lead), None)
        known = Facts(name=sent.name, phone=sent.phone.e164, reference=sent.reference, words=words) if sent else Facts()
        yield Alert(cause="words", about=lead, chat=chat.id, facts=known)
    if turn.lead and turn.lead.held:
        yield of_lead("held", chat, turn.lead, turn.lead.held)


def of_settlement(delivery: DueDelivery, settlement: Settlement, *, tells_new: bool) -> Alert | None:
    """The CRM knew the contact, or staff have to look at the lead; `tells_new`: of one that simply got there, too."""
    match settlement:
        case Settlement(state="delivered_existing"):
            return of_lead("existing", delivery.chat, delivery.lead)
        case Settlement(state="parked") | Settlement(state="rejected", told=Held()):
            return of_lead("held", delivery.chat, delivery.lead, settlement.reason)
        case Settlement(state="delivered_new" | "delivered_unsure") if tells_new:
            return of_lead("new", delivery.chat, delivery.lead)
        case _:
            return None


def is_left_to_staff(before: Conversation, after: Conversation) -> bool:
    return after.state is State.HUMAN and before.state is not State.HUMAN


def goes_on_alone(before: Conversation, after: Conversation) -> bool:
    return before.state is State.HUMAN and after.state is not State.HUMAN


def of_lead(cause: Cause, chat: Chat, lead: Lead, reason: str = "") -> Alert:
    facts = Facts(
        reference=lead.reference, name=lead.full_name, phone=lead.phone.e164, channel=chat.channel, reason=reason
    )
    return Alert(cause=cause, about=lead.id, chat=chat.id, facts=facts)


def who_writes(chat: Chat, conversation: Conversation) -> Facts:
    """As far as it is known by now."""
    draft, sent = conversation.draft, conversation.sent[-1:]
    name = draft.name or (sent[0].name if sent else conversation.profile_name)
    phone = draft.phone.e164 if draft.phone else conversation.own_phone or (sent[0].phone.e164 if sent else "")
    return Facts(name=name, phone=phone, channel=chat.channel)
