"""One chat, kept in memory: nothing is stored, nothing leaves, and time stands still until `wait` lets it go by.

Everything that happens goes through the machine as in the service: what is typed is redacted and its code looked up,
timers fall due in order, and the CRM's answer comes back as an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count

from adapters.store.retention import ABANDONED, WITHOUT_CONSENT
from adapters.telegram_texts import TEXT_LIMIT, clean
from bot.http.redaction import redact_event
from bot.talk_crm import TalkCrm
from bot.workers.steps import looked_up
from flows.conversation import Conversation
from flows.events import (
    ContactShared,
    Event,
    Forgotten,
    MediaReceived,
    OptionTapped,
    Said,
    Sender,
    Sign,
    TimerDue,
)
from flows.flow import Flow
from flows.lead import MONTH, Lead
from flows.machine import advance
from flows.replies import Message
from flows.turn import Timer
from flows.wording import render

FIRST_DAY, NOON = date(2026, 1, 12), time(12)  # a Monday, where the agency is: nobody has to wait for the morning
LAST_YEAR = 9998  # of the calendar; nothing can be due after the next one
NOT_WAITED_FOR = ("receipt", "fragments")  # seconds that a person waits and a script does not


@dataclass(slots=True)
class Heard:
    """What came of something: the messages, and what was posted to the CRM: the lead and the request's body."""

    messages: list[Message] = field(default_factory=list)
    lead: Lead | None = None
    body: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class _Waits:
    """Something that happens by itself at its time."""

    at: datetime
    happens: Callable[[Heard], None]


class Talk:
    """One person on one channel."""

    def __init__(
        self,
        flow: Flow,
        crm: TalkCrm,
        *,
        reads: Callable[..., Said],
        draw: Callable[[], str],
        sender: Sender,
        sign: Sign | None = None,
    ) -> None:
        """`reads` makes an event of what is typed, as in `Kind`; `draw` gives 32 hex digits, others each time; `sign`
        is the only one that exists here."""
        self.crm = crm
        self.conversation = Conversation(version=flow.version)
        self.now = datetime.combine(FIRST_DAY, NOON, tzinfo=flow.timezone).astimezone(UTC)
        self._flow = flow
        self._reads = reads
        self._draw = draw
        self._sender = sender
        self._sign = sign
        self._message_ids = map(str, count(1))
        self._timers: dict[tuple[str, str], Timer] = {}
        self._confirmed: dict[str, Lead] = {}
        self._steps: dict[str, int] = {}  # of options, at which each was shown last

    # --- what a person does ---

    def say(self, text: str) -> Heard:
        """Write a text."""
        return self._happens(self._written(clean(text, TEXT_LIMIT)))

    def has_shown(self, option: str) -> bool:
        """Whether that option ever stood below a message of ours."""
        return option in self._steps

    def tap(self, option: str) -> Heard:
        """Tap an option where it was shown last, which may be an old message."""
        return self._happens(OptionTapped(option=option, step=self._steps[option], sender=self._sender))

    def share(self, phone: str) -> Heard:
        """Share their own contact, vouched for by the platform."""
        return self._happens(ContactShared(phone=phone, whose="own", sender=self._sender))

    def wait(self, span: timedelta) -> Heard:
        """Let time go by: what falls due happens at its time. Raises OverflowError where the calendar ends."""
        heard, until = Heard(), self.now + span
        if until.year > LAST_YEAR:
            raise OverflowError(until)
        self._catch_up(until, heard)
        self.now = until
        self._forget_the_quiet()
        return heard

    def _written(self, text: str) -> Said:
        if not text.strip():
            return MediaReceived(what="unknown", sender=self._sender)
        return self._reads(text, message=next(self._message_ids), sender=self._sender)

    # --- what comes of it ---

    def _happens(self, event: Said) -> Heard:
        heard = Heard()
        self._apply(event, heard)
        self._catch_up(self.now, heard)
        return heard

    def _catch_up(self, until: datetime, heard: Heard) -> None:
        """All that is due by then, in its order."""
        while due := [waits for waits in self._waiting() if waits.at <= until]:
            first = min(due, key=lambda waits: waits.at)
            self.now = max(self.now, first.at)
            first.happens(heard)

    def _waiting(self) -> Iterator[_Waits]:
        """What will happen by itself; of one moment the CRM's answer is the first."""
        if at := self.crm.next_at():
            yield _Waits(at, self._deliver)
        for timer in self._timers.values():
            at_once = timer.name in NOT_WAITED_FOR
            yield _Waits(self.now if at_once else timer.due_at, partial(self._ring, timer))

    def _deliver(self, heard: Heard) -> None:
        heard.body, settled = self.crm.deliver(self.now)
        if settled:
            self._apply(settled, heard)

    def _ring(self, timer: Timer, heard: Heard) -> None:
        del self._timers[timer.name, timer.about]
        self._apply(TimerDue(name=timer.name, about=timer.about), heard)

    def _apply(self, event: Event, heard: Heard) -> None:
        known = looked_up(redact_event(event), self._find_sign)
        known = replace(known, fresh=self._draw(), forgotten=self._forgotten())
        turn = advance(self._flow, self.conversation, known, self.now)
        self.conversation = turn.conversation
        if turn.erase:
            self.crm.forget()
            self._timers.clear()
        self._timers |= {(timer.name, timer.about): timer for timer in turn.timers}
        if turn.reply:
            self._show(render(self._flow.catalogue(turn.conversation), turn.reply, self._flow.facts), heard)
        if turn.lead:
            self._confirm(turn.lead, heard)

    def _show(self, message: Message, heard: Heard) -> None:
        self._steps |= {choice.id: message.step for choice in message.choices}
        heard.messages.append(message)

    def _confirm(self, lead: Lead, heard: Heard) -> None:
        self._confirmed[lead.id] = lead
        heard.lead = lead
        if not lead.held:
            self.crm.take(lead, self.now)

    def _find_sign(self, code: str) -> Sign | None:
        return self._sign if self._sign and self._sign.code == code else None

    def _forgotten(self) -> tuple[Forgotten, ...]:
        """Leads that count and that the conversation does not remember any more (promises §4)."""
        remembered = {sent.lead for sent in self.conversation.sent}
        return tuple(
            Forgotten(at=lead.confirmed_at, phone=lead.phone.e164)
            for lead in self._confirmed.values()
            if lead.id not in remembered and lead.confirmed_at > self.now - MONTH
        )

    def _forget_the_quiet(self) -> None:
        """A chat with nothing under way is erased after its time (promises §9)."""
        agreed = self.conversation.consent or self._confirmed
        last, kept = self.conversation.last_heard_at, ABANDONED if agreed else WITHOUT_CONSENT
        under_way = self._timers or self.crm.next_at()
        if last and not under_way and self.now - last >= kept:
            self.conversation = Conversation(version=self._flow.version)
