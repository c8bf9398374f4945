"""Only Twilio, calling for our account and our number, gets past the door of the WhatsApp webhook."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import cast
from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from adapters.twilio_form import read_form
from adapters.webhook import RawRequest
from adapters.whatsapp import SIGNATURE, SIGNATURE_SETTINGS, WhatsAppChannel, is_signed

SID = "AC" + "0" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
OLD_TOKEN = "fedcba9876543210fedcba9876543210"
URL = "https://bot.example.com/webhooks/twilio/whatsapp"
TARGET = "/webhooks/twilio/whatsapp"
FORM = {
    "SmsMessageSid": "SM00000000000000000000000000000001",
    "SmsSid": "SM00000000000000000000000000000001",
    "MessageSid": "SM00000000000000000000000000000001",
    "NumMedia": "0",
    "ProfileName": "Ana Pérez",
    "MessageType": "text",
    "WaId": "18095551234",
    "SmsStatus": "received",
    "Body": "Hola, ¿precio? 🏠 & más",
    "To": "whatsapp:+14155238886",
    "NumSegments": "1",
    "ReferralNumMedia": "0",
    "AccountSid": SID,
    "From": "whatsapp:+18095551234",
    "ApiVersion": "2010-04-01",
}


def channel(webhook_url: str = URL) -> WhatsAppChannel:
    return WhatsAppChannel(
        agency="casanova",
        name="whatsapp",
        account_sid=SID,
        auth_tokens=(TOKEN, OLD_TOKEN),
        number="+14155238886",
        webhook_url=webhook_url,
        status_url=webhook_url.partition("#")[0] + "/status",
        session=cast("aiohttp.ClientSession", None),  # nothing is sent here
    )


def request(body: bytes, signature: str, *, target: str = TARGET, charset: str | None = None) -> RawRequest:
    return RawRequest(
        target=target,
        headers={SIGNATURE: signature},
        body=body,
        content_type="application/x-www-form-urlencoded",
        charset=charset,
    )


def sign(form: dict[str, str], *, token: str = TOKEN, url: str = URL) -> str:
    return str(RequestValidator(token).compute_signature(url, form))  # type: ignore[no-untyped-call]  # twilio has no types


def signed(form: dict[str, str], *, token: str = TOKEN, url: str = URL, target: str = TARGET) -> RawRequest:
    return request(urlencode(form).encode(), sign(form, token=token, url=url), target=target)


HOST = "https://mycompany.com"
PATH = "/myapp.php?foo=1&bar=2"
U = HOST + PATH
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
DIGITS = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
BINDINGS = [("MessagingBinding.Address", "+1325xxxxxxx"), ("MessagingBinding.Address", "+1415xxxxxxx")]
JSON_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
EMPTY_HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

VECTORS = [
    (U, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "a form"),
    (HOST + ":443" + PATH, CALL, "kvajT1Ptam85bY51eRf/AJRuM3w=", "the port was written out"),
    ("http://mycompany.com:80" + PATH, CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4=", "http and its port"),
    ("http://mycompany.com:1234" + PATH, CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=", "another port"),
    (HOST + ":1234" + PATH, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "Twilio left the port out"),
    (U, DIGITS, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", "repeated names and values"),
    (U, BINDINGS, "83O6e2vORAoJHUNzJjDWN1jz+BA=", "one name, two values"),
    (U, BINDINGS[::-1], "83O6e2vORAoJHUNzJjDWN1jz+BA=", "in whatever order"),
    (f"{U}&bodySHA256={JSON_HASH}", [], "a9nBmqA0ju/hNViExpshrM61xv4=", "the URL of a JSON post"),
    (f"{HOST}/myapp.php?bodySHA256={JSON_HASH}", [], "y77kIzt2vzLz71DgmJGsen2scGs=", "no other query"),
    (f"{U}&bodySHA256={EMPTY_HASH}", [], "Ldidvp12m26NI7eqEvxnEpkd9Hc=", "with the port"),
    (f"{U}&bodySHA256={EMPTY_HASH}", [], "rw/jVviOgicj2+kHZULvebnA4ag=", "without the port"),
    ("https://user:pass@mycompany.com" + PATH, CALL, "CukzLTc1tT5dXEDIHm/tKBanW10=", "a password"),
    ("https://user:pass@mycompany.com" + PATH, CALL, "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=", "a password and the port"),
    ("https://user@mycompany.com" + PATH, CALL, "2YRLlVAflCqxaNicjMpJcSTgzSs=", "a user"),
    ("https://user@mycompany.com" + PATH, CALL, "aZfj4hyX1MLZhSS6QIL18Vn2/RA=", "a user and the port"),
    (U + "&Body=It%27s+amazing", CALL, "TfZzewPq8wqrGlMfyAud8+/IvJ0=", "the query stays as it was sent"),
    (U + "&Body=It's+amazing", CALL, "dsq4Ehbj6cs+KdTkpF5sSSplOWw=", "nothing is encoded for it"),
    (U, [], "zYQTYrRWXE7LtzbG4PfP7/bkkGo=", "no form at all"),
]


@pytest.mark.parametrize(("url", "fields", "signature", "why"), VECTORS)
def test_the_published_signatures_are_accepted(
    url: str, fields: list[tuple[str, str]], signature: str, why: str
) -> None:
    """Every signature of Twilio's own test suites is recognised on a form as it comes over the wire."""
    form = read_form(request(urlencode(fields).encode(), ""))
    validator = RequestValidator("12345")  # type: ignore[no-untyped-call]  # twilio has no types
    assert is_signed(validator, url, form, signature), why
    other = ("A" if signature[0] != "A" else "B") + signature[1:]
    assert not is_signed(validator, url, form, other)


