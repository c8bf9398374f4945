"""Alerts to staff: raised in the transaction of their cause, put on their ways, sent at least once (promises §11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from adapters.alerts import EMAIL, URGENT, WEBHOOK, Alert, Cause, Facts, Plan, Plans, Raised
from adapters.records import Chat, DueNotice
from adapters.store.codec import dump_facts, load_facts
from adapters.store.ledger import UNREADABLE, Ledger, from_ms, to_ms
from adapters.store.sealing import ERASED

WAITS_TOO_LONG = timedelta(minutes=15)  # of a lead, from its confirmation
EXPIRES = timedelta(hours=24)  # who could not be told by then looks for themselves
MESSAGES, EVERY = 5, timedelta(minutes=10)  # to one place; what comes beyond that is gathered
AT_ONCE = 200  # alerts put on their ways in one commit


def raise_alert(ledger: Ledger, agency: str, alert: Alert, now: datetime) -> None:
    """Unless the same is open already. `now` here and in `end_alert` is the shared clock's."""
    body = ERASED if alert.facts == Facts() else ledger.seal.close(dump_facts(alert.facts))
    ledger.run("raise_alert", agency, alert.cause, alert.about, alert.chat, to_ms(now), body)


def end_alert(ledger: Ledger, agency: str, cause: Cause, about: str, now: datetime) -> None:
    ledger.run("end_alert", agency, cause, about, to_ms(now))


def distribute(ledger: Ledger, plans: Plans, now: datetime) -> frozenset[str]:
    """End what is over, see which leads wait for too long, and put what is new on its ways. The agencies that somebody
    can be told of right now: by day, on a way that did not fail just now."""
    ledger.hold("hold_alerts")
    now = ledger.shared(now)
    now_ms, before = to_ms(now), to_ms(now - WAITS_TOO_LONG)
    for statement in ("end_held_alerts", "end_words_alerts", "end_blocked_alerts"):
        ledger.run(statement, now_ms)
    ledger.run("end_waiting_alerts", now_ms, before)
    for (agency,) in ledger.rows("agencies_with_waiting_leads", before):
        ledger.run("raise_alert", agency, "waiting", "", None, now_ms, ERASED)
    ways = _ways(ledger, plans)
    for number, agency, cause in ledger.rows("pending_alerts", AT_ONCE):
        due_at = _due_at(cause, plans.get(agency, Plan()), now)
        for way in ways.get(agency, ()):
            ledger.run("queue_notice", number, agency, way, due_at)
        ledger.run("alert_on_its_ways", number)
    failing = {(agency, way) for agency, way in ledger.rows("failing_ways")}
    return frozenset(
        agency
        for agency, plan in plans.items()
        if plan.held_until is None and any((agency, way) not in failing for way in ways[agency])
    )


def claim_notice(ledger: Ledger, now: datetime, lease_s: float) -> DueNotice | None:
    """All that is due at one place, as one message. Beyond five in ten minutes what comes is gathered, unless it is
    urgent."""
    ledger.hold("hold_alerts")
    now = ledger.shared(now)
    now_ms = to_ms(now)
    ledger.run("drop_notices", now_ms, to_ms(now - EXPIRES))
    for agency, way, urgent in ledger.rows("due_ways", now_ms):
        sent, first_at = ledger.row("sent_lately", agency, way, to_ms(now - EVERY), now_ms) or (0, None)
        if sent >= MESSAGES and not urgent:
            ledger.run("gather_notices", agency, way, now_ms, to_ms(from_ms(first_at) + EVERY))
            continue
        return _claimed(ledger, agency, way, now, lease_s)
    return None


def notice_sent(ledger: Ledger, notice: DueNotice, now: datetime) -> None:
    """This and the next two change nothing when the lease is another's by now."""
    ledger.run("end_notices", notice.agency, notice.way, notice.lease, "sent", to_ms(ledger.shared(now)))


def notice_again(ledger: Ledger, notice: DueNotice, at: datetime) -> None:
    ledger.run("notices_again", notice.agency, notice.way, notice.lease, to_ms(ledger.shared(at)))


