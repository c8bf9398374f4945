"""What we say reaches the phone through Twilio, and each way it can fail is told apart from the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from hypothesis import given
from hypothesis import strategies as st

from adapters import twilio_outcomes
from adapters.sending import (
    Later,
    Misconfigured,
    Rejected,
    SendOutcome,
    Sent,
    StatusUpdate,
    Unknown,
    Unreachable,
    WindowClosed,
)
from adapters.twilio_outcomes import outcome
from adapters.whatsapp import parts_of, split_text
from bot.sandbox.twilio import Fault
from flows.events import LocationShared, MediaReceived, OptionTapped, TextReceived
from flows.replies import Choice, Message
from tests.twilios import ANA, NUMBER, SID, TOKEN, World, open_twilio

HELLO = Message(text="Hola, soy el asistente automático.")
MENU = Message(
    text="¿Comprar o alquilar?",
    choices=(Choice("buy", "Comprar"), Choice("rent", "Alquilar")),
    step=3,
    hint="Responde con el número.",
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_twilio() as opened:
        yield opened


async def test_a_reply_reaches_the_phone(world: World) -> None:
    """A reply is accepted once and shown on the person's phone, and its id is Twilio's."""
    sent = await world.channel.send(ANA, HELLO, attempts=1)
    assert (await world.phone.hear()).text == HELLO.text
    assert sent == Sent(world.twilio.log[-1].sid)
    assert not world.twilio.refused


async def test_options_are_numbered_lines(world: World) -> None:
    """Options come as numbered lines with the hint under them, and typing one is a plain text."""
    await world.channel.send(ANA, MENU, attempts=1)
    assert world.shown() == ["¿Comprar o alquilar?\n1. Comprar\n2. Alquilar\nResponde con el número."]
    await world.phone.tap("Comprar")
    event = world.webhook.arrivals[-1].event
    assert isinstance(event, TextReceived)
    assert event.text == "Comprar"


async def test_a_reply_says_where_and_how_long(world: World) -> None:
    """Twilio is told where to report, and for how long a question is worth sending; a receipt is not cut short."""
    await world.channel.send(ANA, MENU, attempts=1)
    assert world.twilio.log[-1].fields == {
        "To": ANA,
        "From": f"whatsapp:{NUMBER}",
        "Body": world.shown()[-1],
        "StatusCallback": world.twilio.webhook_url + "/status",
        "ValidityPeriod": "600",
    }
    await world.channel.send(ANA, Message(text="Listo.", kind="receipt"), attempts=1)
    assert "ValidityPeriod" not in world.twilio.log[-1].fields


async def test_ticks_come_back_as_status_updates(world: World) -> None:
    """What becomes of a reply is reported, signed, and read by us."""
    sent = await world.channel.send(ANA, HELLO, attempts=1)
    assert isinstance(sent, Sent)
    await world.twilio.settled()
    assert [update.status for update in world.webhook.statuses if update] == ["sent", "delivered", "read"]
    assert {update.provider_id for update in world.webhook.statuses if update} == {sent.provider_id}
    assert world.phone.chat[-1].tick == "read"


async def test_a_blocked_phone_is_reported_later(world: World) -> None:
    """A message that fails only after Twilio took it comes back with the number of its failure."""
    world.phone.blocked = True
    sent = await world.channel.send(ANA, HELLO, attempts=1)
    assert isinstance(sent, Sent)
    await world.twilio.settled()
    failed = StatusUpdate(provider_id=sent.provider_id, status="failed", error_code=63024, failure=Unreachable())
    assert world.webhook.statuses == [failed]
    assert outcome(400, code=failed.error_code) == Unreachable()


async def test_what_the_phone_sends_arrives_as_events(world: World) -> None:
    """All that a phone can do comes through the signed webhook as the event it is."""
    phone = world.phone
    await phone.say("Me llamo Ana & 🏠")
    await phone.send_location()
    await phone.send_media("audio/ogg")
    await phone.send_media("image/jpeg", "¿Es esta?")
    await phone.say("Comprar", ButtonText="Comprar", ButtonPayload="3:buy")
    happened = [arrival.event for arrival in world.webhook.arrivals[1:]]
    assert [type(event) for event in happened] == [
        TextReceived,
        LocationShared,
        MediaReceived,
        MediaReceived,
        OptionTapped,
    ]
    assert all(event and event.sender.phone == "+18095551234" for event in happened)
    assert [bubble.tick for bubble in phone.chat] == ["read"] * 6


async def test_a_hidden_number_is_answered_at_its_id(world: World) -> None:
    """Somebody without a visible number is answered at exactly the id they wrote from."""
    phone = world.twilio.phone("DO.8f3kQ2mZ41xY", "Sin número")
    await phone.say("Hola")
    chat = world.webhook.arrivals[-1].chat
    assert chat == "whatsapp:DO.8f3kQ2mZ41xY"
    assert isinstance(await world.channel.send(chat, HELLO, attempts=1), Sent)
    assert (await phone.hear()).text == HELLO.text


async def test_a_long_reply_goes_in_parts_and_in_order(world: World) -> None:
    """Nothing is cut: what is too long for one message comes as several, in order, the last one's id counting."""
    long = Message(text="\n".join(f"{n}. " + "palabra " * 20 for n in range(20)))
    sent = await world.channel.send(ANA, long, attempts=1)
    assert len(world.shown()) == 3
    assert "\n".join(world.shown()).split() == long.text.split()
    assert sent == Sent(world.twilio.log[-1].sid)


