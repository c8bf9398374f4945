"""Opening a database: nothing is touched that is not ours, and nothing is served that is not safe."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from adapters.engines import statements as store_statements
from adapters.engines.sqlite import open_readonly, open_store, writer
from adapters.engines.sqlite.file import newest_version
from adapters.engines.statements import SQL_FOLDER, statements
from adapters.store import Store
from adapters.store.errors import StoreBroken, StoreCorrupt, StoreInUse, StoreTooNew, StoreUnavailable
from tests.stores import ANA, NOW, chat_of, confirm, file_in, lead, listen, on_connection, text

HEADER_VERSION = slice(60, 64)
NEWEST = newest_version()


async def made(path: Path) -> bytes:
    """The bytes of a database with a lead in it, closed."""
    async with open_store(path) as store:
        await confirm(store, lead())
    return content_of(path)


def content_of(path: Path) -> bytes:
    return path.read_bytes()


def untouched(path: Path, content: bytes) -> bool:
    """Neither the file changed nor did SQLite leave one of its own beside it."""
    extra = {file.name for file in path.parent.iterdir()} - {path.name, f"{path.name}.lock"}
    return path.read_bytes() == content and not extra


async def refused(path: Path, error: type[Exception]) -> None:
    for serving in (True, False):
        with pytest.raises(error):
            async with open_store(path, serving=serving):
                pass


async def test_a_new_file_is_durable_from_the_start(tmp_path: Path) -> None:
    """WAL, every commit synced, foreign keys held."""
    async with open_store(file_in(tmp_path), serving=True) as store:

        def settings(connection: apsw.Connection) -> list[object]:
            return [connection.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")]

        assert await store._do(on_connection(settings)) == ["wal", 2, 1]
        await store.ping()


async def test_a_second_serve_is_refused(tmp_path: Path) -> None:
    """Two serves on one file would send everything twice; the second leaves it as it is."""
    path = file_in(tmp_path)
    async with open_store(path, serving=True):
        with pytest.raises(StoreInUse, match="otro «leadbot serve»"):
            async with open_store(path, serving=True):
                pass
    async with open_store(path, serving=True):
        pass


async def test_a_second_serve_through_a_link_is_refused(tmp_path: Path) -> None:
    """Under whatever name it comes; what one writes beside a hard link's name, the other would never read."""
    path, soft, hard = file_in(tmp_path), tmp_path / "elsewhere" / "soft.db", tmp_path / "hard.db"
    soft.parent.mkdir()
    soft.symlink_to(path)
    async with open_store(path, serving=True):
        with pytest.raises(StoreInUse, match="otro «leadbot serve»"):
            async with open_store(soft, serving=True):
                pass
        assert list(modes(soft.parent)) == ["soft.db"]
        hard.hardlink_to(path)
        for serving in (True, False):
            with pytest.raises(StoreInUse, match="más de un nombre"):
                async with open_store(hard, serving=serving):
                    pass
        with pytest.raises(StoreInUse, match="más de un nombre"):
            async with open_readonly(hard):
                pass
        assert not {name for name in modes(tmp_path) if name.startswith("hard.db-")}


async def test_a_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    """The lock beside it says that there was one: an empty store would lose every chat in silence."""
    path = file_in(tmp_path)
    async with open_store(path, serving=True):
        pass
    path.unlink()
    with pytest.raises(StoreCorrupt, match=r"restaura una copia.*leadbot\.db\.lock"):
        async with open_store(path, serving=True):
            pass
    assert not path.exists()
    (tmp_path / "leadbot.db.lock").unlink()
    async with open_store(path, serving=True) as store:
        await store.ping()


def delete(path: Path) -> None:
    path.unlink()


