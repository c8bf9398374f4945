"""A store with something in every table, for what is done to a store as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from adapters.alerts import Alert, Facts, Plan
from adapters.engines import open_store
from adapters.records import Spent, Step
from adapters.signs import Property, SignRow, Tick
from adapters.store import Store
from adapters.store.ledger import KEY_BYTES
from bot.signs.codes import mint_code
from flows.conversation import Asked, Conversation, Draft, State
from flows.lead import Consent
from flows.turn import Timer
from tests.stores import AGENCY, CHANNEL, NOW, applied, chat_of, claim, confirm, delivered, lead, reply, text

KEYS = ("a long and random text of somebody's own",)


async def filled(url: str) -> None:
    async with open_store(url, encryption_keys=KEYS) as store:
        await fill(store)


async def fill(store: Store) -> int:
    """At least one row in every table; the number of a chat whose conversation has been written down."""
    await confirm(store, lead())
    due = await claim(store)
    assert due
    await store.settle(due, delivered(), NOW)
    await confirm(store, lead(2, phone="+18295550177", email="beto@example.do"), chat="whatsapp:+18295550177")
    chat = await chat_of(store, text("adds"))
    conversation = Conversation(
        version="1",
        pending=Asked(State.NOTES),
        draft=Draft(note="con patio"),
        consent=Consent(text_version="1", at=NOW, language="es"),
    )
    timer = Timer(name="nudge", due_at=NOW + timedelta(hours=1))
    done = applied(conversation=conversation, timers=(timer,), follow_up=(lead().id, "otro número"))
    await store.apply(chat, lambda *arguments: done, NOW)
    await reply(store, "¿Cómo te llamas?", chat="somebody else")
    await store.receive_polled(AGENCY, "telegram", [], 17, NOW)
    await store.add_signs([SignRow(agency=AGENCY, title="Casa")], who="ana", now=NOW, mint=mint_code)
    await store.count_ticks({Tick(agency=AGENCY, code="K7M4PF", day=1, band=0, event="abrió"): 3})
    await store.put_properties(AGENCY, [Property(uid="P1", title="Casa en Naco")], NOW)
    await store.put_photo(AGENCY, "P1", "https://example.do/casa.jpg", b"webp", NOW)
    await store.name_bot(AGENCY, "CasaNovaBot")
    await store.receive(AGENCY, CHANNEL, [replace(text("hides"), alias="whatsapp:DO.8f3")], NOW)
    await store.keep_content("AC5", "leadbot-1", "HX1")
    await store.add_staff_code(AGENCY, "K7M4PFQ2", NOW + timedelta(minutes=30), NOW)
    await store.raise_alert(AGENCY, Alert(cause="existing", about=lead().id, facts=Facts(name="Ana Peña")), NOW)
    await store.distribute_alerts({AGENCY: Plan(ways=("email",))}, NOW)
    await fill_console(store)
    await store.spend({Spent(20_000, AGENCY, "telegram", "question"): 3}, 20_000)
    await store._do(lambda ledger: ledger.run("blame", b"k" * KEY_BYTES, 1))
    return chat


async def fill_console(store: Store) -> None:
    """Somebody who signed in and did something."""
    people = store.people
    await people.add_user(agency=AGENCY, login="ana", role="owner", password="$argon2id$…", now=NOW)
    user = await people.find_user("ana")
    assert user
    await people.set_factor(user.id, "JBSWY3DPEHPK3PXP", ["k7m4-pf2d"])
    await people.begin_session("cookie", user.id, "full", NOW)
    await people.note(AGENCY, "ana", "resend", lead().id, now=NOW)
    step = Step(agency=AGENCY, day=1, channel="whatsapp", code="K7M4PF", language="es", step="name")
    await store.desk.count_steps({step: 2})


def quietly(table: str, done: int, of: int) -> None:
    """Nobody waits in front of a terminal."""
