"""`leadbot serve` from outside: what it never says, how it stops, and the status it ends with (promises §7, §8)."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import apsw
import pytest

from adapters.engines import open_readonly
from adapters.records import LeadState
from adapters.store.errors import StoreBroken, StoreCorrupt, StoreTooNew
from bot.sandbox import telegram, twilio
from bot.sandbox.world import AGENCY, API_KEY, AUTH_TOKEN, BOT_SECRET, BOT_TOKEN, World, hang_sign, open_world
from bot.settings.model import Settings
from tests.commands import BARE
from tests.doors import FORM, Answer, Door
from tests.services import serving, start, write_settings
from tests.stores import file_of
from tests.test_store_file import HEADER_VERSION, made, untouched

WITHIN_S = 15
QUICK = {"retry_seconds": [0.2], "ambiguous_retry_seconds": [0.2]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who wants to be called back. `address` is the platform's id of them."""

    world: World
    channel: str
    address: str
    profile: str
    name: str
    phone: str
    email: str
    note: str
    never_kept: str = ""  # also said in the note

    @property
    def lines(self) -> tuple[str, ...]:
        """What they say, up to the confirmation."""
        note = f"{self.note} {self.never_kept}".strip()
        return ("hola", "acepto", "comprar", self.name, self.phone, self.email, note, "enviar")

    @property
    def traces(self) -> tuple[str, ...]:
        """Any of these would tell who it was."""
        number = self.phone.replace("-", "")
        return (self.address, self.profile, *self.name.split(), self.phone, number, self.email, self.note)

    async def say(self, text: str) -> None:
        if self.channel == "telegram":
            self.world.telegram.phone(int(self.address), self.profile).say(text)
        else:
            assert await self.world.twilio.phone(self.address, self.profile).say(text) == 200

    async def hear(self, words: str = "") -> None:
        """Wait for an answer with these words in it."""
        async with asyncio.timeout(WITHIN_S):
            while words not in await self._next():
                pass

    async def _next(self) -> str:
        if self.channel == "telegram":
            return (await self.world.telegram.phone(int(self.address)).hear()).text
        return (await self.world.twilio.phone(self.address).hear()).text

    async def confirm(self) -> None:
        """The whole talk; the answer to the confirmation is still to come."""
        for line in self.lines[:-1]:
            await self.say(line)
            await self.hear()
        await self.say(self.lines[-1])


def telma(world: World) -> Person:
    return Person(
        world=world,
        channel="telegram",
        address="7654321001",
        profile="Telmita",
        name="Telma Canaria",
        phone="829-555-7711",
        email="telma.canaria@example.do",
        note="cerca del colegio turquesa",
        never_kept="402-7654321-9",
    )


def wanda(world: World) -> Person:
    return Person(
        world=world,
        channel="whatsapp",
        address="+18495550177",
        profile="Wandita",
        name="Wanda Jilguero",
        phone="829-555-7722",
        email="wanda.jilguero@example.do",
        note="con terraza violeta",
        never_kept="4111 1111 1111 1111",
    )


# --- what it never says ---

TOKENS = (BOT_TOKEN, BOT_TOKEN.partition(":")[2], AUTH_TOKEN, API_KEY, BOT_SECRET)
WRONG_SECRET, WRONG_TOKEN = "canary-of-a-secret", "c" * 32


async def test_nobody_is_named_to_those_who_watch(tmp_path: Path) -> None:
    """Who reads the log, the numbers or any page of the service learns of nobody who wrote, and no secret, also when
    the CRM and the platforms refuse what they are sent and quote it."""
    async with (
        open_world(tmp_path, delivery=QUICK) as world,
        serving(write_settings(world.settings, tmp_path)) as service,
        aiohttp.ClientSession() as http,
    ):
        people = (telma(world), wanda(world))
        world.crm.faults.extend(["400", "500", "reset"])
        world.telegram.faults.append(telegram.Fault(method="sendMessage", status=400, description=quoting(people[0])))
        body = twilio.problem(500, 20500, quoting(people[1]))
        world.twilio.faults.append(twilio.Fault(status=500, body=body))
        for person in people:
            await person.confirm()
            await person.hear("Casa Caribe ya tiene tus datos")
        answers = await knock(Door(world, http), people[0])
        service.signal(signal.SIGTERM)
        assert await service.end() == 0
    shown = await service.log.whole() + "".join(f"{answer.headers}{answer.body!r}" for answer in answers)
    kept = file_of(world.settings).read_bytes().decode("utf-8", "replace")
    for person in people:
        assert_crm_knows(world, person)
        assert [trace for trace in person.traces if trace not in kept] == []
        assert [trace for trace in (*person.traces, person.never_kept) if trace in shown] == []
        assert person.never_kept not in kept
    assert [token for token in (*TOKENS, WRONG_SECRET, WRONG_TOKEN) if token in shown] == []
    for happened in ("turn", "delivery", "reply", "call refused"):  # the search has not been through an empty log
        assert f'"event": "{happened}"' in shown