def move(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def replace(path: Path) -> None:
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    copy.rename(path)


def delete_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


@pytest.mark.parametrize("change", [delete, move, replace, delete_log])
async def test_a_file_that_is_taken_away_is_noticed(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """What would be written from then on nobody would find again, so nothing more is acknowledged."""
    path = file_in(tmp_path)
    async with open_store(path, serving=True) as store:
        await chat_of(store, text("before"))
        change(path)
        for key in ("after", "and after"):
            with pytest.raises(StoreBroken, match="otro"):
                await chat_of(store, text(key))


async def test_a_newer_schema_is_not_touched(tmp_path: Path) -> None:
    """An older program started by mistake does no harm."""
    path = file_in(tmp_path)
    content = bytearray(await made(path))
    content[HEADER_VERSION] = (99).to_bytes(4, "big")
    path.write_bytes(content)
    (tmp_path / "leadbot.db.lock").unlink(missing_ok=True)
    await refused(path, StoreTooNew)
    assert untouched(path, bytes(content))
    assert not (tmp_path / "leadbot.db.lock").exists()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda content: b"not a database at all, " * 500, "another kind of file"),
        (lambda content: content[:60], "cut inside the header"),
        (lambda content: content[: len(content) // 2], "cut in the middle"),
        (lambda content: content[:8192] + b"\x5a" * 8192 + content[16384:], "pages overwritten"),
    ],
)
async def test_a_damaged_file_is_not_touched(tmp_path: Path, damage: object, why: str) -> None:
    """It is never repaired, recreated or made worse: a person restores a copy."""
    path = file_in(tmp_path)
    assert callable(damage)
    content = damage(await made(path))
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match="restaura"):
        async with open_store(path, serving=True):
            pass
    assert untouched(path, content), why


@pytest.mark.parametrize("change", ["DROP TABLE follow_up", "DROP INDEX inbox_waiting"])
async def test_a_database_with_something_missing_is_not_touched(tmp_path: Path, change: str) -> None:
    """A table that is gone is never silently made again, empty."""
    path = file_in(tmp_path)
    await made(path)
    execute(path, change)
    content = path.read_bytes()
    await refused(path, StoreCorrupt)
    assert untouched(path, content)


async def test_a_database_of_something_else_is_not_touched(tmp_path: Path) -> None:
    """A wrong path in `database_url` does not put our tables into another program's file."""
    path = file_in(tmp_path)
    execute(path, "CREATE TABLE recipes (name TEXT)")
    content = path.read_bytes()
    await refused(path, StoreCorrupt)
    assert untouched(path, content)


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    """A start that was killed before its first write does not need a person."""
    path = file_in(tmp_path)
    path.touch()
    async with open_store(path, serving=True) as store:
        await store.ping()


async def test_a_command_does_not_make_a_database(tmp_path: Path) -> None:
    """`leadbot leads list` in the wrong folder says so and leaves nothing."""
    with pytest.raises(StoreCorrupt, match="no existe"):
        async with open_store(file_in(tmp_path), may_create=False):
            pass
    with pytest.raises(StoreCorrupt, match="no existe"):
        async with open_readonly(file_in(tmp_path)):
            pass
    assert not file_in(tmp_path).exists()


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The message says what to look at."""
    for serving in (True, False):
        with pytest.raises(StoreUnavailable, match="nowhere"):
            async with open_store(tmp_path / "nowhere" / "leadbot.db", serving=serving):
                pass


def modes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir() if file.is_file()}


async def test_only_our_account_reads_what_people_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database, what SQLite keeps beside it, the lock and the copy before a migration, whatever the umask says."""
    before = os.umask(0)
    try:
        folder = tmp_path / "data"
        folder.mkdir()
        async with open_store(file_in(folder), serving=True) as store:
            await store.ping()
            names = {f"leadbot.db{end}" for end in ("", "-wal", "-shm", ".lock", ".ballast")}
            assert modes(folder) == dict.fromkeys(names, 0o600)
        release(tmp_path, monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY);")
        async with open_store(file_in(folder), serving=True):
            assert modes(folder)[f"leadbot.db.v{NEWEST}"] == 0o600
    finally:
        os.umask(before)


async def test_permissions_that_somebody_chose_stay(tmp_path: Path) -> None:
    """A database that a group may read stays so; `leadbot check` says when everybody may."""
    file_in(tmp_path).touch(0o640)
    async with open_store(file_in(tmp_path)) as store:
        await store.ping()
    assert modes(tmp_path)["leadbot.db"] == 0o640


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """A path that ends too early is told in plain words."""
    for serving in (True, False):
        with pytest.raises(StoreUnavailable, match="es una carpeta"):
            async with open_store(tmp_path, serving=serving):
                pass


