"""The demo's page: what it serves, what it shows of both phones and the CRM, and whom it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from bot.main import running
from bot.sandbox.crm import SandboxCrm
from bot.sandbox.page import FILES, make_page
from bot.sandbox.shown import describe
from bot.sandbox.stage import Stage
from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram_phone import Bubble
from bot.sandbox.twilio import SandboxTwilio
from bot.sandbox.twilio_content import Button
from bot.sandbox.twilio_phone import Bubble as WhatsAppBubble
from bot.sandbox.understood import Result, question_of
from bot.sandbox.world import SIGN, hang_sign, open_world
from flows.conversation import Asked, Conversation, PlainState
from flows.events import ContactShared, MediaReceived
from flows.lead import AsideKind, Intent

DEEDS = {
    *("started", "tapped", "edited", "location", "forwarded", "group", "blocked", "unblocked", "flooded", "failed"),
    *("settled", "timer_receipt", "timer_nudge", "timer_outcome"),
    *(f"contact_{whose}" for whose in get_args(get_type_hints(ContactShared)["whose"])),
    *get_args(get_type_hints(MediaReceived)["what"]),
}
LEAD = {
    "full_name": "Ana Peña",
    "phone": "+18095550134",
    "email": "ana@gmail.com",
    "listing_type": 1,
    "property_uid": "KNM6135T3B",
    "form_name": "chatbot-whatsapp",
    "via": "104",
    "notes": "Su mensaje: piso &lt;2&gt;\nCanal: WhatsApp",
    "metadata": {"leadbot_id": "4b7c", "reference": "R-7K2M4"},
}


@dataclass(frozen=True)
class Demo:
    """A page in front of sandbox systems that no service answers."""

    page: TestClient[Any, Any]
    crm_door: TestClient[Any, Any]
    crm: SandboxCrm
    telegram: SandboxTelegram
    twilio: SandboxTwilio

    async def do(self, **action: object) -> int:
        async with self.page.post("/do", json=action) as answer:
            return answer.status

    async def state(self) -> dict[str, Any]:
        async with self.page.get("/events") as stream:
            return await _next_state(stream)

    async def receive(self, **changed: object) -> None:
        headers = {"Authorization": "Token sandbox-key"}
        async with self.crm_door.post("/api/v1/leads/", json={**LEAD, **changed}, headers=headers):
            pass


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    crm, telegram = SandboxCrm(), SandboxTelegram(token="1:x", username="CasaCaribeBot")
    twilio = SandboxTwilio(account_sid="AC1", auth_token="t", number="+18095550100")
    page = make_page(make_stage(crm, telegram, twilio))
    async with TestClient(TestServer(page)) as client, TestClient(TestServer(crm.app)) as door:
        yield Demo(page=client, crm_door=door, crm=crm, telegram=telegram, twilio=twilio)


def make_stage(crm: SandboxCrm, telegram: SandboxTelegram, twilio: SandboxTwilio) -> Stage:
    """A stage whose service is not there."""
    nowhere = "http://127.0.0.1:9"
    return Stage(crm=crm, telegram=telegram, twilio=twilio, agency="Casa Caribe", sign=SIGN, service_url=nowhere)


async def _next_state(stream: ClientResponse) -> dict[str, Any]:
    """The next state in an event stream."""
    async for line in stream.content:
        if line.startswith(b"data: "):
            state: dict[str, Any] = json.loads(line[6:])
            return state
    raise AssertionError("the stream ended")


async def test_loads_nothing_from_outside(demo: Demo) -> None:
    """The page runs without internet: no file names an outside address, and the browser is told to allow none."""
    for file in FILES.iterdir():
        addresses = set(re.findall(r"https?://[\w.]+", file.read_text("utf-8")))
        assert addresses <= {"http://www.w3.org"}, file.name
    async with demo.page.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
    assert "unsafe" not in policy


async def test_serves_every_file_it_names(demo: Demo) -> None:
    """Scripts, styles and pictures arrive, with a type that a strict browser accepts."""
    named = re.findall(r'(?:src|href)="(phones/[^"]+)"', (FILES / "index.html").read_text("utf-8"))
    for path in {*named, *(f"phones/{file.name}" for file in FILES.iterdir())}:
        async with demo.page.get(f"/{path}") as answer:
            assert answer.status == 200, path
            if path.endswith(".js"):
                assert answer.content_type in ("text/javascript", "application/javascript")


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Host": "evil.example"}, "a name that only points at this machine"),
        ({"Host": "127.0.0.1.evil.example"}, "a name that begins like this machine"),
        ({"Origin": "https://evil.example"}, "another site's page"),
        ({"Origin": "null"}, "a page without an origin"),
    ],
)
async def test_refuses_strangers(demo: Demo, headers: dict[str, str], why: str) -> None:
    """No other site can look into the demo or press its buttons."""
    async with demo.page.post("/do", json={"do": "reset", "phone": "whatsapp"}, headers=headers) as answer:
        assert answer.status == 403, why
    async with demo.page.get("/events", headers=headers) as answer:
        assert answer.status == 403, why


@pytest.mark.parametrize(
    ("action", "status", "why"),
    [
        ({"do": "say", "phone": "whatsapp", "text": "hola"}, 204, "a message"),
        ({"do": "say", "phone": "whatsapp", "text": ""}, 422, "nothing written"),
        ({"do": "say", "phone": "fax", "text": "hola"}, 422, "no such phone"),
        ({"do": "fly"}, 422, "no such action"),
        ({"do": "switch", "mode": "slow"}, 204, "the CRM's switch"),
        ({"do": "switch", "mode": "great"}, 422, "no such mode"),
        ({"do": "tap", "phone": "telegram", "message": "77", "button": 0}, 409, "a message that is gone"),
        ({"do": "tap", "phone": "whatsapp", "message": "SM1", "button": 0}, 409, "a message that is gone"),
        ({"do": "edit", "message": 77, "text": "x"}, 409, "a message that is gone"),
        ({"do": "enter", "door": "w", "language": "es"}, 409, "a service that is away"),
        ({"do": "enter", "door": "x", "language": "es"}, 422, "no such door"),
    ],
)
async def test_checks_actions(demo: Demo, action: dict[str, object], status: int, why: str) -> None:
    """What makes no sense is refused without harm."""
    assert await demo.do(**action) == status, why


async def test_wants_json(demo: Demo) -> None:
    """A plain form, which any site could send, does nothing."""
    async with demo.page.post("/do", data={"do": "reset", "phone": "whatsapp"}) as answer:
        assert answer.status == 415


async def test_pushes_changes(demo: Demo) -> None:
    """An open page sees what happens without asking again, and a fresh one sees it all."""
    async with demo.page.get("/events") as stream:
        assert (await _next_state(stream))["whatsapp"]["messages"] == []
        await demo.do(do="say", phone="whatsapp", text="hola")
        state = await _next_state(stream)
    assert [message["text"] for message in state["whatsapp"]["messages"]] == ["hola"]
    assert (await demo.state())["whatsapp"]["messages"][0]["tick"] == "read"


@pytest.mark.parametrize("what", ["voice", "photo", "location", "own_card", "other_card"])
@pytest.mark.parametrize("phone", ["whatsapp", "telegram"])
async def test_shows_attachments(demo: Demo, phone: str, what: str) -> None:
    """Each attachment looks like what it is, on both phones."""
    assert await demo.do(do="attach", phone=phone, what=what) == 204
    [message] = (await demo.state())[phone]["messages"]
    assert message["kind"] == what


async def test_shows_what_was_chosen(demo: Demo) -> None:
    """On WhatsApp a pressed row stays marked, and the person's own message names the one that it answers."""
    await demo.do(do="say", phone="whatsapp", text="hola")
    [phone] = demo.twilio.phones.values()
    rows = tuple(Button(label, {"ListId": f"1:{label}"}) for label in ("Uno", "Dos"))
    phone.show(WhatsAppBubble(sid="SM9", mine=False, text="¿Cuál?", buttons=rows, list_button="Ver opciones"))
    assert await demo.do(do="tap", phone="whatsapp", message="SM9", button=1) == 204
    _, asked, answer = (await demo.state())["whatsapp"]["messages"]
    assert (asked["list"], asked["buttons"], asked["chosen"]) == ("Ver opciones", [["Uno"], ["Dos"]], "Dos")
    assert (answer["text"], answer["quote"]) == ("Dos", {"who": "Casa Caribe", "text": "¿Cuál?"})


