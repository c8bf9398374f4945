"""The wire between a store and its server, which a test can cut in the middle of a COMMIT."""

from __future__ import annotations

import os
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

SOCKET = ".s.PGSQL.5432"
Cut = Literal["before", "after"]  # the server heard of it


class Wire:
    """Listens like a server and passes everything on. `cut`: what happens to the next COMMIT, once."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.cut: Cut | None = None
        self.cuts = 0
        self._server = str(server / SOCKET)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / SOCKET))
        self._listening.listen()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Once its users are gone."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                thread = threading.Thread(target=self._pass_on, args=(client,))
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._server)
            while True:
                readable, _, _ = select.select([client, server], [], [])
                for source in readable:
                    data = source.recv(65536)
                    cut = self.cut if source is client and b"COMMIT" in data else None
                    if cut != "before":
                        (server if source is client else client).sendall(data)
                    if cut:
                        self.cut = None
                        self.cuts += 1
                    if cut == "after":
                        server.recv(1)  # it has done what it was asked, and nobody hears the answer
                    if cut or not data:
                        return


@contextmanager
def wired(database_url: str, folder: Path) -> Iterator[tuple[Wire, str]]:
    """A wire to the server of this address, and the address by way of it."""
    server = Path(parse_qs(urlsplit(database_url).query)["host"][0])
    os.makedirs(folder, exist_ok=True)
    wire = Wire(folder, server)
    try:
        yield wire, database_url.replace(str(server), str(folder))
    finally:
        wire.close()
