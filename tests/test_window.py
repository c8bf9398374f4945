"""WhatsApp's 24 hours: known here to the second; what became of a lead is told all the same, later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.engines import open_store
from adapters.sending import Rejected, SendOutcome, Sent, StatusUpdate, Unreachable, WindowClosed
from adapters.store import Store
from adapters.whatsapp import WINDOW
from bot.sandbox.twilio import Fault
from bot.workers.outbox import OverBudget, write_down
from flows.replies import Message, ReplyKind, Template
from tests.stores import AGENCY, CHANNEL, NOW, after, reply, sql
from tests.twilios import ANA, World, open_twilio

NEWS = Message(
    text="Ana, ya quedó enviado a Casa Caribe. Tu referencia: R-7K2M4.",
    language="es",
    kind="receipt",
    template=Template("receipt", ("Ana", "Casa Caribe", "R-7K2M4")),
)
APPROVED = {
    "friendly_name": "aviso",
    "language": "es",
    "variables": {"1": "Ana", "2": "Casa", "3": "R-1"},
    "types": {
        "twilio/text": {"body": "Hola, {{1}}: {{2}} ya tiene tus datos, con la referencia {{3}}. Gracias por todo."}
    },
}
JUST_OVER = WINDOW + timedelta(seconds=1)
YESTERDAY = datetime.now(UTC) - JUST_OVER


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_twilio() as opened:
        yield opened


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def test_after_24_hours_twilio_is_not_even_asked(world: World) -> None:
    """To the second: before it goes out, after it nobody has to refuse it."""
    asked = len(world.twilio.log)
    assert await world.channel.send(ANA, NEWS, attempts=1, silent_for=JUST_OVER) == WindowClosed()
    assert await world.channel.send(ANA, NEWS, attempts=1, silent_for=WINDOW) == WindowClosed()
    assert (len(world.twilio.log), world.twilio.refused) == (asked, [])
    just_open = WINDOW - timedelta(seconds=1)
    assert isinstance(await world.channel.send(ANA, NEWS, attempts=1, silent_for=just_open), Sent)
    assert world.shown() == [NEWS.text]


async def approving(world: World, **ids: str) -> Any:
    """The channel with a template for receipts in Spanish, which Meta has approved."""
    sid = world.twilio.contents.approved(APPROVED)
    return world.rebuilt(templates={("receipt", "es"): ids.get("sid", sid)})


async def test_an_approved_template_reaches_who_wrote_days_ago(world: World) -> None:
    """With the values of this talk; in another language, or for anything else, there is none."""
    channel = await approving(world)
    world.phone.wrote_at = YESTERDAY
    assert isinstance(await channel.send(ANA, NEWS, attempts=1, silent_for=JUST_OVER), Sent)
    assert world.shown() == ["Hola, Ana: Casa Caribe ya tiene tus datos, con la referencia R-7K2M4. Gracias por todo."]
    for other in (Message(text="¿Seguimos?"), Message(text="Sent.", language="en", template=NEWS.template)):
        assert await channel.send(ANA, other, attempts=1, silent_for=JUST_OVER) == WindowClosed()


async def test_twilios_word_on_the_window_counts_too(world: World) -> None:
    """63016 though we thought it open: the template goes out instead, once."""
    channel = await approving(world)
    world.phone.wrote_at = YESTERDAY
    assert isinstance(await channel.send(ANA, NEWS, attempts=1), Sent)
    assert world.twilio.refused == [63016]
    assert len(world.shown()) == 1


async def test_a_template_of_unknown_fate_is_not_sent_twice(world: World) -> None:
    """Twilio is asked first what it has for that person."""
    channel = await approving(world)
    world.phone.wrote_at = YESTERDAY
    world.twilio.faults.append(Fault(processed=True))
    await channel.send(ANA, NEWS, attempts=1, silent_for=JUST_OVER)
    assert isinstance(await channel.send(ANA, NEWS, attempts=2, silent_for=JUST_OVER), Sent)
    assert len(world.shown()) == 1


async def test_a_template_that_is_gone_is_no_reason_to_stop(world: World) -> None:
    """Nothing else may be said, so it counts as said by nobody."""
    channel = await approving(world, sid="HX" + "9" * 32)
    assert await channel.send(ANA, NEWS, attempts=1, silent_for=JUST_OVER) == WindowClosed()
    assert len(world.twilio.refused) == 1


async def test_the_outbox_knows_how_long_somebody_has_been_silent(store: Store) -> None:
    """From the person's own message, whatever was queued since."""
    await reply(store, "uno", kind="receipt")
    (due,) = await store.claim_replies(after(3600), 60, 10)
    assert due.heard_at == NOW


class Unused:
    unclear_tries = 0

    async def send(self, *arguments: object, **more: object) -> Sent:
        raise AssertionError("nothing is sent here")


async def heard(store: Store, chat: int) -> str:
    """The kind of the next event of a chat."""
    kinds = await store._do(sql(f"SELECT kind FROM inbox WHERE chat = {chat} AND state = 'received'"))
    return " ".join(str(kind) for (kind,) in kinds)


@pytest.mark.parametrize(("kind", "event"), [("receipt", "unheard"), ("question", "")])
@pytest.mark.parametrize("outcome", [WindowClosed(), OverBudget(), Rejected("400"), Unreachable()])
async def test_a_receipt_that_is_not_sent_is_known_to_the_chat(
    store: Store, outcome: SendOutcome | OverBudget, kind: ReplyKind, event: str
) -> None:
    """A question would be too late anyway."""
    chat = await reply(store, "uno", kind=kind)
    (due,) = await store.claim_replies(NOW, 60, 10)
    await write_down(store, Unused(), due, outcome, NOW)
    assert (await heard(store, chat)).removesuffix("blocked").strip() == event


async def test_what_waited_for_somebody_unreachable_is_known_to_the_chat(store: Store) -> None:
    """The receipt behind the message that did not get through is not heard either."""
    await reply(store, "uno", kind="notice")
    chat = await reply(store, "dos", kind="receipt")
    (due,) = await store.claim_replies(NOW, 60, 10)
    await write_down(store, Unused(), due, Unreachable(), NOW)
    assert await heard(store, chat) == "unheard blocked"


async def test_what_the_platform_reports_late_is_known_to_the_chat(store: Store) -> None:
    """63016 in a status callback, long after it was taken."""
    chat = await reply(store, "uno", kind="receipt")
    (due,) = await store.claim_replies(NOW, 60, 10)
    await store.reply_sent(due, "SM1", NOW)
    late = StatusUpdate(provider_id="SM1", status="undelivered", error_code=63016, failure=WindowClosed())
    await store.record_status(AGENCY, CHANNEL, late, NOW)
    assert await heard(store, chat) == "unheard"


async def test_a_receipt_that_waited_too_long_is_known_to_the_chat(store: Store) -> None:
    """A channel that was blocked for a day."""
    chat = await reply(store, "uno", kind="receipt")
    assert await store.claim_replies(after(23 * 3600 + 1), 60, 10) == ()
    assert await heard(store, chat) == "unheard"
