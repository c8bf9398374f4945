"""The tables: looked at before anything is touched, and migrated in one transaction (promises §7)."""

from __future__ import annotations

import re

from adapters.engines.postgres.ledger import PostgresLedger
from adapters.engines.postgres.spelling import spelled_schema
from adapters.engines.statements import migrations
from adapters.language import tr
from adapters.store.errors import StoreAbsent, StoreCorrupt, StoreTooNew, StoreUnavailable

OLDEST_SERVER = 140_000  # 14: tells what became of a transaction
MADE = re.compile(r"^CREATE (?:TABLE|INDEX) (\w+)", re.MULTILINE)


def migrate(ledger: PostgresLedger, name: str, *, may_create: bool) -> None:
    """To the newest schema, all or nothing, and by one process at a time. `name`: of the database, for messages.

    Raises what adapters/store/errors.py names.
    """
    ledger.hold("hold_schema")
    version = _version(ledger, name)
    if version == 0 and not may_create:
        raise _absent(name)
    for migration in migrations()[version:]:
        ledger.connection.execute(spelled_schema(migration.read_text("utf-8")).encode())
    if version < len(migrations()):
        ledger.run("note_version", str(len(migrations())))


def examine(ledger: PostgresLedger, name: str) -> None:
    """The same where nothing may be written. Raises StoreUnavailable for tables that are still to be migrated."""
    version = _version(ledger, name)
    if version == 0:
        raise _absent(name)
    if version < len(migrations()):
        raise StoreUnavailable(
            tr(
                f"{name} es de una versión anterior: arranca primero «leadbot serve»",
                f"{name} is of an older version: start «leadbot serve» first",
            )
        )


def _version(ledger: PostgresLedger, name: str) -> int:
    """Of the schema. Every table and index that it has must be there, and none before the first."""
    if ledger.connection.info.server_version < OLDEST_SERVER:
        raise StoreUnavailable(
            tr(
                f"{name} es anterior a PostgreSQL 14: actualiza el servidor",
                f"{name} is older than PostgreSQL 14: upgrade the server",
            )
        )
    present = {found for (found,) in ledger.rows("names")}
    version = int(ledger.value("find_version") or 0) if "meta" in present else 0
    if version > len(migrations()):
        raise StoreTooNew(
            tr(
                f"{name} es de una versión más nueva de leadbot (esquema {version}, aquí {len(migrations())}): "
                "actualiza el programa o restaura la copia de antes de la actualización",
                f"{name} is of a newer version of leadbot (schema {version}, here {len(migrations())}): "
                "upgrade the program, or restore the backup from before the upgrade",
            )
        )
    made = {made for migration in migrations()[:version] for made in MADE.findall(migration.read_text("utf-8"))}
    if not made <= present or (version == 0 and present):
        raise StoreCorrupt(
            tr(
                f"{name} no es de leadbot o le faltan tablas; no se ha tocado: «leadbot restore» pone una copia",
                f"{name} is not leadbot's or lacks tables; it was not touched: «leadbot restore» puts a backup there",
            )
        )
    return version


def _absent(name: str) -> StoreAbsent:
    return StoreAbsent(
        tr(
            f"en {name} no hay tablas de leadbot: revisa database_url o restaura una copia",
            f"there are no tables of leadbot in {name}: check database_url, or restore a backup",
        )
    )
