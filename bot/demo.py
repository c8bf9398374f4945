"""`leadbot demo`: the real service between a sandbox CRM and two phones in the browser, all on this machine."""

from __future__ import annotations

import asyncio
import secrets
import signal
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from adapters.engines import open_store
from adapters.language import tr
from bot.console.doors import COOKIE
from bot.http.listening import listening
from bot.main import running
from bot.sandbox.crm import SandboxCrm
from bot.sandbox.page import ConsoleDoor, make_page
from bot.sandbox.stage import Stage
from bot.sandbox.world import HOST, SIGN, hang_sign, open_world
from bot.settings.model import Settings
from bot.workers.waiting import Clock, utc_now

PORT = 8300
AGENCY = {"join_seconds": 1.5, "quiet_hours": "00:00-00:00"}  # who watches at night wants to see the outcome too
SOON_AGAIN = {"retry_seconds": [5, 10], "ambiguous_retry_seconds": [5, 10]}  # nor will they wait 90 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo: where its page is, and the CRM behind it."""

    url: str
    crm: SandboxCrm


def demo(port: int, *, open_browser: bool) -> int:
    """Show the demo until Ctrl-C; 0 as `port` draws a free one. Gives the exit status."""
    asyncio.run(_until_signalled(port, open_browser=open_browser))
    return 0


async def _until_signalled(port: int, *, open_browser: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running_demo(port) as shown:
        click.echo(
            tr(
                f"La demostración está en {shown.url}  (Ctrl-C para terminar)",
                f"The demo is at {shown.url}  (Ctrl-C to end it)",
            )
        )
        if open_browser:
            await asyncio.to_thread(webbrowser.open, shown.url)
        await stop.wait()


@asynccontextmanager
async def running_demo(port: int = 0, clock: Clock = utc_now) -> AsyncIterator[Demo]:
    """The demo while the block runs; what was said in it is gone afterwards."""
    with TemporaryDirectory(prefix="leadbot-demo-") as folder:
        async with open_world(Path(folder), agency=AGENCY, delivery=SOON_AGAIN) as world:
            await hang_sign(world.settings)
            world.twilio.account.call(world.twilio.webhook_url)
            door = ConsoleDoor(
                port=world.settings.address[1], sign_in=partial(sign_in, world.settings, await hire(world.settings))
            )
            stage = Stage(
                crm=world.crm,
                telegram=world.telegram,
                twilio=world.twilio,
                agency="Casa Caribe",
                sign=SIGN,
                service_url=world.settings.public_url,
            )
            async with (
                listening(make_page(stage, door), HOST, port) as bound,  # the port may be taken
                running(world.settings, clock, stage.hear, frames=" ".join(pages_at(bound))),
            ):
                yield Demo(url=f"http://{HOST}:{bound}/", crm=world.crm)


def pages_at(port: int) -> Iterator[str]:
    """The demo's page, as a browser may know it."""
    yield from (f"http://{host}:{port}" for host in (HOST, "localhost"))


async def hire(settings: Settings) -> int:
    """An owner whom only the demo signs in: nobody knows the password. Their number."""
    async with open_store(settings.database_url) as store:
        agency, now = next(iter(settings.agencies)), datetime.now(UTC)
        await store.people.add_user(agency=agency, login="demo", role="owner", password="", now=now)
        user = await store.people.find_user("demo")
        assert user
        await store.people.set_factor(user.id, secrets.token_hex())
        return user.id


async def sign_in(settings: Settings, owner: int, language: str) -> tuple[str, str]:
    """A new session of theirs, as the name and value of a cookie."""
    token = secrets.token_urlsafe()
    async with open_store(settings.database_url) as store:
        await store.people.set_language(owner, language)
        await store.people.begin_session(token, owner, "full", datetime.now(UTC))
    return COOKIE, token
