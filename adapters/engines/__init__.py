"""The databases that can keep the store, chosen by `database_url` alone.

Each engine opens, checks and migrates its database, and runs the store's jobs (adapters/store), each in a transaction
of its own. Its library is loaded when it is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.store import Store

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


def open_store(
    database_url: str,
    *,
    encryption_keys: Sequence[str] = (),
    serving: bool = False,
    may_create: bool = True,
    on_hang: Callable[[], None] = lambda: None,
    on_work: Callable[[str], None] | None = None,
) -> AbstractAsyncContextManager[Store]:
    """The store at `database_url`, checked and migrated. `on_hang` is called, in a thread of its own, when a job has
    gone on for too long; `on_work` when another process left work of a kind («deliveries»), if it can be heard of.

    Raises what adapters/store/errors.py names.
    """
    if is_postgres(database_url):
        from adapters.engines import postgres

        return postgres.open_store(
            database_url,
            encryption_keys=encryption_keys,
            serving=serving,
            may_create=may_create,
            on_hang=on_hang,
            on_work=on_work,
        )
    from adapters.engines import sqlite

    path = Path(database_url.removeprefix(SQLITE))
    return sqlite.open_store(
        path, encryption_keys=encryption_keys, serving=serving, may_create=may_create, on_hang=on_hang
    )


def open_readonly(database_url: str, *, encryption_keys: Sequence[str] = ()) -> AbstractAsyncContextManager[Store]:
    """For looking only: a method that would write raises StoreUnavailable."""
    if is_postgres(database_url):
        from adapters.engines import postgres

        return postgres.open_readonly(database_url, encryption_keys=encryption_keys)
    from adapters.engines import sqlite

    return sqlite.open_readonly(Path(database_url.removeprefix(SQLITE)), encryption_keys=encryption_keys)


def is_postgres(database_url: str) -> bool:
    """Whether it names a database on a server."""
    return database_url.startswith(POSTGRES)
