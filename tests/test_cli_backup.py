"""`leadbot backup` and `leadbot restore`, as a technician and a script meet them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from adapters.engines import open_store
from tests.commands import LATER, Run, change
from tests.stores import confirm, lead


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


@pytest.mark.usefixtures("leads")
def test_backup_says_what_it_saved(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is, how much is in it, and how to keep it; a name with the date where none was given."""
    monkeypatch.chdir(tmp_path)
    ended = run("backup")
    assert ended.exit_code == 0
    (file,) = tmp_path.glob("leadbot-*.db")
    assert f"Copia guardada y revisada: {file.name}, " in ended.output
    assert "2 chats, 2 leads, " in ended.output
    assert "guárdala como guardas la base de datos" in ended.output
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("leads")
def test_backup_for_a_program(run: Run, file: Path) -> None:
    """File, bytes and rows; an existing file takes --force."""
    told = json.loads(run("backup", str(file), "--json").output)
    assert (told["file"], told["bytes"], told["rows"]["lead"]) == (str(file), file.stat().st_size, 2)
    refused = run("backup", str(file))
    assert (refused.exit_code, refused.output) == (1, f"ya existe {file}\n")
    assert run("backup", str(file), "--force").exit_code == 0


@pytest.mark.usefixtures("leads")
def test_backup_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """A folder that is not there is told in one line."""
    ended = run("backup", str(tmp_path / "nowhere" / "backup.db"))
    assert ended.exit_code == 1
    assert "nowhere" in ended.output
    assert ended.output.endswith("no existe.\n")


@pytest.mark.usefixtures("leads")
def test_restore_says_what_it_did(run: Run, config: Path, file: Path) -> None:
    """It asks first, keeps what was there, and `check` says what is missing before and after the next start."""
    database = config.parent / "leadbot.db"
    run("backup", str(file))
    asyncio.run(confirmed_later(database))
    assert run("restore", str(file), typed="n\n").exit_code == 1
    assert "R-00003" in run("leads", "list").output
    ended = run("restore", str(file), typed="s\n")
    assert ended.exit_code == 0
    (kept,) = config.parent.glob("leadbot.db.antes_*")
    assert f"La de antes está en {kept}" in ended.output
    assert "R-00003" not in run("leads", "list").output
    assert "copia restaurada" in run("check").output
    asyncio.run(started(database))
    assert "copia restaurada: le falta lo que pasó del 20" in run("check").output


async def confirmed_later(database: Path) -> None:
    async with open_store(f"sqlite:///{database}") as store:
        await confirm(store, lead(3), chat="came later")


async def started(database: Path) -> None:
    async with open_store(f"sqlite:///{database}", serving=True) as store:
        await store.recover(LATER)


@pytest.mark.usefixtures("leads")
def test_restore_for_a_program(run: Run, file: Path) -> None:
    """When the copy was made, and where what was there is now."""
    run("backup", str(file))
    told = json.loads(run("restore", str(file), "--yes", "--json").output)
    assert Path(told["kept"]).exists()
    assert told["made_at"].endswith("+00:00")


@pytest.mark.usefixtures("leads")
def test_restore_of_nothing(run: Run, file: Path) -> None:
    """A mistyped name ends with 1, a file of something else with 3, and what is there stays."""
    assert run("restore", str(file), "--yes").output == f"No se puede usar {file}: no existe.\n"
    file.write_text("not a backup, " * 500)
    assert run("restore", str(file), "--yes").exit_code == 3
    assert "R-00002" in run("leads", "list").output


@pytest.mark.usefixtures("leads")
def test_restore_needs_the_keys_of_the_backup(run: Run, config: Path, file: Path) -> None:
    """A store that nobody could open would take the place of one that works."""
    keys = f'[data]\nencryption_keys = ["{"A" * 43}="]\n'
    change(config, "public_url", 'database_url = "sqlite:///sealed.db"\npublic_url')
    config.write_text(config.read_text() + keys)
    asyncio.run(sealed(config.parent / "sealed.db", "A" * 43 + "="))
    assert "Sin data.encryption_keys no se puede abrir" in run("backup", str(file)).output
    change(config, keys, "")
    assert run("restore", str(file), "--yes").exit_code == 2


async def sealed(database: Path, key: str) -> None:
    async with open_store(f"sqlite:///{database}", encryption_keys=(key,)) as store:
        await confirm(store, lead())
