"""The way to the server: connections as every thread wants them, and what their failures mean."""

from __future__ import annotations

import time

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import Int8BinaryDumper

from adapters.language import tr
from adapters.store.errors import StoreBroken, StoreError, StoreUnavailable
from adapters.store.ledger import Row

CONNECTION: dict[str, str | int] = {
    "connect_timeout": 4,  # a webhook waits 6 s
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "leadbot",
}
# A replica that stopped in the middle of a transaction must not keep its chat from the others.
SESSION = ("lock_timeout=5s", "statement_timeout=30s", "idle_in_transaction_session_timeout=30s")
SHUT_S = 1.0  # after a connection failed; also the least time until workers come back

CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected)
DAMAGED = (errors.DataCorrupted, errors.IndexCorrupted)

Connection = psycopg.Connection[Row]


class Server:
    """Shared by all threads: one that finds the way shut spares the others the wait. `name` is for messages."""

    def __init__(self, database_url: str, *settings: str) -> None:
        """`settings`: of every session, «name=value»."""
        chosen = conninfo_to_dict(database_url)
        self._defaults = {name: value for name, value in CONNECTION.items() if name not in chosen}
        self._url = database_url
        self._options = [str(chosen.get("options", "")), *(f"-c {one}" for one in (*SESSION, *settings))]
        self._shut_until = 0.0
        self.name = tr(
            f"PostgreSQL «{chosen.get('dbname', '')}» en {chosen.get('host') or 'esta máquina'}",
            f"PostgreSQL «{chosen.get('dbname', '')}» at {chosen.get('host') or 'this machine'}",
        )

    def connect(self, *settings: str) -> Connection:
        """In autocommit. `settings`: of this session besides. Raises psycopg.OperationalError, or StoreUnavailable at
        once where another thread has just failed."""
        if time.monotonic() < self._shut_until:
            raise StoreUnavailable(tr(f"{self.name} no responde", f"{self.name} does not answer"))
        options = " ".join([*self._options, *(f"-c {one}" for one in settings)])
        try:
            connection = psycopg.connect(make_conninfo(self._url, **self._defaults, options=options), autocommit=True)
        except psycopg.OperationalError:
            self._shut_until = time.monotonic() + SHUT_S
            raise
        connection.adapters.register_dumper(int, Int8BinaryDumper)  # one type, and so one prepared statement
        return connection

    def fault(self, error: Exception) -> StoreError:
        """What a fault means for whoever asked. Its own text is not shown: it may hold what was written."""
        if isinstance(error, DAMAGED):
            return StoreBroken(
                tr(
                    f"{self.name} está dañado y no se escribe más: {type(error).__name__}",
                    f"{self.name} is damaged and nothing more is written: {type(error).__name__}",
                )
            )
        return StoreUnavailable(
            tr(
                f"{self.name} no responde o no admite escrituras ahora: {type(error).__name__}",
                f"{self.name} does not answer or takes no writing now: {type(error).__name__}",
            )
        )