def test_a_shared_key_signature_is_accepted() -> None:
    """Where Twilio signs with SHA-256, that published signature is recognised too."""
    form = read_form(request(urlencode(CALL).encode(), ""))
    validator = RequestValidator("12345")  # type: ignore[no-untyped-call]  # twilio has no types
    assert is_signed(validator, U, form, "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=", "HMAC_SHA256")


@pytest.mark.parametrize(
    ("body", "signature", "algorithm", "why"),
    [
        (FORM["Body"], "xZPYzrgqCnAG1NI9F9kEztSa3eY=", "", "as WhatsApp messages come"),
        (FORM["Body"], "QE2zIW/YhCYobXWOnWuOYtrx/rg=", "", "with the port"),
        ("", "bOGmC5fPW2tNzSh20fJV0Jo1zrM=", "", "an empty field counts"),
        (
            FORM["Body"],
            "AlCvmWDeuCuaEQlqUrT0PCQXzq0XGYD8+gJQWp5NtOE=",
            "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
            "signed with a shared key",
        ),
    ],
)
def test_a_whatsapp_message_is_accepted(body: str, signature: str, algorithm: str, why: str) -> None:
    """A genuine WhatsApp message, accents and emoji and all, is let in."""
    message = RawRequest(
        target=TARGET,
        headers={SIGNATURE: signature, SIGNATURE_SETTINGS: algorithm},
        body=urlencode({**FORM, "Body": body}).encode(),
    )
    assert channel().verify(message), why


def test_the_previous_token_still_counts() -> None:
    """While a token is being changed, calls signed with the old one are let in as well."""
    assert channel().verify(signed(FORM, token=OLD_TOKEN))
    assert not channel().verify(signed(FORM, token="f" * 32))


@pytest.mark.parametrize(
    ("target", "signed_url", "accepted", "why"),
    [
        (TARGET, URL, True, "as configured"),
        (TARGET + "?a=1&b=%C3%A1&a=", URL + "?a=1&b=%C3%A1&a=", True, "a query counts exactly as it was sent"),
        (TARGET + "?a=1", URL, False, "the query was not signed"),
        (TARGET, "https://evil.example.com/webhooks/twilio/whatsapp", False, "signed for another host"),
        (TARGET, URL + "/status", False, "signed for the status callback"),
        (TARGET + "?é", URL, False, "no URL holds that"),
    ],
)
def test_the_signed_url_is_the_configured_one(target: str, signed_url: str, accepted: bool, why: str) -> None:
    """What counts is the public URL in the settings, never what a caller says the host is."""
    assert channel().verify(signed(FORM, url=signed_url, target=target)) is accepted, why


def test_connection_settings_in_the_url_are_not_signed() -> None:
    """Twilio's «#rc=3» after the webhook URL changes nothing about its signature."""
    assert channel(URL + "#rc=3&rp=5xx").verify(signed(FORM))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"AccountSid": "AC" + "1" * 32}, "another account"),
        ({"To": "whatsapp:+18095559999"}, "another number"),
        ({"AccountSid": ""}, "no account"),
    ],
)
def test_calls_for_somebody_else_are_refused(change: dict[str, str], why: str) -> None:
    """A rightly signed call that is not for our account and our number is refused."""
    assert not channel().verify(signed({**FORM, **change})), why


