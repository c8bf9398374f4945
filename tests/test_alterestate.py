"""What AlterEstate is asked, and what each of its answers means (promises §5, facts/alterestate §6)."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector
from aiohttp.test_utils import TestServer, unused_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from adapters.alterestate import ANSWER_LIMIT, AlterEstate, Labels, read_answer, request_body
from adapters.alterestate_request import ALL_OPTIONAL, LONG_NOTES, VIA_AS_TEXT
from adapters.store.codec import load_lead
from bot.sandbox.crm import SandboxCrm
from flows.lead import Intent
from flows.outcomes import (
    Accepted,
    AlreadyRegistered,
    Created,
    Invalid,
    Later,
    NotSent,
    Outcome,
    Refused,
    Unclear,
)

PAYLOADS = Path(__file__).parent / "payloads" / "alterestate"
LEAD = load_lead((PAYLOADS / "lead.json").read_bytes())
LABELS = Labels(via="104", platform="WhatsApp", form_name="chatbot-whatsapp", round_robin="RR0001")
DATE = "Mon, 23 Nov 2026 14:00:00 GMT"


# --- The request -------------------------------------------------------------------------------------------------


def test_a_confirmed_lead_becomes_the_documented_fields() -> None:
    """Everything the person confirmed reaches its own field of the CRM, and their words arrive escaped."""
    assert request_body(LEAD, LABELS) == json.loads((PAYLOADS / "request-buy-from-a-sign.json").read_text())


@pytest.mark.parametrize(
    ("intent", "listing_type"),
    [(Intent.BUY, 1), (Intent.RENT, 2), (Intent.BOTH, None), (Intent.OFFER, None), (Intent.UNDECIDED, None)],
)
def test_listing_type(intent: Intent, listing_type: int | None) -> None:
    """Buying is 1 and renting is 2; anything else is told in the notes and not guessed."""
    assert request_body(replace(LEAD, intent=intent), LABELS).get("listing_type") == listing_type


@pytest.mark.parametrize(
    ("labels", "sent"),
    [
        (Labels(via="105"), {"via": 105}),
        (Labels(via="WA-1"), {"via": "WA-1"}),
        (Labels(via="١٠٥"), {"via": "١٠٥"}),
        (Labels(), {}),
        (Labels(related="agent@example.do"), {"related": "agent@example.do"}),
        (Labels(related="agent@example.do", round_robin="RR1"), {"related": "agent@example.do"}),
        (Labels(round_robin="RR1"), {"round_robin": "RR1"}),
    ],
)
def test_labels(labels: Labels, sent: dict[str, object]) -> None:
    """A channel ID of digits goes as a number, and never are an agent and a rule sent together."""
    body = request_body(LEAD, labels)
    assert {field: body[field] for field in ("via", "related", "round_robin") if field in body} == sent


def test_a_lead_with_nothing_optional_is_still_whole() -> None:
    """Without notes, sign or budget only what exists is sent, and our own id always."""
    bare = replace(LEAD, notes=(), property_uid="", code="", origin="directo", budget=None, intent=Intent.UNDECIDED)
    assert request_body(bare, Labels()) == {
        "full_name": LEAD.full_name,
        "phone": LEAD.phone.e164,
        "email": LEAD.email.address,
        "utm_source": "directo",
        "metadata": {"leadbot_id": LEAD.id, "reference": LEAD.reference},
    }


@pytest.mark.parametrize(
    ("without", "gone", "lines"),
    [
        (("property_uid",), {"property_uid"}, ["Propiedad: KNM6135T3B"]),
        (("via",), {"via"}, ["Canal: 104"]),
        (("listing_type",), {"listing_type"}, ["Operación: compra"]),
        (("budget",), {"budget", "currency"}, ["Moneda: USD", "Presupuesto: 150000"]),
        (("metadata",), {"metadata"}, [f"Referencia: {LEAD.id} · R-7K2M4"]),
        (("related",), set(), []),
    ],
)
def test_left_out_fields_move_to_the_notes(without: tuple[str, ...], gone: set[str], lines: list[str]) -> None:
    """What the CRM does not accept in its own field is still there for the agent to read."""
    whole, body = request_body(LEAD, LABELS), request_body(LEAD, LABELS, without=without)
    assert set(whole) - set(body) == gone
    assert str(body["notes"]).split("\n")[2:] == lines


def test_an_unknown_agent_gives_way_to_the_rule() -> None:
    """A lead whose agent the CRM does not know goes by the agency's default rule, and the notes say who was meant."""
    labels = replace(LABELS, related="agent@example.do")
    body = request_body(LEAD, labels, without=("related",))
    assert body["round_robin"] == "RR0001"
    assert "related" not in body
    assert str(body["notes"]).endswith("Agente: agent@example.do")


