"""The worker that tells staff: to their chat, by e-mail, to a system of theirs; at least once (promises §11)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import aiohttp
import structlog

from adapters.alerts import EMAIL, WEBHOOK, Alert, Cause, Facts, Plan, Plans
from adapters.records import DueNotice, Room
from adapters.sending import Later, Rejected, SendOutcome, Sent, Unknown, Unreachable
from adapters.store.errors import StoreUnavailable
from bot.flow_files.agencies import ChannelKey, quiet_hours
from bot.logs import Seldom
from bot.settings.model import Agency, Settings
from bot.workers.outbox import GONE, Channel
from bot.workers.waiting import Bell, Clock, Tasks, keep_looking
from flows.replies import Message
from flows.timing import awake

if TYPE_CHECKING:
    from adapters.mail import Mailer
    from bot.staff.telling import Letter

log = structlog.get_logger()

LEASE_S = 60.0  # longer than any send may take
SLOTS = 16  # messages under way at once
RETRY_S = (5, 30, 120, 600, 1800)  # the last repeats, until the store drops them


class AlertStore(Protocol):
    """What telling staff needs of the store."""

    async def distribute_alerts(self, plans: Plans, now: datetime) -> frozenset[str]: ...
    async def claim_notice(self, now: datetime, lease_s: float) -> DueNotice | None: ...
    async def notice_sent(self, notice: DueNotice, now: datetime) -> None: ...
    async def notice_again(self, notice: DueNotice, at: datetime) -> None: ...
    async def notice_dropped(self, notice: DueNotice) -> None: ...
    async def unlink_staff_chat(self, chat: int) -> bool: ...
    async def raise_alert(self, agency: str, alert: Alert, now: datetime) -> None: ...
    async def end_alert(self, agency: str, cause: Cause, about: str, now: datetime) -> None: ...


class Alerts:
    """Looks every second, which is soon enough: an alert leaves within five of its cause."""

    def __init__(
        self,
        store: AlertStore,
        settings: Settings,
        channels: Mapping[ChannelKey, Channel],
        http: aiohttp.ClientSession,
        *,
        on_sent: Callable[[DueNotice, SendOutcome], None],
        clock: Clock,
    ) -> None:
        """`on_sent` hears each outcome."""
        self._store, self._settings, self._channels, self._http = store, settings, channels, http
        self._on_sent, self._clock = on_sent, clock
        self._reached: frozenset[str] = frozenset()
        self._room: Room | None = None
        self._low: bool | None = None  # what staff know of the disk; None: not from this process
        self._tasks = Tasks()
        self._under_way = 0
        self._failing = Seldom()

    def reaches(self, agency: str) -> bool:
        """Whether somebody of the agency can be told right now."""
        return agency in self._reached

    def note_room(self, room: Room) -> None:
        """What the disk has left."""
        self._room = room

    async def keep(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is under way may end."""
        await keep_looking(self._look, Bell(), stop)
        await self._tasks.ended()

    async def _look(self) -> None:
        now = self._clock()
        await self._tell_of_disk(now)
        plans = {name: plan_of(agency, now) for name, agency in self._settings.agencies.items()}
        self._reached = await self._store.distribute_alerts(plans, now)
        while self._under_way < SLOTS and (notice := await self._store.claim_notice(now, LEASE_S)):
            self._under_way += 1
            self._tasks.start(self._send(notice))

    async def _tell_of_disk(self, now: datetime) -> None:
        if self._room is None or self._room.low == self._low:
            return
        alert = Alert(cause="disk", facts=Facts(count=self._room.free >> 20))
        for agency in self._settings.agencies:
            if self._room.low:
                await self._store.raise_alert(agency, alert, now)
            else:
                await self._store.end_alert(agency, "disk", "", now)
        self._low = self._room.low

    async def _send(self, notice: DueNotice) -> None:
        try:
            outcome = await self._sent(notice)
            await self._write_down(notice, outcome)
        except StoreUnavailable:  # its lease ends, and staff may hear it twice
            log.info("notice not written down", agency=notice.agency)
            return
        finally:
            self._under_way -= 1
        self._on_sent(notice, outcome)

    async def _sent(self, notice: DueNotice) -> SendOutcome:
        try:
            return await self._deliver(notice)
        except Exception as error:  # noqa: BLE001  # a bug of ours must not end the worker
            log.error("notice failed", agency=notice.agency, error=type(error).__name__)
            return Unknown("bug")

    async def _deliver(self, notice: DueNotice) -> SendOutcome:
        if notice.agency not in self._settings.agencies:
            return Unreachable()
        from adapters.alert_hook import AlertHook
        from bot.staff.telling import write

        chosen, now = self._settings.agencies[notice.agency].alerts, self._clock()
        letter = write(self._settings, notice.agency, notice.alerts)
        if notice.way == EMAIL and (mailer := mailer_of(self._settings)) and chosen.email:
            return await mailer.send(chosen.email, letter.subject, letter.text, id=name_of(notice), now=now)
        if notice.way == WEBHOOK and chosen.webhook:
            hook = AlertHook(http=self._http, url=chosen.webhook, secret=chosen.webhook_secret)
            return await hook.send(letter.as_json(notice.agency), now=now)
        return await self._write_to_chat(notice, letter)

    async def _write_to_chat(self, notice: DueNotice, letter: Letter) -> SendOutcome:
        if notice.chat is None:  # taken out of the settings, or unlinked
            return Unreachable()
        channel = self._channels.get((notice.agency, notice.chat.channel), GONE)
        message = Message(text=letter.text, kind="notice")
        address, just_now = notice.chat.address, timedelta()  # a chat of staff may be written to at any time
        return await channel.send(address, message, attempts=notice.attempts, silent_for=just_now)

    async def _write_down(self, notice: DueNotice, outcome: SendOutcome) -> None:
        match outcome:
            case Sent():
                await self._store.notice_sent(notice, self._clock())
            case Unreachable():
                await self._store.notice_dropped(notice)
                if notice.chat and await self._store.unlink_staff_chat(notice.chat.id):
                    log.warning("staff chat is gone", agency=notice.agency, chat=notice.chat.id)
            case _:
                if self._failing.may():
                    reason = outcome.reason if isinstance(outcome, Rejected | Unknown) else type(outcome).__name__
                    log.warning("staff not told yet", agency=notice.agency, way=notice.kind, reason=reason)
                await self._store.notice_again(notice, self._clock() + timedelta(seconds=wait_s(notice, outcome)))


