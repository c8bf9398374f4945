"""How long the console's lists take over a million leads, on both databases.

    python -m benchmarks.console [LEADS]

Each list is opened as a browser opens it, less the network: the rows are read, opened and put into HTML.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from adapters.engines import open_store
from adapters.store import Store
from adapters.store.codec import dump_lead
from bot.main import running
from bot.sandbox.world import AGENCY, open_world
from tests.consoles import Browser, add_user, lead_of
from tests.servers import running_postgres
from tests.stores import sql

TIMES = 5
PATHS = (
    "/",
    "/leads",
    "/leads?group=open",
    "/leads?group=existing",
    "/leads?q=809-555-0134",
    "/leads?q=R-1000042",
    "/leads?q=Nadie+Se+Llama+Así",
    "/leads?before=1700000000000.5",
    "/chats",
    "/funnel",
)
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
AT_ONCE = 50_000  # a statement may not take for ever
CHATS = """{numbers}
INSERT INTO chat (id, agency, channel, address_hash, address, created_at, heard_at, holds)
SELECT i, '{agency}', 'whatsapp', {key}, x'', {at}, {at}, 'agreed' FROM n"""
LEADS = """{numbers}
INSERT INTO lead
    (id, agency, chat, reference, state, phone_hash, email_hash, confirmed_at, settled_at, followed_at, body)
SELECT 'lead-' || i, '{agency}', i, 'R-' || (1000000 + i),
       CASE i % 1000 WHEN 0 THEN 'parked' WHEN 1 THEN 'delivered_existing' ELSE 'delivered_new' END,
       {key}, {key}, {at}, {now}, {now}, {body}
FROM n"""


async def fill(store: Store, leads: int, *, postgres: bool) -> None:
    """So many leads, one a minute, of which every thousandth waits for somebody."""
    body = (b"\x00" + dump_lead(lead_of(AGENCY, 1, "Ana Rosa Peña", "+18095550134", "ana@example.do"))).hex()
    now = int(datetime.now(UTC).timestamp() * 1000)
    values = {
        "agency": AGENCY,
        "now": now,
        "at": f"{now} - 60000 * CAST(i AS BIGINT)",
        "key": "convert_to('key ' || i, 'UTF8')" if postgres else "CAST('key ' || i AS BLOB)",
        "body": f"x'{body}'",
    }
    for first in range(1, leads + 1, AT_ONCE):
        numbers = NUMBERS.format(first=first, last=min(leads, first + AT_ONCE - 1))
        for statement in (CHATS, LEADS):
            await store._do(sql(statement.format(numbers=numbers, **values)))
    await store._do(sql("ANALYZE"))


async def measure(database_url: str, folder: Path, leads: int) -> None:
    async with open_world(folder, database_url=database_url) as world:
        settings = world.settings
        async with open_store(settings.database_url) as store:
            await add_user(store, AGENCY, "ana", "owner")
            await fill(store, leads, postgres=bool(database_url))
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http, running(settings):
            browser = Browser(settings.public_url, http)
            await browser.sign_in("ana")
            for path in PATHS:
                took = [await timed(browser, path) for _ in range(TIMES)]
                print(f"{path:32} {statistics.median(took):7.0f} ms  (slowest {max(took):.0f})")


async def timed(browser: Browser, path: str) -> float:
    began = time.perf_counter()
    answer = await browser.get(f"/console{path}")
    assert answer.status == 200, answer.text
    return (time.perf_counter() - began) * 1000


def main() -> None:
    leads = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory() as folder:
        print(f"SQLite, {leads:,} leads")
        asyncio.run(measure("", Path(folder), leads))
    with running_postgres() as server, server.database() as url, TemporaryDirectory() as folder:
        print(f"PostgreSQL, {leads:,} leads")
        asyncio.run(measure(url, Path(folder), leads))


if __name__ == "__main__":
    main()
