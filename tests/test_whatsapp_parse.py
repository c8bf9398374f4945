"""Whatever comes from WhatsApp becomes one event of one chat, and nothing that comes breaks the reading of it."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.media import attached
from adapters.records import Arrival
from adapters.sending import StatusUpdate, WindowClosed
from adapters.webhook import RawRequest
from adapters.whatsapp import WhatsAppChannel
from flows.events import (
    Ad,
    ContactShared,
    Event,
    Forwarded,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Sender,
    TextReceived,
)

SID = "AC" + "0" * 32
ANA = Sender(profile_name="Ana Pérez", phone="+18095551234")
AD = Ad(id="120200000000000001", headline="Apartamentos en Naco", click="ARAkLkA8rmlFeiCktEJQ")
HIDDEN = "whatsapp:DO.8f3kQ2mZ41xY"
PAYLOADS = Path(__file__).parent / "payloads" / "twilio"


def channel() -> WhatsAppChannel:
    return WhatsAppChannel(
        keeps_media=True,
        agency="casanova",
        name="whatsapp",
        account_sid=SID,
        auth_tokens=("t" * 32,),
        number="+18095550100",
        webhook_url="https://bot.example.com/webhooks/casanova/whatsapp",
        status_url="https://bot.example.com/webhooks/casanova/whatsapp/status",
        session=cast("aiohttp.ClientSession", None),  # nothing is sent here
    )


def posted(body: bytes) -> RawRequest:
    return RawRequest(target="/webhooks/casanova/whatsapp", headers={}, body=body)


def recorded(name: str) -> bytes:
    return (PAYLOADS / f"{name}.form").read_bytes()


def sm(number: int) -> str:
    return f"SM{number:032x}"


def mm(number: int) -> str:
    return f"MM{number:032x}"


def media(number: int) -> str:
    """A file, as its message and its own id."""
    return f"{mm(number)}/ME{number:032x}"


def form(**fields: str) -> bytes:
    return urlencode({**dict(parse_qsl(recorded("text").decode(), True)), **fields}).encode()


def parse(body: bytes) -> Arrival:
    (arrival,) = channel().parse(posted(body))
    return arrival


@pytest.mark.parametrize(
    ("name", "sid", "event"),
    [
        ("text", sm(1), TextReceived(text="Hola, ¿precio? 🏠 & más", message=sm(1), sender=ANA)),
        ("text-in-lines", sm(2), TextReceived(text="Me llamo Ana\nPérez  ", message=sm(2), sender=ANA)),
        ("text-after-ad", sm(4), TextReceived(text="Hola, quiero más información", message=sm(4), sender=ANA, ad=AD)),
        ("quick-reply", sm(5), OptionTapped(option="buy", step=3, sender=ANA)),
        ("quick-reply-of-a-template", sm(6), TextReceived(text="Me interesa", message=sm(6), sender=ANA)),
        ("list-picker", sm(7), OptionTapped(option="rent", step=12, sender=ANA)),
        (
            "voice",
            mm(8),
            MediaReceived(what="voice", message=mm(8), sender=ANA, attachment=attached(media(8), "audio/ogg")),
        ),
        (
            "photo-with-caption",
            mm(9),
            MediaReceived(
                what="file",
                caption="¿Es esta?",
                message=mm(9),
                sender=ANA,
                attachment=attached(media(9), "image/jpeg"),
            ),
        ),
        ("sticker", mm(10), MediaReceived(what="sticker", message=mm(10), sender=ANA)),
        ("contact-card", mm(11), ContactShared(phone="", whose="unknown", sender=ANA)),
        ("location", sm(12), LocationShared(sender=ANA)),
        ("named-place", sm(13), LocationShared(sender=ANA)),
    ],
)
def test_recorded_messages(name: str, sid: str, event: Event) -> None:
    """Every kind of message a person can send on WhatsApp is understood for what it is."""
    arrival = parse(recorded(name))
    alias = HIDDEN if b"ExternalUserId" in recorded(name) else ""
    assert arrival == Arrival(key=f"{SID}:{sid}", chat="whatsapp:+18095551234", alias=alias, event=event)


METADATA = '{"type":"whatsapp","data":{"context":{"ProfileName":"Ana","Forwarded":"true"}}}'
FAKED = '{"type":"whatsapp","data":{"context":{"ProfileName":"\\"Forwarded\\":\\"true\\""}}}'


@pytest.mark.parametrize(
    ("fields", "expected", "why"),
    [
        ({"Forwarded": "true"}, Forwarded(text="Hola", sender=ANA), "passed on"),
        ({"FrequentlyForwarded": "true"}, Forwarded(text="Hola", sender=ANA), "passed on by many"),
        ({"ChannelMetadata": METADATA}, Forwarded(text="Hola", sender=ANA), "said only there"),
        ({"Forwarded": "false"}, TextReceived(text="Hola", message=sm(1), sender=ANA), "their own"),
        ({"ChannelMetadata": FAKED}, TextReceived(text="Hola", message=sm(1), sender=ANA), "a name that says so"),
        ({"Forwarded": "true", "NumMedia": "1"}, Forwarded(text="Hola", sender=ANA), "beside a picture"),
        (
            {"Forwarded": "true", "NumMedia": "1", "Body": "", "MediaContentType0": "audio/ogg"},
            MediaReceived(what="voice", message=sm(1), sender=ANA),
            "a voice note has no words",
        ),
    ],
)
def test_what_is_forwarded_is_not_theirs(fields: dict[str, str], expected: Event, why: str) -> None:
    """A message that WhatsApp marks as forwarded is told apart from the person's own words."""
    assert parse(form(**{"Body": "Hola", **fields})).event == expected, why


