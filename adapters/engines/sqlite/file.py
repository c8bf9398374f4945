"""Opening the file: look before touching, migrate in one transaction, insist on the durable settings (promises §7)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import apsw

from adapters.engines.sqlite.ledger import BUSY_TIMEOUT_MS, FAULTS, PASSING, SqliteLedger
from adapters.engines.sqlite.lock import lock_file, serve_lock
from adapters.engines.sqlite.place import Place, refuse_second_name
from adapters.engines.sqlite.room import watched
from adapters.engines.statements import migrations
from adapters.language import tr
from adapters.reasons import reason
from adapters.store.errors import StoreAbsent, StoreBroken, StoreCorrupt, StoreTooNew, StoreUnavailable
from adapters.store.keys import draw_hash_key, find_hash_key
from adapters.store.sealing import Seal

CACHE_KIB = 16_000
PREPARED_STATEMENTS = 200
CHECKED_WHOLE_BYTES = 32 * 1024 * 1024  # 0.2 s; a bigger file is checked page by page as it is read
FULL = 2  # PRAGMA synchronous

HEADER_BYTES = 100  # https://www.sqlite.org/fileformat.html#the_database_header
MAGIC = b"SQLite format 3\x00"
VERSION_AT = slice(60, 64)


@contextmanager
def open_ledger(path: Path, keys: Sequence[str], *, serving: bool, may_create: bool) -> Iterator[SqliteLedger]:
    """The one read-write connection of this process. Raises what adapters/store/errors.py names."""
    path = Path(os.path.realpath(path))  # unlike resolve, it does not raise where links go round in circles
    _look(path, may_create=may_create)
    if serving:
        _create_private(path)  # before the lock, which stands for a file that was there
        with serve_lock(path) as lock:
            _examine(path, whole=True)
            with watched(path) as disk, _connected(path) as connection:
                _migrate(path, connection)
                yield replace(_ledger(connection, keys), lock=lock, place=Place(path), disk=disk)
        return
    _examine(path, whole=False)
    with _connected(path) as connection:
        if _version(connection) < newest_version():
            with serve_lock(path):  # nobody changes the tables under a running serve
                _migrate(path, connection)
        yield _ledger(connection, keys)


@contextmanager
def open_reading_ledger(path: Path, keys: Sequence[str]) -> Iterator[SqliteLedger]:
    """For commands that only look, beside a running serve or without one."""
    path = Path(os.path.realpath(path))
    with as_store_error(path), open_to_read(path) as connection:
        ledger = SqliteLedger(connection=connection, seal=Seal(keys))
        yield replace(ledger, hash_key=find_hash_key(ledger))


@contextmanager
def open_to_read(path: Path, flags: int = apsw.SQLITE_OPEN_READONLY) -> Iterator[apsw.Connection]:
    """A connection to a file of the newest schema, with nothing opened that is sealed."""
    _look(path, may_create=False)
    with as_store_error(path):
        connection = apsw.Connection(str(path), flags=flags)
    with closing(connection):
        with as_store_error(path):
            connection.set_busy_timeout(BUSY_TIMEOUT_MS)
            if _version(connection) != newest_version():
                raise StoreUnavailable(
                    tr(
                        f"{path} es de una versión anterior: arranca primero «leadbot serve»",
                        f"{path} is of an older version: start «leadbot serve» first",
                    )
                )
            _check_tables(path, connection, newest_version())
        yield connection


def newest_version() -> int:
    return len(migrations())


def _look(path: Path, *, may_create: bool) -> None:
    """Judge by the file's first bytes alone: SQLite would leave files of its own beside it."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except FileNotFoundError:
        if may_create and not lock_file(path).exists():
            return
        raise _absent(path, may_create=may_create) from None
    except IsADirectoryError:
        raise StoreUnavailable(
            tr(
                f"{path} es una carpeta: pon en database_url un archivo dentro de ella",
                f"{path} is a folder: put a file in it into database_url",
            )
        ) from None
    except OSError as error:
        raise StoreUnavailable(
            tr(f"no se puede leer {path}: {reason(error)}", f"{path} cannot be read: {reason(error)}")
        ) from None
    refuse_second_name(path)
    if not header:
        return  # created, and killed before the first write
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise _corrupt(path)
    _refuse_newer(path, int.from_bytes(header[VERSION_AT], "big"))


def _examine(path: Path, *, whole: bool) -> None:
    """Look for damage without touching the file. `whole`: read all of it, if it is small enough."""
    if path.exists() and path.stat().st_size and not _size(path.with_name(f"{path.name}-journal")):
        inspect(path, whole=whole and path.stat().st_size <= CHECKED_WHOLE_BYTES)


def inspect(path: Path, *, whole: bool = True) -> int:
    """Its schema, 0 for none yet; the file stays as it is. `whole`: read all of it.

    Raises StoreCorrupt or StoreTooNew.
    """
    with as_store_error(path), closing(open_untouched(path)) as reading:
        version = _version(reading)
        _refuse_newer(path, version)
        _check_tables(path, reading, version)
        if whole and reading.pragma("quick_check") != "ok":
            raise _corrupt(path)
        return version