async def test_scanning_starts_telegram_with_the_code(tmp_path: Path) -> None:
    """The sign opens the service's own page; its Telegram button makes START ready with the code, in the language of
    the page, and the chat shows only «/start»."""
    async with open_world(tmp_path) as world, running(world.settings):
        await hang_sign(world.settings)
        stage = Stage(
            crm=world.crm,
            telegram=world.telegram,
            twilio=world.twilio,
            agency="Casa Caribe",
            sign=SIGN,
            service_url=world.settings.public_url,
        )
        while "/K7M4PF/t" not in (opened := await stage.door.page("en")):
            pass  # the service asks Telegram for the bot's name when it starts
        async with TestClient(TestServer(make_page(stage))) as page:
            async with page.get("/sign", params={"lang": "en"}) as answer:
                assert await answer.text() == opened
                assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
            for action in (
                {"do": "enter", "door": "t", "language": "en"},
                {"do": "start", "language": "en"},
                {"do": "enter", "door": "w", "language": "en"},
            ):
                async with page.post("/do", json=action) as answer:
                    assert answer.status == 204
        state = describe(stage)
    assert stage.telegram_phone.chat[0].text == "/start s-K7M4PF-en"
    assert stage.telegram_phone.language == "en"
    assert (state["telegram"]["messages"][0]["text"], state["telegram"]["ready"]) == ("/start", "")
    assert state["whatsapp"]["ready"] == "Hi, I'm interested in this property (ref. K7M-4PF)"


async def test_sharing_gives_the_own_number(demo: Demo) -> None:
    """The number that Telegram shares is the one written above the phone."""
    await demo.do(do="start")
    await demo.do(do="share")
    telegram = (await demo.state())["telegram"]
    assert telegram["messages"][-1]["text"] == telegram["person"]["phone"]