async def test_a_message_opens_no_file_of_the_program(tmp_path: Path) -> None:
    """Once the service is ready, whole talks need nothing more from its own files: one that cannot be read just then
    stops nobody."""
    async with (
        open_world(tmp_path, delivery=QUICK) as world,
        serving(write_settings(world.settings, tmp_path), PYTHONPROFILEIMPORTTIME="1") as service,
        aiohttp.ClientSession() as http,
    ):
        door = Door(world, http)
        async with asyncio.timeout(WITHIN_S):
            while (await door.send("/readyz", b"", {}, "GET")).status != 200:  # noqa: ASYNC110  # it rings no bell
                await asyncio.sleep(0.05)
        ready = len(service.log.lines)
        for person in (telma(world), wanda(world)):
            await person.confirm()
            await person.hear("Casa Caribe ya tiene tus datos")
        await door.whatsapp(door.form("ciao, +39 333 123 4567, +44 7700 900123, +49 30 123456, ugo@müller.example"))
        await door.whatsapp(b"Body=a\xff", content_type=f"{FORM}; charset=windows-1252")
        await door.send(f"/privacy/{AGENCY}", b"", {}, "GET")
        await door.telegram(door.update("x" * 4000))
        service.signal(signal.SIGTERM)
        assert await service.end() == 0
    await service.log.whole()
    later = [line for line in service.log.lines[ready:] if line.startswith("import time")]
    assert [line for line in later if "jinja2" not in line] == []


def quoting(person: Person) -> str:
    """An error that holds all that must not be passed on."""
    return f"Bad Request: {' '.join(person.traces)} {' '.join(TOKENS)}"


def assert_crm_knows(world: World, person: Person) -> None:
    (lead,) = [lead for lead in world.crm.stored if lead["full_name"] == person.name]
    assert lead["phone"].endswith(person.phone.replace("-", ""))
    assert lead["email"] == person.email
    assert person.note in lead["notes"]
    assert person.never_kept not in lead["notes"]


async def knock(door: Door, person: Person) -> list[Answer]:
    """Calls that are turned away, calls that cannot be read, and a look at every page."""
    text = " ".join(person.traces)
    pages = ("/healthz", "/readyz", "/metrics", f"/privacy/{AGENCY}", "/privacy/nobody", f"/{person.email}")
    return [
        await door.telegram(door.update(text), secret=WRONG_SECRET),
        await door.telegram(f'{{"update_id": 1, "{text}'.encode()),
        await door.telegram({"update_id": 2, "message": {"text": text}}),
        await door.whatsapp(door.form(text), token=WRONG_TOKEN),
        await door.whatsapp({**door.form(text), "From": text}),
        await door.whatsapp(text.encode() * 1000),
        *[await door.send(page, b"", {}, "GET") for page in pages],
    ]


# --- how it stops ---

SLOW_CRM_S = 3.0


