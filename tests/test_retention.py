"""What people are told about how long we keep their words is what happens to them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog

from adapters.engines import open_store
from adapters.records import Applied, Arrival, Chat, Retained, Settlement, TurnDone
from adapters.store import Store, retaining
from adapters.store.errors import StoreUnavailable
from adapters.store.retention import (
    ABANDONED,
    AUDIT,
    CONSENT_PROOF,
    DELIVERED,
    EVENT_KEYS,
    RAW_EVENTS,
    WITHOUT_CONSENT,
    Clock,
    look_at_clock,
)
from bot.http.privacy import TIMES
from bot.wording import LANGUAGES, load_catalogue
from bot.workers.retention import keep_short
from flows.conversation import Asked, Conversation, Draft, State
from flows.events import Event
from flows.lead import Consent, Lead, Phone, Sent
from flows.replies import Message
from flows.wording import say_text
from tests.stores import (
    AGENCY,
    CHANNEL,
    NOW,
    FindSign,
    after,
    applied,
    chat_of,
    claim,
    delivered,
    everything,
    file_in,
    lead,
    reply,
    sql,
    text,
)

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
AGREED = Consent(text_version="0123456789", at=NOW, language="es")
SOMEBODY = "whatsapp:+18095550177"
NOBODY_YET = Conversation(version="1")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


def becoming(conversation: Conversation, **changes: object) -> Callable[..., Applied]:
    def step(*arguments: object) -> Applied:
        return applied(conversation=conversation, **changes)  # type: ignore[arg-type]  # each row names its own

    return step


def agreed(note: str = "", **changes: object) -> Conversation:
    return replace(NOBODY_YET, pending=Asked(State.NOTES), consent=AGREED, draft=Draft(note=note), **changes)  # type: ignore[arg-type]  # each row names its own


def sent(confirmed: Lead) -> Sent:
    return Sent(
        lead=confirmed.id,
        reference=confirmed.reference,
        at=NOW,
        name=confirmed.full_name,
        phone=Phone(e164="+18095550134"),
        digest="d",
        step=1,
    )


async def say(
    store: Store, words: str, step: Callable[..., Applied], *, chat: str = SOMEBODY, now: datetime = NOW
) -> int:
    number = await chat_of(store, text(f"{chat} {words}", words, chat=chat), now)
    assert isinstance(await store.apply(number, step, now), TurnDone)
    return number


async def send_replies(store: Store, now: datetime = NOW) -> None:
    for due in await store.claim_replies(now, 30, 10):
        assert await store.reply_sent(due, "SM1", now)


async def deliver(store: Store, settlement: Settlement, now: datetime = NOW) -> None:
    """The lead that is due gets this answer, and its chat has heard of it."""
    delivery = await claim(store, now)
    assert delivery is not None
    assert await store.settle(delivery, settlement, now)

    def hear(who: Chat, conversation: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        assert conversation is not None
        return applied(conversation=conversation)

    await store.apply(delivery.chat.id, hear, now)


async def retain(store: Store, now: datetime) -> Retained:
    retained = await store.retain(now)
    assert not retained.more
    return retained


async def retain_after_a_pause(store: Store, now: datetime) -> None:
    """The service was off, and runs again for the day after which its clock is believed."""
    assert (await retain(store, now - DAY)).clock == "jumped"
    assert (await retain(store, now)).clock == "believed"


async def words_left(store: Store, words: tuple[str, ...]) -> set[str]:
    stored = await store._do(everything)
    return {word for word in words if word.encode() in stored}


async def fill(store: Store) -> None:
    """One chat of every kind: without consent, left half-way, delivered, discarded, and waiting for staff."""
    await say(store, "suelto", becoming(NOBODY_YET, message=Message(text="pregunta", kind="question")), chat="curious")
    said = Message(text="respuesta", kind="question")
    await say(store, "crudo", becoming(agreed("borrador"), message=said), chat="halfway")
    await send_replies(store)
    ana = replace(lead(1, phone="+18095550001", email="a@example.do"), full_name="Ana")
    done = agreed("nota", sent=(sent(ana),))
    await say(store, "enviar", becoming(done, lead=ana), chat="delivered")
    await deliver(store, replace(delivered(), detail="contestado"))
    await say(store, "luego", becoming(done, follow_up=(ana.id, "además")), chat="delivered")
    for number, name in ((2, "Berta"), (3, "Carla")):
        held = replace(lead(number, phone=f"+1809555000{number}", email=f"{name}@example.do", held="volume"))
        await say(store, "enviar", becoming(agreed(), lead=replace(held, full_name=name)), chat=name)
    assert await store.discard("R-00002", NOW)


WORDS = (
    "suelto",
    "pregunta",
    "crudo",
    "respuesta",
    "borrador",
    "halfway",
    "Ana",
    "contestado",
    "además",
    "Berta",
    "Carla",
    "R-00003",
)
ERASED = [
    (23 * HOUR, (), "young words stay"),
    (25 * HOUR, ("suelto", "pregunta"), "nobody agreed to these"),
    (15 * DAY, ("crudo",), "messages as they came"),
    (31 * DAY, ("respuesta", "borrador", "halfway"), "left half-way, with the address"),
    (89 * DAY, (), "what was sent stays"),
    (91 * DAY, ("Ana", "contestado", "además", "Berta"), "delivered or discarded"),
    (10 * YEAR, (), "what waits for staff stays"),
]


@pytest.mark.parametrize(("age", "gone", "why"), ERASED)
async def test_words_go_when_their_time_is_over(store: Store, age: timedelta, gone: tuple[str, ...], why: str) -> None:
    """Each kind of text is kept as long as people are told, and not longer."""
    await fill(store)
    assert await words_left(store, WORDS) == set(WORDS)
    await retain(store, NOW + age)
    earlier = {word for younger, words, _ in ERASED for word in words if younger <= age}
    assert await words_left(store, WORDS) == set(WORDS) - earlier, why
    assert set(gone) <= earlier


@pytest.mark.parametrize("state", ["queued", "sending", "unclear", "rejected", "parked"])
async def test_what_is_undelivered_is_never_erased(store: Store, state: str) -> None:
    """A confirmed lead waits for years if it must, with its chat and every attempt (promises P7)."""
    await say(store, "enviar", becoming(agreed("nota"), lead=lead()))
    if state == "sending":
        assert await claim(store)
    elif state != "queued":
        await deliver(store, Settlement(state=state, next_at=after(1), detail="contestado"))  # type: ignore[arg-type]  # each row names its own
    await retain(store, NOW + 10 * YEAR)
    row = await store.lead("R-00001")
    assert row is not None
    assert (row.state, row.lead) == (state, lead())
    assert [attempt.detail for attempt in row.attempts if attempt.ended_at] == (
        ["contestado"] if state in ("unclear", "rejected", "parked") else []
    )
    assert await words_left(store, ("nota", SOMEBODY)) == {"nota", SOMEBODY}


async def test_a_delivered_lead_stays_for_the_audit_without_its_person(store: Store) -> None:
    """Staff still see that it was delivered and how; after 400 days it goes whole."""
    await fill(store)
    await retain(store, NOW + DELIVERED + HOUR)
    row = await store.lead("R-00001")
    assert row is not None
    assert (row.state, row.crm_reference, row.lead.full_name, row.lead.phone.e164) == ("delivered_new", "77", "", "")
    assert [(attempt.status, attempt.detail) for attempt in row.attempts] == [(201, "")]
    await retain_after_a_pause(store, NOW + AUDIT - HOUR)
    assert await store.lead("R-00001") is not None
    await retain(store, NOW + AUDIT + HOUR)
    assert await store.lead("R-00001") is None
    assert await store.lead("R-00003") is not None


@pytest.mark.parametrize(
    ("age", "duplicates"), [(31 * DAY, 1), (AUDIT + DAY, 1), (EVENT_KEYS - DAY, 1), (EVENT_KEYS + DAY, 0)]
)
async def test_a_repetition_is_known_long_after_its_words_are_gone(
    store: Store, age: timedelta, duplicates: int
) -> None:
    """Keys outlive the data by 400 days (promises P3); then the chat is forgotten whole."""
    await say(store, "hola", becoming(agreed()))
    await retain(store, NOW + age)
    assert await words_left(store, ("hola",)) == set()
    again = await store.receive(AGENCY, CHANNEL, [text(f"{SOMEBODY} hola", "hola", chat=SOMEBODY)], NOW + age)
    assert again.duplicates == duplicates


async def test_somebody_forgotten_can_write_again(store: Store) -> None:
    """The chat goes on with its address, and its new words have a time of their own."""
    await say(store, "hola", becoming(NOBODY_YET))
    await retain(store, NOW + 25 * HOUR)
    now = NOW + 26 * HOUR
    await say(store, "otra vez", becoming(NOBODY_YET, message=Message(text="Hola", kind="question")), now=now)
    (due,) = await store.claim_replies(now, 30, 10)
    assert due.chat.address == SOMEBODY
    assert await store.reply_sent(due, "SM1", now)
    await retain(store, now + 25 * HOUR)
    assert await words_left(store, ("otra vez", SOMEBODY)) == set()


async def test_whoever_writes_every_day_without_agreeing_is_not_kept_longer(store: Store) -> None:
    """Words nobody agreed to are a day old at most, in a chat that is still in use too."""
    await say(store, "ayer", becoming(NOBODY_YET))
    now = NOW + 24 * HOUR
    await say(store, "hoy", becoming(NOBODY_YET), now=now)
    await retain(store, now + HOUR)
    assert await words_left(store, ("ayer", "hoy")) == {"hoy"}


async def test_a_returning_client_who_does_not_agree_again_keeps_what_was_sent(store: Store) -> None:
    """Only the new words go; what the chat remembers of its lead guards the caps of promises §4 for 30 days."""
    await say(store, "enviar", becoming(agreed(), lead=lead()))
    await deliver(store, delivered())
    back = NOW + 5 * DAY
    await say(store, "volví", becoming(replace(NOBODY_YET, sent=(sent(lead()),))), now=back)
    await retain(store, back + 25 * HOUR)
    assert await words_left(store, ("volví", '"sent"')) == {'"sent"'}
    await retain_after_a_pause(store, back + ABANDONED - HOUR)
    assert await words_left(store, ('"sent"',)) == {'"sent"'}
    await retain(store, back + ABANDONED + HOUR)
    assert await words_left(store, ('"sent"', "Ana Peña")) == {"Ana Peña"}


@pytest.mark.parametrize(
    ("agreed_again", "left"), [(None, set()), (NOW + 80 * DAY, {"nota"})], ids=["same round", "newer round"]
)
async def test_a_chat_in_use_forgets_the_lead_it_sent_long_ago(
    store: Store, agreed_again: datetime | None, left: set[str]
) -> None:
    """Writing on does not keep a delivered lead in the chat's memory; a round begun since goes on."""
    await say(store, "enviar", becoming(agreed(), lead=lead()))
    await deliver(store, delivered())
    consent = replace(AGREED, at=agreed_again or NOW)
    await say(
        store, "sigo", becoming(replace(agreed("nota", sent=(sent(lead()),)), consent=consent)), now=NOW + 85 * DAY
    )
    await retain(store, NOW + DELIVERED + HOUR)
    assert await words_left(store, ("nota", "Ana Peña", "5550134")) == left