def test_only_the_required_fields_and_notes() -> None:
    """The last step keeps name, phone and e-mail, and every other value as a line of the notes."""
    body = request_body(LEAD, LABELS, without=(ALL_OPTIONAL,))
    assert set(body) == {"full_name", "phone", "email", "notes"}
    for value in ("KNM6135T3B", "104", "RR0001", "WhatsApp", "letrero", "K7M4PF", "USD", "150000", LEAD.id):
        assert value in str(body["notes"])


def test_a_channel_id_can_go_as_text() -> None:
    """A CRM that refuses the number may still take the same ID as text."""
    assert request_body(LEAD, LABELS, without=(VIA_AS_TEXT,))["via"] == "104"


def test_notes_are_shortened_only_when_asked() -> None:
    """Long notes go whole at first, and are cut to 2,000 characters without breaking an escape."""
    long = replace(LEAD, notes=("a" * 1997 + "<" * 500,))
    assert len(str(request_body(long, LABELS)["notes"])) == 1997 + 4 * 500
    assert request_body(long, LABELS, without=(LONG_NOTES,))["notes"] == "a" * 1997


# --- Its answers -------------------------------------------------------------------------------------------------

FILES: list[tuple[str, Outcome]] = [
    ("201-created.json", Created(reference="D9dEML2g39")),
    ("201-created-newer.json", Created(reference="D9dEML2g40")),
    ("201-only-log-id.json", Created(reference="453997")),
    ("200-already-exists.json", AlreadyRegistered(reference="LOG123456")),
    ("200-new-contact.json", Created(reference="D9dEML2g41", status=200)),
    ("200-new-deal.json", Created(reference="Q1w2E3r4T6", status=200)),
    ("200-says-little.json", Accepted(detail='{"status":200,"message":"Lead received"}')),
    ("200-error.json", Invalid(status=200, fields=("email",))),
    ("400-missing-phone.json", Invalid(status=400, fields=("phone",))),
    ("400-unknown-agent.json", Invalid(status=400, fields=("related",))),
    ("400-agent-in-words.json", Invalid(status=400)),
    ("400-two-fields.json", Invalid(status=400, fields=("email", "phone"))),
    ("400-under-errors.json", Invalid(status=400, fields=("via",))),
    ("400-exists.json", Invalid(status=400)),  # existence is never a reason to ask the person (promises §9)
    ("401-token.json", Refused(status=401, detail='{"detail":"Invalid token."}')),
]


@pytest.mark.parametrize(("name", "expected"), FILES, ids=[name for name, _ in FILES])
def test_recorded_answers(name: str, expected: Outcome) -> None:
    """Each documented or observed answer has one meaning."""
    seen = read_answer(int(name[:3]), {}, (PAYLOADS / name).read_bytes())
    assert (replace(seen, detail="") if isinstance(seen, Invalid) else seen) == expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (201, b"", Created()),
        (201, b'{"status": 201, "da', Created(detail='{"status": 201, "da')),
        (201, b"[]", Created(detail="[]")),
        (201, b'{"data": {"uid": 77}}', Created(reference="77")),
        (201, b'{"data": "no", "deal_id": 5, "log_id": true}', Created(reference="5")),
        (200, b'{"status":200,"message":"ALREADY EXISTS"}', AlreadyRegistered()),
        (200, b"[]", Accepted(detail="[]")),
        (200, b"", Unclear(reason="unrecognised", status=200)),
        (200, b"<html>ok</html>", Unclear(reason="unrecognised", status=200, detail="<html>ok</html>")),
        (202, b"{}", Unclear(reason="unrecognised", status=202, detail="{}")),
        (204, b"", Unclear(reason="unrecognised", status=204)),
        (
            422,
            b'{"detail":{"budget":["no"]}}',
            Invalid(status=422, fields=("budget",), detail='{"detail":{"budget":["no"]}}'),
        ),
        (400, b'{"message":{"via":["no"]}}', Invalid(status=400, fields=("via",), detail='{"message":{"via":["no"]}}')),
        (413, b"", Invalid(status=413)),
    ],
)
def test_odd_answers(status: int, body: bytes, expected: Outcome) -> None:
    """A 201 stays new whatever its body, and a 200 without readable JSON counts as unknown."""
    assert read_answer(status, {}, body) == expected