async def test_an_older_schema_is_copied_and_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update keeps every row, and a copy of what was there before."""
    (tmp_path / "data").mkdir()
    path = file_in(tmp_path / "data")
    await made(path)
    release(tmp_path, monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY);")
    async with open_store(path, serving=True) as store:
        assert await store.lead("R-00001")
        assert await store._do(on_connection(lambda connection: connection.pragma("user_version"))) == NEWEST + 1
    assert (path.parent / f"leadbot.db.v{NEWEST}").exists()


@pytest.mark.parametrize("spoiled", [b"not a database at all, " * 500, b""])
async def test_a_damaged_copy_of_before_does_not_stop_an_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: bytes
) -> None:
    """What was left of an update that was killed, or spoiled since, is replaced by a good copy."""
    (tmp_path / "data").mkdir()
    path = file_in(tmp_path / "data")
    await made(path)
    copy = path.with_name(f"leadbot.db.v{NEWEST}")
    copy.write_bytes(spoiled)
    release(tmp_path, monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY);")
    async with open_store(path, serving=True) as store:
        assert await store.lead("R-00001")
    assert rows_in(copy, "SELECT reference FROM lead") == [("R-00001",)]


async def test_a_copy_that_cannot_be_made_is_not_blamed_on_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the copy, the database stays as it was, and the next start tries again."""
    (tmp_path / "data").mkdir()
    path = file_in(tmp_path / "data")
    await made(path)
    copy = path.with_name(f"leadbot.db.v{NEWEST}")
    copy.mkdir()
    release(tmp_path, monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY);")
    with pytest.raises(StoreUnavailable, match=rf"no se puede guardar la copia .*v{NEWEST}"):
        async with open_store(path, serving=True):
            pass
    assert rows_in(path, "PRAGMA user_version") == [(NEWEST,)]


async def test_the_copy_of_before_goes_when_it_is_old(tmp_path: Path) -> None:
    """It holds what people were told is erased: retention takes it after a week."""
    path = file_in(tmp_path)
    old, half, young, other = (path.with_name(f"leadbot.db.{end}") for end in ("v1", "v2.new", "v3", "vips"))
    for copy, days in ((old, 8), (half, 8), (young, 6), (other, 8)):
        copy.write_bytes(b"copy")
        os.utime(copy, (NOW.timestamp() - days * 86_400,) * 2)
    async with open_store(path, serving=True) as store:
        assert (await store.retain(NOW)).copies == 2
    assert [copy.exists() for copy in (old, half, young, other)] == [False, False, True, True]


async def test_erased_words_leave_the_log_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's log keeps old pages for as long as somebody has the file open; within a minute it is emptied."""
    path = file_in(tmp_path)
    async with open_store(path, serving=True) as store:
        chat = await chat_of(store, text("1", "palabra secreta"))
        await store.apply(chat, listen, NOW)
        await store.erase(ANA)
        assert b"secreta" in both(path)
        monkeypatch.setattr(writer, "TIDY_EVERY_S", 0.0)
        monkeypatch.setattr(engine_of(store), "_tidy_at", 0.0)
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as reading:
            reading.execute("BEGIN; SELECT count(*) FROM chat").fetchall()
            await store.counts()
            await store.counts()  # the moment after the one before
            assert b"secreta" in both(path)  # somebody looks, and is not waited for
        await store.counts()
        await store.counts()
        assert b"secreta" not in both(path)
        await chat_of(store, text("2", "otra palabra"))


def both(path: Path) -> bytes:
    """The file and its log, read by another process: closing it in ours would take SQLite's locks away."""
    return subprocess.check_output(["/bin/cat", path, f"{path}-wal"])


def engine_of(store: Store) -> object:
    return store._do.__self__  # type: ignore[attr-defined]  # a bound method


