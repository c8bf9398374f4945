"""Several processes on one PostgreSQL, and a PostgreSQL that goes away: people notice neither."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

import aiohttp
import pytest

from adapters.engines import open_readonly
from bot.main import running
from bot.sandbox.world import AGENCY, HOST, World, free_port, open_world
from tests.doors import Answer, Door, open_door, rows
from tests.servers import STOPPED_HARD, TEMPLATE, Postgres, running_postgres
from tests.services import Forks, forking, write_settings
from tests.test_kills import QUICK, Intake, Lives, assert_nothing_lost, settled

INTAKE = ("Hola", "1", "comprar", "Ana Peña", "este mismo", "ana{number}@example.com", "busco en Naco", "sí, enviar")
PEOPLE = 8
WITHIN_S = 40
KILLS, TALKERS, WRITERS = 3, 5, 3
TWILIO_ANSWERS_AFTER_S = 0.1  # so that a replica that dies has replies under way
UNDER_WAY = """
    SELECT 1 FROM outbox o JOIN chat c ON c.id = o.chat
    WHERE o.state IN ('sending', 'unclear') AND convert_from(substr(c.address, 2), 'UTF8') = '{}'
"""
THINGS = "patio balcón marquesina piscina terraza ascensor jardín gimnasio parqueo vista estudio cisterna lavadero"
WORDS = [f"también busco {thing}" for thing in THINGS.split()]
PATH = f"/webhooks/{AGENCY}/whatsapp"
READY, ALIVE = "/readyz", "/healthz"


async def test_two_replicas_serve_the_same_people(postgres: Postgres, tmp_path: Path) -> None:
    """Every message reaches both at once; each is answered once, and each lead is sent once."""
    with postgres.database(TEMPLATE) as url:
        async with open_world(tmp_path, database_url=url) as world, aiohttp.ClientSession() as http:
            other = world.settings.model_copy(update={"listen": f"{HOST}:{free_port()}"})
            async with running(world.settings), running(other), asyncio.timeout(WITHIN_S):
                doors = Door(world, http), Door(world, http)
                doors[1].url = f"http://{other.listen}"
                await asyncio.gather(*(intake(world, doors, number) for number in range(PEOPLE)))
                await until_none(world, "SELECT 1 FROM lead WHERE state NOT LIKE 'delivered%'")
            sent = Counter(post.body["metadata"]["leadbot_id"] for post in world.crm.received)
            assert (len(sent), set(sent.values())) == (PEOPLE, {1})
            assert rows(world.settings, "SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]


async def intake(world: World, doors: tuple[Door, Door], number: int) -> None:
    """From the greeting to the confirmed lead; what is heard is one answer a message."""
    sender = f"+1809555{number:04}"
    for text, (first, second) in zip(INTAKE, cycle((doors, doors[::-1])), strict=False):
        form = doors[0].form(text.format(number=number), sender=sender)
        calls = [door.whatsapp(form, signed_url=world.settings.public_url + PATH) for door in (first, second)]
        assert [answer.status for answer in await asyncio.gather(*calls)] == [200, 200]
        await world.twilio.phone(sender).hear()
        await until_none(world, "SELECT 1 FROM outbox WHERE state = 'sending'")  # nobody reads as fast as this
    heard = [bubble.text for bubble in world.twilio.phone(sender).chat if not bubble.mine]
    assert len(heard) == len(INTAKE)


async def until_none(world: World, query: str) -> None:
    while rows(world.settings, query):  # noqa: ASYNC110  # other processes do it
        await asyncio.sleep(0.02)


@dataclass
class OnEither:
    """Somebody whose messages a proxy gives to one replica or the other, and Twilio repeats until they are taken."""

    world: World
    doors: tuple[Door, Door]
    sender: str
    chance: random.Random
    channel: str = "whatsapp"
    may_repeat: bool = False

    async def say(self, text: str) -> None:
        form = self.doors[0].form(text, sender=self.sender)
        while await self._given(form) != 200:  # noqa: ASYNC110  # as Twilio tries
            await asyncio.sleep(0.02)
        if self.chance.random() < 0.2:
            await self._given(form)

    async def hear(self) -> str:
        """What nobody answers before it is down as sent: nobody reads as fast as that."""
        heard = (await self.world.twilio.phone(self.sender).hear()).text
        await until_none(self.world, UNDER_WAY.format(f"whatsapp:{self.sender}"))
        return heard

    async def _given(self, form: dict[str, str]) -> int:
        door = self.chance.choice(self.doors)
        try:
            return (await door.whatsapp(form, signed_url=self.world.settings.public_url + PATH)).status
        except (aiohttp.ClientError, TimeoutError):
            return 0


class Quarter:
    """People who talk while replicas die: some begin and end an intake, some go on writing after theirs."""

    def __init__(self, world: World, doors: tuple[Door, Door], chance: random.Random) -> None:
        self.intakes: list[Intake] = []
        self.enough = asyncio.Event()
        self._world, self._doors, self._chance = world, doors, chance
        self._numbers = count(101)
        self._listening: dict[str, asyncio.Task[None]] = {}

    async def intake(self) -> Intake:
        """A new person, from the greeting to what is said after the confirmation."""
        number = next(self._numbers)
        phone = f"+18292{number:06}"
        who = OnEither(self._world, self._doors, phone, self._chance)
        self.intakes.append(intake := Intake(somebody=who, phone=phone, number=number, lives=Lives()))
        self._listening[phone] = asyncio.create_task(intake.listen())
        await intake.run()
        return intake

    async def talk(self) -> None:
        """One after the other."""
        while not self.enough.is_set():
            await self.intake()

    async def write(self, intake: Intake) -> None:
        """One thing after the other, without waiting for what is said to it."""
        self._listening[intake.phone].cancel()
        for text in WORDS:
            await intake.somebody.say(text)
            await asyncio.sleep(self._chance.choice((0, 0, 0.5)))

    async def go_home(self) -> None:
        """Everybody puts the phone away."""
        for task in self._listening.values():
            task.cancel()
        await asyncio.gather(*self._listening.values(), return_exceptions=True)


@pytest.mark.timeout(180)  # the machine may have other work
async def test_nobody_misses_a_replica_that_is_killed(postgres: Postgres, tmp_path: Path) -> None:
    """Killed under load, again and again: the other one goes on with its chats, and of what people wrote and heard
    nothing is lost, doubled or out of order."""
    seed = random.getrandbits(32)
    print("seed", seed)
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(postgres.database(TEMPLATE))
        world = await stack.enter_async_context(open_world(tmp_path, database_url=url, delivery=QUICK))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        mortal = world.settings.model_copy(update={"listen": f"{HOST}:{free_port()}"})
        doors = Door(world, http), Door(world, http)
        doors[1].url = f"http://{mortal.listen}"
        world.twilio.answers_after_s = TWILIO_ANSWERS_AFTER_S
        people = Quarter(world, doors, chance)
        async with running(world.settings), forking(write_settings(mortal, tmp_path)) as forks:
            undisturbed = {"whatsapp": (await people.intake()).told[:-1]}
            writers = await asyncio.gather(*(people.intake() for _ in range(WRITERS)))
            async with asyncio.TaskGroup() as tasks:
                for _ in range(TALKERS):
                    tasks.create_task(people.talk())
                for writer in writers:
                    tasks.create_task(people.write(writer))
                for _ in range(KILLS):
                    await live_and_die(forks, world, chance)
                people.enough.set()
            await settled(world, len(people.intakes))
            await people.go_home()
        assert_nothing_lost(world, people.intakes, undisturbed)
        async with open_readonly(url) as store:
            kept = {row.lead.phone.e164: [said.words for said in row.follow_ups] for row in await store.leads()}
        assert [kept[writer.phone] for writer in writers] == [WORDS] * WRITERS


async def live_and_die(forks: Forks, world: World, chance: random.Random) -> None:
    """One life of a replica, and until no event is in doubt from its death: what kills twice is parked."""
    before = len(forks.log.lines)
    await forks.start()
    await forks.log.until("listening", since=before)
    await asyncio.sleep(chance.uniform(0.1, 0.6))
    await forks.end(signal.SIGKILL)
    doubted = rows(world.settings, "SELECT encode(event_hash, 'hex') FROM death WHERE deaths > 0")
    held = rows(world.settings, "SELECT lease FROM outbox WHERE state = 'sending'")
    await asyncio.sleep(1)  # the living one has sent its own by then
    for (lease,) in held:  # and the minute of the others is over
        rows(
            world.settings,
            f"UPDATE outbox SET lease_until = 0 WHERE state = 'sending' AND lease = '{lease}' RETURNING 1",
        )
    for (key,) in doubted:
        await until_none(world, f"SELECT 1 FROM death WHERE deaths > 0 AND encode(event_hash, 'hex') = '{key}'")


async def test_a_service_outlives_its_server(tmp_path: Path) -> None:
    """While it is away, platforms are asked to come again and the process is alive but not ready; then all goes on."""
    with running_postgres(*STOPPED_HARD) as server, server.database() as url:
        async with open_door(tmp_path, database_url=url) as door:
            assert (await door.whatsapp(door.form())).status == 200
            first = await door.heard("whatsapp")
            server.stop()
            missed = door.form("comprar")
            looks = (door.send(path, b"", {}, "GET") for path in (READY, ALIVE))
            told = await asyncio.gather(door.whatsapp(missed), *looks)
            assert [answer.status for answer in told] == [503, 503, 200]
            assert told[0].headers["Retry-After"] == "30"
            server.start()
            assert (await until_taken(door, missed)).status == 200
            assert await door.heard("whatsapp") != first
            assert (await door.send(READY, b"", {}, "GET")).status == 200
            assert rows(door.world.settings, "SELECT count(*) FROM inbox") == [(2,)]


async def until_taken(door: Door, form: dict[str, str]) -> Answer:
    """As the platform tries."""
    async with asyncio.timeout(WITHIN_S):
        while (answer := await door.whatsapp(form)).status != 200:  # noqa: ASYNC110  # the server is no coroutine
            await asyncio.sleep(0.2)
        return answer
