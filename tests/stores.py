"""What the tests of the store share: a moment, an agency, and steps that a machine could have taken."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from adapters.engines.postgres.ledger import PostgresLedger
from adapters.engines.postgres.spelling import spelled
from adapters.engines.sqlite.ledger import SqliteLedger
from adapters.records import Applied, Arrival, Chat, DueDelivery, Handing, Settlement, TurnDone
from adapters.signs import Tick
from adapters.store import Store
from adapters.store.ledger import Job, Ledger, Row
from bot.settings.model import Settings
from flows.conversation import Asked, Conversation, State
from flows.events import Event, Sign, TextReceived
from flows.lead import Consent, Email, Intent, Lead, Phone
from flows.outcomes import Created
from flows.replies import Message, ReplyKind
from flows.turn import Turn

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AGENCY, CHANNEL = "casanova", "whatsapp"
ANA = "whatsapp:+18095550134"
NO_LIMITS = {AGENCY: (0.0, 0)}
HANDING = Handing(lease_s=60, has_room=lambda agency, channel: True)

FindSign = Callable[[str], Sign | None]
Step = Callable[..., Applied]
T = TypeVar("T")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def text(key: str, words: str = "hola", *, chat: str = ANA) -> Arrival:
    return Arrival(key=key, chat=chat, event=TextReceived(text=words))


def applied(
    conversation: Conversation,
    message: Message | None = None,
    ticks: tuple[Tick, ...] = (),
    checked: str = "",
    **turn: Any,
) -> Applied:
    """What a step gives back. `turn`: what else changes, by the name of its field."""
    return Applied(turn=Turn(conversation=conversation, **turn), message=message, ticks=ticks, checked=checked)


def listen(chat: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
    """Remember every text in the notes of the draft, and say nothing."""
    before = conversation or Conversation(version="1")
    words = event.text if isinstance(event, TextReceived) else event.kind
    note = " ".join(filter(None, (before.draft.note, words)))
    return applied(conversation=replace(before, pending=Asked(State.NOTES), draft=replace(before.draft, note=note)))


def saying(words: str, kind: ReplyKind = "question") -> Callable[..., Applied]:
    def step(*arguments: object) -> Applied:
        return applied(conversation=Conversation(version="1"), message=Message(text=words, kind=kind))

    return step


def confirming(confirmed: Lead) -> Callable[..., Applied]:
    def step(*arguments: object) -> Applied:
        return applied(conversation=Conversation(version="1", pending=Asked(State.SENDING)), lead=confirmed)

    return step


def deadly(*arguments: object) -> Applied:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives that")


def endless(*arguments: object) -> Applied:
    """Computes for ever; to be told from hanging sooner than a service would: `watch.HANG_S`."""
    while True:
        pass


def lead(number: int = 1, *, phone: str = "+18095550134", email: str = "ana@example.do", held: str = "") -> Lead:
    return Lead(
        id=f"00000000-0000-4000-8000-{number:012}",
        reference=f"R-{number:05}",
        full_name="Ana Peña",
        phone=Phone(e164=phone),
        email=Email(address=email),
        intent=Intent.BUY,
        notes=("Letrero K7M-4PF",),
        language="es",
        consent=Consent(text_version="1", at=NOW, language="es"),
        confirmed_at=NOW,
        held=held,
    )


async def chat_of(store: Store, arrival: Arrival, now: datetime = NOW) -> int:
    (chat,) = (await store.receive(AGENCY, CHANNEL, [arrival], now)).chats
    return chat


async def confirm(store: Store, confirmed: Lead, *, chat: str = ANA, now: datetime = NOW) -> int:
    """A chat whose next event confirms this lead."""
    number = await chat_of(store, text(f"confirms {confirmed}", chat=chat), now)
    assert isinstance(await store.apply(number, confirming(confirmed), now), TurnDone)
    return number


async def reply(store: Store, words: str, *, chat: str = ANA, kind: ReplyKind = "question") -> int:
    """A chat with one more reply in its queue."""
    number = await chat_of(store, text(f"asks for {words}", chat=chat))
    assert isinstance(await store.apply(number, saying(words, kind), NOW), TurnDone)
    return number


async def claim(store: Store, now: datetime = NOW) -> DueDelivery | None:
    return await store.claim_delivery(now, 120, NO_LIMITS, ambiguous_first_s=90)


async def notes_of(store: Store, chat: int, now: datetime = NOW) -> str | None:
    """What the chat has heard so far, read by one more turn that changes nothing."""
    heard: list[str | None] = []

    def look(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        assert conversation is not None
        heard.append(conversation.draft.note)
        return applied(conversation=conversation)

    await store.receive(AGENCY, CHANNEL, [text(f"look at {chat} {now}")], now)
    assert isinstance(await store.apply(chat, look, now), TurnDone)
    return heard[0]


def on_connection(work: Callable[[Any], T]) -> Job[T]:
    """A job that does with the database what no job of ours would."""
    return lambda ledger: work(cast(Any, ledger).connection)


def sql(query: str) -> Job[list[Row]]:
    """A query that the store has no name for; its rows."""

    def job(ledger: Ledger) -> list[Row]:
        if isinstance(ledger, SqliteLedger):
            return list(ledger.connection.execute(query))
        assert isinstance(ledger, PostgresLedger)
        cursor = ledger.connection.execute(spelled(query).encode())
        return cursor.fetchall() if cursor.description else []

    return job


def everything(ledger: Ledger) -> bytes:
    """Every stored value, as bytes, one after the other."""
    first = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    if isinstance(ledger, PostgresLedger):
        first = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    rows = [row for (table,) in sql(first)(ledger) for row in sql(f"SELECT * FROM {table}")(ledger)]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def delivered() -> Settlement:
    return Settlement(state="delivered_new", outcome="created", status=201, crm_reference="77", told=Created())


def file_of(settings: Settings) -> Path:
    """The database of a service that keeps it in a file."""
    assert settings.database_path
    return settings.database_path


def file_in(folder: Path) -> Path:
    return folder / "leadbot.db"
