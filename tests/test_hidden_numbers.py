"""People who hide their number on WhatsApp are answered where they write, and stay one chat whatever they show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.engines import open_store
from adapters.records import Arrival, Received
from adapters.store import Store
from adapters.twilio_form import Form, read_event
from bot.main import running
from bot.sandbox.twilio_phone import Phone
from bot.sandbox.world import World, open_world
from flows.events import ContactShared, Event
from tests.services import within
from tests.stores import AGENCY, ANA, CHANNEL, HANDING, after, reply, saying, text

USER = "whatsapp:DO.8f3kQ2mZ41xY"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nTEL;type=CELL;waid={digits}:{phone}\r\nEND:VCARD"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


def writing(key: str, chat: str, alias: str = "") -> Arrival:
    return replace(text(key, chat=chat), alias=alias)


async def received(store: Store, arrival: Arrival) -> Received:
    return await store.receive(AGENCY, CHANNEL, [arrival], after(int(arrival.key)))


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        ([(ANA, USER), (USER, "")], "the number is hidden from some day on"),
        ([(USER, ""), (ANA, USER), (ANA, "")], "a number that appears later"),
        ([(ANA, ""), (ANA, USER), (USER, "")], "the second id is new to us"),
        ([(USER, ""), (ANA, USER), (USER, "")], "shown once"),
    ],
)
async def test_whatever_a_person_shows_is_one_chat(store: Store, ids: list[tuple[str, str]], why: str) -> None:
    """The id that came along once is known from then on, and a reply goes to the one that wrote last."""
    chats = set()
    for key, (address, alias) in enumerate(ids):
        (chat,) = (await received(store, writing(str(key), address, alias))).chats
        await store.apply(chat, saying("¿y qué más?"), after(key), HANDING)
        chats.add(chat)
    (due,) = await store.claim_replies(after(70), 60, 10)
    assert (len(chats), due.chat.address) == (1, ids[-1][0]), why


async def test_two_chats_become_one_when_both_ids_come_together(store: Store) -> None:
    """Who wrote under either before writes under both from now on."""
    (old,) = (await received(store, writing("1", ANA))).chats
    (hidden,) = (await received(store, writing("2", USER))).chats
    assert old != hidden
    for key, ids in (("3", (ANA, USER)), ("4", (USER, "")), ("5", (ANA, ""))):
        assert (await received(store, writing(key, *ids))).chats == (old,)


async def test_erasing_by_either_id_finds_the_person(store: Store) -> None:
    """«leadbot erase» with the number, of a chat that began without it."""
    await received(store, writing("1", USER))
    await received(store, writing("2", ANA, USER))
    assert (await store.traces(ANA)).chats == (await store.traces(USER)).chats == 1
    assert (await store.erase(ANA)).existed
    (chat,) = (await received(store, writing("3", USER))).chats
    assert chat


async def test_a_plain_message_needs_nothing_more(store: Store) -> None:
    """Known ids are looked up with the chat, and a stranger with one id is nobody's alias."""
    await reply(store, "uno")
    (other,) = (await received(store, writing("1", "whatsapp:+18295550177", ANA.replace("0134", "0199")))).chats
    (again,) = (await received(store, writing("2", "whatsapp:+18295550177", ANA.replace("0134", "0199")))).chats
    assert other == again


def form(**fields: str) -> Form:
    base = {"From": "whatsapp:+18095550134", "Body": "", "MessageSid": "SM" + "0" * 32, "NumMedia": "0"}
    return Form({name: [value] for name, value in {**base, **fields}.items()})


def test_an_id_that_may_have_been_cut_out_of_a_text_is_not_believed() -> None:
    """Twilio signs names and values as one text, so somebody else's id could be made a field of its own."""
    assert form(ExternalUserId=USER).user_id() == USER
    assert form(ExternalUserId=USER, ChannelMetadata=f'{{"ExternalUserId":"{USER}"}}').user_id() == USER
    assert form(ExternalUserId=USER, Body=f"ExternalUserId{USER}").user_id() == ""
    assert form(ExternalUserId="whatsapp:+18095550177").user_id() == ""
    assert form(ExternalUserId=USER, From=USER).user_id() == ""


@pytest.mark.parametrize(
    ("fields", "expected", "why"),
    [
        ({"Body": CARD.format(digits="18095550134", phone="+1 809-555-0134")}, ("+18095550134", "own"), "their own"),
        ({"Body": CARD.format(digits="18295550177", phone="+1 829 555 0177")}, ("+18295550177", "other"), "another's"),
        ({"Body": CARD.format(digits="1", phone="+18295550177"), "From": USER}, ("+18295550177", "unknown"), "hidden"),
        ({"MediaContentType0": "text/vcard", "NumMedia": "1"}, ("", "unknown"), "a file, which is not fetched"),
        ({"MediaContentType0": "text/x-vcard; charset=utf-8", "NumMedia": "1"}, ("", "unknown"), "the same"),
        ({"MessageType": "contacts"}, ("", "unknown"), "nothing but its kind"),
    ],
)
def test_a_contact_card_is_known_for_one(fields: dict[str, str], expected: tuple[str, str], why: str) -> None:
    """In whichever shape Twilio may bring it; the number that WhatsApp vouches for is the person's own."""
    event: Event = read_event(form(**fields))
    assert isinstance(event, ContactShared), why
    assert (event.phone, event.whose) == expected, why


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as outside, running(outside.settings):
        yield outside


async def heard(phone: Phone, *texts: str) -> str:
    """What is answered to the last of these."""
    answer = ""
    for words in texts:
        await phone.say(words)
        answer = (await within(phone.hear())).text
    return answer


async def test_a_hidden_number_is_asked_for_without_a_button(world: World) -> None:
    """WhatsApp has none that is known to work, so none is spoken of; a card says that it has to be typed."""
    phone = world.twilio.phone("DO.8f3kQ2mZ41xY", "Ana")
    assert await heard(phone, "hola", "comprar", "Ana Peña") == "WhatsApp no me muestra tu número. ¿Me lo escribes?"
    await phone.send_media("text/vcard")
    assert (await within(phone.hear())).text == "No veo un número ahí. ¿Me lo escribes otra vez?"
    assert (await heard(phone, "829-555-0177")).startswith("¿A qué correo te mandan")


async def test_a_number_that_appears_later_is_vouched_for(world: World) -> None:
    """The same chat goes on, and the number is stated instead of asked for."""
    phone = world.twilio.phone("+18095550134", "Ana")
    phone.user_id, phone.hides = "DO.8f3kQ2mZ41xY", True
    await heard(phone, "hola", "comprar")
    phone.hides = False
    assert "Te contactamos al 809-555-0134" in await heard(phone, "Ana Peña")
    phone.hides = True
    assert "¿algo más para el asesor?" in await heard(phone, "ana@example.com")
    assert [row.fields["To"] for row in world.twilio.log if not row.inbound][-1] == USER