def test_a_created_lead_that_says_error_is_flagged() -> None:
    """A 201 that calls itself an error stays new, and staff see what it said."""
    seen = read_answer(201, {}, (PAYLOADS / "201-called-an-error.json").read_bytes())
    assert isinstance(seen, Created)
    assert "Invalid via" in seen.detail


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 402, 403, 404, 405, 406, 410, 415, 431])
def test_configuration_faults(status: int) -> None:
    """A wrong key, address or wall is nothing that this one lead can help."""
    assert read_answer(status, {}, b"") == Refused(status=status)


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 520])
def test_faults_of_unknown_fate(status: int) -> None:
    """A server error may have come after the lead was stored."""
    assert read_answer(status, {"Retry-After": "7"}, b"") == Unclear(reason="status", status=status, retry_after_s=7)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60),
        ({"Retry-After": "30"}, 30),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "86400"}, 3600),
        ({"Retry-After": "9" * 5000}, 60),
        ({"Retry-After": "-5"}, 60),
        ({"Retry-After": "soon"}, 60),
        ({"Retry-After": "Mon, 23 Nov 2026 14:02:00 GMT", "Date": DATE}, 120),
        ({"Retry-After": "Mon, 23 Nov 2026 13:00:00 GMT", "Date": DATE}, 1),
        ({"Retry-After": "Mon, 23 Nov 2026 14:02:00 GMT"}, 60),
        ({"Retry-After": "Fri, 99 Foo 2026", "Date": DATE}, 60),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float) -> None:
    """The pause the CRM asks for counts as seconds or as a date, from 1 s to 1 h; without one it is a minute."""
    assert read_answer(429, headers, b"") == Later(after_s=seconds)


def test_what_staff_read_hides_contacts() -> None:
    """An e-mail or phone that the CRM repeats in an error is covered before anyone keeps it."""
    seen = read_answer(500, {}, b"<p>Ana\n ana.pena@gmail.com +1 (809) 555-0134, 8095550134</p>")
    assert isinstance(seen, Unclear)
    assert "gmail" not in seen.detail
    assert "555" not in seen.detail


@given(
    st.integers(100, 599),
    st.one_of(st.binary(max_size=60), st.from_regex(rb'\{"(status|data|email|deal_x)":.{0,30}\}')),
)
def test_any_answer_has_a_meaning(status: int, body: bytes) -> None:
    """No answer of the CRM can break the worker."""
    assert read_answer(status, {}, body).kind


# --- The road ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def sandbox() -> AsyncIterator[tuple[SandboxCrm, str]]:
    crm = SandboxCrm(api_key="k-1", slow_s=0.01)
    async with TestServer(crm.app, shutdown_timeout=0) as server:
        yield crm, str(server.make_url("/api/v1"))


def client(http: ClientSession, base_url: str, timeout_s: float = 5) -> AlterEstate:
    return AlterEstate(http, base_url=base_url, api_key="k-1", timeout_s=timeout_s)


BODY = request_body(LEAD, LABELS)


async def test_new_and_known(http: ClientSession, sandbox: tuple[SandboxCrm, str]) -> None:
    """The first time a contact is new, the second time it is known."""
    crm, url = sandbox
    assert (await client(http, url).submit(BODY)).kind == "created"
    assert (await client(http, url + "/").submit(BODY)).kind == "registered"
    assert [dict(post.body) for post in crm.received] == [BODY, BODY]


