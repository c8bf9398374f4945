"""Commands: help, usage, chat, and a line in place of a traceback, beside a running service too."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.engines.sqlite import open_store
from adapters.engines.sqlite.lock import serve_lock
from adapters.records import Settlement
from bot.cli import COMMANDS, main
from tests.commands import BARE, EXAMPLE, LATER, Run, beside, two_leads
from tests.stores import NOW, claim, confirm, lead


def test_help_lists_every_command() -> None:
    """Somebody new sees what there is, each with a sentence."""
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert all(f"\n  {command} " in shown.output for command in COMMANDS)


@pytest.mark.parametrize(
    "words", [("nope",), ("check", "--nope"), ("erase",), ("leads", "show"), ("leads", "list", "--state", "x")]
)
def test_a_wrong_command_line_is_usage(words: tuple[str, ...], run: Run) -> None:
    """Exit 2 is for what was typed, so that scripts tell it from a finding."""
    assert CliRunner().invoke(main, list(words)).exit_code == 2


@pytest.mark.parametrize("words", [("check",), ("serve",), ("leads", "list"), ("chat",)])
def test_settings_that_are_not_there_are_usage(words: tuple[str, ...], tmp_path: Path) -> None:
    """A mistyped file name says so instead of starting with nothing."""
    ended = CliRunner().invoke(main, [*words, "--config", str(tmp_path / "otro.toml")])
    assert ended.exit_code == 2
    assert "no encuentro" in ended.output


@pytest.mark.parametrize(
    "words", [("serve",), ("leads", "list"), ("leads", "show", "R-1"), ("erase", "R-1"), ("chat",)]
)
def test_bad_settings_stop_every_command(words: tuple[str, ...], config: Path, run: Run) -> None:
    """Each problem is one line, without a traceback."""
    config.write_text("public_ulr = 1\n", encoding="utf-8")
    ended = run(*words)
    assert ended.exit_code == 1
    assert ended.output.splitlines() == [
        "agencies falta: escribe una tabla [agencies.NOMBRE] por cada agencia",
        "public_ulr no es una clave que exista: ¿querías decir «public_url»?",
    ]


async def test_commands_work_beside_a_running_service(config: Path) -> None:
    """Staff need not stop the service to look or to act."""
    async with open_store(config.parent / "leadbot.db", serving=True) as store:
        await two_leads(store)
        words = ["leads", "resend", "R-00002", "--config", str(config)]
        ended = await in_thread(words)
        assert ended.exit_code == 0
        due = await claim(store, LATER)
        assert due
        assert await store.settle(due, Settlement(state="parked", reason="gave_up"), NOW)
        assert "se acabó el plazo" in (await in_thread([*words[:1], "show", *words[2:]])).output


async def in_thread(words: list[str]) -> Result:
    """A command has its own event loop, as in its own process."""
    return await asyncio.to_thread(CliRunner().invoke, main, words)


def test_a_file_that_is_no_store_is_left_alone(config: Path) -> None:
    """A damaged or mistaken file ends with 3 and stays as it is."""
    damaged = config.parent / "leadbot.db"
    damaged.write_bytes(b"not a database at all" * 100)
    ended = CliRunner().invoke(main, ["leads", "list", "--config", str(config)])
    assert ended.exit_code == 3
    assert damaged.read_bytes() == b"not a database at all" * 100


@pytest.mark.usefixtures("leads")
def test_a_second_service_is_refused(config: Path) -> None:
    """Two services on one file would each send every lead: the second ends with 5 and one line."""
    with serve_lock(config.parent / "leadbot.db"):
        command = [sys.executable, "-m", "bot", "serve", "--config", str(config)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 5
    assert len(ended.stderr.splitlines()) == 1


def test_chat_goes_from_sign_to_lead(run: Run) -> None:
    """The whole talk can be tried in a terminal, up to what would go to the CRM."""
    typed = "acepto\nAna Peña\n829-555-0134\nana@example.do\nsaltar\nsí\n"
    talk = run("chat", "--code", "k7m4pf", typed=typed).output
    assert "> Hola, me interesa esta propiedad (ref. K7M-4PF)" in talk
    assert "Ana Peña · +18295550134 · ana@example.do · buy · R-" in talk
    assert "Casa Nova ya tiene tus datos" in talk


def test_chat_needs_no_settings_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right after installing, the talk works with a sample agency, in English too."""
    monkeypatch.chdir(tmp_path)
    talk = CliRunner().invoke(main, ["chat", "--language", "en", "--channel", "telegram"], input="/start\n")
    assert talk.exit_code == 0
    assert "I'm the automated assistant of Casa Caribe" in talk.output
    assert CliRunner().invoke(main, ["chat", "--code", "K7M4PX"]).exit_code == 2
    assert CliRunner().invoke(main, ["chat", "--agency", "otra"]).exit_code == 2


PATHS = [
    ("check", "--config", "."),
    ("serve", "--config", "."),
    ("leads", "list", "--config", "leadbot.toml/x"),
    ("flow", "draw", "--output", "."),
    ("flow", "draw", "--output", "no/such/folder.svg"),
    ("sign", "import", "."),
    ("sign", "import", "no.csv"),
    ("sign", "proof", ".", "--url", "http://a", "--distance", "1"),
    ("sign", "stats", "--csv", "."),
    ("erase", "\udcff", "--yes"),
    ("leads", "show", "\udcff"),
]


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("words", PATHS)
def test_a_wrong_path_is_a_line_and_no_traceback(config: Path, words: tuple[str, ...]) -> None:
    """A folder given as a file, a file that is not there, letters of another encoding: said, with an exit status."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=config.parent,
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parent)},
    )
    assert ended.returncode in (1, 2)
    assert ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("words", [("demo", "--no-browser", "--port"), ("serve", "--config")])
def test_a_busy_port_is_a_line_and_no_traceback(config: Path, words: tuple[str, ...]) -> None:
    """Whoever starts a second one reads which port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config.write_text(f'listen = "127.0.0.1:{port}"\n{BARE}', encoding="utf-8")
        last = str(port) if words[0] == "demo" else str(config)
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *words, last], capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("El puerto" if words[0] == "demo" else "listen dice")
    assert "otro programa ya usa ese puerto" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
@pytest.mark.parametrize(
    "words",
    [("leads", "list"), ("leads", "show", "R-00001"), ("check",), ("sign", "stats"), ("flow", "draw"), ("--help",)],
)
def test_no_terminal_is_too_narrow(config: Path, encoding: str, words: tuple[str, ...]) -> None:
    """What a terminal cannot show is written as near as it can be; a list of leads never fails for a letter."""
    ended = said_in(encoding, config, *words)
    assert (ended.returncode, ended.stderr) == (0, b"")


async def test_a_name_in_another_script_is_still_a_line(config: Path) -> None:
    """In JSON it is the same name for a program; a person sees that there is one."""
    name = "Дмитрий Peña 🏡"
    await beside(config, lambda store: confirm(store, replace(lead(1, held="volume"), full_name=name)))
    shown = said_in("latin-1", config, "leads", "list").stdout.decode("latin-1")
    assert "??????? Peña ?" in shown
    rows = json.loads(said_in("latin-1", config, "leads", "list", "--json").stdout.decode("latin-1"))
    assert rows[0]["lead"]["full_name"] == name


def said_in(encoding: str, config: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """What a command writes where letters have this encoding."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=config.parent,
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parent), "PYTHONIOENCODING": encoding},
    )