def notice_dropped(ledger: Ledger, notice: DueNotice) -> None:
    ledger.run("end_notices", notice.agency, notice.way, notice.lease, "dropped", None)


def add_code(ledger: Ledger, agency: str, code: str, until: datetime, now: datetime) -> None:
    """Whoever writes it makes their chat one of staff's, once, until then."""
    ledger.run("drop_staff_codes", to_ms(ledger.shared(now)))
    ledger.run("add_staff_code", ledger.hash("staff", agency, code), agency, to_ms(ledger.shared(until)))


def link(ledger: Ledger, agency: str, chat: int, code: str, now: int) -> bool:
    """Whether the code was good. What the chat was before it leaves behind; it hears of it by an alert of its own."""
    if not ledger.run("use_staff_code", ledger.hash("staff", agency, code), agency, now):
        return False
    ledger.run("link_staff_chat", chat)
    ledger.run("erase_timers", chat)
    ledger.run("drop_replies", chat, "staff")
    ledger.run("raise_alert", agency, "test", str(chat), None, now, ERASED)
    return True


def unlink(ledger: Ledger, chat: int) -> bool:
    """Whether it was a chat of staff."""
    found = ledger.row("staff_chat", chat)
    if found is None:
        return False
    ledger.run("drop_notices_of_way", found[1], str(chat))
    return ledger.run("unlink_staff_chat", chat) > 0


def chats(ledger: Ledger, agency: str | None) -> tuple[Chat, ...]:
    """Of staff; those whose address can be read."""
    return tuple(_chats(ledger, agency))


def _chats(ledger: Ledger, agency: str | None) -> Iterator[Chat]:
    for row in ledger.rows("staff_chats", agency):
        if chat := _chat(ledger, *row):
            yield chat


def _chat(ledger: Ledger, number: int, agency: str, channel: str, address: bytes) -> Chat | None:
    try:
        return Chat(id=number, agency=agency, channel=channel, address=ledger.seal.open(address).decode())
    except UNREADABLE:
        return None


def _ways(ledger: Ledger, plans: Plans) -> dict[str, list[str]]:
    ways = {agency: list(plan.ways) for agency, plan in plans.items()}
    for number, agency, _, _ in ledger.rows("staff_chats", None):
        ways.setdefault(agency, []).append(str(number))
    return ways


def _due_at(cause: Cause, plan: Plan, now: datetime) -> int:
    held = plan.held_until if plan.held_until and cause not in (*URGENT, "test") else now
    return to_ms(held)


def _claimed(ledger: Ledger, agency: str, way: str, now: datetime, lease_s: float) -> DueNotice:
    lease = uuid4().hex
    ledger.run("claim_notices", agency, way, to_ms(now), lease, to_ms(now + timedelta(seconds=lease_s)))
    rows = ledger.rows("claimed_alerts", agency, way, lease)
    chat = None
    if way not in (EMAIL, WEBHOOK) and (found := ledger.row("staff_chat", int(way))):
        chat = _chat(ledger, *found)
    return DueNotice(
        agency=agency,
        way=way,
        chat=chat,
        alerts=tuple(
            Raised(
                number=number,
                cause=cause,
                about=about,
                raised_at=from_ms(raised_at),
                facts=_waiting(ledger, agency, now) if cause == "waiting" else _facts(ledger, body),
            )
            for number, cause, about, raised_at, body, _ in rows
        ),
        attempts=max(attempts for *_, attempts in rows),
        lease=lease,
    )


def _facts(ledger: Ledger, body: bytes) -> Facts:
    """Nothing, where they were erased or their key is gone."""
    try:
        return load_facts(ledger.seal.open(body))
    except UNREADABLE:
        return Facts()


def _waiting(ledger: Ledger, agency: str, now: datetime) -> Facts:
    count, reference = ledger.row("waiting_since", agency, to_ms(now - WAITS_TOO_LONG)) or (0, None)
    return Facts(count=count, reference=reference or "" if count == 1 else "")
