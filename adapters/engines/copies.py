"""A store as a whole, moved to another database (promises §7).

Everything here raises what adapters/store/errors.py names, and OSErrors that name their file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from adapters.engines import SQLITE, is_postgres
from adapters.engines.copying import OnProgress, Source, Sum, Target, copy
from adapters.engines.sqlite import copying as sqlite
from adapters.engines.sqlite.file import inspect
from adapters.engines.sqlite.parts import part_of, put, refuse_taken


def copy_store(source_url: str, target_url: str, on_progress: OnProgress) -> Mapping[str, Sum]:
    """Everything from one database into another that is empty, while neither is served; what it sums up to, by table.

    The target is whole or not there, the source as it was.
    """
    with _source(source_url) as source, _target(target_url) as target:
        return copy(source, target, on_progress)


def name_of(database_url: str) -> str:
    """For messages; without a password."""
    if not is_postgres(database_url):
        return str(path_of(database_url))
    from adapters.engines.postgres.server import Server

    return Server(database_url).name


def path_of(database_url: str) -> Path:
    return Path(database_url.removeprefix(SQLITE))


def _source(database_url: str) -> AbstractContextManager[Source]:
    if not is_postgres(database_url):
        return sqlite.source_of(path_of(database_url))
    from adapters.engines.postgres import copying as postgres

    return postgres.source_of(database_url)


@contextmanager
def _target(database_url: str) -> Iterator[Target]:
    if is_postgres(database_url):
        from adapters.engines.postgres import copying as postgres

        with postgres.target_in(database_url) as target:
            yield target
        return
    path = path_of(database_url)
    refuse_taken(path)
    with part_of(path) as part:
        with sqlite.target_in(part) as filled:
            yield filled
        inspect(part)
        put(part, path, replace=False)