@pytest.mark.parametrize("emoji", ["", "👍", "❤️"])
def test_a_reaction_says_nothing(emoji: str) -> None:
    """Whoever puts a 👍 on one of our messages has not answered the question that is pending."""
    body = urlencode({**dict(parse_qsl(recorded("reaction").decode(), True)), "Body": emoji}).encode()
    assert parse(body) == Arrival(key=f"{SID}:{sm(14)}", chat="whatsapp:+18095551234", ignored="reaction")
    assert parse(form(Body="👍")).event == TextReceived(text="👍", message=sm(1), sender=ANA), "written, it is a yes"


def test_a_hidden_number_is_a_chat_without_a_phone() -> None:
    """Somebody who hides the number is answered at the id WhatsApp gives, and has no phone that is vouched for."""
    arrival = parse(recorded("text-from-hidden-number"))
    assert arrival.chat == HIDDEN
    assert arrival.event is not None
    assert arrival.event.sender == Sender()


@pytest.mark.parametrize(
    ("sender", "phone", "why"),
    [
        ("whatsapp:+18095551234", "+18095551234", "E.164"),
        ("whatsapp:+5215555550108", "+525555550108", "Mexico, without the 1 that WhatsApp keeps"),
        ("whatsapp:+525555550108", "+525555550108", "Mexico"),
        ("whatsapp:+521555555010", "+521555555010", "nine digits behind the 1: part of the number"),
        ("whatsapp:18095551234", "", "no plus: an id, to which none is ever added"),
        ("whatsapp:+0123456789", "", "no country begins with 0"),
        ("whatsapp:+1809555123412345", "", "longer than any number"),
        ("whatsapp:+١٨٠٩٥٥٥١٢٣٤", None, "no address"),
        ("whatsapp:DO.ENT.9zX", "", "the id of a person across businesses"),
        ("+18095551234", None, "no channel"),
        ("whatsapp:", None, "nobody"),
        ("whatsapp:+1 809", None, "no address"),
    ],
)
def test_who_wrote(sender: str, phone: str | None, why: str) -> None:
    """A phone is vouched for only where WhatsApp shows it; what is no address at all is set aside."""
    arrival = parse(form(From=sender))
    if phone is None:
        assert (arrival.chat, arrival.event, arrival.ignored) == ("", None, "malformed"), why
    else:
        assert arrival.chat == sender
        assert arrival.event is not None
        assert arrival.event.sender.phone == phone, why


@pytest.mark.parametrize(
    ("fields", "expected", "why"),
    [
        ({"ButtonPayload": "7:yes"}, OptionTapped(option="yes", step=7, sender=ANA), "ours"),
        ({"ListId": "7:yes"}, OptionTapped(option="yes", step=7, sender=ANA), "a row of ours"),
        ({"ButtonPayload": "yes", "Body": "Sí"}, TextReceived(text="Sí", message=sm(1), sender=ANA), "not ours"),
        ({"ButtonPayload": "7:", "Body": "Sí"}, TextReceived(text="Sí", message=sm(1), sender=ANA), "no option"),
        ({"ButtonPayload": "٧:yes", "Body": "Sí"}, TextReceived(text="Sí", message=sm(1), sender=ANA), "no step"),
        ({"ButtonPayload": "x", "Body": ""}, MediaReceived(what="unknown", message=sm(1), sender=ANA), "nothing said"),
        ({"Body": "  "}, MediaReceived(what="unknown", message=sm(1), sender=ANA), "only spaces"),
        ({"Body": "a\0b"}, TextReceived(text="ab", message=sm(1), sender=ANA), "NUL cannot be stored"),
        (
            {"NumMedia": "x"},
            MediaReceived(what="file", caption="Hola, ¿precio? 🏠 & más", message=sm(1), sender=ANA),
            "?",
        ),
        ({"Latitude": "18.4", "Body": "a"}, TextReceived(text="a", message=sm(1), sender=ANA), "half a place"),
    ],
)
def test_odd_fields(fields: dict[str, str], expected: Event, why: str) -> None:
    """Fields that are not quite as documented still lead to an event that the conversation can answer."""
    assert parse(form(**fields)).event == expected, why


