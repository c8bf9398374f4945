"""A third kind of channel is one file and one row: a chat on the agency's website, added here and nowhere else."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.engines import open_readonly
from adapters.sending import Later
from adapters.signs import SignRow
from adapters.webhook import RawRequest
from bot.channels import KINDS, Wiring
from bot.doctor.examine import examine
from bot.main import running
from bot.sandbox.world import AGENCY, World, hang_sign, open_world
from bot.settings.file import load_settings
from bot.signs.links import doors_of, links_of
from bot.signs.results import results
from bot.talks import Person, Talks
from flows.events import MediaReceived
from flows.replies import Message
from tests import webchat
from tests.commands import BARE, change, problems_of
from tests.webchat_row import ME, ROW, WebPerson, front

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs/third-channel.md").read_text(encoding="utf-8")
TABLE = """
[agencies.casanova.channels.web]
kind = "webchat"
url = "https://casanova.example.do/chat"
listen = "127.0.0.1:8090"
via = "106"
"""
SIGN = SignRow(agency="casanova", code="K7M4PF", title="Apartamento en Naco", property_uid="KNM6135T3B", type="venta")
KNOW_THEM = {"bot/channels.py", "bot/doctor/telegram.py", "bot/workers/polling.py", "bot/signs/bots.py"}


@pytest.fixture(autouse=True)
def row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one row."""
    monkeypatch.setitem(KINDS, "webchat", ROW)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE + TABLE, encoding="utf-8")
    return path


def code(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_guide_shows_the_channel_as_it_is() -> None:
    """Whoever follows docs/third-channel.md types what works: its blocks are the file, and at the end the row."""
    *blocks, row = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert code("".join(blocks)) == code(Path(webchat.__file__).read_text(encoding="utf-8"))
    fields = code(row)[2:-2]  # between «Kind(» and its end
    assert "\n".join(fields) in "\n".join(code((ROOT / "tests/webchat_row.py").read_text(encoding="utf-8")))
    assert len(fields) == 8


def test_a_channel_is_short() -> None:
    """The smallest whole one fits on two pages."""
    assert len(Path(webchat.__file__).read_text(encoding="utf-8").splitlines()) < 150


WITH_THE_ROW = """
import sys, types
module = types.ModuleType("bot.channels")
module.__file__ = "bot/channels.py"
sys.modules["bot.channels"] = module
exec(compile(sys.stdin.read(), "bot/channels.py", "exec"), module.__dict__)
from bot.cli import main
try:
    main(["check", "--config", sys.argv[1]])
finally:
    print({"aiohttp", "telegram", "twilio"} & sys.modules.keys(), file=sys.stderr)
"""


def test_the_row_of_the_guide_is_all_that_the_program_needs(config: Path) -> None:
    """Typed into `bot/channels.py`, it is known to every command, and none of them loads more for it."""
    *_, row = re.findall(r"```python\nKINDS = {\n(.*?)}\n```", GUIDE, re.DOTALL)
    table = (ROOT / "bot/channels.py").read_text(encoding="utf-8")
    imports = "from tests.webchat import WebChat, WebChatSettings, link, work\n"
    table = table.replace("from bot.kinds import", f"{imports}from bot.kinds import")
    table = table.replace('    "whatsapp": Kind(', f'{row}    "whatsapp": Kind(')
    checked = subprocess.run(
        [sys.executable, "-c", WITH_THE_ROW, str(config)],
        input=table,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=30,
    )
    assert checked.stdout.splitlines()[-1] == f"Bien    {config}: 1 agencia, 3 canales", checked.stderr
    assert checked.stderr.splitlines()[-1] == "set()"


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_nobody_asks_for_a_kind_by_its_name() -> None:
    """Else the next kind would be forgotten there. Libraries are called like that in `bot/logs.py`."""
    named = {
        name
        for name, tree in sources("flows", "adapters/store", "adapters/engines", "bot")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in ("telegram", "whatsapp", "Telegram", "WhatsApp")
    }
    assert {name for name in named if not name.startswith(("bot/kinds/", "bot/sandbox/"))} <= KNOW_THEM | {
        "bot/logs.py"
    }


def test_nobody_else_knows_their_adapters() -> None:
    """What a kind needs of its platform stands in its own files."""
    knowing = {
        name
        for name, tree in sources("bot")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and str(node.module).startswith(("adapters.telegram", "adapters.whatsapp", "adapters.twilio", "bot.kinds"))
        and not str(node.module).endswith("_texts")
    }
    their_own = (
        "bot/kinds/",
        "bot/sandbox/",
        "bot/doctor/whatsapp.py",
        "bot/doctor/contents.py",
        "bot/doctor/telegram.py",
    )
    assert {name for name in knowing if not name.startswith(their_own)} <= KNOW_THEM


def test_its_settings_are_read_and_checked_like_all(config: Path) -> None:
    """Its keys have their remedies, the nearest key and the variables of the environment."""
    environ = {"LEADBOT_AGENCIES__CASANOVA__CHANNELS__WEB__VIA": "107"}
    assert load_settings(config, environ).agencies["casanova"].channels["web"].via == "107"
    change(config, "listen", "lissen")
    assert "channels.web.lissen no es una clave que exista: ¿querías decir «listen»?" in problems_of(config)[1]
    change(config, 'kind = "webchat"', 'kind = "chat"')
    assert 'web.kind no es un canal conocido: escribe "telegram" o "webchat" o "whatsapp"' in problems_of(config)[0]


def test_its_table_keeps_all_its_keys_when_settings_are_written(config: Path) -> None:
    """Settings go from the demo to a service as a file."""
    settings = load_settings(config, {})
    assert settings.model_validate(settings.model_dump()) == settings
    assert settings.model_dump()["agencies"]["casanova"]["channels"]["web"]["listen"] == "127.0.0.1:8090"


def test_a_sign_leads_there(config: Path) -> None:
    """Its page offers the chat, and a sign may lead there at once."""
    change(
        config,
        "[agencies.casanova.alterestate]",
        '[agencies.casanova.signs]\nmode = "webchat"\n[agencies.casanova.alterestate]',
    )
    settings = load_settings(config, {})
    assert settings.agencies["casanova"].signs.mode == "webchat"
    doors = doors_of(settings, "casanova", learned="")
    said = "Hola%2C%20me%20interesa%20esta%20propiedad%20%28ref.%20K7M-4PF%29"
    assert links_of(doors, SIGN).chats["webchat"] == f"https://casanova.example.do/chat?say={said}"


def test_it_is_asked_for_a_number_in_words_that_are_true_there(config: Path) -> None:
    """Nobody reads of a button that is not there."""
    talk = Talks(load_settings(config, {}), "casanova").begin("webchat", Person(phone="+18095550134"))
    for text in ("hola", "comprar", "Ana Peña"):
        talk.say(text)
    [answer] = talk.say("este mismo").messages
    assert answer.text == "Chat web no me muestra tu número. ¿Me lo escribes?"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, agency={"channels": front().channels}) as world:
        yield world


