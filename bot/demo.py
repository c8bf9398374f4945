"""`leadbot demo`: the real service between a sandbox CRM and two phones in the browser, all on this machine."""

from __future__ import annotations

import asyncio
import signal
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.http.listening import listening
from bot.main import running
from bot.sandbox.crm import SandboxCrm
from bot.sandbox.page import make_page
from bot.sandbox.stage import Stage
from bot.sandbox.world import HOST, SIGN, hang_sign, open_world
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
        click.echo(f"La demostración está en {shown.url}  (Ctrl-C para terminar)")
        if open_browser:
            await asyncio.to_thread(webbrowser.open, shown.url)
        await stop.wait()


@asynccontextmanager
async def running_demo(port: int = 0, clock: Clock = utc_now) -> AsyncIterator[Demo]:
    """The demo while the block runs; what was said in it is gone afterwards."""
    with TemporaryDirectory(prefix="leadbot-demo-") as folder:
        async with open_world(Path(folder), agency=AGENCY, delivery=SOON_AGAIN) as world:
            await hang_sign(world.settings)
            stage = Stage(
                crm=world.crm,
                telegram=world.telegram,
                twilio=world.twilio,
                agency="Casa Caribe",
                sign=SIGN,
                service_url=world.settings.public_url,
            )
            async with (
                listening(make_page(stage), HOST, port) as bound,  # the port may be taken
                running(world.settings, clock, stage.hear),
            ):
                yield Demo(url=f"http://{HOST}:{bound}/", crm=world.crm)
