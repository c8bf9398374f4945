"""A backup is whole and of one moment, and once it is restored nobody forgets what it cannot know."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
import structlog

from adapters.engines import is_postgres, open_readonly, open_store
from adapters.engines.copies import back_up, restore
from adapters.engines.sqlite import copying
from adapters.engines.sqlite.file import newest_version
from adapters.engines.statements import migrations
from adapters.records import LeadRow
from adapters.store.errors import (
    StoreCorrupt,
    StoreError,
    StoreInUse,
    StoreLocked,
    StoreTaken,
    StoreTooNew,
    StoreUnavailable,
)
from adapters.store.restoring import SHOWN
from bot.main import running
from bot.sandbox.world import open_world
from tests.full_stores import KEYS, fill, filled, quietly
from tests.servers import NOBODY
from tests.stores import NO_LIMITS, NOW, claim, confirm, lead

KILLED = """
import os, signal, sys
from pathlib import Path
from adapters.engines.copies import restore

def die(what, done, of):
    if what in ("páginas", "lead"):
        os.kill(os.getpid(), signal.SIGKILL)

restore(Path(sys.argv[1]), sys.argv[2], keys=sys.argv[3:], on_progress=die)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "backup.db"


def saved(url: str, file: Path, *, force: bool = False) -> None:
    back_up(url, file, replace=force, on_progress=quietly)


def put_back(file: Path, url: str) -> str:
    return restore(file, url, keys=KEYS, on_progress=quietly).kept


async def lead_in(url: str, number: int) -> LeadRow | None:
    async with open_readonly(url, encryption_keys=KEYS) as store:
        return await store.lead(f"R-{number:05}")


@pytest.mark.parametrize("moves", [False, True], ids=["same", "other"])
async def test_a_backup_is_restored_on_either(database_url: str, other_url: str, file: Path, moves: bool) -> None:
    """All that it has is there; what is there now stays beside it; what may have left since is in doubt."""
    async with open_store(database_url, encryption_keys=KEYS, serving=True) as store:
        await fill(store)
        saved(database_url, file)
        await confirm(store, lead(3), chat="came later")
    url = other_url if moves else database_url
    kept = put_back(file, url)
    assert bool(kept) is not moves
    began = datetime.now(UTC)
    async with open_store(url, encryption_keys=KEYS, serving=True) as store:
        await store.recover(began)
        assert await claim(store, began) is None
        states = {row.lead.reference: row.state for row in await store.leads()}
        assert states == {"R-00001": "delivered_new", "R-00002": "unclear"}
        lost = await store.lost(began)
        assert lost
        assert (began - lost.since < timedelta(minutes=5), abs(lost.until - began) < timedelta(seconds=1)) == (
            True,
            True,
        )
        await store.recover(began + SHOWN)
        assert await store.lost(began + SHOWN) is None
    if kept and not is_postgres(url):
        assert await lead_in(f"sqlite:///{kept}", 3)


async def test_a_restored_lead_of_careful_people_waits_for_staff(file: Path, database_url: str) -> None:
    """Where no lead may be sent twice, a person looks into the CRM first."""
    await filled(database_url)
    saved(database_url, file)
    put_back(file, database_url)
    async with open_store(database_url, encryption_keys=KEYS, serving=True) as store:
        await store.recover(datetime.now(UTC))
        assert await store.claim_delivery(datetime.now(UTC), 120, NO_LIMITS, None) is None
        found = await store.lead("R-00002")
        assert found
        assert found.state == "parked"


