"""What the console reads and changes of one agency's leads and chats. Whatever it asks for, it names the agency.

Lists are read by key, so that the first page of a million rows costs what that of ten does. Names are sealed, so
whoever looks for one reads rows and opens them, a bounded number at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple, get_args

from adapters.console import ChatLine, Figures, Heard, Held, LeadLine, Said, Tasks
from adapters.records import LeadRow, LeadState, Step
from adapters.store import parked, staff
from adapters.store.codec import dump_lead, load_conversation, load_event, load_message
from adapters.store.ledger import UNREADABLE, Engine, Ledger, Row, from_ms, maybe_from_ms, to_ms
from flows.conversation import Conversation
from flows.events import Event
from flows.lead import Lead
from flows.replies import Message

SHOWN = 25  # of each kind of task; the others come up as these are done
TIMES = 500  # answers of the CRM that are looked at
BUBBLES = 400  # of one chat, each way
HOLDS = ("unagreed", "agreed", "nothing")
NEWEST = (1 << 62, "~")  # before which everything is


class Place(NamedTuple):
    """The last row that was shown of a list: its time in ms, and its id."""

    at: int
    id: str


class Desk:
    """The door to them: every method is one job."""

    def __init__(self, engine: Engine) -> None:
        self._do = engine.do

    async def tasks(self, agency: str) -> Tasks:
        """What needs a person."""
        return await self._do(lambda ledger: _tasks(ledger, agency))

    async def figures(self, agency: str, since: datetime) -> Figures:
        """What happened since a moment."""
        return await self._do(lambda ledger: _figures(ledger, agency, to_ms(since)))

    async def crm_times(self, agency: str, since: datetime) -> tuple[int, ...]:
        """How long the CRM took for its last answers, in ms, sorted."""
        return await self._do(lambda ledger: _crm_times(ledger, agency, to_ms(since)))

    async def leads(
        self,
        agency: str,
        *,
        states: Sequence[LeadState] = (),
        since: datetime | None = None,
        before: Place | None = None,
        limit: int,
    ) -> tuple[LeadLine, ...]:
        """The newest first; no `states` are all of them."""
        floor = to_ms(since) if since else 0
        return await self._do(lambda ledger: _leads(ledger, agency, states, floor, before or Place(*NEWEST), limit))

    async def leads_named(self, agency: str, reference: str, phones: Iterable[str], email: str) -> tuple[LeadLine, ...]:
        """By what is written down exactly; `phones` in E.164, what one number may be."""

        def job(ledger: Ledger) -> tuple[LeadLine, ...]:
            email_hash = ledger.hash("email", email.casefold())
            hashes = [ledger.hash("phone", phone) for phone in phones] or [b""]
            rows = [ledger.rows("desk_leads_named", agency, reference, one, email_hash, SHOWN) for one in hashes]
            found = {row[0]: row for some in rows for row in some}
            return _lines(ledger, found.values())

        return await self._do(job)

    async def leads_of_chat(self, agency: str, chat: int) -> tuple[LeadLine, ...]:
        return await self._do(lambda ledger: _lines(ledger, ledger.rows("desk_leads_of_chat", agency, chat, SHOWN)))

    async def lead(self, agency: str, lead: str) -> tuple[LeadLine, LeadRow] | None:
        """Everything about one, None where this agency has none of that id."""

        def job(ledger: Ledger) -> tuple[LeadLine, LeadRow] | None:
            found = ledger.row("desk_lead", agency, lead)
            whole = staff.find_lead(ledger, lead) if found else None
            return (_line(ledger, found), whole) if found and whole else None

        return await self._do(job)

    async def edit_lead(self, agency: str, lead: Lead) -> bool:
        """Its data as they are now. False where it is sent, erased, or being sent."""

        def job(ledger: Ledger) -> bool:
            hashes = (ledger.hash("phone", lead.phone.e164), ledger.hash("email", lead.email.address.casefold()))
            body = ledger.seal.close(dump_lead(lead))
            return ledger.run("edit_lead", agency, lead.id, body, *hashes) > 0

        return await self._do(job)

    async def follow_lead(self, agency: str, lead: str, now: datetime) -> bool:
        return await self._do(lambda ledger: ledger.run("follow_lead", agency, lead, to_ms(now)) > 0)

    async def finish_erase_task(self, agency: str, lead: str) -> bool:
        return await self._do(lambda ledger: ledger.run("finish_erase_task", agency, lead) > 0)

    async def answer_call(self, agency: str, chat: int) -> bool:
        return await self._do(lambda ledger: ledger.run("answer_call", agency, chat) > 0)

    async def is_parked(self, agency: str, event: int) -> bool:
        return await self._do(lambda ledger: ledger.value("desk_is_parked", agency, event) is not None)

    async def open_destination(self, agency: str, channel: str) -> bool:
        """The next message or lead tries the door at once."""

        def job(ledger: Ledger) -> bool:
            opened = ledger.run("open_destination", agency, channel) > 0
            ledger.tell("deliveries")
            return opened

        return await self._do(job)

    async def chats(self, agency: str, *, before: Place | None = None, limit: int) -> tuple[ChatLine, ...]:
        """Those that were heard last come first."""
        at, number = (before.at, int(before.id)) if before else (NEWEST[0], NEWEST[0])

        def job(ledger: Ledger) -> tuple[ChatLine, ...]:
            found = [ledger.rows("desk_chats", agency, at, number, limit, holds) for holds in HOLDS]
            newest = merge(*found, key=lambda row: (row[3], row[0]), reverse=True)
            return tuple(_chat(ledger, *row) for row in islice(newest, limit))

        return await self._do(job)

    async def chat(self, agency: str, chat: int) -> tuple[ChatLine, tuple[Heard | Said, ...]] | None:
        """One with what was said in it, the oldest first; None where this agency has none of that number."""

        def job(ledger: Ledger) -> tuple[ChatLine, tuple[Heard | Said, ...]] | None:
            found = ledger.row("desk_chat", agency, chat)
            return (_chat(ledger, *found), _talk(ledger, chat)) if found else None

        return await self._do(job)

    async def count_steps(self, steps: Mapping[Step, int]) -> None:
        """How often chats got somewhere."""

        def job(ledger: Ledger) -> None:
            for one, times in steps.items():
                ledger.run("count_step", one.agency, one.day, one.channel, one.code, one.language, one.step, times)

        await self._do(job)

    async def steps(self, agency: str, since: int) -> dict[Step, int]:
        """Since a day."""

        def job(ledger: Ledger) -> dict[Step, int]:
            return {
                Step(agency=agency, day=day, channel=channel, code=code, language=language, step=step): times
                for day, channel, code, language, step, times in ledger.rows("funnel_counts", agency, since)
            }

        return await self._do(job)


def _tasks(ledger: Ledger, agency: str) -> Tasks:
    held = tuple(
        Held(channel=channel, state=state, reason=reason, until=from_ms(until))
        for channel, state, reason, until in ledger.rows("desk_held", agency)
    )
    return Tasks(
        stuck=_leads(ledger, agency, ("parked", "rejected"), 0, Place(*NEWEST), SHOWN),
        written=tuple(
            whole
            for row in ledger.rows("desk_written_after", agency, SHOWN)
            if (whole := staff.find_lead(ledger, row[0]))
        ),
        to_follow=_lines(ledger, ledger.rows("desk_to_follow", agency, SHOWN)),
        to_erase=_lines(ledger, ledger.rows("desk_to_erase", agency, SHOWN)),
        calling=tuple(_chat(ledger, *row) for row in ledger.rows("desk_calling", agency, SHOWN)),
        parked=parked.of_agency(ledger, agency, SHOWN),
        held=held,
        crm_status=staff.blocked_crms(ledger).get(agency),
    )


def _figures(ledger: Ledger, agency: str, since: int) -> Figures:
    waiting, oldest = ledger.row("desk_waiting", agency) or (0, None)
    return Figures(
        people=ledger.value("desk_heard_since", agency, since),
        leads=dict(ledger.rows("desk_states_since", agency, since)),
        waiting=waiting,
        oldest_waiting=maybe_from_ms(oldest),
        crm_ms=_crm_times(ledger, agency, since),
    )


def _crm_times(ledger: Ledger, agency: str, since: int) -> tuple[int, ...]:
    return tuple(took for (took,) in ledger.rows("desk_crm_times", agency, since, TIMES))


def _leads(
    ledger: Ledger, agency: str, states: Sequence[LeadState], floor: int, before: Place, limit: int
) -> tuple[LeadLine, ...]:
    if not states or set(states) == set(get_args(LeadState)):
        return _lines(ledger, ledger.rows("desk_leads", agency, *before, floor, limit))
    found = [ledger.rows("desk_leads_in_state", agency, *before, floor, limit, state) for state in states]
    return _lines(ledger, islice(merge(*found, key=_place, reverse=True), limit))


def _place(row: Row) -> tuple[int, str]:
    return row[9], row[0]


def _lines(ledger: Ledger, rows: Iterable[Row]) -> tuple[LeadLine, ...]:
    return tuple(_line(ledger, row) for row in rows)


def _line(ledger: Ledger, row: Row) -> LeadLine:
    *stored, chat, followed_at = row
    lead, known = staff.stored_lead(ledger, *stored)
    return LeadLine(
        lead=lead,
        agency=known.agency,
        channel=known.channel,
        state=known.state,
        reason=known.reason,
        chat=chat,
        next_at=maybe_from_ms(known.due_at),
        crm_reference=known.crm_reference,
        followed_at=maybe_from_ms(followed_at),
    )


def _chat(
    ledger: Ledger,
    number: int,
    channel: str,
    address: bytes,
    heard_at: int,
    calls_at: int | None,
    conversation: bytes | None,
) -> ChatLine:
    return ChatLine(
        id=number,
        channel=channel,
        address=_words(ledger, address),
        heard_at=from_ms(heard_at),
        calls_at=maybe_from_ms(calls_at),
        conversation=_conversation(ledger, conversation),
    )


def _talk(ledger: Ledger, chat: int) -> tuple[Heard | Said, ...]:
    """In the order of time. What we say of an event comes after it, also where the clock gave both the same moment."""
    heard = [
        Heard(at=from_ms(at), kind=kind, state=state, event=_event(ledger, kind, body))
        for at, kind, state, body in ledger.rows("desk_heard", chat, BUBBLES)
    ]
    said = [
        Said(at=from_ms(at), state=state, message=_message(ledger, body))
        for at, _, state, body in ledger.rows("desk_said", chat, BUBBLES)
    ]
    both: list[Heard | Said] = [*reversed(heard), *reversed(said)]
    return tuple(sorted(both, key=lambda one: one.at))


def _words(ledger: Ledger, sealed: bytes) -> str:
    try:
        return ledger.seal.open(sealed).decode()
    except UNREADABLE:
        return ""


def _conversation(ledger: Ledger, sealed: bytes | None) -> Conversation | None:
    try:
        return load_conversation(ledger.seal.open(sealed)) if sealed else None
    except UNREADABLE:
        return None


def _event(ledger: Ledger, kind: Any, sealed: bytes) -> Event | None:
    try:
        return load_event(kind, ledger.seal.open(sealed))
    except (*UNREADABLE, KeyError):
        return None


def _message(ledger: Ledger, sealed: bytes) -> Message | None:
    try:
        return load_message(ledger.seal.open(sealed))
    except UNREADABLE:
        return None
