"""`leadbot doctor`: each thing that would keep messages or leads from arriving is found by asking whoever knows."""

from __future__ import annotations

import json
import ssl
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.alterestate import Knock
from bot.assembly import http_session
from bot.doctor.crm import answered, clock
from bot.doctor.examine import examine
from bot.doctor.finding import Finding
from bot.doctor.ground import look_at_disk
from bot.doctor.reach import look_from_outside
from bot.doctor.telegram import webhook
from bot.main import running
from bot.sandbox.twilio import basic
from bot.sandbox.world import AGENCY, World, open_world
from bot.settings.model import Settings
from tests.services import ROOT, within, write_settings

BOT = f"agencies.{AGENCY}.channels.telegram"
NUMBER = f"agencies.{AGENCY}.channels.whatsapp"
CRM = f"agencies.{AGENCY}.alterestate"
Change = Callable[[Any], None]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


async def found(settings: Settings) -> list[Finding]:
    async with http_session() as http:
        return await examine(settings, http)


def faults(findings: list[Finding]) -> dict[str, str]:
    """What is bad, by its key."""
    return {one.about: one.what for one in findings if one.grade == "bad"}


def changed(settings: Settings, change: Change) -> Settings:
    tree = settings.model_dump(mode="json")
    change(tree["agencies"][AGENCY])
    return Settings.model_validate(tree)


async def doctor(config: Path, *options: str) -> tuple[int, str]:
    """The command as somebody runs it: exit status and output."""
    command = (sys.executable, "-m", "bot", "doctor", "--config", str(config), *options)
    process = await create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_nothing_is_wrong_with_the_demo(world: World) -> None:
    """Who tries it out reads no warning about a platform that is only played."""
    world.twilio.account.call(world.twilio.webhook_url)
    async with running(world.settings):
        await world.telegram.until(lambda: world.telegram.updates.webhook is not None)
        async with aiohttp.ClientSession() as http:
            found = await examine(world.settings, http, crm=False)
    assert not [one for one in found if one.grade == "bad"]


async def test_the_doctor_mends_what_it_can(world: World, tmp_path: Path) -> None:
    """`--fix` tells Telegram and Twilio whom to call; after that all is well, and nobody became a lead by asking."""
    config = write_settings(world.settings, tmp_path)
    world.twilio.account.webhook = {"callback_url": "https://old.example.do/twilio", "callback_method": "POST"}
    async with running(world.settings):
        await world.telegram.until(lambda: world.telegram.updates.webhook is not None)
        status, said = await doctor(config)
        assert status == 1
        assert "Twilio avisa a https://old.example.do/twilio" in said
        assert "Nadie que escriba por WhatsApp recibe respuesta." in said
        assert f"{world.settings.public_url}/webhooks/{AGENCY}/whatsapp#rc=3" in said  # to paste by hand
        status, said = await doctor(config, "--fix")
    assert (status, "Arreglado" in said, "Todo llega" in said) == (0, True, True)
    assert world.twilio.account.webhook["callback_url"].startswith(f"{world.settings.public_url}/webhooks/{AGENCY}/")
    assert world.twilio.account.webhook["status_callback_url"].endswith("/whatsapp/status")
    assert world.crm.stored == []


async def mend(settings: Settings) -> None:
    """What `--fix` does."""
    async with http_session() as http:
        for one in await examine(settings, http):
            if one.fix:
                await one.fix()


async def test_a_webhook_that_serve_did_not_set_is_found_and_set(world: World) -> None:
    """Before the first `serve` Telegram has nobody to tell; the doctor says so and sets it."""
    assert "no tiene a quién avisar" in faults(await found(world.settings))[BOT]
    await mend(world.settings)
    assert BOT not in faults(await found(world.settings))
    assert world.telegram.updates.webhook is not None
    assert world.telegram.updates.webhook.url == world.settings.webhook_url(AGENCY, "telegram")


async def test_a_webhook_where_we_poll_is_found_and_removed(world: World) -> None:
    """Telegram gives nothing to a poller while a webhook is set."""
    await mend(world.settings)
    polling = changed(world.settings, lambda agency: agency["channels"]["telegram"].update(mode="polling"))
    assert "Telegram avisa a " in faults(await found(polling))[BOT]
    await mend(polling)
    assert BOT not in faults(await found(polling))


