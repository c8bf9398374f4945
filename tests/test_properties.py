"""Titles of properties come from the CRM, and nobody ever waits for it."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner
from PIL import Image

from adapters.alterestate_properties import AlterEstateProperties, read_page
from adapters.engines import open_store
from adapters.signs import Property, SignRow
from bot.assembly import http_session
from bot.cli import main
from bot.http.listening import listening
from bot.sandbox.crm import SandboxCrm
from bot.signs.codes import mint_code
from bot.signs.properties import keep_properties, make_photos
from tests.commands import BARE
from tests.stores import NOW

PIANTINI = Property(uid="KNM6135T3B", title="Apartamento en Piantini", sector="Piantini", sale_price="US$ 185,000")


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


PRICES = [
    ({"sale_price": 185000.0, "currency_sale": "USD"}, ("US$ 185,000", ""), "as documented"),
    ({"sale_price": "12500000", "currency_sale": "RD"}, ("RD$ 12,500,000", ""), "as text, in short"),
    ({"rent_price": 1800, "currency_rent": "us$"}, ("", "US$ 1,800"), "a rent"),
    ({"rental_price": 950, "currency_rental": "US"}, ("", "US$ 950"), "its other name"),
    ({"sale_price": 0, "currency_sale": "USD"}, ("", ""), "not for sale"),
    ({"sale_price": 1, "currency_sale": "USD"}, ("", ""), "absurd"),
    ({"sale_price": 99999999999, "currency_sale": "USD"}, ("", ""), "as absurd"),
    ({"sale_price": "nan", "currency_sale": "USD"}, ("", ""), "no number"),
    ({"sale_price": [1], "currency_sale": 7, "rent_price": None}, ("", ""), "nonsense"),
    ({"sale_price": 185000, "currency_sale": "XYZ"}, ("", ""), "a currency that nobody knows"),
]


@pytest.mark.parametrize(("said", "shown", "why"), PRICES, ids=[row[2] for row in PRICES])
def test_a_price_is_shown_only_where_it_is_one(said: dict[str, Any], shown: tuple[str, str], why: str) -> None:
    """Lists hold zeros, nines and three spellings of a currency: what cannot be meant is left out, not the property."""
    ((read,), _) = read_page([{"uid": "A1", "name": "Casa", **said}])
    assert (read.sale_price, read.rent_price) == shown, why


class Photos:
    """A CRM with one property, whose photograph is at `address`; `answers` are given one after the other."""

    def __init__(self, address: str, *answers: tuple[int, bytes]) -> None:
        self.address, self.answers, self.asked = address, list(answers), 0

    async def list(self, _request: web.Request) -> web.Response:
        address = self.address.replace("HERE", f"http://{_request.host}")
        return web.json_response([{"uid": "KNM6135T3B", "name": "Casa", "featured_image": address}])

    async def photo(self, _request: web.Request) -> web.Response:
        self.asked += 1
        status, body = self.answers.pop(0)
        return web.Response(status=status, body=body)


async def photo_after(crm: Photos, url: str, rounds: int) -> bytes:
    """What a page shows after the list was read so often."""
    app = web.Application()
    app.router.add_get("/api/v1/properties/filter/", crm.list)
    app.router.add_get("/casa.jpg", crm.photo)
    async with listening(app, "127.0.0.1", 0) as port, http_session() as http, open_store(url) as store:
        reader = AlterEstateProperties(http, base_url=f"http://127.0.0.1:{port}/api/v1", read_token="public")
        sign = SignRow(agency="casanova", title="Casa", property_uid="KNM6135T3B")
        await store.add_signs([sign], who="", now=NOW, mint=mint_code)
        for _ in range(rounds):
            await store.put_properties("casanova", await reader.read_all() or (), NOW)
            await make_photos("casanova", reader, store, asyncio.Event(), lambda: NOW)
        return await store.property_photo("casanova", "KNM6135T3B")


def picture(width: int = 2400, height: int = 1600) -> bytes:
    file = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


async def test_a_photograph_is_made_small_once(database_url: str) -> None:
    """However large and rich it is, a slow phone gets eight kilobytes; the CRM is asked once, not with every list."""
    crm = Photos("HERE/casa.jpg", (500, b""), (200, picture()))
    small = await photo_after(crm, database_url, rounds=4)
    assert crm.asked == 2
    assert 0 < len(small) <= 8 * 1024
    shown = Image.open(BytesIO(small))
    assert shown.format == "WEBP"
    assert shown.width * 9 == shown.height * 16


NO_PHOTOS = [
    ("HERE/casa.jpg", (200, b"<html>"), 1, "no picture"),
    ("HERE/casa.jpg", (404, b""), 1, "gone"),
    ("HERE/casa.jpg", (302, b""), 1, "elsewhere"),
    ("http://169.254.169.254/latest", (200, b""), 0, "an address inside a network"),
    ("file:///etc/passwd", (200, b""), 0, "no address"),
]


@pytest.mark.parametrize(("address", "answer", "asked", "why"), NO_PHOTOS, ids=[row[3] for row in NO_PHOTOS])
async def test_what_is_no_photograph_is_not_asked_for_again(
    address: str, answer: tuple[int, bytes], asked: int, why: str, tmp_path: Path
) -> None:
    """A page goes without, and a wrong address costs one request, or none where we would not go."""
    crm = Photos(address, answer)
    assert await photo_after(crm, f"sqlite:///{tmp_path}/x.db", rounds=3) == b"", why
    assert crm.asked == asked


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
