"""Staff are told at once, where they want to be told, and people hear «ya le avisé al equipo» only when that is so."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from adapters.alerts import Cause
from adapters.engines import open_store
from adapters.mail import Mailer
from adapters.sending import Later
from adapters.telegram_texts import staff_code
from bot.doctor.staff import look_at_mail
from bot.main import running
from bot.sandbox.world import AGENCY, World, free_port, open_world
from bot.settings.model import Settings
from bot.staff import alerts
from bot.staff.telling import load_words
from tests.posts import Hook, by_mail, own_system, post_office, telling, until
from tests.services import within

STAFF, ANA = 900, "+18095550134"
CODE = "K7M4PFQ2"
TALK = ("hola", "comprar", "Ana Peña", "este mismo", "ana@example.com", "nada más", "sí, enviar")
SECRET = "a secret between us"


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    async with open_world(tmp_path, database_url=database_url) as world:
        yield world


@asynccontextmanager
async def linked(world: World, settings: Settings | None = None) -> AsyncIterator[None]:
    """A service, and a chat on Telegram that staff have linked."""
    async with running(settings or world.settings):
        async with open_store(world.settings.database_url) as store:
            now = datetime.now(UTC)
            await store.add_staff_code(AGENCY, CODE, now + timedelta(minutes=30), now)
        await world.telegram.until(lambda: bool(world.telegram.updates.webhook))
        staff = world.telegram.phone(STAFF)
        staff.started = True
        staff.say(f"/staff {CODE}")
        assert "avisos de Casa Caribe" in (await within(staff.hear())).text
        yield


async def send_lead(world: World, talk: tuple[str, ...] = TALK) -> list[str]:
    """Ana's talk on WhatsApp, up to the last answer."""
    phone, heard = world.twilio.phone(ANA, "Ana"), []
    for words in talk:
        await phone.say(words)
        heard.append((await within(phone.hear())).text)
    return heard


async def test_who_asks_for_a_person_is_told_of_in_the_chat_of_staff(world: World) -> None:
    """Within seconds, with name and number and a link; and only because it is so the person hears it. What staff say
    there is answered by nobody."""
    async with linked(world):
        await asyncio.sleep(1.2)  # the worker has looked again
        heard = await send_lead(world, ("hola", "persona"))
        assert "Ya le avisé al equipo" in heard[-1]
        said = await asyncio.wait_for(world.telegram.phone(STAFF).hear(), 5)
        assert ANA in said.text
        assert "pide hablar con una persona" in said.text
        assert re.search(rf"{world.settings.public_url}/console/chats/\d+$", said.text)
        world.telegram.phone(STAFF).say("voy yo")
        await world.telegram.settled()
        await asyncio.sleep(0.5)
    assert len([bubble for bubble in world.telegram.phone(STAFF).chat if not bubble.mine]) == 2


async def test_nothing_is_promised_where_nobody_is_told(world: World) -> None:
    """An agency without any address for alerts."""
    async with running(world.settings):
        heard = await send_lead(world, ("hola", "persona"))
    assert "avisé" not in heard[-1]


async def test_a_group_of_staff_is_told(world: World) -> None:
    """An owner and an assistant read the same; the bot hears «/staff CODE» in a group, too."""
    group = {"id": -100123, "type": "supergroup", "title": "Casa Caribe"}
    async with open_store(world.settings.database_url) as store:
        now = datetime.now(UTC)
        await store.add_staff_code(AGENCY, CODE, now + timedelta(minutes=30), now)
    async with running(world.settings):
        await world.telegram.until(lambda: bool(world.telegram.updates.webhook))
        message = {
            "message_id": 5,
            "from": {"id": STAFF, "is_bot": False, "first_name": "Eva"},
            "chat": group,
            "date": int(datetime.now(UTC).timestamp()),
            "text": f"/staff@CasaCaribeBot {CODE.lower()}",
        }
        world.telegram.deliver("message", message, queue="group")
        await until(lambda: any(call.params.get("chat_id") == "-100123" for call in world.telegram.calls))


async def test_an_existing_client_who_comes_back_is_told_by_mail(world: World) -> None:
    """The CRM makes no deal of it, so somebody has to; the subject names nobody."""
    world.crm.know(phone=ANA)
    async with post_office() as office, running(by_mail(world.settings, office)):
        await send_lead(world)
        await until(lambda: office.taken)
    [mail] = office.taken
    assert mail["Subject"] == "Casa Caribe: volvió un cliente"
    assert mail["To"] == "ana@casacaribe.example.do"
    text = mail.get_content()
    assert "Ana Peña" in text
    assert "no hizo otro trato" in text
    assert re.search(r"R-\w{5}\s+\S+/console/leads/[0-9a-f-]{36}\s", text)


async def test_no_personal_data_leaves_where_the_agency_says_so(world: World) -> None:
    """The reference and the link are enough to find it inside."""
    world.crm.know(phone=ANA)
    async with post_office() as office, running(by_mail(world.settings, office, personal_data=False)):
        await send_lead(world)
        await until(lambda: office.taken)
    text = office.taken[0]["Subject"] + office.taken[0].get_content()
    assert "R-" in text
    assert not [personal for personal in ("Peña", ANA[-7:], "ana@example.com") if personal in text]


