"""The second yardstick: the least that keeps the same promises to somebody who writes on WhatsApp.

It checks Twilio's signature, answers once the message and its reply are on the disk (SQLite, synchronous=FULL, whoever
waits at one moment in one commit), and sends that reply with one REST call. It understands nothing, and nothing of it
goes on after a kill: it is what a message must cost where that is promised, and not a product.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from queue import Empty, SimpleQueue
from threading import Thread

import apsw
from aiohttp import BasicAuth, ClientSession, web
from twilio.request_validator import RequestValidator

from benchmarks.bare import ANSWER
from bot.sandbox.world import ACCOUNT_SID, AUTH_TOKEN, HOST

SCHEMA = "CREATE TABLE message (sid TEXT PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL, reply TEXT NOT NULL)"
Row = tuple[str, str, str, str]
Waiting = tuple[Row, "asyncio.Future[bool]"]


class Disk:
    """One thread that writes rows, in one transaction whatever waits."""

    def __init__(self, path: str) -> None:
        self._connection = apsw.Connection(path)
        self._connection.pragma("journal_mode", "wal")
        self._connection.pragma("synchronous", 2)
        self._connection.execute(SCHEMA)
        self._loop = asyncio.get_running_loop()
        self._rows: SimpleQueue[Waiting] = SimpleQueue()
        Thread(target=self._work, daemon=True).start()

    async def write(self, row: Row) -> bool:
        """True once it is on the disk, False if it was there."""
        future: asyncio.Future[bool] = self._loop.create_future()
        self._rows.put((row, future))
        return await future

    def _work(self) -> None:
        while True:
            batch = [self._rows.get()]
            try:
                while True:
                    batch.append(self._rows.get_nowait())
            except Empty:
                pass
            with self._connection:
                new = [self._write(row) for row, _ in batch]
            self._loop.call_soon_threadsafe(deliver, [future for _, future in batch], new)

    def _write(self, row: Row) -> bool:
        self._connection.execute("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?)", row)
        return self._connection.changes() > 0


def deliver(futures: list[asyncio.Future[bool]], new: list[bool]) -> None:
    for future, is_new in zip(futures, new, strict=True):
        future.set_result(is_new)


def application(url: str, api_base_url: str, database: str) -> web.Application:
    """`url` is what Twilio has signed."""
    validator = RequestValidator(AUTH_TOKEN)  # type: ignore[no-untyped-call]  # twilio has no types
    messages = f"{api_base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    sending: set[asyncio.Task[None]] = set()

    async def send(http: ClientSession, form: dict[str, str]) -> None:
        async with http.post(messages, data=form) as answer:
            await answer.json()

    async def webhook(request: web.Request) -> web.Response:
        form = await request.post()
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(url, form, signature):  # type: ignore[no-untyped-call]  # nor here
            return web.Response(status=403)
        sid, sender, body = str(form["MessageSid"]), str(form["From"]), str(form["Body"])
        if await request.app[DISK].write((sid, sender, body, body)):
            reply = {"To": sender, "From": str(form["To"]), "Body": f"«{body}»"}
            task = asyncio.create_task(send(request.app[HTTP], reply))
            sending.add(task)
            task.add_done_callback(sending.discard)
        return web.Response(body=ANSWER, content_type="text/xml")

    async def opened(app: web.Application) -> AsyncIterator[None]:
        app[DISK] = Disk(database)
        async with ClientSession(auth=BasicAuth(ACCOUNT_SID, AUTH_TOKEN)) as app[HTTP]:
            yield

    app = web.Application()
    app.cleanup_ctx.append(opened)
    app.add_routes([web.post("/webhook", webhook)])
    return app


DISK = web.AppKey("disk", Disk)
HTTP = web.AppKey("http", ClientSession)

if __name__ == "__main__":
    port, api, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    app = application(f"http://{HOST}:{port}/webhook", api, path)
    web.run_app(app, host=HOST, port=port, print=None, access_log=None)