async def test_a_backup_is_of_one_moment(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that goes on writing neither gets into it nor makes it begin again and again."""
    monkeypatch.setattr(copying, "PAGES", 1)
    path = tmp_path / "leadbot.db"
    await filled(f"sqlite:///{path}")
    steps: list[int] = []

    def write(what: str, done: int, of: int) -> None:
        with closing(apsw.Connection(str(path))) as connection:
            connection.execute("INSERT INTO meta (name, value) VALUES (?, x'')", (f"written meanwhile {done}",))
        steps.append(done)

    back_up(f"sqlite:///{path}", file, replace=False, on_progress=write)
    assert steps == list(range(1, len(steps) + 1))
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT count(*) FROM meta WHERE name LIKE 'written%'").fetchone() == (0,)


def test_a_backup_replaces_nothing_by_itself(database_url: str, file: Path) -> None:
    """Yesterday's is not lost to today's mistake, unless somebody says so."""
    asyncio.run(filled(database_url))
    file.write_text("yesterday's")
    with pytest.raises(StoreTaken):
        saved(database_url, file)
    assert file.read_text() == "yesterday's"
    saved(database_url, file, force=True)
    put_back(file, database_url)


def test_damage_is_no_backup(tmp_path: Path, file: Path) -> None:
    """A copy that cannot be read whole is not kept, and the one before it stays."""
    path = tmp_path / "leadbot.db"
    asyncio.run(filled(f"sqlite:///{path}"))
    with closing(apsw.Connection(str(path))) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'lead_by_time'")
    content = bytearray(path.read_bytes())
    content[4096 * (int(page) - 1) : 4096 * int(page)] = b"\x5a" * 4096
    path.write_bytes(content)
    file.write_text("yesterday's")
    with pytest.raises(StoreCorrupt):
        saved(f"sqlite:///{path}", file, force=True)
    assert file.read_text() == "yesterday's"
    assert not [other for other in tmp_path.iterdir() if other.name.endswith(".part")]


async def test_nothing_is_restored_under_a_service(database_url: str, file: Path) -> None:
    """It would go on writing into what was put aside."""
    await filled(database_url)
    saved(database_url, file)
    async with open_store(database_url, encryption_keys=KEYS, serving=True) as store:
        with pytest.raises(StoreInUse):
            put_back(file, database_url)
        assert await store.lead("R-00002")


def spoilt(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA user_version = 99")


def of_others(file: Path) -> None:
    file.unlink()
    asyncio.run(filled_with(file, ("somebody else's long and random text",)))


async def filled_with(file: Path, keys: tuple[str, ...]) -> None:
    async with open_store(f"sqlite:///{file}", encryption_keys=keys) as store:
        await confirm(store, lead())


def without_tables(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA user_version = 0")
    file.touch()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [(spoilt, StoreCorrupt), (newer, StoreTooNew), (of_others, StoreLocked), (without_tables, StoreCorrupt)],
)
def test_what_cannot_be_served_is_not_restored(
    database_url: str, file: Path, spoil: object, error: type[StoreError]
) -> None:
    """The store of now stays where it is."""
    asyncio.run(filled(database_url))
    saved(database_url, file)
    assert callable(spoil)
    spoil(file)
    with pytest.raises(error):
        put_back(file, database_url)
    assert asyncio.run(lead_in(database_url, 2))


async def test_a_restore_that_is_killed_changes_nothing(database_url: str, file: Path) -> None:
    """What was served before can be served again, and restored at the next try."""
    await filled(database_url)
    saved(database_url, file)
    async with open_store(database_url, encryption_keys=KEYS) as store:
        await confirm(store, lead(3), chat="came later")
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, str(file), database_url, *KEYS)
    assert await killed.wait() == -signal.SIGKILL
    assert await lead_in(database_url, 3)
    put_back(file, database_url)
    assert await lead_in(database_url, 3) is None


async def test_what_a_dead_service_left_in_its_log_is_kept(tmp_path: Path, file: Path) -> None:
    """Restoring after a power cut loses nothing of what is put aside."""
    live, path = tmp_path / "live" / "leadbot.db", tmp_path / "leadbot.db"
    live.parent.mkdir()
    async with open_store(f"sqlite:///{live}", encryption_keys=KEYS) as store:
        await fill(store)
        saved(f"sqlite:///{live}", file)
        await confirm(store, lead(3), chat="came later")
        for ending in ("", "-wal"):
            shutil.copy(f"{live}{ending}", f"{path}{ending}")
    assert os.stat(f"{path}-wal").st_size
    kept = put_back(file, f"sqlite:///{path}")
    assert {name for name in os.listdir(tmp_path) if "db-" in name} == set()
    assert await lead_in(f"sqlite:///{kept}", 3)
    assert await lead_in(f"sqlite:///{path}", 3) is None


def test_a_damaged_store_is_put_aside_as_it_is(tmp_path: Path, file: Path) -> None:
    """That is what a backup is for; somebody may still want to look into the remains."""
    path = tmp_path / "leadbot.db"
    asyncio.run(filled(f"sqlite:///{path}"))
    saved(f"sqlite:///{path}", file)
    remains = b"SQLite format 3\x00" + b"\x5a" * 8000
    path.write_bytes(remains)
    path.with_name("leadbot.db-wal").write_bytes(b"the rest")
    kept = Path(put_back(file, f"sqlite:///{path}"))
    assert kept.read_bytes() == remains
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"the rest"
    assert asyncio.run(lead_in(f"sqlite:///{path}", 2))


def test_whoever_serves_can_open_what_was_restored(tmp_path: Path, file: Path) -> None:
    """Also where another account puts it back, and where a group may read."""
    path = tmp_path / "leadbot.db"
    asyncio.run(filled(f"sqlite:///{path}"))
    saved(f"sqlite:///{path}", file)
    path.chmod(0o640)
    owner = (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())
    os.chown(path, *owner)
    put_back(file, f"sqlite:///{path}")
    found = path.stat()
    assert (found.st_mode & 0o777, found.st_uid, found.st_gid) == (0o640, *owner)


async def test_a_copy_without_a_mark_is_as_old_as_its_last_event(tmp_path: Path, file: Path) -> None:
    """Also one that was made by hand, or before an update, is known for old once `restore` puts it back."""
    path = tmp_path / "leadbot.db"
    await filled(f"sqlite:///{path}")
    shutil.copy(path, file)
    assert restore(file, f"sqlite:///{path}", keys=KEYS, on_progress=quietly).made_at == NOW


async def test_a_copy_of_an_older_release(database_url: str, file: Path) -> None:
    """A file takes it back, and the next start migrates it; a server is told how to get it there."""
    old = newest_version() - 1
    with closing(apsw.Connection(str(file))) as copy:
        for migration in migrations()[:old]:
            copy.execute(migration.read_text("utf-8"))
        copy.execute("INSERT INTO meta (name, value) VALUES ('hash_key', x'00aa')")
        copy.pragma("user_version", old)
    if is_postgres(database_url):
        with pytest.raises(StoreUnavailable, match="db copy"):
            put_back(file, database_url)
        return
    put_back(file, database_url)
    async with open_store(database_url, encryption_keys=KEYS, serving=True) as store:
        assert await store.leads() == ()


async def test_the_operator_is_told_what_is_missing(tmp_path: Path, database_url: str, file: Path) -> None:
    """At the start, as a warning: from when until when nothing is known."""
    async with open_world(tmp_path, database_url=database_url) as world:
        async with open_store(database_url):
            pass
        saved(database_url, file)
        restore(file, database_url, keys=(), on_progress=quietly)
        with structlog.testing.capture_logs() as logs:
            async with running(world.settings):
                pass
    (told,) = [line for line in logs if "copia restaurada" in str(line.get("what"))]
    assert (told["log_level"], told["key"]) == ("warning", "database_url")
