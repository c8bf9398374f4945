"""Several processes on one PostgreSQL, and a PostgreSQL that goes away: people notice neither."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import cycle
from pathlib import Path

import aiohttp

from bot.main import running
from bot.sandbox.world import AGENCY, HOST, World, free_port, open_world
from tests.doors import Answer, Door, open_door, rows
from tests.servers import STOPPED_HARD, TEMPLATE, Postgres, running_postgres

INTAKE = ("Hola", "1", "comprar", "Ana Peña", "este mismo", "ana{number}@example.com", "busco en Naco", "sí, enviar")
PEOPLE = 8
WITHIN_S = 40
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