async def test_a_lead_that_nobody_can_read_goes_whole(store: Store) -> None:
    """Its person cannot be taken out of it, so it is not kept longer than told."""
    await say(store, "enviar", becoming(agreed(), lead=lead()))
    await deliver(store, delivered())
    await store._do(sql("UPDATE lead SET body = x'3f416e61'"))
    await retain(store, NOW + DELIVERED + HOUR)
    assert await words_left(store, ("Ana",)) == set()
    assert await store.leads() == ()


async def test_what_still_has_to_be_done_keeps_its_words(store: Store) -> None:
    """A message not yet applied and a reply not yet sent are work, however old."""
    await store.receive(AGENCY, CHANNEL, [text("waits", "pendiente", chat="late")], NOW)
    await reply(store, "por decir")
    await store.retain(NOW + 60 * DAY)
    assert await words_left(store, ("pendiente", "por decir")) == {"pendiente", "por decir"}


async def test_the_proof_of_consent_outlives_everything_but_two_years(store: Store) -> None:
    """Which text, when, in which language, under a keyed hash; one proof a consent, also after «borrar mis datos»."""
    await say(store, "acepto", becoming(agreed()))
    await say(store, "sigo", becoming(agreed("nota")))
    await store.erase(SOMEBODY)

    proofs = sql("SELECT text_version, language, agreed_at FROM consent")
    proof = ("0123456789", "es", int(NOW.timestamp() * 1000))
    assert await store._do(proofs) == [proof]
    await retain(store, NOW + CONSENT_PROOF - HOUR)
    assert await store._do(proofs) == [proof]
    await retain(store, NOW + CONSENT_PROOF + HOUR)
    assert await store._do(proofs) == []
    assert await words_left(store, (SOMEBODY,)) == set()