def wait_s(notice: DueNotice, outcome: SendOutcome) -> float:
    """Until the next try: as long as we are asked to wait, where that is longer than our own schedule."""
    planned = RETRY_S[min(notice.attempts, len(RETRY_S)) - 1]
    return max(planned, outcome.after_s or 0) if isinstance(outcome, Later) else planned


def name_of(notice: DueNotice) -> str:
    """The same for the same alerts, however often they are sent."""
    first, last = notice.alerts[0].number, notice.alerts[-1].number
    return f"{notice.agency}.{first}-{last}.{len(notice.alerts)}"


def plan_of(agency: Agency, now: datetime) -> Plan:
    """How the agency wants to be told at this moment."""
    chosen = agency.alerts
    ways = ((EMAIL,) if chosen.email else ()) + ((WEBHOOK,) if chosen.webhook else ())
    if not chosen.quiet_hours:
        return Plan(ways=ways)
    morning = awake(now, quiet_hours(chosen.quiet_hours), ZoneInfo(agency.timezone))
    return Plan(ways=ways, held_until=morning if morning > now else None)


def mailer_of(settings: Settings) -> Mailer | None:
    """None where no server is named."""
    mail = settings.mail
    if not mail.host:
        return None
    from adapters.mail import Mailer

    return Mailer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        sender=mail.sender,
        username=mail.username,
        password=mail.password,
    )