def test_status_callbacks_name_our_number_as_sender() -> None:
    """A status callback is checked against its own URL, and against the number it came from."""
    form = {**FORM, "From": FORM["To"], "To": FORM["From"], "MessageStatus": "read"}
    url, target = URL + "/status", TARGET + "/status"
    assert channel().verify(signed(form, url=url, target=target))
    assert not channel().verify(signed(FORM, url=url, target=target))
    assert not channel().verify(signed(form, target=target))
    assert channel().verify(signed(form, url=url, target=target.removeprefix("/webhooks")))  # behind a proxy


def test_a_call_without_a_signature_is_refused_unread() -> None:
    """Without the signature's header nobody needs to read the body."""
    assert channel().admits({}) is False
    assert channel().admits({SIGNATURE: ""}) is False
    assert channel().admits({SIGNATURE: sign(FORM)}) is None
    assert not channel().verify(RawRequest(target=TARGET, headers={}, body=urlencode(FORM).encode()))


PLAIN = urlencode({name: value for name, value in FORM.items() if name != "Body"})


@pytest.mark.parametrize(
    ("body", "charset", "why"),
    [
        (PLAIN.encode() + b"&Body=a%FFb", None, "%-coded bytes that are no UTF-8"),
        (PLAIN.encode() + b"&Body=a\xffb", None, "raw bytes that are no UTF-8"),
        (PLAIN.encode() + b"&Body=%ED%A0%80", None, "a lone surrogate"),
        (PLAIN.encode() + b"&Body=a%00b", None, "NUL"),
        (PLAIN.encode() + b"&Body=hola", "x-nobody-knows", "an unknown charset"),
        (PLAIN.encode() + b"&Body=hola", "utf-16", "a charset that is not believed"),
        (PLAIN.encode() + b"&Body=hola&Body=adios", None, "a field repeated"),
        (PLAIN.encode() + b"&Body=hola" + b"".join(b"&x%d=" % n for n in range(301)), None, "more than 300 fields"),
    ],
)
def test_strange_bodies_are_judged_by_their_signature(body: bytes, charset: str | None, why: str) -> None:
    """However odd a body is, the right signature lets it in and the wrong one does not."""
    data = "".join(sorted({name + value for name, value in parse_qsl(body.decode("utf-8", "replace"), True)}))
    digest = hmac.new(TOKEN.encode(), (URL + data).encode(), hashlib.sha1).digest()
    assert channel().verify(request(body, base64.b64encode(digest).decode(), charset=charset)), why
    assert not channel().verify(request(body, sign(FORM), charset=charset)), why


def test_a_stranger_cannot_keep_us_busy() -> None:
    """A form far beyond what Twilio could send is refused before anything of it is computed."""
    fields = {f"x{n}": "" for n in range(5000)}
    assert not channel().verify(signed({**FORM, **fields}))


def test_a_declared_single_byte_charset_is_read_with_it() -> None:
    """A form in Latin-1 that says so is checked, and read, as what it says."""
    form = {**FORM, "Body": "¿Precio?"}
    message = request(urlencode(form, encoding="latin-1").encode(), sign(form), charset="ISO-8859-1")
    assert channel().verify(message)
    assert read_form(message).one("Body") == "¿Precio?"
    assert channel().verify(request(urlencode(form).encode(), sign(form), charset="ISO-8859-1"))  # and was UTF-8


PIECES = [b"&", b"=", b"%", b"%C3", b"%00", b"+", b"\xff", b"\xc3\xa9", b"\xed\xa0\x80", b"Body", b"From", b"0", b";"]


@given(
    body=st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)),
    signature=st.one_of(st.text(max_size=40), st.text(alphabet="é\udcffA=", min_size=28, max_size=28)),
    target=st.text(max_size=60).map(lambda rest: TARGET + rest),
    charset=st.one_of(st.none(), st.sampled_from(["utf-8", "idna", "zlib", "rot13", "latin-1", "cp1252", "\0"])),
)
def test_no_request_breaks_the_door(body: bytes, signature: str, target: str, charset: str | None) -> None:
    """Nothing a stranger can send is accepted, or does more than be refused."""
    assert channel().verify(request(body, signature, target=target, charset=charset)) is False


@given(place=st.integers(0, len(urlencode(FORM)) - 1), byte=st.integers(0, 255))
def test_one_changed_byte_is_enough(place: int, byte: int) -> None:
    """A genuine message with any byte of it changed is refused, unless it still says the same."""
    body = bytearray(urlencode(FORM).encode())
    body[place] = byte
    changed = request(bytes(body), sign(FORM))
    same = dict(parse_qsl(bytes(body).decode("utf-8", "replace"), True)) == FORM
    assert channel().verify(changed) is same
