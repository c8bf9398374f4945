"""Only the platforms get in, by the right address and with the right secret."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.main import running
from bot.sandbox.world import AGENCY, AUTH_TOKEN, BOT_SECRET, NUMBER, open_world
from bot.settings.model import Settings
from tests.doors import FORM, PHONE, SECRET_HEADER, SIGNATURE_HEADER, Door, sign
from tests.test_webhook_calls import TELEGRAM, WHATSAPP


def cut_anew(form: dict[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Other forms that the signature of this one fits, because names and values are signed as one text."""
    signed = "".join(name + value for name, value in sorted(form.items()))
    yield "an id that swallows what follows it", moved(form, "MessageSid", "NumMedia")
    yield "an id that swallows all that follows it but our number", moved(form, "MessageSid", *fields_between(form))
    yield "an id out of the text", planted(form, signed)


def moved(form: dict[str, str], into: str, *names: str) -> list[tuple[str, str]]:
    """The form with these fields inside the value of another."""
    swallowed = form[into] + "".join(name + form[name] for name in names)
    return [*((name, value) for name, value in form.items() if name not in (into, *names)), (into, swallowed)]


def fields_between(form: dict[str, str]) -> list[str]:
    return [name for name in sorted(form) if "MessageSid" < name < "To"]


def planted(form: dict[str, str], signed: str) -> list[tuple[str, str]]:
    """A person had written «hola», a sender and an id: a form made of these, and one odd field with all the rest."""
    before, _, after = signed.partition("hola")
    sender, rest = after[: after.index("MessageSid")], after[after.index("MessageSid") :]
    sid, odd = rest[: len("MessageSid") + 34], rest[len("MessageSid") + 34 : rest.rindex("To" + form["To"])]
    last = {name: value for name, value in form.items() if name > "To"}
    first = {name: value for name, value in form.items() if name < "Body"}
    assert before == "".join(name + value for name, value in sorted(first.items())) + "Body"
    made = {**first, "Body": "hola", "From": sender[4:], "MessageSid": sid[10:], odd[:1]: odd[1:], "To": form["To"]}
    return [*made.items(), *last.items()]


async def test_a_captured_call_cannot_be_cut_anew(door: Door) -> None:
    """Whoever has a signed call of Twilio's can repeat it, but gets no second message out of it by moving bytes between
    its fields."""
    planted_text = f"holaFromwhatsapp:{PHONE}MessageSidSM{7:032x}N"
    form = door.form(planted_text)
    await door.whatsapp(form)
    signature = sign(urlencode(form).encode(), token=AUTH_TOKEN, url=f"{door.url}{WHATSAPP}")
    for why, fields in cut_anew(form):
        body = urlencode(fields).encode()
        answer = await door.send(WHATSAPP, body, {"Content-Type": FORM, SIGNATURE_HEADER: signature})
        assert answer.status in (200, 403), why
        assert door.stored().count(("done", "")) + door.stored().count(("received", "")) == 0, why


EVIL = {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "https", "Host": "evil.example.com"}


EVIL_URL = f"https://evil.example.com{WHATSAPP}"


async def test_only_telegram_gets_in(door: Door) -> None:
    """A Telegram call without our secret, or with a wrong one, is refused with an empty 403 and leaves nothing."""
    for secret in (None, "", "wrong", BOT_SECRET[:-1], BOT_SECRET + "x", "ñ"):
        answer = await door.telegram(door.update(), secret=secret)
        assert (answer.status, answer.body) == (403, b"")
    assert door.stored() == []
    assert await door.webhooks_counted("telegram", "refused") == 6


async def test_only_twilio_gets_in(door: Door) -> None:
    """A Twilio call that is not signed with our token, for our URL, account and number is refused."""
    calls = [
        door.whatsapp(door.form(), token="f" * 32),
        door.whatsapp(door.form(), signed_url=EVIL_URL),
        door.whatsapp(door.form(), signed_url=EVIL_URL, headers=EVIL),
        door.whatsapp(door.form(), signed_url=f"{door.url}{WHATSAPP}/status"),
        door.whatsapp(door.form(), path=f"{WHATSAPP}?a=1", signed_url=f"{door.url}{WHATSAPP}"),
        door.whatsapp(door.form(AccountSid="AC" + "1" * 32)),
        door.whatsapp(door.form(To="whatsapp:+18095559999")),
        door.whatsapp(door.form(), path=f"{WHATSAPP}/status"),  # there our number has to be the sender
        door.whatsapp(door.form(), path=f"{WHATSAPP}/status", token="f" * 32),
        door.send(WHATSAPP, urlencode(door.form()).encode(), {}),
        door.send(WHATSAPP, b"Body=%ff%00\xff", {SIGNATURE_HEADER: "ñ", "Content-Type": FORM}),
        door.send(WHATSAPP, b"a=1&" * 400, {SIGNATURE_HEADER: "A" * 27 + "=", "Content-Type": FORM}),
    ]
    for call in calls:
        answer = await call
        assert (answer.status, answer.body) == (403, b"")
    assert door.stored() == []


async def test_a_proxys_host_header_does_not_matter(door: Door) -> None:
    """A genuine Twilio call counts whatever host a proxy says it was sent to."""
    assert (await door.whatsapp(door.form(), headers=EVIL)).status == 200