async def test_a_stop_waits_for_the_crm(tmp_path: Path) -> None:
    """Stopped while a lead is with a slow CRM, the service takes no new work, hears the answer out and ends well; the
    next one tells the person, and sends nothing again."""
    async with open_world(tmp_path, crm_slow_s=SLOW_CRM_S) as world, aiohttp.ClientSession() as http:
        config, person, door = write_settings(world.settings, tmp_path), wanda(world), Door(world, http)
        world.crm.mode = "slow"
        async with serving(config) as service:
            await person.confirm()
            await lead_with_crm(world)
            service.signal(signal.SIGTERM)
            async with asyncio.timeout(1):
                while await status(door, "/readyz") == 200:
                    pass
            await person.say("gracias")
            assert (await status(door, "/healthz"), await status(door, "/readyz")) == (200, 503)
            assert world.crm.received[0].status is None
            async with asyncio.timeout(30):
                assert await service.end() == 0
        assert await leads(world.settings) == {"delivered_new": 1}
        async with serving(config):
            await person.hear("Casa Caribe ya tiene tus datos")
        assert await leads(world.settings) == {"delivered_new": 1}
        assert len(world.crm.stored) == len(world.crm.received) == 1


async def lead_with_crm(world: World) -> None:
    async with asyncio.timeout(WITHIN_S):
        seen = world.crm.version
        while not world.crm.received:
            seen = await world.crm.wait_for_change(seen)


async def status(door: Door, path: str) -> int:
    return (await door.send(path, b"", {}, "GET")).status


async def leads(settings: Settings) -> Mapping[LeadState, int]:
    """How many leads there are in each state."""
    async with open_readonly(settings.database_url) as store:
        return (await store.counts()).leads


# --- how it ends ---


def damaged(content: bytes) -> bytes:
    return content[:8192] + b"\x5a" * 8192 + content[16384:]


def newer(content: bytes) -> bytes:
    return content[: HEADER_VERSION.start] + (99).to_bytes(4, "big") + content[HEADER_VERSION.stop :]


@pytest.mark.parametrize(
    ("change", "exit_status", "words"),
    [(damaged, StoreCorrupt.exit_code, "restaura una copia"), (newer, StoreTooNew.exit_code, "más nuev")],
)
async def test_a_file_it_must_not_serve_is_left_alone(
    tmp_path: Path, change: Callable[[bytes], bytes], exit_status: int, words: str
) -> None:
    """A damaged database, and that of a newer release, end the start with their status, one line and no changed
    byte."""
    path = tmp_path / "data" / "leadbot.db"
    path.parent.mkdir()
    content = change(await made(path))
    path.write_bytes(content)
    path.with_name("leadbot.db.lock").unlink(missing_ok=True)
    config = tmp_path / "leadbot.toml"
    config.write_text(f'database_url = "sqlite:///{path}"\n{BARE}', "utf-8")
    process = await start("-m", "bot", "serve", "--config", str(config), stdin=DEVNULL)
    async with asyncio.timeout(WITHIN_S):
        _, told = await process.communicate()
    assert process.returncode == exit_status
    (line,) = told.decode().splitlines()
    assert words in line
    assert untouched(path, content)


async def test_a_file_that_breaks_ends_the_service(tmp_path: Path) -> None:
    """When the database fails under a running service, nothing more is acknowledged, and it ends with 6 at once."""
    async with (
        open_world(tmp_path) as world,
        serving(write_settings(world.settings, tmp_path)) as service,
        aiohttp.ClientSession() as http,
    ):
        door = Door(world, http)
        assert (await door.whatsapp(door.form())).status == 200
        await door.heard("whatsapp")
        await hang_sign(world.settings)
        spoil(file_of(world.settings))
        with suppress(aiohttp.ClientError):  # where a worker comes upon it first
            assert (await door.whatsapp(door.form())).status == 503
        assert await service.end() == StoreBroken.exit_code
    assert '"event": "store broken"' in await service.log.whole()


async def test_a_file_that_is_moved_away_ends_the_service(tmp_path: Path) -> None:
    """Also while nobody writes: what came in afterwards nobody would find again."""
    async with (
        open_world(tmp_path) as world,
        serving(write_settings(world.settings, tmp_path)) as service,
    ):
        database = file_of(world.settings)
        database.rename(database.with_name("moved.db"))
        assert await service.end() == StoreBroken.exit_code
    assert "ya no es el archivo abierto" in await service.log.whole()


def spoil(database: Path) -> None:
    """As a dying disk would, with everything that nobody has in memory any more."""
    connection = apsw.Connection(str(database))
    connection.set_busy_timeout(5000)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = database.read_bytes()
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * (len(content) - 4096))
    connection.close()