@pytest.mark.parametrize(
    ("change", "key", "what"),
    [
        (
            lambda agency: agency["channels"]["telegram"].update(token="700100200:" + "x" * 35),
            f"{BOT}.token",
            "Telegram no reconoce el token",
        ),
        (
            lambda agency: agency["channels"]["whatsapp"].update(auth_token="c" * 32),
            f"{NUMBER}.auth_token",
            "Twilio no acepta account_sid con auth_token",
        ),
        (
            lambda agency: agency["channels"]["whatsapp"].update(number="+18095550199"),
            f"{NUMBER}.number",
            "la cuenta no tiene el número +18095550199 para WhatsApp",
        ),
        (
            lambda agency: agency["alterestate"].update(api_key="wrong-key"),
            f"{CRM}.api_key",
            "AlterEstate no acepta la clave (contesta 401)",
        ),
        (
            lambda agency: agency["alterestate"].update(base_url="http://127.0.0.1:9/api/v1"),
            f"{CRM}.base_url",
            "AlterEstate no contesta (ClientConnectorError)",
        ),
    ],
)
async def test_each_wrong_value_is_named(world: World, change: Change, key: str, what: str) -> None:
    """A token that is wrong by a letter is found by asking, and named by its key in the settings."""
    assert faults(await found(changed(world.settings, change)))[key] == what


async def test_an_account_that_twilio_closed_is_found(world: World) -> None:
    """An unpaid account takes no messages."""
    world.twilio.account.status = "suspended"
    assert faults(await found(world.settings))[NUMBER] == "la cuenta de Twilio está «suspended»"


async def test_a_number_that_is_off_is_found(world: World) -> None:
    """WhatsApp may switch a number off while the account is well."""
    world.twilio.account.sender_status = "OFFLINE"
    assert faults(await found(world.settings))[f"{NUMBER}.number"] == "el número está «OFFLINE» en Twilio"


async def test_only_the_status_callback_is_missing(world: World) -> None:
    """People are answered; what never reached a phone would count as sent."""
    url = world.settings.webhook_url(AGENCY, "whatsapp")
    world.twilio.account.webhook = {"callback_url": f"{url}#rc=2", "callback_method": "POST"}
    notices = [one.what for one in await found(world.settings) if one.about == NUMBER and one.grade == "notice"]
    assert notices == ["Twilio no avisa qué fue de nuestros mensajes"]


async def test_a_delivery_that_failed_is_told_in_telegrams_words(world: World) -> None:
    """While our side does not answer, Telegram says why, and how many messages wait."""
    await mend(world.settings)

    async def broken(request: web.Request) -> web.Response:
        return web.Response(status=502)

    app = web.Application()
    app.router.add_post("/{any:.*}", broken)
    host, port = world.settings.address
    async with TestServer(app, host=host, port=port):
        world.telegram.phone(5550001111).say("hola")
        await world.telegram.until(lambda: world.telegram.updates.last_failure is not None)
        said = faults(await found(world.settings))[BOT]
    assert "«Wrong response from the webhook: 502»; 1 mensaje espera" in said


async def test_the_public_address_is_tried_as_a_platform_would(world: World) -> None:
    """It has to be us who answer there, at once and without sending on."""
    assert faults(await found(world.settings))["public_url"].startswith("nadie contesta en ")
    async with running(world.settings):
        assert "public_url" not in faults(await found(world.settings))