async def test_erased_words_are_not_left_in_the_file(tmp_path: Path) -> None:
    """Whoever gets hold of the file reads nothing that was erased from it."""
    path = file_in(tmp_path)
    async with open_store(f"sqlite:///{path}") as store:
        await say(store, "suelto" * 2000, becoming(NOBODY_YET))
        await retain(store, NOW + 25 * HOUR)
    assert b"suelto" not in path.read_bytes()


CLOCK = [
    ("a first look is believed", [(0 * HOUR, True)]),
    ("the usual hours", [(0 * HOUR, True), (1 * HOUR, True), (48 * HOUR, True)]),
    ("a weekend off is no jump", [(0 * HOUR, True), (48 * HOUR, True)]),
    ("ten years ahead, and back", [(0 * HOUR, True), (10 * YEAR, False), (1 * HOUR, True)]),
    ("ten years back, and forth", [(0 * HOUR, True), (-10 * YEAR, False), (1 * HOUR, True)]),
    (
        "a week off: believed again after a day",
        [(0 * HOUR, True), (7 * DAY, False), (7 * DAY + 23 * HOUR, False), (8 * DAY, True), (8 * DAY + HOUR, True)],
    ),
    (
        "two looks far apart prove nothing",
        [(0 * HOUR, True), (7 * DAY, False), (10 * DAY, False), (10 * DAY + 23 * HOUR, False), (11 * DAY, True)],
    ),
    ("jumping on", [(0 * HOUR, True), (YEAR, False), (2 * YEAR, False), (2 * YEAR + 23 * HOUR, False)]),
]