async def test_a_system_of_the_agency_gets_a_signed_post(world: World) -> None:
    """Cause, words and facts, with a signature over time and body; refused, it comes again as the same."""
    async with own_system() as hook:
        hook.statuses.append(503)
        chosen = {"webhook": hook.url, "webhook_secret": SECRET, "new_leads": True}
        async with running(telling(world.settings, **chosen)):
            await send_lead(world)
            await until(lambda: len(hook.posted) == 2)
    rows = [signed(hook, number)["alerts"] for number in (0, 1)]
    assert rows[0] == rows[1]
    [row] = rows[0]
    assert (row["cause"], row["name"], row["phone"]) == ("new", "Ana Peña", ANA)
    assert row["url"].endswith(f"/console/leads/{world.crm.received[-1].body['metadata']['leadbot_id']}")


def signed(hook: Hook, number: int) -> Any:
    """The body, once its signature was found good."""
    body, signature = hook.posted[number]
    at, _, mac = signature.removeprefix("t=").partition(",v1=")
    assert mac == hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return json.loads(body)


async def test_new_leads_are_told_only_where_they_are_wanted(world: World) -> None:
    """Most agencies read them in the CRM."""
    async with post_office() as office, running(by_mail(world.settings, office)):
        await send_lead(world)
        await asyncio.sleep(1.5)
    assert office.taken == []


async def test_words_after_sending_are_told(world: World) -> None:
    """The CRM does not know of them."""
    async with post_office() as office, running(by_mail(world.settings, office)):
        await send_lead(world, (*TALK, "mi número nuevo es 829-555-0177"))
        await until(lambda: office.taken)
    assert "829-555-0177" in office.taken[0].get_content()


async def test_a_mail_server_that_is_busy_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost, and meanwhile people are not told that staff know."""
    monkeypatch.setattr(alerts, "RETRY_S", (2,))
    async with post_office() as office:
        office.answers += ["451 later", "451 later"]
        async with running(by_mail(world.settings, office)):
            await asyncio.sleep(1.2)
            heard = await send_lead(world, ("hola", "persona"))
            assert "Ya le avisé" in heard[-1]
            await until(lambda: office.taken)
    assert len(office.taken) == 1


async def test_a_crm_that_refuses_everything_is_told_once(world: World) -> None:
    """By day and by night; one message, however many leads wait."""
    world.crm.faults += ["401"] * 9
    async with post_office() as office, running(by_mail(world.settings, office, quiet_hours="00:00-23:59")):
        await send_lead(world)
        await until(lambda: office.taken)
        await asyncio.sleep(1.5)
    [mail] = office.taken
    assert "no acepta ningún lead" in mail.get_content()


async def test_a_staff_chat_that_blocks_the_bot_is_let_go(world: World) -> None:
    """Nobody reads there any more, so nobody is promised anything."""
    async with linked(world):
        world.telegram.phone(STAFF).block()
        await world.telegram.settled()
        await send_lead(world, ("hola", "persona"))
        async with open_store(world.settings.database_url) as store:
            async with asyncio.timeout(20):
                while await store.staff_chats():  # noqa: ASYNC110  # the service does it
                    await asyncio.sleep(0.1)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server of the tests means well; nothing here is secret
@pytest.mark.parametrize(("password", "grade"), [("right", "good"), ("wrong", "bad")])
async def test_the_doctor_signs_in_at_the_mail_server(password: str, grade: str) -> None:
    """And sends nothing."""
    async with post_office("right") as office:
        mailer = Mailer(
            host="127.0.0.1",
            port=office.port,
            security="none",
            sender="a@example.do",
            username="ana",
            password=password,
        )
        assert [finding.grade for finding in await look_at_mail(mailer)] == [grade]
    assert office.taken == []


async def test_a_mail_server_that_is_away_is_tried_later() -> None:
    """Nobody listens there, or nobody speaks SMTP."""
    mailer = Mailer(host="127.0.0.1", port=free_port(), security="none", sender="a@example.do")
    sent = await mailer.send(["ana@example.do"], "aviso", "hola", id="1", now=datetime.now(UTC))
    assert sent == Later()


CODES = [
    ("/staff K7M4PFQ2", "K7M4PFQ2", "as it was copied"),
    ("/staff@CasaCaribeBot k7m4pfq2 ", "K7M4PFQ2", "in a group, in small letters"),
    ("/Staff salir", "SALIR", "to leave"),
    ("/staff", "", "without a code"),
    ("/staffing K7M4PFQ2", "", "another command"),
    ("mi código es /staff K7M4PFQ2", "", "in the middle of a text"),
    (None, "", "no text"),
]


@pytest.mark.parametrize(("text", "code", "why"), CODES, ids=[why for *_, why in CODES])
def test_what_stands_behind_the_command(text: object, code: str, why: str) -> None:
    """`/staff` and a code, however it is typed."""
    assert staff_code(text) == code


def test_both_languages_say_the_same() -> None:
    """Every cause has its words, with the same values in them."""
    spanish, english = (load_words(language) for language in ("es", "en"))
    assert set(spanish["causes"]) == set(spanish["topics"]) == set(get_args(Cause))
    for part, said in spanish.items():
        texts = said if isinstance(said, dict) else {"": said}
        for key, text in texts.items():
            other = english[part][key] if isinstance(said, dict) else english[part]
            assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", other)), (part, key)