async def test_secrets_can_be_changed_without_losing_a_call(tmp_path: Path) -> None:
    """While a token or secret is being changed, calls with the old one and with the new one both count, and the log
    says where the old one is still used."""
    async with open_world(tmp_path) as world, aiohttp.ClientSession() as http:
        settings = world.settings.model_dump()
        channels = settings["agencies"][AGENCY]["channels"]
        channels["telegram"] |= {"secret_token": "new-secret", "previous_secret_token": BOT_SECRET}
        channels["whatsapp"] |= {"auth_token": "c" * 32, "previous_auth_token": AUTH_TOKEN}
        async with running(Settings.model_validate(settings)):
            door = Door(world, http)
            with capture_logs() as logs:
                assert (await door.telegram(door.update(), secret="new-secret")).status == 200
                assert (await door.whatsapp(door.form(), token="c" * 32)).status == 200
                assert old_secrets_in(logs) == []
                assert (await door.telegram(door.update(), secret=BOT_SECRET)).status == 200
                assert (await door.whatsapp(door.form(), token=AUTH_TOKEN)).status == 200
                assert old_secrets_in(logs) == [f"{AGENCY}/telegram", f"{AGENCY}/whatsapp"]
            assert (await door.telegram(door.update(), secret="older")).status == 403
            assert (await door.whatsapp(door.form(), token="d" * 32)).status == 403


def old_secrets_in(logs: Iterable[Mapping[str, Any]]) -> list[str]:
    return [line["channel"] for line in logs if line["event"] == "previous secret used"]


@pytest.mark.parametrize("path", [f"{WHATSAPP}/", f"{WHATSAPP}/?a=1"])
async def test_a_slash_at_the_end_is_no_other_address(door: Door, path: str) -> None:
    """An address typed into Twilio's console with a slash at its end works; the signature is of that address."""
    assert (await door.whatsapp(door.form(), path=path)).status == 200
    assert "asistente" in await door.heard("whatsapp")
    status = {**door.form(), "From": f"whatsapp:{NUMBER}", "MessageStatus": "sent"}
    assert (await door.whatsapp(status, path=f"{WHATSAPP}/status/")).status == 204
    assert (await door.whatsapp(door.form(), path=f"{WHATSAPP}/", signed_url=f"{door.url}{WHATSAPP}")).status == 403
    update = json.dumps(door.update()).encode()
    assert (await door.send(f"{TELEGRAM}/", update, {SECRET_HEADER: BOT_SECRET})).status == 200


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("GET", WHATSAPP, [WHATSAPP]),
        ("GET", f"{WHATSAPP}/", [WHATSAPP]),
        ("PUT", TELEGRAM, [TELEGRAM]),
        ("GET", f"{WHATSAPP}/status", [WHATSAPP]),
        ("POST", f"/webhooks/{AGENCY}/watsapp", [WHATSAPP]),
        ("POST", f"/Webhooks/{AGENCY}/WhatsApp", [WHATSAPP]),
        ("POST", f"/webhook/{AGENCY}/whatsapp", [WHATSAPP]),
        ("POST", f"/webhooks/{AGENCY}/whatsapp/extra", [WHATSAPP]),
        ("POST", f"/webhooks//{AGENCY}/telegram", [TELEGRAM]),
        ("POST", "/webhooks/whatsapp", [WHATSAPP]),
        ("POST", "/webhooks", [TELEGRAM, WHATSAPP]),
        ("POST", "/", [TELEGRAM, WHATSAPP]),
        ("POST", "/" + "x" * 5000, [TELEGRAM, WHATSAPP]),
    ],
)
async def test_a_slip_in_the_address_is_found_in_the_log(door: Door, method: str, path: str, right: list[str]) -> None:
    """Whoever set the webhook wrongly reads the right address, once a minute, and nothing of what was sent."""
    with capture_logs() as lines:
        for _ in range(3):
            answer = await door.send(f"{path}?Body=secreto", b"", {SIGNATURE_HEADER: "A" * 28}, method)
            assert answer.status in (404, 405)
    (line,) = [line for line in lines if line["log_level"] == "warning"]
    assert sorted(line["right"]) == [f"{door.url}{one}" for one in right]
    assert "secreto" not in str(line)
    assert door.stored() == []


async def test_a_stranger_who_tries_doors_leaves_no_warning(door: Door) -> None:
    """Whoever is no platform and asks for no webhook needs nobody's attention."""
    with capture_logs() as lines:
        assert (await door.send("/wp-login.php", b"a=1", {"Content-Type": FORM})).status == 405
        assert (await door.send("/K7M4PF", b"a=1", {"Content-Type": FORM})).status == 405
    assert [line for line in lines if line["log_level"] == "warning"] == []


@pytest.mark.parametrize("path", ["/webhooks/nobody/telegram", f"/webhooks/{AGENCY}/nothing"])
async def test_what_is_not_there_is_not_found(door: Door, path: str) -> None:
    """A call for an agency or channel that nobody configured is a plain 404, never a redirect or 410."""
    assert (await door.send(path, b"{}", {SECRET_HEADER: BOT_SECRET})).status == 404


async def test_nobodys_notice_is_not_found(door: Door) -> None:
    """An agency that nobody configured has no privacy notice."""
    assert (await door.send(f"/privacy/{AGENCY}", b"", {}, "GET")).status == 200
    assert (await door.send("/privacy/nobody", b"", {}, "GET")).status == 404


def test_signatures_are_made_as_twilio_makes_them() -> None:
    """The signatures of these tests are Twilio's own (its published example)."""
    body = b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(body, token="12345", url=url) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
