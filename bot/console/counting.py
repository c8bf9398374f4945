"""The funnel: how far chats get, counted as they get there, without anybody in it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

import structlog

from adapters.records import Chat, Settlement, Step
from adapters.store.errors import StoreUnavailable
from bot.signs.counting import BEFORE_A_ROUND, FIRST_DAY, WRITE_EVERY_S
from bot.workers.waiting import stopped_within
from flows.conversation import EMPTY, Conversation, State
from flows.lead import Lead
from flows.turn import Turn

log = structlog.get_logger()

QUESTIONS = ("intent", "name", "phone", "email", "note")
STEPS = ("chat", *QUESTIONS, "sent")  # in their order
TOOK = (("took_1", 1), ("took_3", 3), ("took_5", 5), ("took_10", 10))  # minutes from agreeing to sending, at most
TOOK_MORE = "took_more"
BESIDE = (State.HUMAN, State.PAUSED, State.ERASE, State.LANGUAGE, State.RESTART)  # no new round after sending
ENDS = {"delivered_new": "created", "delivered_existing": "existing", "delivered_unsure": "unsure"}


class StepStore(Protocol):
    """What counting needs of the store's desk."""

    async def count_steps(self, steps: Mapping[Step, int]) -> None: ...


def steps_of(before: Conversation, turn: Turn, chat: Chat, *, now: datetime, zone: tzinfo) -> tuple[Step, ...]:
    """What of one turn counts; a test of the staff's counts nothing."""
    after = turn.conversation
    if after.source.test:
        return ()
    code = after.source.code if after.source.sign else ""
    return tuple(
        Step(
            agency=chat.agency,
            day=day_of(now, zone),
            channel=chat.channel,
            code=code,
            language=after.language or "",
            step=name,
        )
        for name in _reached(before, turn)
    )


def end_of(chat: Chat, lead: Lead, settlement: Settlement, *, now: datetime, zone: tzinfo) -> Step | None:
    """What the CRM made of a lead, once that is known."""
    end = ENDS.get(settlement.state)
    if end is None:
        return None
    return Step(
        agency=chat.agency,
        day=day_of(now, zone),
        channel=chat.channel,
        code=lead.code,
        language=lead.language,
        step=end,
    )


def day_of(now: datetime, zone: tzinfo) -> int:
    """From 1970, on the agency's calendar."""
    return now.astimezone(zone).toordinal() - FIRST_DAY


def _reached(before: Conversation, turn: Turn) -> Iterator[str]:
    after = turn.conversation
    is_new = before.state in BEFORE_A_ROUND and after.state not in BEFORE_A_ROUND
    is_new = is_new and (before.state is State.START or after.state not in BESIDE)
    if is_new:
        yield "chat"
    known = EMPTY if is_new else before.draft  # what somebody known brings along is answered as the round begins
    for question in QUESTIONS:
        if getattr(known, question) is None and getattr(after.draft, question) is not None:
            yield question
    if turn.lead and all(sent.lead != turn.lead.id for sent in before.sent):
        yield "sent"
        yield took(turn.lead.confirmed_at - turn.lead.consent.at)


def took(length: timedelta) -> str:
    """The name of a time to finish."""
    return next((name for name, minutes in TOOK if length <= timedelta(minutes=minutes)), TOOK_MORE)


class StepTally:
    """What was counted and is not yet written: a statistic is not worth a write in each message's transaction."""

    def __init__(self) -> None:
        self._steps: Counter[Step] = Counter()

    def add(self, *steps: Step) -> None:
        self._steps.update(steps)

    async def keep(self, store: StepStore, stop: asyncio.Event) -> None:
        """Write every second until `stop`, and then what is left."""
        stopping = False
        while not stopping:
            stopping = await stopped_within(stop, WRITE_EVERY_S)
            await self._write(store)

    async def _write(self, store: StepStore) -> None:
        steps, self._steps = self._steps, Counter()
        if not steps:
            return
        try:
            await store.count_steps(steps)
        except StoreUnavailable:
            self._steps += steps
            log.info("counts wait for the store")