@pytest.mark.parametrize(
    ("body", "chat_known", "why"),
    [
        (form() + b"&Body=otra", True, "two texts"),
        (form() + b"".join(b"&x%d=" % n for n in range(301)), True, "too many fields"),
        (form() + b"&x=" * 301, True, "one field too often"),
        (form() + b"&From=whatsapp%3A%2B18095559999", False, "two people"),
        (form() + b"&MessageSid=SM1", False, "two ids"),
        (form(MessageSid=""), False, "no id"),
        (form(MessageSid="SM é"), False, "no id that Twilio would give"),
        (form(MessageSid="SM1"), False, "too short an id"),
        (form(MessageSid=sm(1) + "NumMedia0"), False, "an id that swallowed the next field"),
        (form(MessageSid="CA" + "0" * 32), False, "the id of a phone call"),
        (form(Body=f"xMessageSid{sm(2)}"), False, "a text that holds an id where the signature has one"),
        (b"", False, "nothing"),
        (b'{"Body": "hola"}', False, "no form"),
    ],
)
def test_contradictions_are_never_guessed_at(body: bytes, chat_known: bool, why: str) -> None:
    """A message that contradicts itself is answered where the chat is known, else kept aside: never half believed."""
    arrival = parse(body)
    if chat_known:
        assert arrival.chat == "whatsapp:+18095551234"
        assert arrival.event == MediaReceived(what="unknown", message=sm(1), sender=ANA), why
    else:
        assert (arrival.event, arrival.ignored, arrival.raw) == (None, "malformed", body), why


def test_what_is_kept_of_the_unreadable_is_little() -> None:
    """Of what cannot be read at most 2 KiB are kept, under a key that a repeat of it shares."""
    body = b"x" * 60_000
    assert len(parse(body).raw) == 2048
    assert parse(body).key == parse(body).key != parse(body + b"y").key


def test_text_that_is_no_utf8_is_cleaned() -> None:
    """Broken bytes in a text leave a mark, and the rest of it is read."""
    event = parse(form(Body="").replace(b"Body=", b"Body=caf%FF+ma%C3%B1ana\xff%ED%A0%80")).event
    assert isinstance(event, TextReceived)
    assert event.text.startswith("caf\ufffd mañana\ufffd")
    event.text.encode()


STATUS = f"MessageSid={sm(1)}".encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (recorded("status-sent"), StatusUpdate(provider_id=sm(15), status="sent")),
        (recorded("status-read"), StatusUpdate(provider_id=sm(16), status="read")),
        (
            recorded("status-undelivered"),
            StatusUpdate(provider_id=sm(17), status="undelivered", error_code=63016, failure=WindowClosed()),
        ),
        (recorded("text"), None),
        (b"", None),
        (STATUS + b"&MessageStatus=accepted", StatusUpdate(provider_id=sm(1), status="queued")),
        (STATUS + b"&MessageStatus=sending", StatusUpdate(provider_id=sm(1), status="sending")),
        (STATUS + b"&MessageStatus=canceled", StatusUpdate(provider_id=sm(1), status="failed")),
        (STATUS + b"&MessageStatus=delivered", StatusUpdate(provider_id=sm(1), status="delivered")),
        (
            STATUS + b"&MessageStatus=failed&ErrorCode=x",
            StatusUpdate(provider_id=sm(1), status="failed"),
        ),
        (STATUS + b"&MessageStatus=something_new", None),
        (STATUS + b"&MessageStatus=sent&MessageStatus=read", None),
        (STATUS + b"9&MessageStatus=sent", None),
        (b"MessageStatus=sent", None),
    ],
)
def test_status_callbacks(body: bytes, expected: StatusUpdate | None) -> None:
    """What Twilio reports of a sent message is read into the few steps we know; anything else says nothing."""
    assert channel().parse_status(posted(body)) == expected


NAMES = ["From", "MessageSid", "Body", "NumMedia", "MediaContentType0", "Latitude", "Longitude", "ButtonPayload", "To"]
VALUES = st.one_of(st.text(max_size=40), st.sampled_from(["whatsapp:+18095551234", "SM1", "1", "3:buy", "audio/ogg"]))


PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=12)
FORMS = PAIRS.map(lambda pairs: urlencode(pairs, errors="replace").encode())


@given(st.one_of(st.binary(max_size=400), FORMS))
def test_no_body_breaks_the_reading(body: bytes) -> None:
    """Nothing that could be posted stops us: there is always one arrival, with a key, that can be stored."""
    arrival = parse(body)
    assert arrival.key
    assert (arrival.event is None) == bool(arrival.ignored)
    assert "\\x00" not in repr((arrival.key, arrival.chat, arrival.event))
    assert str(arrival).encode()
    channel().parse_status(posted(body))