def rows_in(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


async def test_a_migration_that_fails_leaves_the_old_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All or nothing."""
    (tmp_path / "data").mkdir()
    path = file_in(tmp_path / "data")
    await made(path)
    with monkeypatch.context() as newer:
        release(tmp_path, newer, "CREATE TABLE extra (id INTEGER PRIMARY KEY); SELECT no_such_column FROM lead;")
        with pytest.raises(Exception, match="no_such_column"):
            async with open_store(path, serving=True):
                pass
    async with open_store(path, serving=True) as store:
        assert await store._do(on_connection(lambda connection: connection.pragma("user_version"))) == NEWEST
        assert await chat_of(store, text("still works"), NOW)


def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migration: str) -> None:
    """From here on the program has one migration more."""
    folder = tmp_path / "release"
    (folder / "migrations").mkdir(parents=True)
    for file in (SQL_FOLDER / "migrations").iterdir():
        (folder / "migrations" / file.name).write_text(file.read_text())
    (folder / "migrations" / "9999_next.sql").write_text(migration)
    monkeypatch.setattr(store_statements, "SQL_FOLDER", folder)


def test_every_statement_has_a_reason() -> None:
    """A statement says why it is as it is before it says what it does."""
    assert not [name for name, sql in statements().items() if not sql.startswith("-- ")]


async def test_no_statement_of_every_message_reads_all_that_is_stored(tmp_path: Path) -> None:
    """A message costs the same with a million chats as with ten."""
    async with open_store(file_in(tmp_path)) as store:

        def plans(connection: apsw.Connection) -> list[str]:
            found = []
            for name, sql in statements().items():
                values = (None,) * (max((sql.count(f"?{n}") > 0) * n for n in range(40)))
                steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
                found += [f"{name}: {step}" for step in steps if str(step).startswith("SCAN")]
            return found

        waiting = (
            *("inbox_waiting", "inbox_parked", "outbox_waiting", "lead_sending", "lead_waiting", "follow_up_open"),
            *("alert_pending", "notice_waiting", "chat_of_staff"),
        )
        whole = [plan for plan in sorted(await store._do(on_connection(plans))) if not plan.endswith(waiting)]
        assert whole == [
            "add_sign: SCAN CONSTANT ROW",
            "agencies: SCAN lead USING COVERING INDEX lead_of_agency",
            "agencies: SCAN sign USING COVERING INDEX sign_of_agency",
            "blocked_crms: SCAN a USING INDEX attempt_ended",
            "blocked_crms: SCAN d",
            "chats_to_erase: SCAN alias USING INDEX alias_of_chat",
            "chats_to_erase: SCAN chat",
            "count_leads: SCAN lead USING COVERING INDEX lead_by_state",
            *[f"count_marks: SCAN {table}" for table in ("alert", "attempt", "chat", "console_user")],
            *[f"count_marks: SCAN {table}" for table in ("conversation", "follow_up")],
            "count_marks: SCAN inbox USING INDEX inbox_words",
            "count_marks: SCAN lead",
            "count_marks: SCAN outbox USING INDEX outbox_words",
            "count_marks: SCAN stored",
            "desk_crm_times: SCAN answers",  # of at most 500
            "desk_leads_named: SCAN named",  # of one reference, number or address
            "desk_written_after: SCAN written",  # of what is open
            "drop_staff_codes: SCAN staff_code",  # of the last half hour
            "due_replies: SCAN (subquery-4)",  # of what waits
            "due_replies: SCAN head",  # of what waits
            *[f"hasten_{what}: SCAN destination" for what in ("channels", "crms", "pace")],  # a row a channel and CRM
            "hasten_polls: SCAN poll",  # a row a bot
            "last_received: SCAN inbox",  # from its end, up to the channel's first
            "late_events: SCAN i USING INDEX inbox_words",  # of two weeks
            "leads: SCAN l USING INDEX lead_by_time",
            "next_delivery_at: SCAN l",
            "sign_ticks: SCAN sign_count USING INDEX sqlite_autoindex_sign_count_1",
            "signs: SCAN sign",
            "users: SCAN console_user",
        ]
