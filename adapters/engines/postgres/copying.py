"""A PostgreSQL database as one end of a copy (adapters/engines/copying.py), each in one transaction.

What is written is there as a whole or not at all, whoever dies meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import psycopg
from psycopg import errors

from adapters.engines.copying import BATCH
from adapters.engines.postgres.ledger import FAULTS, PostgresLedger
from adapters.engines.postgres.schema import examine, migrate
from adapters.engines.postgres.server import Connection, Server
from adapters.engines.tables import Table, tables
from adapters.language import tr
from adapters.store.errors import StoreInUse, StoreTaken, StoreUnavailable
from adapters.store.ledger import Row
from adapters.store.sealing import Seal

PATIENT = ("statement_timeout=0", "idle_in_transaction_session_timeout=0")  # the other end may be slow
OWN = {"meta": " WHERE name <> 'schema'"}  # a file has its version in its header


class PostgresTables:
    """See `Source` and `Target` of adapters/engines/copying.py. `kept`: the schema that what was there has moved to."""

    def __init__(self, connection: Connection, name: str) -> None:
        """`name`: of the database, for messages."""
        self.ledger = PostgresLedger(connection, seal=Seal())
        self._connection = connection
        self._name = name
        self.kept = ""

    def count(self, table: Table) -> int:
        return int(self._rows(f"SELECT count(*) FROM {_carried(table)}")[0][0])  # noqa: S608  # names from our migrations

    def batches(self, table: Table) -> Iterator[Sequence[Row]]:
        with self._connection.cursor("copy") as cursor:
            cursor.execute(f"SELECT {table.listed} FROM {_carried(table)}".encode())  # noqa: S608  # names from our migrations
            while batch := cursor.fetchmany(BATCH):
                yield batch

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        command = f"COPY {table.name} ({table.listed}) FROM STDIN"
        try:
            with self._connection.cursor() as cursor, cursor.copy(command.encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.DataError as error:
            reason = type(error).__name__
            raise StoreUnavailable(
                tr(
                    f"{self._name} no admite una fila de la tabla «{table.name}»: {reason}",
                    f"{self._name} does not take a row of the table «{table.name}»: {reason}",
                )
            ) from None

    def keep_others_out(self) -> None:
        """No serve runs, and none starts until the connection ends. Raises StoreInUse."""
        if not self.ledger.value("serve_alone"):
            raise StoreInUse(
                tr(
                    f"«leadbot serve» trabaja con {self._name}: detén primero todos los que haya",
                    f"«leadbot serve» works with {self._name}: stop all there are first",
                )
            )

    def move_to(self, schema: str) -> None:
        """What there is of our tables, in whatever state."""
        there = {name for (name,) in self.ledger.rows("names")}
        if present := [table.name for table in tables() if table.name in there]:
            self.kept = schema
            commands = [f"CREATE SCHEMA {schema}", *(f"ALTER TABLE {name} SET SCHEMA {schema}" for name in present)]
            self._connection.execute("; ".join(commands).encode())

    def make_empty(self) -> None:
        """What a store that was only opened noted about itself goes; anything else is somebody's: StoreTaken."""
        for table in tables():
            if table.name in OWN:
                self._connection.execute(f"DELETE FROM {_carried(table)}".encode())  # noqa: S608  # names from our migrations
            elif self._rows(f"SELECT 1 FROM {table.name} LIMIT 1"):  # noqa: S608  # names from our migrations
                raise StoreTaken(
                    tr(
                        f"{self._name} ya tiene datos (tabla «{table.name}»): usa una base de datos vacía",
                        f"{self._name} has data already (table «{table.name}»): use an empty database",
                    )
                )

    def count_on(self) -> None:
        """The next row of each table gets the number after its last one."""
        for table in tables():
            if table.numbered:
                last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"  # noqa: S608  # names from our migrations
                self._rows(f"{last} HAVING max(id) IS NOT NULL")

    def _rows(self, query: str) -> list[Row]:
        return self._connection.execute(query.encode()).fetchall()


@contextmanager
def source_of(database_url: str, *, alone: bool) -> Iterator[PostgresTables]:
    """All that is there at one moment. `alone`: nobody writes meanwhile; raises StoreInUse beside a running serve."""
    server = Server(database_url)
    with _connected(server) as connection:
        source = PostgresTables(connection, server.name)
        if alone:
            source.keep_others_out()
        examine(source.ledger, server.name)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        if alone:
            connection.execute(f"LOCK TABLE {', '.join(table.name for table in tables())} IN SHARE MODE".encode())
        yield source


@contextmanager
def target_in(database_url: str, *, keep_as: str = "") -> Iterator[PostgresTables]:
    """A database to be filled, seen by others when the block ends well. `keep_as`: the schema into which what is there
    moves; without one StoreTaken is raised where there is anything. Raises StoreInUse beside a running serve."""
    server = Server(database_url)
    with _connected(server) as connection:
        target = PostgresTables(connection, server.name)
        target.keep_others_out()
        with connection.transaction():
            if keep_as:
                target.move_to(keep_as)
            migrate(target.ledger, server.name, may_create=True)
            target.make_empty()
            yield target
            target.count_on()


@contextmanager
def _connected(server: Server) -> Iterator[Connection]:
    try:
        with closing(server.connect(*PATIENT)) as connection:
            yield connection
    except FAULTS as error:
        raise server.fault(error) from None
    except errors.InsufficientPrivilege:
        raise StoreUnavailable(
            tr(
                f"el usuario de {server.name} no tiene permiso para crear tablas y esquemas",
                f"the user of {server.name} may not make tables and schemas",
            )
        ) from None


def _carried(table: Table) -> str:
    return table.name + OWN.get(table.name, "")
