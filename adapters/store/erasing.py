"""«Delete my data»: the texts of one chat go; keyed hashes, counts and the tasks for staff stay (promises §4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from adapters.records import Erased, Traces
from adapters.store.codec import dump_lead, load_lead
from adapters.store.ledger import UNREADABLE, Ledger
from adapters.store.sealing import ERASED
from flows.lead import Email, Lead, Phone

ERASE_IN_CRM = "erase_in_crm"  # the reason staff see: a person deletes this contact in the CRM


def traces(ledger: Ledger, which: Collection[str], phones: Collection[str]) -> Traces:
    """What `erase` would meet."""
    chats = _chats(ledger, which, phones)
    return Traces(chats=len(chats), leads=sum(len(ledger.rows("leads_of_chat", chat)) for chat in chats))


def erase(ledger: Ledger, which: Collection[str], phones: Collection[str]) -> Erased:
    """`which`: a chat's address on its platform, or a lead's reference or id, which stands for its chat. `phones`, in
    E.164, stand for the chats that confirmed a lead with one of them."""
    chats = _chats(ledger, which, phones)
    for chat in sorted(chats):
        ledger.hold("hold_chat", chat)
    copies = sum(erase_words(ledger, chat) for chat in chats)
    for chat in chats:
        ledger.run("erase_address", chat)
    return Erased(existed=bool(chats), crm_copies=copies)


def _chats(ledger: Ledger, which: Collection[str], phones: Collection[str]) -> set[int]:
    named = [ledger.rows("chats_to_erase", ledger.hash("chat", one), one.lower(), one.upper()) for one in which]
    typed = [ledger.rows("chats_of_phone", ledger.hash("phone", phone)) for phone in phones]
    return {chat for rows in (*named, *typed) for (chat,) in rows}


def finish_erasure(ledger: Ledger, lead: str) -> None:
    """A lead that was being sent when its chat was erased has its answer now."""
    ledger.run("cancel_erased", lead, ERASE_IN_CRM)
    try:
        blank_lead(ledger, lead)
    except UNREADABLE:  # the person cannot be taken out, so all of it goes
        ledger.run("erase_lead", lead, ERASED)


def blank_lead(ledger: Ledger, lead: str) -> None:
    """The lead stays with its attempts, without the person. Raises what UNREADABLE names."""
    ledger.run("erase_attempts", lead)
    ledger.run("erase_follow_ups", lead)
    before = load_lead(ledger.seal.open(ledger.value("lead_body", lead)))
    ledger.run("erase_lead", lead, ledger.seal.close(dump_lead(_without_person(before))))


def erase_words(ledger: Ledger, chat: int) -> int:
    """All of a chat but where it is, so that it can still be told; how many of its leads are, or may be, in the CRM."""
    ledger.rows("drop_replies", chat, "erased")
    for statement in ("erase_events", "erase_replies", "erase_conversation", "erase_timers"):
        ledger.run(statement, chat)
    ledger.run("forget_alerts", chat, ERASED)
    copies = 0
    for lead, may_be_in_crm, sending in ledger.rows("leads_of_chat", chat):
        copies += may_be_in_crm
        if sending:
            ledger.run("erase_later", lead)
        else:
            finish_erasure(ledger, lead)
    return copies


def _without_person(lead: Lead) -> Lead:
    return replace(lead, full_name="", phone=Phone(e164=""), email=Email(address=""), budget=None, notes=(), media=())
