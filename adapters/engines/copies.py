"""A store as a whole: moved to another database, backed up into a file, and restored from one (promises §7).

A backup is a SQLite file whichever engine it came from, so that it is restored on both. Everything here raises what
adapters/store/errors.py names, and OSErrors that name their file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from adapters.engines import SQLITE, is_postgres
from adapters.engines.copying import OnProgress, Source, Sum, Target, copy, count_rows
from adapters.engines.sqlite import copying as sqlite
from adapters.engines.sqlite.file import inspect, newest_version, open_to_read, open_untouched
from adapters.engines.sqlite.ledger import SqliteLedger
from adapters.engines.sqlite.lock import serve_lock
from adapters.engines.sqlite.parts import part_of, put, refuse_taken, set_aside, take_after
from adapters.language import tr
from adapters.store.errors import StoreBroken, StoreCorrupt, StoreUnavailable
from adapters.store.keys import find_hash_key
from adapters.store.ledger import from_ms
from adapters.store.restoring import mark_copy
from adapters.store.sealing import Seal


class Restored(NamedTuple):
    """`made_at`: when the copy was made, or the last thing it knows. `kept`: the name under which what was there before
    still is, empty if nothing was."""

    made_at: datetime
    kept: str


def copy_store(source_url: str, target_url: str, on_progress: OnProgress) -> Mapping[str, Sum]:
    """Everything from one database into another that is empty, while neither is served; what it sums up to, by table.

    The target is whole or not there, the source as it was.
    """
    with _source(source_url, alone=True) as source, _target(target_url) as target:
        return copy(source, target, on_progress)


def back_up(database_url: str, file: Path, *, replace: bool, on_progress: OnProgress) -> Mapping[str, int]:
    """All that is in a store at one moment, beside a running serve, into a file that was opened and looked through
    before it got its name. How many rows of each table. `replace`: also over a file that is there."""
    if not replace:
        refuse_taken(file)
    now = datetime.now(UTC)
    with part_of(file) as part:
        rows = _fill(database_url, part, on_progress)
        with sqlite.untouched(part) as written:
            if count_rows(written) != rows:
                raise StoreBroken(
                    tr(
                        f"la copia de {name_of(database_url)} no tiene todas sus filas; no se guardó",
                        f"the backup of {name_of(database_url)} does not have all of its rows; it was not saved",
                    )
                )
        with sqlite.ledger_in(part) as ledger:
            mark_copy(ledger, now)
        inspect(part)
        put(part, file, replace=replace)
    return rows


def restore(file: Path, database_url: str, *, keys: Sequence[str], on_progress: OnProgress) -> Restored:
    """What is in a backup becomes the store, and what was there before stays beside it under another name.

    Raises StoreInUse beside a running serve, StoreLocked when none of the keys opens the backup.
    """
    aside = f"antes_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    version, made_at = _examine(file, keys)
    if is_postgres(database_url):
        if version != newest_version():
            remedy = tr(
                "restáuralo en un archivo, arranca «leadbot serve» con él y muévelo con «leadbot db copy»",
                "restore it into a file, start «leadbot serve» with that, and move it with «leadbot db copy»",
            )
            raise StoreUnavailable(
                tr(f"{file} es de una versión anterior: {remedy}", f"{file} is of an older version: {remedy}")
            )
        return _restore_on_server(file, database_url, made_at, f"leadbot_{aside}", on_progress)
    return _restore_file(file, path_of(database_url), made_at, aside, on_progress)


def name_of(database_url: str) -> str:
    """For messages; without a password."""
    if not is_postgres(database_url):
        return str(path_of(database_url))
    from adapters.engines.postgres.server import Server

    return Server(database_url).name


def path_of(database_url: str) -> Path:
    return Path(database_url.removeprefix(SQLITE))


def _restore_file(file: Path, path: Path, made_at: datetime, aside: str, on_progress: OnProgress) -> Restored:
    with serve_lock(path), part_of(path) as part:
        with closing(open_untouched(file)) as reading:
            sqlite.copy_pages(file, reading, part, on_progress)
        with sqlite.ledger_in(part) as ledger:
            made_at = mark_copy(ledger, made_at)
        inspect(part)
        take_after(part, path)
        kept = set_aside(path, f"{path.name}.{aside}")
        put(part, path, replace=True)
    return Restored(made_at, kept)


def _restore_on_server(
    file: Path, database_url: str, made_at: datetime, aside: str, on_progress: OnProgress
) -> Restored:
    from adapters.engines.postgres import copying as postgres

    with sqlite.untouched(file) as source, postgres.target_in(database_url, keep_as=aside) as target:
        copy(source, target, on_progress)
        made_at = mark_copy(target.ledger, made_at)
    return Restored(made_at, target.kept)


def _examine(file: Path, keys: Sequence[str]) -> tuple[int, datetime]:
    """The schema of a backup that can be restored, and the last moment it knows of where nobody wrote down when it was
    made."""
    changed_at = os.stat(file).st_mtime
    version = inspect(file)
    if version == 0:
        raise StoreCorrupt(tr(f"en {file} no hay nada de leadbot", f"there is nothing of leadbot in {file}"))
    with closing(open_untouched(file)) as reading:
        ledger = SqliteLedger(connection=reading, seal=Seal(keys))
        find_hash_key(ledger)
        last = ledger.value("last_arrival")
    return version, datetime.fromtimestamp(changed_at, UTC) if last is None else from_ms(last)


def _fill(database_url: str, part: Path, on_progress: OnProgress) -> Mapping[str, int]:
    if is_postgres(database_url):
        with _source(database_url, alone=False) as source, sqlite.target_in(part) as target:
            return {table: sum_.rows for table, sum_ in copy(source, target, on_progress).items()}
    path = path_of(database_url)
    with open_to_read(path) as reading:
        sqlite.copy_pages(path, reading, part, on_progress)
        return count_rows(sqlite.SqliteTables(reading, path))


def _source(database_url: str, *, alone: bool) -> AbstractContextManager[Source]:
    if not is_postgres(database_url):
        return sqlite.source_of(path_of(database_url))
    from adapters.engines.postgres import copying as postgres

    return postgres.source_of(database_url, alone=alone)


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
