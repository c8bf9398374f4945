"""Hears at once what other processes leave to do. Who waits looks by itself too, so nothing is lost with a notice.

Its connection also says that this process serves (`serve_beside`), since it is the one that is always open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Event, Thread

import psycopg

from adapters.engines.postgres.server import Server
from adapters.engines.postgres.spelling import spelled_statements
from adapters.store.errors import StoreUnavailable

LISTENS_S = 0.5  # at a time; then it looks whether it is to stop
AGAIN_AFTER_S = 1.0


class Ear:
    """A thread with a connection of its own, until `close`."""

    def __init__(self, server: Server, on_work: Callable[[str], None]) -> None:
        """`on_work` hears what kind of work there is, on the event loop that makes this."""
        self._server = server
        self._on_work = on_work
        self._loop = asyncio.get_running_loop()
        self._closed = Event()
        self._may_serve: Future[bool] = Future()
        self._thread = Thread(target=self._keep_listening, name="ear", daemon=True)
        self._thread.start()

    async def may_serve(self) -> bool:
        """False where somebody copies or replaces everything. True where the server does not answer at first."""
        return await asyncio.wrap_future(self._may_serve)

    async def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        await asyncio.to_thread(self._thread.join)

    def _keep_listening(self) -> None:
        while not self._closed.is_set():
            with suppress(psycopg.Error, StoreUnavailable), self._server.connect() as connection:
                connection.execute("LISTEN leadbot")
                beside = connection.execute(spelled_statements()["serve_beside"].encode()).fetchone()
                self._tell(may_serve=beside == (True,))
                while not self._closed.is_set():
                    for notice in connection.notifies(timeout=LISTENS_S):
                        self._loop.call_soon_threadsafe(self._on_work, notice.payload)
            self._tell(may_serve=True)
            self._closed.wait(AGAIN_AFTER_S)

    def _tell(self, *, may_serve: bool) -> None:
        if not self._may_serve.done():
            self._may_serve.set_result(may_serve)