@pytest.mark.parametrize(
    ("text", "parts", "why"),
    [
        ("corto", ("corto",), "fits"),
        ("", (), "nothing to say"),
        ("12345 789 1", ("12345 789", "1"), "at the space"),
        ("123456\n89 b", ("123456", "89 b"), "after the line"),
        ("12345678901", ("1234567890", "1"), "no place to break"),
        ("1 34567890123", ("1 34567890", "123"), "a break too early is none"),
        ("1234567890 2", ("1234567890", "2"), "a space just after the limit"),
    ],
)
def test_splitting(text: str, parts: tuple[str, ...], why: str) -> None:
    """A long text breaks where a reader would break it, and no part is longer than allowed."""
    assert tuple(split_text(text, 10)) == parts, why


@given(st.text(alphabet="ab \n", max_size=200), st.integers(4, 30))
def test_splitting_loses_no_word(text: str, limit: int) -> None:
    """Whatever a text looks like, its parts fit and together say all of it."""
    parts = tuple(split_text(text, limit))
    assert all(part and len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


REFUSALS: list[tuple[int, int, SendOutcome]] = [
    (429, 20429, Later(7.0, whole_channel=True)),
    (400, 63018, Later(7.0, whole_channel=True)),
    (400, 21611, Later(7.0, whole_channel=True)),
    (400, 21610, Unreachable()),
    (400, 63024, Unreachable()),
    (400, 63003, Unreachable()),
    (400, 21211, Unreachable()),
    (400, 63016, WindowClosed()),
    (400, 63038, Misconfigured("http 400, code 63038")),
    (400, 63051, Misconfigured("http 400, code 63051")),
    (401, 20003, Misconfigured("http 401, code 20003")),
    (403, 20005, Misconfigured("http 403, code 20005")),
    (404, 20404, Misconfigured("http 404, code 20404")),
    (400, 21617, Rejected("too long")),
    (400, 63021, Rejected("http 400, code 63021", as_text=True)),
    (400, 63999, Rejected("http 400, code 63999")),
    (500, 20500, Unknown("http 500")),
    (503, 20503, Unknown("http 503")),
    (400, 63012, Unknown("http 400")),
]


@pytest.mark.parametrize(("status", "code", "expected"), REFUSALS)
async def test_refusals(world: World, status: int, code: int, expected: SendOutcome) -> None:
    """Each number that Twilio refuses a reply with leads to what the outbox does next about it."""
    world.twilio.faults.append(Fault(status=status, code=code, retry_after="7"))
    assert await world.channel.send(ANA, HELLO, attempts=1) == expected
    assert world.shown() == []


@pytest.mark.parametrize(
    ("fault", "expected", "why"),
    [
        (Fault(status=429, body="slow down"), Later(None, whole_channel=True), "a wall before Twilio"),
        (Fault(status=429, retry_after="999999999"), Later(600.0, whole_channel=True), "an absurd wait"),
        (Fault(status=429, retry_after="Mon, 23 Nov 2026"), Later(None, whole_channel=True), "a date"),
        (Fault(status=502, body="<html>"), Unknown("http 502"), "a proxy"),
        (Fault(status=403, body="[]"), Rejected("http 403, code None"), "no object"),
        (Fault(status=302, body=""), Misconfigured("http 302, code None"), "redirects are not followed"),
        (Fault(status=201, body="<html>"), Unknown("http 201"), "a success nobody can read"),
        (Fault(status=201, body="{}"), Unknown("http 201"), "a success without an id"),
        (
            Fault(status=400, body='{"type":"a","title":"b","status":400,"code":21211}'),
            Unreachable(),
            "the newer form of an error",
        ),
    ],
)
async def test_odd_answers(world: World, fault: Fault, expected: SendOutcome, why: str) -> None:
    """An answer that is not Twilio's usual JSON is judged by what is certain about it."""
    world.twilio.faults.append(fault)
    assert await world.channel.send(ANA, HELLO, attempts=1) == expected, why


async def test_a_cut_connection_leaves_the_fate_unknown(world: World) -> None:
    """When the connection breaks after the question was asked, the reply may or may not be out."""
    world.twilio.faults.append(Fault(how="reset"))
    assert await world.channel.send(ANA, HELLO, attempts=1) == Unknown("connection lost")


async def test_a_silent_twilio_does_not_hold_the_chat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer in time counts as unknown, and the chat goes on."""
    monkeypatch.setattr(twilio_outcomes, "SEND_TIMEOUT_S", 0.05)
    world.twilio.faults.append(Fault(how="hang"))
    assert await world.channel.send(ANA, HELLO, attempts=1) == Unknown("timeout")


async def test_no_connection_is_no_attempt(world: World) -> None:
    """Where no connection came about, nothing was sent, so it is simply tried later."""
    channel = world.rebuilt(api=f"http://127.0.0.1:{unused_port()}")
    assert await channel.send(ANA, HELLO, attempts=1) == Later(whole_channel=True)


async def test_the_real_rules_of_twilio(world: World) -> None:
    """Wrong settings, closed windows and nonsense addresses are refused by Twilio, and known for what they are."""
    wrong = world.rebuilt(token="x" * 32)
    assert await wrong.send(ANA, HELLO, attempts=1) == Misconfigured("http 401, code 20003")
    wrong = world.rebuilt(number="+18095559999")
    assert await wrong.send(ANA, HELLO, attempts=1) == Misconfigured("http 400, code 21212")
    wrong = world.rebuilt(account="AC" + "1" * 32)
    assert isinstance(await wrong.send(ANA, HELLO, attempts=1), Misconfigured)
    assert await world.channel.send("whatsapp:?", HELLO, attempts=1) == Unreachable()
    assert await world.channel.send("whatsapp:+18095550000", HELLO, attempts=1) == WindowClosed()
    world.phone.wrote_at = datetime.now(UTC) - timedelta(hours=25)
    assert await world.channel.send(ANA, HELLO, attempts=1) == WindowClosed()


@pytest.mark.parametrize("fault", [Fault(how="reset", processed=True), Fault(status=500, processed=True)])
async def test_a_reply_that_did_get_out_is_not_said_twice(world: World, fault: Fault) -> None:
    """After an unknown fate the reply is looked for first; found, it is not sent again."""
    world.twilio.faults.append(fault)
    assert isinstance(await world.channel.send(ANA, MENU, attempts=1), Unknown)
    out = world.twilio.log[-1].sid
    assert await world.channel.send(ANA, MENU, attempts=2) == Sent(out)
    assert len(world.shown()) == 1


async def test_a_reply_that_did_not_get_out_is_sent_again(world: World) -> None:
    """After an unknown fate, a reply that Twilio does not know of goes out."""
    world.twilio.faults.append(Fault(status=500))
    assert isinstance(await world.channel.send(ANA, HELLO, attempts=1), Unknown)
    assert isinstance(await world.channel.send(ANA, HELLO, attempts=2), Sent)
    assert world.shown() == [HELLO.text]


async def test_only_the_missing_parts_are_sent_again(world: World) -> None:
    """Of a reply in parts, what the person already has is not repeated."""
    long = Message(text="a" * 1500 + "b" * 1500 + "c" * 10)
    assert len(parts_of(long)) == 3
    assert isinstance(await world.channel.send(ANA, Message(text="a" * 1500), attempts=1), Sent)
    assert isinstance(await world.channel.send(ANA, long, attempts=2), Sent)
    assert world.shown() == list(parts_of(long))


async def test_what_failed_before_counts_as_not_sent(world: World) -> None:
    """A message that Twilio took and could not deliver is not taken for one that arrived."""
    world.phone.blocked = True
    await world.channel.send(ANA, HELLO, attempts=1)
    await world.twilio.settled()
    since = datetime.now(UTC) - timedelta(minutes=10)
    assert await world.channel.already_sent(ANA, HELLO, since) is None
    world.phone.blocked = False
    sent = await world.channel.send(ANA, HELLO, attempts=2)
    assert world.shown() == [HELLO.text]
    assert isinstance(sent, Sent)
    assert await world.channel.already_sent(ANA, HELLO, since) == sent.provider_id
    assert await world.channel.already_sent(ANA, HELLO, datetime.now(UTC) + timedelta(minutes=1)) is None
    assert await world.channel.already_sent("whatsapp:+18095550000", HELLO, since) is None


async def test_nothing_is_logged_about_people(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """However a call ends, no number, text or token of it is in the logs."""
    caplog.set_level("DEBUG")
    world.twilio.faults.append(Fault(status=500))
    await world.channel.send(ANA, HELLO, attempts=1)
    await world.channel.send(ANA, HELLO, attempts=2)
    ours = "".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.access")  # the sandbox's
    assert not [secret for secret in ("18095551234", "asistente", TOKEN, SID) if secret in ours]


async def test_a_page_can_watch_the_phone(world: World) -> None:
    """Every change of a chat, either way and tick by tick, is told to whoever shows the phone."""
    seen: list[str] = []
    world.twilio.on_change = lambda phone: seen.append(phone.chat[-1].tick)
    await world.phone.say("Sí")
    await world.channel.send(ANA, HELLO, attempts=1)
    await world.twilio.settled()
    assert seen == ["queued", "read", "queued", "sent", "delivered", "read"]


async def test_an_unreachable_webhook_shows_on_the_phone(world: World) -> None:
    """When our server is away, the phone of the demo shows that the message did not get through."""
    world.twilio.webhook_url = f"http://127.0.0.1:{unused_port()}/"
    assert await world.phone.say("Hola") == 0
    assert world.phone.chat[-1].tick == "failed"


async def test_buttons_can_be_made_and_pressed(world: World) -> None:
    """The sandbox takes buttons as Twilio does: made once, sent by their id, pressed on the phone."""
    auth = aiohttp.encode_basic_auth(SID, TOKEN)
    types = {"twilio/quick-reply": {"body": "¿{{1}}?", "actions": [{"title": "Comprar", "id": "3:buy"}]}}
    content = {"language": "es", "variables": {"1": "x"}, "types": types}
    headers = {"Authorization": auth}
    async with world.session.post(f"{world.api}v1/Content", json=content, headers=headers) as answer:
        assert answer.status == 201
        sid = (await answer.json())["sid"]
    form = {"From": f"whatsapp:{NUMBER}", "To": ANA, "ContentSid": sid, "ContentVariables": '{"1": "Seguimos"}'}
    url = f"{world.api}2010-04-01/Accounts/{SID}/Messages.json"
    async with world.session.post(url, data=form, headers=headers) as answer:
        assert answer.status == 201
    assert (await world.phone.hear()).text == "¿Seguimos?"
    await world.phone.tap("Comprar")
    event = world.webhook.arrivals[-1].event
    assert isinstance(event, OptionTapped)
    assert (event.option, event.step) == ("buy", 3)
