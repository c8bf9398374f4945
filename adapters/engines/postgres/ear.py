"""Hears at once what other processes leave to do. Who waits looks by itself too, so nothing is lost with a notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

import psycopg

from adapters.engines.postgres.server import Server
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
        self._thread = Thread(target=self._keep_listening, name="ear", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        await asyncio.to_thread(self._thread.join)

    def _keep_listening(self) -> None:
        while not self._closed.is_set():
            with suppress(psycopg.Error, StoreUnavailable), self._server.connect() as connection:
                connection.execute("LISTEN leadbot")
                while not self._closed.is_set():
                    for notice in connection.notifies(timeout=LISTENS_S):
                        self._loop.call_soon_threadsafe(self._on_work, notice.payload)
            self._closed.wait(AGAIN_AFTER_S)