@pytest.mark.parametrize(("why", "looks"), CLOCK, ids=[why for why, _ in CLOCK])
def test_a_clock_that_jumped_is_not_believed(why: str, looks: list[tuple[timedelta, bool]]) -> None:
    """More than 48 h from the last look believed stops all erasing until the new time has gone on for a day."""
    clock: Clock | None = None
    for offset, believed in looks:
        clock = look_at_clock(clock, NOW + offset)
        assert (clock.since is None) == believed, (why, offset)


async def test_a_jump_of_the_clock_erases_nothing(store: Store) -> None:
    """A server that wakes up in another year does not empty the database; said once, and healed by itself."""
    await fill(store)
    assert (await retain(store, NOW)).clock == "believed"
    before = await words_left(store, WORDS)
    later = NOW + 10 * YEAR
    assert await retain(store, later) == Retained(clock="jumped")
    assert await retain(store, later + HOUR) == Retained(clock="doubted")
    assert await words_left(store, WORDS) == before
    assert (await retain(store, NOW + HOUR)).clock == "believed"
    assert await words_left(store, WORDS) == before
    assert [(await store.retain(later + hours * HOUR)).clock for hours in (0, 12, 24)] == [
        "jumped",
        "doubted",
        "believed",
    ]


async def test_a_backlog_goes_in_small_commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for more than a few hundred rows; one look ends before a big backlog does, and says so."""
    flood = [Arrival(key=f"{number}", ignored="unreadable", raw=b"crudo") for number in range(500)]
    await store.receive(AGENCY, CHANNEL, flood, NOW)
    await say(store, "hola", becoming(agreed()))
    rule = retaining.rows_older("blank_old_events", RAW_EVENTS)
    rows = [await store._do(lambda ledger: rule(ledger, NOW + 15 * DAY)) for _ in range(4)]
    assert rows == [retaining.ROWS, retaining.ROWS, 501 - 2 * retaining.ROWS, 0]
    await store.receive(AGENCY, CHANNEL, [replace(one, key=f"again {one.key}") for one in flood], NOW)
    monkeypatch.setattr(retaining, "COMMITS", 2)
    first = await store.retain(NOW + 15 * DAY)
    assert (first.words, first.more) == (2 * retaining.ROWS, True)
    second = await store.retain(NOW + 15 * DAY)
    assert (second.words, second.more) == (500 - 2 * retaining.ROWS, False)


async def test_a_long_chat_goes_in_pieces(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat with more messages than one commit may touch is finished by the next ones."""
    monkeypatch.setattr(retaining, "ROWS", 5)
    for number in range(12):
        await store.receive(AGENCY, CHANNEL, [text(f"{number}", "palabra", chat=SOMEBODY)], after(60 * number))
    (chat,) = (await store.wake(after(20_000))).chats
    while await store.apply(chat, becoming(agreed()), after(20_000)):
        pass
    assert await store._do(lambda ledger: retaining.erase_abandoned_chats(ledger, NOW + 32 * DAY)) == 5
    assert await words_left(store, ("palabra",)) == {"palabra"}
    await retain(store, NOW + 32 * DAY)
    assert await words_left(store, ("palabra", SOMEBODY)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_times_we_tell_are_the_times_we_keep(language: str) -> None:
    """The sentence of the chat and of the privacy page has the numbers of the code, in every language."""
    catalogue = load_catalogue(language)
    said = [int(number) for number in re.findall(r"\d+", catalogue.defaults["retencion"])]
    assert said == [DELIVERED.days, ABANDONED.days, RAW_EVENTS.days, WITHOUT_CONSENT // HOUR]
    assert list(TIMES.values()) == ["24", "14", "30", "90", "24"]
    assert catalogue.defaults["retencion"] in say_text(catalogue, "PRIVACY", {})


class Scripted:
    """A store whose looks end as told; the last one stops the worker."""

    def __init__(self, *looks: Retained | Exception) -> None:
        self.looks = list(looks)
        self.stop = asyncio.Event()

    async def retain(self, now: datetime) -> Retained:
        look = self.looks.pop(0)
        if not self.looks:
            self.stop.set()
        if isinstance(look, Exception):
            raise look
        return look


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (Retained(clock="believed"), []),
        (Retained(clock="believed", words=3), [("info", "retention")]),
        (Retained(clock="jumped"), [("warning", "retention waits: the clock jumped more than 48 h")]),
        (Retained(clock="doubted"), []),
        (StoreUnavailable("busy"), [("info", "retention waits for the store")]),
        (ZeroDivisionError("a name"), [("error", "retention failed")]),
    ],
)
async def test_the_worker_says_what_a_person_should_know(
    look: Retained | Exception, said: list[tuple[str, str]]
) -> None:
    """One line when something was erased or waits; a fault in tidying up does not end the service."""
    store = Scripted(look)
    with structlog.testing.capture_logs() as lines:
        await keep_short(store, store.stop, first_after_s=0)
    assert [(line["log_level"], line["event"]) for line in lines] == said
    assert "a name" not in str(lines)


async def test_the_worker_goes_on_at_once_with_a_backlog() -> None:
    """What one look left over is not put off for an hour."""
    store = Scripted(Retained(clock="believed", words=1, more=True), Retained(clock="believed", words=1))
    async with asyncio.timeout(10):
        await keep_short(store, store.stop, first_after_s=0)
    assert store.looks == []


async def test_the_worker_ends_when_the_service_does() -> None:
    """Stopping does not wait for the next hour."""
    store = Scripted(Retained(clock="believed"))
    store.stop.set()
    async with asyncio.timeout(1):
        await keep_short(store, store.stop)
    assert len(store.looks) == 1
