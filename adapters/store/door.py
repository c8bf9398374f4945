"""The door of the store: what `bot` awaits. Every method is one job (`retain` is many), durable when it returns.

Each of them raises StoreUnavailable when nothing can be written now, and StoreBroken once the database has failed.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from adapters.alerts import Alert, Cause, Plans
from adapters.records import (
    Arrival,
    Chat,
    Counts,
    DueDelivery,
    DueNotice,
    DueReply,
    Erased,
    FollowUp,
    FoundMedia,
    Handing,
    LateEvent,
    LeadRow,
    LeadState,
    Left,
    Lost,
    ParkedEvent,
    Received,
    Resealing,
    Retained,
    Settlement,
    Spent,
    Traces,
    Turned,
    Undersealed,
    Wake,
)
from adapters.sending import Later, Misconfigured, StatusUpdate
from adapters.signs import Aim, Deed, Property, SignChange, SignRow, Tick
from adapters.store import (
    alerts,
    deliveries,
    erasing,
    inbox,
    media,
    outbox,
    parked,
    resealing,
    restoring,
    retaining,
    short,
    signs,
    staff,
    turns,
    waits,
)
from adapters.store.desk import Desk
from adapters.store.ledger import Engine, Ledger, from_ms, to_ms
from adapters.store.people import People
from adapters.store.waits import USUAL, Waits
from flows.events import SignState

PUT_BACK = timedelta(seconds=2)  # less is a clock being set, and clocks of two machines differ by as much
Person = tuple[str, str, str]  # agency, channel and the address there


class Store:
    """Times are aware and UTC. `desk` and `people` are the doors of the console."""

    def __init__(self, engine: Engine) -> None:
        self._do = engine.do
        self._held: set[tuple[str, str]] = set()  # channels that this process paused, until one of its replies leaves
        self._waits = USUAL
        self._looked: datetime | None = None  # the shared clock, when it was last looked at by a service
        self._showing: dict[Person, asyncio.Future[None]] = {}  # whose reply has left and is being written down
        self.desk, self.people = Desk(engine), People(engine)
        self.hangs = engine.hangs
        self.room = engine.room
        self.owner = engine.owner
        self.doubts = engine.doubts

    # inbox

    async def receive(self, agency: str, channel: str, arrivals: Sequence[Arrival], now: datetime) -> Received:
        """Store what is new of these, in their order (promises P1, P3)."""
        await self._once_shown([(agency, channel, arrival.chat) for arrival in arrivals])
        return await self._do(lambda ledger: inbox.receive(ledger, agency, channel, arrivals, now))

    async def receive_polled(
        self, agency: str, channel: str, arrivals: Sequence[Arrival], offset: int, now: datetime
    ) -> Received:
        """Like `receive`; where to go on reading moves in the same commit."""
        await self._once_shown([(agency, channel, arrival.chat) for arrival in arrivals])

        def job(ledger: Ledger) -> Received:
            ledger.run("move_poll", agency, channel, offset)
            return inbox.receive(ledger, agency, channel, arrivals, now)

        return await self._do(job)

    async def last_received(self, agency: str, channel: str) -> datetime | None:
        """When the channel's newest event was stored; None before the first, and once all are forgotten."""
        at = await self._do(lambda ledger: ledger.value("last_received", agency, channel))
        return None if at is None else from_ms(at)

    async def asked_until(self, agency: str, channel: str) -> datetime | None:
        """Until when all that the platform held for the channel has been stored; None before it was ever asked. It
        stands where a poller keeps its place."""
        at = await self.poll_offset(agency, channel)
        return from_ms(at) if at else None

    async def note_asked(self, agency: str, channel: str, until: datetime) -> None:
        await self._do(lambda ledger: ledger.run("move_poll", agency, channel, to_ms(until)))

    async def poll_offset(self, agency: str, channel: str) -> int:
        """Where to go on reading; 0 before the first time."""
        return await self._do(lambda ledger: ledger.value("find_poll", agency, channel) or 0)

    async def poll_lease(self, agency: str, channel: str, owner: str, until: datetime, now: datetime) -> bool:
        """Become, or stay, the one that polls this bot. False while another process is."""

        def job(ledger: Ledger) -> bool:
            ends, starts = to_ms(ledger.shared(until)), to_ms(ledger.shared(now))
            return ledger.run("own_poll", agency, channel, owner, ends, starts) > 0

        return await self._do(job)

    async def take(
        self, agency: str, channel: str, arrival: Arrival, step: turns.Step, now: datetime, handing: Handing
    ) -> Received:
        """Like `receive`, of one event; where nothing else of its chat waits, like `apply` too, in the same commit.

        An event whose turn raises is stored all the same, as `apply` leaves it.
        """
        await self._once_shown([(agency, channel, arrival.chat)])
        try:
            return await self._do(lambda ledger: short.take(ledger, agency, channel, arrival, step, now, handing))
        except turns.Broke as broke:
            why = broke
        return await self._do(lambda ledger: short.keep(ledger, agency, channel, arrival, why, now))

    async def apply(self, chat: int, step: turns.Step, now: datetime, handing: Handing | None = None) -> Turned | None:
        """Apply the chat's oldest event with all its effects; None if none is due.

        `step` is pure and runs on the engine's thread. When it raises, nothing of it stays and the event is tried again
        after 1 and 10 s, then parked (promises §4). With `handing` the reply may be the caller's to send.
        """
        try:
            return await self._do(lambda ledger: turns.apply(ledger, chat, step, now, handing))
        except turns.Broke as broke:
            why = broke
        return await self._do(lambda ledger: turns.put_off(ledger, chat, why, now))

    async def wake(self, now: datetime) -> Wake:
        """Turn due timers into events, and tell which chats have one to apply. It is asked every second, and so it is
        here that a clock which was put back is noticed."""

        def job(ledger: Ledger) -> tuple[Wake, datetime]:
            clock = ledger.shared(now)
            was_put_back = self._looked is not None and clock < self._looked - PUT_BACK
            hastened = waits.hasten(ledger, self._waits, clock) if was_put_back else 0
            return replace(turns.wake(ledger, now), hastened=hastened), clock

        wake, clock = await self._do(job)
        self._looked = self._looked and clock
        return wake

    async def recover(self, now: datetime, longest: Waits = USUAL) -> int:
        """Once, at the start of `serve`, before anything is applied or sent. How many rows would have waited longer
        than anything may, because the clock was put back."""

        def job(ledger: Ledger) -> tuple[int, datetime]:
            clock = ledger.shared(now)
            restoring.recognise(ledger, now)
            turns.recover(ledger, now)
            return waits.hasten(ledger, longest, clock), clock

        self._waits = longest
        hastened, self._looked = await self._do(job)
        return hastened

    # outbox

    async def claim_replies(self, now: datetime, lease_s: float, slots: int) -> tuple[DueReply, ...]:
        """The oldest unsent reply of each chat, where one may be sent now; of each channel at most `slots` at once."""
        return await self._do(lambda ledger: outbox.claim_replies(ledger, now, lease_s, slots))

    async def next_reply_at(self, now: datetime) -> datetime | None:
        """After a claim gave nothing: when to claim again, None if nothing waits but for the end of a send."""
        return await self._do(lambda ledger: outbox.next_reply_at(ledger, now))

    async def reply_sent(self, reply: DueReply, provider_id: str, now: datetime) -> Left | None:
        """This gives None and the next five False, and nothing changes, when the lease is another's by now."""
        who = (reply.chat.agency, reply.chat.channel, reply.chat.address)
        shown = self._showing[who] = asyncio.get_running_loop().create_future()
        try:
            held = who[:2] in self._held
            left = await self._do(lambda ledger: outbox.reply_sent(ledger, reply, provider_id, now, held=held))
            self._held.discard(who[:2])
            return left
        finally:
            shown.set_result(None)
            if self._showing.get(who) is shown:
                del self._showing[who]

    async def reply_again(self, reply: DueReply, at: datetime, now: datetime) -> bool:
        """It certainly did not go out. Where a newer question waits by now, that one goes out instead, then."""
        return await self._do(lambda ledger: outbox.reply_again(ledger, reply, at))

    async def reply_unclear(self, reply: DueReply, at: datetime, now: datetime) -> bool:
        """It may have gone out; to be looked into at `at`."""

        def job(ledger: Ledger) -> bool:
            return ledger.run("reply_unclear", reply.id, reply.lease, to_ms(ledger.shared(at))) > 0

        return await self._do(job)

    async def reply_failed(self, reply: DueReply, reason: str, now: datetime) -> bool:
        """A receipt that fails or is dropped is told to the chat as `Unheard`."""
        return await self._do(lambda ledger: outbox.reply_ended(ledger, reply, "failed", reason, now))

    async def reply_dropped(self, reply: DueReply, reason: str, now: datetime) -> bool:
        return await self._do(lambda ledger: outbox.reply_ended(ledger, reply, "dropped", reason, now))

    async def chat_unreachable(self, reply: DueReply, now: datetime) -> bool:
        """The reply failed, the rest of the chat's queue is dropped, and the chat is told as `Blocked`."""
        return await self._do(lambda ledger: outbox.chat_unreachable(ledger, reply, now))

    async def pause_channel(
        self, agency: str, channel: str, until: datetime, now: datetime, *, blocked: bool, reason: str
    ) -> None:
        """Nothing goes out there until then; `blocked`: and after that one reply at a time, until one succeeds."""
        state = "blocked" if blocked else "slowed"
        self._held.add((agency, channel))

        def job(ledger: Ledger) -> None:
            ends, starts = ledger.shared(until), ledger.shared(now)
            outbox.hold_channel(ledger, agency, channel, state, ends, reason, starts)

        await self._do(job)

    async def record_status(self, agency: str, channel: str, update: StatusUpdate, now: datetime) -> int | None:
        """What a status callback says. The chat that nothing reaches any more, which has an event to apply; or None."""
        await self._once_shown([who for who in self._showing if who[:2] == (agency, channel)])
        if isinstance(update.failure, Later | Misconfigured):
            self._held.add((agency, channel))
        return await self._do(lambda ledger: outbox.record_status(ledger, agency, channel, update, now))

    async def spend(self, messages: Mapping[Spent, int], day: int) -> dict[Spent, int]:
        """Count what went out, and tell what all processes together have sent in a day."""
        return await self._do(lambda ledger: outbox.spend(ledger, messages, day))

    # deliveries

    async def claim_delivery(
        self, now: datetime, lease_s: float, limits: deliveries.Limits, ambiguous_first_s: float | None
    ) -> DueDelivery | None:
        """One lead that may go into its agency's CRM now, its attempt already on record.

        `ambiguous_first_s`: how long a lead whose worker died waits for its next try; None parks it («careful» mode).
        """
        waits = self._waits
        return await self._do(
            lambda ledger: deliveries.claim_delivery(ledger, now, lease_s, limits, ambiguous_first_s, waits)
        )

    async def settle(self, delivery: DueDelivery, settlement: Settlement, now: datetime) -> bool:
        """Write down what an attempt did. False if the lease is another's by now: then only the answer is kept."""
        return await self._do(lambda ledger: deliveries.settle(ledger, delivery, settlement, now))

    async def next_delivery_at(self, now: datetime) -> datetime | None:
        """After a claim gave None: when to claim again, None if only a new or settled lead can change that."""
        return await self._do(lambda ledger: deliveries.next_delivery_at(ledger, now))

    async def other_lead_got_through(self, agency: str, since: datetime, *, lead: str = "") -> bool:
        """Whether a lead other than `lead` got a 2xx or 400 since then."""
        return await self._do(lambda ledger: ledger.value("got_through", agency, to_ms(since), lead) is not None)

    # staff

    async def leads(
        self, *, agency: str | None = None, state: LeadState | None = None, limit: int = 100
    ) -> tuple[LeadRow, ...]:
        return await self._do(lambda ledger: staff.leads(ledger, agency, state, limit))

    async def lead(self, reference_or_id: str) -> LeadRow | None:
        return await self._do(lambda ledger: staff.find_lead(ledger, reference_or_id))

    async def late_events(self) -> tuple[LateEvent, ...]:
        """What came too late for an answer, the oldest first."""
        return await self._do(staff.late_events)

    async def sign_media(self, lead: str, until: datetime) -> tuple[str, ...]:
        """A link's last part for each file of a lead, good until then."""
        return await self._do(lambda ledger: media.sign_media(ledger, lead, until))

    async def find_media(self, link: str, now: datetime) -> FoundMedia | None:
        """What a link's last part leads to; None for one that is not ours. Raises LinkExpired."""
        return await self._do(lambda ledger: media.find_media(ledger, link, now))

    async def agencies(self) -> tuple[str, ...]:
        """Those that have leads or signs here, in the settings or not."""
        return await self._do(staff.agencies)

    async def waiting_leads(self) -> dict[str, int]:
        """By agency, how many are not in its CRM yet."""
        return await self._do(staff.waiting)

    async def blocked_crms(self) -> dict[str, int]:
        """The agencies whose CRM refuses every lead, each with the status it last said."""
        return await self._do(staff.blocked_crms)

    async def resend(self, reference: str, now: datetime) -> bool:
        return await self._do(lambda ledger: staff.resend(ledger, reference, now))

    async def discard(self, reference: str, now: datetime) -> bool:
        return await self._do(lambda ledger: staff.discard(ledger, reference, now))

    async def finish_follow_ups(self, reference: str, who: str, now: datetime) -> tuple[FollowUp, ...]:
        return await self._do(lambda ledger: staff.finish_follow_ups(ledger, reference, who, now))

    async def parked_events(self) -> tuple[ParkedEvent, ...]:
        """What no try got through, the oldest first."""
        return await self._do(parked.parked)

    async def retry_parked(self, number: int, now: datetime) -> bool:
        return await self._do(lambda ledger: parked.retry(ledger, number, now))

    async def discard_parked(self, number: int) -> bool:
        return await self._do(lambda ledger: parked.discard(ledger, number))

    async def traces(self, *which: str, phones: Collection[str] = ()) -> Traces:
        """What `erase` would meet."""
        return await self._do(lambda ledger: erasing.traces(ledger, which, phones))

    async def erase(self, *which: str, phones: Collection[str] = ()) -> Erased:
        """By the address of a chat, a reference or an id, and by a phone (E.164) of a lead."""
        return await self._do(lambda ledger: erasing.erase(ledger, which, phones))

    async def retain(self, now: datetime) -> Retained:
        """Erase what has been kept as long as people were told, in many small commits; see adapters/store/retention.py.

        Nothing at all while the clock is not believed.
        """
        clock = await self._do(lambda ledger: retaining.watch_clock(ledger, now))
        erased: Counter[str] = Counter()
        more = False
        for name, rule in retaining.RULES if clock == "believed" else ():
            for _ in range(retaining.COMMITS):
                rows = await self._do(partial(rule, now=now))
                erased[name] += rows
                if not rows:
                    break
            else:
                more = True
        return Retained(clock=clock, more=more, **erased)

    # alerts to staff

    async def distribute_alerts(self, plans: Plans, now: datetime) -> frozenset[str]:
        """Put what is new on its ways. The agencies of which somebody can be told right now."""
        return await self._do(lambda ledger: alerts.distribute(ledger, plans, now))

    async def claim_notice(self, now: datetime, lease_s: float) -> DueNotice | None:
        """What goes to one place now, as one message."""
        return await self._do(lambda ledger: alerts.claim_notice(ledger, now, lease_s))

    async def notice_sent(self, notice: DueNotice, now: datetime) -> None:
        await self._do(lambda ledger: alerts.notice_sent(ledger, notice, now))

    async def notice_again(self, notice: DueNotice, at: datetime) -> None:
        """Nobody heard it, or nobody knows."""
        await self._do(lambda ledger: alerts.notice_again(ledger, notice, at))

    async def notice_dropped(self, notice: DueNotice) -> None:
        await self._do(lambda ledger: alerts.notice_dropped(ledger, notice))

    async def raise_alert(self, agency: str, alert: Alert, now: datetime) -> None:
        """Unless the same is open already."""
        await self._do(lambda ledger: alerts.raise_alert(ledger, agency, alert, ledger.shared(now)))

    async def end_alert(self, agency: str, cause: Cause, about: str, now: datetime) -> None:
        await self._do(lambda ledger: alerts.end_alert(ledger, agency, cause, about, ledger.shared(now)))

    async def add_staff_code(self, agency: str, code: str, until: datetime, now: datetime) -> None:
        """Whoever writes it makes their chat one of staff's, once, until then."""
        await self._do(lambda ledger: alerts.add_code(ledger, agency, code, until, now))

    async def staff_chats(self, agency: str | None = None) -> tuple[Chat, ...]:
        """Those that hear alerts."""
        return await self._do(lambda ledger: alerts.chats(ledger, agency))

    async def unlink_staff_chat(self, chat: int) -> bool:
        """False unless it was one."""
        return await self._do(lambda ledger: alerts.unlink(ledger, chat))

    # signs

    async def add_signs(
        self, rows: Sequence[SignRow], *, who: str, now: datetime, mint: Callable[[], str]
    ) -> tuple[SignRow, ...]:
        """All of them or none, with their codes: a row without one gets it from `mint`.

        Raises CodeTaken when a code that was asked for has ever been issued.
        """
        return await self._do(lambda ledger: signs.add(ledger, rows, who=who, now=now, mint=mint))

    async def find_sign(self, code: str) -> SignRow | None:
        """By its six symbols, whichever agency it belongs to."""
        return await self._do(lambda ledger: signs.find(ledger, code))

    async def signs(self, agency: str | None = None) -> tuple[SignRow, ...]:
        """Oldest first; None asks for all agencies."""
        return await self._do(lambda ledger: signs.registered(ledger, agency))

    async def sign_history(self, code: str) -> tuple[SignChange, ...]:
        """What was done to it, in that order."""
        return await self._do(lambda ledger: signs.history(ledger, code))

    async def point_sign(self, code: str, aim: Aim, *, who: str, now: datetime) -> SignRow | None:
        """Make it offer something else from now on; None for an unknown code."""
        return await self._do(lambda ledger: signs.point(ledger, code, aim, who=who, now=now))

    async def undo_sign(self, code: str, *, who: str, now: datetime) -> SignRow | None:
        """Take back the last re-targeting; None when there is none of the last 24 h."""
        return await self._do(lambda ledger: signs.undo(ledger, code, who=who, now=now))

    async def set_sign_state(
        self, code: str, state: SignState, *, deed: Deed, among: Sequence[SignState], who: str, now: datetime
    ) -> SignRow | None:
        """None, and nothing changed, for an unknown code or one whose state is none of `among`."""
        return await self._do(
            lambda ledger: signs.set_state(ledger, code, state, deed=deed, among=among, who=who, now=now)
        )

    async def count_ticks(self, ticks: Mapping[Tick, int]) -> None:
        """Add to what was counted before."""
        await self._do(lambda ledger: signs.count(ledger, ticks))

    async def ticks(self, *, agency: str | None = None, code: str | None = None, since: int = 0) -> dict[Tick, int]:
        """What was counted since a day (counted from 1970), the quarters of a day together."""
        return await self._do(lambda ledger: signs.counted(ledger, agency, code, since))

    async def property(self, agency: str, uid: str) -> Property | None:
        """As the CRM last described it; None when it never did."""
        return await self._do(lambda ledger: signs.find_property(ledger, agency, uid))

    async def put_properties(self, agency: str, properties: Sequence[Property], now: datetime) -> None:
        """What the CRM says now. What it no longer lists stays as it was."""
        await self._do(lambda ledger: signs.put_properties(ledger, agency, properties, now))

    async def unmade_photos(self, agency: str, most: int) -> tuple[tuple[str, str], ...]:
        """UID and address of photographs that a sign's page could show and that are still to be made small."""
        return await self._do(lambda ledger: signs.unmade_photos(ledger, agency, most))

    async def put_photo(self, agency: str, uid: str, source: str, picture: bytes, now: datetime) -> None:
        """A property's photograph, made small; b"" remembers that this address gave none."""
        await self._do(lambda ledger: signs.put_photo(ledger, agency, uid, source, picture, now))

    async def property_photo(self, agency: str, uid: str) -> bytes:
        """The small WebP file of the photograph that the CRM still shows; b"" when there is none."""
        return await self._do(lambda ledger: signs.find_photo(ledger, agency, uid))

    async def name_bot(self, agency: str, username: str) -> None:
        """Remember what Telegram calls the agency's first bot, for links."""
        await self._do(lambda ledger: ledger.run("name_bot", f"bot {agency}", username.encode()))

    async def bot_name(self, agency: str) -> str:
        """Empty while nobody has asked Telegram."""
        return await self._do(lambda ledger: (ledger.value("find_bot", f"bot {agency}") or b"").decode())

    # templates at a platform

    async def find_content(self, account: str, name: str) -> str | None:
        """The platform's id of it."""
        return await self._do(lambda ledger: ledger.value("find_content", account, name))

    async def keep_content(self, account: str, name: str, sid: str) -> None:
        await self._do(lambda ledger: ledger.run("keep_content", account, name, sid))

    async def drop_content(self, account: str, name: str) -> None:
        """It is not there any more."""
        await self._do(lambda ledger: ledger.run("drop_content", account, name))

    # this store

    async def reseal(self, so_far: Resealing) -> Resealing:
        """One step more of closing everything with the newest key; begin with `Resealing()`, until it is done."""
        return await self._do(lambda ledger: resealing.reseal(ledger, so_far))

    async def undersealed(self) -> Undersealed:
        """What such a pass would meet."""
        return await self._do(resealing.undersealed)

    async def counts(self) -> Counts:
        return await self._do(staff.counts)

    async def lost(self, now: datetime) -> Lost | None:
        """What is missing since a backup was restored."""
        return await self._do(lambda ledger: restoring.find_lost(ledger, now))

    async def ping(self) -> None:
        """Returns when a commit has reached the disk."""
        await self._do(lambda ledger: ledger.run("prove_commit"))

    async def _once_shown(self, people: Iterable[Person]) -> None:
        """What people say is about what they were shown, as is a platform's status: that it left is on record first."""
        if under_way := {self._showing[who] for who in people if who in self._showing}:
            await asyncio.wait(under_way)
