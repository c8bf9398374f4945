"""Titles of properties come from the CRM, and nobody ever waits for it."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner

from adapters.alterestate_properties import AlterEstateProperties, read_page
from adapters.engines import open_store
from adapters.signs import Property
from bot.assembly import http_session
from bot.cli import main
from bot.http.listening import listening
from bot.sandbox.crm import SandboxCrm
from bot.signs.properties import keep_properties
from tests.commands import BARE
from tests.stores import NOW

PIANTINI = Property(uid="KNM6135T3B", title="Apartamento en Piantini", sector="Piantini")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"results": [{"uid": "A1", "name": " Casa ", "sector": "Naco"}], "next": None}, (("A1", "Casa", "Naco"),)),
        ([{"uid": "A1", "name": "Casa", "sector": {"id": 3, "name": "Naco"}}], (("A1", "Casa", "Naco"),)),
        ({"data": [{"uid": "A1", "name": "Casa", "sector": None}]}, (("A1", "Casa", ""),)),
        ([{"uid": "A1", "name": ""}, {"name": "Casa"}, "nonsense", None, {"uid": 7, "name": "X"}], ()),
        ({"results": "nonsense"}, ()),
        (17, ()),
        ({}, ()),
    ],
)
def test_a_page_is_read_in_every_known_shape(answer: object, expected: tuple[tuple[str, ...], ...]) -> None:
    """Bare or wrapped, the sector as text or object; what has no uid or title is left out."""
    properties, _ = read_page(answer)
    assert tuple((one.uid, one.title, one.sector) for one in properties) == expected


async def read(handler: Any) -> tuple[Property, ...] | None:
    app = web.Application()
    app.router.add_get("/api/v1/properties/filter/", handler)
    async with listening(app, "127.0.0.1", 0) as port, http_session() as http:
        reader = AlterEstateProperties(http, base_url=f"http://127.0.0.1:{port}/api/v1", read_token="public")
        return await reader.read_all()


async def test_every_page_is_read() -> None:
    """With the public token, page after page, until the last."""

    async def handler(request: web.Request) -> web.Response:
        assert request.headers["aetoken"] == "public"
        page = int(request.query["page"])
        return web.json_response({"results": [{"uid": f"A{page}", "name": "Casa"}], "next": "x" if page < 3 else None})

    assert [one.uid for one in await read(handler) or ()] == ["A1", "A2", "A3"]


async def test_a_crm_that_repeats_its_first_page_does_not_hold_us() -> None:
    """It ends when a page brings nothing new."""

    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"results": [{"uid": "A1", "name": "Casa"}], "next": "again"})

    assert len(await read(handler) or ()) == 1


@pytest.mark.parametrize("status", [401, 500, 302, 200])
async def test_without_a_usable_answer_there_is_none(status: int) -> None:
    """A wrong token, a broken CRM, a redirect or a page of HTML."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=status, text="<html>", headers={"Location": "/"} if status == 302 else {})

    assert await read(handler) is None


async def test_the_store_learns_the_titles(database_url: str) -> None:
    """In the background; what was known stays when the CRM is silent."""
    crm, stop, written = SandboxCrm(read_token="public"), asyncio.Event(), asyncio.Event()

    def now() -> datetime:  # asked for when the answer is about to be written
        written.set()
        return NOW

    async with (
        listening(crm.app, "127.0.0.1", 0) as port,
        http_session() as http,
        open_store(database_url) as store,
    ):
        reader = AlterEstateProperties(http, base_url=f"http://127.0.0.1:{port}/api/v1", read_token="public")
        task = asyncio.create_task(keep_properties("casanova", reader, store, stop, first_after_s=0, clock=now))
        async with asyncio.timeout(5):
            await written.wait()
        stop.set()
        await task
        await store.put_properties("casanova", [], NOW)
        assert await store.property("casanova", "KNM6135T3B") == PIANTINI
        assert await store.property("otra", "KNM6135T3B") is None


def settings_in(folder: Path, port: int) -> Path:
    config = folder / "leadbot.toml"
    crm = f'api_key = "crm-key"\nread_token = "public"\nbase_url = "http://127.0.0.1:{port}/api/v1"'
    bare = BARE.replace('kind = "telegram"', 'kind = "telegram"\napi_base_url = "http://127.0.0.1:9"')
    config.write_text(bare.replace('api_key = "crm-key"', crm), encoding="utf-8")
    return config


async def test_a_sign_takes_the_title_of_its_property(tmp_path: Path) -> None:
    """`sign new --property UID` needs no title; an unknown property is refused unless it comes with one."""
    crm = SandboxCrm(read_token="public")
    async with listening(crm.app, "127.0.0.1", 0) as port:
        config = settings_in(tmp_path, port)

        def run(*words: str) -> tuple[int, str]:
            ended = CliRunner().invoke(
                main, ["sign", *words, "--json", "--config", str(config)], catch_exceptions=False
            )
            return ended.exit_code, ended.stdout

        status, created = await asyncio.to_thread(run, "new", "--type", "venta", "--property", "KNM6135T3B")
        assert status == 0
        code = json.loads(created)["code"]
        _, shown = await asyncio.to_thread(run, "show", code)
        assert (json.loads(shown)["title"], json.loads(shown)["state"]) == ("Apartamento en Piantini", "active")
        assert (await asyncio.to_thread(run, "new", "--type", "venta", "--property", "ZZZ6135T3B"))[0] == 1
        _, pointed = await asyncio.to_thread(run, "point", code, "--type", "alquiler", "--property", "JSORJ9S5AY")
        assert json.loads(pointed)["title"] == "Casa en Punta Cana"
        titled = ("new", "--type", "venta", "--property", "ZZZ6135T3B", "--title", "Otra")
        assert (await asyncio.to_thread(run, *titled))[0] == 0