async def test_typing_until_the_answer(demo: Demo) -> None:
    """The bot seems to type from a message or a tap until its answer is there."""
    await demo.do(do="start")
    [phone] = demo.telegram.phones.values()
    assert (await demo.state())["telegram"]["typing_until"] > 0
    phone.show(Bubble(id=9001, mine=False, text="Hola"))
    assert (await demo.state())["telegram"]["typing_until"] == 0


@pytest.mark.parametrize("phone", ["whatsapp", "telegram"])
async def test_starting_over_is_a_new_person(demo: Demo, phone: str) -> None:
    """Nobody remembers who held the phone before: another number, another name, an empty chat."""
    before = (await demo.state())[phone]
    await demo.do(do="say", phone=phone, text="hola")
    await demo.do(do="reset", phone=phone)
    after = (await demo.state())[phone]
    assert after["messages"] == []
    assert after["person"]["phone"] != before["person"]["phone"]


async def test_blocking_and_back(demo: Demo) -> None:
    """Who blocked the bot cannot write until they let it in again."""
    await demo.do(do="start")
    await demo.do(do="block", blocked=True)
    assert await demo.do(do="say", phone="telegram", text="hola") == 409
    await demo.do(do="block", blocked=False)
    assert await demo.do(do="say", phone="telegram", text="hola") == 204


async def test_shows_what_the_crm_received(demo: Demo) -> None:
    """A lead is one card: who, how to reach them, what they want, where from, and what the CRM answered."""
    await demo.receive()
    [lead] = (await demo.state())["crm"]["leads"]
    assert (lead["name"], lead["phone"], lead["email"]) == ("Ana Peña", "+18095550134", "ana@gmail.com")
    assert (lead["looking_for"], lead["channel"], lead["via"]) == ("buy", "whatsapp", "104")
    assert lead["property"] == {"title": "Apartamento 3 hab. en Naco", "uid": "KNM6135T3B"}
    assert lead["notes"] == ["Su mensaje: piso <2>", "Canal: WhatsApp"]
    assert lead["attempts"][0]["status"] == 201
    assert lead["body"] == LEAD


async def test_attempts_of_a_lead_share_a_card(demo: Demo) -> None:
    """A lead that is tried again stays one card, also where its id had to move into the notes; the newest is first."""
    demo.crm.mode = "down"
    await demo.receive()
    demo.crm.mode = "created"
    await demo.receive(metadata=None, notes="Referencia: 4b7c · R-7K2M4")
    await demo.receive(metadata={"leadbot_id": "9d1e"}, full_name="Luis Díaz")
    luis, ana = (await demo.state())["crm"]["leads"]
    assert luis["name"] == "Luis Díaz"
    assert [attempt["status"] for attempt in ana["attempts"]] == [503, 201]


def test_state_is_json() -> None:
    """The state before anything happened can be written as JSON and names both people."""
    twilio = SandboxTwilio(account_sid="AC1", auth_token="t", number="+18095550100")
    stage = make_stage(SandboxCrm(), SandboxTelegram(token="1:x"), twilio)
    state = json.loads(json.dumps(describe(stage)))
    assert state["sign"]["code"] == "K7M-4PF"
    assert state["whatsapp"]["person"]["phone"] != state["telegram"]["person"]["phone"]


def test_says_everything_in_both_languages() -> None:
    """Whatever the page says exists in Spanish and in English, with the same placeholders."""
    words = (FILES / "words.js").read_text("utf-8")
    spanish, english = (
        dict(re.findall(r'^  (\w+): "(.*)",$', block, re.MULTILINE))
        for block in re.findall(r"const (?:ES|EN) = \{\n(.*?)\n\};", words, re.DOTALL)
    )
    assert spanish.keys() == english.keys()
    for key, text in spanish.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key
    sources = "".join(file.read_text("utf-8") for file in FILES.iterdir())
    used = re.findall(r'\bsay\("(\w+)"|data-say(?:-label|-title)?"?[=:] ?"(\w+)"', sources)
    assert {key for pair in used for key in pair if key} <= spanish.keys()


def test_everything_that_is_understood_has_words() -> None:
    """Whatever the panel can tell of a message, a question or a result stands in the page's words."""
    spanish = (FILES / "words.js").read_text("utf-8").partition("const EN")[0]
    states = {question_of(Conversation(pending=Asked(state))) for state in get_args(PlainState)}
    silent = {"start", "done", "cancelled", "declined"}
    known = {
        *(f"asks_{state}" for state in {*states, "custom", "change"} - silent),
        *(f"result_{result}" for result in get_args(Result)),
        *(f"fact_aside_{kind}" for kind in get_args(AsideKind)),
        *(
            f"fact_{what}"
            for what in ("name", "phone", "email", "intent", "note", "budget", "sign", "language", "lead")
        ),
        *(f"did_{kind}" for kind in DEEDS),
        *Intent,
    }
    assert known <= set(re.findall(r"^  (\w+): ", spanish, re.MULTILINE))