def open_untouched(path: Path) -> apsw.Connection:
    """To read, and to leave no file behind that was not there."""
    how = "mode=ro" if _size(path.with_name(f"{path.name}-wal")) else "immutable=1"  # the latter ignores the log
    return apsw.Connection(f"{path.absolute().as_uri()}?{how}", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


@contextmanager
def _connected(path: Path) -> Iterator[apsw.Connection]:
    """Closing empties the log into the file. Where that fails now, the log stays, and the next start does it."""
    connection = _connect(path)
    try:
        yield connection
    finally:
        with as_store_error(path), suppress(*PASSING):
            connection.close()


def _connect(path: Path) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    _create_private(path)
    with as_store_error(path):
        connection = apsw.Connection(str(path), flags=flags, statementcachesize=PREPARED_STATEMENTS)
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        if connection.readonly("main"):
            raise StoreUnavailable(
                tr(
                    f"no se puede escribir en {path}: revisa los permisos",
                    f"{path} cannot be written: check the permissions",
                )
            )
        if connection.pragma("journal_mode", "wal") != "wal":
            raise StoreUnavailable(
                tr(
                    f"{path} está en un disco que no admite WAL: usa un disco local",
                    f"{path} is on a disk that does not allow WAL: use a local disk",
                )
            )
        connection.pragma("synchronous", FULL)
        connection.pragma("foreign_keys", True)
        connection.pragma("secure_delete", True)  # what is erased is overwritten, not only unlinked
        connection.pragma("cache_size", -CACHE_KIB)
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)  # or new values make it plan a statement anew each time
        if connection.pragma("synchronous") != FULL:
            raise StoreUnavailable(
                tr(
                    f"SQLite no acepta synchronous=FULL para {path}",
                    f"SQLite does not accept synchronous=FULL for {path}",
                )
            )
        return connection


def _create_private(path: Path) -> None:
    """For our account alone, whatever the umask; SQLite gives the files beside it the same permissions. A file that is
    there stays as its owner made it, and is not opened: closing it again would take away SQLite's locks on it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailable(
            tr(f"no se puede escribir en {path}: {reason(error)}", f"{path} cannot be written: {reason(error)}")
        ) from None


def _migrate(path: Path, connection: apsw.Connection) -> None:
    """To the newest schema, all or nothing. An older one is copied beside the file first."""
    with as_store_error(path):
        version = _version(connection)
        _refuse_newer(path, version)
        if 0 < version < newest_version():
            _back_up(connection, path.with_name(f"{path.name}.v{version}"))
        if version < newest_version():
            with connection:
                for migration in migrations()[version:]:
                    connection.execute(migration.read_text("utf-8"))
                connection.pragma("user_version", newest_version())
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)  # the header now says the version


def _back_up(connection: apsw.Connection, copy: Path) -> None:
    """Made beside the one that may be there, which can be half a copy or a spoiled one, and then put in its place."""
    fresh = copy.with_name(f"{copy.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        _create_private(fresh)
        with closing(apsw.Connection(str(fresh))) as target, target.backup("main", connection, "main") as backup:
            backup.step()
        fresh.replace(copy)
    except (OSError, *PASSING, apsw.IOError) as error:
        why = reason(error) if isinstance(error, OSError) else type(error).__name__
        raise StoreUnavailable(
            tr(
                f"no se puede guardar la copia de antes de actualizar, {copy}: {why}. La base de datos está como "
                "estaba: haz sitio o aparta ese archivo, y arranca de nuevo",
                f"the backup from before upgrading cannot be saved, {copy}: {why}. The database is as it was: "
                "make room or move that file away, and start again",
            )
        ) from None


def _check_tables(path: Path, connection: apsw.Connection, version: int) -> None:
    """Every table and index that the migrations up to `version` make must be there, and none before the first."""
    present = _names(connection)
    with closing(apsw.Connection(":memory:")) as model:
        for migration in migrations()[:version]:
            model.execute(migration.read_text("utf-8"))
        if not _names(model) <= present or (version == 0 and present):
            raise _corrupt(path)


def _names(connection: apsw.Connection) -> set[object]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def _ledger(connection: apsw.Connection, keys: Sequence[str]) -> SqliteLedger:
    ledger = SqliteLedger(connection=connection, seal=Seal(keys))
    with connection:
        hash_key = draw_hash_key(ledger)
    return replace(ledger, hash_key=hash_key)


def _version(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))


def _refuse_newer(path: Path, version: int) -> None:
    if version > newest_version():
        raise StoreTooNew(
            tr(
                f"{path} es de una versión más nueva de leadbot (esquema {version}, aquí {newest_version()}): "
                "actualiza el programa o restaura la copia de antes de la actualización",
                f"{path} is of a newer version of leadbot (schema {version}, here {newest_version()}): "
                "upgrade the program, or restore the backup from before the upgrade",
            )
        )


def _corrupt(path: Path) -> StoreCorrupt:
    return StoreCorrupt(
        tr(
            f"{path} está dañado o no es de leadbot; no se ha tocado: restaura una copia con «leadbot restore»",
            f"{path} is damaged or not leadbot's; it was not touched: restore a backup with «leadbot restore»",
        )
    )


def _absent(path: Path, *, may_create: bool) -> StoreAbsent:
    anew = (
        tr(f"; para empezar de cero, borra {lock_file(path)}", f"; to begin anew, delete {lock_file(path)}")
        if may_create
        else ""
    )
    return StoreAbsent(
        tr(
            f"no existe {path}: revisa database_url o restaura una copia{anew}",
            f"{path} does not exist: check database_url, or restore a backup{anew}",
        )
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def as_store_error(path: Path) -> Iterator[None]:
    """What SQLite says while opening, in our words."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError):
        raise _corrupt(path) from None
    except apsw.IOError as error:
        raise StoreBroken(
            tr(
                f"error de lectura o escritura en {path}: {type(error).__name__}",
                f"fault while reading or writing {path}: {type(error).__name__}",
            )
        ) from None
    except FAULTS as error:
        raise StoreUnavailable(
            tr(
                f"no se puede usar {path} ahora: {type(error).__name__}",
                f"{path} cannot be used now: {type(error).__name__}",
            )
        ) from None