@pytest.mark.parametrize(
    ("fault", "expected", "stored"),
    [
        ("401", Refused(status=401, detail="<html><h1>401</h1></html>"), 0),
        ("redirect", Refused(status=301), 0),
        ("429", Later(after_s=1), 0),
        ("500", Unclear(reason="status", status=500, detail="<html><h1>500</h1></html>"), 0),
        ("reset", Unclear(reason="reset"), 0),
        ("lost-reset", Unclear(reason="reset"), 1),
        ("hang", Unclear(reason="timeout"), 0),
        ("lost", Unclear(reason="timeout"), 1),
        ("drip", Created(detail='{"status": 201, "data": {"uid": "'), 0),
        ("badjson", Created(detail='{"status": 201, "da'), 1),
        ("empty", Created(), 1),
        ("html", Created(detail="<html><h1>201</h1></html>"), 1),
    ],
)
async def test_faults(
    http: ClientSession, sandbox: tuple[SandboxCrm, str], fault: str, expected: Outcome, stored: int
) -> None:
    """What went wrong on the way is told apart by one question: may the CRM have stored the lead?"""
    crm, url = sandbox
    crm.faults.append(fault)
    seen = await client(http, url, timeout_s=0.3 if fault in ("hang", "lost", "drip") else 5).submit(BODY)
    assert (replace(seen, detail=seen.detail.rstrip("x")) if isinstance(seen, Created) else seen) == expected
    assert len(crm.stored) == stored


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("http://crm.invalid/api/v1", NotSent(reason="dns")),
        (f"http://127.0.0.1:{unused_port()}/api/v1", NotSent(reason="refused")),
    ],
    ids=["unknown host", "nobody listens"],
)
async def test_never_left(http: ClientSession, base_url: str, expected: Outcome) -> None:
    """A name that does not resolve and a port where nobody listens have received nothing."""
    assert await client(http, base_url).submit(BODY) == expected


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def answer_to(talk: Talk, http: ClientSession, *, scheme: str = "http", timeout_s: float = 5) -> Outcome:
    """What the client makes of a server that says exactly this."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await client(http, f"{scheme}://127.0.0.1:{port}/api/v1", timeout_s).submit(BODY)


def saying(text: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}}")
        writer.write(text)
        await writer.drain()
        writer.close()

    return talk


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"", Unclear(reason="reset")),
        (b"HTTP/1.1 2", Unclear(reason="reset")),
        (b"SSH-2.0-x\r\n\r\n", Unclear(reason="broken")),
        (b'HTTP/1.1 201 Created\r\nContent-Length: 90\r\n\r\n{"da', Created(detail='{"da')),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", Unclear(reason="unrecognised", status=200, detail="{")),
        (b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nxxxxx", Created()),
    ],
)
async def test_torn_answers(http: ClientSession, said: bytes, expected: Outcome) -> None:
    """Once the status line has been read it decides; before that the fate is unknown."""
    assert await answer_to(saying(said), http) == expected


async def test_plain_text_where_tls_was_expected(http: ClientSession) -> None:
    """A failed TLS handshake has carried no lead."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    assert await answer_to(talk, http, scheme="https") == NotSent(reason="tls")


async def test_a_silent_tls_peer(http: ClientSession) -> None:
    """The connection's own deadline ends before the total one, so a peer that never speaks TLS got nothing."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    assert await answer_to(talk, http, scheme="https", timeout_s=0.3) == NotSent(reason="timeout")


async def test_no_free_connection(sandbox: tuple[SandboxCrm, str]) -> None:
    """Waiting for a place in our own pool is not waiting for the CRM."""
    crm, url = sandbox
    crm.faults.append("hang")
    async with ClientSession(connector=TCPConnector(limit=1)) as http:
        seen = await asyncio.gather(*(client(http, url, timeout_s).submit(BODY) for timeout_s in (0.5, 0.3)))
    assert seen == [Unclear(reason="timeout"), NotSent(reason="timeout")]
    assert len(crm.received) == 1


async def test_an_endless_answer(http: ClientSession) -> None:
    """No more than 256 KiB are read, and the status decides."""
    read = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal read
        await reader.readuntil(b"}}")
        writer.write(b"HTTP/1.1 201 Created\r\n\r\n")
        try:
            while read < 64 * ANSWER_LIMIT:
                writer.write(b"x" * 65536)
                await writer.drain()
                read += 65536
        except ConnectionError:
            pass
        writer.close()

    assert isinstance(await answer_to(talk, http), Created)
    assert read < 64 * ANSWER_LIMIT


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


async def test_certificates_are_checked(http: ClientSession, tmp_path: Path) -> None:
    """A server that cannot prove who it is gets no lead and no key."""
    crm = SandboxCrm(api_key="k-1")
    server = TestServer(crm.app, scheme="https")
    await server.start_server(ssl=own_certificate(tmp_path))
    try:
        assert await client(http, str(server.make_url("/api/v1"))).submit(BODY) == NotSent(reason="tls")
    finally:
        await server.close()
    assert crm.received == ()