@pytest.mark.parametrize(
    ("status", "what"),
    [(301, "redirige (301)"), (200, "contesta otro"), (502, "contesta otro, o nadie detrás del proxy")],
)
async def test_somebody_else_at_the_public_address_is_found(status: int, what: str) -> None:
    """A proxy's own page is not our service."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, text="<html>nginx</html>", headers={"Location": "/"})

    app = web.Application()
    app.router.add_get("/healthz", answer)
    async with TestServer(app) as server, http_session() as http:
        [finding] = await look_from_outside(str(server.make_url("")).rstrip("/"), http)
    assert finding.grade == "bad"
    assert what in finding.what


async def behind_tls(folder: Path, *, days: int, trusted: bool) -> list[Finding]:
    """What is found of a server that says «ok» under a certificate with so many days left."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leadbot")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=80)).not_valid_after(now + timedelta(days=days))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*form))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, secret)

    async def healthz(request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    ours = ssl.create_default_context(cafile=str(pem)) if trusted else None
    async with http_session() as http:
        found = await look_from_outside(f"https://127.0.0.1:{server.port}", http, ours)
    await server.close()
    return found


async def test_a_certificate_that_is_about_to_end_is_told_before_it_does(tmp_path: Path) -> None:
    """Two weeks are enough to renew it by hand."""
    good, notice = await behind_tls(tmp_path, days=5, trusted=True)
    assert (good.grade, notice.grade) == ("good", "notice")
    assert notice.what.startswith("el certificado termina el ")
    assert [one.grade for one in await behind_tls(tmp_path, days=60, trusted=True)] == ["good"]


async def test_a_certificate_that_nobody_trusts_is_found(tmp_path: Path) -> None:
    """Neither Telegram nor Twilio calls there."""
    [finding] = await behind_tls(tmp_path, days=60, trusted=False)
    assert (finding.grade, finding.what) == ("bad", "el certificado no vale")


@pytest.mark.parametrize(
    ("status", "grade"),
    [
        (400, "good"),
        (422, "good"),
        (403, "bad"),
        (404, "bad"),
        (301, "bad"),
        (503, "notice"),
        (429, "notice"),
        (201, "notice"),
    ],
)
def test_what_the_crm_says_to_an_empty_lead(status: int, grade: str) -> None:
    """Only a refusal of the lead itself shows that the key is right."""
    assert answered(CRM, Knock(status=status)).grade == grade


@pytest.mark.parametrize(("minutes", "said"), [(7, ["adelantado 7 min"]), (-7, ["atrasado 7 min"]), (0, []), (1, [])])
def test_a_clock_that_is_off_is_told(minutes: int, said: list[str]) -> None:
    """Against the CRM's own clock, so that both must be wrong together to go unseen."""
    knock = Knock(status=400, at=datetime.now(UTC) - timedelta(minutes=minutes))
    assert [one.what.removeprefix("el reloj de esta máquina está ") for one in clock(knock)] == said


@pytest.mark.parametrize("url", ["http://chat.example.do", "https://chat.example.do:8000"])
async def test_telegram_calls_only_some_addresses(world: World, url: str) -> None:
    """Its own servers want https on one of four ports (facts/telegram §3)."""
    from adapters.telegram import BotState

    async def nothing() -> None: ...

    well = BotState(username="b", webhook=f"{url}/webhooks/casanova/telegram", as_wanted=True, waiting=0)
    assert [one.what for one in webhook(BOT, well, url, nothing) if one.grade == "bad"] == [
        f"Telegram no llama a {url}"
    ]
    assert not [one for one in webhook(BOT, well, "https://chat.example.do:8443", nothing) if one.grade == "bad"]


@pytest.mark.parametrize(("free", "grade"), [(100 << 20, "bad"), (500 << 20, "notice"), (5 << 30, "good")])
def test_room_on_the_disk(free: int, grade: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk stores nothing, so it is told long before."""
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": free}))
    assert [one.grade for one in look_at_disk(tmp_path / "leadbot.db")] == [grade]


async def test_programs_get_the_same_as_rows(world: World, tmp_path: Path) -> None:
    """`--json` gives every finding with its key, and the same exit status."""
    status, said = await doctor(write_settings(world.settings, tmp_path), "--json")
    rows = json.loads(said)
    assert status == 1
    assert {row["grade"] for row in rows} == {"good", "notice", "bad"}
    assert {frozenset(row) for row in rows} == {frozenset({"key", "grade", "what", "means", "step"})}


async def test_serve_examines_itself_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong around a running service stands under /readyz, which stays 200; the CRM is spared."""
    monkeypatch.setattr("bot.doctor.at_start.AFTER_S", 0.0)
    async with running(world.settings), aiohttp.ClientSession() as http:
        text = ""
        while "Twilio no tiene a quién avisar" not in text:
            async with http.get(f"{world.settings.public_url}/readyz") as answer:
                text = await answer.text()
    assert text.startswith("ready\n")
    assert world.crm.received == ()


async def inspected(settings: Settings) -> list[Finding]:
    """What `doctor` says of the WhatsApp number, at length."""
    async with http_session() as http:
        found = await examine(settings, http, crm=False, at_length=True)
    return [one for one in found if one.about.startswith(NUMBER)]


async def make_buttons(settings: Settings) -> None:
    """What `--fix` does about them."""
    async with http_session() as http:
        for one in await examine(settings, http, crm=False, at_length=True):
            if one.fix and "botones" in one.what:
                await one.fix()


async def test_missing_buttons_are_found_and_made(world: World) -> None:
    """Every question with options, in every language, before anybody needs it; and then there is nothing to do."""
    missing = [one for one in await inspected(world.settings) if "preguntas con botones" in one.what]
    assert [(one.grade, bool(one.fix)) for one in missing] == [("notice", True)]
    await make_buttons(world.settings)
    made = list(world.twilio.contents.made.values())
    assert len({one["friendly_name"] for one in made}) == len(made)
    assert {one["language"] for one in made} == {"es", "en", "fr", "pt", "it", "de", "ru", "ht"}
    whole = [one for one in await inspected(world.settings) if "preguntas con botones" in one.what]
    assert [(one.grade, one.what) for one in whole] == [("good", f"Twilio tiene las {len(made)} preguntas con botones")]


async def test_a_whole_talk_needs_no_buttons_that_were_not_made(world: World) -> None:
    """Who does what is asked waits for nothing: all that they are asked stands at Twilio already."""
    await make_buttons(world.settings)
    made = world.twilio.contents.created
    async with running(world.settings):
        phone = world.twilio.phone("+18095550134", "Ana")
        for words in ("hola", "Comprar", "Ana Peña", "No tengo correo", "Nada más", "Sí, enviar"):
            await (phone.say(words) if words in ("hola", "Ana Peña") else phone.tap(words))
            await within(phone.hear())
    assert world.twilio.contents.created == made


async def test_buttons_of_an_earlier_wording_are_counted(world: World) -> None:
    """They harm nobody, and may be deleted; what others made in the account is not spoken of."""
    await make_buttons(world.settings)
    shape = {"language": "es", "types": {"twilio/text": {"body": "Hola."}}, "variables": {}}
    for name in ("leadbot-0123", "boletin"):
        world.twilio.contents.create({"friendly_name": name, **shape})
    (said,) = [one.what for one in await inspected(world.settings) if "preguntas con botones" in one.what]
    assert "; otras 1 «leadbot-…»" in said


@pytest.mark.parametrize(
    ("status", "grade", "what"),
    [
        ("approved", "good", "Meta aprobó la plantilla"),
        ("pending", "notice", "Meta no la ha aprobado: «pending»"),
        ("", "notice", "la cuenta no tiene esa plantilla"),
    ],
)
async def test_a_template_that_nobody_could_send_is_found(world: World, status: str, grade: str, what: str) -> None:
    """One that Meta has not approved, or that the account lacks."""
    text = {"friendly_name": "aviso", "language": "es", "variables": {}, "types": {"twilio/text": {"body": "Listo."}}}
    sid = world.twilio.contents.approved(text) if status else "HX" + "9" * 32
    world.twilio.contents.approvals[sid] = status
    named = changed(
        world.settings, lambda agency: agency["channels"]["whatsapp"].update(templates={"receipt": {"es": sid}})
    )
    found = [one for one in await inspected(named) if one.about == f"{NUMBER}.templates.receipt.es"]
    assert [(one.grade, one.what) for one in found] == [(grade, what)]


@pytest.mark.parametrize(("key", "good"), [(("SK" + "1" * 32, "secret"), True), (("SK" + "2" * 32, "secret"), False)])
async def test_an_api_key_that_twilio_does_not_take_is_found(world: World, key: tuple[str, str], good: bool) -> None:
    """Our messages are sent with it, though everything else is asked with the token."""
    world.twilio.logins.add(basic("SK" + "1" * 32, "secret"))
    sid, secret = key
    keyed = changed(
        world.settings,
        lambda agency: agency["channels"]["whatsapp"].update(api_key_sid=sid, api_key_secret=secret),
    )
    assert (f"{NUMBER}.api_key_secret" not in faults(await found(keyed))) is good
