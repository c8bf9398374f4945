"""The sandbox CRM behaves like the documented one, and shows what it got."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.crm import Mode, SandboxCrm

ANA = {"full_name": "Ana Peña", "phone": "+18095550134", "email": "ana@example.com"}
KEY = {"Authorization": "Token sandbox-key"}


@pytest.fixture
def crm() -> SandboxCrm:
    return SandboxCrm(read_token="lee", slow_s=0.01)


@pytest.fixture
async def client(crm: SandboxCrm) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(crm.app)) as client:
        yield client


async def post(client: TestClient[Any, Any], body: object, headers: dict[str, str] = KEY) -> int:
    async with client.post("/api/v1/leads/", json=body, headers=headers, allow_redirects=False) as response:
        return response.status


@pytest.mark.parametrize(
    ("second", "status"),
    [
        ({"full_name": "Otra", "phone": "809-555-0134", "email": "otra@example.com"}, 200),
        ({"full_name": "Otra", "phone": "+1 829 555 0199", "email": "ANA@example.com"}, 200),
        ({"full_name": "Otra", "phone": "+1 829 555 0199", "email": "otra@example.com"}, 201),
    ],
)
async def test_duplicates(client: TestClient[Any, Any], second: dict[str, str], status: int) -> None:
    """The same phone however written, or the same e-mail, is the same contact."""
    assert await post(client, ANA) == 201
    assert await post(client, second) == status


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (ANA, {"Authorization": "Token otra"}, 401),
        ({**ANA, "phone": " "}, KEY, 400),
        ([], KEY, 400),
        ({**ANA, "related": "nobody@example.com"}, KEY, 400),
        ({**ANA, "related": "ana@example.com"}, KEY, 201),
    ],
)
async def test_refusals(
    crm: SandboxCrm, client: TestClient[Any, Any], body: object, headers: dict[str, str], status: int
) -> None:
    """A wrong key, a missing field and an agent the CRM does not know create nothing."""
    crm.unknown_agents.add("nobody@example.com")
    assert await post(client, body, headers) == status
    assert len(crm.stored) == (status == 201)
    assert crm.received[-1].status == status


@pytest.mark.parametrize(
    ("mode", "statuses"),
    [
        ("auto", [201, 200]),
        ("created", [201, 201]),
        ("registered", [200, 200]),
        ("invalid", [400, 400]),
        ("down", [503, 503]),
        ("slow", [201, 200]),
    ],
)
async def test_modes(crm: SandboxCrm, client: TestClient[Any, Any], mode: Mode, statuses: list[int]) -> None:
    """Whoever shows the demo chooses what the CRM does."""
    crm.mode = mode
    assert [await post(client, ANA) for _ in statuses] == statuses


async def test_faults_are_used_up(crm: SandboxCrm, client: TestClient[Any, Any]) -> None:
    """A scripted fault meets one post, and the next one is answered normally."""
    crm.faults.extend(["500", "429"])
    assert [await post(client, ANA) for _ in range(3)] == [500, 429, 201]
    assert [post.fault for post in crm.received] == ["500", "429", ""]


async def test_a_page_can_watch(crm: SandboxCrm, client: TestClient[Any, Any]) -> None:
    """Everybody who watches learns of each post when it arrives and when it is answered."""
    seen = crm.version
    watchers = [asyncio.create_task(crm.wait_for_change(seen)) for _ in range(2)]
    await post(client, ANA)
    assert min(await asyncio.gather(*watchers)) > seen
    assert (crm.received[0].body, crm.received[0].status, crm.received[0].stored) == (ANA, 201, True)
    crm.clear()
    assert crm.received == ()
    assert await post(client, ANA) == 201


async def test_reading_properties(client: TestClient[Any, Any]) -> None:
    """Properties and agents can be read with the public token only."""
    token = {"aetoken": "lee"}
    async with client.get("/api/v1/properties/filter/", headers=token) as response:
        slugs = [found["slug"] for found in (await response.json())["results"]]
    paths = [f"/api/v1/properties/view/{slug}/" for slug in (*slugs, "otra")] + ["/api/v1/agents/"]
    statuses = [(await client.get(path, headers=headers)).status for path in paths for headers in (token, {})]
    assert statuses == [200, 401, 200, 401, 404, 401, 200, 401]


async def test_the_slash_matters(client: TestClient[Any, Any]) -> None:
    """Without its last slash the address only redirects, as the real one does."""
    async with client.post("/api/v1/leads", json=ANA, headers=KEY, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (301, "/api/v1/leads/")