async def test_its_button_on_a_sign_is_counted(world: World) -> None:
    """The page of a sign shows it beside the others, and its taps stand in the funnel."""
    await hang_sign(world.settings)
    url = f"{world.settings.public_url}/K7M4PF"
    async with running(world.settings), aiohttp.ClientSession() as http:
        async with http.get(url) as page:
            assert re.search(r'href="/K7M4PF/c\?lang=es"[^>]*>.*?Seguir por Chat web', await page.text(), re.DOTALL)
        async with http.get(f"{url}/c", allow_redirects=False) as tap:
            assert tap.headers["Location"].startswith("https://casacaribe.example/chat?say=Hola")
    async with open_readonly(world.settings.database_url) as store:
        ticks = await store.ticks()
    funnel = results([SIGN], ticks, since=date(2026, 1, 1), now=datetime.now(UTC)).signs[0]
    assert (funnel.times["tocó Chat web"], funnel.tapped) == (1, 1)


async def test_the_doctor_has_nothing_to_ask(world: World) -> None:
    """A platform that nobody has to be asked about is no finding."""
    async with aiohttp.ClientSession() as http:
        found = await examine(world.settings, http)
    assert not [one for one in found if "channels.web" in one.about]


async def test_strangers_are_turned_away(world: World) -> None:
    """A visitor is who knows the long id; anything else is refused before it is read further."""
    bodies: list[Any] = [{"visitor": "short", "id": "1", "text": "hola"}, {"id": "1"}, [], "hola", None]
    url = world.settings.webhook_url(AGENCY, "web")
    async with running(world.settings), aiohttp.ClientSession() as http:
        for body in bodies:
            async with http.post(url, json=body) as answer:
                assert answer.status == 403


def adapter(world: World) -> webchat.WebChat:
    wiring = Wiring(settings=world.settings, agency=AGENCY, name="web", http=None)  # type: ignore[arg-type]  # not used
    made = wiring.make()
    assert isinstance(made, webchat.WebChat)
    return made


@pytest.mark.parametrize("said", [b'{"text": 5}', b'{"button": "x"}', b'{"text": "  "}', b'{"id": []}'])
async def test_what_cannot_be_read_is_still_answered(world: World, said: bytes) -> None:
    """A page of another version gets an answer, and no error of ours."""
    body = said[:-1] + f', "visitor": "{ME}"}}'.encode()
    [arrival] = adapter(world).parse(RawRequest(target="/", headers={}, body=body))
    assert arrival.chat == ME
    assert isinstance(arrival.event, MediaReceived)


async def test_a_reply_waits_for_its_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has closed the page hears the answer when they open it again."""
    monkeypatch.setattr(webchat, "HANDED_S", 0.01)
    assert await adapter(world).send(ME, Message(text="hola"), attempts=1) == Later()


async def test_a_repeated_post_counts_once(world: World) -> None:
    """A page that heard no answer posts again."""
    table = world.settings.agencies[AGENCY].channels["web"]
    assert isinstance(table, webchat.WebChatSettings)
    url = world.settings.webhook_url(AGENCY, "web")
    async with running(world.settings), aiohttp.ClientSession() as http:
        ana = WebPerson(url, f"http://{table.listen}", "Ana", "es")
        for _ in range(2):
            async with http.post(url, json={"visitor": ME, "id": "a", "text": "hola"}) as answer:
                assert answer.status == 200
        assert "asistente automático" in (await ana.hear())[0]
        await ana.do("comprar")
        assert "¿Cómo te llamas?" in (await ana.hear())[0]
